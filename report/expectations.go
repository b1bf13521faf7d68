package report

import (
	"math"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/theory"
)

// judgeExpectation evaluates what a scenario is expected to do, if anything.
func (e *findings) judgeExpectation(s study.Scenario) (c Claim, expected bool) {
	expectation := s.Expectation()
	c = Claim{Scenario: s.Name, Other: expectation.Of}
	switch expectation.Kind {
	case study.Learns:
		c.Kind, c.Threshold = Learns, e.LearnsFrom()
		e.judgeAccuracy(&c)
	case study.Collapses:
		c.Kind, c.Threshold = Collapses, e.CollapsesTo()
		e.judgeAccuracy(&c)
	case study.SameAs:
		e.judgeSame(&c)
	case study.IdenticalTo:
		e.judgeIdentical(&c)
	default:
		return Claim{}, false
	}
	return c, true
}

// judgeAccuracy evaluates Learns and Collapses by how each seed ended. Where
// nothing is known of the data, so that there is no threshold, no seed counts
// as measured.
func (e *findings) judgeAccuracy(c *Claim) {
	for _, seed := range e.Definition.SeedsOf(c.Scenario) {
		r, ok := e.Find(c.Scenario, seed)
		if !ok || math.IsNaN(c.Threshold) {
			c.Missing = append(c.Missing, seed)
			continue
		}
		j := Judgement{Seed: seed, Value: evidence.FinalAccuracy(r)}
		if r.Overflowed() {
			j.Step = r.Run.Ending.Step
		}
		if c.Kind == Learns {
			j.Holds = j.Step == 0 && j.Value >= c.Threshold
		} else {
			j.Holds = j.Step > 0 || j.Value <= c.Threshold
		}
		c.Seeds = append(c.Seeds, j)
	}
	c.conclude(func(j Judgement) float64 {
		switch {
		case c.Kind == Learns && j.Step > 0:
			return math.Inf(1)
		case c.Kind == Learns:
			return -j.Value
		case j.Step > 0: // the later the overflow, the more it speaks against
			return -1 / float64(j.Step)
		}
		return j.Value
	})
}

// judgeSame evaluates "same as": the losses of the first steps seed by seed,
// and the mean accuracies at the end. Of many seeds some part in these steps
// because rounding changes the sign of a hidden unit; they are excused.
func (e *findings) judgeSame(c *Claim) {
	c.Kind, c.Threshold = SameAs, sameLoss
	var mine, others []float64
	e.eachPair(c, func(a, b evidence.Result) Judgement {
		mine = append(mine, evidence.FinalAccuracy(a))
		others = append(others, evidence.FinalAccuracy(b))
		return earlyLosses(a, b)
	})
	excuse(c.Seeds)
	c.conclude(func(j Judgement) float64 { return j.Value })
	c.AccuracyGap = compare.Of(mine).Mean - compare.Of(others).Mean
	if c.Verdict == Holds && !(math.Abs(c.AccuracyGap) <= sameAccuracy) {
		c.Verdict = Fails
	}
}

// earlyLosses compares the losses of the first steps of two runs.
func earlyLosses(a, b evidence.Result) Judgement {
	j := Judgement{Value: largestDifference(a.Trace.Loss, b.Trace.Loss, sameSteps)}
	if j.Holds = j.Value <= sameLoss; !j.Holds && !math.IsInf(j.Value, 0) {
		j.Step, j.Flipped = partingStep(a, b)
		j.Holds = j.Flipped
	}
	return j
}

// judgeIdentical evaluates "identical to": the fingerprints of all losses and
// of the validation logits.
func (e *findings) judgeIdentical(c *Claim) {
	c.Kind = IdenticalTo
	e.eachPair(c, func(a, b evidence.Result) Judgement {
		if identical(a.Run, b.Run) {
			return Judgement{Holds: true}
		}
		return Judgement{Step: firstDifference(a.Trace.Loss, b.Trace.Loss)}
	})
	c.conclude(func(j Judgement) float64 { return -float64(j.Step) })
}

func identical(a, b *record.Run) bool {
	return a.Print.Losses == b.Print.Losses && a.Print.ValidationLogits == b.Print.ValidationLogits
}

// judgeFirstStep evaluates the theory's prediction of the first step.
func (e *findings) judgeFirstStep(p theory.Prediction) Claim {
	c := Claim{Kind: FirstStep, Scenario: p.Scenario, Other: p.Baseline,
		Threshold: stepTolerance, Predicted: [factors]float64{normFactor: p.Delta, relativeFactor: p.Relative, xdwFactor: p.XdW}}
	if p.Exponent == 1 {
		c.Threshold = adamTolerance
	}
	e.eachPair(&c, func(a, b evidence.Result) Judgement {
		j := Judgement{Flipped: flipped(a, b), Rounding: roundedOff(a, b, p.Relative), silence: stepSilence(a, b, p.Relative)}
		for i, quantity := range stepSizes {
			j.Factors[i] = quantity(a) / quantity(b)
			j.Value = larger(j.Value, math.Abs(j.Factors[i]/c.Predicted[i]-1))
		}
		j.Holds = j.Value <= c.tolerance(j)
		return j
	})
	c.conclude(func(j Judgement) float64 { return j.Value / c.tolerance(j) })
	return c
}

// tolerance is the relative error that a seed may have.
func (c *Claim) tolerance(j Judgement) float64 {
	if j.Flipped {
		return max(c.Threshold, flippedTolerance)
	}
	return max(c.Threshold, j.Rounding)
}

// stepSizes are the quantities of Claim.Predicted.
var stepSizes = [factors]evidence.Quantity{normFactor: evidence.DeltaNorm, relativeFactor: evidence.RelativeDelta, xdwFactor: evidence.XdWRMS}

// eachPair judges every seed of which the claim's scenario and the one that
// it is compared with were both run, and notes the seeds that lack one.
func (e *findings) eachPair(c *Claim, judge func(a, b evidence.Result) Judgement) {
	for _, seed := range e.Definition.SeedsOf(c.Scenario, c.Other) {
		a, okA := e.Find(c.Scenario, seed)
		b, okB := e.Find(c.Other, seed)
		if !okA || !okB {
			c.Missing = append(c.Missing, seed)
			continue
		}
		j := judge(a, b)
		j.Seed = seed
		c.add(j)
	}
}

// larger is max, but a NaN is the largest of all.
func larger(a, b float64) float64 {
	if math.IsNaN(a) || math.IsNaN(b) {
		return math.NaN()
	}
	return max(a, b)
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
		largest = larger(largest, relativeDifference(float64(a[i]), float64(b[i])))
	}
	return largest
}

func relativeDifference(a, b float64) float64 {
	switch {
	case a == b, math.IsNaN(a) && math.IsNaN(b):
		return 0
	case math.IsNaN(a), math.IsNaN(b), math.IsInf(a, 0), math.IsInf(b, 0):
		return math.Inf(1)
	}
	return math.Abs(a-b) / max(math.Abs(a), math.Abs(b))
}

// firstDifference returns the first step, counted from 1, at which two
// courses differ in a bit, and 0 where they do not.
func firstDifference(a, b []float32) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] && !(a[i] != a[i] && b[i] != b[i]) {
			return i + 1
		}
	}
	if len(a) != len(b) {
		return min(len(a), len(b)) + 1
	}
	return 0
}
