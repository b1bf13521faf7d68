package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/alecthomas/kong"

	"firststep/study/testenv"
)

// TestReadmeSnippets runs what is shown in Python and R, where these are
// installed, on exports of a small study.
func TestReadmeSnippets(t *testing.T) {
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
	for language, interpreters := range map[string][]string{"python": {"python3", "/usr/bin/python3"}, "r": {"Rscript"}} {
		snippet := snippetIn(t, language, "firststep-quick/exports")
		file := filepath.Join(folder, "load."+language)
		write(t, file, snippet)
		runSnippet(t, language, interpreters, file)
	}
}

// snippetIn is the text in a language that studies/README.md shows and that
// holds a word.
func snippetIn(t *testing.T, language, word string) string {
	t.Helper()
	for _, block := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(document(t, "studies/README.md"), -1) {
		if strings.Contains(block[1], word) {
			return block[1]
		}
	}
	t.Fatalf("no %s is shown that speaks of %s", language, word)
	return ""
}

// TestCIFARRecipe runs what studies/README.md shows on batches of noise in the
// form of CIFAR-10's, and trains on what it makes.
func TestCIFARRecipe(t *testing.T) {
	python := testenv.PythonWithNumPy(t)
	recipe, table := snippetIn(t, "python", "cifar-10"), snippetIn(t, "toml", "CIFAR-10")
	folder := t.TempDir()
	noise := `import os, numpy as np
os.mkdir("cifar-10-batches-bin")
for i in range(1, 6):
    batch = np.random.RandomState(i).randint(0, 256, (20, 3073)).astype(np.uint8)
    batch[:, 0] %= 10
    batch[0, 0] = 9
    batch.tofile(f"cifar-10-batches-bin/data_batch_{i}.bin")
`
	command := exec.Command(python, "-c", noise+recipe)
	command.Dir = folder
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	definition := "title = \"T\"\nseeds = [1]\n" + strings.NewReplacer("45000", "80", "5000", "20").Replace(table) +
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

// documents are what the repository says of itself.
var documents = []string{"README.md", "studies/README.md", "cmd/firststep/README.md", "study/mlp/README.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md"}

func document(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A shownCommand is a command line of a document, with what the document shows
// that it prints.
type shownCommand struct {
	line, prints string
}

var (
	indented = regexp.MustCompile(`(?m)(?:^    .*\n?)+`)
	inCode   = regexp.MustCompile("`(firststep [^`]+)`")
)

// shownCommands are the command lines of a document that call the program:
// those in blocks, and after them those in the text. What a block shows below a
// line that begins with $ is printed by it, and so is a block that begins with
// the name of a PDF file by the last one before.
func shownCommands(text string) (inBlocks, inText []shownCommand) {
	for _, block := range indented.FindAllString(text, -1) {
		for i, line := range strings.Split(strings.TrimSuffix(block, "\n"), "\n") {
			line = strings.TrimPrefix(line, "    ")
			command, prompted := strings.CutPrefix(line, "$ ")
			command = strings.Replace(command, "go run ./cmd/firststep", "firststep", 1)
			command, _, _ = strings.Cut(command, "  #")
			printed := i > 0 && strings.HasPrefix(block, "    $ ") || strings.HasPrefix(block, "    firststep-quick/report.pdf\n")
			switch {
			case strings.HasPrefix(command, "firststep "):
				inBlocks = append(inBlocks, shownCommand{line: strings.TrimSpace(command)})
			case printed && !prompted && len(inBlocks) > 0:
				inBlocks[len(inBlocks)-1].prints += line + "\n"
			}
		}
	}
	for _, code := range inCode.FindAllStringSubmatch(text, -1) {
		inText = append(inText, shownCommand{line: code[1]})
	}
	return inBlocks, inText
}

// documentedDefinition stands for every study of the documents.
const documentedDefinition = `title = "A small study"
seeds = "1-5"
[dataset]
source = "synthetic"
train = 1280
validation = 100
[network]
hidden = [30, 10]
[training]
epochs = 3
[sweep]
factors = [1, 255]
[[scenario]]
name = "scaled-features"
feature_divisor = 255
expect = "learns"
[[scenario]]
name = "scaled-weights"
weight_divisor = 255
expect = "collapses"
[[scenario]]
name = "scaled-weights-rescaled"
weight_divisor = 255
first_layer_rate_divisor = 65025
`

// earlierDefinition stands for an earlier one, or a changed one.
var earlierDefinition = strings.Replace(documentedDefinition, "epochs = 3", "epochs = 2", 1)

// TestDocumentedCommands runs every command line of the documents, in their
// order, where small studies have the names that they use, and looks for the
// words that they show in what is printed.
func TestDocumentedCommands(t *testing.T) {
	texts := map[string]string{}
	for _, name := range documents {
		texts[name] = document(t, name)
	}
	folder := t.TempDir()
	for _, variable := range []string{"HOME", "XDG_CACHE_HOME"} {
		t.Setenv(variable, folder)
	}
	t.Setenv("FIRSTSTEP_MIRROR", "http://127.0.0.1:1")
	t.Chdir(folder)
	git, noGit := exec.LookPath("git")
	writeDocumentedStudies(t, git)
	ran := map[string]bool{}
	for _, name := range documents {
		inBlocks, inText := shownCommands(texts[name])
		for i, shown := range append(inBlocks, inText...) {
			command := fields(shown.line)[1]
			switch {
			case i >= len(inBlocks) && (len(fields(shown.line)) == 2 || regexp.MustCompile(`\b(STUDY|COMMAND)\b`).MatchString(shown.line)), // no call
				noGit != nil && (command == "ci" || strings.Contains(shown.line, "@HEAD")):
				checkFlags(t, name, shown.line)
				continue
			case command == "new" && !isNew("my-study"), ran[shown.line] && shown.prints == "": // as it was shown before
				continue
			}
			var out, messages bytes.Buffer
			code := run(fields(shown.line)[1:], &out, &messages)
			if code != exitDone && !(code == exitNo && command == "diff") {
				t.Errorf("%s: %s: exit code %d\n%s%s", name, shown.line, code, out.String(), messages.String())
			}
			for _, word := range strings.FieldsFunc(shown.prints, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("():;,.", r) }) {
				if regexp.MustCompile(`^[\pL-]{3,}$`).MatchString(word) && !strings.Contains(out.String(), word) {
					t.Errorf("%s: %s prints no %q:\n%s", name, shown.line, word, out.String())
				}
			}
			if command == "new" {
				write(t, filepath.Join("my-study", definitionFile), earlierDefinition)
			}
			ran[shown.line] = true
		}
	}
	if len(ran) < 30 {
		t.Errorf("only %d command lines are found", len(ran))
	}
}

// writeDocumentedStudies makes the studies, reports and revisions that the
// documents speak of.
func writeDocumentedStudies(t *testing.T, git string) {
	t.Helper()
	flagship := filepath.Join("studies", "fashion-mnist")
	for study, definition := range map[string]string{
		flagship: earlierDefinition, "firststep-quick": documentedDefinition, "firststep-fashion-mnist": documentedDefinition,
		"shard-1": earlierDefinition, "shard-2": earlierDefinition, "shard-3": earlierDefinition,
	} {
		if err := os.MkdirAll(study, 0o777); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(study, definitionFile), definition)
		if number, is := strings.CutPrefix(study, "shard-"); is {
			succeed(t, "run", study, "--shard", number+"/3")
		}
	}
	succeed(t, "merge", flagship, "shard-1", "shard-2", "shard-3")
	succeed(t, "report", flagship)
	old, err := os.ReadFile(filepath.Join(flagship, "report.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, "old.pdf", string(old))
	archive, err := os.Create("artifact.zip")
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(archive)
	if err := errors.Join(z.AddFS(os.DirFS(flagship)), z.Close(), archive.Close()); err != nil {
		t.Fatal(err)
	}
	if git != "" {
		inGit(t, ".", "init", "-q", "-b", "main")
		inGit(t, ".", "add", "-A")
		for range 3 {
			inGit(t, ".", "commit", "-q", "--allow-empty", "-m", "A study")
		}
	}
	write(t, filepath.Join(flagship, definitionFile), documentedDefinition)
	succeed(t, "report", flagship)
	succeed(t, "clean", flagship, "--yes")
	if git != "" {
		inGit(t, ".", "add", "-A")
		inGit(t, ".", "commit", "-q", "-m", "As it is now")
	}
	for _, same := range []string{"firststep-quick", "firststep-fashion-mnist"} { // what is trained already need not be again
		succeed(t, "merge", same, flagship)
	}
	report, err := os.ReadFile(filepath.Join(flagship, "report.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, "report.pdf", string(report))
}

// checkFlags looks whether there are the command and the flags of a line that
// is a form and no call.
func checkFlags(t *testing.T, name, line string) {
	t.Helper()
	for _, node := range model(t).Leaves(false) {
		rest, is := strings.CutPrefix(line+" ", "firststep "+commandName(node)+" ")
		if !is {
			continue
		}
		for _, flag := range regexp.MustCompile(`--([a-z-]+)`).FindAllStringSubmatch(rest, -1) {
			if !slices.ContainsFunc(flags(node), func(f *kong.Flag) bool { return f.Name == flag[1] }) {
				t.Errorf("%s: %s: there is no %s", name, line, flag[0])
			}
		}
		return
	}
	if !strings.HasPrefix(line, "firststep help ") {
		t.Errorf("%s: %s is no command", name, line)
	}
}

// fields are the words of a command line, of which quotes join some.
func fields(line string) []string {
	var words []string
	for _, match := range regexp.MustCompile(`'([^']*)'|(\S+)`).FindAllStringSubmatch(line, -1) {
		words = append(words, match[1]+match[2])
	}
	return words
}

// TestReadmeIsShort: a first reading takes some minutes, and its quick start
// has two commands.
func TestReadmeIsShort(t *testing.T) {
	const lines = 150
	readme := document(t, "README.md")
	if n := strings.Count(readme, "\n"); n > lines {
		t.Errorf("README.md has %d lines, more than %d", n, lines)
	}
	_, start, _ := strings.Cut(readme, "quick start\n")
	if got, want := strings.Count(indented.FindString(start), "\n"), 2; got != want {
		t.Errorf("its quick start has %d commands, want %d", got, want)
	}
}

// TestLinks: every link of a document leads to a file of the repository, and
// one to a place in it to a heading.
func TestLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading := regexp.MustCompile(`(?m)^#+ (.*)$`)
	for _, name := range documents {
		for _, target := range link.FindAllStringSubmatch(document(t, name), -1) {
			if strings.HasPrefix(target[1], "https://") {
				continue
			}
			file, place, _ := strings.Cut(target[1], "#")
			if file = path.Join(path.Dir(name), file); target[1][0] == '#' {
				file = name
			}
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(file))); err != nil {
				t.Errorf("%s: the link to %s: %v", name, target[1], err)
			} else if place != "" && !slices.ContainsFunc(heading.FindAllStringSubmatch(document(t, file), -1), func(h []string) bool {
				return strings.ReplaceAll(strings.ToLower(strings.ReplaceAll(h[1], "`", "")), " ", "-") == place
			}) {
				t.Errorf("%s: the link to %s: no heading of that name", name, target[1])
			}
		}
	}
}

// TestReadmeNamesTests: every test that a document says proves something is
// there.
func TestReadmeNamesTests(t *testing.T) {
	there := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func (Test\w+)`)
	err := filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
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
	for _, name := range documents {
		for _, test := range regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(document(t, name), -1) {
			if !there[test[1]] {
				t.Errorf("%s names %s, which is no test", name, test[1])
			}
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
