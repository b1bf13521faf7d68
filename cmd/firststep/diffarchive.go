package main

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"firststep/report"
	"firststep/study"
	"firststep/study/record"
)

// An archive is a study's files without its folder: those of a git revision,
// or those that a PDF carries, and called as there: a record as its file in the
// study's folder, a measurement with [report.MeasurementPrefix] before that.
type archive struct {
	name  string                            // for messages
	files map[string]func() ([]byte, error) // by base name
}

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
	return data, a.in(name, err)
}

// Names implements recordSource.
func (a *archive) Names() ([]string, error) {
	var names []string
	for file := range a.files {
		if name, ok := strings.CutSuffix(file, ".json"); ok && strings.Contains(name, "-seed") && !strings.HasPrefix(name, report.MeasurementPrefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

// MeasurementNames implements recordSource.
func (a *archive) MeasurementNames() ([]string, error) {
	var names []string
	for file := range a.files {
		if name, ok := strings.CutPrefix(file, report.MeasurementPrefix); ok && strings.HasSuffix(name, ".json") {
			names = append(names, strings.TrimSuffix(name, ".json"))
		}
	}
	slices.Sort(names)
	return names, nil
}

// Measurement implements recordSource.
func (a *archive) Measurement(name string) (*record.Measurement, error) {
	file := report.MeasurementPrefix + name + ".json"
	data, err := a.file(file)
	if err != nil {
		return nil, err
	}
	m, err := record.Decode[record.Measurement](data)
	if err == nil && m.Name() != name {
		err = fmt.Errorf("it is the measurement %s", m.Name())
	}
	return m, a.in(file, err)
}

// Run implements recordSource.
func (a *archive) Run(name string) (*record.Run, error) {
	data, err := a.file(name + ".json")
	if err != nil {
		return nil, err
	}
	r, err := record.Decode[record.Run](data)
	if err == nil && r.Name() != name {
		err = fmt.Errorf("it is the record of %s", r.Name())
	}
	return r, a.in(name+".json", err)
}

// Trace implements recordSource.
func (a *archive) Trace(r *record.Run) (*record.Trace, error) {
	data, err := a.file(r.Name() + ".csv")
	if err != nil {
		return nil, err
	}
	t, err := record.DecodeTrace(data, r.Trace)
	return t, a.in(r.Name()+".csv", err)
}

// Dataset implements recordSource.
func (a *archive) Dataset() (*record.Dataset, error) {
	data, err := a.file("dataset.json")
	if err != nil {
		return nil, err
	}
	d, err := record.Decode[record.Dataset](data)
	return d, a.in("dataset.json", err)
}

// in names the file in an error.
func (a *archive) in(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s:%s: %w", a.name, name, err)
}
