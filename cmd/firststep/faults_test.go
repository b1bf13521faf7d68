//go:build unix

package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"firststep/study/testenv"
)

// Faults that a study has to come through, each with the program as a process
// of its own. After every one the same command is given again, and ends in
// the bytes that an undisturbed study has.

// quickDefinition is a study that takes half a second, with every section of
// the report.
const quickDefinition = `title = "Faults"
seeds = [1, 2]
[dataset]
source = "synthetic"
train = 320
validation = 60
[network]
hidden = [30, 20]
[training]
epochs = 2
shuffle_buffer = 100
[[scenario]]
name = "scaled-features"
feature_divisor = 255
expect = "learns"
[[scenario]]
name = "scaled-weights"
weight_divisor = 255
expect = "collapses"
[[scenario]]
name = "rescaled"
weight_divisor = 255
first_layer_rate_divisor = 65025
expect = "same as scaled-features"
`

// program returns a command that is the program itself.
func program(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0])
	c.Args = append([]string{"firststep"}, args...)
	return c
}

// succeed runs the program and fails the test where it could not do its work.
// Its answer may be no.
func succeed(t *testing.T, args ...string) string {
	t.Helper()
	out, err := program(args...).CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && !(ok && exit.ExitCode() == exitNo) {
		t.Fatalf("firststep %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// newStudy returns a folder with the definition and nothing else.
func newStudy(t *testing.T, definition string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, definitionFile), []byte(definition), 0o666); err != nil {
		t.Fatal(err)
	}
	return folder
}

// shared is where composed puts what it makes.
var shared string

// composed returns a folder with quickDefinition, its records, its figures and
// its report. It is made once, for tests that read it or copy it.
func composed(t *testing.T) string {
	t.Helper()
	compose.Do(func() {
		var err error
		if shared, err = os.MkdirTemp("", "firststep"); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(shared, definitionFile), quickDefinition)
		succeed(t, "report", shared)
	})
	return shared
}

var compose sync.Once

// composedCopy returns a folder with what composed has.
func composedCopy(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "study")
	if err := os.CopyFS(folder, os.DirFS(composed(t))); err != nil {
		t.Fatal(err)
	}
	return folder
}

// contents returns every file of a folder but the lock and what names the
// machine and the moment.
func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || d.Name() == "environment.json" || strings.HasSuffix(path, ".lock") {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(folder, path)
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// sameContents compares two folders' files.
func sameContents(t *testing.T, what string, got, want map[string]string) {
	t.Helper()
	for name, content := range want {
		if got[name] != content {
			t.Errorf("%s: %s differs or is missing", what, name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s: %s should not be there", what, name)
		}
	}
}

// TestKilledAnywhere kills each command that writes at random instants, again
// and again as it goes on, and finds in the end what an undisturbed one
// leaves. With FIRSTSTEP_FAULTS=34 that is 204 times.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	definition := quickDefinition + "[diagnostics]\ncontrols = 1\n[curvature]\n[sweep]\nfactors = [1, 4]\n"
	whole := newStudy(t, definition)
	began := time.Now()
	succeed(t, "report", whole)
	composing := time.Since(began)
	var halves [2]string
	for i := range halves {
		halves[i] = newStudy(t, definition)
		succeed(t, "run", halves[i], "--shard", fmt.Sprintf("%d/2", i+1))
	}
	only := func(keep ...string) func(folder string) error { // of the whole study
		return func(folder string) error {
			for _, name := range keep {
				if err := os.CopyFS(filepath.Join(folder, name), os.DirFS(filepath.Join(whole, name))); err != nil {
					return err
				}
			}
			return nil
		}
	}
	copyFiles := func(arrange func(string) error) func(string) error {
		return func(folder string) error {
			data, err := os.ReadFile(filepath.Join(whole, "dataset.json"))
			return errors.Join(err, os.WriteFile(filepath.Join(folder, "dataset.json"), data, 0o666), arrange(folder))
		}
	}
	for _, test := range []struct {
		command string
		args    []string
		arrange func(folder string) error
	}{
		{"run", []string{"--workers", "2"}, only()},
		{"report", nil, only()},
		{"figures", []string{"--format", "svg,png"}, copyFiles(only("records", "measurements"))},
		{"export", nil, copyFiles(only("records", "measurements"))},
		{"merge", halves[:], only()},
	} {
		t.Run(test.command, func(t *testing.T) {
			if test.command == "run" || test.command == "figures" { // which report does as well
				testenv.Heavy(t)
			}
			t.Parallel()
			fresh := func() string {
				folder := newStudy(t, definition)
				if err := test.arrange(folder); err != nil {
					t.Fatal(err)
				}
				return folder
			}
			args := func(folder string) []string { return append([]string{test.command, folder}, test.args...) }
			folder, took := whole, composing
			if test.command != "report" { // which that was
				folder, began = fresh(), time.Now()
				succeed(t, args(folder)...)
				took = time.Since(began)
			}
			want := contents(t, folder)

			random := rand.New(rand.NewPCG(7, uint64(len(test.command))))
			folder = fresh()
			for kills := 0; kills < testenv.Faults(1, 5); {
				if killed(t, program(args(folder)...), time.Duration(random.Float64()*float64(took))) {
					kills++
					continue
				}
				sameContents(t, test.command, contents(t, folder), want)
				folder = fresh()
			}
			succeed(t, args(folder)...)
			sameContents(t, test.command, contents(t, folder), want)
		})
	}
}

// killed starts a command and kills it after a while, unless it has ended by
// then, which is the answer.
func killed(t *testing.T, c *exec.Cmd, after time.Duration) bool {
	t.Helper()
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { c.Process.Kill() })
	err := c.Wait()
	timer.Stop()
	status, _ := c.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		return true
	}
	if err != nil && c.ProcessState.ExitCode() != exitNo {
		t.Fatalf("%s: %v\n%s", strings.Join(c.Args, " "), err, out.Bytes())
	}
	return false
}

// TestFetchKilled kills the download of the data at random instants. Every
// attempt goes on from what has come.
func TestFetchKilled(t *testing.T) {
	t.Parallel()
	data := os.Getenv("FIRSTSTEP_DATA")
	if data == "" {
		t.Skip("FIRSTSTEP_DATA names no folder with the Fashion-MNIST files")
	}
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(&throttled{w}, r, filepath.Join(data, filepath.Base(r.URL.Path)))
	}))
	defer slow.Close()
	cache := t.TempDir()
	fetch := func(args ...string) *exec.Cmd {
		c := program(append([]string{"data"}, args...)...)
		c.Env = append(os.Environ(), "FIRSTSTEP_DATA=", "FIRSTSTEP_MIRROR="+slow.URL, "XDG_CACHE_HOME="+cache)
		return c
	}
	random := rand.New(rand.NewPCG(7, 7))
	for kills := 0; kills < testenv.Faults(1, 5); {
		if killed(t, fetch("fetch"), time.Duration(random.Float64()*float64(time.Second))) {
			kills++
			continue
		}
		if err := os.RemoveAll(filepath.Join(cache, "firststep")); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := fetch("fetch").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := fetch("check").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	left, err := filepath.Glob(filepath.Join(cache, "firststep", "fashion-mnist", "*.part"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// throttled sends a file of thirty megabytes in about a second.
type throttled struct{ http.ResponseWriter }

func (w *throttled) Write(p []byte) (int, error) {
	time.Sleep(time.Duration(len(p)) * time.Second / 30e6)
	return w.ResponseWriter.Write(p)
}

// longDefinition is a study that takes minutes.
var longDefinition = strings.Replace(quickDefinition, "epochs = 2", "epochs = 100000", 1)

// TestSignals ends a long training by Ctrl-C and by SIGTERM. What is complete
// is kept, and the exit code says that it is not all.
func TestSignals(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			folder := newStudy(t, longDefinition)
			c, stderr := started(t, folder)
			began := time.Now()
			if err := c.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			err := c.Wait()
			t.Logf("ended after %v", time.Since(began))
			if c.ProcessState.ExitCode() != exitFailed || !strings.Contains(stderr.String(), "interrupted") {
				t.Errorf("%v\n%s", err, stderr)
			}
			for name := range contents(t, folder) {
				if strings.Contains(name, ".tmp") {
					t.Errorf("left behind: %s", name)
				}
			}
		})
	}
}

// started runs a study until its training has begun.
func started(t *testing.T, folder string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	c := program("run", folder)
	stderr := new(bytes.Buffer)
	c.Stderr = stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill() })
	for { // until it is there, or go test's own limit says where this hangs
		if _, err := os.Stat(filepath.Join(folder, "dataset.json")); err == nil {
			return c, stderr
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestDeafCommand: a command that does not look for signals, as none does that
// draws or composes, is ended all the same.
func TestDeafCommand(t *testing.T) {
	const variable = "FIRSTSTEP_TEST_DEAF"
	if os.Getenv(variable) != "" {
		endSoon(make(chan struct{}), os.Stderr)
		t.Fatal("it went on")
	}
	child := exec.Command(os.Args[0], "-test.run=^TestDeafCommand$")
	child.Env = append(os.Environ(), variable+"=1")
	out, err := child.CombinedOutput()
	if child.ProcessState.ExitCode() != exitFailed || string(out) != interrupted+"\n" {
		t.Errorf("%v\n%s", err, out)
	}
	done := make(chan struct{})
	close(done)
	endSoon(done, nil) // a command that has ended is left alone
}

// TestFolders: what is not as it should be in a study's folder is named, with
// its path, and nothing is half-written.
func TestFolders(t *testing.T) {
	t.Parallel()
	whole := composed(t)
	want := contents(t, whole)
	for _, test := range []struct {
		what    string
		arrange func(folder string) error
		says    string // empty: it works
	}{
		{"records is a link to a folder elsewhere", func(folder string) error {
			return os.Symlink(t.TempDir(), filepath.Join(folder, "records"))
		}, "records: is a link to another folder"},
		{"records is a link to nothing", func(folder string) error {
			return os.Symlink(filepath.Join(folder, "nothing"), filepath.Join(folder, "records"))
		}, "records: is a link to another folder"},
		{"records is a file", func(folder string) error {
			return os.WriteFile(filepath.Join(folder, "records"), nil, 0o666)
		}, "records: is no folder"},
		{"the report is a folder", func(folder string) error {
			return os.Mkdir(filepath.Join(folder, "report.pdf"), 0o777)
		}, "report.pdf: is a folder where a file belongs"},
		{"a figure is a link", func(folder string) error {
			figure := filepath.Join(folder, "figures", "answer.svg")
			return errors.Join(os.Mkdir(filepath.Dir(figure), 0o777), os.Symlink("elsewhere", figure))
		}, "answer.svg: is a symbolic link"},
		{"the lock is a folder", func(folder string) error {
			return os.Mkdir(filepath.Join(folder, "firststep.lock"), 0o777)
		}, "firststep.lock: is a folder where a file belongs"},
		{"everything is from next year", func(folder string) error {
			later := time.Now().AddDate(1, 0, 0)
			return errors.Join(os.CopyFS(filepath.Join(folder, "records"), os.DirFS(filepath.Join(whole, "records"))),
				os.Chtimes(filepath.Join(folder, "records", "rescaled-seed1.json"), later, later))
		}, ""},
	} {
		t.Run(test.what, func(t *testing.T) {
			folder := newStudy(t, quickDefinition)
			if err := test.arrange(folder); err != nil {
				t.Fatal(err)
			}
			out, err := program("report", folder).CombinedOutput()
			if test.says != "" {
				if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != exitFailed || !strings.Contains(string(out), test.says) {
					t.Errorf("%v\n%s", err, out)
				}
				return
			}
			sameContents(t, test.what, contents(t, folder), want)
		})
	}
	t.Run("a name is too long", func(t *testing.T) {
		out, err := program("report", strings.Repeat("long", 100)).CombinedOutput()
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != exitFailed || !strings.Contains(string(out), "file name too long") {
			t.Errorf("%v\n%s", err, out)
		}
	})
	t.Run("the study is reached through a link", func(t *testing.T) {
		link := filepath.Join(t.TempDir(), "study")
		if err := os.Symlink(newStudy(t, quickDefinition), link); err != nil {
			t.Fatal(err)
		}
		succeed(t, "report", link)
		sameContents(t, "linked", contents(t, link+string(filepath.Separator)), want)
	})
}

// TestTwoAtOnce has several processes make one study in one folder.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	whole := composed(t)
	folder := newStudy(t, quickDefinition)
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			if out, err := program("report", folder).CombinedOutput(); err != nil {
				if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != exitNo {
					t.Errorf("%v\n%s", err, out)
				}
			}
		})
	}
	wait.Wait()
	sameContents(t, "two at once", contents(t, folder), contents(t, whole))
}

// TestHostileNames: text that means something to a terminal, to SVG or to PDF
// comes out as text.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	hostile := `</text><script>alert(1)</script> ) Tj ET \\ %PDF <</A 1>> ]]> & "q" $(id) ../..`
	folder := newStudy(t, strings.Replace(quickDefinition, `name = "rescaled"`, "name = \"rescaled\"\nlabel = "+strconv.Quote(hostile[:70]), 1))
	definition, err := os.ReadFile(filepath.Join(folder, definitionFile))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(definition), `"Faults"`, strconv.Quote(hostile), 1)
	if err := os.WriteFile(filepath.Join(folder, definitionFile), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	succeed(t, "report", folder, "--format", "pdf,html")
	succeed(t, "verify", filepath.Join(folder, "report.pdf"), "--no-train")
	page, err := os.ReadFile(filepath.Join(folder, "report.html"))
	if err != nil || bytes.Contains(page, []byte("<script")) {
		t.Errorf("the page for browsers: %v; a name may have become an element of it", err)
	}
	drawn, err := filepath.Glob(filepath.Join(folder, "figures", "*.svg"))
	if err != nil || len(drawn) == 0 {
		t.Fatal(err)
	}
	for _, path := range drawn {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		decoder := xml.NewDecoder(bytes.NewReader(data))
		for {
			token, err := decoder.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			if start, ok := token.(xml.StartElement); ok && start.Name.Local == "script" {
				t.Errorf("%s holds a script", path)
			}
		}
	}
}
