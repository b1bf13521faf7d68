package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"firststep/studies"
	"firststep/study"
	"firststep/study/compare"
	"firststep/study/dataset"
	"firststep/study/record"
)

var update = flag.Bool("update", false, "write the generated files instead of comparing with them")

// schemaVersions are raised when a shape changes; those of records are their
// own.
const (
	definitionVersion = 1
	diffVersion       = compare.Schema
	outputVersion     = 1
)

// TestSchemas compares the schemas with what the types give.
func TestSchemas(t *testing.T) {
	schemas := map[string]map[string]any{
		"definition":  definitionSchema(t),
		"record":      typeSchema(t, "record", "records/<scenario>-seed<n>.json: what one run measured", record.Schema, record.Run{}),
		"measurement": typeSchema(t, "measurement", "measurements/<name>.json: what was measured beside the runs", record.Schema, record.Measurement{}),
		"diff":        typeSchema(t, "diff", "What firststep diff --format json prints", diffVersion, compare.Diff{}),
		"files":       typeSchema(t, "files", "What firststep clean, data fetch, export, figures and unpack print with --json", outputVersion, writtenFiles{}),
	}
	for command, value := range map[string]any{
		"data check": []dataset.FileStatus{}, "figures --check": checkReport{}, "figures --list": []listedFigure{}, "merge": mergeResult{},
		"plan": []plannedJob{}, "report": writtenReport{}, "report --check": checkedReport{}, "run": ranSummary{},
		"show": []headline{}, "verify": verification{}, "version": versions{},
	} {
		name := strings.NewReplacer(" --", "-", " ", "-").Replace(command)
		schemas[name] = typeSchema(t, name, "What firststep "+command+" --json prints", outputVersion, value)
	}
	for name, schema := range schemas {
		var text bytes.Buffer
		e := json.NewEncoder(&text)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(schema); err != nil {
			t.Fatal(err)
		}
		compareGenerated(t, filepath.Join("schemas", name+".json"), text.Bytes())
	}
}

// compareGenerated compares a generated file with the one that is kept.
func compareGenerated(t *testing.T, path string, text []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, text, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, text) {
		t.Errorf("%s is not what the types and texts give now; if these are right: go test ./cmd/firststep -run '%s' -update", path, t.Name())
	}
}

// head begins a schema.
func head(name, title string, version int) map[string]any {
	return map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"$id":     fmt.Sprintf("urn:firststep:%s:%d", name, version),
		"title":   title,
	}
}

// A shaper makes schemas of types. Named structs become definitions.
type shaper struct {
	t           *testing.T
	tag         string // "json" or "toml"
	optional    bool   // properties may be left out
	definitions map[string]any
	comments    map[string]map[string]string // by package, of types and fields: "Type", "Type.Field"
}

// typeSchema is the schema of a type that is written as JSON.
func typeSchema(t *testing.T, name, title string, version int, value any) map[string]any {
	s := &shaper{t: t, tag: "json", definitions: map[string]any{}, comments: map[string]map[string]string{}}
	var schema map[string]any
	if of := reflect.TypeOf(value); of.Kind() == reflect.Struct {
		schema = s.object(of)
	} else {
		schema = s.shape(of)
	}
	for key, value := range head(name, title, version) {
		schema[key] = value
	}
	schema["$defs"] = s.definitions
	return schema
}

// seedsShape are the two forms of seeds.
func seedsShape() []any {
	return []any{
		map[string]any{"type": "array", "minItems": 1, "uniqueItems": true, "items": map[string]any{"type": "integer", "minimum": 0}},
		map[string]any{"type": "string", "pattern": `^ *[0-9]+(-[0-9]+)?( *, *[0-9]+(-[0-9]+)?)* *$`},
	}
}

// shape is the schema of a type's values.
func (s *shaper) shape(t reflect.Type) map[string]any {
	switch t {
	case reflect.TypeFor[record.Float]():
		s.definitions["Float"] = map[string]any{
			"description": "A measured value. What is not finite is a string.",
			"anyOf":       []any{map[string]any{"type": "number"}, map[string]any{"enum": []any{"NaN", "+Inf", "-Inf"}}},
		}
		return reference("Float")
	case reflect.TypeFor[record.Definition]():
		return map[string]any{"type": "object", "additionalProperties": map[string]any{"type": "string"}}
	case reflect.TypeFor[study.Seeds]():
		return map[string]any{"anyOf": seedsShape()}
	}
	switch t.Kind() {
	case reflect.Pointer:
		if s.optional {
			return s.shape(t.Elem())
		}
		return map[string]any{"anyOf": []any{s.shape(t.Elem()), map[string]any{"type": "null"}}}
	case reflect.Struct:
		if _, known := s.definitions[t.Name()]; !known {
			s.definitions[t.Name()] = nil // a type may hold itself
			s.definitions[t.Name()] = s.object(t)
		}
		return reference(t.Name())
	case reflect.Array:
		return map[string]any{"type": "array", "items": s.shape(t.Elem()), "minItems": t.Len(), "maxItems": t.Len()}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return map[string]any{"type": "string", "contentEncoding": "base64"}
		}
		return map[string]any{"type": "array", "items": s.shape(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": s.shape(t.Elem())}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.String:
		return map[string]any{"type": "string"}
	}
	s.t.Fatalf("no schema for %v", t)
	return nil
}

func reference(name string) map[string]any { return map[string]any{"$ref": "#/$defs/" + name} }

// object is the schema of a struct.
func (s *shaper) object(t reflect.Type) map[string]any {
	properties := map[string]any{}
	var required []any
	s.properties(t, properties, &required)
	schema := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if !s.optional {
		schema["required"] = required
	}
	if comment := s.comment(t, t.Name()); comment != "" {
		schema["description"] = comment
	}
	return schema
}

func (s *shaper) properties(t reflect.Type, properties map[string]any, required *[]any) {
	for field := range t.Fields() {
		if field.Anonymous {
			s.properties(field.Type, properties, required)
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get(s.tag), ",")
		if name == "-" || name == "" {
			continue
		}
		of := field.Type
		if of.Kind() == reflect.Pointer && strings.Contains(options, "omit") { // left out where there is none
			of = of.Elem()
		}
		shape := s.shape(of)
		if comment := s.comment(t, t.Name()+"."+field.Name); comment != "" {
			shape["description"] = comment
		}
		properties[name] = shape
		if !strings.Contains(options, "omit") {
			*required = append(*required, name)
		}
	}
}

// comment is that of a name in a type's package. Those of study.toml are the
// template's.
func (s *shaper) comment(t reflect.Type, name string) string {
	if s.comments == nil {
		return ""
	}
	of := s.comments[t.PkgPath()]
	if of == nil {
		of = map[string]string{}
		readComments(s.t, filepath.Join("../..", strings.TrimPrefix(t.PkgPath(), "firststep")), of)
		s.comments[t.PkgPath()] = of
	}
	return of[name]
}

// readComments adds the comments of a package's types and fields.
func readComments(t *testing.T, folder string, to map[string]string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, declaration := range file.Decls {
			general, ok := declaration.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range general.Specs {
				if typed, ok := spec.(*ast.TypeSpec); ok {
					to[typed.Name.Name] = commentWords(general.Doc)
					fieldComments(typed, to)
				}
			}
		}
	}
}

func fieldComments(typed *ast.TypeSpec, to map[string]string) {
	structure, ok := typed.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, field := range structure.Fields.List {
		for _, name := range field.Names {
			comment := commentWords(field.Comment)
			if comment == "" {
				comment = commentWords(field.Doc)
			}
			to[typed.Name.Name+"."+name.Name] = comment
		}
	}
}

// commentWords are a comment's text as one line.
func commentWords(c *ast.CommentGroup) string { return strings.Join(strings.Fields(c.Text()), " ") }

// definitionSchema is the schema of study.toml: the types of package study,
// what the template says of every key, and what may stand there.
func definitionSchema(t *testing.T) map[string]any {
	s := &shaper{t: t, tag: "toml", optional: true, definitions: map[string]any{}}
	schema := s.object(reflect.TypeFor[study.Definition]())
	for key, value := range head("definition", "study.toml: the definition of a study for firststep", definitionVersion) {
		schema[key] = value
	}
	schema["required"] = []any{"title", "seeds", "scenario"}
	s.definitions["Scenario"].(map[string]any)["required"] = []any{"name"}
	schema["$defs"] = s.definitions
	said := templateComments()
	for table, name := range map[string]string{"": "", "dataset": "Dataset", "network": "Network", "training": "Training", "scenario": "Scenario",
		"diagnostics": "Diagnostics", "curvature": "Curvature", "sweep": "Sweep", "stability": "Stability", "endings": "Endings"} {
		object := schema
		if name != "" {
			object = s.definitions[name].(map[string]any)
			if said[table] != "" {
				object["description"] = said[table]
			}
		}
		for key, shape := range object["properties"].(map[string]any) {
			path := strings.TrimPrefix(table+"."+key, ".")
			if said[path] != "" {
				shape.(map[string]any)["description"] = said[path]
			}
			for word, value := range constraints[path] {
				shape.(map[string]any)[word] = value
			}
		}
	}
	return schema
}

// Constraints on the values of a definition, beside their types.
var (
	positive     = map[string]any{"exclusiveMinimum": 0}
	atLeastOne   = map[string]any{"minimum": 1}
	fromZero     = map[string]any{"minimum": 0}
	optimizers   = map[string]any{"enum": []any{"sgd", "momentum", "adam", "rmsprop"}}
	initialisers = map[string]any{"enum": []any{"glorot-normal", "glorot-uniform", "he-normal", "he-uniform"}}
	slug         = map[string]any{"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 64}
	atLeastEach  = map[string]any{"items": map[string]any{"type": "integer", "minimum": 1}, "minItems": 1}

	constraints = map[string]map[string]any{
		"title":                             {"minLength": 1, "maxLength": 200},
		"reference":                         slug,
		"scenario":                          {"minItems": 1},
		"dataset.source":                    {"enum": []any{"fashion-mnist", "synthetic", "idx"}},
		"dataset.train":                     atLeastOne,
		"dataset.validation":                atLeastOne,
		"network.hidden":                    atLeastEach,
		"network.first_layer_init":          initialisers,
		"network.init":                      initialisers,
		"training.optimizer":                optimizers,
		"training.learning_rate":            positive,
		"training.batch":                    atLeastOne,
		"training.epochs":                   atLeastOne,
		"training.shuffle_buffer":           fromZero,
		"training.clip_norm":                fromZero,
		"training.warmup_steps":             fromZero,
		"training.weight_decay":             fromZero,
		"scenario.name":                     slug,
		"scenario.label":                    {"minLength": 1, "maxLength": 80},
		"scenario.feature_divisor":          positive,
		"scenario.weight_divisor":           positive,
		"scenario.optimizer":                optimizers,
		"scenario.learning_rate":            positive,
		"scenario.learning_rate_divisor":    positive,
		"scenario.first_layer_rate_divisor": positive,
		"scenario.clip_norm":                fromZero,
		"scenario.warmup_steps":             fromZero,
		"scenario.weight_decay":             fromZero,
		"scenario.first_layer_decay_factor": fromZero,
		"scenario.first_layer_init":         orEmpty(initialisers),
		"scenario.init":                     orEmpty(initialisers),
		"scenario.rate_divisor_steps":       {"pattern": "^([1-9][0-9]*(-([1-9][0-9]*)?)?)?$"},
		"scenario.seeds":                    {"anyOf": append(seedsShape(), map[string]any{"const": ""})},
		"scenario.expect":                   {"pattern": "^(learns|collapses|(same as|identical to|worse than) [a-z0-9-]+)$"},
		"diagnostics.controls":              fromZero,
		"endings.scenario":                  slug,
		"endings.steps":                     atLeastOne,
		"endings.float64_steps":             fromZero,
	}
)

// orEmpty allows the empty string too, which counts as absent.
func orEmpty(words map[string]any) map[string]any {
	return map[string]any{"enum": append(slices.Clone(words["enum"].([]any)), "")}
}

var (
	// As comments too: what may be left out, and a line that would override another.
	tablePattern = regexp.MustCompile(`^(?:# )?\[+([a-z_]+)\]+$`)
	keyPattern   = regexp.MustCompile(`^(?:# )?([a-z0-9_]+) = `)
)

// templateComments are what the template of a definition says of its tables
// and keys, by "table.key". Keys in one paragraph share their comment.
func templateComments() map[string]string {
	said := map[string]string{}
	var comment []string
	fresh, table := true, ""
	for line := range strings.Lines(string(studies.Template())) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			fresh = true
		case strings.HasPrefix(line, "#") && !keyPattern.MatchString(line) && !tablePattern.MatchString(line):
			if fresh {
				comment, fresh = nil, false
			}
			comment = append(comment, strings.TrimSpace(strings.TrimPrefix(line, "#")))
		case tablePattern.MatchString(line):
			table = tablePattern.FindStringSubmatch(line)[1]
			if _, known := said[table]; !known && !fresh {
				said[table] = strings.Join(comment, " ")
			}
			comment = nil
		case keyPattern.MatchString(line):
			path := strings.TrimPrefix(table+"."+keyPattern.FindStringSubmatch(line)[1], ".")
			if _, known := said[path]; !known {
				said[path] = strings.Join(comment, " ")
			}
			fresh = false
		}
	}
	return said
}
