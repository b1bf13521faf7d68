package mlp

import (
	"fmt"
	"math"

	"firststep/study/internal/kernel"
)

// Optimizers. What each does to a parameter is written at the rule of its
// name in package kernel. Rates are float64 until they are narrowed to
// float32, once.
const (
	SGD      = "sgd"
	Momentum = "momentum" // decay 0.9
	Adam     = "adam"     // β₁ = 0.9, β₂ = 0.999, ε = 1e-8, as published
)

const (
	momentumDecay = 0.9
	adamDecay1    = 0.9
	adamDecay2    = 0.999
	adamEpsilon   = 1e-8
)

// An optimizer holds the rules that the parameters are updated by.
type optimizer struct {
	firstWeights kernel.Rule
	others       kernel.Rule // every parameter but the first layer's weights
	advance      func()      // sets the rules for the next step
}

// weights returns the rule for the weights of layer l.
func (o *optimizer) weights(l int) kernel.Rule {
	if l == 0 {
		return o.firstWeights
	}
	return o.others
}

func newOptimizer(c Config) (*optimizer, error) {
	if c.FirstLayerTrust != 0 && c.Optimizer != SGD {
		return nil, fmt.Errorf("mlp: a trust coefficient goes with %q, not with %q", SGD, c.Optimizer)
	}
	next := c.rates()
	switch c.Optimizer {
	case SGD:
		first, others := &kernel.SGD{}, &kernel.SGD{}
		return &optimizer{firstWeights: first, others: others, advance: func() {
			r := next()
			first.Rate, others.Rate = float32(r.FirstLayerRate), float32(r.Rate)
		}}, nil
	case Momentum:
		first, others := &kernel.Momentum{Decay: momentumDecay}, &kernel.Momentum{Decay: momentumDecay}
		return &optimizer{firstWeights: first, others: others, advance: func() {
			r := next()
			first.Rate, others.Rate = float32(r.FirstLayerRate), float32(r.Rate)
		}}, nil
	case Adam:
		return newAdam(c), nil
	}
	return nil, fmt.Errorf("mlp: optimizer %q is not known; use %q, %q or %q", c.Optimizer, SGD, Momentum, Adam)
}

// rates returns a function that gives the rates of each step in turn.
func (c Config) rates() func() Rates {
	step, now, later := 0, Rates{1, c.Rate, c.FirstLayerRate}, c.Later
	return func() Rates {
		step++
		for len(later) > 0 && later[0].Step <= step {
			now, later = later[0], later[1:]
		}
		return now
	}
}

// newAdam returns Adam's rules, whose scalars change with every step.
func newAdam(c Config) *optimizer {
	rule := kernel.Adam{
		Decay1: adamDecay1, Fresh1: 1 - adamDecay1,
		Decay2: adamDecay2, Fresh2: 1 - adamDecay2,
		Epsilon: adamEpsilon,
	}
	first, others := rule, rule
	next := c.rates()
	power1, power2 := 1.0, 1.0 // β₁ᵗ and β₂ᵗ
	return &optimizer{firstWeights: &first, others: &others, advance: func() {
		power1 = float64(power1 * adamDecay1)
		power2 = float64(power2 * adamDecay2)
		r := next()
		first.Scale = float32(-r.FirstLayerRate / (1 - power1))
		others.Scale = float32(-r.Rate / (1 - power1))
		first.Correction = float32(1 / math.Sqrt(1-power2))
		others.Correction = first.Correction
	}}
}
