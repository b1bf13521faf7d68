package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"

	"firststep/figures"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
)

// draw draws what was compared into the folder of --figures: of several
// scenarios those of which there is something to tell, each with its name
// before that of the figure.
func (c *diffCommand) draw(s *session, d *compare.Diff, a, b *side) error {
	if err := os.MkdirAll(c.Figures, 0o777); err != nil {
		return err
	}
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
			path := filepath.Join(c.Figures, f.Name+".svg")
			if err := record.WriteAtomic(path, func(w io.Writer) error { return figures.WriteSVG(w, f) }); err != nil {
				return err
			}
			s.say("%s", path)
		}
	}
	return nil
}

// label is what a figure calls a side: no folder's name, so that figures of
// the same records are the same anywhere.
func (a *side) label(scenario string) string {
	if a.whole == nil {
		return a.results[0].Run.Name()
	}
	return a.data().Label(scenario)
}

// sharedDataset is that of a side that has one, unless the other has one of
// other classes.
func sharedDataset(a, b *side) *record.Dataset {
	switch {
	case a.dataset == nil:
		return b.dataset
	case b.dataset != nil && !slices.Equal(a.dataset.Classes, b.dataset.Classes):
		return nil
	}
	return a.dataset
}

func resultsOf(a *side, scenario string) []evidence.Result {
	var some []evidence.Result
	for _, r := range a.results {
		if r.Run.Scenario == scenario {
			some = append(some, r)
		}
	}
	return some
}
