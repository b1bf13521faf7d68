package study

import (
	"maps"
	"slices"
)

// Sweep is the table [sweep]: first steps alone, beginning with the
// reference, with features multiplied and weights divided by a factor.
type Sweep struct {
	Factors    []float64 `toml:"factors"`
	Optimizers []string  `toml:"optimizers"`

	// Expect claims, by optimizer, with which power of the factor the step in
	// the pre-activations grows.
	Expect map[string]float64 `toml:"expect,omitempty"`
}

func defaultSweep() *Sweep {
	return &Sweep{
		Factors:    []float64{1, 2, 3, 4, 8, 10, 16, 30, 32, 64, 100, 128, 255, 256},
		Optimizers: []string{"sgd", "adam"},
	}
}

// sweep reads the table, where there is one.
func (t table) sweep(d *Definition) {
	t, ok := t.table("sweep")
	if !ok {
		return
	}
	d.Sweep = defaultSweep()
	t.refuseUnknown()
	t.numbers("factors", &d.Sweep.Factors)
	t.words("optimizers", &d.Sweep.Optimizers, optimizers)
	if expected, ok := t.table("expect"); ok {
		expected.name = "sweep.expect"
		expected.exponents(d.Sweep)
	}
}

// exponents reads what is claimed of each optimizer.
func (t table) exponents(s *Sweep) {
	for _, key := range slices.Sorted(maps.Keys(t.values)) {
		e, _ := t.get(key)
		if !slices.Contains(optimizers, key) {
			e.key = printableKey(key)
			e.refuse("is no optimizer", "write "+alternatives(optimizers))
			continue
		}
		var exponent float64
		t.number(key, &exponent)
		if s.Expect == nil {
			s.Expect = map[string]float64{}
		}
		s.Expect[key] = exponent
	}
}

// checkSweep refuses a claim of an optimizer that the sweep does not take.
func (r *reader) checkSweep() {
	s := r.definition.Sweep
	if s == nil || !r.sound("sweep", "optimizers", "expect") {
		return
	}
	for _, optimizer := range slices.Sorted(maps.Keys(s.Expect)) {
		if !slices.Contains(s.Optimizers, optimizer) {
			r.key("sweep", "expect").report("claims something of "+optimizer+", which is not among the optimizers", "add it there, or remove the claim")
		}
	}
}

// adamRate is the learning rate of Adam and RMSprop where no scenario says
// another.
const adamRate = 0.001

// SweepRate returns the learning rate at which a sweep takes the first step
// of an optimizer: that of the first scenario that uses it; where there is
// none 0.001 for Adam and RMSprop, and else that of [training].
func (d *Definition) SweepRate(optimizer string) float64 {
	for _, s := range d.Scenarios {
		if s = d.Resolve(s); s.Optimizer == optimizer {
			return s.LearningRate
		}
	}
	if optimizer == "adam" || optimizer == "rmsprop" {
		return adamRate
	}
	return d.Training.LearningRate
}
