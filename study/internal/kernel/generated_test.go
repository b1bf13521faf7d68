//go:build amd64 && !purego

package kernel

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"firststep/study/testenv"
)

// The committed assembly is what its generator writes. The generator is a
// module of its own; where what it needs can't be had, this is skipped.
func TestGeneratedFiles(t *testing.T) {
	testenv.Heavy(t)
	if out, err := exec.Command("go", "-C", "_asm", "build", "-o", os.DevNull, ".").CombinedOutput(); err != nil {
		t.Skipf("the generator can't be built here: %v\n%s", err, out)
	}
	folder := t.TempDir()
	const assembly, stubs = "generated_amd64.s", "generated_amd64.go"
	run := exec.Command("go", "-C", "_asm", "run", ".", "-pkg", "kernel",
		"-out", filepath.Join(folder, assembly), "-stubs", filepath.Join(folder, stubs))
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{assembly, stubs} {
		want, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		// The first line names the command with its paths.
		_, want, _ = bytes.Cut(want, []byte("\n"))
		_, got, _ = bytes.Cut(got, []byte("\n"))
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from what the generator writes; run go generate", name)
		}
	}
}
