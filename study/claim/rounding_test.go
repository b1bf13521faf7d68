package claim

import (
	"slices"
	"testing"

	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
	"firststep/study/record"
)

// A claim about rounding is judged over seeds: as many as lie outside the
// controls' range by chance do not speak against it, and where all may nothing
// is decided.
func TestRoundingIsJudgedOverSeeds(t *testing.T) {
	const pair = fixture.Common + fixture.Reference + fixture.Restored255
	for _, c := range []struct {
		controls string
		outside  []int64
		want     Verdict
		said     string
	}{
		{"20", nil, Holds, "0 of 3"},
		{"20", []int64{2}, Holds, "1 of 3"},
		{"20", []int64{1, 2}, Holds, "2 of 3"},
		{"20", []int64{1, 2, 3}, Fails, "3 of 3"},
		{"4", nil, Undecided, "0 of 3"},
		{"4", []int64{1, 2, 3}, Undecided, "3 of 3"},
	} {
		d := fixture.Deeper(pair+"[diagnostics]\ncontrols = "+c.controls+"\n", func(d evidence.Data) {
			for _, m := range d.Measurements {
				if slices.Contains(c.outside, m.Seed) {
					m.Controls.Restored = []record.Distance{{Name: "restored", Jump: new(1), End: 20}}
				}
			}
		})
		claims := Of(Judge(evidence.Gather(d)).Claims, Rounding)
		if len(claims) != 1 || claims[0].Verdict != c.want || claims[0].MeasuredWords(claims[0].Against()) != c.said {
			t.Errorf("%s controls, seeds %v outside: %v, want %s", c.controls, c.outside, claims, c.want)
		}
	}
}

// That a scenario departs by rounding alone is claimed only where theory has it
// as the same function at every step.
func TestRoundingIsClaimedOfTheSameTrajectory(t *testing.T) {
	const adam = `
[[scenario]]
name = "by-factor"
weight_divisor = 255
first_layer_rate_divisor = 255
optimizer = "adam"
learning_rate = 0.001
expect = "same as adam-features"
`
	const once = `
[[scenario]]
name = "once"
weight_divisor = 255
first_layer_rate_divisor = 255
expect = "same as reference"
`
	for _, definition := range []string{
		"reference = \"adam-features\"\n" + fixture.Common + fixture.AdamPair + adam,
		fixture.Common + fixture.Reference + once,
	} {
		d := fixture.Deeper(definition + "[diagnostics]\ncontrols = 20\n")
		if claims := Of(Judge(evidence.Gather(d)).Claims, Rounding); len(claims) != 0 {
			t.Errorf("claimed: %v", claims)
		}
	}
}
