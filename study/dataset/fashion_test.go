package dataset

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The user's own folder comes before the cache, file by file.
func TestLocateOrder(t *testing.T) {
	own := writeFiles(t, map[string][]byte{"images.gz": testContent})
	cache := writeFiles(t, map[string][]byte{"images.gz": testContent, "labels.gz": testContent})
	r := testRelease()
	paths, err := r.provide(context.Background(), r.files, Options{Data: own, Cache: cache})
	if err != nil {
		t.Fatal(err)
	}
	if paths[0] != filepath.Join(own, "images.gz") || paths[1] != filepath.Join(cache, "labels.gz") {
		t.Errorf("found %q", paths)
	}
}

// A wrong file of the user's is refused by name; one in the cache is replaced.
func TestWrongFiles(t *testing.T) {
	wrong := writeFiles(t, map[string][]byte{"images.gz": []byte("something else")})
	r := testRelease(serve(t, whole))
	_, err := r.provide(context.Background(), r.files[:1], Options{Data: wrong, Cache: t.TempDir()})
	if err == nil || !strings.Contains(err.Error(), filepath.Join(wrong, "images.gz")+": its SHA-256 is ") {
		t.Errorf("got %v, want an error that names the file", err)
	}
	if err := provideTo(wrong, r, nil); err != nil {
		t.Fatal(err)
	}
	checkContent(t, wrong)
}

// The user's own files may be unpacked, or packed by another program: it is
// their content that counts.
func TestOtherwisePacked(t *testing.T) {
	content := func(b []byte) string { return fmt.Sprintf("%x", sha256.Sum256(b)) }
	r := release{files: []published{
		{"train-images-idx3-ubyte.gz", 1, strings.Repeat("0", 64), content(smallImages)},
		{"train-labels-idx1-ubyte.gz", 1, strings.Repeat("0", 64), content(smallLabels)},
	}}
	others := gzipped(append(slices.Clone(smallLabels[:len(smallLabels)-1]), 1))
	for _, test := range []struct {
		name  string
		files map[string][]byte
		found []string
	}{
		{"unpacked", map[string][]byte{"train-images-idx3-ubyte": smallImages, "train-labels.idx1-ubyte": smallLabels}, []string{"train-images-idx3-ubyte", "train-labels.idx1-ubyte"}},
		{"packed again", map[string][]byte{"train-images-idx3-ubyte.gz": gzipped(smallImages), "train-labels-idx1-ubyte.gz": gzipped(smallLabels)}, []string{"train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"}},
		{"other labels", map[string][]byte{"train-images-idx3-ubyte.gz": gzipped(smallImages), "train-labels-idx1-ubyte.gz": others}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := writeFiles(t, test.files)
			paths, err := r.provide(t.Context(), r.files, Options{Data: folder, Cache: t.TempDir()})
			for i := range paths {
				paths[i] = filepath.Base(paths[i])
			}
			if (err == nil) != (test.found != nil) || !slices.Equal(paths, test.found) {
				t.Errorf("%q, %v; want %q", paths, err, test.found)
			}
		})
	}
}

func TestOptionsRefused(t *testing.T) {
	for _, test := range []struct {
		name    string
		options Options
		want    string
	}{
		{"folder that is not there", Options{Data: filepath.Join(t.TempDir(), "lost")}, "lost\", which is not a folder; set it to"},
		{"mirror that is a folder", Options{Mirror: "/srv/mirror"}, `FIRSTSTEP_MIRROR is "/srv/mirror", which is not an http or https address; for a folder use FIRSTSTEP_DATA`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Check(test.options)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	own := writeFiles(t, map[string][]byte{"images.gz": testContent})
	cache := writeFiles(t, map[string][]byte{"labels.gz": []byte("damaged")})
	r := testRelease()
	r.files = append(r.files, published{"more.gz", 1, strings.Repeat("0", 64), strings.Repeat("0", 64)})
	statuses, err := r.check(Options{Data: own, Cache: cache})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct{ state, path string }{
		{Present, filepath.Join(own, "images.gz")},
		{Damaged, filepath.Join(cache, "labels.gz")},
		{Missing, ""},
	} {
		if s := statuses[i]; s.State != want.state || s.Path != want.path || s.Name != r.files[i].name {
			t.Errorf("%s is %s at %q, want %s at %q", s.Name, s.State, s.Path, want.state, want.path)
		}
	}
	if statuses[1].Actual == "" {
		t.Error("the sum of the damaged file is not given")
	}
	if entries, _ := os.ReadDir(cache); len(entries) != 1 {
		t.Errorf("checking left %v in the cache", entries)
	}
}
