package report

import (
	"strings"
	"testing"

	"firststep/report/typeset"
	"firststep/study/evidence/fixture"
)

// A figure's title says what is seen in it, in the study that it is drawn of.
func TestFigureTitles(t *testing.T) {
	story := fixture.Common + fixture.Reference + fixture.Divided255 + fixture.Restored255
	for _, c := range []struct {
		name       string
		definition string
		options    []fixture.Option
		figure     string
		title      string
	}{
		{"as predicted", story, nil, "rate", "The same rate breaks one of two equal networks; the right rate gives both one curve."},
		{"nothing mends it", fixture.Common + fixture.Reference + fixture.Divided255, nil, "training", "The same rate breaks one of two equal networks."},
		{"what should mend it does not", story, []fixture.Option{fixture.On("restored", 0, fixture.LossTimes(3, 1.2))}, "rate", "The same rate breaks one of two equal networks."},
		{"the reference breaks too", story, []fixture.Option{fixture.On("reference", 0, fixture.OverflowAt(6))}, "rate", "The course of the training."},
		{"none breaks", story, []fixture.Option{fixture.On("divided", 0, fixture.LearnAfterAll)}, "rate", "Two networks that start as one, in training."},

		{"all units lived", story, nil, "ten-steps", "After one step 37 % of the first hidden layer of {divided|*weights/255*} is dead."},

		{"the step is as predicted", story, nil, "pre-activations", "One step moves the pre-activations by 4.8 decades more in one network than in the other."},
		{"it is not", story, []fixture.Option{fixture.On("divided", 2, fixture.FirstStepTimes(1.5))}, "pre-activations", "Pre-activations and what the first step adds to them."},
	} {
		doc, _ := reported(fixture.New(c.definition, c.options...))
		found := false
		for _, b := range doc.Blocks {
			if f, ok := b.(typeset.Figure); ok && f.Label == c.figure {
				found = true
				if title := read(f.Title); title != c.title {
					t.Errorf("%s: figure %s says %q, want %q", c.name, c.figure, title, c.title)
				}
				if strings.Contains(f.Caption, "two clouds") != strings.HasPrefix(f.Title, "One step moves") && c.figure == "pre-activations" {
					t.Errorf("%s: title and caption disagree: %s %s", c.name, f.Title, f.Caption)
				}
			}
		}
		if !found {
			t.Errorf("%s: no figure %s", c.name, c.figure)
		}
	}
}
