package runner

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/record"
)

// A MeasurementItem is a measurement of a plan with what the store has of it.
type MeasurementItem struct {
	Measurement study.Job
	State       State
	Changes     []study.Change // of a stale one: the fields that differ, in the plan's order
	Err         error          // what was found of a damaged, blocked or older file
}

// Due reports whether the measurement has to be made.
func (i MeasurementItem) Due() bool { return i.State != UpToDate && i.State != Blocked }

// Reason says in one line why the measurement is in its state, as that of an
// [Item] does.
func (i MeasurementItem) Reason() string { return Item{Changes: i.Changes, Err: i.Err}.Reason() }

// MeasurementStatus compares what a plan measures beside its runs with the
// store, in the plan's order. It changes nothing.
func MeasurementStatus(plan *study.Plan, store *record.Store) []MeasurementItem {
	items := make([]MeasurementItem, len(plan.Measurements()))
	for i, m := range plan.Measurements() {
		items[i] = measurementStatusOf(m, store)
	}
	return items
}

func measurementStatusOf(m study.Job, store *record.Store) MeasurementItem {
	found, err := readMeasurement(m.Name(), store)
	switch {
	case err != nil:
		state := failedItem(study.Job{}, err)
		return MeasurementItem{Measurement: m, State: state.State, Err: state.Err}
	case found.Key != m.Key:
		return MeasurementItem{Measurement: m, State: Stale, Changes: changes(found.Definition, m.Fields)}
	}
	return MeasurementItem{Measurement: m, State: UpToDate}
}

// readMeasurements reads the measurements of a plan that are up to date.
func readMeasurements(plan *study.Plan, store *record.Store) ([]*record.Measurement, error) {
	var list []*record.Measurement
	for _, item := range MeasurementStatus(plan, store) {
		if item.State != UpToDate {
			continue
		}
		m, err := store.Measurement(item.Measurement.Name())
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

// A measureFunc makes one measurement. When ctx ends it returns the error of
// ctx. What it returns lacks what identifyMeasurement adds.
type measureFunc func(ctx context.Context, set *dataset.Set, d *study.Definition, m study.Job, b bench) (*record.Measurement, error)

// A bench is how a measureFunc tells of its progress and spreads its work.
type bench struct {
	progress func(step int)                     // to be called with the steps taken of m.Steps, one call at a time
	share    func(count int, do func(part int)) // does so many parts, several at once where workers are free
}

var measureFuncs = map[string]measureFunc{
	study.CurvatureKind: measureCurvature,
	study.SweepKind:     measureSweep,
	study.StabilityKind: measureStability,
	study.ControlsKind:  measureControls,
}

// A measurementError is why one measurement of several failed.
type measurementError struct {
	Measurement study.Job
	Err         error
}

// Error names the measurement and the beginning of its key.
func (e *measurementError) Error() string {
	return fmt.Sprintf("%s (key %.12s): %v", e.Measurement.Name(), e.Measurement.Key, e.Err)
}

func (e *measurementError) Unwrap() error { return e.Err }

// dueMeasurements picks the measurements to make, or returns the errors of
// those that can neither be read nor replaced.
func (o Options) dueMeasurements() (due []MeasurementItem, err error) {
	for _, item := range MeasurementStatus(o.Plan, o.Store) {
		if item.State == Blocked {
			err = errors.Join(err, item.Err)
		}
		if item.Due() || o.Force {
			due = append(due, item)
		}
	}
	return due, err
}

// prepareMeasurements finds what would keep the measurements from being saved,
// and moves damaged files out of the way.
func (s *session) prepareMeasurements(due []MeasurementItem) error {
	names := make([]string, len(due))
	for i, item := range due {
		names[i] = item.Measurement.Name()
	}
	if err := s.Store.PrepareMeasurements(names); err != nil {
		return err
	}
	for _, item := range due {
		if item.State != Damaged {
			continue
		}
		moved, err := s.Store.SetAsideMeasurement(item.Measurement.Name())
		if err == nil && len(moved) == 0 && measurementStatusOf(item.Measurement, s.Store).State == Damaged {
			moved, err = s.Store.SetAsideForeign(s.Store.MeasurementPath(item.Measurement.Name()))
		}
		if err != nil {
			return err
		}
		for _, path := range moved {
			s.tell(Event{Kind: SetAside, Measurement: &item.Measurement, Path: path, Err: item.Err})
		}
	}
	return nil
}

// measureOne makes and saves a measurement, as trainOne does with a run.
func (s *session) measureOne(ctx context.Context, m study.Job, stop func()) {
	if !s.Force && measurementStatusOf(m, s.Store).State == UpToDate {
		s.count(func() { s.summary.UpToDate++ })
		return // another process has done it meanwhile
	}
	s.tell(Event{Kind: Started, Measurement: &m})
	start := time.Now()
	result, err := s.protectedMeasure(ctx, m)
	seconds := time.Since(start).Seconds()
	switch {
	case err != nil && ctx.Err() != nil:
		return // interrupted: the measurement is left
	case err != nil:
		s.failMeasurement(m, err)
		return
	}
	identifyMeasurement(result, m)
	if err := s.Store.SaveMeasurement(result); err != nil {
		s.failMeasurement(m, err)
		stop()
		return
	}
	s.count(func() {
		s.summary.Measured++
		s.timings = append(s.timings, record.Timing{
			Run: timingName(m), Seconds: record.Float(seconds), GFLOP: record.Float(m.FLOPs / 1e9),
		})
		s.notePace(s.timings[len(s.timings)-1])
	})
	s.tell(Event{Kind: Finished, Measurement: &m, Seconds: seconds})
}

// measurementTimings begins the names of measurements among the timings.
const measurementTimings = "measurements/"

func timingName(m study.Job) string { return measurementTimings + m.Name() }

func isMeasurement(t record.Timing) bool { return strings.HasPrefix(t.Run, measurementTimings) }

func (s *session) protectedMeasure(ctx context.Context, m study.Job) (result *record.Measurement, err error) {
	defer func() {
		switch value := recover().(type) {
		case nil:
		case *PanicError: // of a shared part
			err = value
		default:
			err = &PanicError{value, debug.Stack()}
		}
	}()
	return measureFuncs[m.Kind](ctx, s.set, s.Plan.Definition, m, bench{share: s.queue.share, progress: func(step int) {
		s.tell(Event{Kind: Stepped, Measurement: &m, Step: min(step, m.Steps)})
	}})
}

func (s *session) failMeasurement(m study.Job, cause error) {
	err := &measurementError{m, cause}
	s.count(func() {
		s.summary.Failed++
		s.errs = append(s.errs, err)
	})
	s.tell(Event{Kind: Failed, Measurement: &m, Err: err})
}

// identifyMeasurement fills in what a result says of what it is of.
func identifyMeasurement(r *record.Measurement, m study.Job) {
	r.Schema, r.Key, r.Kind, r.Subject, r.Seed = record.Schema, m.Key, m.Kind, m.Subject, m.Seed
	r.Definition = slices.Clone(m.Fields)
}

// batches yields the batches that trainings of a seed take, from the first
// step on: so many, over as many epochs as that needs. It ends early with
// ctx.
func batches(ctx context.Context, set *dataset.Set, d *study.Definition, seed int64, count int) func(yield func(step int, batch []int32) bool) {
	return func(yield func(int, []int32) bool) {
		step := 0
		for epoch := 1; step < count; epoch++ {
			order := dataset.Order(seed, epoch, set.Train.Len(), d.Training.ShuffleBuffer)
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
