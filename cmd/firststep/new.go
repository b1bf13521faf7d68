package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"firststep/studies"
	"firststep/study/console"
	"firststep/study/record"
)

type newCommand struct {
	Folder string `arg:"" name:"dir" help:"The folder to make; it may exist, but not hold a study.toml."`
}

func (c *newCommand) Run(s *session) error {
	file := filepath.Join(c.Folder, definitionFile)
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%s is there already; name another folder, or remove it first", file)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := c.write(s); err != nil {
		return err
	}
	s.print("%s", file)
	s.say("Change it, then run: firststep report %s", shellWord(c.Folder))
	return nil
}

// write writes all files, the definition last, or where one cannot be written
// none.
func (c *newCommand) write(s *session) (err error) {
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
	files, err := newFiles()
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
		if err := writeFile(path, []byte(f.text)); err != nil {
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
func newFiles() ([]newFile, error) {
	text, err := schema("definition")
	return []newFile{
		{schemaFile, string(text), false},
		{".gitattributes", "# Records, figures and the report are checked by their bytes: git must not\n" +
			"# change their line endings.\n* -text\n*.pdf binary\n*.png binary\n", true},
		{".gitignore", "# What firststep leaves beside the results.\n/firststep.lock\n/exports/\n", true},
		{definitionFile, schemaHint + string(studies.Template()), false},
	}, err
}

// Editors complete and check a definition by the schema that its first line
// names, where it lies beside it.
const (
	schemaFile = "study.schema.json"
	schemaHint = "#:schema " + schemaFile + "\n\n"
)

// writeDefinition makes folder a study's with the definition text.
func writeDefinition(folder string, text []byte) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	return writeFile(filepath.Join(folder, definitionFile), text)
}

func writeFile(path string, text []byte) error {
	return record.WriteAtomic(path, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}
