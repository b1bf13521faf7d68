package main

import (
	"errors"
	"io/fs"
	"runtime/debug"
	"slices"

	"firststep/report"
	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/runner"
)

// plan expands the study, or the part of it that is asked for.
func (o *opened) plan(p part) (*study.Plan, error) {
	o.part = p.flags()
	if err := o.expand(); err != nil {
		return nil, err
	}
	return o.whole.Select(study.Selection{Scenarios: p.Scenario, Seeds: p.Seeds})
}

func (o *opened) expand() (err error) {
	if o.carried != nil {
		o.whole = o.definition.Plan(o.carried.Plan().Identity)
		return nil
	}
	if o.whole, err = runner.NewPlan(o.definition, o.store.Path()); err == nil {
		err = runner.CheckMemory(o.definition, o.store.Path(), o.memory)
	}
	return o.placed(err)
}

// placed is an error with its place in the definition, where a key is at fault.
func (o *opened) placed(err error) error {
	if e, ok := errors.AsType[*dataset.SourceError](err); ok {
		return study.ProblemAt(o.file, o.written, "dataset", e.Key, e.What, e.Hint)
	}
	if e, ok := errors.AsType[*runner.DeviationError](err); ok {
		if whole, err := study.Parse(o.file, o.written, study.Limits{Memory: o.memory}); err == nil { // of which this may be a part
			return problemAt(whole, o.file, o.written, e.Scenario, "standardise", e.What(), e.Hint())
		}
	}
	return err
}

// narrow restricts the study itself to the part that is asked for, together
// with the scenarios that the part is compared with.
func (o *opened) narrow(p part) (err error) {
	o.part = p.flags()
	o.definition, err = o.definition.Select(study.Selection{Scenarios: p.Scenario, Seeds: p.Seeds})
	if err != nil {
		return err
	}
	if o.part != "" {
		o.text = append([]byte(report.PartNote(o.part)), o.definition.Encode()...)
	}
	return o.expand()
}

// largeGC is how much may be allocated beside what a large study holds before
// the garbage is collected, in percent: half a gigabyte is held already.
const largeGC = 30

// found is what the store has of a study.
type found struct {
	items        []runner.Item
	results      []evidence.Result // that are up to date, as all below
	measurements []*record.Measurement
	err          error // of traces
}

// find reads the records, once for all who ask.
func (o *opened) find() *found {
	if o.found != nil {
		return o.found
	}
	steps := 0
	for _, job := range o.whole.Runs() {
		steps += job.Steps
	}
	isLarge := steps > evidence.ThinnedAbove
	if isLarge {
		debug.SetGCPercent(largeGC)
	}
	jobs := len(o.whole.Jobs)
	results, measurements, errs := make([]evidence.Result, jobs), make([]*record.Measurement, jobs), make([]error, jobs)
	items := runner.StatusAnd(o.whole, o.store, func(i int, r record.Result) {
		run, ok := r.(*record.Run)
		if !ok {
			measurements[i] = r.(*record.Measurement)
			return
		}
		results[i], errs[i] = o.result(run)
		if isLarge && errs[i] == nil {
			results[i] = results[i].Thin(o.definition)
		}
	})
	o.found = &found{
		items:        items,
		results:      slices.DeleteFunc(results, func(r evidence.Result) bool { return r.Run == nil }),
		measurements: slices.DeleteFunc(measurements, func(m *record.Measurement) bool { return m == nil }),
		err:          errors.Join(errs...),
	}
	return o.found
}

// load reads the records that are up to date. Of those that are not it says
// why; figures and report show the study without them.
func (o *opened) load(s *session) (evidence.Data, error) {
	if o.carried != nil {
		return o.loadCarried()
	}
	described, err := o.store.Dataset()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return evidence.Data{}, err
	}
	found := o.find()
	for _, group := range outdatedOf(found.items) {
		s.say("left out: %s", group)
	}
	if found.err != nil {
		return evidence.Data{}, found.err
	}
	if len(found.results) == 0 {
		return evidence.Data{}, errors.New("no run of the study is up to date; train them with: " + o.advice("run"))
	}
	return evidence.NewData(o.definition, described, found.results).With(found.measurements), nil
}

// loadCarried is load of a PDF.
func (o *opened) loadCarried() (evidence.Data, error) {
	if err := complete(o.carried); err != nil {
		return evidence.Data{}, err
	}
	wanted := map[string]bool{}
	for _, job := range o.whole.Jobs {
		wanted[job.Path()] = true
	}
	var results []evidence.Result
	for _, r := range o.carried.Results {
		if wanted[r.Run.Path()] {
			results = append(results, o.carried.Thin(r))
		}
	}
	if len(results) == 0 {
		return evidence.Data{}, errors.New("the report carries no run of this part of the study")
	}
	var measurements []*record.Measurement
	for _, m := range o.carried.Measurements {
		if wanted[m.Path()] {
			measurements = append(measurements, m)
		}
	}
	return evidence.NewData(o.definition, o.carried.Dataset, results).With(measurements), nil
}

// status compares the jobs of a plan with their results: of a PDF with those
// that it lists.
func (o *opened) status(plan *study.Plan) []runner.Item {
	if o.carried == nil {
		return runner.Status(plan, o.store)
	}
	items := make([]runner.Item, len(plan.Jobs))
	for i, job := range plan.Jobs {
		items[i] = runner.Item{Job: job, State: runner.Missing}
		if _, listed := o.carried.Sum(job); listed {
			items[i].State = runner.UpToDate
		}
	}
	return items
}

// result is that of a run, with its trace.
func (o *opened) result(run *record.Run) (evidence.Result, error) {
	trace, err := o.store.Trace(run)
	return evidence.Result{Run: run, Trace: trace, Sum: record.Sum(record.Encode(run))}, err
}
