package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"firststep/study"
	"firststep/study/regular"
)

// Where things are in a study's folder.
const (
	recordsFolder      = study.RunsFolder
	measurementsFolder = study.MeasurementsFolder
	figuresFolder      = "figures"
	exportsFolder      = "exports"
	datasetFile        = "dataset.json"
	environmentFile    = "environment.json"
)

// Names of the report's files, in the formats that it is written in.
const (
	ReportFile = "report.pdf"
	pageFile   = "report.html"
)

// A Store is the folder of a study. Several goroutines and several processes
// may use one at once: a file is replaced whole or not at all, and those who
// do the same run write the same bytes. Folders of it that are links are read
// from, but nothing is written or removed there.
//
// Its errors name the file, as those of its [Reader] do.
type Store struct {
	Reader
	folder string
	mutex  sync.Mutex
}

// Open returns the store in a folder that exists. It removes the temporary
// files of processes that were killed, and changes nothing else.
func Open(folder string) (*Store, error) {
	info, err := os.Stat(folder)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s: is a file, where the folder of a study belongs", folder)
	}
	s := &Store{folder: folder}
	s.Reader = *NewReader(regular.FolderFS(folder), func(file string) string { return s.Path(filepath.FromSlash(file)) })
	removeTemporaries(folder)
	for _, sub := range []string{recordsFolder, measurementsFolder, figuresFolder, exportsFolder} {
		path := s.Path(sub)
		if info, err := os.Stat(path); err == nil && !info.IsDir() {
			return nil, regular.Folder(path)
		}
		if regular.Folder(path) == nil {
			removeTemporaries(path)
		}
	}
	return s, nil
}

// Path returns the path of something in the study's folder.
func (s *Store) Path(elements ...string) string {
	return filepath.Join(append([]string{s.folder}, elements...)...)
}

// FiguresFolder returns where figures belong; it need not exist yet.
func (s *Store) FiguresFolder() string { return s.Path(figuresFolder) }

// ReportPath returns where the report belongs.
func (s *Store) ReportPath() string { return s.Path(ReportFile) }

// PagePath returns where the report for browsers belongs.
func (s *Store) PagePath() string { return s.Path(pageFile) }

// DatasetPath returns the path of dataset.json.
func (s *Store) DatasetPath() string { return s.Path(datasetFile) }

// A result's files, by its path as [Result] has it.
func (s *Store) recordPath(path string) string { return s.Path(path + ".json") }
func (s *Store) tracePath(path string) string  { return s.Path(path + ".csv") }

// files are those of a result, in the order in which they are put into place.
func (s *Store) files(path string) []string {
	if isRun(path) {
		return []string{s.tracePath(path), s.recordPath(path)}
	}
	return []string{s.recordPath(path)}
}

// Save puts a result into place, and before it the trace of a run, which it
// fills in r.Trace of; of a measurement t is nil. A damaged file that it finds
// there is moved aside, a newer program's is not replaced.
func (s *Store) Save(r Result, t *Trace) error {
	var trace []byte
	if run, ok := r.(*Run); ok {
		trace = EncodeTrace(t, len(run.Ending.DeadUnits))
		run.Trace = TraceFile{Rows: len(t.Loss), SHA256: Sum(trace)}
	}
	if err := r.check(); err != nil {
		return fmt.Errorf("%s: %w", r.Name(), err)
	}
	return s.put(r, Encode(r), trace)
}

// SaveDataset writes dataset.json. A damaged one is moved aside, a newer
// program's is not replaced.
func (s *Store) SaveDataset(d *Dataset) error {
	data := Encode(d)
	if _, err := Decode[Dataset](data); err != nil {
		return fmt.Errorf("%s cannot describe these data: %w", s.DatasetPath(), err)
	}
	return s.locked(func() error {
		_, err := s.Dataset()
		if err := s.makeWay(datasetFile, err); err != nil {
			return err
		}
		return WriteFile(s.Path(datasetFile), data)
	})
}

// UpdateEnvironment lets change edit what environment.json holds (a zero
// Environment where there is none) and writes it back, with no other process
// in between. A damaged file is moved aside, a newer program's is not
// replaced.
func (s *Store) UpdateEnvironment(change func(*Environment)) error {
	return s.locked(func() error {
		e, err := s.Environment()
		if err := s.makeWay(environmentFile, err); err != nil {
			return err
		}
		if err != nil {
			e = new(Environment)
		}
		change(e)
		return WriteFile(s.Path(environmentFile), Encode(e))
	})
}

// Prepare makes the folders of results and returns an error if those of the
// given paths could not be saved: what would fail after a training fails before
// it.
func (s *Store) Prepare(paths []string) error {
	if err := s.makeFolder(recordsFolder); err != nil {
		return err
	}
	if slices.ContainsFunc(paths, func(path string) bool { return !isRun(path) }) {
		if err := s.makeFolder(measurementsFolder); err != nil {
			return err
		}
	}
	for _, path := range paths {
		for _, file := range s.files(path) {
			if err := regular.Replaceable(file); err != nil {
				return err
			}
		}
	}
	probe := s.Path(recordsFolder, temporaryName())
	if err := os.WriteFile(probe, nil, 0o666); err != nil {
		return fmt.Errorf("%s: cannot be written to: %w", s.Path(recordsFolder), withoutPath(err))
	}
	return errors.Join(os.Remove(probe), s.locked(func() error { return nil }))
}

// MakeExportsFolder makes the folder that exported files belong into, and
// returns its path. A link to another one is refused.
func (s *Store) MakeExportsFolder() (string, error) {
	return s.Path(exportsFolder), s.makeFolder(exportsFolder)
}

func (s *Store) makeFolder(name string) error {
	path := s.Path(name)
	if err := regular.Folder(path); err != nil {
		return err
	}
	if err := os.Mkdir(path, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
