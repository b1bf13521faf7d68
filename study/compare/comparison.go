package compare

import (
	"errors"
	"slices"

	"firststep/study"
)

// A Comparison is the difference of the runs of one scenario from those of
// another, or of the same scenario elsewhere. A difference is B less A.
type Comparison struct {
	ScenarioA string `json:"scenario_a"`
	ScenarioB string `json:"scenario_b"`
	// Paired: runs of the same seed are compared with one another. Otherwise
	// no seed is on both sides, and there are no Pairs.
	Paired bool    `json:"paired"`
	OnlyA  []int64 `json:"only_a"` // seeds that one side alone has, where runs are paired
	OnlyB  []int64 `json:"only_b"`

	Changes []study.Change `json:"changes"` // of what determined the runs
	Pairs   []Pair         `json:"pairs"`

	Center     string       `json:"center"` // "mean" or "interquartile mean"
	Quantities []Difference `json:"quantities"`
	Reach      Reach        `json:"reach"`

	chosen bool // quantities were asked for
}

// A Pair is two runs compared bit by bit.
type Pair struct {
	SeedA   int64    `json:"seed_a"`
	SeedB   int64    `json:"seed_b"`
	Same    Sameness `json:"same"`
	Parting *Parting `json:"parting,omitempty"`      // the first difference in what the function does, where there is one
	Losses  *Parting `json:"loss_parting,omitempty"` // the first of the losses of the batches
}

// SameScenario reports whether both sides are of the same scenario, so that
// every bit is expected to agree, and not those of the function alone.
func (c *Comparison) SameScenario() bool { return c.ScenarioA == c.ScenarioB }

// bitsDiffer reports whether any pair differs in a bit: of all that was
// measured, and between two scenarios of losses and logits.
func (c *Comparison) bitsDiffer() bool {
	return slices.ContainsFunc(c.Pairs, func(p Pair) bool {
		return p.Same == Different || p.Same == Function && c.SameScenario()
	})
}

// Tabled reports whether there is anything to see in the quantities: one that
// differs, or was asked for.
func (c *Comparison) Tabled() bool {
	return c.chosen || len(c.With(Equal)) < len(c.Quantities)
}

// Count returns how many pairs are the same to a degree.
func (c *Comparison) Count(s Sameness) int {
	n := 0
	for _, p := range c.Pairs {
		if p.Same == s {
			n++
		}
	}
	return n
}

// With returns the quantities on which the verdict is v.
func (c *Comparison) With(v Verdict) []Difference {
	var some []Difference
	for _, d := range c.Quantities {
		if d.Verdict == v {
			some = append(some, d)
		}
	}
	return some
}

// Find returns the quantity of a name.
func (c *Comparison) Find(name string) (Difference, bool) {
	i := slices.IndexFunc(c.Quantities, func(d Difference) bool { return d.Quantity == name })
	if i < 0 {
		return Difference{}, false
	}
	return c.Quantities[i], true
}

// Scenarios compares the runs of one scenario, all of different seeds, with
// those of another. Single runs are a pair whatever their seeds.
func Scenarios(a, b []Run, o Options) (*Comparison, error) {
	c := &Comparison{
		ScenarioA: a[0].Record.Scenario, ScenarioB: b[0].Record.Scenario,
		OnlyA: []int64{}, OnlyB: []int64{}, Changes: []study.Change{}, Pairs: []Pair{},
		Center: "mean", chosen: len(o.Quantities) > 0,
	}
	of := centre(meanOf)
	if o.Interquartile {
		if len(a) < BootstrapFrom || len(b) < BootstrapFrom {
			return nil, errors.New("interquartile means need 20 seeds on either side")
		}
		c.Center, of = "interquartile mean", interquartileMean
	}
	list, err := selected(quantities(min(hidden(a), hidden(b)), o.Parameters), o.Quantities)
	if err != nil {
		return nil, err
	}
	pairs := c.align(a, b)
	for _, p := range pairs {
		c.Pairs = append(c.Pairs, compareBits(p))
	}
	if c.Paired {
		a, b = firsts(pairs), seconds(pairs)
	}
	c.Changes = append(c.Changes, changes(a, b)...)
	for _, q := range list {
		c.Quantities = append(c.Quantities, c.difference(q, a, b, of))
	}
	c.adjust()
	return c, nil
}
