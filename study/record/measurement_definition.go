package record

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"firststep/study"
)

// checkDefinition returns an error where what a measurement holds is not what
// the values that it was made with ask for: other factors, fewer series,
// another number of controls. Values that it does not state are not looked at.
func (m *Measurement) checkDefinition() error {
	switch m.Kind {
	case study.SweepKind:
		return m.checkSweep()
	case study.StabilityKind:
		s := m.Stability
		if rates, ok := m.numbers("stability.rate_factors"); ok && len(rates) != len(s.Rates) {
			return fmt.Errorf("stability.rates: %d, where its definition has %d", len(s.Rates), len(rates))
		}
		if err := m.checkValue("stability.steps", strconv.Itoa(s.Steps)); err != nil {
			return err
		}
		return m.checkFactors("stability.factors", s.Factors)
	case study.ControlsKind:
		c := m.Controls
		if _, ok := m.Definition.Value("diagnostics.controls"); !ok {
			return nil
		}
		if err := m.checkValue("diagnostics.controls", strconv.Itoa(len(c.Controls))); err != nil {
			return err
		}
		if restored := m.named("restored.", ""); len(restored) != len(c.Restored) {
			return fmt.Errorf("controls.restored: %d, where its definition has %d", len(c.Restored), len(restored))
		}
		return m.checkValue("reference", c.Reference)
	case study.EndingsKind:
		return m.checkEndings()
	}
	return nil
}

// checkSweep is checkDefinition of a sweep: every optimizer on the first arm,
// the first one on the others, in this order.
func (m *Measurement) checkSweep() error {
	if err := m.checkFactors("sweep.factors", m.Sweep.Factors); err != nil {
		return err
	}
	optimizers := m.named("sweep.", ".learning_rate")
	if len(optimizers) == 0 {
		return nil
	}
	var want, have []string
	for _, optimizer := range optimizers {
		want = append(want, BothArm+" "+optimizer)
	}
	want = append(want, FeaturesArm+" "+optimizers[0], WeightsArm+" "+optimizers[0])
	for _, s := range m.Sweep.Series {
		have = append(have, s.Arm+" "+s.Optimizer)
		if rate, ok := m.numbers("sweep." + s.Optimizer + ".learning_rate"); ok && !slices.Equal(rate, []Float{s.LearningRate}) {
			return fmt.Errorf("sweep.series: %v is no learning rate of %.60q in its definition", s.LearningRate, s.Optimizer)
		}
	}
	if !slices.Equal(have, want) {
		return fmt.Errorf("sweep.series: %.200q, where its definition has %.200q", have, want)
	}
	return nil
}

func (m *Measurement) checkFactors(field string, factors []Float) error {
	if want, ok := m.numbers(field); ok && !slices.Equal(factors, want) {
		return fmt.Errorf("%s: %.200v, where its definition has %.200v", field, factors, want)
	}
	return nil
}

func (m *Measurement) checkValue(field, value string) error {
	if want, ok := m.Definition.Value(field); ok && value != want {
		return fmt.Errorf("%s: %.60q, where its definition has %.60q", field, value, want)
	}
	return nil
}

// numbers are those that a field of the definition lists.
func (m *Measurement) numbers(field string) (list []Float, ok bool) {
	text, ok := m.Definition.Value(field)
	if !ok {
		return nil, false
	}
	for word := range strings.SplitSeq(strings.Trim(text, "[]"), ", ") {
		x, err := strconv.ParseFloat(word, 64)
		if err != nil {
			return nil, true // which no list of numbers equals
		}
		list = append(list, Float(x))
	}
	return list, true
}

// named are what stands between a prefix and a suffix, or up to the next point,
// in the names of the definition's fields, each once.
func (m *Measurement) named(prefix, suffix string) (names []string) {
	for _, f := range m.Definition {
		name, ok := strings.CutPrefix(f.Name, prefix)
		if !ok || !strings.HasSuffix(name, suffix) {
			continue
		}
		if name, _, ok = strings.Cut(name, "."); ok && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
