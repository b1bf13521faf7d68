package main

import (
	"errors"
	"io/fs"
	"runtime/debug"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/runner"
)

// plan expands the study, or the part of it that is asked for.
func (o *opened) plan(p part) (*study.Plan, error) {
	if err := o.expand(); err != nil {
		return nil, err
	}
	return o.whole.Select(study.Selection{Scenarios: p.Scenario, Seeds: p.Seeds})
}

func (o *opened) expand() (err error) {
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
	return err
}

// narrow restricts the study itself to the part that is asked for, together
// with the scenarios that the part is compared with.
func (o *opened) narrow(p part) (err error) {
	o.definition, err = o.definition.Select(study.Selection{Scenarios: p.Scenario, Seeds: p.Seeds})
	if err != nil {
		return err
	}
	if p.flags() != "" {
		o.text = o.definition.Encode()
	}
	return o.expand()
}

// largeGC is how much may be allocated beside what a large study holds before
// the garbage is collected, in percent: half a gigabyte is held already.
const largeGC = 30

// load reads the records that are up to date. Of those that are not it says
// why; figures and report show the study without them.
func (o *opened) load(s *session) (evidence.Data, error) {
	described, err := o.store.Dataset()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return evidence.Data{}, err
	}
	var runs []study.Job
	var measurements []*record.Measurement
	steps := 0
	for _, item := range runner.Status(o.whole, o.store) {
		switch job := item.Job; {
		case item.State != runner.UpToDate:
			s.say("%s is left out: %s %s", job.Name(), item.State, item.Reason())
		case job.IsRun():
			runs = append(runs, job)
			steps += job.Steps
		default:
			m, err := o.store.Measurement(job.Name())
			if err != nil {
				return evidence.Data{}, err
			}
			measurements = append(measurements, m)
		}
	}
	isLarge := steps > evidence.ThinnedAbove
	if isLarge {
		debug.SetGCPercent(largeGC)
	}
	results, errs := make([]evidence.Result, len(runs)), make([]error, len(runs))
	runner.InParallel(len(runs), func(i int) {
		results[i], errs[i] = o.result(runs[i].Name())
		if isLarge && errs[i] == nil {
			results[i] = results[i].Thin(o.definition)
		}
	})
	if err := errors.Join(errs...); err != nil {
		return evidence.Data{}, err
	}
	if len(results) == 0 {
		return evidence.Data{}, errors.New("no run of the study is up to date; train with: firststep run")
	}
	return evidence.NewData(o.definition, described, results).With(measurements), nil
}

func (o *opened) result(name string) (evidence.Result, error) {
	r, err := o.store.Run(name)
	if err != nil {
		return evidence.Result{}, err
	}
	var trace *record.Trace
	trace, err = o.store.Trace(r)
	return evidence.Result{Run: r, Trace: trace, Sum: record.Sum(record.Encode(r))}, err
}
