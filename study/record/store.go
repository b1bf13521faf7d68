package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"firststep/study"
	"firststep/study/regular"
)

// Where things are in a study's folder.
const (
	recordsFolder   = study.RunsFolder
	figuresFolder   = "figures"
	exportsFolder   = "exports"
	datasetFile     = "dataset.json"
	environmentFile = "environment.json"
	reportFile      = "report.pdf"
)

// A Store is the folder of a study. Several goroutines and several processes
// may use one at once: a file is replaced whole or not at all, and those who
// do the same run write the same bytes. Folders of it that are links are read
// from, but nothing is written or removed there.
//
// Its errors name the file. Those of the readers are a [*CorruptError] for a
// damaged file, a [*SchemaError] for another version's, and wrap
// [fs.ErrNotExist] for one that is not there.
type Store struct {
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

// ExportsFolder returns where exported files belong; it need not exist yet.
func (s *Store) ExportsFolder() string { return s.Path(exportsFolder) }

// ReportPath returns where the report belongs.
func (s *Store) ReportPath() string { return s.Path(reportFile) }

// DatasetPath returns the path of dataset.json.
func (s *Store) DatasetPath() string { return s.Path(datasetFile) }

// RunPath returns the path of a run's record.
func (s *Store) RunPath(name string) string { return s.Path(recordsFolder, name+".json") }

// TracePath returns the path of a run's trace.
func (s *Store) TracePath(name string) string { return s.Path(recordsFolder, name+".csv") }

// Names returns the names of the runs that the store has records of, damaged
// ones included, in lexical order.
func (s *Store) Names() ([]string, error) {
	entries, err := os.ReadDir(s.Path(recordsFolder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".json"); ok && namePattern.MatchString(name) {
			names = append(names, name)
		}
	}
	return names, err
}

// Run reads the record of the named run.
func (s *Store) Run(name string) (*Run, error) {
	path := s.RunPath(name)
	data, err := readBounded(path, maxSize)
	if err != nil {
		return nil, err
	}
	r, err := Decode(data)
	if err != nil {
		return nil, inFile(path, err)
	}
	if r.Name() != name {
		return nil, misnamed(path, r.Name())
	}
	return r, nil
}

// Trace reads the trace that belongs to a record.
func (s *Store) Trace(r *Run) (*Trace, error) {
	data, err := s.readTrace(r)
	if err != nil {
		return nil, err
	}
	t, err := DecodeTrace(data, r.Trace)
	return t, inFile(s.TracePath(r.Name()), err)
}

func (s *Store) readTrace(r *Run) ([]byte, error) {
	return readBounded(s.TracePath(r.Name()), r.Trace.bound())
}

// Save puts a run's trace and record into place, the record last, and fills
// in r.Trace. A damaged record that it finds there is moved aside, a newer
// program's is not replaced.
func (s *Store) Save(r *Run, t *Trace) error {
	trace := EncodeTrace(t, len(r.Ending.DeadUnits))
	r.Trace = TraceFile{Rows: len(t.Loss), SHA256: Sum(trace)}
	if err := r.check(); err != nil {
		return fmt.Errorf("%s: %w", r.Name(), err)
	}
	return s.put(r, Encode(r), trace)
}

// Dataset reads dataset.json.
func (s *Store) Dataset() (*Dataset, error) {
	path := s.Path(datasetFile)
	data, err := readBounded(path, maxSize)
	if err != nil {
		return nil, err
	}
	d, err := DecodeDataset(data)
	return d, inFile(path, err)
}

// SaveDataset writes dataset.json. A damaged one is moved aside, a newer
// program's is not replaced.
func (s *Store) SaveDataset(d *Dataset) error {
	data := EncodeDataset(d)
	if _, err := DecodeDataset(data); err != nil {
		return fmt.Errorf("%s cannot describe these data: %w", s.DatasetPath(), err)
	}
	return s.locked(func() error {
		_, err := s.Dataset()
		if err := s.makeWay(datasetFile, err); err != nil {
			return err
		}
		return writeBytes(s.Path(datasetFile), data)
	})
}

// Environment reads environment.json.
func (s *Store) Environment() (*Environment, error) {
	path := s.Path(environmentFile)
	data, err := readBounded(path, maxSize)
	if err != nil {
		return nil, err
	}
	e, err := DecodeEnvironment(data)
	return e, inFile(path, err)
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
		return writeBytes(s.Path(environmentFile), EncodeEnvironment(e))
	})
}

// Prepare makes the folder of the records and returns an error if the named
// runs could not be saved: what would fail after a training fails before it.
func (s *Store) Prepare(names []string) error {
	if err := s.makeFolder(recordsFolder); err != nil {
		return err
	}
	for _, name := range names {
		if err := errors.Join(regular.Replaceable(s.RunPath(name)), regular.Replaceable(s.TracePath(name))); err != nil {
			return err
		}
	}
	probe := s.Path(recordsFolder, temporaryName())
	if err := os.WriteFile(probe, nil, 0o666); err != nil {
		return fmt.Errorf("%s: cannot be written to: %w", s.Path(recordsFolder), withoutPath(err))
	}
	return errors.Join(os.Remove(probe), s.locked(func() error { return nil }))
}

// MakeFiguresFolder makes the folder that figures belong into. A link to
// another one is refused.
func (s *Store) MakeFiguresFolder() error { return s.makeFolder(figuresFolder) }

// MakeExportsFolder makes the folder that exported files belong into. A link
// to another one is refused.
func (s *Store) MakeExportsFolder() error { return s.makeFolder(exportsFolder) }

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

// readBounded reads an ordinary file. One above limit is damaged: nothing
// that this program writes is as large.
func readBounded(path string, limit int64) ([]byte, error) {
	data, err := regular.ReadFile(path, limit)
	if errors.Is(err, regular.ErrTooLarge) {
		return nil, tooLarge(path, limit)
	}
	return data, err
}

func writeBytes(path string, data []byte) error {
	return WriteAtomic(path, func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(data))
		return err
	})
}
