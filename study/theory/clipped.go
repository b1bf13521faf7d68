package theory

import (
	"math"

	"firststep/study"
)

// A ClippedStep predicts the first step of a scenario under SGD or momentum
// whose gradients are clipped, from the gradient of a scenario that clips none
// and of which it is a rescaling: the reference, else the first one listed.
// With features a times and weights 1/a times the baseline's, the gradient is
// (a·g₁, g₂, …), g₁ the first layer's, and clipped to C it is multiplied by
//
//	c = C / √(a²‖g₁‖² + ‖g₂‖² + …), or by 1 where that is more,
//
// so that the first update is c times the one of a Prediction. The norm of the
// first layer's update is at most its rate times C, whatever a is: clipping
// takes one of the two factors of a² away, and the other, of the features, is
// left.
type ClippedStep struct {
	Scenario, Baseline string
	A, Rate            float64 // as of a Prediction
	Clip               float64 // C
	Tolerance          float64 // relative, of the factor
}

// ClippedSteps returns a prediction for every scenario that has one; Predict
// says nothing of these.
func ClippedSteps(d *study.Definition) []ClippedStep {
	var list []ClippedStep
	for _, s := range d.Scenarios {
		s = d.Resolve(s)
		if b, ok := unclipped(d, s); ok {
			a := factor(s, b)
			list = append(list, ClippedStep{s.Name, b.Name, a, rateRatio(s, b, 1), s.ClipNorm, clippedTolerance(a)})
		}
	}
	return list
}

// clippedTolerance allows for what a record does not have, the norms of the
// biases' gradients: a tenth of the squares where a is 1, as much as nothing
// where the first layer's weights are most of the gradient.
func clippedTolerance(a float64) float64 { return 1e-4 + 0.05/(a*a) }

// unclipped finds the baseline of a scenario that clips gradients.
func unclipped(d *study.Definition, s study.Scenario) (study.Scenario, bool) {
	if s.ClipNorm == 0 || exponent(s.Optimizer) != 2 {
		return s, false
	}
	s.ClipNorm = 0
	reference, _ := d.Scenario(d.Reference)
	for _, b := range append([]study.Scenario{reference}, d.Scenarios...) {
		if b = d.Resolve(b); comparable(s, b) && b.WeightDecay == 0 {
			return b, true
		}
	}
	return s, false
}

// XdW is rms XΔW as a multiple of the baseline's, from the norms of the first
// gradient of the baseline's weights, by layer.
func (c ClippedStep) XdW(gradient []float64) float64 {
	squares := 0.0
	for l, g := range gradient {
		if l == 0 {
			g *= c.A
		}
		squares += g * g
	}
	return c.A * c.A * c.Rate * min(1, c.Clip/math.Sqrt(squares))
}
