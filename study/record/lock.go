package record

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"firststep/study/regular"
)

const (
	lockFile = "firststep.lock"
	lockWait = 30 * time.Second // it is held for milliseconds
	lockPoll = 2 * time.Millisecond
)

// takeLock waits for a lock; tests have file systems without.
var takeLock = func(ctx context.Context, lock *flock.Flock) error {
	_, err := lock.TryLockContext(ctx, lockPoll)
	return err
}

// locked runs do while no other process, and no other user of the store,
// replaces or moves its files; it refuses a store whose folders of results are
// links. The lock file stays: removing it would let two processes hold locks
// on different files of one name.
//
// Where the file system has no locks, do runs without: every file is still
// replaced whole, and equal runs write equal bytes. Only two processes that
// update environment.json in the same moment may lose timings.
func (s *Store) locked(do func() error) (err error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()

	for _, folder := range []string{recordsFolder, measurementsFolder} {
		if err := regular.Folder(s.Path(folder)); err != nil {
			return err
		}
	}
	lock, err := regular.Lock(s.Path(lockFile), 0o666)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), lockWait)
	defer cancel()
	err = takeLock(ctx, lock)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: another process has held it for %v; is one stopped?", lock.Path(), lockWait)
	case errors.Is(err, errors.ErrUnsupported), errors.Is(err, syscall.ENOLCK):
		return do()
	case err != nil:
		return fmt.Errorf("%s: cannot be locked: %w", lock.Path(), withoutPath(err))
	}
	defer func() {
		if unlocked := lock.Unlock(); err == nil {
			err = unlocked
		}
	}()
	return do()
}
