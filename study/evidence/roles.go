package evidence

import "firststep/study/theory"

// Roles names the scenarios that the story is told with; a study that has
// none for a part leaves it empty. All but the reference have the reference
// as their baseline, and the first scenario listed takes the part.
type Roles struct {
	Reference string
	Broken    string // the same function, thrown further by the first step: features a, weights 1/a
	Restored  string // the same function at every step: the first layer's rate divided by a²
	AllRates  string // the same first step in the first layer, but another course: every rate divided by a²
	Raised    string // the reference with its first layer's rate multiplied by a²
}

// Roles finds the parts by what theory predicts, whatever the scenarios are called.
func (d Data) Roles() Roles {
	r := Roles{Reference: d.Definition.Reference}
	for _, p := range d.Predictions {
		if part := r.part(d, p); part != nil && *part == "" {
			*part = p.Scenario
		}
	}
	return r
}

// part returns the part that a scenario qualifies for, nil if for none.
func (r *Roles) part(d Data, p theory.Prediction) *string {
	const above = 1 + 1e-9 // one, but for the rounding of divisors
	s := d.Scenario(p.Scenario)
	switch {
	case p.Baseline != r.Reference || p.IsBaseline() || s.RateDivisorSteps != "":
		return nil // as is one whose rates change on the way
	case p.SameTrajectory && p.A != 1:
		return &r.Restored
	case p.A != 1 && s.LearningRateDivisor == 1 && p.XdW > above:
		return &r.Broken
	case p.A != 1 && s.LearningRateDivisor != 1:
		return &r.AllRates
	case p.A == 1 && p.XdW > above:
		return &r.Raised
	}
	return nil
}
