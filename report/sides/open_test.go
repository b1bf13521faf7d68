package sides

import (
	"archive/zip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const definition = "title = \"A study\"\nseeds = [1]\n[dataset]\nsource = \"synthetic\"\ntrain = 64\nvalidation = 10\n[[scenario]]\nname = \"a\"\n"

// archive writes a zip of files, one of which may be a link.
func archive(t *testing.T, files map[string]string, link string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "study.zip")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	w := zip.NewWriter(out)
	for name, text := range files {
		head := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if name == link {
			head.SetMode(fs.ModeSymlink | 0o777)
		}
		part, err := w.CreateHeader(head)
		if err == nil {
			_, err = part.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestZip: a study in a zip archive opens at its top or in one folder; what is
// too large when it is unpacked, a link, or no study is refused by its name.
func TestZip(t *testing.T) {
	bomb := strings.Repeat("\x00", maxFile+1)
	for _, test := range []struct {
		name, link, fails string
		files             map[string]string
	}{
		{"at the top", "", "", map[string]string{"study.toml": definition, "other/study.toml": "no"}},
		{"in a folder", "", "", map[string]string{"mine/study.toml": definition, "note": ""}},
		{"in two folders", "", "holds no study.toml", map[string]string{"a/study.toml": definition, "b/study.toml": definition}},
		{"a bomb", "", "larger than", map[string]string{"study.toml": bomb}},
		{"a record that is one", "", "a-seed1.json: damaged: it is larger than", map[string]string{"study.toml": definition, "records/a-seed1.json": bomb}},
		{"a link", "study.toml", "no ordinary file", map[string]string{"study.toml": "/etc/passwd"}},
		{"a record that is a link", "records/a-seed1.json", "no ordinary file", map[string]string{"study.toml": definition, "records/a-seed1.json": "/etc/passwd"}},
	} {
		side, err := Open(archive(t, test.files, test.link))
		if err == nil {
			_, err = side.source.Run("a-seed1")
		}
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		if (err == nil) != (test.fails == "") || err != nil && !strings.Contains(err.Error(), test.fails) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}
