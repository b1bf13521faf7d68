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
	is, should side
	seen       map[[2]reader.Reference]bool
	found      []string
}

// A side is one of the files, with the numbers of its pages, from 1.
type side struct {
	*reader.File
	pages map[reader.Object]int
}

func newWalk(is, should *reader.File) *walk {
	return &walk{side{is, map[reader.Object]int{}}, side{should, map[reader.Object]int{}}, map[[2]reader.Reference]bool{}, nil}
}

// deepest is how far dictionaries lead into one another, references followed.
const deepest = 10_000

// pairWork is what two objects count as work, beside the path to them.
const pairWork = 64

// skipped are entries that say how a file is packed, or where it came from in
// it, not what it holds.
var skipped = map[reader.Name]bool{"Length": true, "Filter": true, "DecodeParms": true, "Parent": true, "P": true}

// compare follows two objects as far as they are the same and notes the first
// difference in each part of the file.
func (w *walk) compare(path string, is, should reader.Object, depth int) {
	a, referenceA := is.(reader.Reference)
	b, referenceB := should.(reader.Reference)
	if referenceA && referenceB {
		if page, wanted := w.is.pages[a], w.should.pages[b]; page != 0 || wanted != 0 {
			if page != wanted {
				w.note(path)
			}
			return
		}
		pair := [2]reader.Reference{a, b}
		if w.seen[pair] {
			return
		}
		w.seen[pair] = true
	}
	if depth > deepest || w.noted(path) || w.is.Spend(pairWork+len(path)) != nil {
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
		if !same(w.is.Resolve(is), want) {
			w.note(path)
		}
	}
}

// same compares names, strings, truth values, and numbers by their value.
func same(is, should reader.Object) bool {
	x, isNumber := number(is)
	y, shouldBe := number(should)
	if isNumber && shouldBe {
		return x == y
	}
	return is == should
}

func number(o reader.Object) (float64, bool) {
	switch o := o.(type) {
	case int:
		return float64(o), true
	case float64:
		return o, true
	}
	return 0, false
}

func (w *walk) dicts(path string, is, should reader.Dict, depth int) {
	keys := map[reader.Name]bool{}
	for _, d := range []reader.Dict{is, should} {
		for key := range d {
			keys[key] = !skipped[key]
		}
	}
	switch should["Type"] {
	case reader.Name("Page"):
		keys["Contents"] = false // which was compared operation by operation
	case reader.Name("Catalog"):
		keys["Pages"] = false // which are compared one by one
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

const attachmentsDiffer = "the attachments differ"

// parts of a file, by the first words of the path that leads there.
var parts = []struct{ prefix, differ string }{
	{"Outlines", "the bookmarks differ"},
	{"Metadata", "the metadata differ"},
	{"Info", "the metadata differ"},
	{"Names", attachmentsDiffer},
	{"AF", attachmentsDiffer},
	{"StructTreeRoot", "the structure for who cannot see the pages differs"},
	{"OutputIntents", "the colour profile differs"},
	{"", "the catalogue differs"},
}

// partOf says which part of a file a path leads to, and what of the path names
// the place in it.
func partOf(path string) (differs, place string) {
	if page, below, ok := strings.Cut(path, "/"); ok && strings.HasPrefix(page, "page ") {
		return page + ": what it has beside its content differs", below
	}
	for _, p := range parts {
		if strings.HasPrefix(path, p.prefix) {
			return p.differ, path
		}
	}
	return "", path
}

// note takes the path of a difference down, once for each part of the file.
func (w *walk) note(path string) {
	if !w.noted(path) {
		differs, place := partOf(path)
		w.found = append(w.found, differs+": "+place)
	}
}

func (w *walk) noted(path string) bool {
	differs, _ := partOf(path)
	return slices.ContainsFunc(w.found, func(f string) bool { return strings.HasPrefix(f, differs+":") })
}
