package runner

import (
	"cmp"
	"context"
	"crypto/sha256"
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

	// Check is given every run with what was measured of it, and
	// CheckMeasurement everything that was measured beside them, one at a
	// time, from the workers' goroutines. The records are complete: they
	// encode to the bytes that a store would hold.
	Check            func(study.Run, *record.Run, *record.Trace)
	CheckMeasurement func(study.Measurement, *record.Measurement)
}

// Retrain trains every run of a plan, measures what it measures beside them,
// and saves nothing. Its errors are those of [Run].
func Retrain(ctx context.Context, o RetrainOptions) error {
	return retrain(ctx, o, trainer{open: dataset.Open, train: train})
}

func retrain(ctx context.Context, o RetrainOptions, t trainer) error {
	if err := mlp.KernelRefused(); err != nil {
		return err
	}
	set, err := t.open(ctx, source(o.Plan.Definition, o.Folder), o.Data)
	if err != nil {
		return err
	}
	if set.SHA256 != o.Plan.Identity.Dataset {
		return fmt.Errorf("the data here have SHA-256 %.12s…, and the study was made with %.12s…", set.SHA256, o.Plan.Identity.Dataset)
	}
	due := len(o.Plan.Runs) + len(o.Plan.Measurements)
	s := &session{Options: Options{Plan: o.Plan, Events: o.Events, Workers: o.Workers, Memory: o.Memory}, trainer: t, set: set,
		due: due, summary: Summary{Left: due}}
	s.inTurn(ctx, s.again(o), nil)
	if s.summary.Left > 0 && ctx.Err() != nil {
		s.errs = append(s.errs, context.Cause(ctx))
	}
	return errors.Join(s.errs...)
}

// again lists what a plan takes to be made again, the costliest first.
func (s *session) again(o RetrainOptions) []task {
	var list []task
	for _, run := range o.Plan.Runs {
		list = append(list, task{run.FLOPs, func(ctx context.Context, _ func()) { s.retrainOne(ctx, run, o.Check) }})
	}
	for _, m := range o.Plan.Measurements {
		list = append(list, task{m.FLOPs, func(ctx context.Context, _ func()) { s.remeasureOne(ctx, m, o.CheckMeasurement) }})
	}
	return costliestFirst(list)
}

func (s *session) retrainOne(ctx context.Context, run study.Run, check func(study.Run, *record.Run, *record.Trace)) {
	s.tell(Event{Kind: Started, Run: run})
	start := time.Now()
	r, trace, err := s.protected(ctx, run)
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

func (s *session) remeasureOne(ctx context.Context, m study.Measurement, check func(study.Measurement, *record.Measurement)) {
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

// Sample returns the plan of n of a plan's runs, the same n on every machine:
// a hash of the whole plan and of each run draws them. Nothing is measured
// beside them. It is the plan itself where that has no more runs.
func Sample(plan *study.Plan, n int) *study.Plan {
	if n >= len(plan.Runs) {
		return plan
	}
	whole := sha256.New()
	for _, run := range plan.Runs {
		fmt.Fprintln(whole, run.Key)
	}
	seed := whole.Sum(nil)
	lot := func(run study.Run) string { return record.Sum(fmt.Appendf(nil, "%x %s %s", seed, run.Name(), run.Key)) }
	drawn := map[string]bool{}
	for _, run := range slices.SortedFunc(slices.Values(plan.Runs), func(a, b study.Run) int { return cmp.Compare(lot(a), lot(b)) })[:n] {
		drawn[run.Name()] = true
	}
	part := *plan
	part.Runs, part.Measurements = nil, nil
	for _, run := range plan.Runs {
		if drawn[run.Name()] {
			part.Runs = append(part.Runs, run)
		}
	}
	return &part
}
