package claim

import (
	"fmt"
	"math"

	"firststep/study/evidence"
	"firststep/study/theory"
	"firststep/study/words"
)

// CriticalRate says how much lower the rate is from which on a step of the
// first layer's weights does not lower the loss: Target is the multiple of the
// other scenario's, Value what was measured. A seed in which neither has one
// says nothing, nor does one in which that of the one would be beyond the rates
// that are tried, going by that of the other.
var CriticalRate Kind = criticalRate{}

type criticalRate struct{ multiple }

var (
	noRate = &silence{"no rate", "along the step neither loss comes back to its start within the rates that are tried"}
	tooFar = &silence{"out of reach", "the rate that is predicted of one of the two lies beyond those that are tried"}
)

func (criticalRate) judge(f *evidence.Findings) []Claim {
	return ratios(f, theory.CriticalRates(f.Definition), func(c *Claim, seed int64) (j Judgement, measured bool) {
		a, okA := f.Find(c.Scenario, seed)
		b, okB := f.Find(c.Other, seed)
		if !okA || !okB || a.Run.Diagnostics == nil || b.Run.Diagnostics == nil {
			return j, false
		}
		mine, other := evidence.CriticalRate(a), evidence.CriticalRate(b)
		j = Judgement{Value: mine / other, Flipped: flipped(a, b)}
		switch {
		case math.IsNaN(mine) && math.IsNaN(other):
			j.silence = noRate
		case math.IsNaN(mine) && outOfReach(f, a, other*c.Target), math.IsNaN(other) && outOfReach(f, b, mine/c.Target):
			j.silence = tooFar
		}
		return j, true
	})
}

// outOfReach reports whether a critical rate lies beyond the rates that the
// loss of a run was followed to.
func outOfReach(f *evidence.Findings, r evidence.Result, rate float64) bool {
	tried := r.Run.Diagnostics.Line.T
	if len(tried) == 0 {
		return true
	}
	multiple := rate / f.FirstLayerRate(r.Run.Scenario)
	return multiple < float64(tried[0]) || multiple > float64(tried[len(tried)-1])
}

func (criticalRate) statement(c *Claim, name Naming) string {
	return fmt.Sprintf("the critical rate of %s is %s times that of %s", name(c.Scenario), words.Document.Multiple(c.Target), name(c.Other))
}

func (criticalRate) title(c *Claim, name Naming) string {
	return "Critical rate of " + name(c.Scenario)
}

// multiple is what the kinds have in common whose Target is a multiple of the
// other scenario's.
type multiple struct{ theoretical }

// multipleDigits are those of measured multiples, which are found to a few
// parts in a million.
const multipleDigits = 7

func (multiple) predicted(c *Claim) string { return words.Document.Multiple(c.Target) }

func (multiple) measured(c *Claim, j *Judgement) string {
	if !finite(j.Value) {
		return "none"
	}
	return words.Document.MultipleAs(c.Target, j.Value, multipleDigits)
}

// ratios judges what theory predicts as multiples.
func ratios(f *evidence.Findings, predicted []theory.Ratio, value func(c *Claim, seed int64) (j Judgement, measured bool)) []Claim {
	var claims []Claim
	for _, r := range predicted {
		c := Claim{Scenario: r.Scenario, Other: r.Baseline, Target: r.Factor, Threshold: r.Tolerance, Identity: true}
		c.judgeTarget(f, relative, func(seed int64) (Judgement, bool) { return value(&c, seed) })
		claims = append(claims, c)
	}
	return claims
}
