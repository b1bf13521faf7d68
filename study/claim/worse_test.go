package claim

import (
	"strings"
	"testing"

	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
	"firststep/study/record"
)

// The claim fails in a seed whose training loss is not larger, and is undecided
// where the interval over seeds does not tell the difference from zero.
func TestWorseThan(t *testing.T) {
	const worse = fixture.Common + fixture.Reference + fixture.EveryRate255 + "expect = \"worse than reference\"\n"
	single := strings.Replace(worse, "seeds = [1, 2, 3]", "seeds = [1]", 1)
	losses := func(scenario string, of ...float64) fixture.Option {
		return fixture.On(scenario, 0, func(r *evidence.Result) {
			r.Run.Epochs[len(r.Run.Epochs)-1].TrainingLoss = record.Float(of[r.Run.Seed-1])
		})
	}
	reference := losses("reference", 0.40, 0.41, 0.42)
	for _, c := range []struct {
		name       string
		definition string
		options    []fixture.Option
		want       Verdict
		said       string
	}{
		{"larger in every seed", worse, []fixture.Option{losses("every-rate", 0.45, 0.47, 0.47)}, Holds, ""},
		{"smaller in one", worse, []fixture.Option{losses("every-rate", 0.45, 0.40, 0.47)}, Fails, "seed 2: training loss less the other's: −0.0100; mean −"},
		{"equal in one", worse, []fixture.Option{losses("every-rate", 0.45, 0.41, 0.47)}, Fails, "seed 2: training loss less the other's: 0.0000; mean −"},
		{"larger by chance", worse, []fixture.Option{losses("every-rate", 0.401, 0.52, 0.43)}, Undecided, "does not exclude zero"},
		{"one overflows", worse, []fixture.Option{losses("every-rate", 0.45, 0.47, 0.47), fixture.On("every-rate", 2, fixture.OverflowAt(5))}, Holds, ""},
		{"the other overflows", worse, []fixture.Option{losses("every-rate", 0.45, 0.47, 0.47), fixture.On("reference", 2, fixture.OverflowAt(5))}, Fails, "the other alone overflows"},
		{"both overflow", worse, []fixture.Option{fixture.On("every-rate", 0, fixture.OverflowAt(5)), fixture.On("reference", 0, fixture.OverflowAt(5))}, Undecided, "both overflow"},
		{"a run is missing", worse, []fixture.Option{losses("every-rate", 0.45, 0.47, 0.47), fixture.Without("reference", 3)}, NotMeasured, ""},
		{"one seed", single, []fixture.Option{losses("every-rate", 0.45)}, Undecided, "a single seed has no interval"},
		{"one seed, smaller", single, []fixture.Option{losses("every-rate", 0.35)}, Fails, "seed 1: training loss less the other's: −0.0500"},
	} {
		got := verdictOf(t, c.definition, WorseThan, "every-rate", append([]fixture.Option{reference}, c.options...)...)
		if got.Verdict != c.want || !strings.Contains(got.String(), c.said) {
			t.Errorf("%s: %s, want %s (%s)", c.name, got, c.want, c.said)
		}
	}
}
