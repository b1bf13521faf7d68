//go:build unix

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// script is a command that runs a script of .github.
func script(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	file, err := filepath.Abs(filepath.Join(root, ".github", name))
	if err != nil {
		t.Fatal(err)
	}
	return exec.Command(bash, append([]string{file}, args...)...)
}

// TestFetchRelease: the action takes the program from the release that it is
// called with, if the archive has the sum that the release states, and
// otherwise none, so that it compiles, or fails.
func TestFetchRelease(t *testing.T) {
	for _, tool := range []string{"curl", "tar"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	var archive bytes.Buffer
	packed := gzip.NewWriter(&archive)
	files := tar.NewWriter(packed)
	const program = "#!/bin/sh\n"
	err := files.WriteHeader(&tar.Header{Name: "firststep-9.8.7-linux-amd64/firststep", Mode: 0o755, Size: int64(len(program))})
	_, writing := files.Write([]byte(program))
	if err := errors.Join(err, writing, files.Close(), packed.Close()); err != nil {
		t.Fatal(err)
	}
	sums := fmt.Sprintf("%x  firststep-9.8.7-linux-amd64.tar.gz\n", sha256.Sum256(archive.Bytes()))
	for name, test := range map[string]struct {
		release, architecture, sums string
		fails                       bool
		got                         string
	}{
		"a release":              {"v9.8.7", "X64", sums, false, program},
		"another archive":        {"v9.8.7", "X64", strings.Replace(sums, sums[:8], "00000000", 1), true, ""},
		"a sum that is not said": {"v9.8.7", "X64", "", true, ""},
		"no such release":        {"v9.8.8", "X64", sums, false, ""},
		"no such processor":      {"v9.8.7", "RISCV", sums, false, ""},
		"a branch":               {"main", "X64", sums, false, ""},
		"a commit":               {strings.Repeat("0", 40), "X64", sums, false, ""},
		"a checkout":             {"", "X64", sums, false, ""},
		"another address":        {"v9.8.7/../../../v1", "X64", sums, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/releases/download/v9.8.7/SHA256SUMS":
					fmt.Fprint(w, test.sums)
				case "/releases/download/v9.8.7/firststep-9.8.7-linux-amd64.tar.gz":
					w.Write(archive.Bytes())
				default:
					http.NotFound(w, r)
				}
			}))
			defer server.Close()
			file := filepath.Join(t.TempDir(), "firststep")
			c := script(t, "fetch-release.sh", file)
			c.Env = append(os.Environ(), "RELEASE="+test.release, "RELEASES="+server.URL+"/releases", "RUNNER_OS=Linux", "RUNNER_ARCH="+test.architecture, "NO_PROXY=127.0.0.1")
			out, err := c.CombinedOutput()
			if (err != nil) != test.fails {
				t.Errorf("%v\n%s", err, out)
			}
			if got, _ := os.ReadFile(file); string(got) != test.got {
				t.Errorf("the program is %q, want %q\n%s", got, test.got, out)
			}
		})
	}
}

// TestSite: the pages workflow publishes every report with its PDF, and a page
// that leads to them.
func TestSite(t *testing.T) {
	folder := t.TempDir()
	text, err := os.ReadFile(filepath.Join(root, ".github", "site.sh"))
	if err != nil {
		t.Fatal(err)
	}
	page := "<html>\n<title>One &amp; two</title>\n"
	for name, content := range map[string]string{".github/site.sh": string(text), "studies/a/report.html": page, "studies/a/report.pdf": "%PDF", "studies/b/report.pdf": "%PDF"} {
		if err := os.MkdirAll(filepath.Join(folder, filepath.Dir(name)), 0o777); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(folder, name), content)
	}
	c := script(t, "site.sh")
	c.Args = []string{c.Path, filepath.Join(folder, ".github", "site.sh"), "site"}
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	made := contents(t, filepath.Join(folder, "site"))
	if made["a/report.html"] != page || made["a/report.pdf"] != "%PDF" || len(made) != 3 ||
		!strings.Contains(made["index.html"], `<li><a href="a/report.html">One &amp; two</a>, <a href="a/report.pdf"`) {
		t.Errorf("the site has %v", made)
	}
}
