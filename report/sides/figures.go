package sides

import (
	"slices"

	"firststep/figures"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
)

// Figures draw what was compared: of several scenarios those of which there is
// something to tell, each with its name before that of the figure.
func Figures(d *compare.Diff, a, b *Side) []figures.Figure {
	var all []figures.Figure
	tell, _ := d.Telling()
	for _, comparison := range tell {
		v := figures.Versus{
			LabelA: a.label(comparison.ScenarioA), LabelB: b.label(comparison.ScenarioB),
			A: resultsOf(a, comparison.ScenarioA), B: resultsOf(b, comparison.ScenarioB), Comparison: comparison, Dataset: sharedDataset(a, b),
		}
		for _, f := range v.Figures() {
			if len(d.Comparisons) > 1 {
				f.Name = comparison.ScenarioA + "-" + f.Name
			}
			all = append(all, f)
		}
	}
	return all
}

// label is what a figure calls a side: no folder's name, so that figures of
// the same records are the same anywhere.
func (a *Side) label(scenario string) string {
	if a.whole == nil {
		return a.results[0].Run.Name()
	}
	return a.data().Label(scenario)
}

// sharedDataset is that of a side that has one, unless the other has one of
// other classes.
func sharedDataset(a, b *Side) *record.Dataset {
	switch {
	case a.dataset == nil:
		return b.dataset
	case b.dataset != nil && !slices.Equal(a.dataset.Classes, b.dataset.Classes):
		return nil
	}
	return a.dataset
}

func resultsOf(a *Side, scenario string) []evidence.Result {
	var some []evidence.Result
	for _, r := range a.results {
		if r.Run.Scenario == scenario {
			some = append(some, r)
		}
	}
	return some
}
