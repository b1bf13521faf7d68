package record

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"firststep/study/regular"
)

// resultPattern matches what the files of results are called: the name of a
// run or a measurement, its ending, and that of one that was moved aside.
var resultPattern = regexp.MustCompile(`^([a-z0-9]+(?:-[a-z0-9]+)*-seed[0-9]+)\.(json|csv)(\.corrupt-[0-9]+)?$`)

// Beginnings of records and measurements, of any schema.
var (
	recordBegins      = regexp.MustCompile(`^\{\n  "schema": [0-9]+,\n  "key": "[0-9a-f]{64}",\n  "scenario": "([a-z0-9-]+)",\n  "seed": ([0-9]+),\n`)
	measurementBegins = regexp.MustCompile(`^\{\n  "schema": [0-9]+,\n  "key": "[0-9a-f]{64}",\n  "kind": "([a-z]+)",\n  "subject": "([a-z0-9-]*)",\n  "seed": ([0-9]+),\n`)
)

// Strays returns the paths of the files that belong to none of the results that
// are owned, by their paths: records, traces and measurements, sound or damaged,
// and with aside also every damaged file that was moved aside, whosever it was. A
// file that does not begin as what its name says is somebody else's, and no stray.
func (s *Store) Strays(owned map[string]bool, aside bool) (strays []string, err error) {
	for _, folder := range []string{measurementsFolder, recordsFolder} {
		if err := regular.Folder(s.Path(folder)); err != nil {
			return nil, err
		}
		entries, err := os.ReadDir(s.Path(folder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			parts := resultPattern.FindStringSubmatch(e.Name())
			if parts == nil || !e.Type().IsRegular() {
				continue
			}
			path := s.Path(folder, e.Name())
			isAside := parts[3] != ""
			if isAside && aside || !isAside && !owned[folder+"/"+parts[1]] && isResult(path, parts[1], parts[2]) {
				strays = append(strays, path)
			}
		}
	}
	return strays, nil
}

// isResult reports whether a file begins as the record, the measurement or the
// trace of the given name does.
func isResult(path, name, ending string) bool {
	f, err := regular.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	beginning, err := io.ReadAll(io.LimitReader(f, 2048)) // more than names and header of 64 layers take
	if err != nil {
		return false
	}
	if ending == "csv" {
		header, _, _ := strings.Cut(string(beginning), "\n")
		return isTraceHeader(header)
	}
	if parts := recordBegins.FindStringSubmatch(string(beginning)); parts != nil {
		return name == parts[1]+"-seed"+parts[2]
	}
	if parts := measurementBegins.FindStringSubmatch(string(beginning)); parts != nil {
		return name == strings.TrimSuffix(parts[1]+"-"+parts[2], "-")+"-seed"+parts[3]
	}
	return false
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
