package claim

import (
	"fmt"
	"math"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/theory"
	"firststep/study/words"
)

// FirstStep says how large the first layer's first step is, as multiples of
// the other scenario's of the same seed: Predicted, and measured Factors, of
// which Off is the largest relative error.
var FirstStep Kind = firstStep{}

// The quantities of the first layer's step of which factors are predicted.
const (
	deltaNorm     = iota // ‖ΔW‖
	RelativeDelta        // ‖ΔW‖/‖W‖
	XdW                  // rms XΔW
	stepSizes
)

// StepSizes are a number for each of deltaNorm, RelativeDelta and XdW.
type StepSizes [stepSizes]float64

const (
	// StepTolerance is far above a rounding of float32 and far below what
	// any other explanation than the law would give.
	StepTolerance = 1e-4
	// adamTolerance leaves room for Adam's ε, which shortens the steps of
	// small gradients and which the law leaves out.
	adamTolerance = 1e-2

	// factorDigits are as many as float32 has.
	factorDigits = 8
)

type firstStep struct{ theoretical }

func (firstStep) judge(f *evidence.Findings) []Claim {
	var claims []Claim
	for _, p := range f.Predictions {
		if !p.IsBaseline() {
			claims = append(claims, judgeFirstStep(f, p))
		}
	}
	return claims
}

func judgeFirstStep(f *evidence.Findings, p theory.Prediction) Claim {
	c := Claim{Scenario: p.Scenario, Other: p.Baseline, Threshold: StepTolerance, Identity: true, UpToEpsilon: p.Exponent == 1,
		Predicted: StepSizes{deltaNorm: p.Delta, RelativeDelta: p.Relative, XdW: p.XdW}}
	if c.UpToEpsilon {
		c.Threshold = adamTolerance
	}
	quantities := [stepSizes]evidence.Quantity{deltaNorm: evidence.DeltaNorm, RelativeDelta: evidence.RelativeDelta, XdW: evidence.XdWRMS}
	c.eachPair(f, func(a, b evidence.Result) Judgement {
		j := Judgement{Flipped: flipped(a, b), Rounding: roundedOff(a, b, p.Relative), silence: stepSilence(a, b, p.Relative)}
		for i, quantity := range quantities {
			j.Factors[i] = quantity(a) / quantity(b)
			j.Off = max(j.Off, relative(j.Factors[i], c.Predicted[i]))
		}
		j.Holds = j.Off <= c.tolerance(j)
		return j
	})
	c.conclude(func(j Judgement) float64 { return j.Off / c.tolerance(j) })
	return c
}

func (firstStep) statement(c *Claim, name Naming) string {
	return fmt.Sprintf("the first step of %s is %s times that of %s", name(c.Scenario), words.Document.Multiple(c.Predicted[XdW]), name(c.Other))
}

func (firstStep) title(c *Claim, name Naming) string { return "First step of " + name(c.Scenario) }

func (firstStep) predicted(c *Claim) string { return words.Document.Multiple(c.Predicted[XdW]) }

func (firstStep) measured(c *Claim, j *Judgement) string {
	return words.Document.MultipleAs(c.Predicted[XdW], j.Factors[XdW], factorDigits)
}

// theoretical is what the kinds have in common that theory claims.
type theoretical struct{}

func (theoretical) expects() study.ExpectationKind { return study.NoExpectation }

var (
	noStep   = &silence{"no step", "the step of the first layer is zero in both networks"}
	lostStep = &silence{"below float32", "the step is so short beside the weights that rounding them to float32 may change it by more than " + words.Document.Percent(FlippedTolerance, 1)}
)

// roundedOff bounds what rounding the weights to float32 may do to the first
// steps of two runs, relative to the steps: an entry is off by at most half
// the distance of neighbouring numbers, a share of the weight and not of the
// step. Of a step that rounding swallowed the other tells how long it should
// be, by the factor that is predicted.
func roundedOff(a, b evidence.Result, predicted float64) float64 {
	mine, other := evidence.RelativeDelta(a), evidence.RelativeDelta(b)
	return Float32Rounding * (1/max(mine, other*predicted) + 1/max(other, mine/predicted))
}

// stepSilence is why a pair of first steps cannot be compared, nil where it
// can be.
func stepSilence(a, b evidence.Result, predicted float64) *silence {
	switch {
	case evidence.XdWRMS(a) == 0 && evidence.XdWRMS(b) == 0:
		return noStep
	case roundedOff(a, b, predicted) > FlippedTolerance:
		return lostStep
	}
	return nil
}

// finite reports whether x is a number and not infinite.
func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
