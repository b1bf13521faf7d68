package record

import (
	"errors"
	"io/fs"

	"firststep/study/internal/aside"
)

// SetAside moves the files of a result aside if they are damaged: x.json to
// x.json.corrupt-1, or the first number that is free. It returns the new
// paths; none if the files are sound or gone by now.
//
// A trace counts as damaged only beside a record of the given key: beside a
// stale record it may be the new one, of a process that was killed between
// the two.
func (s *Store) SetAside(path, key string) (moved []string, err error) {
	err = s.locked(func() error {
		moved, err = s.setAside(path, key)
		return err
	})
	return moved, err
}

// SetAsideForeign moves sound files of a result aside that say they are of
// another job than their name does.
func (s *Store) SetAsideForeign(path string) (moved []string, err error) {
	err = s.locked(func() error {
		moved, err = aside.Move(s.files(path)...)
		return err
	})
	return moved, err
}

// setAside does the work of SetAside under the lock, and refuses a newer
// program's file.
func (s *Store) setAside(path, key string) (moved []string, err error) {
	r, err := s.Result(path)
	if run, ok := r.(*Run); ok && run.Key == key && isCorrupt(s.CheckTrace(run)) {
		return aside.Move(s.tracePath(path))
	}
	if isCorrupt(err) {
		return aside.Move(s.files(path)...)
	}
	return nil, unlessReplaceable(err)
}

// unlessReplaceable returns the error with which a file was read, unless it
// says that another may take its place: it does not exist, or is of an older
// schema.
func unlessReplaceable(err error) error {
	other, isOther := errors.AsType[*SchemaError](err)
	if err == nil || errors.Is(err, fs.ErrNotExist) || isOther && !other.Newer() {
		return nil
	}
	return err
}

func isCorrupt(err error) bool {
	_, ok := errors.AsType[*CorruptError](err)
	return ok
}

// makeWay looks at the error with which a file was read: it moves a damaged
// file aside, and returns the error of one that must not be replaced.
func (s *Store) makeWay(file string, err error) error {
	if isCorrupt(err) {
		_, err = aside.Move(s.Path(file))
	}
	return unlessReplaceable(err)
}
