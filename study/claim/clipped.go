package claim

import (
	"fmt"

	"firststep/study/evidence"
	"firststep/study/theory"
	"firststep/study/words"
)

// Clipped says how large the first step of a scenario is whose gradients are
// clipped: a multiple of the other scenario's that follows from the norms of
// that one's gradient, and so another one in each seed. Value is what was
// measured and Target what is predicted, of the seed that speaks most against
// it.
var Clipped Kind = clipped{}

type clipped struct{ theoretical }

func (clipped) judge(f *evidence.Findings) []Claim {
	if f.Definition.Diagnostics == nil {
		return nil
	}
	var claims []Claim
	for _, s := range theory.ClippedSteps(f.Definition) {
		claims = append(claims, judgeClipped(f, s))
	}
	return claims
}

func judgeClipped(f *evidence.Findings, s theory.ClippedStep) Claim {
	c := Claim{Scenario: s.Scenario, Other: s.Baseline, Threshold: s.Tolerance, Identity: true}
	predicted := map[int64]float64{}
	c.eachPair(f, func(a, b evidence.Result) Judgement {
		want := s.XdW(evidence.FirstGradient(b))
		predicted[b.Run.Seed] = want
		j := Judgement{Value: evidence.XdWRMS(a) / evidence.XdWRMS(b), Flipped: flipped(a, b), Rounding: roundedOff(a, b, want), silence: stepSilence(a, b, want)}
		j.Off = relative(j.Value, want)
		j.Holds = j.Off <= c.tolerance(j)
		return j
	})
	c.conclude(func(j Judgement) float64 { return j.Off / c.tolerance(j) })
	if worst := c.Against(); worst != nil {
		c.Target = predicted[worst.Seed]
	}
	return c
}

func (clipped) statement(c *Claim, name Naming) string {
	return fmt.Sprintf("the first step of %s is that of %s, scaled with the features and clipped", name(c.Scenario), name(c.Other))
}

func (clipped) title(c *Claim, name Naming) string { return "First step of " + name(c.Scenario) }

func (clipped) predicted(c *Claim) string { return words.Document.Factor(c.Target) }

func (clipped) measured(c *Claim, j *Judgement) string {
	if !finite(j.Value) {
		return "none"
	}
	return words.Document.Factor(j.Value)
}
