package figures

import (
	"testing"

	"firststep/study"
	"firststep/study/evidence"
)

// Labels that are cut show where they differ.
func TestCutNames(t *testing.T) {
	d := &study.Definition{}
	for _, label := range []string{
		"scenario number 01, with a long label", "scenario number 12, with a long label",
		"another one with a long label", "scenario", "twins", "twins",
	} {
		d.Scenarios = append(d.Scenarios, study.Scenario{Name: label, Label: label})
	}
	room := note.width("scenario nu…")
	for label, want := range map[string]string{
		"scenario number 01, with a long label": "…01, with…",
		"scenario number 12, with a long label": "…12, with…",
		"another one with a long label":         "another on…",
	} {
		got := data{evidence.Data{Definition: d}}.cutName(note, room, label)
		if got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
		if note.width(got) > room {
			t.Errorf("%q is too wide", got)
		}
	}
}
