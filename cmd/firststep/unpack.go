package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"

	"firststep/report"
	"firststep/study"
	"firststep/study/record"
	"firststep/study/regular"
	"firststep/study/words"
)

type unpackCommand struct {
	PDF    string    `arg:"" name:"pdf" help:"The PDF of a report."`
	Folder newFolder `arg:"" name:"dir" help:"The folder to make."`
	JSON   bool      `help:"As JSON."`
}

// A newFolder is the name of a folder to make. An empty one is a variable of the
// shell that was not set.
type newFolder string

// UnmarshalText implements [encoding.TextUnmarshaler].
func (f *newFolder) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return errors.New("the name is empty; name a folder that is not there yet")
	}
	*f = newFolder(text)
	return nil
}

func (c *unpackCommand) Run(s *session) error {
	if err := c.Folder.check(); err != nil {
		return err
	}
	carried, err := readPDF(c.PDF, report.AnyNumerics, study.Limits{Memory: math.MaxInt64})
	if err != nil {
		return err
	}
	files, err := c.Folder.write(carried.Folder())
	if err != nil {
		return err
	}
	if err := s.printFiles(files, c.JSON); err != nil {
		return err
	}
	if err := complete(carried); err != nil {
		s.say("%s", err)
	}
	if seconds := carried.Date.Unix(); seconds != 0 {
		s.say("The report bears a date: SOURCE_DATE_EPOCH=%d gives its bytes again.", seconds)
	}
	return nil
}

// readPDF reads a report, and checks what it carries against what it states.
func readPDF(path string, numerics int, limits study.Limits) (*report.Carried, error) {
	data, err := regular.ReadFile(path, maxOutput)
	if err != nil {
		return nil, err
	}
	carried, err := report.Open(data, numerics, limits)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return carried, nil
}

// complete returns an error where a report does not carry all that it was
// composed from.
func complete(carried *report.Carried) error {
	if carried.HasRecords() && carried.HasTraces() {
		return nil
	}
	return fmt.Errorf("the report carries the hashes of %s, and not all that they were measured: unpack it, and train them again with: firststep run DIR",
		words.Counted(carried.Statement.Runs, "run", "runs"))
}

// check returns an error where the folder is there already with something in
// it, or is a link.
func (f newFolder) check() error {
	entries, err := os.ReadDir(string(f))
	switch {
	case regular.Folder(string(f)) != nil:
		return regular.Folder(string(f))
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) > 0:
		return fmt.Errorf("%s is not empty; name a folder that is not there yet", f)
	}
	return nil
}

// write writes files into the folder, by their paths in it with slashes, and
// returns where they are. All names have to be this program's own.
func (f newFolder) write(files map[string][]byte) (paths []string, err error) {
	if err := f.check(); err != nil { // others may have written there meanwhile
		return nil, err
	}
	for name, data := range files {
		path := filepath.Join(string(f), filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return nil, err
		}
		if err := record.WriteFile(path, data); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths, nil
}
