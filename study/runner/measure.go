package runner

import (
	"context"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/record"
)

// A doFunc does one job and returns its result, and of a run the trace. When ctx
// ends it returns the error of ctx. What it returns lacks what says which job it
// is of.
type doFunc func(ctx context.Context, set *dataset.Set, d *study.Definition, job study.Job, b bench) (record.Result, *record.Trace, error)

// A bench is how a job tells of its progress and spreads its work.
type bench struct {
	progress func(step int)                     // to be called with the steps taken of those of the job, one call at a time
	share    func(count int, do func(part int)) // does so many parts, several at once where workers are free
	keep     *course                            // to be kept of a run, or nil
	course   func(run study.Job) *course        // that a run has left, or nil
}

// A trainFunc is a doFunc of a run.
type trainFunc func(ctx context.Context, set *dataset.Set, d *study.Definition, run study.Job, progress func(step int), keep *course) (*record.Run, *record.Trace, error)

// A measureFunc is a doFunc of a measurement.
type measureFunc func(ctx context.Context, set *dataset.Set, d *study.Definition, m study.Job, b bench) (*record.Measurement, error)

var measureFuncs = map[string]measureFunc{
	study.CurvatureKind: measureCurvature,
	study.SweepKind:     measureSweep,
	study.StabilityKind: measureStability,
	study.ControlsKind:  measureControls,
	study.EndingsKind:   measureEndings,
}

// doFunc returns what does a job of a kind.
func (t trainer) doFunc(kind string) doFunc {
	return func(ctx context.Context, set *dataset.Set, d *study.Definition, job study.Job, b bench) (record.Result, *record.Trace, error) {
		if kind == study.RunKind {
			return t.train(ctx, set, d, job, b.progress, b.keep)
		}
		m, err := measureFuncs[kind](ctx, set, d, job, b)
		return m, nil, err
	}
}

// batches yields the batches that trainings of a seed take, from the first
// step on: so many, over as many epochs as that needs. It ends early with
// ctx.
func batches(ctx context.Context, set *dataset.Set, d *study.Definition, seed int64, count int) func(yield func(step int, batch []int32) bool) {
	return func(yield func(int, []int32) bool) {
		step := 0
		for epoch := 1; step < count; epoch++ {
			order := dataset.First((count-step)*d.Training.Batch, seed, epoch, set.Train.Len(), d.Training.ShuffleBuffer)
			for ; len(order) >= d.Training.Batch && step < count; order = order[d.Training.Batch:] {
				step++
				if ctx.Err() != nil || !yield(step, order[:d.Training.Batch]) {
					return
				}
			}
		}
	}
}

// scaled returns the scenario with features times a and weights over a.
func scaled(s study.Scenario, a float64) study.Scenario {
	s.FeatureDivisor /= a
	s.WeightDivisor *= a
	return s
}
