package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"runtime/debug"
	"strings"

	"firststep/study/console"
	"firststep/study/parallel"
)

// A session is what a command has of its surroundings.
type session struct {
	ctx    context.Context
	stdout *console.Output // results
	stderr *console.Output // progress and messages
	quiet  bool
}

func newSession(ctx context.Context, stdout, stderr io.Writer) *session {
	return &session{ctx: ctx, stdout: console.NewOutput(stdout), stderr: console.NewOutput(stderr)}
}

// quietSession has no messages.
func quietSession(ctx context.Context, stdout, stderr io.Writer) *session {
	s := newSession(ctx, stdout, stderr)
	s.quiet = true
	return s
}

// say prints a message for the person at the terminal.
func (s *session) say(format string, args ...any) {
	if !s.quiet {
		s.stderr.Say(format+"\n", args...)
	}
}

// print writes a result.
func (s *session) print(format string, args ...any) {
	console.Printf(s.stdout, format+"\n", args...)
}

// silent is the session without results, where they were printed already.
func (s *session) silent() *session {
	quieter := *s
	quieter.stdout = console.NewOutput(io.Discard)
	return &quieter
}

// writtenFiles is what clean, data fetch, export, figures and unpack print with
// --json.
type writtenFiles struct {
	Files []string `json:"files"` // paths; clean's are those of what it removes
}

// printFiles writes the paths of files that were written, a line each.
func (s *session) printFiles(files []string, asJSON bool) error {
	if asJSON {
		return s.printJSON(writtenFiles{append([]string{}, files...)})
	}
	for _, file := range files {
		s.print("%s", file)
	}
	return s.stdout.Err // clean removes nothing that it could not name
}

// printJSON writes a result for programs.
func (s *session) printJSON(v any) error {
	e := json.NewEncoder(s.stdout)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// interactive reports whether progress may be drawn over itself.
func (s *session) interactive() bool { return !s.quiet && s.stderr.IsTerminal() }

// width is that of lines of results: of the terminal; off one it is 0, and they
// are as long as they are.
func (s *session) width() int {
	if s.stdout.IsTerminal() || os.Getenv("COLUMNS") != "" {
		return s.stdout.Width()
	}
	return 0
}

// printTable writes a table in lines of the width that there is.
func (s *session) printTable(t *console.Table) {
	t.Coloured = s.stdout.Coloured
	t.Write(s.stdout, s.width())
}

// paragraph writes a text, one line where there is room for it.
func (s *session) paragraph(colour console.Colour, text string) {
	var lines strings.Builder
	console.Wrap(&lines, text, cmp.Or(s.width(), math.MaxInt))
	for line := range strings.Lines(lines.String()) {
		s.print("%s", s.stdout.In(colour, strings.TrimSuffix(line, "\n")))
	}
}

// interrupted is what a command says that a signal ended.
const interrupted = "firststep: interrupted; records that are complete stay, and the same command may be run again"

// attempt does the work of a command. A panic becomes an error; what cannot be
// made one ends the process as Go has it: a stack or a memory that overflows, a
// panic in a goroutine of a library.
func attempt(do func() error) (err error) {
	defer func() {
		switch value := recover().(type) {
		case nil, helped:
		case *parallel.PanicError:
			err = &mistake{value}
		default:
			err = &mistake{&parallel.PanicError{Value: value, Stack: debug.Stack()}}
		}
	}()
	return do()
}

// A mistake is a panic that nothing else has caught.
type mistake struct{ panicked *parallel.PanicError }

func (m *mistake) Error() string {
	return m.panicked.Error() + "; this is a mistake in firststep: please report it, with what GOTRACEBACK=all in the environment shows"
}

func (m *mistake) Unwrap() error { return m.panicked }

// exitCode says what went wrong. A result that could not be written is an
// error whatever the answer is, for nobody has read it.
func (s *session) exitCode(err error) int {
	if lost := s.stdout.End(); lost != nil {
		s.sayError(fmt.Errorf("the results cannot be written: %w", lost))
		if err == nil || errors.Is(err, errNo) || errors.Is(err, errAgain) || errors.Is(err, lost) {
			return exitFailed
		}
	}
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errNo):
		return exitNo
	case errors.Is(err, errAgain):
		return exitAgain
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(s.stderr, interrupted)
		return exitFailed
	default:
		s.sayError(err)
		return exitFailed
	}
}

// sayError says it even if quiet, and whoever asks Go for a panic's stack gets
// it.
func (s *session) sayError(err error) {
	s.stderr.Say("firststep: %v\n", err)
	if p, ok := errors.AsType[*parallel.PanicError](err); ok && os.Getenv("GOTRACEBACK") != "" {
		console.Printf(s.stderr, "%s", console.Shown(p.Stack))
	}
}
