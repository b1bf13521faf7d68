package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"firststep/studies"
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
	if err := writeDefinition(c.Folder, append([]byte(schemaHint), studies.Template()...)); err != nil {
		return err
	}
	if err := writeSchema(filepath.Join(c.Folder, schemaFile)); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(gitFiles)) {
		if err := c.writeUnlessThere(s, name, gitFiles[name]); err != nil {
			return err
		}
	}
	s.print("%s", file)
	s.say("Change it, then run: firststep report %s", c.Folder)
	return nil
}

// gitFiles keep a study that is put under git as it is: records, figures and
// report are compared by their bytes. environment.json is no exception: it
// tells on which machine, and with which Go, the records were made.
var gitFiles = map[string]string{
	".gitattributes": "# Records, figures and the report are checked by their bytes: git must not\n" +
		"# change their line endings.\n* -text\n*.pdf binary\n*.png binary\n",
	".gitignore": "# What firststep leaves beside the results.\n/firststep.lock\n/exports/\n",
}

// writeUnlessThere writes a file that the folder may already have, for other
// things in it.
func (c *newCommand) writeUnlessThere(s *session, name, text string) error {
	path := filepath.Join(c.Folder, name)
	if _, err := os.Lstat(path); err == nil {
		s.say("%s is there already and stays as it is; for a study it would be:\n%s", path, text)
		return nil
	}
	return writeFile(path, []byte(text))
}

// Editors complete and check a definition by the schema that its first line
// names, where it lies beside it.
const (
	schemaFile = "study.schema.json"
	schemaHint = "#:schema " + schemaFile + "\n\n"
)

func writeSchema(path string) error {
	text, err := schema("definition")
	if err != nil {
		return err
	}
	return writeFile(path, text)
}

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
