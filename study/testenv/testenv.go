// Package testenv is what tests of several packages share: what the machine
// or its user lets them do, and the corpora of fuzz targets. No program
// imports it.
package testenv

import (
	"bytes"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// IsHeavy tells whether tests may take longer than go test ./... should.
var IsHeavy = os.Getenv("FIRSTSTEP_HEAVY") != ""

// Heavy skips a test that builds programs, runs another architecture, or takes
// more than some seconds, unless FIRSTSTEP_HEAVY is set.
func Heavy(tb testing.TB) {
	tb.Helper()
	if !IsHeavy {
		tb.Skip("set FIRSTSTEP_HEAVY=1 to run what builds programs or takes long")
	}
}

// Faults is at how many places, or instants, a kind of fault is tried: as many
// as FIRSTSTEP_FAULTS says, otherwise few, and more where tests may be heavy.
func Faults(few, heavy int) int {
	if n, err := strconv.Atoi(os.Getenv("FIRSTSTEP_FAULTS")); err == nil {
		return n
	}
	if IsHeavy {
		return heavy
	}
	return few
}

// PythonWithNumPy returns a Python that has NumPy, or skips the test.
func PythonWithNumPy(tb testing.TB) string {
	tb.Helper()
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import numpy").Run() == nil {
			return python
		}
	}
	tb.Skip("no python3 here has NumPy")
	return ""
}

// Corpus returns the inputs in a txtar archive, one file each, which holds the
// input as a quoted string of Go.
func Corpus(tb testing.TB, archive string) [][]byte {
	tb.Helper()
	files, err := txtar.ParseFile(archive)
	if err != nil {
		tb.Fatal(err)
	}
	var inputs [][]byte
	for _, file := range files.Files {
		text, err := strconv.Unquote(string(bytes.TrimSpace(file.Data)))
		if err != nil {
			tb.Fatalf("%s: %s: %v", archive, file.Name, err)
		}
		inputs = append(inputs, []byte(text))
	}
	return inputs
}
