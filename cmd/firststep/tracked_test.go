package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestTrackedFiles: what is committed is text, and none of it large, but for
// fonts, documents and pictures; and git leaves every line ending alone, for
// records are checked by their bytes.
func TestTrackedFiles(t *testing.T) {
	const root, limit = "../..", 512 << 10
	tracked, err := exec.Command("git", "-C", root, "ls-files", "-z").Output()
	if err != nil || len(tracked) == 0 {
		t.Skipf("no git, or no checkout: %v", err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(tracked), "\x00"), "\x00") {
		if slices.Contains([]string{".ttf", ".pdf", ".png"}, filepath.Ext(name)) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // removed, and not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > limit {
			t.Errorf("%s has %d bytes, more than %d", name, len(data), limit)
		}
		if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
			t.Errorf("%s is not text", name)
		}
	}
	ask := exec.Command("git", "-C", root, "check-attr", "-z", "--stdin", "text")
	ask.Stdin = bytes.NewReader(tracked)
	attributes, err := ask.Output()
	if err != nil {
		t.Fatal(err)
	}
	for fields := range slices.Chunk(strings.Split(strings.TrimSuffix(string(attributes), "\x00"), "\x00"), 3) {
		if fields[2] != "unset" {
			t.Errorf("git may change the line endings of %s", fields[0])
		}
	}
}
