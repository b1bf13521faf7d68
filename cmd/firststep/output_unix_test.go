//go:build unix

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"firststep/study"
	"firststep/study/record"
)

// rewritten changes a sealed record in a folder, and seals it again.
func rewritten(t *testing.T, folder, name string, change func(r *record.Run)) {
	t.Helper()
	path := filepath.Join(folder, "records", name+".json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := record.Decode[record.Run](data)
	if err != nil {
		t.Fatal(err)
	}
	change(r)
	if err := os.WriteFile(path, record.Encode(r), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestTerminal: no command lets a stranger's study steer the terminal or add a
// line to what is said, by values of a sealed record, by what environment.json
// says of the machine, by names of files and folders, or by itself.
func TestTerminal(t *testing.T) {
	t.Parallel()
	whole := composed(t)
	top := t.TempDir()
	place := func(name string) string {
		folder := filepath.Join(top, name)
		if err := os.CopyFS(folder, os.DirFS(whole)); err != nil {
			t.Fatal(err)
		}
		return folder
	}
	valid := strings.ReplaceAll(hostile, "\xff", "") // which neither JSON nor every file system takes
	stale, conflicting, title, into := place("stale"), place("conflicting"), place("title"), place("into")
	rewritten(t, stale, "rescaled-seed1", func(r *record.Run) {
		r.Definition[0].Value = valid
		r.Definition = append(r.Definition, study.Field{Name: valid, Value: valid})
		r.Key = study.Key(r.Definition)
	})
	rewritten(t, conflicting, "rescaled-seed1", func(r *record.Run) { r.FirstStep.LossAfter *= 0.75 })
	write(t, filepath.Join(stale, "figures", valid+".svg"), "")
	write(t, filepath.Join(conflicting, "environment.json"), string(record.Encode(&record.Environment{CPU: hostile, System: hostile})))
	write(t, filepath.Join(conflicting, "figures", "answer.svg"), hostile)
	write(t, filepath.Join(title, definitionFile), strings.Replace(quickDefinition, `"Faults"`, `"`+hostile, 1))
	named := filepath.Join(top, valid)
	if err := os.CopyFS(named, os.DirFS(stale)); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(named, "records", "rescaled-seed2.json"), hostile)

	one := func(folder string) string { return filepath.Join(folder, "records", "rescaled-seed1.json") }
	commands := [][]string{
		{"merge", into, stale}, {"merge", into, conflicting}, {"merge", into, conflicting, "--json"}, {"merge", into, named},
		{"diff", one(into), one(stale)}, {"diff", into, conflicting, "--figures", filepath.Join(named, "drawn")}, {"diff", into, named},
		{"verify", filepath.Join(named, "report.pdf"), "--no-train"}, {"verify", stale, "--sample", "1"}, {"new", filepath.Join(top, valid+"new")},
		{"figures", conflicting, "--check"}, {"figures", conflicting, "--only", hostile}, {"plan", into, "--scenario", hostile}, {hostile},
	}
	for _, format := range []string{"text", "markdown", "csv", "json"} {
		commands = append(commands, []string{"diff", one(stale), one(into), "--format", format}, []string{"diff", stale, into, "--format", format})
	}
	for _, folder := range []string{named, title} { // named is stale too
		for _, line := range []string{
			"plan", "plan --json", "show", "show --json", "figures", "figures --check", "report --check", "ci", "clean", "export", "run", "report",
		} {
			commands = append(commands, append(strings.Fields(line), folder))
		}
	}
	for _, line := range []string{"figures --check --json", "report --check --json", "export --json", "report --json"} {
		commands = append(commands, append(strings.Fields(line), named))
	}
	for _, args := range commands {
		out, _ := program(args...).CombinedOutput() // some are refused
		if len(out) == 0 {
			t.Errorf("firststep %q says nothing", args)
		}
		harmless(t, strings.Join(args, " "), string(out))
	}
}

// TestBrokenPipe: a reader that goes away ends a command as it ends others, and
// a stdout that is closed is no error.
func TestBrokenPipe(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	read.Close()
	defer write.Close()
	folder := newStudy(t, quickDefinition)
	c := program("run", folder)
	c.Stdout = write
	c.Run()
	if status, _ := c.ProcessState.Sys().(syscall.WaitStatus); status.Signal() != syscall.SIGPIPE {
		t.Errorf("ended with %v", c.ProcessState)
	}
	if out := succeed(t, "run", folder); !strings.Contains(out, "6 of 6 records up to date") {
		t.Errorf("what was trained is lost:\n%s", out)
	}
	c = program("version")
	c.Path, c.Args = "/bin/sh", []string{"sh", "-c", `exec "$0" version >&-`, filepath.Join(t.TempDir(), "firststep")}
	if err := errors.Join(os.Symlink(os.Args[0], c.Args[3]), c.Run()); err != nil {
		t.Errorf("stdout is closed: %v", err)
	}
}
