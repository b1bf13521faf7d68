package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Exported names that no other package of the program uses, by folder, and
// that nevertheless belong to what the package offers.
var offered = map[string][]string{
	"report/pdf/reader":        {"AppendObject", "File.Catalogue"},                                             // for tests of what reports hold
	"report/typeset/linebreak": {"Always"},                                                                     // beside Never
	"study":                    {"Key", "Load", "Problems"},                                                    // with CheckOwnKey; a definition by itself; what Parse returns
	"study/claim":              {"RelativeDelta"},                                                              // beside DeltaNorm and XdW
	"study/compare":            {"Schema"},                                                                     // of a Diff's JSON
	"study/dataset":            {"FashionMNIST", "Missing"},                                                    // beside Synthetic; beside Present and Damaged
	"study/internal/kernel":    {"Use"},                                                                        // for tests of what kernels are used for
	"study/mlp":                {"GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "Momentum", "Adam"}, // beside SGD
	"study/words":              {"Style.Interval"},                                                             // beside Style.Range
}

// Methods by which a type is what the standard library or a library asks for.
var asked = []string{"Error", "Unwrap", "String", "MarshalJSON", "UnmarshalJSON", "MarshalTOML", "Write"}

// Folders whose names are not held; the first two are there for tests.
var notHeld = []string{"study/testenv", "study/evidence/fixture", "figures"}

// A declared is a name at the top of a package, or "Type.Method".
type declared struct{ folder, name string }

// A surface is what the packages of the program export, and what they use of
// each other.
type surface struct {
	exposes map[declared][]string // by exported name, the names of its package that its declaration shows: types of fields, parameters, results
	used    map[declared]bool
	methods map[string][]string // by selected name, the folders that select it
}

// TestExported finds what is exported and neither used by another package nor
// exposed by something that is.
func TestExported(t *testing.T) {
	s := surface{map[declared][]string{}, map[declared]bool{}, map[string][]string{}}
	eachGoFile(t, filepath.Join("..", ".."), func(name string, _ []string) {
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if file.Name.Name != "main" {
			s.declare(file, path.Dir(name))
		}
		s.use(file, path.Dir(name))
	})
	for _, d := range slices.Collect(maps.Keys(s.used)) {
		s.reach(d)
	}
	for d := range s.exposes {
		if slices.ContainsFunc(notHeld, func(folder string) bool { return within(d.folder, folder) }) {
			continue
		}
		switch used, known := s.isUsed(d), slices.Contains(offered[d.folder], d.name); {
		case !used && !known:
			t.Errorf("%s: no other package uses %s: do not export it", d.folder, d.name)
		case used && known:
			t.Errorf("%s: %s is used: it need not be listed here", d.folder, d.name)
		}
	}
	for folder, names := range offered {
		for _, name := range names {
			if _, ok := s.exposes[declared{folder, name}]; !ok {
				t.Errorf("%s has no %s: remove it here", folder, name)
			}
		}
	}
}

// reach marks what a used name exposes as used.
func (s surface) reach(d declared) {
	for _, name := range s.exposes[d] {
		if exposed := (declared{d.folder, name}); !s.used[exposed] {
			s.used[exposed] = true
			s.reach(exposed)
		}
	}
}

// isUsed takes a method for used where another package selects its name of
// anything, since whose it is only a compiler knows.
func (s surface) isUsed(d declared) bool {
	_, method, ok := strings.Cut(d.name, ".")
	return s.used[d] || ok && (slices.Contains(asked, method) ||
		slices.ContainsFunc(s.methods[method], func(folder string) bool { return folder != d.folder }))
}

func (s surface) use(file *ast.File, folder string) {
	imports := map[string]string{} // name → folder
	for _, spec := range file.Imports {
		target, _ := strconv.Unquote(spec.Path.Value) // the parser took it
		if target, ours := strings.CutPrefix(target, module+"/"); ours {
			imports[path.Base(target)] = target
			if spec.Name != nil {
				imports[spec.Name.Name] = target
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			name := selector.Sel.Name
			s.methods[name] = append(s.methods[name], folder)
			if x, ok := selector.X.(*ast.Ident); ok && imports[x.Name] != "" {
				s.used[declared{imports[x.Name], name}] = true
			}
		}
		return true
	})
}

func (s surface) declare(file *ast.File, folder string) {
	add := func(name string, shown ...ast.Node) {
		if d := (declared{folder, name}); ast.IsExported(name) {
			s.exposes[d] = append(s.exposes[d], typesIn(shown...)...)
		}
	}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			name := decl.Name.Name
			if decl.Recv == nil {
				add(name, decl.Type)
			} else if receiver := typesIn(decl.Recv)[0]; ast.IsExported(name) {
				add(receiver+"."+name, decl.Type)
				add(receiver, decl.Type) // a used type's methods may be called
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name.Name, spec.Type)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						add(name.Name, valueType(spec)...)
					}
				}
			}
		}
	}
}

// valueType is the type of constants or variables, where it can be seen.
func valueType(spec *ast.ValueSpec) (shown []ast.Node) {
	if spec.Type != nil {
		shown = append(shown, spec.Type)
	}
	for _, value := range spec.Values {
		if literal, ok := value.(*ast.CompositeLit); ok && literal.Type != nil {
			shown = append(shown, literal.Type)
		}
	}
	return shown
}

// typesIn are the names of types of the package itself that an expression
// shows to other packages: not those of a struct's unexported fields.
func typesIn(shown ...ast.Node) (names []string) {
	for _, node := range shown {
		ast.Inspect(node, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.StructType:
				for _, field := range n.Fields.List {
					if len(field.Names) == 0 || slices.ContainsFunc(field.Names, (*ast.Ident).IsExported) {
						names = append(names, typesIn(field.Type)...)
					}
				}
				return false
			case *ast.Field: // a parameter, a result, or an interface's method
				names = append(names, typesIn(n.Type)...)
				return false
			case *ast.SelectorExpr:
				return false // another package's
			case *ast.Ident:
				names = append(names, n.Name)
			}
			return true
		})
	}
	return names
}
