package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/mlp"
	"firststep/study/record"
)

// A retraining says what is done again, and who is told.
type retraining struct {
	VerifyOptions

	// steps, if not nil, is how many steps a run's record has, 0 where that is
	// not known. A training that goes on beyond them is another one: it is
	// stopped there, and check is given no record of it. Who wrote the record
	// may have written a definition that takes years.
	steps func(study.Job) int

	// check is given every job with its result, and of a run the trace, one at a
	// time, from the workers' goroutines. The results are complete: they encode to
	// the bytes that a store would hold. The result is nil of a run that goes on
	// beyond its record.
	check func(study.Job, record.Result, *record.Trace)

	checkDataset func(*record.Dataset) // nil, or is given what dataset.json has to say
}

// A DataError says that nothing can be trained, for the images cannot be read.
type DataError struct{ Err error }

func (e *DataError) Error() string { return e.Err.Error() }

func (e *DataError) Unwrap() error { return e.Err }

// retrain does every job of a plan and saves nothing.
func retrain(ctx context.Context, o retraining, t trainer) error {
	if err := mlp.KernelRefused(); err != nil {
		return err
	}
	size, err := dataSize(o.Plan.Definition, o.Folder, o.Memory)
	if err != nil {
		return &DataError{err}
	}
	set, err := t.open(ctx, source(o.Plan.Definition, o.Folder), o.Data)
	switch {
	case err != nil && ctx.Err() != nil:
		return err
	case err != nil:
		return &DataError{err}
	}
	if set.SHA256 != o.Plan.Identity.Dataset {
		return fmt.Errorf("the data here have SHA-256 %.12s…, and the study was made with %.12s…", set.SHA256, o.Plan.Identity.Dataset)
	}
	if o.checkDataset != nil {
		o.checkDataset(describe(set))
	}
	if o.steps != nil {
		t.train = stoppedBeyond(o.steps, t.train)
	}
	due := len(o.Plan.Jobs)
	s := &session{Options: Options{Plan: o.Plan, Events: o.Events, Workers: o.Workers, Memory: o.Memory, size: size}, trainer: t, set: set,
		due: due, summary: Summary{Left: due}}
	s.inTurn(ctx, o.Plan.Jobs, func(job study.Job) { s.doAgain(ctx, job, o.check) })
	if s.summary.Left > 0 && ctx.Err() != nil {
		s.errs = append(s.errs, context.Cause(ctx))
	}
	return errors.Join(s.errs...)
}

var errBeyond = errors.New("the training goes on beyond the steps of its record")

// stoppedBeyond is a training that ends in errBeyond where it takes more steps
// than are known of it.
func stoppedBeyond(known func(study.Job) int, train trainFunc) trainFunc {
	return func(ctx context.Context, set *dataset.Set, d *study.Definition, run study.Job, progress func(step int), keep *course) (*record.Run, *record.Trace, error) {
		ctx, stop := context.WithCancelCause(ctx)
		defer stop(nil)
		limit := known(run)
		return train(ctx, set, d, run, func(step int) {
			if limit > 0 && step > limit {
				stop(errBeyond)
			}
			progress(step)
		}, keep)
	}
}

func (s *session) doAgain(ctx context.Context, job study.Job, check func(study.Job, record.Result, *record.Trace)) {
	s.tell(Event{Kind: Started, Job: job})
	start := time.Now()
	r, trace, err := s.protected(ctx, job)
	switch {
	case errors.Is(err, errBeyond):
		r, trace = nil, nil
	case err != nil && ctx.Err() == nil:
		s.fail(job, err)
		return
	case err != nil:
		return
	}
	if run, ok := r.(*record.Run); ok {
		run.Trace = record.TraceFile{Rows: len(trace.Loss), SHA256: record.Sum(record.EncodeTrace(trace, len(run.Ending.DeadUnits)))}
	}
	s.count(func() { check(job, r, trace) })
	s.tell(Event{Kind: Finished, Job: job, Result: r, Seconds: time.Since(start).Seconds()})
}

// Sample returns the plan of n of a plan's runs and n of its measurements, in
// their order, the same on every machine: a hash of the draw and of each one's
// key picks them. It is the plan itself where that has no more, or n is 0.
func Sample(plan *study.Plan, n int, draw string) *study.Plan {
	if n < 1 || n >= len(plan.Runs()) && n >= len(plan.Measurements()) {
		return plan
	}
	part := *plan
	part.Jobs = append(drawn(plan.Runs(), n, draw), drawn(plan.Measurements(), n, draw)...)
	return &part
}

// drawn picks n of a list, or all where there are no more.
func drawn(list []study.Job, n int, draw string) []study.Job {
	lots := make([]string, len(list))
	for i, job := range list {
		lots[i] = record.Sum(fmt.Appendf(nil, "%s %s %s", draw, job.Name(), job.Key))
	}
	if n >= len(list) {
		return list
	}
	last := slices.Sorted(slices.Values(lots))[n]
	var picked []study.Job
	for i, x := range list {
		if lots[i] < last {
			picked = append(picked, x)
		}
	}
	return picked
}
