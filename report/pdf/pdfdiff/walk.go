package pdfdiff

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"firststep/report/pdf/reader"
)

// A walk goes through the objects of two files at once.
type walk struct {
	is, should *reader.File
	seen       map[[2]reader.Reference]bool
	found      []string
}

// deepest is how far dictionaries lead into one another, references followed.
const deepest = 10_000

// skipped are entries that say how a file is packed, or where it came from in
// it, not what it holds.
var skipped = map[reader.Name]bool{"Length": true, "Filter": true, "DecodeParms": true, "Parent": true, "P": true}

// compare follows two objects as far as they are the same and notes the first
// difference in each part of the file.
func (w *walk) compare(path string, is, should reader.Object, depth int) {
	a, referenceA := is.(reader.Reference)
	b, referenceB := should.(reader.Reference)
	if referenceA && referenceB {
		if pair := [2]reader.Reference{a, b}; w.seen[pair] {
			return
		} else {
			w.seen[pair] = true
		}
	}
	if depth > deepest || w.noted(path) {
		return
	}
	switch want := w.should.Resolve(should).(type) {
	case reader.Dict:
		got, ok := w.is.Resolve(is).(reader.Dict)
		if !ok {
			w.note(path)
			return
		}
		w.dicts(path, got, want, depth)
	case *reader.Stream:
		got, ok := w.is.Resolve(is).(*reader.Stream)
		if !ok {
			w.note(path)
			return
		}
		w.streams(path, got, want, depth)
	case reader.Array:
		got, ok := w.is.Resolve(is).(reader.Array)
		if !ok || len(got) != len(want) {
			w.note(path)
			return
		}
		for i := range want {
			w.compare(fmt.Sprintf("%s/%d", path, i+1), got[i], want[i], depth+1)
		}
	default:
		if w.is.Resolve(is) != want {
			w.note(path)
		}
	}
}

func (w *walk) dicts(path string, is, should reader.Dict, depth int) {
	keys := map[reader.Name]bool{}
	for _, d := range []reader.Dict{is, should} {
		for key := range d {
			keys[key] = !skipped[key]
		}
	}
	if should["Type"] == reader.Name("Page") {
		keys["Contents"] = false // which was compared operation by operation
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if keys[key] {
			w.compare(strings.TrimPrefix(path+"/"+string(key), "/"), is[key], should[key], depth+1)
		}
	}
}

func (w *walk) streams(path string, is, should *reader.Stream, depth int) {
	w.dicts(path, is.Dict, should.Dict, depth)
	got, err := w.is.Data(is)
	want, wantErr := w.should.Data(should)
	if err != nil || wantErr != nil || !bytes.Equal(got, want) {
		w.note(path)
	}
}

// parts of a file, by the first words of the path that leads there.
var parts = []struct{ prefix, differ string }{
	{"Pages", "what pages have beside their content differs"},
	{"Outlines", "the bookmarks differ"},
	{"Metadata", "the metadata differ"},
	{"Info", "the metadata differ"},
	{"Names", "the attachments differ"},
	{"AF", "the attachments differ"},
	{"StructTreeRoot", "the structure for who cannot see the pages differs"},
	{"OutputIntents", "the colour profile differs"},
	{"", "the catalogue differs"},
}

func partOf(path string) string {
	for _, p := range parts {
		if strings.HasPrefix(path, p.prefix) {
			return p.differ
		}
	}
	return ""
}

// note takes the path of a difference down, once for each part of the file.
func (w *walk) note(path string) {
	if !w.noted(path) {
		w.found = append(w.found, fmt.Sprintf("%s: %s", partOf(path), path))
	}
}

func (w *walk) noted(path string) bool {
	return slices.ContainsFunc(w.found, func(f string) bool { return strings.HasPrefix(f, partOf(path)+":") })
}
