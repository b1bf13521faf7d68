package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"firststep/report/drawn"
	"firststep/report/sides"
	"firststep/study/compare"
	"firststep/study/console"
	"firststep/study/gitfs"
	"firststep/study/regular"
)

type ciCommand struct {
	Study   string   `arg:"" help:"The study's folder, in a git checkout."`
	Base    string   `arg:"" optional:"" help:"A revision that the study is compared with, such as the branch that it is to be merged into."`
	FailOn  []string `placeholder:"CONDITION" help:"Exit with 1 also where the study differs from BASE so, as diff --fail-on has it; by default such differences are only shown."`
	Changed string   `default:"firststep-changed" placeholder:"DIR" help:"Put pictures of figures that changed there (${default})."`
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
		out.note("Definition", "", err)
		return out.end()
	}
	out.check("Figures", func(s *session) error {
		return (&figuresCommand{Format: []string{"svg"}, Diff: c.Changed}).check(s, o)
	})
	out.check("Report", func(s *session) error { return (&reportCommand{}).check(s, o) })
	if c.Base != "" {
		out.say("\n### Against %s\n", console.Code(c.Base))
		if err := c.against(out, o, conditions); err != nil {
			out.note("Comparison", "", err)
		}
	}
	return out.end()
}

// notLinked returns an error where a file is a link.
func notLinked(path string) error {
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return fmt.Errorf("%s: is a symbolic link; put the file in its place", path)
	}
	return nil
}

// against compares the study with what BASE has of it.
//
// A study whose folder BASE does not have at all is new, and nothing of it can
// differ. Where the folder is there but has no results, a condition of
// --fail-on cannot be looked at, which is an error.
func (c *ciCommand) against(out *summary, o *opened, conditions compare.Conditions) error {
	folder := o.store.Path()
	if err := gitfs.LinkedWithin(folder); err != nil {
		return err
	}
	base, err := gitfs.Open(folder, c.Base)
	if err != nil {
		return err
	}
	there, err := base.Exists()
	if err != nil {
		return err
	}
	if !there {
		out.say("The study is new: its folder is not there.")
		return nil
	}
	was, err := sides.OpenCommit(c.Study+"@"+c.Base, base)
	if errors.Is(err, fs.ErrNotExist) || err == nil && was.IsEmpty() {
		if len(conditions) > 0 {
			return errors.New("the study has no results there, so that what --fail-on names cannot be looked at")
		}
		out.say("The study has no results there.")
		return nil
	}
	if err != nil {
		return err
	}
	if err := c.diff(out, was, folder, conditions); err != nil {
		return err
	}
	return c.changed(out, o, base)
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
	out.say("%s", strings.TrimSuffix(table.String(), "\n"))
	if errors.Is(err, errNo) && len(conditions) > 0 {
		out.differs = true
	}
	return nil
}

// changed draws the figures of BASE beside those that the records give now,
// where these show something else.
func (c *ciCommand) changed(out *summary, o *opened, base *gitfs.Commit) error {
	if outdated, err := o.outdated(); err != nil || len(outdated) > 0 {
		return err // which the check of the figures has said
	}
	was, err := base.Files("figures/")
	if err != nil {
		return err
	}
	s := quietSession(out.s.ctx, io.Discard, io.Discard)
	all, err := (&figuresCommand{}).all(s, o)
	if err != nil {
		return err
	}
	changed := 0
	for _, f := range all {
		files, err := drawn.Check("figures", f, nil, func(file string) ([]byte, error) {
			return regular.ReadFrom(was, filepath.ToSlash(file), maxOutput)
		})
		if err != nil {
			return err
		}
		files = slices.DeleteFunc(files, func(f drawn.File) bool { return f.Pixels != nil && *f.Pixels == 0 })
		if err := s.writeDiffs(c.Changed, files); err != nil {
			return err
		}
		if slices.ContainsFunc(files, func(f drawn.File) bool { return f.State == drawn.Differs }) {
			changed++
		}
	}
	out.say("\nFigures that changed: %d.", changed)
	return nil
}

// A summary is a page in Markdown, to the log and to the summary of a job where
// GitHub names a file for it. It keeps what was found.
type summary struct {
	s       *session
	page    *bufio.Writer // keeps the first error of writing
	file    *os.File      // nil outside of a job
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
	return out, nil
}

func (out *summary) say(format string, args ...any) {
	fmt.Fprintf(out.page, format+"\n", args...)
	out.page.Flush()
}

// check notes what a command says that compares the study with its records.
func (out *summary) check(what string, command func(*session) error) {
	var said bytes.Buffer
	err := command(quietSession(out.s.ctx, &said, &said))
	out.note(what, said.String(), err)
}

func (out *summary) note(what, said string, err error) {
	if err == nil {
		lines := strings.Split(strings.TrimSuffix(said, "\n"), "\n")
		out.say("- ✓ %s: %s", what, console.Code(lines[len(lines)-1]))
		return
	}
	if errors.Is(err, errNo) {
		out.differs = true
	} else {
		out.failed = errors.Join(out.failed, fmt.Errorf("%s: %w", strings.ToLower(what), err))
		said += strings.Join(console.ErrorLines(err), "\n")
	}
	out.say("- ✗ %s:\n\n%s", what, console.CodeBlock(said))
}

// end returns the answer, which is worst where something could not be done.
func (out *summary) end() error {
	err := out.page.Flush()
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
