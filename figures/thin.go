package figures

import (
	"slices"

	"gonum.org/v1/plot/plotter"

	"firststep/study"
)

// ThinnedAbove is how many steps all traces of a study may have together
// before they are thinned for drawing: about three hundred megabytes of text.
const ThinnedAbove = 10_000_000

// thinned is what drawing needs of a trace that was thinned.
type thinned struct {
	losses, accuracies plotter.XYs // smoothed, over steps
}

// Thin returns the result for drawing among very many others: its curves are
// smoothed already, as they are for figures of d.
// All losses stay: numbers are never computed from what was thinned.
func (r Result) Thin(d *study.Definition) Result {
	window := Data{Definition: d}.smoothing()
	r.thinned = &thinned{
		losses:     slices.Clip(smoothed(r.losses(), window, median)),
		accuracies: slices.Clip(smoothed(r.accuracies(d.Training.Batch), window, mean)),
	}
	trace := *r.Trace
	trace.Correct = nil
	r.Trace = &trace
	return r
}

// IsThinned reports whether the trace is no longer all of it.
func (r Result) IsThinned() bool { return r.thinned != nil }

// smoothLosses are a run's losses over steps, the median of each window.
func (r Result) smoothLosses(window int) plotter.XYs {
	if r.thinned != nil {
		return slices.Clone(r.thinned.losses)
	}
	return smoothed(r.losses(), window, median)
}

// smoothAccuracies are the shares of a run's batches that were classified
// rightly, the mean of each window.
func (r Result) smoothAccuracies(window, batch int) plotter.XYs {
	if r.thinned != nil {
		return slices.Clone(r.thinned.accuracies)
	}
	return smoothed(r.accuracies(batch), window, mean)
}
