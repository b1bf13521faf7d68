package study

import (
	"fmt"
	"maps"
	"slices"
)

// Bounds on the tables of deeper measurements.
const (
	maxControls = 1000
	maxFactors  = 1000
	minFactor   = 1e-9
	maxFactor   = 1e9
	maxMapSteps = 1_000_000
)

// deeper reads the tables that ask for deeper measurements.
func (t table) deeper(d *Definition) {
	if t, ok := t.table("diagnostics"); ok {
		d.Diagnostics = &Diagnostics{Controls: defaultControls}
		t.refuseUnknown()
		t.count("controls", &d.Diagnostics.Controls, 0, maxControls)
	}
	if t, ok := t.table("curvature"); ok {
		d.Curvature = &Curvature{}
		t.refuseUnknown()
		t.slugs("scenarios", &d.Curvature.Scenarios)
	}
	if t, ok := t.table("sweep"); ok {
		d.Sweep = defaultSweep()
		t.sweep(d.Sweep)
	}
	if t, ok := t.table("stability"); ok {
		d.Stability = defaultStability()
		t.refuseUnknown()
		t.count("steps", &d.Stability.Steps, 1, maxMapSteps)
		t.numbers("factors", &d.Stability.Factors)
		t.numbers("rate_factors", &d.Stability.RateFactors)
	}
}

func (t table) sweep(s *Sweep) {
	t.refuseUnknown()
	t.numbers("factors", &s.Factors)
	t.words("optimizers", &s.Optimizers, optimizers)
	expected, ok := t.table("expect")
	if !ok {
		return
	}
	expected.name = "sweep.expect"
	for _, key := range slices.Sorted(maps.Keys(expected.values)) {
		e, _ := expected.get(key)
		if !slices.Contains(optimizers, key) {
			e.key = printableKey(key)
			e.refuse("is no optimizer", "write "+alternatives(optimizers))
			continue
		}
		var exponent float64
		expected.number(key, &exponent)
		if s.Expect == nil {
			s.Expect = map[string]float64{}
		}
		s.Expect[key] = exponent
	}
}

// numbers moves an increasing array of finite numbers above zero.
func (t table) numbers(key string, to *[]float64) {
	elements, ok := t.list(key, "an array of numbers, as [1, 2, 4],")
	if !ok {
		return
	}
	*to = nil
	for _, e := range elements {
		var x float64
		if e.asNumber(&x); !e.node.faulty && (x < minFactor || x > maxFactor) {
			e.refuse("is "+formatNumber(x), "write a number from 1e-9 to 1e9")
		}
		if n := len(*to); n > 0 && x <= (*to)[n-1] && !e.node.faulty {
			e.refuse(fmt.Sprintf("is %s after %s", formatNumber(x), formatNumber((*to)[n-1])), "list numbers in increasing order, each once")
		}
		*to = append(*to, x)
	}
}

// words moves an array of different words, each one of those allowed.
func (t table) words(key string, to *[]string, allowed []string) {
	t.strings(key, to, func(e element, s string) {
		if !slices.Contains(allowed, s) {
			e.refuse("is "+quote(s)+", which is not known", "write "+alternatives(allowed))
		}
	})
}

// slugs moves an array of different names of scenarios.
func (t table) slugs(key string, to *[]string) {
	t.strings(key, to, func(e element, s string) {
		if !isSlug(s) {
			e.refuse("is "+quote(s)+", which is no name of a scenario", "write that of a scenario of this study")
		}
	})
}

// strings moves an array of different strings that check does not refuse.
func (t table) strings(key string, to *[]string, check func(e element, s string)) {
	elements, ok := t.list(key, "an array of strings")
	if !ok {
		return
	}
	*to = nil
	for _, e := range elements {
		s, ok := e.string()
		if !ok {
			continue
		}
		if check(e, s); e.node.faulty {
			continue
		}
		if slices.Contains(*to, s) {
			e.refuse("is "+quote(s)+" a second time", "remove one of them")
			continue
		}
		*to = append(*to, s)
	}
}

// list returns the elements of an array that is neither empty nor too long.
func (t table) list(key, want string) ([]element, bool) {
	e, ok := t.get(key)
	if !ok {
		return nil, false
	}
	elements, ok := e.elements(want)
	if !ok {
		return nil, false
	}
	if len(elements) == 0 || len(elements) > maxFactors {
		e.refuse(fmt.Sprintf("lists %d values", len(elements)), fmt.Sprintf("write from 1 to %d", maxFactors))
		return nil, false
	}
	return elements, true
}

// checkDeeper checks what the tables of deeper measurements say of scenarios,
// and fills in the scenarios of [curvature].
func (r *reader) checkDeeper() {
	d := &r.definition
	for i, s := range d.Scenarios {
		if r.key("", "scenario").node.item(i).sound() {
			r.checkFeatures(i, s)
		}
	}
	if d.Curvature != nil {
		if d.Curvature.Scenarios == nil && r.sound("curvature", "scenarios") {
			d.Curvature.Scenarios = d.defaultCurvature()
		}
		e := r.key("curvature", "scenarios")
		for i, name := range d.Curvature.Scenarios {
			if r.sound("curvature", "scenarios") {
				element{table: e.table, key: e.key, node: e.node.item(i)}.checkScenario("names", name, d.names())
			}
		}
	}
	if d.Sweep != nil && r.sound("sweep", "optimizers", "expect") {
		r.checkSweep()
	}
	r.checkMapSize()
}

// checkSweep refuses a claim of an optimizer that the sweep does not take.
func (r *reader) checkSweep() {
	s := r.definition.Sweep
	for _, optimizer := range slices.Sorted(maps.Keys(s.Expect)) {
		if !slices.Contains(s.Optimizers, optimizer) {
			r.key("sweep", "expect").report("claims something of "+optimizer+", which is not among the optimizers", "add it there, or remove the claim")
		}
	}
}

// checkFeatures refuses a scenario that says two things of one quantity.
func (r *reader) checkFeatures(i int, s Scenario) {
	if s.Standardise && s.FeatureDivisor != 1 {
		r.scenarioKey(i, "standardise").report("goes with a feature_divisor",
			"remove one of them: standardised features are divided by their deviation")
	}
	if s.FirstLayerTrustCoefficient != 0 && s.FirstLayerRateDivisor != 1 {
		r.scenarioKey(i, "first_layer_trust_coefficient").report("goes with a first_layer_rate_divisor",
			"remove one of them: the coefficient sets the first layer's rate at every step")
	}
	if s.FirstLayerTrustCoefficient != 0 && r.definition.Resolve(s).Optimizer != "sgd" {
		r.scenarioKey(i, "first_layer_trust_coefficient").report("goes with an optimizer other than SGD",
			`write optimizer = "sgd", or remove it`)
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
