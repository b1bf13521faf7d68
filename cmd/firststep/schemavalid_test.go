package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"firststep/study"
	"firststep/study/record"
)

// strictSchema is the meta-schema of 2020-12 without words that it does not
// know: a misspelt word of a schema would constrain nothing.
const strictSchema = `{
	"$schema": "https://json-schema.org/draft/2020-12/schema",
	"$dynamicAnchor": "meta",
	"$ref": "https://json-schema.org/draft/2020-12/schema",
	"unevaluatedProperties": false
}`

// compileSchema compiles a schema of the program; the compiler holds it
// against the meta-schema.
func compileSchema(of string) (*jsonschema.Schema, error) {
	text, err := schema(of)
	if err != nil {
		return nil, err
	}
	return compileText(text)
}

func compileText(text []byte) (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertContent()
	if err := c.AddResource("schema.json", document); err != nil {
		return nil, err
	}
	return c.Compile("schema.json")
}

func mustCompile(t *testing.T, of string) *jsonschema.Schema {
	t.Helper()
	compiled, err := compileSchema(of)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// validate holds a JSON text against a schema.
func validate(s *jsonschema.Schema, text []byte) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return s.Validate(value)
}

// keepsTo is the script command "keeps-to SCHEMA FILE…": what is in the files,
// or stdout, keeps to one of the program's schemas.
func keepsTo(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: keeps-to SCHEMA FILE…")
	}
	compiled, err := compileSchema(args[0])
	ts.Check(err)
	for _, file := range args[1:] {
		if err := validate(compiled, []byte(ts.ReadFile(file))); err != nil {
			ts.Fatalf("%s: %v", file, err)
		}
	}
}

func TestSchemasKeepToTheMetaSchema(t *testing.T) {
	strict, err := compileText([]byte(strictSchema))
	if err != nil {
		t.Fatal(err)
	}
	for _, of := range schemaNames() {
		mustCompile(t, of)
		text, err := schema(of)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(strict, text); err != nil {
			t.Errorf("%s: %v", of, err)
		}
		if misspelt := bytes.Replace(text, []byte(`"required"`), []byte(`"requierd"`), 1); validate(strict, misspelt) == nil {
			t.Errorf("%s: a misspelt word is taken", of)
		}
	}
}

// fromTOML is a definition as JSON has it.
func fromTOML(t *testing.T, text []byte) []byte {
	t.Helper()
	var values map[string]any
	if err := toml.Unmarshal(text, &values); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestDefinitionsKeepToTheSchema(t *testing.T) {
	definition := mustCompile(t, "definition")
	files, err := filepath.Glob("../../studies/*/study.toml")
	if err != nil || len(files) == 0 {
		t.Fatal("no studies", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(definition, fromTOML(t, text)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// What the schema takes for wrong is wrong to the program as well.
func TestWrongDefinitions(t *testing.T) {
	const sound = "title = \"A study\"\nseeds = [1]\n[training]\nepochs = 1\n[dataset]\nsource = \"synthetic\"\ntrain = 64\nvalidation = 10\n[[scenario]]\nname = \"plain\"\n"
	definition := mustCompile(t, "definition")
	if err := validate(definition, fromTOML(t, []byte(sound))); err != nil {
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
		if err := validate(definition, fromTOML(t, text)); err == nil {
			t.Errorf("the schema takes %s", change[1])
		}
		if _, err := study.Parse("study.toml", text, study.Limits{}); err == nil {
			t.Errorf("the program takes %s", change[1])
		}
	}
}

// Records of this schema version keep to it: those of the studies, and the
// samples that the package of records keeps.
func TestRecordsKeepToTheSchema(t *testing.T) {
	compiled := map[string]*jsonschema.Schema{"record": mustCompile(t, "record"), "measurement": mustCompile(t, "measurement")}
	checked := map[string]int{}
	for _, pattern := range []string{"../../studies/*/records/*.json", "../../studies/*/measurements/*.json", "../../study/record/testdata/*-seed*.json"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var value map[string]any
			if err := json.Unmarshal(data, &value); err != nil {
				t.Fatal(err)
			}
			if value["schema"] != float64(record.Schema) {
				continue // of an older version
			}
			of := "record"
			if _, measured := value["kind"]; measured {
				of = "measurement"
			}
			if err := compiled[of].Validate(value); err != nil {
				t.Errorf("%s: %v", file, err)
			}
			if checked[of]++; checked[of] > 1 {
				continue
			}
			if delete(value, "checksum"); compiled[of].Validate(value) == nil {
				t.Errorf("%s: taken without its checksum", file)
			}
		}
	}
	if len(checked) != 2 {
		t.Errorf("checked only %v", checked)
	}
}
