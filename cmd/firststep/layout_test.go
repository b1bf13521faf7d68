package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The arrows between packages: what each folder may import of this module.
// A folder not listed takes the row of its nearest parent, and the folders
// below a listed one may always import each other.
var mayImport = map[string][]string{
	"cmd/firststep":          {"study", "study/regular", "study/dataset", "study/mlp", "study/theory", "study/record", "study/runner", "study/compare", "study/compare/text", "study/console", "study/evidence", "study/claim", "study/gitfs", "study/parallel", "study/words", "figures", "report", "report/drawn", "report/sides", "studies"},
	"study":                  {"study/regular"},
	"study/dataset":          {"study", "study/parallel", "study/regular", "study/internal/aside", "study/internal/numeric"},
	"study/mlp":              {"study/internal/kernel", "study/internal/numeric"},
	"study/internal/aside":   {},
	"study/internal/kernel":  {},
	"study/internal/numeric": {},
	"study/theory":           {"study"},
	"study/record":           {"study", "study/regular", "study/internal/aside", "study/internal/numeric"},
	"study/parallel":         {},
	"study/regular":          {},
	"study/gitfs":            {},
	"study/runner":           {"study", "study/regular", "study/dataset", "study/mlp", "study/record", "study/compare", "study/parallel", "study/words", "study/internal/numeric"},
	"study/compare":          {"study", "study/record", "study/internal/numeric"},
	"study/compare/text":     {"study", "study/record", "study/compare", "study/console", "study/words"},
	"study/console":          {"study/words"},
	"study/evidence":         {"study", "study/theory", "study/record", "study/compare", "study/words"},
	"study/claim":            {"study", "study/theory", "study/record", "study/compare", "study/evidence", "study/words"},
	"study/evidence/fixture": {"study", "study/theory", "study/record", "study/evidence"},
	"study/testenv":          {},
	"study/words":            {},
	"figures":                {"study", "study/theory", "study/record", "study/compare", "study/evidence", "study/words"},
	"report":                 {"study", "study/theory", "study/record", "study/compare", "study/evidence", "study/claim", "study/parallel", "study/words", "figures"},
	"report/drawn":           {"study/parallel", "study/record", "study/words", "figures", "report"},
	"report/sides":           {"study", "study/regular", "study/record", "study/compare", "study/evidence", "study/claim", "study/gitfs", "study/words", "figures", "report", "studies"},
	"studies":                {},
}

// Who alone may import a library, and in how many files.
var soleImporter = []struct {
	library string
	folder  string
	files   int
}{
	{"github.com/go-pdf/fpdf", "report", 1},
	{"github.com/BurntSushi/toml", "study", 1 << 30},
	{"github.com/alecthomas/kong", "cmd/firststep", 1 << 30},
	{"unsafe", "study/internal/kernel", 1 << 30},
}

const module = "firststep"

func TestArrows(t *testing.T) {
	root := filepath.Join("..", "..")
	used := map[string]map[string]bool{} // library → files
	eachGoFile(t, root, func(file string, imports []string) {
		folder := path.Dir(file)
		row, ok := nearestRow(folder)
		if !ok {
			t.Errorf("%s: the table of arrows has no row for this folder", file)
			return
		}
		for _, imp := range imports {
			if used[imp] == nil {
				used[imp] = map[string]bool{}
			}
			used[imp][file] = true
			target, ours := strings.CutPrefix(imp, module+"/")
			if ours && !within(target, row) && !slices.ContainsFunc(mayImport[row], func(to string) bool { return within(target, to) && !listedBelow(target, to) }) {
				t.Errorf("%s imports %s: %s may import only %v", file, target, row, mayImport[row])
			}
		}
	})
	for _, rule := range soleImporter {
		files := used[rule.library]
		for file := range files {
			if !within(path.Dir(file), rule.folder) {
				t.Errorf("%s imports %s: only %s may", file, rule.library, rule.folder)
			}
		}
		if len(files) == 0 || len(files) > rule.files {
			t.Errorf("%s is imported by %d files, want 1 to %d", rule.library, len(files), rule.files)
		}
	}
}

func TestTopLevelFolders(t *testing.T) {
	entries, err := os.ReadDir(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"cmd", "figures", "report", "studies", "study"}
	var got []string
	for _, e := range entries {
		isUsersStudy := !isNew(filepath.Join("..", "..", e.Name(), definitionFile))
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !isUsersStudy {
			got = append(got, e.Name())
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("top-level folders are %v, want %v", got, want)
	}
}

// nearestRow is the listed folder that is folder itself or its nearest parent.
func nearestRow(folder string) (string, bool) {
	for ; folder != "."; folder = path.Dir(folder) {
		if _, ok := mayImport[folder]; ok {
			return folder, true
		}
	}
	return "", false
}

func within(folder, parent string) bool {
	return folder == parent || strings.HasPrefix(folder, parent+"/")
}

// listedBelow reports whether folder has a row of its own below parent, so
// that an arrow to parent does not reach it.
func listedBelow(folder, parent string) bool {
	row, _ := nearestRow(folder)
	return row != parent
}

func eachGoFile(t *testing.T, root string, visit func(file string, imports []string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() && name != root && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(base, ".go") || strings.HasSuffix(base, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, spec := range f.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports = append(imports, p)
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		visit(filepath.ToSlash(rel), imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
