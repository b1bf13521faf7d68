// Package sides opens the two sides of a comparison, wherever a study lies, and
// compares them: a folder, a zip archive of one, a revision of it in git, a
// report that carries it, one scenario of any of these, or a single record.
//
// [Open] finds out what an argument names, [Load] reads the records of both
// sides, [Compare] compares them and [Figures] draws that. Each place is read
// through a file system, so records are read from all of them in the same way.
package sides

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing/fstest"

	"firststep/report"
	"firststep/studies"
	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/gitfs"
	"firststep/study/record"
	"firststep/study/regular"
)

const definitionFile = report.DefinitionName

// maxFile bounds a definition, a report, an archive and a record that is read
// by itself, in bytes.
const maxFile = 64 << 20

// anySize: nothing is trained here, however large the study is.
var anySize = study.Limits{Memory: math.MaxInt64}

// Open finds out what an argument means: the path of a folder, a zip archive, a
// PDF or a record, or FOLDER@REVISION, each with :SCENARIO behind it to choose one
// of a study's. What exists under its name wins over
// any meaning of "@" and ":".
func Open(argument string) (*Side, error) {
	if _, err := os.Stat(argument); errors.Is(err, fs.ErrNotExist) {
		if colon := strings.LastIndexByte(argument, ':'); colon > 0 {
			whole, err := openStudy(argument[:colon])
			if !errors.Is(err, fs.ErrNotExist) {
				return whole.choose(argument[colon+1:], err)
			}
		}
	}
	whole, err := openStudy(argument)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is no study's folder or zip archive, no record, no PDF and no FOLDER@REVISION; for a scenario write STUDY:SCENARIO", argument)
	}
	return whole, err
}

// choose narrows a study that was opened, or not, to a scenario.
func (a *Side) choose(scenario string, err error) (*Side, error) {
	switch {
	case err != nil:
		return nil, err
	case a.whole == nil:
		return nil, fmt.Errorf("%s is a single run; only a study has scenarios to choose from", a.Name)
	}
	// The error names the nearest scenario.
	if _, err := a.whole.Select(study.Selection{Scenarios: []string{scenario}}); err != nil {
		return nil, fmt.Errorf("%s: %w", a.Name, err)
	}
	a.Name += ":" + scenario
	a.scenario = scenario
	return a, nil
}

// openStudy opens an argument without a scenario. The error wraps
// fs.ErrNotExist where it means nothing.
func openStudy(argument string) (*Side, error) {
	info, err := os.Stat(argument)
	switch {
	case errors.Is(err, fs.ErrNotExist) && strings.Contains(argument, "@"):
		return openRevision(argument)
	case errors.Is(err, fs.ErrNotExist):
		if _, ok := studies.Definition(argument); ok {
			return OpenFolder(argument, "firststep-"+argument)
		}
		return nil, fs.ErrNotExist
	case err != nil:
		return nil, err
	case info.IsDir():
		return OpenFolder(argument, argument)
	}
	head, err := headOf(argument)
	switch {
	case err != nil:
		return nil, err
	case isPDF(argument, head):
		return openPDF(argument)
	case strings.HasPrefix(head, "PK\x03\x04"):
		return openZip(argument)
	case filepath.Ext(argument) == ".json":
		return openRecord(argument)
	}
	return OpenFolder(argument, filepath.Dir(argument))
}

// headOf returns the first bytes of a regular file.
func headOf(file string) (string, error) {
	f, err := regular.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, len("%PDF-"))
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return "", err
	}
	return string(head[:n]), nil
}

// IsPDF reports whether there is a file that begins as a PDF does, or is named
// as one.
func IsPDF(file string) (bool, error) {
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
		return false, nil // what else it may be, and whether it exists, others say
	}
	head, err := headOf(file)
	return err == nil && isPDF(file, head), err
}

func isPDF(file, head string) bool {
	return strings.HasPrefix(head, "%PDF-") || filepath.Ext(file) == ".pdf"
}

// OpenFolder opens the study in a folder, which messages call by another name.
func OpenFolder(name, folder string) (*Side, error) {
	if _, err := os.Stat(filepath.Join(folder, definitionFile)); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s holds no %s", folder, definitionFile) // and does not wrap: the folder is there, or meant
	}
	return openFS(name, regular.FolderFS(folder), func(file string) string { return filepath.Join(folder, file) })
}

// openFS opens the study in a file system.
func openFS(name string, files fs.FS, place func(file string) string) (*Side, error) {
	text, err := regular.ReadFrom(files, definitionFile, maxFile)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", place(definitionFile), err)
	}
	definition, err := study.Parse(place(definitionFile), text, anySize)
	if err != nil {
		return nil, err
	}
	return &Side{Name: name, whole: definition, source: record.NewReader(files, place)}, nil
}

// within is how messages call the files of an archive.
func within(archive string) func(file string) string {
	return func(file string) string { return archive + ":" + file }
}

// openZip opens a study's folder in a zip archive, at its top or in the only
// folder there.
func openZip(file string) (*Side, error) {
	data, err := regular.ReadFile(file, maxFile)
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	found, err := fs.Glob(archive, "*/"+definitionFile)
	if _, top := fs.Stat(archive, definitionFile); top == nil {
		return openFS(file, archive, within(file))
	}
	if err != nil || len(found) != 1 {
		return nil, fmt.Errorf("%s: holds no %s at its top, nor in one folder", file, definitionFile)
	}
	folder := path.Dir(found[0])
	files, err := fs.Sub(archive, folder)
	if err != nil {
		return nil, err
	}
	return openFS(file, files, within(file+":"+folder))
}

// openPDF opens the study that a report carries in its attachments, if these
// are those that it states.
func openPDF(file string) (*Side, error) {
	data, err := regular.ReadFile(file, maxFile)
	if err != nil {
		return nil, err
	}
	carried, err := report.Open(data, report.AnyNumerics, anySize)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	files := fstest.MapFS{}
	for name, data := range carried.Folder() {
		files[name] = &fstest.MapFile{Data: data}
	}
	return openFS(file, files, within(file))
}

// openRevision opens FOLDER@REVISION: a study as a commit has it. The error
// wraps fs.ErrNotExist where the argument has no such form.
func openRevision(argument string) (*Side, error) {
	folder, revision, ok := cutRevision(argument)
	if !ok {
		return nil, fs.ErrNotExist
	}
	commit, err := gitfs.Open(folder, revision)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", argument, err)
	}
	side, err := OpenCommit(argument, commit)
	if errors.Is(err, fs.ErrNotExist) { // not wrapped: the commit is there
		return nil, fmt.Errorf("%s: that commit has no %s in this folder", argument, definitionFile)
	}
	return side, err
}

// OpenCommit opens the study in a commit's folder. The error wraps
// fs.ErrNotExist where there is none.
func OpenCommit(name string, commit *gitfs.Commit) (*Side, error) {
	files, err := commit.Files(definitionFile, report.DatasetName, study.RunsFolder+"/", study.MeasurementsFolder+"/")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return openFS(name, files, within(name))
}

// cutRevision parts FOLDER@REVISION. Both may hold an "@"; the folder ends at
// the first one to the left of which there is a folder, else at the first.
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

// openRecord reads a record on its own, and the trace where it lies beside.
func openRecord(file string) (*Side, error) {
	data, err := regular.ReadFile(file, maxFile)
	if err != nil {
		return nil, err
	}
	run, err := record.Decode[record.Run](data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	result := evidence.Result{Run: run}
	beside := strings.TrimSuffix(file, ".json") + ".csv"
	data, err = regular.ReadFile(beside, maxFile)
	switch {
	case err == nil:
		if result.Trace, err = record.DecodeTrace(data, run.Trace); err != nil {
			return nil, fmt.Errorf("%s: %w", beside, err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	return &Side{Name: file, scenario: run.Scenario, results: []evidence.Result{result}}, nil
}
