package main

import (
	"bytes"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const root = "../.."

// trackedFiles are the names that git lists, each ended by a zero.
func trackedFiles(t *testing.T) []byte {
	t.Helper()
	tracked, err := exec.Command("git", "-C", root, "ls-files", "-z").Output()
	if err != nil || len(tracked) == 0 {
		t.Skipf("no git, or no checkout: %v", err)
	}
	return tracked
}

// TestTrackedFiles: what is committed is text, and none of it large, but for
// fonts, documents and pictures, which the reports for browsers are as well;
// and git leaves every line ending alone, for
// records are checked by their bytes.
func TestTrackedFiles(t *testing.T) {
	const limit, page = 512 << 10, 1500 << 10
	tracked := trackedFiles(t)
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
		allowed := limit
		if is, _ := path.Match("studies/*/report.html", name); is {
			allowed = page
		}
		if len(data) > allowed {
			t.Errorf("%s has %d bytes, more than %d", name, len(data), allowed)
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

// TestActionPins: what jobs run of others is, wherever it stands, the commit
// that .github/actions.txt has. A tag can be moved to other code.
func TestActionPins(t *testing.T) {
	const list = ".github/actions.txt"
	text, err := os.ReadFile(filepath.Join(root, list))
	if err != nil {
		t.Fatal(err)
	}
	pins := map[string]string{}
	for line := range strings.Lines(string(text)) {
		pin := regexp.MustCompile(`^(\S+) ([0-9a-f]{40} # v\d+\.\d+\.\d+)\n$`).FindStringSubmatch(line)
		if pin == nil {
			t.Fatalf("%s: %q is not: OWNER/NAME COMMIT # vVERSION", list, line)
		}
		pins[pin[1]] = pin[2]
	}
	used := map[string]bool{}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(trackedFiles(t)), "\x00"), "\x00") {
		if !slices.Contains([]string{".yml", ".yaml", ".md"}, filepath.Ext(name)) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, uses := range regexp.MustCompile(`(?m)^[ -]*uses: ([^@\s]+)(?:@(.*))?$`).FindAllStringSubmatch(string(data), -1) {
			action, pin := uses[1], uses[2]
			if action == "./" || strings.HasSuffix(action, "/firststep") { // this repository's own
				continue
			}
			if used[action] = true; pin != pins[action] {
				t.Errorf("%s: uses: %s@%s; %s has %q", name, action, pin, list, pins[action])
			}
		}
	}
	for action := range pins {
		if !used[action] {
			t.Errorf("%s: nothing uses %s", list, action)
		}
	}
}
