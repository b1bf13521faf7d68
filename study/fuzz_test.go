package study

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"firststep/study/testenv"
)

// FuzzParse asserts of any text: no panic; problems lie inside the file and
// come in its order, on one printable line each; what is accepted survives
// encoding and can be planned; and the scanner finds every key.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"quick", "fashion-mnist", "remedies"} {
		f.Add(builtin(f, name))
	}
	archive, err := txtar.ParseFile("testdata/problems.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for i := 0; i < len(archive.Files); i += 2 {
		f.Add(archive.Files[i].Data)
	}
	for _, input := range testenv.Corpus(f, "testdata/FuzzParse.txtar") {
		f.Add(input)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := Parse("study.toml", text, Limits{})
		if err != nil {
			checkProblems(t, text, err)
		} else {
			checkAccepted(t, d)
		}
		if content, values, root, fault := decode(text); fault == nil {
			checkPlaces(t, content, values, root)
		}
	})
}

func checkProblems(t *testing.T, text []byte, err error) {
	problems, ok := errors.AsType[Problems](err)
	if !ok || len(problems) == 0 {
		t.Fatalf("not a list of problems: %#v", err)
	}
	lines := bytes.Split(bytes.TrimPrefix(text, []byte("\uFEFF")), []byte("\n"))
	previous := Problem{Line: 1, Column: 1}
	for _, p := range problems {
		if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > len([]rune(string(lines[p.Line-1])))+1 {
			t.Errorf("outside the file: %v", p)
		}
		if p.Line < previous.Line || p.Line == previous.Line && p.Column < previous.Column {
			t.Errorf("%v stands after %v", p, previous)
		}
		if p.What == "" || p.Hint == "" || strings.ContainsFunc(p.Error(), func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Errorf("not a line: %q", p.Error())
		}
		previous = p
	}
}

func checkAccepted(t *testing.T, d *Definition) {
	again, err := Parse("study.toml", d.Encode(), Limits{})
	if err != nil {
		t.Fatalf("refused after encoding: %v\n%s", err, d.Encode())
	}
	if !reflect.DeepEqual(d, again) {
		t.Fatalf("%+v became %+v", d, again)
	}
	plan := d.Plan(Identity{})
	runs := 0
	for _, s := range d.Scenarios {
		runs += len(d.SeedsOf(s.Name))
	}
	if len(plan.Runs()) != runs {
		t.Fatalf("%d runs of %d scenarios and %d seeds", len(plan.Runs()), len(d.Scenarios), len(d.Seeds))
	}
}

// checkPlaces asserts that every decoded key has a place, at which it stands.
func checkPlaces(t *testing.T, text string, values map[string]any, n *node) {
	for key, value := range values {
		place := n.fields[key]
		if place == nil {
			t.Fatalf("no place for %q", key)
		}
		if at := text[place.offset:]; !strings.HasPrefix(at, key) && at[0] != '"' && at[0] != '\'' {
			t.Fatalf("%q is not at %d, but %.20q", key, place.offset, at)
		}
		checkValuePlaces(t, text, value, place)
	}
}

func checkValuePlaces(t *testing.T, text string, value any, n *node) {
	switch v := value.(type) {
	case map[string]any:
		checkPlaces(t, text, v, n)
	case []map[string]any:
		if len(v) != len(n.items) {
			t.Fatalf("%d tables, %d places", len(v), len(n.items))
		}
		for i := range v {
			checkPlaces(t, text, v[i], n.items[i])
		}
	case []any:
		if len(v) != len(n.items) {
			t.Fatalf("%d elements, %d places", len(v), len(n.items))
		}
		for i := range v {
			checkValuePlaces(t, text, v[i], n.items[i])
		}
	}
}
