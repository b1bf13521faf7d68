package report

import (
	"math"

	"firststep/figures"
	"firststep/study/record"
)

// A silence is why a seed that was measured says nothing of a claim: what the
// claim is about did not come to pass in it, on either side, so that there is
// nothing to judge. That is no lack of runs, and no failure.
type silence struct {
	inShort string // in a table
	inFull  string // as a clause: "the curvature is zero in both networks"
}

var (
	noStep      = &silence{"no step", "the step of the first layer is zero in both networks"}
	lostStep    = &silence{"below float32", "the step is so short beside the weights that rounding them to float32 may change it by more than " + percent(flippedTolerance, 1)}
	noRate      = &silence{"no rate", "along the step neither loss comes back to its start within the rates that are tried"}
	noCurvature = &silence{"no curvature", "the curvature is zero in both networks"}
	noSlope     = &silence{"no step", "the steps of the first layer are zero"}
	noBorder    = &silence{"no border", "the grid holds the border at fewer than two of its factors"}
	noDeparture = &silence{"no departure", "neither it nor any control departs before the training ends"}
)

// roundedOff bounds what rounding the weights to float32 may do to the first
// steps of two runs, relative to the steps: an entry is off by at most half
// the distance of neighbouring numbers, a share of the weight and not of the
// step. Of a step that rounding swallowed the other tells how long it should
// be, by the factor that is predicted.
func roundedOff(a, b figures.Result, predicted float64) float64 {
	mine, other := figures.RelativeDelta(a), figures.RelativeDelta(b)
	return float32Rounding * (1/max(mine, other*predicted) + 1/max(other, mine/predicted))
}

// stepSilence is why a pair of first steps cannot be compared, nil where it
// can be.
func stepSilence(a, b figures.Result, predicted float64) *silence {
	switch {
	case figures.XdWRMS(a) == 0 && figures.XdWRMS(b) == 0:
		return noStep
	case roundedOff(a, b, predicted) > flippedTolerance:
		return lostStep
	}
	return nil
}

// standsStill reports whether the steps of a sweep have no power of the
// factor, being zero.
func standsStill(s record.SweepSeries) bool {
	for _, rms := range s.XdWRMS {
		if rms != 0 {
			return false
		}
	}
	return math.IsNaN(float64(s.Slope))
}

// silences are the reasons for which seeds say nothing of a claim, each once.
func (c *Claim) silences() []*silence {
	var reasons []*silence
	seen := map[*silence]bool{}
	for _, j := range c.Silent {
		if !seen[j.silence] {
			seen[j.silence] = true
			reasons = append(reasons, j.silence)
		}
	}
	return reasons
}

// why joins the reasons for which seeds say nothing of a claim.
func (c *Claim) why() string {
	var reasons []string
	for _, s := range c.silences() {
		reasons = append(reasons, s.inFull)
	}
	return list(reasons...)
}

// throughout reports whether a claim holds, and every seed says so.
func (c *Claim) throughout() bool { return c.Verdict == Holds && len(c.Silent) == 0 }
