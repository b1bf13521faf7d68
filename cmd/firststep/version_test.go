package main

import (
	"os"
	"regexp"
	"testing"
)

// TestOneVersion: whatever names a release of the program names this one.
func TestOneVersion(t *testing.T) {
	for file, pattern := range map[string]string{
		"CITATION.cff":                `(?m)^version: (\S+)$`,
		"CHANGELOG.md":                `(?m)^## (\d\S+)$`,
		"README.md":                   `/firststep@v([0-9.]+)`,
		".github/workflows/check.yml": `/firststep@v(\S+)`,
	} {
		text, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		named := regexp.MustCompile(pattern).FindSubmatch(text)
		if named == nil || string(named[1]) != version {
			t.Errorf("%s names %q, and the program %s", file, named, version)
		}
	}
}
