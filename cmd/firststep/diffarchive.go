package main

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"firststep/study"
	"firststep/study/record"
)

// An archive is a study's files without its folder: those of a git revision,
// or those that a PDF carries.
type archive struct {
	name  string                            // for messages
	files map[string]func() ([]byte, error) // by their paths in the folder, with slashes
}

// Folders of a study's folder.
const (
	recordsFolder      = "records/"
	measurementsFolder = "measurements/"
)

// openArchive is the side of an archive.
func (a *archive) open() (*side, error) {
	text, err := a.file(definitionFile)
	if err != nil {
		return nil, err
	}
	definition, err := study.Parse(a.name+":"+definitionFile, text, anySize)
	if err != nil {
		return nil, err
	}
	return &side{name: a.name, whole: definition, source: a}, nil
}

func (a *archive) file(name string) ([]byte, error) {
	read, ok := a.files[name]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: a.name + ":" + name, Err: fs.ErrNotExist}
	}
	data, err := read()
	return data, a.of(name, err)
}

// Names implements recordSource.
func (a *archive) Names() ([]string, error) {
	return a.in(recordsFolder), nil
}

// MeasurementNames implements recordSource.
func (a *archive) MeasurementNames() ([]string, error) {
	return a.in(measurementsFolder), nil
}

// in names what a folder has JSON of, in order.
func (a *archive) in(folder string) []string {
	var names []string
	for file := range a.files {
		if name, ok := strings.CutPrefix(file, folder); ok && path.Ext(name) == ".json" && !strings.Contains(name, "/") {
			names = append(names, strings.TrimSuffix(name, ".json"))
		}
	}
	slices.Sort(names)
	return names
}

// Measurement implements recordSource.
func (a *archive) Measurement(name string) (*record.Measurement, error) {
	file := measurementsFolder + name + ".json"
	data, err := a.file(file)
	if err != nil {
		return nil, err
	}
	m, err := record.Decode[record.Measurement](data)
	if err == nil && m.Name() != name {
		err = fmt.Errorf("it is the measurement %s", m.Name())
	}
	return m, a.of(file, err)
}

// Run implements recordSource.
func (a *archive) Run(name string) (*record.Run, error) {
	file := recordsFolder + name + ".json"
	data, err := a.file(file)
	if err != nil {
		return nil, err
	}
	r, err := record.Decode[record.Run](data)
	if err == nil && r.Name() != name {
		err = fmt.Errorf("it is the record of %s", r.Name())
	}
	return r, a.of(file, err)
}

// Trace implements recordSource.
func (a *archive) Trace(r *record.Run) (*record.Trace, error) {
	file := recordsFolder + r.Name() + ".csv"
	data, err := a.file(file)
	if err != nil {
		return nil, err
	}
	t, err := record.DecodeTrace(data, r.Trace)
	return t, a.of(file, err)
}

// Dataset implements recordSource.
func (a *archive) Dataset() (*record.Dataset, error) {
	data, err := a.file("dataset.json")
	if err != nil {
		return nil, err
	}
	d, err := record.Decode[record.Dataset](data)
	return d, a.of("dataset.json", err)
}

// of names the file in an error.
func (a *archive) of(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s:%s: %w", a.name, name, err)
}
