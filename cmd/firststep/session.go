package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// A session is what a command has of its surroundings.
type session struct {
	ctx    context.Context
	stdout io.Writer // results
	stderr io.Writer // progress and messages
	quiet  bool
}

// say prints a message for the person at the terminal.
func (s *session) say(format string, args ...any) {
	if !s.quiet {
		fmt.Fprintf(s.stderr, format+"\n", args...)
	}
}

// print writes a result.
func (s *session) print(format string, args ...any) {
	fmt.Fprintf(s.stdout, format+"\n", args...)
}

// silent is the session without results, where they were printed already.
func (s *session) silent() *session {
	quieter := *s
	quieter.stdout = io.Discard
	return &quieter
}

// printFiles writes the paths of files that were written, a line each.
func (s *session) printFiles(files []string, asJSON bool) error {
	if asJSON {
		return s.printJSON(struct {
			Files []string `json:"files"`
		}{append([]string{}, files...)})
	}
	for _, file := range files {
		s.print("%s", file)
	}
	return nil
}

// printJSON writes a result for programs.
func (s *session) printJSON(v any) error {
	e := json.NewEncoder(s.stdout)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// interactive reports whether progress may be drawn over itself.
func (s *session) interactive() bool {
	f, ok := s.stderr.(*os.File)
	return ok && !s.quiet && isTerminal(f)
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// interrupted is what a command says that a signal ended.
const interrupted = "firststep: interrupted; what is complete is kept, and the same command goes on from there"

func (s *session) exitCode(err error) int {
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
		fmt.Fprintf(s.stderr, "firststep: %v\n", err)
		return exitFailed
	}
}
