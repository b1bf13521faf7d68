package main

import (
	"firststep/study/testenv"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeSnippets runs what the READMEs show in Python and R, where these
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
	definition = strings.Replace(definition, "name = \"scaled-features\"\n", "name = \"scaled-features\"\nexpect = \"learns\"\n", 1)
	if err := os.WriteFile(filepath.Join(quick, "study.toml"), []byte(definition), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"run", "export"} {
		if code := run([]string{command, quick, "--quiet"}, io.Discard, os.Stderr); code != exitDone {
			t.Fatalf("%s: exit code %d", command, code)
		}
	}
	runs, err := os.ReadFile(filepath.Join(quick, "exports", "runs.csv"))
	if err != nil || !regexp.MustCompile(`(?m)^scaled-features,1,.*,learns,(holds|fails),(holds|fails),`).Match(runs) {
		t.Errorf("%v: runs.csv says no verdict:\n%.2000s", err, runs)
	}
	reader, err := os.ReadFile("../../studies/read_npz.R")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "read_npz.R"), string(reader))
	inR, err := os.ReadFile("../../studies/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for language, shown := range map[string]struct {
		in           []byte
		interpreters []string
	}{"python": {readme, []string{"python3", "/usr/bin/python3"}}, "r": {inR, []string{"Rscript"}}} {
		snippet := regexp.MustCompile("(?s)```" + language + "\n(.*?)```").FindSubmatch(shown.in)
		if snippet == nil {
			t.Errorf("no %s is shown", language)
			continue
		}
		file := filepath.Join(folder, "load."+language)
		write(t, file, string(snippet[1]))
		runSnippet(t, language, shown.interpreters, file)
	}
}

// TestCIFARRecipe runs what studies/README.md shows on batches of noise in the
// form of CIFAR-10's, and trains on what it makes.
func TestCIFARRecipe(t *testing.T) {
	python := testenv.PythonWithNumPy(t)
	text, err := os.ReadFile("../../studies/README.md")
	if err != nil {
		t.Fatal(err)
	}
	recipe := regexp.MustCompile("(?s)```python\n(.*?)```").FindSubmatch(text)[1]
	table := regexp.MustCompile("(?s)```toml\n(.*?)```").FindSubmatch(text)[1]
	folder := t.TempDir()
	noise := `import os, numpy as np
os.mkdir("cifar-10-batches-bin")
for i in range(1, 6):
    batch = np.random.RandomState(i).randint(0, 256, (20, 3073)).astype(np.uint8)
    batch[:, 0] %= 10
    batch[0, 0] = 9
    batch.tofile(f"cifar-10-batches-bin/data_batch_{i}.bin")
`
	command := exec.Command(python, "-c", noise+string(recipe))
	command.Dir = folder
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	definition := "title = \"T\"\nseeds = [1]\n" + strings.NewReplacer("45000", "80", "5000", "20").Replace(string(table)) +
		"[network]\nhidden = [8]\n[training]\nepochs = 1\n[[scenario]]\nname = \"a\"\nfeature_divisor = 255\n"
	write(t, filepath.Join(folder, definitionFile), definition)
	if code := run([]string{"report", folder, "--quiet"}, io.Discard, os.Stderr); code != exitDone {
		t.Fatalf("report: exit code %d", code)
	}
	described, err := os.ReadFile(filepath.Join(folder, "dataset.json"))
	if err != nil || !regexp.MustCompile(`(?s)"name": "CIFAR-10".*"rows": 96,\s*"columns": 32.*"airplane"`).Match(described) {
		t.Errorf("%v: dataset.json has\n%.400s", err, described)
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
