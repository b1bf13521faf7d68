package report

import (
	"math"
	"slices"

	"firststep/study/evidence"
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
	tooFar      = &silence{"out of reach", "the rate that is predicted of one of the two lies beyond those that are tried"}
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
func roundedOff(a, b evidence.Result, predicted float64) float64 {
	mine, other := evidence.RelativeDelta(a), evidence.RelativeDelta(b)
	return float32Rounding * (1/max(mine, other*predicted) + 1/max(other, mine/predicted))
}

// stepSilence is why a pair of first steps cannot be compared, nil where it
// can be.
func stepSilence(a, b evidence.Result, predicted float64) *silence {
	switch {
	case evidence.XdWRMS(a) == 0 && evidence.XdWRMS(b) == 0:
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

// why joins the reasons for which seeds say nothing of a claim.
func (c *Claim) why() string { return list(c.reasons(func(s *silence) string { return s.inFull })...) }

// inShort is why for a table.
func (c *Claim) inShort() string {
	return list(c.reasons(func(s *silence) string { return s.inShort })...)
}

func (c *Claim) reasons(words func(*silence) string) []string {
	var said []string
	for _, j := range c.Silent {
		if w := words(j.silence); !slices.Contains(said, w) {
			said = append(said, w)
		}
	}
	return said
}

// A sharedSilence is why seeds say nothing of several claims.
type sharedSilence struct {
	why    string
	claims []Claim
}

// sharedSilences sorts claims by why seeds say nothing of them; those of which all
// say something are left out.
func sharedSilences(claims []Claim) []sharedSilence {
	var all []sharedSilence
	for _, c := range claims {
		if len(c.Silent) == 0 {
			continue
		}
		i := slices.IndexFunc(all, func(s sharedSilence) bool { return s.why == c.why() })
		if i < 0 {
			i = len(all)
			all = append(all, sharedSilence{why: c.why()})
		}
		all[i].claims = append(all[i].claims, c)
	}
	return all
}

// throughout reports whether a claim holds, and every seed says so.
func (c *Claim) throughout() bool { return c.Verdict == Holds && len(c.Silent) == 0 }
