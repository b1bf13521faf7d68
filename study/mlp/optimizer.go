package mlp

import (
	"fmt"
	"math"

	"firststep/study/internal/kernel"
)

// Optimizers. What each does to a parameter is written at the rule of its
// name in package kernel, RMSprop's at Adam's. Rates are float64 until they
// are narrowed to float32, once.
const (
	SGD      = "sgd"
	Momentum = "momentum" // decay 0.9
	Adam     = "adam"     // β₁ = 0.9, β₂ = 0.999, ε = 1e-8, as published
	RMSprop  = "rmsprop"  // α = 0.99, ε = 1e-8, PyTorch's defaults
)

const (
	momentumDecay = 0.9
	adamDecay1    = 0.9
	adamDecay2    = 0.999
	rmspropDecay  = 0.99
	epsilon       = 1e-8 // of Adam and RMSprop
)

// An optimizer holds the rules that the parameters are updated by.
type optimizer struct {
	weights []kernel.Rule // by layer
	biases  kernel.Rule
	advance func() // sets the rules for the next step
}

func newOptimizer(c Config) (*optimizer, error) {
	if c.FirstLayerTrust != 0 && (c.Optimizer != SGD || !c.isPlain()) {
		return nil, fmt.Errorf("mlp: a trust coefficient goes with %q alone, not with %q, clipping or decay", SGD, c.Optimizer)
	}
	first, others, set := c.rules()
	if set == nil {
		return nil, fmt.Errorf("mlp: optimizer %q is not known; use %q, %q, %q or %q", c.Optimizer, SGD, Momentum, Adam, RMSprop)
	}
	step := 0
	o := &optimizer{biases: others, advance: func() {
		step++
		if c.RatesAt != nil {
			c.Rate, c.FirstLayerRate = c.RatesAt(step)
		}
		set(c.FirstLayerRate, c.Rate)
	}}
	o.weights = append(o.weights, decaying(first, c.FirstLayerDecay))
	for range len(c.Sizes) - 2 {
		o.weights = append(o.weights, decaying(others, c.Decay))
	}
	return o, nil
}

// isPlain reports whether rules go by the gradient of the loss as it is.
func (c Config) isPlain() bool { return c.Clip == 0 && c.Decay == 0 && c.FirstLayerDecay == 0 }

func decaying(rule kernel.Rule, decay float64) kernel.Rule {
	if decay == 0 {
		return rule
	}
	return &kernel.Decay{Rate: float32(decay), Rule: rule}
}

// rules returns those of the first layer's weights and of all other parameters,
// without decay, and what sets their rates for the next step; nil where the
// optimizer is not known.
func (c Config) rules() (first, others kernel.Rule, set func(firstLayer, rate float64)) {
	switch c.Optimizer {
	case SGD:
		if !c.isPlain() { // what is scaled or decays might become subnormal
			return newMomentum(0)
		}
		f, o := &kernel.SGD{}, &kernel.SGD{}
		return f, o, func(firstLayer, rate float64) { f.Rate, o.Rate = float32(firstLayer), float32(rate) }
	case Momentum:
		return newMomentum(momentumDecay)
	case Adam:
		return newAdam()
	case RMSprop:
		rule := kernel.Adam{
			Decay1: 0, Fresh1: 1,
			Decay2: rmspropDecay, Fresh2: 1 - rmspropDecay,
			Correction: 1, Epsilon: epsilon,
		}
		f, o := rule, rule
		return &f, &o, func(firstLayer, rate float64) { f.Scale, o.Scale = float32(-firstLayer), float32(-rate) }
	}
	return nil, nil, nil
}

func newMomentum(decay float32) (first, others kernel.Rule, set func(firstLayer, rate float64)) {
	f, o := &kernel.Momentum{Decay: decay}, &kernel.Momentum{Decay: decay}
	return f, o, func(firstLayer, rate float64) { f.Rate, o.Rate = float32(firstLayer), float32(rate) }
}

// newAdam returns Adam's rules, whose scalars change with every step.
func newAdam() (first, others kernel.Rule, set func(firstLayer, rate float64)) {
	rule := kernel.Adam{
		Decay1: adamDecay1, Fresh1: 1 - adamDecay1,
		Decay2: adamDecay2, Fresh2: 1 - adamDecay2,
		Epsilon: epsilon,
	}
	f, o := rule, rule
	power1, power2 := 1.0, 1.0 // β₁ᵗ and β₂ᵗ
	return &f, &o, func(firstLayer, rate float64) {
		power1 = float64(power1 * adamDecay1)
		power2 = float64(power2 * adamDecay2)
		f.Scale = float32(-firstLayer / (1 - power1))
		o.Scale = float32(-rate / (1 - power1))
		f.Correction = float32(1 / math.Sqrt(1-power2))
		o.Correction = f.Correction
	}
}
