package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
)

// SetAside moves the files of a run aside if they are damaged: x.json to
// x.json.corrupt-1, or the first number that is free. It returns the new
// paths; none if the files are sound or gone by now.
//
// A trace counts as damaged only beside a record of the given key: beside a
// stale record it may be the new one, of a process that was killed between
// the two.
func (s *Store) SetAside(name, key string) (moved []string, err error) {
	err = s.locked(func() error {
		moved, err = s.setAsideRun(name, key)
		return err
	})
	return moved, err
}

// setAsideRun does the work of SetAside under the lock, and refuses a newer
// program's record.
func (s *Store) setAsideRun(name, key string) (moved []string, err error) {
	r, err := s.Run(name)
	if err == nil {
		if r.Key == key && isCorrupt(s.CheckTrace(r)) {
			return setAside(s.TracePath(name))
		}
		return nil, nil
	}
	if isCorrupt(err) {
		return setAside(s.TracePath(name), s.RunPath(name))
	}
	return nil, unlessReplaceable(err)
}

// unlessReplaceable returns the error with which a file was read, unless it
// says that another may take its place: it does not exist, or is of an older
// schema.
func unlessReplaceable(err error) error {
	other, isOther := errors.AsType[*SchemaError](err)
	if errors.Is(err, fs.ErrNotExist) || isOther && !other.Newer() {
		return nil
	}
	return err
}

func isCorrupt(err error) bool {
	_, ok := errors.AsType[*CorruptError](err)
	return ok
}

// setAside renames the paths that exist, all with the same number.
func setAside(paths ...string) (moved []string, err error) {
	suffix := freeSuffix(paths)
	for _, path := range paths {
		err := os.Rename(path, path+suffix)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return moved, fmt.Errorf("%s: is damaged and cannot be moved aside: %w", path, withoutPath(err))
		default:
			moved = append(moved, path+suffix)
		}
	}
	return moved, nil
}

// freeSuffix returns the first of .corrupt-1, .corrupt-2, … with which none
// of the paths exists.
func freeSuffix(paths []string) string {
	for n := 1; ; n++ {
		suffix := ".corrupt-" + strconv.Itoa(n)
		taken := func(path string) bool {
			_, err := os.Lstat(path + suffix)
			return !errors.Is(err, fs.ErrNotExist)
		}
		if !slices.ContainsFunc(paths, taken) {
			return suffix
		}
	}
}

// makeWay looks at the error with which a file was read: it moves a damaged
// file aside, and returns the error of one that must not be replaced.
func (s *Store) makeWay(file string, err error) error {
	if isCorrupt(err) {
		_, err = setAside(s.Path(file))
	}
	return unlessReplaceable(err)
}
