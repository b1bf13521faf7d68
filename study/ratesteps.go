package study

import (
	"fmt"
	"strconv"
	"strings"
)

// A StepRange is the steps from First to Last of a training, counted from 1,
// and all from First on where Last is 0.
type StepRange struct{ First, Last int }

const stepRangeForms = `write it like "1", "2-" or "1-10": steps are counted from 1`

// parseStepRange reads "1", "2-" or "1-10".
func parseStepRange(text string) (StepRange, error) {
	from, to, isRange := strings.Cut(text, "-")
	if !isRange {
		to = from
	}
	var r StepRange
	var err1, err2 error
	r.First, err1 = strconv.Atoi(from)
	if to != "" {
		r.Last, err2 = strconv.Atoi(to)
	}
	if err1 != nil || err2 != nil || strings.Contains(text, "+") || r.First < 1 || to != "" && r.Last < r.First || r.First > maxSteps || r.Last > maxSteps {
		return StepRange{}, fmt.Errorf("%s is no range of steps; %s", quote(text), stepRangeForms)
	}
	return r, nil
}

// String writes a range as a definition has it: "1", "2-" or "1-10".
func (r StepRange) String() string {
	switch r.Last {
	case 0:
		return strconv.Itoa(r.First) + "-"
	case r.First:
		return strconv.Itoa(r.First)
	}
	return fmt.Sprintf("%d-%d", r.First, r.Last)
}

// Contains reports whether a step is in the range.
func (r StepRange) Contains(step int) bool {
	return step >= r.First && (r.Last == 0 || step <= r.Last)
}

// DividedSteps are the steps in which the rate divisors apply.
func (s Scenario) DividedSteps() StepRange {
	r, err := parseStepRange(s.RateDivisorSteps)
	if err != nil {
		return StepRange{First: 1} // the key is absent, for Parse accepts no other text
	}
	return r
}

// RatesAt returns, of a scenario that Definition.Resolve has filled in, the
// learning rate at a step, counted from 1, of every parameter but the first
// layer's weights, and that of these, with the divisors that apply in it and
// the warm-up applied in float64: the optimizer narrows them to float32 once.
// Step k of a warm-up of n steps has k/n of the rate, rate·k first.
func (s Scenario) RatesAt(step int) (rate, firstLayer float64) {
	rate, firstLayer = s.LearningRate, s.LearningRate
	if s.DividedSteps().Contains(step) {
		rate = s.LearningRate / s.LearningRateDivisor
		firstLayer = rate / s.FirstLayerRateDivisor
	}
	if step < s.WarmupSteps {
		k, n := float64(step), float64(s.WarmupSteps)
		rate, firstLayer = float64(rate*k)/n, float64(firstLayer*k)/n
	}
	return rate, firstLayer
}

// Rates is RatesAt of the first step.
func (s Scenario) Rates() (rate, firstLayer float64) { return s.RatesAt(1) }

// RateChanges lists the steps in which the divisors begin or cease to apply,
// after the first.
func (s Scenario) RateChanges() (steps []int) {
	r := s.DividedSteps()
	if r.First > 1 {
		steps = append(steps, r.First)
	}
	if r.Last != 0 {
		steps = append(steps, r.Last+1)
	}
	return steps
}

// rateSteps moves the steps in which rate divisors apply. Empty counts as
// absent, so that a definition can show every key.
func (t table) rateSteps(to *string) {
	e, ok := t.get("rate_divisor_steps")
	if !ok {
		return
	}
	text, ok := e.string()
	if !ok || text == "" {
		return
	}
	r, err := parseStepRange(text)
	if err != nil {
		e.refuse("is "+quote(text)+", which is no range of steps", stepRangeForms)
		return
	}
	*to = r.String()
}

// checkRateSteps refuses a range of steps that changes no rate, and writes one
// that goes on to the end of the training as such.
func (r *reader) checkRateSteps() {
	d := &r.definition
	counted := r.sound("training", "batch", "epochs") && r.sound("dataset", "train") && d.Training.Batch <= d.Dataset.Train
	for i := range d.Scenarios {
		s, e := &d.Scenarios[i], r.scenarioKey(i, "rate_divisor_steps")
		if s.RateDivisorSteps == "" || !r.key("", "scenario").node.item(i).sound() {
			continue
		}
		if s.LearningRateDivisor == 1 && s.FirstLayerRateDivisor == 1 {
			e.report("says when rate divisors apply, and there is none", "give a learning_rate_divisor or a first_layer_rate_divisor, or remove it")
		}
		if s.Name == d.Reference && d.Stability != nil {
			e.report("belongs to the reference, whose rate [stability] varies", "remove it, the table, or choose another reference")
		}
		if !counted {
			continue
		}
		steps, divided := d.steps(), s.DividedSteps()
		if divided.First > steps {
			e.report(fmt.Sprintf("begins at step %d, and a training has %d", divided.First, steps), "lower it")
		}
		if divided.Last >= steps {
			divided.Last = 0
		}
		if s.RateDivisorSteps = divided.String(); divided == (StepRange{First: 1}) {
			s.RateDivisorSteps = ""
		}
	}
}
