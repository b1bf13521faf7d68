package runner

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
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
	Workers int // runs side by side; 0: runtime.GOMAXPROCS
	Events  func(Event)

	// Check is given every run with what it measured, one at a time, from the
	// workers' goroutines. The record is complete: it encodes to the bytes
	// that a store would hold.
	Check func(study.Run, *record.Run, *record.Trace)
}

// Retrain trains every run of a plan and saves nothing. Its errors are those
// of [Run].
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
	runs := o.Plan.Runs
	s := &session{Options: Options{Plan: o.Plan, Events: o.Events}, trainer: t, set: set,
		due: len(runs), summary: Summary{Left: len(runs)}}
	next := make(chan study.Run, len(runs))
	for _, run := range slices.SortedStableFunc(slices.Values(runs), func(a, b study.Run) int { return -cmp.Compare(a.FLOPs, b.FLOPs) }) {
		next <- run
	}
	close(next)
	workers := o.Workers
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	var wait sync.WaitGroup
	for range min(workers, len(runs)) {
		wait.Go(func() {
			for run := range next {
				if ctx.Err() == nil {
					s.retrainOne(ctx, run, o.Check)
				}
			}
		})
	}
	wait.Wait()
	if s.summary.Left > 0 && ctx.Err() != nil {
		s.errs = append(s.errs, context.Cause(ctx))
	}
	return errors.Join(s.errs...)
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

// Sample returns the plan of n of a plan's runs, the same n on every machine:
// a hash of the whole plan and of each run draws them. It is the plan itself
// where that has no more.
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
	part.Runs = nil
	for _, run := range plan.Runs {
		if drawn[run.Name()] {
			part.Runs = append(part.Runs, run)
		}
	}
	return &part
}
