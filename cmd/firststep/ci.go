package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"firststep/report/drawn"
	"firststep/report/sides"
	"firststep/study"
	"firststep/study/compare"
	"firststep/study/console"
	"firststep/study/gitfs"
	"firststep/study/regular"
	"firststep/study/words"
)

type ciCommand struct {
	Study   string   `arg:"" help:"The study's folder, in a git checkout."`
	Base    string   `arg:"" optional:"" help:"A revision that the study is compared with, such as the branch that it is to be merged into."`
	FailOn  []string `placeholder:"CONDITION" help:"Exit with 1 also where the study differs from BASE so, as diff --fail-on has it; by default such differences are only shown."`
	Changed string   `default:"firststep-changed" placeholder:"DIR" help:"Show figures that look different in DIR/index.html (${default})."`
}

func (c *ciCommand) Run(s *session) error {
	conditions, err := compare.ParseConditions(c.FailOn)
	if err != nil {
		return fmt.Errorf("--fail-on %w", err)
	}
	if _, err := os.Stat(c.Study); err != nil {
		return err // and never a built-in study in its place
	}
	// Links may have come with the checkout: what is beyond them is neither
	// written to nor, where it is no definition, shown.
	if err := errors.Join(regular.Folder(c.Changed), notLinked(filepath.Join(c.Study, definitionFile))); err != nil {
		return err
	}
	out, err := newSummary(s)
	if err != nil {
		return err
	}
	out.say("### Study %s\n", console.Code(c.Study))
	o, err := studyArgument{Study: studyName(c.Study)}.open(s)
	if err == nil {
		err = o.narrow(part{})
	}
	if err != nil {
		out.fails("Definition", c.Study, err)
		return out.end()
	}
	checked, outdated := c.check(out, o)
	changed := []drawn.Section{{Title: againstFiles, Files: checked}}
	if c.Base != "" {
		out.say("\n### Against %s\n", console.Code(c.Base))
		if outdated {
			out.say("Records of the study are not up to date: compared are those that there are, of the definition that they were made with.\n")
		}
		files, err := c.against(out, o, conditions)
		if err != nil {
			out.fails("Comparison", o.file, err)
		}
		changed = append(changed, drawn.Section{Title: "What " + c.Base + " has, and what the records give now", Files: files})
	}
	if err := s.showChanged(c.Changed, changed...); err != nil {
		out.fails("Pictures", c.Changed, err)
	}
	return out.end()
}

// check holds the study's figures and its report against its records, and
// returns what it found of the figures, and whether records are not up to date.
func (c *ciCommand) check(out *summary, o *opened) (files []drawn.File, outdated bool) {
	s := quietSession(out.s.ctx, io.Discard, io.Discard)
	figures, err := (&figuresCommand{Format: []string{"svg"}}).compare(s, o)
	if err != nil {
		out.fails("Figures", o.store.FiguresFolder(), err)
	} else {
		out.found("Figures", figures.faults(o), figures.right())
	}
	report, err := (&reportCommand{}).compare(s, o)
	if err != nil {
		out.fails("Report", o.store.ReportPath(), err)
	} else {
		out.found("Report", report.faults(o), report.right())
	}
	if out.differs {
		out.say("\nTo mend that, run %s and commit what it writes.", console.Code(o.advice("report")))
	}
	return figures.Files, len(figures.Records) > 0
}

// notLinked returns an error where a file is a link.
func notLinked(path string) error {
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return fmt.Errorf("%s: is a symbolic link; put the file in its place", path)
	}
	return nil
}

// against compares the study with what BASE has of it, and returns the figures
// of BASE.
//
// A study whose folder BASE does not have at all is new, and nothing of it can
// differ. Where the folder is there but has no results, a condition of
// --fail-on cannot be looked at, which is an error.
func (c *ciCommand) against(out *summary, o *opened, conditions compare.Conditions) ([]drawn.File, error) {
	folder := o.store.Path()
	if err := gitfs.LinkedWithin(folder); err != nil {
		return nil, err
	}
	base, err := gitfs.Open(folder, c.Base)
	if err != nil {
		return nil, err
	}
	there, err := base.Exists()
	if err != nil {
		return nil, err
	}
	if !there {
		out.say("The study is new: its folder is not there.")
		return nil, nil
	}
	was, err := sides.OpenCommit(c.Study+"@"+c.Base, base)
	if errors.Is(err, fs.ErrNotExist) || err == nil && was.IsEmpty() {
		if len(conditions) > 0 {
			return nil, errors.New("the study has no results there, so that what --fail-on names cannot be looked at")
		}
		out.say("The study has no results there.")
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := sayText(out, o, base); err != nil {
		return nil, err
	}
	files, err := changed(out, o, base)
	if err != nil {
		return nil, err
	}
	return files, c.diff(out, was, folder, conditions)
}

// sayText says what an edit of the definition comes to, as of a comment alone.
func sayText(out *summary, o *opened, base *gitfs.Commit) error {
	files, err := base.Files(definitionFile)
	if err != nil {
		return err
	}
	was, err := regular.ReadFrom(files, definitionFile, maxOutput)
	if err != nil {
		return err
	}
	if change := study.TextChange(was, o.written); change != "" {
		out.say("%s\n", console.Code(definitionFile+": "+change))
	}
	return nil
}

// diff writes what differs between a study as it was and the one in the folder.
func (c *ciCommand) diff(out *summary, was *sides.Side, folder string, conditions compare.Conditions) error {
	is, err := sides.OpenFolder(c.Study, folder)
	if err != nil {
		return err
	}
	var table bytes.Buffer
	s := quietSession(out.s.ctx, &table, io.Discard)
	if err := sides.Load(was, is, nil, nil, s.say); err != nil {
		return err
	}
	err = (&diffCommand{Format: "markdown"}).compare(s, was, is, conditions)
	if err != nil && !errors.Is(err, errNo) {
		return err
	}
	if errors.Is(err, errNo) && len(conditions) > 0 {
		out.found("Comparison", []fault{{filepath.Join(c.Study, definitionFile), fmt.Sprintf(
			"the results differ from those of %s as --fail-on=%s has it; take the change back or, where it is meant, leave that condition out", c.Base, strings.Join(c.FailOn, ","))}}, "")
	}
	out.say("%s", strings.TrimSuffix(table.String(), "\n"))
	return nil
}

// changed draws the figures of BASE beside those that the records give now,
// where these show something else.
func changed(out *summary, o *opened, base *gitfs.Commit) ([]drawn.File, error) {
	if outdated, err := o.outdated(); err != nil || len(outdated) > 0 {
		return nil, err // which the check of the figures has said
	}
	was, err := base.Files("figures/")
	if err != nil {
		return nil, err
	}
	s := quietSession(out.s.ctx, io.Discard, io.Discard)
	all, err := (&figuresCommand{}).all(s, o)
	if err != nil {
		return nil, err
	}
	var reading sync.Mutex
	files, err := drawn.Check("figures", all, []string{"svg"}, func(file string) ([]byte, error) {
		reading.Lock()
		defer reading.Unlock()
		return regular.ReadFrom(was, filepath.ToSlash(file), maxOutput)
	})
	if err != nil {
		return nil, err
	}
	files = slices.DeleteFunc(files, func(f drawn.File) bool { return filepath.Ext(f.File) != ".svg" }) // copies look as it does
	out.say("%s\n", figuresChanged(files))
	return files, nil
}

// figuresChanged says which of the figures look different from those of the
// base, and how many do in their bytes alone.
func figuresChanged(files []drawn.File) string {
	var changed, added []string
	alike := 0
	for _, f := range files {
		name := console.Code(filepath.Base(f.File))
		switch {
		case f.State == drawn.Missing:
			added = append(added, name)
		case f.LooksSame():
			alike++
		case f.State == drawn.Differs && f.Pixels != nil:
			changed = append(changed, fmt.Sprintf("%s (%s of %s pixels)", name, words.Integer(*f.Pixels), words.Integer(f.Of)))
		case f.State == drawn.Differs:
			changed = append(changed, name)
		}
	}
	line := fmt.Sprintf("Figures that look different: %d of %d", len(changed), len(files))
	if len(changed) > 0 {
		line += ": " + strings.Join(changed, ", ")
	}
	if len(added) > 0 {
		line += "; new: " + strings.Join(added, ", ")
	}
	if alike > 0 {
		line += "; " + words.Counted(alike, "other differs", "others differ") + " in bytes, but in no pixel"
	}
	return line + "."
}

// A summary is a page in Markdown, to the log and to the summary of a job where
// GitHub names a file for it. It keeps what was found.
type summary struct {
	s       *session
	page    *bufio.Writer // keeps the first error of writing
	file    *os.File      // nil outside of a job
	stop    string        // what ends the part of the log that holds no commands
	faults  []fault
	differs bool
	failed  error
}

func newSummary(s *session) (*summary, error) {
	out := &summary{s: s, page: bufio.NewWriter(s.stdout)}
	if path := os.Getenv("GITHUB_STEP_SUMMARY"); path != "" {
		file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
		if err != nil {
			return nil, fmt.Errorf("GITHUB_STEP_SUMMARY: %w", err)
		}
		out.file, out.page = file, bufio.NewWriter(io.MultiWriter(s.stdout, console.NewOutput(file)))
	}
	if inActions() { // what files say is no command, whatever it looks like
		out.stop = rand.Text()
		fmt.Fprintf(s.stdout, "::stop-commands::%s\n", out.stop)
	}
	return out, nil
}

func (out *summary) say(format string, args ...any) {
	fmt.Fprintf(out.page, format+"\n", args...)
	out.page.Flush()
}

// found notes what a check found or, where that is nothing, what is right.
func (out *summary) found(what string, faults []fault, right string) {
	if len(faults) == 0 {
		out.say("- ✓ %s: %s", what, console.Code(right))
		return
	}
	out.differs = true
	out.block(what, faults)
}

// fails notes that a check could not be made.
func (out *summary) fails(what, file string, err error) {
	out.failed = errors.Join(out.failed, fmt.Errorf("%s: %w", strings.ToLower(what), err))
	var faults []fault
	for _, line := range console.ErrorLines(err) {
		faults = append(faults, fault{file, line})
	}
	out.block(what, faults)
}

func (out *summary) block(what string, faults []fault) {
	var lines strings.Builder
	for _, f := range faults {
		console.Printf(&lines, "%s\n", f.line)
	}
	out.say("- ✗ %s:\n\n%s\n", what, console.CodeBlock(lines.String()))
	out.faults = append(out.faults, faults...)
}

// inActions reports whether the log is read by GitHub Actions, which takes lines
// of it for commands.
func inActions() bool { return os.Getenv("GITHUB_ACTIONS") == "true" }

// The message and the properties of such a command, escaped.
var (
	inMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	inProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// annotate makes an error of the first fault of every file, which GitHub shows
// beside it: of a step it shows ten.
func (out *summary) annotate() {
	if !inActions() {
		return
	}
	fmt.Fprintf(out.s.stdout, "::%s::\n", out.stop)
	more := map[string]int{}
	for _, f := range out.faults {
		more[f.file]++
	}
	for _, f := range out.faults {
		line := f.line
		switch n := more[f.file] - 1; {
		case n < 0:
			continue // it is counted in the first
		case n > 0:
			line += fmt.Sprintf(" (and %d more, in the summary)", n)
		}
		more[f.file] = 0
		console.Printf(out.s.stdout, "::error file=%s::%s\n", inProperty.Replace(filepath.ToSlash(f.file)), inMessage.Replace(line))
	}
}

// end returns the answer, which is worst where something could not be done.
func (out *summary) end() error {
	err := out.page.Flush()
	out.annotate()
	if out.file != nil {
		err = errors.Join(err, out.file.Close())
	}
	if err != nil {
		err = fmt.Errorf("the summary cannot be written: %w", err)
	}
	switch err = errors.Join(err, out.failed); {
	case out.s.ctx.Err() != nil:
		return context.Cause(out.s.ctx)
	case err == nil && out.differs:
		return errNo
	}
	return err
}
