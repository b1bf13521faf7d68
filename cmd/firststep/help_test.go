package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/alecthomas/kong"
	"github.com/rogpeppe/go-internal/testscript"
)

// model is the program's commands and flags.
func model(t testing.TB) *kong.Application {
	t.Helper()
	var c cli
	return newParser(&c, io.Discard, io.Discard, func(int) {}).Model
}

// Help on every command fits a screen of 80 characters and half as many lines,
// and shows an example.
func TestHelpFitsAScreen(t *testing.T) {
	const lines, columns = 40, 80
	texts := map[string]string{}
	var overview bytes.Buffer
	programHelp(&overview, model(t))
	texts["help"] = overview.String()
	for _, node := range model(t).Leaves(false) {
		var text bytes.Buffer
		commandHelp(&text, node)
		name := commandName(node)
		texts["help "+name] = text.String()
		if lessonOf(node).example == "" {
			t.Errorf("%s has no example", name)
		}
	}
	for command, text := range texts {
		if n := strings.Count(text, "\n"); n > lines {
			t.Errorf("%s has %d lines:\n%s", command, n, text)
		}
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > columns {
				t.Errorf("%s: a line of %d characters: %s", command, n, line)
			}
		}
	}
	for command := range lessons {
		if !slices.ContainsFunc(model(t).Leaves(false), func(n *kong.Node) bool { return commandName(n) == command }) {
			t.Errorf("there is a lesson on %s, which is no command", command)
		}
	}
}

// Every command that reports something does so as JSON as well.
func TestJSONEverywhere(t *testing.T) {
	without := []string{"ci", "schema", "new", "completion", "man", "help"} // they write what they say, or a text for people
	files := []string{"figures", "export", "clean", "unpack", "data-fetch"} // print the names of files
	for _, node := range model(t).Leaves(false) {
		has := slices.ContainsFunc(flags(node), func(f *kong.Flag) bool { return f.Name == "json" })
		name := strings.ReplaceAll(commandName(node), " ", "-")
		if has == slices.Contains(without, commandName(node)) {
			t.Errorf("%s: --json is %t", commandName(node), has)
		}
		if has && !slices.Contains(append(schemaNames(), files...), name) {
			t.Errorf("%s --json has no schema", commandName(node))
		}
	}
}

// TestExamples runs the examples that help shows, one after another, in a
// folder where quick is a smaller study. None of them fails; some answer no.
func TestExamples(t *testing.T) {
	var script strings.Builder
	script.WriteString("cp small.toml firststep-quick/study.toml\nmkdir part-1/records part-2/records\ncp small.toml part-1/study.toml\ncp small.toml part-2/study.toml\n" +
		"firststep run part-1 --quiet --seeds 1\nfirststep run part-2 --quiet --seeds 2\n")
	order := []string{"new", "plan", "run", "merge", "report", "figures", "show", "diff", "verify", "export", "clean"}
	for command := range lessons {
		if !slices.Contains(order, command) && command != "data fetch" { // which has nobody to fetch from
			order = append(order, command)
		}
	}
	slices.Sort(order[11:])
	for _, command := range order {
		answer := map[string]string{"data check": "! ", "diff": "! ", "show": ""}[command]
		fmt.Fprintf(&script, "%s%s\n", answer, lessons[command].example)
	}
	script.WriteString("-- firststep-quick/.keep --\n-- part-1/.keep --\n-- part-2/.keep --\n-- small.toml --\n" + smallDefinition)
	runScript(t, "examples", script.String())
}

const smallDefinition = `title = "A small study"
seeds = [1, 2]

[dataset]
source = "synthetic"
train = 640
validation = 100

[network]
hidden = [20, 10]

[training]
epochs = 1

[[scenario]]
name = "scaled-features"
feature_divisor = 255

[[scenario]]
name = "scaled-weights-rescaled"
weight_divisor = 255
first_layer_rate_divisor = 65025
`

// The manual has every command and every flag, and its formatter finds
// nothing to complain of.
func TestManual(t *testing.T) {
	var page bytes.Buffer
	if err := writeManual(&page, model(t)); err != nil {
		t.Fatal(err)
	}
	for _, node := range model(t).Leaves(true) {
		if !strings.Contains(page.String(), ".SS firststep "+roff(usage(node))) {
			t.Errorf("the manual lacks %s", commandName(node))
		}
		for _, flag := range node.Flags {
			if !flag.Hidden && !strings.Contains(page.String(), roff(flagName(flag))) {
				t.Errorf("the manual lacks %s of %s", flagName(flag), commandName(node))
			}
		}
	}
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not installed")
	}
	check := exec.Command(groff, "-man", "-ww", "-z")
	check.Stdin = &page
	if out, err := check.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("groff: %v\n%s", err, out)
	}
}

// runScript runs a session that a test has made up.
func runScript(t *testing.T, name, script string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name+".txtar")
	if err := os.WriteFile(path, []byte(script), 0o666); err != nil {
		t.Fatal(err)
	}
	p := scriptParams()
	p.Dir, p.Files = "", []string{path}
	testscript.Run(t, p)
}
