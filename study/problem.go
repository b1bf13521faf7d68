package study

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Problem is one thing that is wrong with a definition, and its place.
type Problem struct {
	File   string
	Line   int    // from 1
	Column int    // from 1, in characters
	Key    string // "training.batch"; empty where the file as a whole is meant
	What   string // what is wrong: "is 0"
	Hint   string // what to do: "write an integer from 1 to 55000"
}

// Error is the problem on one line: file:line:column: key: what; hint.
func (p Problem) Error() string {
	key := ""
	if p.Key != "" {
		key = p.Key + ": "
	}
	return fmt.Sprintf("%s:%d:%d: %s%s; %s", p.File, p.Line, p.Column, key, p.What, p.Hint)
}

// Problems is everything that is wrong with a definition, in the order of the
// file. It is the error of Parse, and of Load where the file could be read.
type Problems []Problem

// Error lists the problems, one a line.
func (ps Problems) Error() string { return strings.Join(ps.Lines(), "\n") }

// Lines are the lines of Error: each may be printed by itself.
func (ps Problems) Lines() []string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return lines
}

// ProblemAt is a problem of a key of a definition that [Parse] has read, found
// when it was used: a file that is not there. Its place is that of the key.
func ProblemAt(file string, text []byte, table, key, what, hint string) Problem {
	return problemAt(file, text, func(r *reader) element { return r.key(table, key) }, what, hint)
}

// ScenarioProblemAt is ProblemAt of a key of the i-th scenario.
func ScenarioProblemAt(file string, text []byte, i int, key, what, hint string) Problem {
	return problemAt(file, text, func(r *reader) element { return r.scenarioKey(i, key) }, what, hint)
}

func problemAt(file string, text []byte, place func(*reader) element, what, hint string) Problem {
	content, _, root, _ := decode(text)
	r := &reader{root: root}
	place(r).report(what, hint)
	return problems(file, content, r.found)[0]
}

// maxProblems bounds what is listed of one file: nobody reads more, and a
// hostile file has hundreds of thousands.
const maxProblems = 100

// A finding is a problem whose place is still an offset into the text.
type finding struct {
	offset          int
	key, what, hint string
}

// problems puts findings in the order of the file and turns offsets into
// lines and columns.
func problems(file, text string, found []finding) Problems {
	slices.SortStableFunc(found, func(a, b finding) int { return cmp.Compare(a.offset, b.offset) })
	if n := len(found); n > maxProblems {
		found = append(found[:maxProblems-1], finding{
			offset: found[maxProblems-1].offset,
			what:   fmt.Sprintf("and %d more problems from here on", n-maxProblems+1),
			hint:   "mend those above first",
		})
	}
	list := make(Problems, len(found))
	for i, f := range found {
		line, column := position(text, f.offset)
		list[i] = Problem{File: file, Line: line, Column: column, Key: f.key, What: f.what, Hint: f.hint}
	}
	return list
}

// position returns the line and column, both from 1, of a byte offset.
func position(text string, offset int) (line, column int) {
	before := text[:min(offset, len(text))]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}
