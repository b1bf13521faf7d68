package evidence

import (
	"cmp"
	"slices"

	"firststep/study"
	"firststep/study/theory"
	"firststep/study/words"
)

// Roles names the scenarios that the story is told with; a study that has
// none for a part leaves it empty. All but the reference have the reference
// as their baseline, and all are of one factor a.
type Roles struct {
	Reference string
	Broken    string // the same function, thrown further by the first step: features a, weights 1/a
	Restored  string // the same function at every step: the first layer's rate divided by a²; under Adam by a, and up to its ε
	AllRates  string // the same first step in the first layer, but another course: every rate divided by a²
	Raised    string // the reference with its first layer's rate multiplied by a²
}

// Roles finds the parts by what theory predicts, whatever the scenarios are
// called. Of several factors the story is that of one whose broken network has
// a restored partner, then of one whose broken network collapses, then of the
// largest; of several scenarios for a part the first one listed takes it.
func (d Data) Roles() Roles {
	cast := Roles{Reference: d.Definition.Reference}
	factor := 1.0
	if casts := d.casts(); len(casts) > 0 {
		best := slices.MaxFunc(casts, d.compareCasts)
		cast, factor = best.Roles, best.a
	}
	thrown := d.Prediction(cast.Broken).XdW
	for _, p := range d.Predictions {
		fits := factor == 1 || words.Near(p.XdW, factor*factor) || words.Near(p.XdW, 1/(factor*factor)) || words.Near(p.XdW, thrown)
		if part := cast.part(d, p); part == &cast.Raised && *part == "" && fits {
			*part = p.Scenario
		}
	}
	return cast
}

// Thrown returns the pair that was run whose first steps theory has furthest apart,
// the longer one first: the broken network and the reference, and where none is
// broken the pair of the largest factor. Both are empty where theory has no step
// longer than another.
func (d Data) Thrown() (scenario, baseline string) {
	if r := d.Roles(); d.HasRun(r.Broken) && d.HasRun(r.Reference) {
		return r.Broken, r.Reference
	}
	const above = 1 + 1e-9 // as many, but for the rounding of divisors
	largest := 1.0
	for _, p := range d.Predictions {
		if d.HasRun(p.Scenario) && d.HasRun(p.Baseline) && p.XdW > largest*above {
			scenario, baseline, largest = p.Scenario, p.Baseline, p.XdW
		}
	}
	return scenario, baseline
}

// A cast is the scenarios of one factor, but for the raised one, whose factor
// is that of its rate.
type cast struct {
	a float64
	Roles
}

// casts are those of every factor, in the order of the definition.
func (d Data) casts() []*cast {
	var casts []*cast
	for _, p := range d.Predictions {
		own := &cast{p.A, Roles{Reference: d.Definition.Reference}}
		if part := own.part(d, p); part == nil || part == &own.Raised {
			continue
		}
		if i := slices.IndexFunc(casts, func(c *cast) bool { return words.Near(c.a, p.A) }); i >= 0 {
			own = casts[i]
		} else {
			casts = append(casts, own)
		}
		if part := own.part(d, p); *part == "" {
			*part = p.Scenario
		}
	}
	return casts
}

// compareCasts orders by how much of the story a cast tells.
func (d Data) compareCasts(x, y *cast) int {
	return cmp.Or(
		compareBool(x.Broken != "", y.Broken != ""),
		compareBool(x.Restored != "", y.Restored != ""),
		compareBool(d.collapses(x.Broken), d.collapses(y.Broken)),
		cmp.Compare(max(x.a, 1/x.a), max(y.a, 1/y.a)),
	)
}

func compareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return 1
	}
	return -1
}

// collapses reports whether a run of a scenario does; of one that has not been
// run, whether it is expected to.
func (d Data) collapses(scenario string) bool {
	if d.HasRun(scenario) {
		return d.Outcome(scenario).Collapsed() > 0
	}
	return d.Scenario(scenario).Expectation().Kind == study.Collapses
}

// part returns the part that a scenario qualifies for, nil if for none.
func (r *Roles) part(d Data, p theory.Prediction) *string {
	const above = 1 + 1e-9 // one, but for the rounding of divisors
	s := d.Scenario(p.Scenario)
	switch {
	case p.Baseline != r.Reference || p.IsBaseline() || s.RateDivisorSteps != "" || s.WarmupSteps != d.Scenario(r.Reference).WarmupSteps:
		return nil // as is one whose rates change on the way
	case (p.SameTrajectory || p.UpToEpsilon) && p.A != 1:
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

// Sibling returns the scenario that starts as the broken network does, but with
// the learning rate of its first layer's weights divided by first and every
// other rate by every, in all steps, both as multiples of the broken network's;
// it is empty where the study has none.
func (d Data) Sibling(first, every float64) string {
	roles := d.Roles()
	broken := d.Scenario(roles.Broken)
	rate, firstRate := broken.Rates()
	for _, p := range d.Predictions {
		s := d.Scenario(p.Scenario)
		own, ownFirst := s.Rates()
		if p.Scenario != roles.Broken && p.Baseline == roles.Reference && s.RateDivisorSteps == "" && s.Optimizer == broken.Optimizer &&
			words.Near(p.A, d.Prediction(roles.Broken).A) && words.Near(rate/own, every) && words.Near(firstRate/ownFirst, first) {
			return p.Scenario
		}
	}
	return ""
}
