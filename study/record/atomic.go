package record

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"

	"firststep/study/regular"
)

// WriteAtomic makes the file at path hold what write writes: all of it, on
// the disk, when WriteAtomic returns nil, and what it held before otherwise.
// The bytes gather in a temporary file of the same folder, which has to
// exist. A symbolic link or anything else that is not a file is not replaced.
func WriteAtomic(path string, write func(io.Writer) error) error {
	if err := regular.Replaceable(path); err != nil {
		return err
	}
	folder := filepath.Dir(path)
	temporary := filepath.Join(folder, temporaryName())
	inProgress.Store(temporary, true)
	defer inProgress.Delete(temporary)

	err := writeSynced(temporary, write)
	if err == nil {
		err = replace(temporary, path)
	}
	if err != nil {
		os.Remove(temporary)
		return fmt.Errorf("%s: cannot be written: %w", path, withoutPath(err))
	}
	return syncFolder(folder)
}

// WriteFile is [WriteAtomic] of bytes that are known.
func WriteFile(path string, data []byte) error {
	return WriteAtomic(path, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// writeSynced makes a new file and returns when its bytes are on the disk.
func writeSynced(path string, write func(io.Writer) error) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	complete := false
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
		if !complete { // write failed or panicked
			os.Remove(path)
		}
	}()
	buffered := bufio.NewWriter(f)
	if err := write(buffered); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	complete = true
	return f.Sync()
}

// syncFolder makes a rename within the folder outlast a power failure, where
// the system can do so.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil // a folder cannot be synced there
	}
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

// withoutPath takes the temporary file's name out of an error, which means
// nothing to the user.
func withoutPath(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}

// inProgress holds the paths of this process's temporary files.
var inProgress sync.Map

// RemoveInProgress removes this process's temporary files. It is for a process
// that ends while others of its goroutines write.
func RemoveInProgress() {
	for path := range inProgress.Range {
		os.Remove(path.(string))
	}
}

// A temporary file is named after the machine and the process that writes it,
// so that others can tell whether it is still being written.
var (
	temporaryPattern = regexp.MustCompile(`^\.firststep-([A-Za-z0-9_.-]*)-([0-9]+)-[A-Z0-9]+\.tmp$`)
	notInHost        = regexp.MustCompile(`[^A-Za-z0-9_.-]+`)
)

func temporaryName() string {
	return fmt.Sprintf(".firststep-%s-%d-%s.tmp", host(), os.Getpid(), rand.Text())
}

var host = sync.OnceValue(func() string {
	name, err := os.Hostname()
	if err != nil {
		return ""
	}
	name = notInHost.ReplaceAllString(name, "_")
	return name[:min(len(name), 64)]
})

// abandonedAfter is the age at which a temporary file belongs to nobody, even
// where its process cannot be asked: writing one takes seconds.
const abandonedAfter = 24 * time.Hour

// removeTemporaries removes from a folder what processes left there that were
// killed while they wrote. It is a courtesy: what it cannot remove it leaves.
func removeTemporaries(folder string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && abandoned(path, info.ModTime()) {
			os.Remove(path)
		}
	}
}

// abandoned reports whether path is a temporary file that nobody writes any
// more. A process of this machine is asked; of another machine's only the age
// is known.
func abandoned(path string, written time.Time) bool {
	parts := temporaryPattern.FindStringSubmatch(filepath.Base(path))
	if parts == nil {
		return false
	}
	if time.Since(written) > abandonedAfter {
		return true
	}
	pid, err := strconv.Atoi(parts[2])
	if err != nil || parts[1] != host() {
		return false
	}
	if pid == os.Getpid() {
		_, mine := inProgress.Load(path)
		return !mine
	}
	return !alive(pid)
}

// alive reports whether a process of this machine exists.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer p.Release()
	if runtime.GOOS == "windows" {
		return true // FindProcess has looked
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, fs.ErrPermission)
}
