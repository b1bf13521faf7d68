package claim

import (
	"fmt"
	"math"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/words"
)

// Learns says that every seed lives, and ends with at least the accuracy
// Threshold, which is Value.
var Learns Kind = learns{}

type learns struct{ endings }

func (learns) expects() study.ExpectationKind { return study.Learns }

func (learns) judge(f *evidence.Findings) []Claim {
	return expected(f, study.Learns, func(c *Claim) {
		c.Threshold = f.LearnsFrom()
		c.judgeEndings(f, func(j Judgement) bool { return j.Fate == evidence.Lived && j.Value >= c.Threshold })
		c.conclude(func(j Judgement) float64 {
			if j.Fate != evidence.Lived {
				return math.Inf(1)
			}
			return -j.Value
		})
	})
}

func (learns) statement(c *Claim, name Naming) string { return name(c.Scenario) + " learns" }

func (learns) predicted(c *Claim) string {
	return fmt.Sprintf(`$\geq %s$`, words.Document.Share(c.Threshold))
}

func (l learns) found(c *Claim, j *Judgement) string { return l.endings.found(c, j, "less") }

// endings is what the kinds have in common that are about how a run ends.
type endings struct{}

func (endings) measured(_ *Claim, j *Judgement) string {
	switch j.Fate {
	case evidence.Overflowed:
		return fmt.Sprintf("overflow, step %s", words.Integer(j.Step))
	case evidence.Died:
		return fmt.Sprintf("died, step %s", words.Integer(j.Step))
	}
	return words.Document.Decimal(j.Value, accuracyDecimals)
}

// found says how a seed ended, against an accuracy that it should have.
func (e endings) found(c *Claim, j *Judgement, than string) string {
	switch j.Fate {
	case evidence.Overflowed:
		return "overflows at step " + words.Integer(j.Step)
	case evidence.Died:
		return "dies at step " + words.Integer(j.Step)
	}
	return fmt.Sprintf("accuracy %s, which is %s than %s", e.measured(c, j), than, words.Document.Share(c.Threshold))
}

// accuracyDecimals are those of shares of the validation images.
const accuracyDecimals = 4

// judgeEndings judges how each seed ended. Where nothing is known of the data,
// so that there is no threshold, no seed counts as measured.
func (c *Claim) judgeEndings(f *evidence.Findings, holds func(Judgement) bool) {
	c.eachSeed(f, func(seed int64) (j Judgement, measured bool) {
		r, ok := f.Find(c.Scenario, seed)
		if !ok || math.IsNaN(c.Threshold) {
			return j, false
		}
		end := evidence.EndingOf(r)
		j.Value, j.Fate, j.Step = end.Accuracy, end.Fate, end.Step
		j.Holds = holds(j)
		return j, true
	})
}
