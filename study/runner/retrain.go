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

// RetrainOptions say what [Retrain] trains and how.
type RetrainOptions struct {
	Plan    *study.Plan // the whole or a part
	Folder  string      // of the study, where the files of an "idx" source lie
	Data    dataset.Options
	Workers int   // runs side by side; 0: runtime.GOMAXPROCS
	Memory  int64 // bytes that they may take; 0: any
	Events  func(Event)

	// Steps, if not nil, is how many steps a run's record has, 0 where that is
	// not known. A training that goes on beyond them is another one: it is
	// stopped there, and Check is given no record of it. Who wrote the record
	// may have written a definition that takes years.
	Steps func(study.Job) int

	// Check is given every run with what was measured of it, and
	// CheckMeasurement everything that was measured beside them, one at a
	// time, from the workers' goroutines. The records are complete: they
	// encode to the bytes that a store would hold.
	Check            func(study.Job, *record.Run, *record.Trace)
	CheckMeasurement func(study.Job, *record.Measurement)

	// CheckDataset, if not nil, is given what dataset.json has to say.
	CheckDataset func(*record.Dataset)
}

// A DataError says that nothing can be trained, for the images cannot be read.
type DataError struct{ Err error }

func (e *DataError) Error() string { return e.Err.Error() }

func (e *DataError) Unwrap() error { return e.Err }

// Retrain trains every run of a plan, measures what it measures beside them,
// and saves nothing. Its errors are those of [Run], and a [*DataError].
func Retrain(ctx context.Context, o RetrainOptions) error {
	return retrain(ctx, o, trainer{open: dataset.Open, train: train})
}

func retrain(ctx context.Context, o RetrainOptions, t trainer) error {
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
	if o.CheckDataset != nil {
		o.CheckDataset(describe(set))
	}
	if o.Steps != nil {
		t.train = stoppedBeyond(o.Steps, t.train)
	}
	due := len(o.Plan.Runs()) + len(o.Plan.Measurements())
	s := &session{Options: Options{Plan: o.Plan, Events: o.Events, Workers: o.Workers, Memory: o.Memory, size: size}, trainer: t, set: set,
		due: due, summary: Summary{Left: due}}
	s.inTurn(ctx, s.again(o), nil)
	if s.summary.Left > 0 && ctx.Err() != nil {
		s.errs = append(s.errs, context.Cause(ctx))
	}
	return errors.Join(s.errs...)
}

var errBeyond = errors.New("the training goes on beyond the steps of its record")

// stoppedBeyond is a training that ends in errBeyond where it takes more steps
// than are known of it.
func stoppedBeyond(known func(study.Job) int, train trainFunc) trainFunc {
	return func(ctx context.Context, set *dataset.Set, d *study.Definition, run study.Job, progress func(step, steps int)) (*record.Run, *record.Trace, error) {
		ctx, stop := context.WithCancelCause(ctx)
		defer stop(nil)
		limit := known(run)
		return train(ctx, set, d, run, func(step, steps int) {
			if limit > 0 && step > limit {
				stop(errBeyond)
			}
			progress(step, steps)
		})
	}
}

// again lists what a plan takes to be made again, the costliest first.
func (s *session) again(o RetrainOptions) []task {
	var list []task
	for _, run := range o.Plan.Runs() {
		list = append(list, task{run.Cost, func(ctx context.Context, _ func()) { s.retrainOne(ctx, run, o.Check) }})
	}
	for _, m := range o.Plan.Measurements() {
		list = append(list, task{m.FLOPs, func(ctx context.Context, _ func()) { s.remeasureOne(ctx, m, o.CheckMeasurement) }})
	}
	return costliestFirst(list)
}

func (s *session) retrainOne(ctx context.Context, run study.Job, check func(study.Job, *record.Run, *record.Trace)) {
	s.tell(Event{Kind: Started, Run: run})
	start := time.Now()
	r, trace, err := s.protected(ctx, run)
	if errors.Is(err, errBeyond) {
		s.count(func() { check(run, nil, nil) })
		s.tell(Event{Kind: Finished, Run: run, Seconds: time.Since(start).Seconds()})
		return
	}
	if err != nil {
		if ctx.Err() == nil {
			s.fail(run, err)
		}
		return
	}
	identify(r, run)
	r.Trace = record.TraceFile{Rows: len(trace.Loss), SHA256: record.Sum(record.EncodeTrace(trace, len(r.Ending.DeadUnits)))}
	s.count(func() { check(run, r, trace) })
	s.tell(Event{Kind: Finished, Run: run, Result: r, Seconds: time.Since(start).Seconds()})
}

func (s *session) remeasureOne(ctx context.Context, m study.Job, check func(study.Job, *record.Measurement)) {
	s.tell(Event{Kind: Started, Measurement: &m})
	start := time.Now()
	r, err := s.protectedMeasure(ctx, m)
	if err != nil {
		if ctx.Err() == nil {
			s.failMeasurement(m, err)
		}
		return
	}
	identifyMeasurement(r, m)
	s.count(func() { check(m, r) })
	s.tell(Event{Kind: Finished, Measurement: &m, Seconds: time.Since(start).Seconds()})
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
