// Package testenv is what tests of several packages share: what the machine
// or its user lets them do, and the corpora of fuzz targets. No program
// imports it.
package testenv

import (
	"bytes"
	"os"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// Heavy skips a test that builds programs, runs other architectures, or takes
// more than some seconds, unless FIRSTSTEP_HEAVY is set, as .ci/run does.
func Heavy(tb testing.TB) {
	tb.Helper()
	if os.Getenv("FIRSTSTEP_HEAVY") == "" {
		tb.Skip("heavy: set FIRSTSTEP_HEAVY=1 to run it")
	}
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
