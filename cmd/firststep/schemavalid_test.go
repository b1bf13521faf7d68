package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"firststep/study"
	"firststep/study/record"
)

// A validator holds values against a schema: the words of JSON Schema that
// the schemas here use, and no others.
type validator struct {
	root map[string]any
	path []string
}

func newValidator(t *testing.T, name string) *validator {
	t.Helper()
	text, err := schemas.ReadFile("schemas/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	v := &validator{}
	if err := json.Unmarshal(text, &v.root); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *validator) fail(format string, args ...any) error {
	return fmt.Errorf("%s: %s", strings.Join(v.path, "."), fmt.Sprintf(format, args...))
}

func (v *validator) check(schema map[string]any, value any) error {
	for word, want := range schema {
		if err := v.word(schema, word, want, value); err != nil {
			return err
		}
	}
	return nil
}

func (v *validator) word(schema map[string]any, word string, want, value any) error {
	switch word {
	case "$schema", "$id", "$defs", "title", "description", "contentEncoding", "properties":
		return nil // of which additionalProperties takes care
	case "$ref":
		name := strings.TrimPrefix(want.(string), "#/$defs/")
		return v.check(v.root["$defs"].(map[string]any)[name].(map[string]any), value)
	case "type":
		if got := typeOf(value); got != want && !(want == "number" && got == "integer") {
			return v.fail("is a %s, not a %s", got, want)
		}
		return v.object(schema, value)
	case "enum":
		if !slices.ContainsFunc(want.([]any), func(w any) bool { return reflect.DeepEqual(w, value) }) {
			return v.fail("%v is none of %v", value, want)
		}
	case "anyOf":
		var errs []string
		for _, option := range want.([]any) {
			err := v.check(option.(map[string]any), value)
			if err == nil {
				return nil
			}
			errs = append(errs, err.Error())
		}
		return v.fail("%s", strings.Join(errs, "; "))
	case "additionalProperties", "required":
		return nil // with type
	default:
		return v.bound(word, want, value)
	}
	return nil
}

func typeOf(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	case float64:
		if value == math.Trunc(value) {
			return "integer"
		}
	}
	return "number"
}

// object checks the members of an object and the elements of an array.
func (v *validator) object(schema map[string]any, value any) error {
	object, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	if required, ok := schema["required"].([]any); ok {
		for _, name := range required {
			if _, ok := object[name.(string)]; !ok {
				return v.fail("%s is missing", name)
			}
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, member := range object {
		inner, known := properties[name].(map[string]any)
		if !known {
			if inner, known = schema["additionalProperties"].(map[string]any); !known {
				return v.fail("%s is no property", name)
			}
		}
		if err := v.within(name, inner, member); err != nil {
			return err
		}
	}
	return nil
}

func (v *validator) within(name string, schema map[string]any, value any) error {
	v.path = append(v.path, name)
	defer func() { v.path = v.path[:len(v.path)-1] }()
	return v.check(schema, value)
}

func (v *validator) bound(word string, want, value any) error {
	array, _ := value.([]any)
	text, _ := value.(string)
	number, _ := value.(float64)
	limit, _ := want.(float64)
	holds := true
	switch word {
	case "items":
		for i, element := range array {
			if err := v.within(fmt.Sprint(i), want.(map[string]any), element); err != nil {
				return err
			}
		}
	case "minItems":
		holds = float64(len(array)) >= limit
	case "maxItems":
		holds = float64(len(array)) <= limit
	case "uniqueItems":
		seen := map[string]bool{}
		for _, element := range array {
			holds = holds && !seen[fmt.Sprint(element)]
			seen[fmt.Sprint(element)] = true
		}
	case "minLength":
		holds = float64(utf8.RuneCountInString(text)) >= limit
	case "maxLength":
		holds = float64(utf8.RuneCountInString(text)) <= limit
	case "pattern":
		holds = regexp.MustCompile(want.(string)).MatchString(text)
	case "minimum":
		holds = number >= limit
	case "exclusiveMinimum":
		holds = number > limit
	default:
		return v.fail("the schema has the word %s, which this test does not know", word)
	}
	if !holds {
		return v.fail("%v does not keep to %s: %v", value, word, want)
	}
	return nil
}

// fromTOML is a definition as JSON has it.
func fromTOML(t *testing.T, text []byte) any {
	t.Helper()
	var values map[string]any
	if err := toml.Unmarshal(text, &values); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestDefinitionsKeepToTheSchema(t *testing.T) {
	v := newValidator(t, "definition")
	files, err := filepath.Glob("../../studies/*/study.toml")
	if err != nil || len(files) == 0 {
		t.Fatal("no studies", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := v.check(v.root, fromTOML(t, text)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// What the schema takes for wrong is wrong to the program as well.
func TestWrongDefinitions(t *testing.T) {
	const sound = "title = \"A study\"\nseeds = [1]\n[training]\nepochs = 1\n[dataset]\nsource = \"synthetic\"\ntrain = 64\nvalidation = 10\n[[scenario]]\nname = \"plain\"\n"
	v := newValidator(t, "definition")
	if err := v.check(v.root, fromTOML(t, []byte(sound))); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{`title = "A study"`, `titel = "A study"`},
		{`title = "A study"`, `title = ""`},
		{"seeds = [1]", "seeds = []"},
		{"seeds = [1]", "seeds = [1, 1]"},
		{"seeds = [1]", "seeds = [-1]"},
		{"seeds = [1]", `seeds = "one"`},
		{"epochs = 1", "epochs = 0"},
		{"epochs = 1", "epochs = 1.5"},
		{"epochs = 1", `optimizer = "newton"`},
		{"epochs = 1", "learning_rate = 0.0"},
		{"epochs = 1", "shuffle_buffer = -1"},
		{`"synthetic"`, `"cifar"`},
		{`"plain"`, `"Not plain"`},
		{`name = "plain"`, `label = "plain"`},
		{`name = "plain"`, "name = \"plain\"\nfeature_divisor = 0"},
		{`name = "plain"`, "name = \"plain\"\nexpect = \"wonders\""},
	} {
		text := []byte(strings.Replace(sound, change[0], change[1], 1))
		if err := v.check(v.root, fromTOML(t, text)); err == nil {
			t.Errorf("the schema takes %s", change[1])
		}
		if _, err := study.Parse("study.toml", text, study.Limits{}); err == nil {
			t.Errorf("the program takes %s", change[1])
		}
	}
}

// Records of this schema version keep to it: those of the showpiece, and the
// sample that the package of records keeps.
func TestRecordsKeepToTheSchema(t *testing.T) {
	for kind, patterns := range map[string][]string{
		"record":      {"../../studies/*/records/*.json", "../../study/record/testdata/*-seed*.json"},
		"measurement": {"../../studies/*/measurements/*.json"},
	} {
		v := newValidator(t, kind)
		checked := 0
		for _, pattern := range patterns {
			files, err := filepath.Glob(pattern)
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				checked += checkRecord(t, v, kind, file)
			}
		}
		if checked == 0 && kind == "record" {
			t.Error("there is no record to check")
		}
	}
}

// checkRecord returns how many records of this version there are in a file: 1,
// or 0 where it is of another kind or version.
func checkRecord(t *testing.T, v *validator, kind, file string) int {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var value map[string]any
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	if _, measured := value["kind"]; measured != (kind == "measurement") || value["schema"] != float64(record.Schema) {
		return 0
	}
	if err := v.check(v.root, value); err != nil {
		t.Errorf("%s: %v", file, err)
	}
	delete(value, "checksum")
	if err := v.check(v.root, value); err == nil {
		t.Errorf("%s: taken without its checksum", file)
	}
	return 1
}

func TestDiffsKeepToTheSchema(t *testing.T) {
	v := newValidator(t, "diff")
	for name, d := range madeUpDiffs(t) {
		data, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var value any
		if err := json.Unmarshal(data, &value); err != nil {
			t.Fatal(err)
		}
		if err := v.check(v.root, value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
