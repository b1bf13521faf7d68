package claim

import (
	"fmt"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/theory"
	"firststep/study/words"
)

// BlockEigenvalue says how much larger the largest eigenvalue of the first
// layer's block of the Hessian is: Target is the multiple of the other
// scenario's, Value what was measured.
var BlockEigenvalue Kind = blockEigenvalue{}

type blockEigenvalue struct{ multiple }

var noCurvature = &silence{"no curvature", "the curvature is zero in both networks"}

func (blockEigenvalue) judge(f *evidence.Findings) []Claim {
	return ratios(f, theory.BlockEigenvalues(f.Definition), func(c *Claim, seed int64) (j Judgement, measured bool) {
		a, okA := measurement(f, study.CurvatureKind, c.Scenario, seed)
		b, okB := measurement(f, study.CurvatureKind, c.Other, seed)
		if !okA || !okB {
			return j, false
		}
		mine, other := a.Curvature.Block.Value, b.Curvature.Block.Value
		j.Value = float64(mine) / float64(other)
		if mine == 0 && other == 0 {
			j.silence = noCurvature
		}
		runA, okA := f.Find(c.Scenario, seed)
		runB, okB := f.Find(c.Other, seed)
		j.Flipped = okA && okB && flipped(runA, runB)
		return j, true
	})
}

func (blockEigenvalue) statement(c *Claim, name Naming) string {
	return fmt.Sprintf("the first layer's curvature in %s is %s times that in %s", name(c.Scenario), words.Document.Multiple(c.Target), name(c.Other))
}

func (blockEigenvalue) title(c *Claim, name Naming) string {
	return "Curvature of the first layer, " + name(c.Scenario)
}
