package claim

import (
	"fmt"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/words"
)

// Collapses says that every seed overflows or dies, which is at Step, or ends
// with no more than the accuracy Threshold, which is Value.
var Collapses Kind = collapses{}

type collapses struct{ endings }

func (collapses) expects() study.ExpectationKind { return study.Collapses }

func (collapses) judge(f *evidence.Findings) []Claim {
	return expected(f, study.Collapses, func(c *Claim) {
		c.Threshold = f.CollapsesTo()
		c.judgeEndings(f, func(j Judgement) bool { return j.Fate != evidence.Lived || j.Value <= c.Threshold })
		c.conclude(func(j Judgement) float64 {
			if j.Fate != evidence.Lived { // the later its end, the more it speaks against
				return -1 / float64(j.Step)
			}
			return j.Value
		})
	})
}

func (collapses) statement(c *Claim, name Naming) string { return name(c.Scenario) + " collapses" }

func (collapses) predicted(c *Claim) string {
	return fmt.Sprintf(`$\leq %s$`, words.Document.Share(c.Threshold))
}

func (k collapses) found(c *Claim, j *Judgement) string { return k.endings.found(c, j, "more") }
