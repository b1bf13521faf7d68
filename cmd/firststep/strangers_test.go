//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"firststep/study/testenv"
)

// What a stranger's files may do: nothing. Each is an attack that did
// something once.

// inGit runs git for a test, as somebody, in a folder.
func inGit(t *testing.T, folder string, args ...string) string {
	t.Helper()
	c := exec.Command("git", append([]string{"-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always", "-C", folder}, args...)...)
	c.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(text), 0o666)); err != nil {
		t.Fatal(err)
	}
}

// hostileRepository makes a repository of a study, whose configuration has git
// run commands that write a file, some of them to fetch an object that is
// missing. It returns its folder and that file.
func hostileRepository(t *testing.T, study string, missing bool) (folder, ran string) {
	t.Helper()
	folder, ran = t.TempDir(), filepath.Join(t.TempDir(), "ran")
	if err := os.CopyFS(folder, os.DirFS(study)); err != nil {
		t.Fatal(err)
	}
	inGit(t, folder, "init", "-q", "-b", "main")
	inGit(t, folder, "add", "study.toml", "dataset.json", "records")
	inGit(t, folder, "commit", "-q", "-m", "A study")
	if missing {
		blob := inGit(t, folder, "rev-parse", "HEAD:study.toml")
		if err := os.Remove(filepath.Join(folder, ".git", "objects", blob[:2], blob[2:])); err != nil {
			t.Fatal(err)
		}
	}
	command := "touch " + ran + "; false"
	write(t, filepath.Join(folder, ".git", "config"), fmt.Sprintf(`[core]
	repositoryformatversion = 1
	sshCommand = "%[1]s"
	fsmonitor = "%[1]s"
	pager = "%[1]s"
	hooksPath = %[2]s
	editor = "%[1]s"
	alternateRefsCommand = "%[1]s"
	gitProxy = "%[1]s"
	attributesFile = %[2]s/attributes
[extensions]
	partialClone = origin
[remote "origin"]
	url = ssh://example.invalid/study
	uploadpack = "%[1]s"
	promisor = true
	partialclonefilter = blob:none
[diff]
	external = "%[1]s"
[diff "all"]
	textconv = "%[1]s"
[filter "all"]
	smudge = "%[1]s"
	process = "%[1]s"
[pager]
	ls-tree = "%[1]s"
	cat-file = "%[1]s"
[alias]
	cat-file = "!%[1]s"
	ls-tree = "!%[1]s"
[credential]
	helper = "!%[1]s"
`, command, folder))
	write(t, filepath.Join(folder, "attributes"), "* diff=all filter=all\n")
	return folder, ran
}

// TestHostileRepositories: a revision is read without running what the
// configuration of its repository names, whether that is the .git of an
// unpacked archive or plain files that a commit brought.
func TestHostileRepositories(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	study := composed(t)
	exitsWith := func(t *testing.T, want int, ran string, args ...string) {
		t.Helper()
		out, err := program(args...).CombinedOutput()
		got := 0
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			got = exit.ExitCode()
		}
		if got != want {
			t.Errorf("firststep %s: exit code %d, want %d\n%s", strings.Join(args, " "), got, want, out)
		}
		if _, err := os.Lstat(ran); err == nil {
			t.Errorf("firststep %s ran a command of the repository\n%s", strings.Join(args, " "), out)
		}
	}
	t.Run("an archive with a .git", func(t *testing.T) {
		folder, ran := hostileRepository(t, study, false)
		exitsWith(t, exitDone, ran, "diff", folder+"@HEAD", study)
		exitsWith(t, exitDone, ran, "diff", folder+"@HEAD@{0}", study)
	})
	t.Run("an archive with a .git that lacks an object", func(t *testing.T) {
		folder, ran := hostileRepository(t, study, true)
		exitsWith(t, exitFailed, ran, "diff", folder+"@HEAD", study)
		exitsWith(t, exitFailed, ran, "ci", folder, "HEAD", "--fail-on", "any")
	})
	t.Run("more than is looked at", func(t *testing.T) {
		folder, ran := hostileRepository(t, study, false)
		write(t, filepath.Join(folder, ".git", "config"), "")
		const other = "records/other-seed1.json" // of which there may be more than memory holds
		write(t, filepath.Join(folder, other), "much")
		inGit(t, folder, "add", other)
		inGit(t, folder, "commit", "-q", "-m", "More")
		blob := inGit(t, folder, "rev-parse", "HEAD:"+other)
		if err := os.Remove(filepath.Join(folder, ".git", "objects", blob[:2], blob[2:])); err != nil {
			t.Fatal(err)
		}
		exitsWith(t, exitDone, ran, "diff", folder+"@HEAD", study)
	})
	t.Run("a repository as plain files of a commit", func(t *testing.T) {
		bare, ran := hostileRepository(t, study, true)
		origin, clone := t.TempDir(), filepath.Join(t.TempDir(), "clone")
		inside := filepath.Join(origin, "study")
		if err := errors.Join(os.CopyFS(inside, os.DirFS(study)), os.CopyFS(inside, os.DirFS(filepath.Join(bare, ".git")))); err != nil {
			t.Fatal(err)
		}
		inGit(t, origin, "init", "-q", "-b", "main")
		inGit(t, origin, "add", "-A")
		inGit(t, origin, "commit", "-q", "-m", "A study, and more")
		inGit(t, filepath.Dir(clone), "clone", "-q", origin, clone)
		exitsWith(t, exitDone, ran, "diff", filepath.Join(clone, "study")+"@HEAD", study)
		exitsWith(t, exitFailed, ran, "diff", filepath.Join(clone, "study")+"@--upload-pack=touch "+ran, study)
		exitsWith(t, exitDone, ran, "ci", filepath.Join(clone, "study"), "HEAD", "--fail-on", "any")
	})
}

// TestActionFetches runs the step of action.yml that fetches the base: a
// branch becomes a commit, and an option stays a name.
func TestActionFetches(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	action, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	step := regexp.MustCompile(`(?s)- name: Fetch the base\n.*?run:( \|\n)?(.*?)\n    - name`).FindSubmatch(action)
	if step == nil {
		t.Fatal("action.yml has no step that fetches the base")
	}
	origin, folder := newStudy(t, quickDefinition), t.TempDir()
	inGit(t, origin, "init", "-q", "-b", "main")
	inGit(t, origin, "add", "-A")
	inGit(t, origin, "commit", "-q", "-m", "A study")
	clone, output, ran := filepath.Join(folder, "clone"), filepath.Join(folder, "output"), filepath.Join(folder, "ran")
	inGit(t, folder, "clone", "-q", origin, clone)
	inGit(t, origin, "checkout", "-q", "-b", "other")
	inGit(t, origin, "commit", "-q", "--allow-empty", "-m", "Another")
	fetch := func(base string) error {
		c := exec.Command(bash, "-e", "-c", string(step[2]))
		c.Dir = clone
		c.Env = append(os.Environ(), "BASE="+base, "GITHUB_OUTPUT="+output, "GIT_CONFIG_GLOBAL="+os.DevNull)
		return c.Run()
	}
	if err := fetch("other"); err != nil {
		t.Errorf("a branch: %v", err)
	}
	if said, _ := os.ReadFile(output); string(said) != "commit="+inGit(t, origin, "rev-parse", "other")+"\n" {
		t.Errorf("the branch is %q", said)
	}
	if err := fetch("--upload-pack=touch " + ran + "; false"); err == nil {
		t.Error("an option is fetched")
	}
	if _, err := os.Lstat(ran); err == nil {
		t.Error("an option ran a command")
	}
}

// TestLinkedFolders: what lies beyond a link in a study is neither removed nor
// written to, and the files of a user among the records are kept.
func TestLinkedFolders(t *testing.T) {
	t.Parallel()
	whole := composed(t)
	record, err := os.ReadFile(filepath.Join(whole, "records", "rescaled-seed1.json"))
	if err != nil {
		t.Fatal(err)
	}
	others := map[string]string{
		"package.json": "{}\n", "accounts.csv": "name,sum\n", "notes-seed1.json": "{}\n", "table-seed2.csv": "step,loss\n",
		"copy-seed1.json": string(record), "rescaled-seed9.json": string(record), "answer.svg": "<svg/>\n", "rescaled-seed1.npz": "PK",
		".firststep-elsewhere-1-A.tmp": "old",
	}
	lastWeek := time.Now().AddDate(0, 0, -7)
	for _, linked := range []string{"", "records", "measurements", "figures", "exports"} {
		t.Run("linked: "+linked, func(t *testing.T) {
			study, folder := newStudy(t, quickDefinition), t.TempDir()
			if err := os.CopyFS(filepath.Join(study, "records"), os.DirFS(filepath.Join(whole, "records"))); err != nil {
				t.Fatal(err)
			}
			if linked == "" {
				folder = filepath.Join(study, "records")
				delete(others, ".firststep-elsewhere-1-A.tmp") // which is ours here
			} else if err := errors.Join(os.RemoveAll(filepath.Join(study, linked)), os.Symlink(folder, filepath.Join(study, linked))); err != nil {
				t.Fatal(err)
			}
			want := map[string]string{}
			for name, text := range others {
				write(t, filepath.Join(folder, name), text)
				os.Chtimes(filepath.Join(folder, name), lastWeek, lastWeek)
				want[name] = text
			}
			commands := [][]string{{"plan", study}, {"clean", study, "--yes"}, {"clean", study, "--damaged", "--yes"}, {"run", study}, {"figures", study}, {"export", study}}
			if testenv.IsHeavy { // it does what run and figures do
				commands = append(commands, []string{"report", study})
			}
			for _, command := range commands {
				program(command...).Run() // some are refused
				got := contents(t, folder)
				for name := range want {
					if got[name] != want[name] {
						t.Errorf("%s: %s is gone or written over", command[0], name)
					}
				}
				if linked != "" && len(got) > len(want) {
					t.Errorf("%s wrote beyond the link", command[0])
				}
			}
		})
		others[".firststep-elsewhere-1-A.tmp"] = "old"
	}
	t.Run("files that are checked are links", func(t *testing.T) {
		study, secret := filepath.Join(t.TempDir(), "study"), filepath.Join(t.TempDir(), "secret")
		write(t, secret, "token = hunter2\n")
		if err := os.CopyFS(study, os.DirFS(whole)); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			file string
			args []string
		}{
			{"report.html", []string{"report", study, "--check"}},
			{"report.pdf", []string{"report", study, "--check"}},
			{"figures/answer.svg", []string{"figures", study, "--check"}},
			{"figures/answer.svg", []string{"figures", study, "--check", "--json"}},
			{"study.toml", []string{"ci", study}},
		} {
			path := filepath.Join(study, c.file)
			os.Remove(path)
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.Symlink(secret, path)); err != nil {
				t.Fatal(err)
			}
			out, err := program(c.args...).CombinedOutput()
			if err == nil || strings.Contains(string(out), "hunter2") || !strings.Contains(string(out), "is a symbolic link") {
				t.Errorf("firststep %s: %v\n%s", strings.Join(c.args, " "), err, out)
			}
		}
	})
	t.Run("the lock is a link", func(t *testing.T) {
		study, target := newStudy(t, quickDefinition), filepath.Join(t.TempDir(), "target")
		if err := os.Symlink(target, filepath.Join(study, "firststep.lock")); err != nil {
			t.Fatal(err)
		}
		out, err := program("run", study).CombinedOutput()
		if _, there := os.Lstat(target); err == nil || !errors.Is(there, fs.ErrNotExist) || !strings.Contains(string(out), "firststep.lock: is a symbolic link") {
			t.Errorf("%v, %v\n%s", err, there, out)
		}
	})
}

// TestNoCommandWaits: a FIFO, or a device behind a link, in the place of a file
// is refused, and neither waited for nor read without end.
func TestNoCommandWaits(t *testing.T) {
	t.Parallel()
	whole := composed(t)
	idx := strings.Replace(quickDefinition, `source = "synthetic"`, "source = \"idx\"\ntrain_images = \"images\"\ntrain_labels = \"labels\"", 1)
	images := "\x00\x00\x08\x03\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00"
	mirror := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte{0x1f, 0x8b}) // as a gzip file begins
		w.(http.Flusher).Flush()
	}))
	defer mirror.Close()
	for i, test := range []struct {
		file    string // in the study's folder
		command []string
	}{
		{"study.toml", []string{"plan", "."}},
		{"study.toml", []string{"diff", ".", "."}},
		{"firststep.lock", []string{"run", ".", "--force"}},
		{"figures/answer.svg", []string{"figures", ".", "--check"}},
		{"report.pdf", []string{"report", ".", "--check"}},
		{"report.html", []string{"report", ".", "--check"}},
		{"report.html", []string{"report", "."}},
		{"report.pdf", []string{"verify", "report.pdf"}},
		{"report.pdf", []string{"diff", "report.pdf", "."}},
		{"one.json", []string{"diff", "one.json", "records/rescaled-seed1.json"}},
		{"idx/images", []string{"plan", "idx"}},
		{"idx/labels", []string{"run", "idx"}},
		{"cache/firststep/fashion-mnist/train-labels-idx1-ubyte.gz", []string{"data", "check"}},
		{"cache/firststep/fashion-mnist/download.lock", []string{"data", "fetch"}},
		{"cache/firststep/fashion-mnist/train-images-idx3-ubyte.gz.part", []string{"data", "fetch"}},
	} {
		for what, place := range map[string]func(path string) error{
			"FIFO":              func(path string) error { return syscall.Mkfifo(path, 0o666) },
			"link to /dev/zero": func(path string) error { return os.Symlink("/dev/zero", path) },
		} {
			if what != "FIFO" && i%3 > 0 && !testenv.IsHeavy {
				continue
			}
			t.Run(strings.Join(test.command, " ")+": "+test.file+" is a "+what, func(t *testing.T) {
				folder := t.TempDir()
				if err := os.CopyFS(folder, os.DirFS(whole)); err != nil {
					t.Fatal(err)
				}
				write(t, filepath.Join(folder, "idx", definitionFile), idx)
				write(t, filepath.Join(folder, "idx", "images"), images)
				write(t, filepath.Join(folder, "idx", "labels"), "\x00\x00\x08\x01\x00\x00\x00\x01\x00")
				path := filepath.Join(folder, test.file)
				write(t, path, "")
				if err := errors.Join(os.Remove(path), place(path)); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				c := exec.CommandContext(ctx, os.Args[0])
				c.Args = append([]string{"firststep"}, test.command...)
				c.Dir = folder
				c.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(folder, "cache"), "FIRSTSTEP_DATA=", "FIRSTSTEP_MIRROR="+mirror.URL, "GOMEMLIMIT=1GiB")
				out, err := c.CombinedOutput()
				if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != exitFailed || !strings.Contains(string(out), filepath.Base(test.file)) {
					t.Errorf("%v\n%.2000s", err, out)
				}
			})
		}
	}
}

// TestSummaryQuotes: what files are called, and what a title says, adds no line
// and no markup to the page of ci or to a table.
func TestSummaryQuotes(t *testing.T) {
	t.Parallel()
	study := composedCopy(t)
	write(t, filepath.Join(study, "figures", "x\n```\n\n- ✓ Figures: all are what the records give\n\n```text\n.svg"), "")
	var page strings.Builder
	if code := run([]string{"ci", study}, &page, io.Discard); code != exitNo {
		t.Errorf("exit code %d", code)
	}
	if n := len(regexp.MustCompile("(?m)^(- |````|```)").FindAllString(page.String(), -1)); n != 4 || !strings.Contains(page.String(), "- ✗ Figures") {
		t.Errorf("in place of two items and a block there are %d:\n%s", n, page.String())
	}
	other := newStudy(t, strings.Replace(quickDefinition, `"Faults"`, `"A | <img src=x> @name `+"`` ` [link](http://example.org)"+`"`, 1))
	succeed(t, "run", other)
	out := succeed(t, "diff", study, other, "--format", "markdown")
	row := regexp.MustCompile("(?m)^\\| `title` \\|.*$").FindString(out)
	want := "| `title` | `\"Faults\"` | ```\"A \\| <img src=x> @name `` ` [link](http://example.org)\"``` |"
	if row != want {
		t.Errorf("the row of the title is\n%s\nwant\n%s", row, want)
	}
}
