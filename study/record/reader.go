package record

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"firststep/study/regular"
)

// A Reader reads a study's folder from any file system: a folder, an archive, a
// revision of git, what a report carries.
//
// Its errors name the file. They are a [*CorruptError] for a damaged file, a
// [*SchemaError] for another version's, and wrap [fs.ErrNotExist] for one that is
// not there.
type Reader struct {
	fsys  fs.FS
	place func(file string) string // what messages call a file
}

// NewReader reads from a file system; place is what messages call its files.
func NewReader(fsys fs.FS, place func(file string) string) *Reader { return &Reader{fsys, place} }

// read reads an ordinary file. One above limit is damaged: nothing that this
// program writes is as large.
func (r *Reader) read(file string, limit int64) ([]byte, error) {
	data, err := regular.ReadFrom(r.fsys, file, limit)
	switch {
	case errors.Is(err, regular.ErrTooLarge):
		return nil, tooLarge(r.place(file), limit)
	case errors.Is(err, regular.ErrNotRegular):
		return nil, fmt.Errorf("%s: %w", r.place(file), regular.ErrNotRegular)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", r.place(file), withoutPath(err))
	}
	return data, nil
}

// Paths returns the paths of the results that the store has files of, damaged
// ones included: of runs and then of measurements, each in lexical order.
func (r *Reader) Paths() (paths []string, err error) {
	for _, folder := range []string{recordsFolder, measurementsFolder} {
		names, err := r.names(folder)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			paths = append(paths, folder+"/"+name)
		}
	}
	return paths, nil
}

// Names returns the names of the runs among Paths.
func (r *Reader) Names() ([]string, error) { return r.names(recordsFolder) }

func (r *Reader) names(folder string) ([]string, error) {
	entries, err := fs.ReadDir(r.fsys, folder)
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

// Result reads the result of a path. One that is of another job is damaged.
func (r *Reader) Result(path string) (Result, error) {
	file := path + ".json"
	data, err := r.read(file, maxSize)
	if err != nil {
		return nil, err
	}
	result, err := DecodeResult(path, data)
	switch {
	case err != nil:
		return nil, inFile(r.place(file), err)
	case result.Path() != path:
		return nil, &CorruptError{r.place(file), fmt.Errorf("it is %s: was it renamed or copied?", result)}
	}
	return result, nil
}

// Run reads the record of the named run.
func (r *Reader) Run(name string) (*Run, error) {
	result, err := r.Result(recordsFolder + "/" + name)
	run, _ := result.(*Run)
	return run, err
}

// Measurement reads the named measurement.
func (r *Reader) Measurement(name string) (*Measurement, error) {
	result, err := r.Result(measurementsFolder + "/" + name)
	m, _ := result.(*Measurement)
	return m, err
}

// Dataset reads dataset.json.
func (r *Reader) Dataset() (*Dataset, error) { return readFile[Dataset](r, datasetFile) }

// Environment reads environment.json.
func (r *Reader) Environment() (*Environment, error) {
	return readFile[Environment](r, environmentFile)
}

func readFile[T any, P interface {
	*T
	Sealed
}](r *Reader, file string) (*T, error) {
	data, err := r.read(file, maxSize)
	if err != nil {
		return nil, err
	}
	v, err := Decode[T, P](data)
	return v, inFile(r.place(file), err)
}

// Trace reads the trace that belongs to a record.
func (r *Reader) Trace(run *Run) (*Trace, error) {
	data, err := r.readTrace(run)
	if err != nil {
		return nil, err
	}
	t, err := DecodeTrace(data, run.Trace)
	return t, inFile(r.place(run.Path()+".csv"), err)
}

// RunAndTrace reads the record of the named run and its trace. Where only the
// trace cannot be read, it returns the record with the error.
func (r *Reader) RunAndTrace(name string) (*Run, *Trace, error) {
	run, err := r.Run(name)
	if err != nil {
		return nil, nil, err
	}
	trace, err := r.Trace(run)
	return run, trace, err
}

func (r *Reader) readTrace(run *Run) ([]byte, error) {
	return r.read(run.Path()+".csv", run.Trace.bound())
}
