package study

import "slices"

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

const (
	maxControls     = 1000
	defaultControls = 20
)

// diagnostics reads the table, where there is one.
func (t table) diagnostics(d *Definition) {
	if t, ok := t.table("diagnostics"); ok {
		d.Diagnostics = &Diagnostics{Controls: defaultControls}
		t.refuseUnknown()
		t.count("controls", &d.Diagnostics.Controls, 0, maxControls)
	}
}

// RestoredOf returns those of the restored scenarios that have a seed.
func (d *Definition) RestoredOf(seed int64) []Scenario {
	return slices.DeleteFunc(d.Restored(), func(s Scenario) bool {
		return len(s.Seeds) > 0 && !slices.Contains(s.Seeds, seed)
	})
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
