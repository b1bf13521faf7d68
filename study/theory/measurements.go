package theory

import (
	"math"
	"slices"

	"firststep/study"
)

// Tolerances of the claims about measurements: how far a measured number may
// be from the predicted one, as a share of it unless said otherwise.
const (
	// criticalRateTolerance: the critical t of both is bisected to 10⁻⁷; what
	// differs is the rounding of features, weights and steps.
	criticalRateTolerance = 1e-5
	// eigenvalueTolerance: the eigenvalues are found to 10⁻⁶; what differs is
	// the rounding of features and weights.
	eigenvalueTolerance = 1e-4
	// sgdLawTolerance and adamLawTolerance are of exponents, absolute. Adam's
	// ε shows where gradients are small.
	sgdLawTolerance  = 1e-4
	adamLawTolerance = 1e-3
	// BorderTolerance is of the slope of a border in a map, absolute. Where the
	// grid is aligned the border moves by whole cells; what differs is the
	// rounding of features and weights near it.
	BorderTolerance = 0.15
)

// A Ratio predicts a quantity of a scenario as a multiple of its baseline's,
// of the same seed.
type Ratio struct {
	Scenario, Baseline string
	A                  float64 // a: features, as a multiple of the baseline's
	Factor             float64 // predicted quantity, likewise
	Tolerance          float64 // relative
}

// CriticalRates predicts the critical rate of the first layer's weights for
// every scenario under SGD or momentum that is a rescaling of another. With
// features a times and weights 1/a times the baseline's,
//
//	L(W' − η'∇'L) = L(W − a²η'∇L)
//
// as functions of the rate, since X'(W' − η'aXᵀδ) = XW − a²η'·XXᵀδ: the loss
// along the gradient is the same curve, passed a² times as fast, and crosses
// its start at a rate a² times smaller, whatever the rates in the definition.
func CriticalRates(d *study.Definition) []Ratio {
	if d.Diagnostics == nil {
		return nil
	}
	var list []Ratio
	for _, p := range Predict(d) {
		if !p.IsBaseline() && p.Exponent == 2 {
			list = append(list, Ratio{p.Scenario, p.Baseline, p.A, 1 / (p.A * p.A), criticalRateTolerance})
		}
	}
	return list
}

// BlockEigenvalues predicts the largest Hessian eigenvalue in the block of
// the first layer's weights, for every scenario of [curvature] that is a
// rescaling of another one there. The block is (X⊗1)ᵀ·H_Z·(X⊗1) with H_Z the
// Hessian with respect to the pre-activations, which is the same in both; so
// the block, and each of its eigenvalues, is a² times the baseline's. Of the
// whole network nothing is predicted: the other blocks stay as they are.
func BlockEigenvalues(d *study.Definition) []Ratio {
	if d.Curvature == nil {
		return nil
	}
	var list []Ratio
	for i, name := range d.Curvature.Scenarios {
		s, _ := d.Scenario(name)
		s = d.Resolve(s)
		for _, other := range d.Curvature.Scenarios[:i] {
			b, _ := d.Scenario(other)
			if b = d.Resolve(b); sameFunction(s, b) {
				a := factor(s, b)
				list = append(list, Ratio{name, other, a, a * a, eigenvalueTolerance})
				break
			}
		}
	}
	return list
}

// A Law predicts how the first step in the pre-activations grows with the
// factor a where features are multiplied and weights divided by it:
//
//	rms XΔW ∝ a^Exponent
//
// The rate is the same for all a. Where only one of the two is scaled, the
// function and with it δ differ, and nothing is predicted.
type Law struct {
	Optimizer string
	Exponent  float64  // 2 for SGD and momentum, 1 for Adam and RMSprop
	Expected  *float64 // what the definition claims; nil where it claims nothing
	Tolerance float64  // absolute, of the measured slope
}

// Laws returns the law of each optimizer of [sweep], in its order.
func Laws(d *study.Definition) []Law {
	if d.Sweep == nil {
		return nil
	}
	var list []Law
	for _, optimizer := range d.Sweep.Optimizers {
		law := Law{Optimizer: optimizer, Exponent: float64(exponent(optimizer)), Tolerance: sgdLawTolerance}
		if law.Exponent == 1 {
			law.Tolerance = adamLawTolerance
		}
		if expected, ok := d.Sweep.Expect[optimizer]; ok {
			law.Expected = &expected
		}
		list = append(list, law)
	}
	return list
}

// A Border predicts the slope of log critical rate against log a in a map of
// [stability], which separates the trainings that are broken.
type Border struct {
	Map       string  // the subject of the measurement
	Slope     float64 // −2 for the first layer under SGD and momentum, −1 under Adam and RMSprop
	Claimed   bool    // nothing is claimed of the global rate, which slows the other layers too
	Aligned   bool    // the rates of the grid meet the same functions at every factor
	Tolerance float64 // absolute
}

// Borders returns the predictions of both maps. In that of the first layer's
// rate, cells with the same a²·rate are the same function at every step
// (Adam: a·rate, at the first step), so that the border can only lie along
// them; not so where gradients are clipped or weights decay. In the global one
// a² is what the first layer alone would have.
func Borders(d *study.Definition) []Border {
	if d.Stability == nil {
		return nil
	}
	reference, _ := d.Scenario(d.Reference)
	reference = d.Resolve(reference)
	slope := -float64(exponent(reference.Optimizer))
	claimed := slope == -2 && reference.FirstLayerTrustCoefficient == 0 && reference.ClipNorm == 0 && reference.WeightDecay == 0
	aligned := isAligned(d.Stability, exponent(reference.Optimizer))
	return []Border{
		{study.FirstLayerMap, slope, claimed, aligned, BorderTolerance},
		{study.GlobalMap, slope, false, aligned, BorderTolerance},
	}
}

// isAligned reports whether a rate of a map, divided by the power of the ratio
// of two factors, is a rate of the map as well, or lies beyond them all. If not,
// each factor meets other functions than the next, and the slope of a border
// between them is that of the grid as much as that of the border.
func isAligned(s *study.Stability, power int) bool {
	low, high := slices.Min(s.RateFactors), slices.Max(s.RateFactors)
	for i, a := range s.Factors[1:] {
		met := false
		for _, rate := range s.RateFactors {
			moved := rate
			for range power {
				moved *= s.Factors[i] / a
			}
			onGrid := slices.ContainsFunc(s.RateFactors, func(r float64) bool { return math.Abs(r/moved-1) < 1e-9 })
			if !onGrid && moved > low && moved < high {
				return false
			}
			met = met || onGrid
		}
		if !met {
			return false
		}
	}
	return true
}

// RoundingClaims are the scenarios of which the controls, which are references
// that differ in roundings alone (see [study.Diagnostics]), are to tell that what
// is left between them and the reference is rounding: those that are expected
// to be the same as it, and are the same function at every step.
func RoundingClaims(d *study.Definition) []string {
	if d.Diagnostics == nil || d.Diagnostics.Controls == 0 {
		return nil
	}
	var names []string
	predictions := Predict(d)
	for _, s := range d.Restored() {
		i := slices.IndexFunc(predictions, func(p Prediction) bool { return p.Scenario == s.Name })
		if p := predictions[i]; p.SameTrajectory && p.Baseline == d.Reference {
			names = append(names, s.Name)
		}
	}
	return names
}
