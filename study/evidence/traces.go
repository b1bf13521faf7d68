package evidence

import (
	"math"
	"slices"
	"sync"

	"firststep/study"
	"firststep/study/compare"
)

// A Curve is a quantity over another, in increasing X.
type Curve []Point

// A Point of a Curve.
type Point struct{ X, Y float64 }

// ThinnedAbove is how many steps all traces of a study may have together
// before they are thinned for drawing: about three hundred megabytes of text.
const ThinnedAbove = 10_000_000

// smoothed is what drawing needs of a trace, each curve smoothed once for all
// figures.
type smoothed struct {
	losses, accuracies func() Curve // over steps
}

func (d Data) smooth(r Result) *smoothed {
	return &smoothed{
		losses:     sync.OnceValue(func() Curve { return slices.Clip(d.smoothLosses(r)) }),
		accuracies: sync.OnceValue(func() Curve { return slices.Clip(d.smoothAccuracies(r)) }),
	}
}

// Thin returns the result for drawing among very many others: its curves are
// smoothed already, as they are for figures of d.
// All losses stay: numbers are never computed from what was thinned.
func (r Result) Thin(d *study.Definition) Result {
	r.smoothed, r.thinned = Data{Definition: d}.smooth(r), true
	r.smoothed.losses()
	r.smoothed.accuracies()
	trace := *r.Trace
	trace.Correct = nil
	r.Trace = &trace
	return r
}

// IsThinned reports whether the trace is no longer all of it.
func (r Result) IsThinned() bool { return r.thinned }

// Losses are a run's losses by step, from step 1 on.
func (r Result) Losses() Curve {
	points := make(Curve, len(r.Trace.Loss))
	for i, l := range r.Trace.Loss {
		points[i] = Point{float64(i + 1), float64(l)}
	}
	return points
}

// SmoothLosses are a run's losses over steps, the median of each of the windows
// that steps are taken together in.
func (d Data) SmoothLosses(r Result) Curve {
	if r.smoothed != nil {
		return slices.Clone(r.smoothed.losses())
	}
	return d.smoothLosses(r)
}

func (d Data) smoothLosses(r Result) Curve {
	return r.Losses().smoothed(d.Window(), median)
}

// SmoothAccuracies are the shares of a run's batches that were classified
// rightly, over steps, the mean of each window.
func (d Data) SmoothAccuracies(r Result) Curve {
	if r.smoothed != nil {
		return slices.Clone(r.smoothed.accuracies())
	}
	return d.smoothAccuracies(r)
}

func (d Data) smoothAccuracies(r Result) Curve {
	points := make(Curve, len(r.Trace.Correct))
	for i, c := range r.Trace.Correct {
		points[i] = Point{float64(i + 1), float64(c) / float64(d.Definition.Training.Batch)}
	}
	return points.smoothed(d.Window(), func(s compare.Sample) float64 { return s.Mean })
}

func median(s compare.Sample) float64 { return s.Quantile(0.5) }

// Window is how many of a training's steps are taken together: 25 of 3436,
// fewer of fewer, so that short trainings are smoothed and long ones keep
// their shape.
func (d Data) Window() int {
	return max(1, int(0.43*math.Sqrt(float64(d.Steps()))))
}

// smoothed puts the middle of each window of so many points at its middle.
// Points that are not finite end the curve, so a last window may be shorter;
// one of less than half is left out.
func (c Curve) smoothed(window int, middle func(compare.Sample) float64) Curve {
	c = c.firstStretch()
	var out Curve
	for i := 0; i < len(c); i += window {
		end := min(i+window, len(c))
		if end-i < (window+1)/2 && i > 0 {
			break
		}
		ys := make([]float64, 0, window)
		for _, p := range c[i:end] {
			ys = append(ys, p.Y)
		}
		out = append(out, Point{(c[i].X + c[end-1].X) / 2, middle(compare.Of(ys))})
	}
	return out
}

// firstStretch is the first part of a curve that is finite.
func (c Curve) firstStretch() Curve {
	notFinite := func(p Point) bool { return math.IsNaN(p.Y) || math.IsInf(p.Y, 0) }
	for len(c) > 0 && notFinite(c[0]) {
		c = c[1:]
	}
	if end := slices.IndexFunc(c, notFinite); end >= 0 {
		return c[:end]
	}
	return c
}
