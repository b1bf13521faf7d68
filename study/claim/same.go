package claim

import (
	"fmt"
	"math"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/words"
)

// SameAs says that per seed the losses of the first SameSteps agree within
// SameLoss, relative, and the mean final accuracies within SameAccuracy. Off is
// the largest difference of a loss, Step where a Flipped seed parts. Of many
// seeds some part in these steps because rounding changes the sign of a hidden
// unit; they are excused.
var SameAs Kind = same{}

// What counts as the same.
const (
	SameSteps    = 10   // over which the losses are compared
	SameLoss     = 1e-5 // relative
	SameAccuracy = 0.01 // of the means over seeds, at the end
)

type same struct{}

func (same) expects() study.ExpectationKind { return study.SameAs }

func (same) judge(f *evidence.Findings) []Claim {
	return expected(f, study.SameAs, func(c *Claim) { c.judgeSame(f) })
}

// Same judges whether a scenario is the same as another, expected or not.
func Same(f *evidence.Findings, scenario, other string) Claim {
	c := Claim{Kind: SameAs, Scenario: scenario, Other: other}
	c.judgeSame(f)
	return c
}

func (c *Claim) judgeSame(f *evidence.Findings) {
	c.Threshold = SameLoss
	var mine, others []float64
	c.eachPair(f, func(a, b evidence.Result) Judgement {
		mine = append(mine, evidence.FinalAccuracy(a))
		others = append(others, evidence.FinalAccuracy(b))
		return earlyLosses(a, b)
	})
	excuse(c.Seeds)
	c.conclude(furthest)
	c.AccuracyGap = compare.Of(mine).Mean - compare.Of(others).Mean
	if c.Verdict == Holds && !(math.Abs(c.AccuracyGap) <= SameAccuracy) {
		c.Verdict = Fails
	}
}

// earlyLosses compares the losses of the first steps of two runs.
func earlyLosses(a, b evidence.Result) Judgement {
	j := Judgement{Off: largestDifference(a.Trace.Loss, b.Trace.Loss, SameSteps)}
	if j.Holds = j.Off <= SameLoss; !j.Holds && !math.IsInf(j.Off, 0) {
		j.Step, j.Flipped = partingStep(a, b)
		j.Holds = j.Flipped
	}
	return j
}

func (same) statement(c *Claim, name Naming) string {
	return fmt.Sprintf("%s is the same as %s", name(c.Scenario), name(c.Other))
}

func (same) predicted(*Claim) string {
	return fmt.Sprintf("%s; %s", words.Document.Exact(SameLoss), words.Document.Exact(SameAccuracy))
}

func (same) measured(c *Claim, j *Judgement) string {
	if math.IsNaN(j.Off) || math.IsInf(j.Off, 0) {
		return "a loss is finite in one alone"
	}
	return fmt.Sprintf("%s; %s", words.Document.Bound(j.Off), words.Document.Signed(c.AccuracyGap, accuracyDecimals))
}

func (s same) found(c *Claim, j *Judgement) string {
	if math.IsNaN(j.Off) || math.IsInf(j.Off, 0) {
		return s.measured(c, j)
	}
	return fmt.Sprintf("losses differ by %s of the larger, mean final accuracies by %s",
		words.Document.Significant(words.RoundedUp(j.Off, 2), 2), words.Document.Decimal(math.Abs(c.AccuracyGap), accuracyDecimals))
}

// largestDifference returns the largest relative difference of two courses of
// a loss over the first steps. Two losses that are both infinite, or both not
// a number, agree; a course that is shorter than the other differs infinitely.
func largestDifference(a, b []float32, steps int) float64 {
	if len(a) < steps || len(b) < steps {
		if len(a) != len(b) {
			return math.Inf(1)
		}
		steps = len(a)
	}
	largest := 0.0
	for i := range steps {
		largest = max(largest, RelativeDifference(float64(a[i]), float64(b[i])))
	}
	return largest
}

// RelativeDifference is the distance of two numbers relative to the larger one: 0 of two
// that are equal or both not a number, infinite of one that is not finite and
// another.
func RelativeDifference(a, b float64) float64 {
	switch {
	case a == b, math.IsNaN(a) && math.IsNaN(b):
		return 0
	case math.IsNaN(a), math.IsNaN(b), math.IsInf(a, 0), math.IsInf(b, 0):
		return math.Inf(1)
	}
	return math.Abs(a-b) / max(math.Abs(a), math.Abs(b))
}
