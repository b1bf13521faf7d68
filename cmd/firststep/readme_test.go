package main

import (
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeSnippets runs what the README shows in Python and R, where these
// are installed, on exports of a small study.
func TestReadmeSnippets(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	quick := filepath.Join(folder, "firststep-quick")
	if err := os.Mkdir(quick, 0o777); err != nil {
		t.Fatal(err)
	}
	definition := strings.Replace(smallDefinition, "scaled-weights-rescaled", "scaled-weights", 1)
	definition = strings.Replace(definition, "first_layer_rate_divisor = 65025\n", "", 1)
	if err := os.WriteFile(filepath.Join(quick, "study.toml"), []byte(definition), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"run", "export"} {
		if code := run([]string{command, quick, "--quiet"}, io.Discard, os.Stderr); code != exitDone {
			t.Fatalf("%s: exit code %d", command, code)
		}
	}
	for language, interpreters := range map[string][]string{"python": {"python3", "/usr/bin/python3"}, "r": {"Rscript"}} {
		snippet := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindSubmatch(readme)
		if snippet == nil {
			t.Errorf("the README shows no %s", language)
			continue
		}
		file := filepath.Join(folder, "load."+language)
		if err := os.WriteFile(file, snippet[1], 0o666); err != nil {
			t.Fatal(err)
		}
		runSnippet(t, language, interpreters, file)
	}
}

// TestReadmeNamesTests: every test that the README says proves something is
// there.
func TestReadmeNamesTests(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)`)
	err = filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, name := range declared.FindAllSubmatch(source, -1) {
			there[string(name[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range regexp.MustCompile("`(Test\\w+)`").FindAllSubmatch(readme, -1) {
		if !there[string(name[1])] {
			t.Errorf("the README names %s, which is no test", name[1])
		}
	}
}

func runSnippet(t *testing.T, language string, interpreters []string, file string) {
	t.Helper()
	for _, interpreter := range interpreters {
		if language == "python" && exec.Command(interpreter, "-c", "import numpy").Run() != nil {
			continue
		}
		if _, err := exec.LookPath(interpreter); err != nil {
			continue
		}
		command := exec.Command(interpreter, file)
		command.Dir = filepath.Dir(file)
		out, err := command.CombinedOutput()
		if err != nil || !regexp.MustCompile(`rms XW: [0-9]+\.`).Match(out) || !strings.Contains(string(out), "scaled-features") {
			t.Errorf("%s: %v\n%s", language, err, out)
		}
		return
	}
	t.Logf("no interpreter of %s with what it takes is installed", language)
}
