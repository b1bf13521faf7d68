package study

import "fmt"

// Stability is the table [stability]: short trainings, beginning with the
// reference, over a factor as in Sweep and a rate, once that of the first
// layer's weights alone and once that of every parameter.
type Stability struct {
	Steps       int       `toml:"steps"`
	Factors     []float64 `toml:"factors"`
	RateFactors []float64 `toml:"rate_factors"` // the rates, as multiples of the reference's
}

// MapLastSteps is how many steps at the end of a training of a map its loss is
// the mean of.
const MapLastSteps = 10

const (
	maxMapSteps           = 1_000_000
	defaultStabilitySteps = 50
)

// defaultStability has rates in steps of 4 and factors in steps of 2, so that
// the cells along a diagonal of the map's first-layer part are one function.
// They reach below 1/256², the rate that is right for the largest factor.
func defaultStability() *Stability {
	s := &Stability{Steps: defaultStabilitySteps}
	for a := 1.0; a <= 256; a *= 2 {
		s.Factors = append(s.Factors, a)
	}
	for rate := 0x1p-18; rate <= 64; rate *= 4 {
		s.RateFactors = append(s.RateFactors, rate)
	}
	return s
}

// stability reads the table, where there is one.
func (t table) stability(d *Definition) {
	if t, ok := t.table("stability"); ok {
		d.Stability = defaultStability()
		t.refuseUnknown()
		t.count("steps", &d.Stability.Steps, 1, maxMapSteps)
		t.numbers("factors", &d.Stability.Factors)
		t.numbers("rate_factors", &d.Stability.RateFactors)
	}
}

// checkMapSize bounds the trainings of a map.
func (r *reader) checkMapSize() {
	s := r.definition.Stability
	if s == nil || !r.sound("stability", "steps", "factors", "rate_factors") {
		return
	}
	if steps := float64(len(s.Factors)) * float64(len(s.RateFactors)) * float64(s.Steps); steps > maxSteps {
		r.key("stability", "steps").report(fmt.Sprintf("makes a map of %.3g steps", steps), "a map has at most 1e9; lower steps, or list fewer factors")
	}
}
