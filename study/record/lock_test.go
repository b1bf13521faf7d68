package record

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/gofrs/flock"
)

// withLock has the stores of a test lock in another way.
func withLock(t *testing.T, take func(context.Context, *flock.Flock) error) {
	t.Helper()
	usual := takeLock
	takeLock = take
	t.Cleanup(func() { takeLock = usual })
}

// TestNoLocks: on a file system without locks, two processes still leave
// whole files of the right bytes.
func TestNoLocks(t *testing.T) {
	for _, refusal := range []error{syscall.ENOLCK, syscall.ENOSYS, errors.ErrUnsupported} {
		t.Run(fmt.Sprint(refusal), func(t *testing.T) {
			withLock(t, func(context.Context, *flock.Flock) error { return refusal })
			folder := t.TempDir()
			var wait sync.WaitGroup
			for range 2 {
				s, err := Open(folder)
				if err != nil {
					t.Fatal(err)
				}
				wait.Go(func() {
					for range 10 {
						if err := s.Save(sampleRun(), sampleTrace()); err != nil {
							t.Error(err)
						}
					}
				})
			}
			wait.Wait()
			s, err := Open(folder)
			if err != nil {
				t.Fatal(err)
			}
			r, err := s.Run(sampleRun().Name())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Trace(r); err != nil {
				t.Error(err)
			}
			if left := files(t, folder); strings.Contains(fmt.Sprint(left), "tmp") || len(left) != 2 {
				t.Errorf("the folder holds %v", left)
			}
		})
	}
}

// TestLockIsHeld: a process that was stopped while it held the lock does not
// keep others waiting for ever, and they say what they waited for.
func TestLockIsHeld(t *testing.T) {
	withLock(t, func(context.Context, *flock.Flock) error { return context.DeadlineExceeded })
	err := openStore(t).Save(sampleRun(), sampleTrace())
	if err == nil || !strings.Contains(err.Error(), "firststep.lock: another process has held it") {
		t.Errorf("%v", err)
	}
}
