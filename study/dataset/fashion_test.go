package dataset

import (
	"context"
	"os"
	"path/filepath"
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
	r.files = append(r.files, published{"more.gz", 1, strings.Repeat("0", 64)})
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
