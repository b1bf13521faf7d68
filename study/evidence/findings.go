package evidence

import (
	"slices"

	"firststep/study"
	"firststep/study/theory"
)

// Findings are what may be told of a study: its data, the parts that scenarios
// play which were run, and the pairs that theory says more of than of others.
type Findings struct {
	Data
	Roles // of scenarios that were run

	Controls    []theory.Prediction // pairs of different scale that have to agree bit for bit
	Adam        []theory.Prediction // pairs under Adam
	Unpredicted []study.Scenario    // scenarios that nothing is predicted of, and that are nobody's baseline
}

// Gather finds them in data. Where the reference itself collapses in every run,
// no scenario is the broken one.
func Gather(d Data) *Findings {
	e := &Findings{Data: d, Roles: d.Roles()}
	for _, part := range []*string{&e.Broken, &e.Restored, &e.AllRates, &e.Raised} {
		if !e.HasRun(*part) || !e.HasRun(e.Reference) {
			*part = ""
		}
	}
	if o := e.Outcome(e.Reference); len(o.All) > 0 && o.Collapsed() == len(o.All) {
		e.Broken = "" // of two networks that both collapse, neither is the one that works
	}
	for _, p := range d.Predictions {
		switch {
		case p.IsBaseline() || !e.HasRun(p.Scenario) || !e.HasRun(p.Baseline):
		case p.Exact && p.SameTrajectory && p.A != 1:
			e.Controls = append(e.Controls, p)
		case e.Scenario(p.Scenario).Optimizer == "adam":
			e.Adam = append(e.Adam, p)
		}
	}
	for _, s := range d.Definition.Scenarios {
		if e.HasRun(s.Name) && e.isUnpredicted(s.Name) {
			e.Unpredicted = append(e.Unpredicted, s)
		}
	}
	return e
}

// isUnpredicted reports whether nothing is predicted from or for a scenario.
func (e *Findings) isUnpredicted(name string) bool {
	return name != e.Reference && !slices.ContainsFunc(e.Predictions, func(p theory.Prediction) bool {
		return (p.Scenario == name || p.Baseline == name) && !p.IsBaseline()
	})
}
