package claim

import (
	"fmt"
	"slices"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/theory"
	"firststep/study/words"
)

// Rounding says that a scenario jumps away from the reference (see
// [record.Distance]) when controls do that differ from it by a rounding. In a
// seed that Holds it jumps at a Step within the range, Low to High, of the steps
// at which n controls do, of which so many jump Earlier, Ties at the very same
// step, and Later; what never jumps does so a step after the end. A seed in
// which nothing jumps says nothing.
//
// If what is left between the two is rounding, the scenario is one more draw
// from what the controls are drawn from, and lies outside their range with a
// chance of at most 2/(n+1), seed by seed. The claim fails where more seeds lie
// outside than Allowed, which as many do by that chance in one of a thousand
// studies.
var Rounding Kind = rounding{}

type rounding struct{ theoretical }

// byChance is the share of studies in which a true claim is not to fail.
const byChance = 0.999

var (
	noDeparture = &silence{"no departure", "neither it nor any control departs before the training ends"}
	tooFewDraws = &silence{"too few", "seeds and controls are so few that all seeds may lie outside the controls' range by chance"}
)

func (rounding) judge(f *evidence.Findings) []Claim {
	var claims []Claim
	for _, scenario := range theory.RoundingClaims(f.Definition) {
		claims = append(claims, judgeRounding(f, scenario))
	}
	return claims
}

func judgeRounding(f *evidence.Findings, scenario string) Claim {
	c := Claim{Scenario: scenario, Other: f.Definition.Reference, steps: f.Steps()}
	c.eachSeed(f, func(seed int64) (j Judgement, measured bool) {
		m, ok := measurement(f, study.ControlsKind, "", seed)
		if !ok || len(m.Controls.Controls) == 0 {
			return j, false
		}
		i := slices.IndexFunc(m.Controls.Restored, func(d record.Distance) bool { return d.Name == scenario })
		if i < 0 {
			return j, false
		}
		j = amongControls(m.Controls.Restored[i].JumpStep(), m.Controls.Controls)
		if min(j.Step, j.Low) > c.steps {
			j.silence = noDeparture
		}
		c.Outside = max(c.Outside, 2/float64(len(m.Controls.Controls)+1))
		return j, true
	})
	c.conclude(func(j Judgement) float64 { return -float64(min(j.Step-j.Low, j.High-j.Step)) })
	c.Allowed = compare.BinomialQuantile(len(c.Seeds), min(1, c.Outside), byChance)
	switch {
	case c.Verdict != Holds && c.Verdict != Fails:
	case c.Allowed == len(c.Seeds):
		c.Verdict, c.undecided = Undecided, tooFewDraws
	case len(c.Seeds)-c.Holding() <= c.Allowed:
		c.Verdict = Holds
	}
	return c
}

// amongControls sets the step of a jump among those of controls.
func amongControls(step int, controls []record.Distance) Judgement {
	j := Judgement{Step: step, Low: controls[0].JumpStep(), High: controls[0].JumpStep()}
	for _, d := range controls {
		at := d.JumpStep()
		j.Low, j.High = min(j.Low, at), max(j.High, at)
		switch {
		case at < step:
			j.Earlier++
		case at == step:
			j.Ties++
		default:
			j.Later++
		}
	}
	j.Holds = j.Low <= step && step <= j.High
	return j
}

func (rounding) statement(c *Claim, name Naming) string {
	return fmt.Sprintf("%s departs from %s when controls do", name(c.Scenario), name(c.Other))
}

func (rounding) title(c *Claim, name Naming) string {
	return fmt.Sprintf("Departure of %s, seeds outside the controls' range", name(c.Scenario))
}

func (rounding) predicted(c *Claim) string {
	if c.undecided != nil || len(c.Seeds) == 0 {
		return ""
	}
	return fmt.Sprintf("%s of %s at most", words.Integer(c.Allowed), words.Integer(len(c.Seeds)))
}

func (r rounding) found(c *Claim, j *Judgement) string {
	departs := "never departs"
	if j.Step <= c.steps {
		departs = "departs at step " + words.Integer(j.Step)
	}
	controls := "never do"
	switch {
	case j.High > c.steps && j.Low <= c.steps:
		controls = "do from step " + words.Integer(j.Low) + " on or never"
	case j.Low == j.High && j.Low <= c.steps:
		controls = "do at step " + words.Integer(j.Low)
	case j.High <= c.steps:
		controls = fmt.Sprintf("do at steps %s to %s", words.Integer(j.Low), words.Integer(j.High))
	}
	return fmt.Sprintf("%s, controls %s; so outside their range in %s seeds", departs, controls, r.measured(c, j))
}

func (rounding) measured(c *Claim, _ *Judgement) string {
	return fmt.Sprintf("%s of %s", words.Integer(len(c.Seeds)-c.Holding()), words.Integer(len(c.Seeds)))
}
