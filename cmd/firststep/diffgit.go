package main

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// openRevision opens FOLDER@REVISION: a study as a commit has it. Both parts
// may hold an "@"; the folder ends at the first one to the left of which there
// is a folder, else at the first. The error wraps fs.ErrNotExist where the
// argument has no such form.
func openRevision(argument string) (*side, error) {
	folder, revision, ok := cutRevision(argument)
	if !ok {
		return nil, fs.ErrNotExist
	}
	c, err := openCommit(folder, revision)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", argument, err)
	}
	study, err := c.study(argument)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", argument, err)
	}
	if _, ok := study.files[definitionFile]; !ok {
		return nil, fmt.Errorf("%s: that commit has no %s in this folder", argument, definitionFile)
	}
	return study.open()
}

func cutRevision(argument string) (folder, revision string, ok bool) {
	for at, c := range argument {
		if c != '@' {
			continue
		}
		if info, err := os.Stat(argument[:at]); err == nil && info.IsDir() {
			return argument[:at], argument[at+1:], at+1 < len(argument)
		}
	}
	folder, revision, _ = strings.Cut(argument, "@")
	return folder, revision, folder != "" && revision != ""
}

// study is the study in the commit's folder: its definition, what describes its
// data, its records and its measurements, each from its own place.
func (c *commit) study(name string) (*archive, error) {
	files, err := c.files(definitionFile, datasetName, recordsFolder, measurementsFolder)
	if err != nil {
		return nil, err
	}
	return &archive{name: name, files: files}, nil
}
