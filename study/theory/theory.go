// Package theory predicts, from a definition alone and before any run, what
// the first step does in each scenario.
//
//  1. Predict says, of a scenario that computes the same function as another,
//     how many times as large its first update is, and whether both stay the
//     same function to the end.
//     ClippedSteps says it of a gradient that is clipped, from its norms.
//  2. CriticalRates says the same of the rate from which on a step of the first
//     layer's weights no longer lowers the loss, and BlockEigenvalues of the
//     largest Hessian eigenvalue in the block of these weights.
//  3. Laws says with which power of a factor on the features the step grows,
//     and Borders how that moves the highest rate that still trains.
//  4. RoundingClaims says of which scenarios it is claimed that what is left
//     between them and the reference is rounding.
//  5. Doubts lists what a definition says that theory speaks against.
//
// The predictions are ratios and exponents, which follow from the chain rule;
// no constant is fitted to a measurement.
package theory

import (
	"math"
	"slices"

	"firststep/study"
)

// A Prediction compares a scenario with its baseline, of which it is a
// rescaling: the scenario that its expectation names, else the
// reference, else the first scenario listed; in each case the first of these
// that starts as the same function under the same law (SGD and momentum have
// one, Adam and RMSprop one each). A scenario without one is its own baseline,
// and so is the first of two that name each other.
//
// With features a times the baseline's, weights c times the baseline's, and
// a·c = 1, both compute the same function; with r the ratio of their first
// layers' rates, the chain rule gives for the first update under SGD and
// momentum, Adam and RMSprop in parentheses:
//
//	‖ΔW'‖       = a·r·‖ΔW‖                      (r·‖ΔW‖)
//	‖ΔW'‖/‖W'‖  = a²·r·‖ΔW‖/‖W‖                 (a·r·‖ΔW‖/‖W‖)
//	rms X'ΔW'   = a²·r·rms XΔW                  (a·r·rms XΔW)
//
// Where rates change with the steps, r is that of the first: a warm-up of n
// steps divides it by n.
//
// Adam's first step is g/(|g| + ε), RMSprop's g/(0.1·|g| + ε): their law holds
// where gradients are large beside ε.
//
// Weight decay adds λW to the gradient g of the first layer. With features a
// times and weights 1/a times as large, a·g + λ'·W/a is a times g + λW, and
// the laws are as above, where λ' = a²λ: where the first layer's decay grows
// by a² as its rate shrinks. With another λ' the scenarios have no law in
// common, nor where gradients are clipped and a is not 1: see ClippedStep.
type Prediction struct {
	Scenario string
	Baseline string  // its own name where nothing can be predicted
	A        float64 // a: features, as a multiple of the baseline's
	Rate     float64 // r: the first layer's rate in the first step likewise

	Delta    float64 // ‖ΔW‖ as a multiple of the baseline's
	Relative float64 // ‖ΔW‖/‖W‖ likewise
	XdW      float64 // rms XΔW likewise
	Exponent int     // XdW = A^Exponent · Rate: 2 for SGD and momentum, 1 for Adam and RMSprop

	// SameTrajectory: the rates of every step, and the decay of every layer, are
	// such that both stay one function. Under Adam and RMSprop, whose ε does not
	// scale, only where a = 1; where they would but for ε, UpToEpsilon says so.
	SameTrajectory bool
	UpToEpsilon    bool

	// Exact: SameTrajectory, and every factor is a power of two, so in float32
	// the two agree bit for bit.
	Exact bool
}

// IsBaseline reports whether the scenario is its own baseline, so that
// nothing is predicted of it.
func (p Prediction) IsBaseline() bool { return p.Scenario == p.Baseline }

// Predict returns a prediction for every scenario, in the definition's order.
func Predict(d *study.Definition) []Prediction {
	predictions := make([]Prediction, len(d.Scenarios))
	for i, s := range d.Scenarios {
		predictions[i] = compare(d.Resolve(s), baseline(d, s))
	}
	breakCircles(d, predictions)
	return predictions
}

// breakCircles makes the first of two scenarios that are each compared with
// the other its own baseline: one of them has to be measured first.
func breakCircles(d *study.Definition, predictions []Prediction) {
	for i, p := range predictions {
		for _, later := range predictions[i+1:] {
			if !p.IsBaseline() && p.Baseline == later.Scenario && later.Baseline == p.Scenario {
				s := d.Resolve(d.Scenarios[i])
				predictions[i] = compare(s, s)
			}
		}
	}
}

// baseline chooses what s is compared with, as Prediction says.
func baseline(d *study.Definition, s study.Scenario) study.Scenario {
	s = d.Resolve(s)
	for _, name := range []string{s.Expectation().Of, d.Reference} {
		if b, ok := d.Scenario(name); ok && comparable(s, d.Resolve(b)) {
			return d.Resolve(b)
		}
	}
	for _, b := range d.Scenarios {
		if b = d.Resolve(b); comparable(s, b) {
			return b
		}
	}
	return s
}

// comparable reports whether s starts as the same function as b and its first
// step follows the same law.
func comparable(s, b study.Scenario) bool {
	return sameFunction(s, b) && sameLaw(s.Optimizer, b.Optimizer) &&
		s.FirstLayerTrustCoefficient == b.FirstLayerTrustCoefficient &&
		s.ClipNorm == b.ClipNorm && (s.ClipNorm == 0 || isOne(factor(s, b))) && decaysFit(s, b)
}

// sameFunction reports whether s starts as the same function as b, both
// resolved.
func sameFunction(s, b study.Scenario) bool {
	c := b.WeightDivisor / s.WeightDivisor
	return isOne(factor(s, b)*c) && s.Standardise == b.Standardise &&
		s.FirstLayerInit == b.FirstLayerInit && s.Init == b.Init
}

// factor is a, by which the features of s are a multiple of those of b.
func factor(s, b study.Scenario) float64 { return b.FeatureDivisor / s.FeatureDivisor }

// decaysFit reports whether weight decay leaves the first layer's gradient in s
// the one in b, times a.
func decaysFit(s, b study.Scenario) bool {
	decay, base := s.FirstLayerDecay(), b.FirstLayerDecay()
	a := factor(s, b)
	return decay == base && base == 0 || isOne(decay/(a*a*base))
}

// sameLaw reports whether two optimizers take the same first step of the same
// gradient.
func sameLaw(s, b string) bool { return s == b || exponent(s) == 2 && exponent(b) == 2 }

// exponent is the power of a in the law of an optimizer's first step. The
// first step of momentum is that of SGD, that of RMSprop Adam's but for a
// constant.
func exponent(optimizer string) int {
	if optimizer == "adam" || optimizer == "rmsprop" {
		return 1
	}
	return 2
}

// compare predicts the resolved scenario s from its baseline b.
func compare(s, b study.Scenario) Prediction {
	a := factor(s, b)
	r := rateRatio(s, b, 1)
	p := Prediction{
		Scenario: s.Name, Baseline: b.Name,
		A: a, Rate: r,
		Exponent: exponent(s.Optimizer),
	}
	p.Delta, p.Relative, p.XdW = a*r, a*a*r, a*a*r
	if p.Exponent == 1 {
		p.Delta, p.Relative, p.XdW = r, a*r, a*r
	}
	p.SameTrajectory = s.Optimizer == b.Optimizer &&
		s.WeightDecay == b.WeightDecay && max(s.WarmupSteps, 1) == max(b.WarmupSteps, 1)
	p.Exact = s.FirstLayerTrustCoefficient == 0 &&
		powerOfTwoApart(s.FeatureDivisor, b.FeatureDivisor) &&
		powerOfTwoApart(s.WeightDivisor, b.WeightDivisor) &&
		powerOfTwoApart(s.FirstLayerDecay(), b.FirstLayerDecay())
	for _, step := range slices.Concat([]int{1}, s.RateChanges(), b.RateChanges()) {
		rate, firstLayer := s.RatesAt(step)
		baseRate, baseFirstLayer := b.RatesAt(step)
		p.SameTrajectory = p.SameTrajectory && isOne(rate/baseRate) && isOne(p.XdW/r*rateRatio(s, b, step))
		p.Exact = p.Exact && rate == baseRate && powerOfTwoApart(firstLayer, baseFirstLayer)
	}
	if p.Exponent == 1 && !isOne(a) {
		p.UpToEpsilon, p.SameTrajectory = p.SameTrajectory, false
	}
	p.Exact = p.Exact && p.SameTrajectory
	return p
}

// rateRatio is the first layer's rate at a step, as a multiple of the
// baseline's.
func rateRatio(s, b study.Scenario, step int) float64 {
	if s.FirstLayerTrustCoefficient != 0 {
		a := factor(s, b)
		return 1 / (a * a) // the rate is proportional to ‖W‖/‖∇L‖
	}
	_, firstLayer := s.RatesAt(step)
	_, baseFirstLayer := b.RatesAt(step)
	return firstLayer / baseFirstLayer
}

// isOne allows for the rounding of a few divisions.
func isOne(x float64) bool { return math.Abs(x-1) <= 1e-12 }

// powerOfTwoApart reports whether y is exactly x times a power of two.
func powerOfTwoApart(x, y float64) bool {
	fx, _ := math.Frexp(x)
	fy, _ := math.Frexp(y)
	return fx == fy
}
