package report

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"testing"
)

// specimenSum is the sum of a report with its attachments.
func specimenSum(t *testing.T) string {
	t.Helper()
	const definition = common + reference + divided255 + restored255 + adamPair + pair256
	d := fixture(t, definition)
	var b bytes.Buffer
	if _, err := Compose(&b, d, Options{Attachments: Attachments(d, []byte(definition))}); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(b.Bytes()))
}

// In a process that TestSameBytesEverywhere starts, this prints the sum.
func TestPrintSpecimenSum(t *testing.T) {
	if os.Getenv("FIRSTSTEP_PRINT_SUM") == "" {
		t.Skip("TestSameBytesEverywhere runs this in other processes")
	}
	fmt.Printf("specimen %s\n", specimenSum(t))
}

var specimenLine = regexp.MustCompile(`specimen ([0-9a-f]{64})`)

// The same study is the same file in another process, with fused products
// (GOAMD64=v3), and on another architecture.
func TestSameBytesEverywhere(t *testing.T) {
	want := specimenSum(t)
	sum := func(t *testing.T, environment []string, command ...string) string {
		t.Helper()
		c := exec.Command(command[0], append(command[1:], "-test.run=^TestPrintSpecimenSum$", "-test.v")...)
		c.Env = slices.Concat(os.Environ(), environment, []string{"FIRSTSTEP_PRINT_SUM=1"})
		out, err := c.CombinedOutput()
		line := specimenLine.FindSubmatch(out)
		if bytes.Contains(out, []byte("microarchitecture support")) {
			t.Skipf("this processor is too old: %s", out)
		}
		if line == nil {
			t.Fatalf("%v: %v\n%s", command, err, out)
		}
		return string(line[1])
	}
	compare := func(t *testing.T, got string) {
		t.Helper()
		if got != want {
			t.Errorf("the file's SHA-256 is %s, here %s", got, want)
		}
	}
	t.Run("another process", func(t *testing.T) {
		own, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		compare(t, sum(t, []string{"GOMAXPROCS=1", "TZ=Pacific/Auckland", "LANG=tr_TR.UTF-8"}, own))
	})
	t.Run("GOAMD64=v3", func(t *testing.T) {
		if runtime.GOARCH != "amd64" {
			t.Skip("this processor is no amd64")
		}
		compare(t, sum(t, nil, built(t, "GOARCH=amd64", "GOAMD64=v3")))
	})
	t.Run("arm64", func(t *testing.T) {
		qemu, err := exec.LookPath("qemu-aarch64")
		if err != nil {
			t.Skip("qemu-aarch64 (qemu-user) is not installed")
		}
		compare(t, sum(t, nil, qemu, built(t, "GOARCH=arm64")))
	})
}

// built is the path of this package's tests as a program, built in another
// environment.
func built(t *testing.T, environment ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("building for another processor takes a while, and -short is set")
	}
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("the go command is not installed")
	}
	program := filepath.Join(t.TempDir(), "report.test")
	build := exec.Command("go", "test", "-c", "-o", program, ".")
	build.Env = slices.Concat(os.Environ(), []string{"CGO_ENABLED=0"}, environment)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the tests cannot be built with %v: %v\n%s", environment, err, out)
	}
	return program
}
