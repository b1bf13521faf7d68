package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

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
	s.print("%s", file)
	s.say("Change it, then run: firststep report %s", c.Folder)
	return nil
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
	return record.WriteAtomic(path, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// writeDefinition makes folder a study's with the definition text.
func writeDefinition(folder string, text []byte) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	return record.WriteAtomic(filepath.Join(folder, definitionFile), func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}
