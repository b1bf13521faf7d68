package record

import (
	"errors"
	"io/fs"
	"os"
	"regexp"
)

// resultPattern matches what the folders of results hold beside files of other
// programs: a record or a trace, and one that was moved aside.
var resultPattern = regexp.MustCompile(`^([a-z0-9]+(?:-[a-z0-9]+)*)\.(?:json|csv)(\.corrupt-[0-9]+)?$`)

// Strays returns the paths of the files that belong to none of the runs and
// measurements: records, traces and measurements, and with aside also every
// damaged file that was moved aside, whosever it was.
func (s *Store) Strays(runs, measurements map[string]bool, aside bool) (paths []string, err error) {
	for _, folder := range []struct {
		name  string
		owned map[string]bool
	}{{measurementsFolder, measurements}, {recordsFolder, runs}} {
		entries, err := os.ReadDir(s.Path(folder.name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			parts := resultPattern.FindStringSubmatch(e.Name())
			if parts == nil || !e.Type().IsRegular() {
				continue
			}
			if isAside := parts[2] != ""; isAside && aside || !isAside && !folder.owned[parts[1]] {
				paths = append(paths, s.Path(folder.name, e.Name()))
			}
		}
	}
	return paths, nil
}

// Remove removes files of the store while no other process replaces any. One
// that is gone already is no error.
func (s *Store) Remove(paths []string) error {
	return s.locked(func() error {
		for _, path := range paths {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		return nil
	})
}
