package claim

import (
	"math"
	"slices"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
)

// expected makes the claims that scenarios make by a word of the definition.
func expected(f *evidence.Findings, word study.ExpectationKind, judge func(c *Claim)) []Claim {
	var claims []Claim
	for _, s := range f.Definition.Scenarios {
		if e := s.Expectation(); e.Kind == word {
			c := Claim{Scenario: s.Name, Other: e.Of}
			judge(&c)
			claims = append(claims, c)
		}
	}
	return claims
}

// eachSeed judges every seed that judge finds measured, and notes the others.
func (c *Claim) eachSeed(f *evidence.Findings, judge func(seed int64) (j Judgement, measured bool)) {
	for _, seed := range f.Definition.SeedsOf(c.Scenario, c.Other) {
		if j, measured := judge(seed); measured {
			c.add(seed, j)
		} else {
			c.Missing = append(c.Missing, seed)
		}
	}
}

// eachPair judges every seed of which the claim's scenario and the one that
// it is compared with were both run, and notes the seeds that lack one.
func (c *Claim) eachPair(f *evidence.Findings, judge func(a, b evidence.Result) Judgement) {
	c.eachSeed(f, func(seed int64) (j Judgement, measured bool) {
		a, okA := f.Find(c.Scenario, seed)
		b, okB := f.Find(c.Other, seed)
		if !okA || !okB {
			return j, false
		}
		return judge(a, b), true
	})
}

// measurement finds the one of a seed.
func measurement(f *evidence.Findings, kind, subject string, seed int64) (*record.Measurement, bool) {
	measured := f.Measured(kind, subject)
	i := slices.IndexFunc(measured, func(m *record.Measurement) bool { return m.Seed == seed })
	if i < 0 {
		return nil, false
	}
	return measured[i], true
}

// judgeTarget judges every seed by how far its value is off the target.
func (c *Claim) judgeTarget(f *evidence.Findings, off func(value, target float64) float64, value func(seed int64) (j Judgement, measured bool)) {
	c.eachSeed(f, func(seed int64) (Judgement, bool) {
		j, measured := value(seed)
		j.Off = off(j.Value, c.Target)
		j.Holds = j.Off <= c.tolerance(j)
		return j, measured
	})
	c.conclude(func(j Judgement) float64 { return j.Off / c.tolerance(j) })
}

// relative is how far a multiple is from the predicted one.
func relative(value, target float64) float64 { return math.Abs(value/target - 1) }

// absolute is how far a power or a slope is from the predicted one.
func absolute(value, target float64) float64 { return math.Abs(value - target) }

// tolerance is how far off a seed may be.
func (c *Claim) tolerance(j Judgement) float64 {
	if j.Flipped {
		return max(c.Threshold, FlippedTolerance)
	}
	return max(c.Threshold, j.Rounding)
}
