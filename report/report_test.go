package report

import (
	"slices"
	"strings"
	"testing"

	"firststep/study/evidence/fixture"
)

func TestHeadline(t *testing.T) {
	for _, c := range []struct {
		name, definition string
		options          []fixture.Option
		want             []string
	}{
		{"pair", fixture.Common + fixture.Reference + fixture.Divided255 + fixture.Restored255, nil, []string{
			"first step: rms XΔW in divided is 65,025.002 times that in reference; predicted 65,025",
			"validation accuracy: reference 0.858, divided collapses in 3 of 3, restored 0.858",
			"claims: 5 of 5 hold",
		}},
		{"one scenario", fixture.Common + fixture.Reference, nil, []string{
			"first step: rms XΔW is 0.30 of rms XW in reference",
			"validation accuracy: reference 0.858",
			"claims: 1 of 1 hold",
		}},
		{"no signal", fixture.Common + fixture.Reference, []fixture.Option{fixture.On("reference", 0, withoutSignal)}, []string{
			"first step: none of the first layer in reference, where rms XW is zero",
			"validation accuracy: reference 0.858",
			"claims: 1 of 1 hold",
		}},
		{"without a pair", fixture.Common + fixture.Reference + fixture.Undivided, nil, []string{
			"first step: rms XΔW is 0.30 of rms XW in reference",
			"validation accuracy: reference 0.858, undivided 0.858",
			"claims: 1 of 2 hold",
		}},
		{"a run missing", fixture.Common + fixture.Reference, []fixture.Option{fixture.Without("reference", 1)}, []string{
			"first step: rms XΔW is 0.30 of rms XW in reference",
			"validation accuracy: reference 0.8600",
			"claims: 0 of 1 hold, 1 not measured",
		}},
		{"no run", fixture.Common + fixture.Reference, []fixture.Option{fixture.Without("reference", 0)}, []string{"claims: 0 of 1 hold, 1 not measured"}},
	} {
		var got []string
		for _, line := range Headline(fixture.New(c.definition, c.options...)) {
			got = append(got, spaced(line))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}
