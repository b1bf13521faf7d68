package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"firststep/study"
	"firststep/study/console"
	"firststep/study/parallel"
	"firststep/study/runner"
)

// hostile is a text that would clear a terminal, turn its line around, and say
// something in the program's name.
const hostile = "a\x1b[2J\u009b2J\u202e\x7f\xff\r\nFORGED: all is well\U000e0041\t"

// harmless fails the test where an output of a command does what hostile is
// for.
func harmless(t *testing.T, what, out string) {
	t.Helper()
	for _, part := range []string{"\x1b", "\u009b", "\u202e", "\x7f", "\xff", "\r", "\nFORGED", "\U000e0041"} {
		if strings.Contains(out, part) {
			t.Errorf("%q: there is %q in\n%q", what, part, out)
			return
		}
	}
}

// What is escaped in JSON is the same text to whoever reads it.
func TestOutputOfJSON(t *testing.T) {
	text := strings.ToValidUTF8(hostile, "?")
	var out strings.Builder
	if err := newSession(t.Context(), &out, io.Discard).printJSON(text); err != nil {
		t.Fatal(err)
	}
	harmless(t, "JSON", out.String())
	var read string
	if err := json.Unmarshal([]byte(out.String()), &read); err != nil || read != text {
		t.Errorf("%q is read as %q, %v", out.String(), read, err)
	}
}

// Messages, results and tables are in lines of our own making: what is put into
// them adds none, but an error that lists several has a line for each.
func TestLinesAreOurs(t *testing.T) {
	foreign := errors.New("1\nFORGED")
	for _, test := range []struct {
		value any
		want  string
	}{
		{"1\nFORGED", `1\nFORGED`},
		{runner.State("1\nFORGED"), `1\nFORGED`},
		{[]string{"1\nFORGED"}, `[1\nFORGED]`},
		{console.Shown("1\n2"), "1\n2"},
		{0.5, "0.5"},
		{foreign, `1\nFORGED`},
		{fmt.Errorf("a\nb: %w: c\nd", foreign), `a\nb: 1\nFORGED: c\nd`},
		{errors.Join(foreign, errors.New("2")), `1\nFORGED` + "\n2"},
		{fmt.Errorf("a: %w", errors.Join(foreign, errors.New("2"))), `a: 1\nFORGED` + "\n2"},
		{study.Problems{{File: "x\ny", Line: 1, Column: 1, What: "is 0", Hint: "no"}, {File: "x", Line: 2, Column: 1, What: "is 1", Hint: "no"}},
			`x\ny:1:1: is 0; no` + "\nx:2:1: is 1; no"},
		{&runner.ConflictError{File: "x\ny", A: []string{"a\nb"}, B: []string{"c"}},
			`x\ny: two results of one key (), which should be the same in every byte; one of two machines computes wrongly` + "\n" + `a\nb` + "\nc"},
	} {
		var out strings.Builder
		s := newSession(t.Context(), &out, &out)
		s.print("%v", test.value)
		s.say("%v", test.value)
		if want := test.want + "\n" + test.want + "\n"; out.String() != want {
			t.Errorf("%#v is printed as\n%s\nwant\n%s", test.value, out.String(), want)
		}
	}
	var out strings.Builder
	s := newSession(t.Context(), &out, io.Discard)
	table := console.NewTable("run", "state")
	table.Add("1\nFORGED", foreign)
	s.printTable(table)
	if n := strings.Count(out.String(), "\n"); n != 2 {
		t.Errorf("a row is %d lines:\n%s", n-1, out.String())
	}
}

// A panic is one line and exit code 2, also where it comes from another
// goroutine of ours; its stack is for whoever asks for it.
func TestPanics(t *testing.T) {
	panics := map[string]func() error{
		"in the command": func() error { var none []int; _ = none[len(none)]; return nil },
		"in parallel":    func() error { parallel.Do(3, func(int) { panic("no\nFORGED") }); return nil },
	}
	for what, do := range panics {
		for _, wanted := range []string{"", "all"} {
			t.Run(what+" "+wanted, func(t *testing.T) {
				t.Setenv("GOTRACEBACK", wanted)
				var said strings.Builder
				s := newSession(t.Context(), io.Discard, &said)
				if code := s.exitCode(attempt(do)); code != exitFailed {
					t.Errorf("exit code %d", code)
				}
				lines := strings.Count(said.String(), "\n")
				if !strings.HasPrefix(said.String(), "firststep: panic: ") || wanted == "" && lines != 1 || wanted != "" && !strings.Contains(said.String(), "output_test.go") {
					t.Errorf("%s", said.String())
				}
			})
		}
	}
}

// Whatever a command says in JSON keeps to its schema, and keys are in
// snake_case.
func TestJSON(t *testing.T) {
	folder, other := newStudy(t, smallDefinition), newStudy(t, smallDefinition)
	t.Setenv("FIRSTSTEP_DATA", t.TempDir())
	outside := regexp.MustCompile(`(?m)^ *"([^"]*[^a-z0-9_"][^"]*)": `)
	for _, said := range [][2]string{
		{"plan S", "plan"}, {"figures S --check", "figures-check"}, {"report S --check", "report-check"},
		{"run S --seeds 1", "run"}, {"merge O S", "merge"}, {"report S", "report"}, {"plan S", "plan"}, {"plan O", "plan"}, {"show S", "show"},
		{"figures S", "files"}, {"figures S --list", "figures-list"}, {"figures S --check", "figures-check"}, {"report S --check", "report-check"},
		{"verify S --sample 1", "verify"}, {"verify S/report.pdf --no-train", "verify"}, {"export S --seeds 1", "files"}, {"clean S", "files"},
		{"unpack S/report.pdf O/new", "files"}, {"diff S O/new", "diff"}, {"version", "version"}, {"data check", "data-check"},
	} {
		words := append(strings.Fields(strings.NewReplacer("S", folder, "O", other).Replace(said[0])), "--json", "--quiet")
		command := said[0]
		var out strings.Builder
		run(words, &out, io.Discard)
		if err := validate(mustCompile(t, said[1]), []byte(out.String())); err != nil {
			t.Errorf("%s: %v\n%s", command, err, out.String())
		}
		for _, key := range outside.FindAllStringSubmatch(out.String(), -1) {
			t.Errorf("%s has the key %q", command, key[1])
		}
	}
}
