package record

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// replaceWait is how long a reader may keep a file open that is to be
// replaced. Reading one takes milliseconds.
const replaceWait = 2 * time.Second

// replace puts a file in the place of another, or of none. Windows refuses to
// while somebody has the other one open, a process of ours or one that looks
// for viruses.
func replace(from, to string) error {
	for wait := time.Millisecond; ; wait *= 2 {
		err := os.Rename(from, to)
		busy := errors.Is(err, windows.ERROR_SHARING_VIOLATION) || errors.Is(err, windows.ERROR_ACCESS_DENIED)
		if !busy || wait > replaceWait/2 {
			return err
		}
		time.Sleep(wait)
	}
}
