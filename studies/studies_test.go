package studies

import (
	"bytes"
	"testing"
)

func TestEveryNameHasADefinition(t *testing.T) {
	for _, name := range Names() {
		if text, ok := Definition(name); !ok || !bytes.Contains(text, []byte("[[scenario]]")) {
			t.Errorf("%s: %.100s", name, text)
		}
	}
	for _, name := range []string{"", "quick/study.toml", "../studies", "Quick"} {
		if _, ok := Definition(name); ok {
			t.Errorf("%q is a study", name)
		}
	}
}

func TestFirstNameIsTheTemplate(t *testing.T) {
	first, _ := Definition(Names()[0])
	if !bytes.Equal(first, Template()) {
		t.Errorf("%s is not the template", Names()[0])
	}
}
