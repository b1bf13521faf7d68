package study

// Diagnostics is the table [diagnostics]. Where a definition has it, every
// run records how its first step came about and what it did, and how its
// first hundred steps went; and trainings that should be the same function
// as the reference's are compared with it.
type Diagnostics struct {
	// Controls is how many times, for each seed, the reference is trained
	// with its first-layer weights moved by one unit in the last place, to
	// see what rounding alone does. 0: none, and no comparison.
	Controls int `toml:"controls"`
}

// Curvature is the table [curvature]: the largest eigenvalue of the loss's
// Hessian at the start, for each seed.
type Curvature struct {
	// Scenarios are by name. Left out: the reference, and the first scenario
	// of every other scaling that computes the same function.
	Scenarios []string `toml:"scenarios"`
}

// Sweep is the table [sweep]: first steps alone, beginning with the
// reference, with features multiplied and weights divided by a factor.
type Sweep struct {
	Factors    []float64 `toml:"factors"`
	Optimizers []string  `toml:"optimizers"`

	// Expect claims, by optimizer, with which power of the factor the step in
	// the pre-activations grows.
	Expect map[string]float64 `toml:"expect,omitempty"`
}

// Stability is the table [stability]: short trainings, beginning with the
// reference, over a factor as in Sweep and a rate, once that of the first
// layer's weights alone and once that of every parameter.
type Stability struct {
	Steps       int       `toml:"steps"`
	Factors     []float64 `toml:"factors"`
	RateFactors []float64 `toml:"rate_factors"` // the rates, as multiples of the reference's
}

// Defaults of the tables of deeper measurements. The map's rates go in steps
// of 4 and its factors in steps of 2, so that the cells along a diagonal of
// its first-layer part are one function.
const (
	defaultControls       = 20
	defaultStabilitySteps = 50
)

func defaultSweep() *Sweep {
	return &Sweep{
		Factors:    []float64{1, 2, 3, 4, 8, 10, 16, 30, 32, 64, 100, 128, 255, 256},
		Optimizers: []string{"sgd", "adam"},
	}
}

func defaultStability() *Stability {
	s := &Stability{Steps: defaultStabilitySteps}
	for a := 1.0; a <= 256; a *= 2 {
		s.Factors = append(s.Factors, a)
	}
	for rate := 0x1p-14; rate <= 64; rate *= 4 {
		s.RateFactors = append(s.RateFactors, rate)
	}
	return s
}

// adamRate is the learning rate of Adam where no scenario says another.
const adamRate = 0.001

// SweepRate returns the learning rate at which a sweep takes the first step
// of an optimizer: that of the first scenario that uses it; where there is
// none 0.001 for Adam, and else that of [training].
func (d *Definition) SweepRate(optimizer string) float64 {
	for _, s := range d.Scenarios {
		if s = d.Resolve(s); s.Optimizer == optimizer {
			return s.LearningRate
		}
	}
	if optimizer == "adam" {
		return adamRate
	}
	return d.Training.LearningRate
}

// Restored returns the scenarios that claim to be the same as the reference,
// other than by being identical: those that are compared with it step by step.
func (d *Definition) Restored() []Scenario {
	var list []Scenario
	for _, s := range d.Scenarios {
		if e := s.Expectation(); e.Kind == SameAs && e.Of == d.Reference {
			list = append(list, d.Resolve(s))
		}
	}
	return list
}

// sameScaling reports whether two scenarios start from the same features and
// weights.
func sameScaling(s, t Scenario) bool {
	return s.FeatureDivisor == t.FeatureDivisor && s.WeightDivisor == t.WeightDivisor && s.Standardise == t.Standardise
}

// defaultCurvature names the scenarios that Curvature.Scenarios describes.
func (d *Definition) defaultCurvature() []string {
	reference, ok := d.Scenario(d.Reference)
	if !ok {
		return nil
	}
	chosen := []Scenario{reference}
	for _, s := range d.Scenarios {
		known := false
		for _, c := range chosen {
			known = known || sameScaling(s, c)
		}
		ratio := (s.FeatureDivisor * s.WeightDivisor) / (reference.FeatureDivisor * reference.WeightDivisor)
		if !known && s.Standardise == reference.Standardise && ratio > 1-1e-12 && ratio < 1+1e-12 {
			chosen = append(chosen, s)
		}
	}
	names := make([]string, len(chosen))
	for i, s := range chosen {
		names[i] = s.Name
	}
	return names
}
