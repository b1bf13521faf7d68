// Package theory predicts, from a definition alone and before any run, what
// the first step does in each scenario.
package theory

import "firststep/study"

// A Prediction compares a scenario with its baseline: the scenario named by
// its "same as" or "identical to", else the reference where both start as the
// same function under the same kind of optimizer, else the first scenario
// listed of which that is true. A scenario without one is its own baseline.
//
// With features a times the baseline's, weights c times the baseline's, and
// a·c = 1, both compute the same function; with r the ratio of their first
// layers' rates, the chain rule gives for the first update under SGD and
// momentum, Adam in parentheses:
//
//	ΔW' = a·r·ΔW  (r·ΔW),   ‖ΔW'‖/‖W'‖ = a·r/c …,   X'ΔW' = a²·r·XΔW  (a·r·XΔW)
type Prediction struct {
	Scenario string
	Baseline string  // its own name where nothing can be predicted
	A        float64 // features, as a multiple of the baseline's
	Rate     float64 // r

	Delta    float64 // ‖ΔW‖ as a multiple of the baseline's
	Relative float64 // ‖ΔW‖/‖W‖ likewise
	XdW      float64 // rms XΔW likewise
	Exponent int     // XdW = A^Exponent · Rate: 2 for SGD and momentum, 1 for Adam

	// SameTrajectory: all rates are such that both stay one function at every
	// step. Exact: every factor is a power of two, so in float32 they agree
	// bit for bit.
	SameTrajectory bool
	Exact          bool
}

// IsBaseline reports whether the scenario is its own baseline, so that
// nothing is predicted of it.
func (p Prediction) IsBaseline() bool { return p.Scenario == p.Baseline }

// Predict returns a prediction for every scenario, in the definition's order.
func Predict(d *study.Definition) []Prediction { panic("unwritten") }
