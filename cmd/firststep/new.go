package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"

	"firststep/report"
	"firststep/report/sides"
	"firststep/studies"
	"firststep/study"
	"firststep/study/console"
	"firststep/study/dataset"
	"firststep/study/record"
)

type newCommand struct {
	Folder string   `arg:"" name:"dir" help:"The folder to make; it may exist, but not hold a study.toml."`
	From   string   `placeholder:"STUDY" help:"Begin with this study's definition (a folder, a study.toml, the PDF of a report, or built in)."`
	Set    []string `placeholder:"KEY=VALUE" sep:"none" help:"Change a key, as training.epochs=4 or scenario.NAME.label=text; may be given several times."`
}

func (c *newCommand) Run(s *session) error {
	file := filepath.Join(c.Folder, definitionFile)
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s is there already; name another folder, or remove it first", file)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	name, text, err := c.source()
	if err != nil {
		return err
	}
	text, definition, err := study.Set(name, text, c.Set, limits(math.MaxInt64))
	switch {
	case err != nil && len(c.Set) > 0:
		return fmt.Errorf("--set: %w", err)
	case err != nil:
		return err
	}
	if !bytes.HasPrefix(text, []byte(schemaWord)) {
		text = slices.Concat([]byte(schemaHint), text)
	}
	if err := c.write(s, text); err != nil {
		return err
	}
	s.print("%s", file)
	written := &opened{doubts: doubts(definition, file, text)}
	written.sayDoubts(s)
	c.sayFiles(s, definition.Dataset)
	s.say("Change it, then run: firststep report %s", shellWord(c.Folder))
	return nil
}

// source is the definition to begin with.
func (c *newCommand) source() (name string, text []byte, err error) {
	if c.From == "" {
		return definitionFile, studies.Template(), nil
	}
	pdf, err := sides.IsPDF(c.From)
	if err != nil {
		return "", nil, err
	}
	if pdf {
		carried, err := readPDF(c.From, report.AnyNumerics, study.Limits{Memory: math.MaxInt64})
		if err != nil {
			return "", nil, err
		}
		return c.From, carried.Text, nil
	}
	name, text, err = find(c.From)
	if err != nil || text != nil {
		return path.Join(c.From, definitionFile), text, err
	}
	text, err = study.Read(name)
	return name, bytes.TrimPrefix(text, []byte("\uFEFF")), err
}

// sayFiles names the files of images that are not in the new folder yet: their
// paths are relative to it.
func (c *newCommand) sayFiles(s *session, d study.Dataset) {
	for _, file := range []string{d.TrainImages, d.TrainLabels, d.ValidationImages, d.ValidationLabels} {
		if path := filepath.Join(c.Folder, filepath.FromSlash(file)); d.Source == dataset.IDX && file != "" && isNew(path) {
			s.say("the study reads %s, which is not there yet: copy or link it", path)
		}
	}
}

// write writes all files, the definition last, or where one cannot be written
// none.
func (c *newCommand) write(s *session, definition []byte) (err error) {
	var made []string
	defer func() {
		if err != nil {
			for _, path := range slices.Backward(made) {
				os.Remove(path)
			}
		}
	}()
	if isNew(c.Folder) {
		made = append(made, c.Folder)
	}
	if err := os.MkdirAll(c.Folder, 0o777); err != nil {
		return err
	}
	files, err := newFiles(definition)
	if err != nil {
		return err
	}
	for _, f := range files {
		path := filepath.Join(c.Folder, f.name)
		switch {
		case isNew(path):
			made = append(made, path)
		case f.kept:
			s.say("%s is there already and stays as it is; for a study it would be:\n%s", path, console.Shown(f.text))
			continue
		}
		if err := record.WriteFile(path, []byte(f.text)); err != nil {
			return err
		}
	}
	return nil
}

// isNew reports whether nothing is there.
func isNew(path string) bool {
	_, err := os.Lstat(path)
	return errors.Is(err, fs.ErrNotExist)
}

// A newFile is one that new writes.
type newFile struct {
	name, text string
	kept       bool // where the folder has one already, for other things in it
}

// newFiles are the definition, what editors need, and what keeps a study that
// is put under git as it is: records, figures and report are compared by their
// bytes. environment.json is no exception: it tells on which machine, and with
// which Go, the records were made.
func newFiles(definition []byte) ([]newFile, error) {
	text, err := schema("definition")
	return []newFile{
		{schemaFile, string(text), false},
		{".gitattributes", "# Records, figures and the report are checked by their bytes: git must not\n" +
			"# change their line endings.\n* -text\n*.pdf binary\n*.png binary\n", true},
		{".gitignore", "# What firststep leaves beside the results.\n/firststep.lock\n/exports/\n/exports-part/\n", true},
		{definitionFile, string(definition), false},
	}, err
}

// Editors complete and check a definition by the schema that its first line
// names, where it lies beside it.
const (
	schemaFile = "study.schema.json"
	schemaWord = "#:schema "
	schemaHint = schemaWord + schemaFile + "\n\n"
)

// writeDefinition makes folder a study's with the definition text.
func writeDefinition(folder string, text []byte) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	return record.WriteFile(filepath.Join(folder, definitionFile), text)
}
