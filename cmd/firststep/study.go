package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"firststep/report"
	"firststep/report/sides"
	"firststep/studies"
	"firststep/study"
	"firststep/study/record"
	"firststep/study/theory"

	"github.com/alecthomas/kong"
)

const definitionFile = "study.toml"

// studyArgument is what most commands begin with.
type studyArgument struct {
	Study studyName `arg:"" optional:"" help:"A folder, a study.toml, or a built-in study (without it the current folder, or quick)."`
	memoryFlag
}

// studyName is what STUDY is given as; empty, it was not.
type studyName string

// UnmarshalText implements [encoding.TextUnmarshaler]. An empty name is a
// variable of the shell that was not set.
func (n *studyName) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return errors.New("the name is empty; name a study's folder")
	}
	*n = studyName(text)
	return nil
}

// orDefault is the name, or without one the study of the current folder, and
// where there is none the smallest of those built in.
func (n studyName) orDefault(s *session) string {
	if n != "" {
		return string(n)
	}
	if _, err := os.Stat(definitionFile); err != nil {
		return "quick"
	}
	s.say("the study is that of this folder, %s", definitionFile)
	return "."
}

// part narrows a command to some of a study's runs.
type part struct {
	Seeds    seedList `placeholder:"1-5,8" help:"Only these seeds."`
	Scenario []string `placeholder:"NAME" help:"Only these scenarios, with commas between."`
}

// flags are what chose the part, as on the command line.
func (p part) flags() string {
	var b strings.Builder
	if len(p.Seeds) > 0 {
		fmt.Fprintf(&b, " --seeds %s", study.Seeds(p.Seeds))
	}
	for _, name := range p.Scenario {
		fmt.Fprintf(&b, " --scenario %s", name)
	}
	return b.String()
}

// An opened study is a definition and the folder its results are in.
type opened struct {
	definition *study.Definition
	named      string // as the user calls it
	part       string // the flags that narrow it
	file       string // of the definition
	text       []byte // of the definition, narrowed to a part where one is asked for
	written    []byte // in the file
	store      *record.Store
	carried    *report.Carried // in place of the store, of a PDF
	memory     int64           // that training may take
	whole      *study.Plan     // of every run, once it is expanded
	found      *found          // of the whole, once it is asked for
	doubts     []string        // of what the definition says
}

// open finds the study. A built-in one is written to firststep-NAME in the
// current folder; an existing folder of its name wins over it.
func (a studyArgument) open(s *session) (*opened, error) {
	memory, err := a.limit()
	if err != nil {
		return nil, err
	}
	name := a.Study.orDefault(s)
	if pdf, err := sides.IsPDF(name); pdf {
		return nil, fmt.Errorf("%s is a PDF, and this takes a study's folder; if it is a report, make one with: firststep unpack %s DIR", name, shellWord(name))
	} else if err != nil {
		return nil, err
	}
	file, err := locate(s, name)
	if err != nil {
		return nil, err
	}
	text, err := study.Read(file)
	if err != nil {
		return nil, err
	}
	definition, err := study.Parse(file, text, limits(memory))
	if err != nil {
		return nil, err
	}
	store, err := record.Open(filepath.Dir(file))
	if err != nil {
		return nil, err
	}
	return &opened{definition: definition, named: name, file: file, text: text, written: text, store: store, memory: memory, doubts: doubts(definition, file, text)}, nil
}

// limits are those of a definition that is worked with.
func limits(memory int64) study.Limits {
	return study.Limits{Memory: memory, Title: report.CheckTitle, Label: report.CheckLabel}
}

// doubts are what theory.Doubts has of a definition, each with its place.
func doubts(d *study.Definition, file string, text []byte) (said []string) {
	for _, doubt := range theory.Doubts(d) {
		said = append(said, problemAt(d, file, text, doubt.Scenario, doubt.Key, doubt.What, doubt.Hint).Error())
	}
	return said
}

// problemAt is a problem of a key of a scenario, or of the study where none is
// named, of a definition that was read from a text.
func problemAt(d *study.Definition, file string, text []byte, scenario, key, what, hint string) study.Problem {
	if i := slices.IndexFunc(d.Scenarios, func(s study.Scenario) bool { return s.Name == scenario }); i >= 0 {
		return study.ScenarioProblemAt(file, text, i, key, what, hint)
	}
	return study.ProblemAt(file, text, "", key, what, hint)
}

// sayDoubts is for the commands that train or say what would be trained.
func (o *opened) sayDoubts(s *session) {
	for _, doubt := range o.doubts {
		s.say("warning: %s", doubt)
	}
}

// openToRead is open for what reads a study and changes nothing in its folder:
// the PDF of a report will do. Of one of other numerics than the given it does
// not.
func (a studyArgument) openToRead(s *session, numerics int) (*opened, error) {
	pdf, err := sides.IsPDF(string(a.Study))
	if err != nil {
		return nil, err
	}
	if !pdf {
		return a.open(s)
	}
	memory, err := a.limit()
	if err != nil {
		return nil, err
	}
	file := string(a.Study)
	carried, err := readPDF(file, numerics, study.Limits{Memory: memory})
	if err != nil {
		return nil, err
	}
	return &opened{definition: carried.Definition, named: file, file: file, text: carried.Text, written: carried.Text, carried: carried}, nil
}

// advice is a command to give for the study, as a shell takes it.
func (o *opened) advice(command string) string {
	return "firststep " + command + " " + shellWord(o.named) + o.part
}

var plainWord = regexp.MustCompile(`^[\pL\pN_./@%+=:,][\pL\pN_./@%+=:,-]*$`)

// shellWord is a text as a shell takes it for one word.
func shellWord(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return quoted(text)
}

// locate returns the path of the definition that a name means.
func locate(s *session, name string) (string, error) {
	file, text, err := find(name)
	if err != nil || file != "" {
		return file, err
	}
	return placeBuiltIn(s, name, text)
}

// find returns the path of the definition that a name means, or the text of one
// that is built in.
func find(name string) (file string, builtIn []byte, err error) {
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		file := filepath.Join(name, definitionFile)
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			return "", nil, fmt.Errorf("%s holds no %s; make one with: firststep new %s", name, definitionFile, shellWord(name))
		}
		return file, nil, nil
	case err == nil:
		return name, nil, nil
	case !errors.Is(err, fs.ErrNotExist):
		return "", nil, err
	}
	text, ok := studies.Definition(name)
	if !ok {
		return "", nil, fmt.Errorf("%s is no folder, no file and no built-in study; %s", name, suggestStudy(name))
	}
	return "", text, nil
}

// suggestStudy is the hint for a name that no study has: the nearest folder
// with a definition beside it, or built-in study.
func suggestStudy(name string) string {
	known := studies.Names()
	folder := filepath.Dir(filepath.Clean(name))
	files, _ := filepath.Glob(filepath.Join(folder, "*", definitionFile)) // a folder with a bad pattern for a name has no suggestions
	for _, file := range files {
		known = append(known, filepath.Dir(file))
	}
	if near := study.Nearest(filepath.Clean(name), known); near != "" {
		return "did you mean " + near + "?"
	}
	return "the built-in ones are " + strings.Join(studies.Names(), ", ")
}

// placeBuiltIn writes a built-in definition to its folder, unless there is
// one already, which is then used as it is.
func placeBuiltIn(s *session, name string, text []byte) (string, error) {
	folder := "firststep-" + name
	file := filepath.Join(folder, definitionFile)
	there, err := study.Read(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return file, writeDefinition(folder, text)
	case err != nil:
		return "", err
	case !bytes.Equal(there, text):
		s.say("%s differs from the built-in study; it is used as it is", file)
	}
	return file, nil
}

// seedList is the value of --seeds: "1-5,8".
type seedList []int64

// String writes the list as it is read.
func (l seedList) String() string { return study.Seeds(l).String() }

// Decode reads the flag's value for kong.
func (l *seedList) Decode(c *kong.DecodeContext) error {
	var text string
	if err := c.Scan.PopValueInto("seeds", &text); err != nil {
		return err
	}
	seeds, err := study.ParseSeeds(text)
	if err != nil {
		return fmt.Errorf("--%s: %w; write it like 1-5,8", c.Value.Name, err)
	}
	*l = seedList(seeds)
	return nil
}
