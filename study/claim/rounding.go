package claim

import (
	"fmt"
	"slices"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/theory"
	"firststep/study/words"
)

// Rounding says that a scenario jumps away from the reference at a Step within
// the range, Low to High, of the steps at which controls do that differ from it
// by a rounding; what never jumps does so a step after the end. A seed in which
// nothing jumps says nothing.
var Rounding Kind = rounding{}

type rounding struct{ theoretical }

var noDeparture = &silence{"no departure", "neither it nor any control departs before the training ends"}

func (rounding) judge(f *evidence.Findings) []Claim {
	if !theory.RoundingControls(f.Definition) {
		return nil
	}
	var claims []Claim
	for _, s := range f.Definition.Restored() {
		claims = append(claims, judgeRounding(f, s.Name))
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
		j.Step = m.Controls.Restored[i].JumpStep()
		j.Low, j.High = jumps(m.Controls)
		j.Holds = j.Low <= j.Step && j.Step <= j.High
		if min(j.Step, j.Low) > c.steps {
			j.silence = noDeparture
		}
		return j, true
	})
	c.conclude(func(j Judgement) float64 { return -float64(min(j.Step-j.Low, j.High-j.Step)) })
	return c
}

// jumps are the first and the last step at which a control jumps.
func jumps(c *record.Controls) (first, last int) {
	first, last = c.Controls[0].JumpStep(), c.Controls[0].JumpStep()
	for _, d := range c.Controls {
		first, last = min(first, d.JumpStep()), max(last, d.JumpStep())
	}
	return first, last
}

func (rounding) statement(c *Claim, name Naming) string {
	return fmt.Sprintf("%s departs from %s when controls do", name(c.Scenario), name(c.Other))
}

func (rounding) title(c *Claim, name Naming) string {
	return fmt.Sprintf("Departure of %s, step", name(c.Scenario))
}

func (rounding) predicted(c *Claim) string {
	if worst := c.Against(); worst != nil {
		return "as controls, " + c.jumpSteps(worst.Low, worst.High)
	}
	return "as controls"
}

func (rounding) measured(c *Claim, j *Judgement) string { return c.jumpSteps(j.Step, j.Step) }

// jumpSteps writes the first and the last step of jumps.
func (c *Claim) jumpSteps(low, high int) string {
	switch {
	case low > c.steps:
		return "none in " + words.Integer(c.steps)
	case high > c.steps:
		return words.Integer(low) + " to none"
	case low == high:
		return words.Integer(low)
	}
	return words.Integer(low) + "–" + words.Integer(high)
}
