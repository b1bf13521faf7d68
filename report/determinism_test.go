package report

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"testing"

	"firststep/study/evidence/fixture"
)

// specimenSum is the sum of a report with its attachments.
func specimenSum(t *testing.T) string {
	t.Helper()
	const definition = fixture.Common + fixture.Reference + fixture.Divided255 + fixture.Restored255 + fixture.AdamPair + fixture.Pair256
	d := fixture.New(definition)
	var b bytes.Buffer
	if _, err := compose(&b, d, Options{Attachments: Attachments(d, []byte(definition))}); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(b.Bytes()))
}

// In a process that TestSameBytesInAnotherProcess starts, this prints the sum.
func TestPrintSpecimenSum(t *testing.T) {
	if os.Getenv("FIRSTSTEP_PRINT_SUM") == "" {
		t.Skip("TestSameBytesInAnotherProcess runs this")
	}
	fmt.Printf("specimen %s\n", specimenSum(t))
}

var specimenLine = regexp.MustCompile(`specimen ([0-9a-f]{64})`)

// The same study is the same file in another process, with another time zone,
// language and number of threads. Other builds and processors make whole
// studies, in TestSameStudyEverywhere of cmd/firststep.
func TestSameBytesInAnotherProcess(t *testing.T) {
	c := exec.Command(os.Args[0], "-test.run=^TestPrintSpecimenSum$", "-test.v")
	c.Env = append(os.Environ(), "GOMAXPROCS=1", "TZ=Pacific/Auckland", "LANG=tr_TR.UTF-8", "FIRSTSTEP_PRINT_SUM=1")
	out, err := c.CombinedOutput()
	line := specimenLine.FindSubmatch(out)
	if line == nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if got, want := string(line[1]), specimenSum(t); got != want {
		t.Errorf("the file's SHA-256 is %s, here %s", got, want)
	}
}
