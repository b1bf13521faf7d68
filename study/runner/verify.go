package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/dataset"
	"firststep/study/mlp"
	"firststep/study/record"
	"firststep/study/words"
)

// VerifyOptions say what [Verify] does again and how.
type VerifyOptions struct {
	Plan    *study.Plan // the whole or a part
	Folder  string      // of the study, where the files of an "idx" source lie
	Data    dataset.Options
	Workers int   // jobs side by side; 0: runtime.GOMAXPROCS
	Memory  int64 // bytes that they may take; 0: any
	Events  func(Event)

	Known   func(study.Job) (Known, error)     // what there is of a job
	Dataset func() (*record.Dataset, error)    // what is said of the images
	Found   func(record.Result, *record.Trace) // nil, or is given every result, and the trace of a run
}

// Known is what there is of a job before it is done again.
type Known struct {
	Result record.Result // nil where only its hash is known
	Trace  *record.Trace // of a run; nil where it is not known
	Sum    string        // SHA-256 of the result's file
}

// Stored returns what a store has of a job.
func Stored(store *record.Store, job study.Job) (Known, error) {
	r, err := store.Result(job.Path())
	if err != nil {
		return Known{}, err
	}
	known := Known{Result: r, Sum: record.Sum(record.Encode(r))}
	if run, ok := r.(*record.Run); ok {
		known.Trace, err = store.Trace(run)
	}
	return known, err
}

// Again is a job that was done again.
type Again struct {
	Job     study.Job
	Differs string // where its result first departs from what was known; empty where it is the same in every byte
}

// Verify does every job of a plan again, saves nothing, and says how what it
// finds departs from what is known, job by job in the plan's order, and in what
// the images depart from what is said of them; nothing where they do not. Its
// errors are those of [Run], and a [*DataError]; what it found before is returned
// with them.
func Verify(ctx context.Context, o VerifyOptions) (again []Again, images string, err error) {
	return verify(ctx, o, trainer{open: dataset.Open, train: train})
}

func verify(ctx context.Context, o VerifyOptions, t trainer) (again []Again, images string, err error) {
	s, err := o.session(ctx, t)
	if err != nil {
		return nil, "", err
	}
	was, err := o.Dataset()
	images, err = describedOtherwise(was, err, describe(s.set))
	s.errs = append(s.errs, err)
	s.train = o.stoppedBeyond(t.train)
	found := map[string]string{}
	s.inTurn(ctx, o.Plan.Jobs, func(job study.Job) { s.doAgain(ctx, job, o, found) })
	if s.summary.Left > 0 && ctx.Err() != nil {
		s.errs = append(s.errs, context.Cause(ctx))
	}
	for _, job := range o.Plan.Jobs {
		if differs, done := found[job.Path()]; done {
			again = append(again, Again{job, differs})
		}
	}
	return again, images, errors.Join(s.errs...)
}

// A DataError says that nothing can be trained, for the images cannot be read.
type DataError struct{ Err error }

func (e *DataError) Error() string { return e.Err.Error() }

func (e *DataError) Unwrap() error { return e.Err }

// session opens the images that the plan is to be done again on.
func (o VerifyOptions) session(ctx context.Context, t trainer) (*session, error) {
	if err := mlp.KernelRefused(); err != nil {
		return nil, err
	}
	size, err := dataSize(o.Plan.Definition, o.Folder, o.Memory)
	if err != nil {
		return nil, &DataError{err}
	}
	set, err := t.open(ctx, source(o.Plan.Definition, o.Folder), o.Data)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, err
	case err != nil:
		return nil, &DataError{err}
	case set.SHA256 != o.Plan.Identity.Dataset:
		return nil, fmt.Errorf("the data here have SHA-256 %.12s…, and the study was made with %.12s…", set.SHA256, o.Plan.Identity.Dataset)
	}
	options := Options{Plan: o.Plan, Events: o.Events, Workers: o.Workers, Memory: o.Memory, size: size}
	return &session{Options: options, trainer: t, set: set, due: len(o.Plan.Jobs), summary: Summary{Left: len(o.Plan.Jobs)}}, nil
}

var errBeyond = errors.New("the training goes on beyond the steps of its record")

// stoppedBeyond is a training that ends in errBeyond where it takes more steps
// than its record has, if that is known: it is another one then, and who wrote
// the record may have written a definition that takes years.
func (o VerifyOptions) stoppedBeyond(train trainFunc) trainFunc {
	return func(ctx context.Context, set *dataset.Set, d *study.Definition, run study.Job, progress func(step int), keep *course) (*record.Run, *record.Trace, error) {
		ctx, stop := context.WithCancelCause(ctx)
		defer stop(nil)
		known, _ := o.Known(run) // whose error is told once it is trained
		limit := known.steps()
		return train(ctx, set, d, run, func(step int) {
			if limit > 0 && step > limit {
				stop(errBeyond)
			}
			progress(step)
		}, keep)
	}
}

// doAgain does a job and notes how its result departs from what is known.
func (s *session) doAgain(ctx context.Context, job study.Job, o VerifyOptions, found map[string]string) {
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
	if run, ok := r.(*record.Run); ok { // complete, as a store would hold it
		run.Trace = record.TraceFile{Rows: len(trace.Loss), SHA256: record.Sum(record.EncodeTrace(trace, len(run.Ending.DeadUnits)))}
	}
	s.count(func() {
		known, err := o.Known(job)
		if err != nil {
			s.errs = append(s.errs, err)
			return
		}
		if r != nil && o.Found != nil {
			o.Found(r, trace)
		}
		found[job.Path()] = known.deviation(r, trace)
	})
	s.tell(Event{Kind: Finished, Job: job, Result: r, Seconds: time.Since(start).Seconds()})
}

// steps is how many steps the record of a run has, 0 where that is not known.
func (k Known) steps() int {
	if run, ok := k.Result.(*record.Run); ok {
		return run.Trace.Rows
	}
	return 0
}

// deviation says where what was found again first departs from what is known of
// it; nothing where both are equal in every byte. r is nil of a run that goes on.
func (k Known) deviation(r record.Result, trace *record.Trace) string {
	if r == nil {
		return fmt.Sprintf("its record ends with step %d, and trained again it goes on", k.steps())
	}
	measured := record.Encode(r)
	switch {
	case record.Sum(measured) == k.Sum:
		return ""
	case k.Result == nil:
		return fmt.Sprintf("made again, its record has not the SHA-256 %.12s… that the report states", k.Sum)
	}
	if said := k.parting(r, trace); said != "" {
		return said
	}
	line, there, here := record.FirstDifference(record.Encode(k.Result), measured)
	return fmt.Sprintf("line %d of its record is %.60q, and trained again %.60q", line, there, here)
}

// parting says at which step a run's function first departs from what was
// recorded of it; nothing where only parameters or diagnostics do.
func (k Known) parting(r record.Result, trace *record.Trace) string {
	was, isRun := k.Result.(*record.Run)
	is, ok := r.(*record.Run)
	if !isRun || !ok {
		return ""
	}
	compared, err := compare.Scenarios([]compare.Run{{Record: was, Trace: k.Trace}}, []compare.Run{{Record: is, Trace: trace}}, compare.Options{})
	if err != nil || len(compared.Pairs) == 0 || compared.Pairs[0].Parting == nil {
		return ""
	}
	p := compared.Pairs[0].Parting
	said := fmt.Sprintf("parts from its record at step %d: %s %v there, %v here", p.Step, p.Quantity, p.A, p.B)
	if p.ULPs > 0 {
		said += fmt.Sprintf(", %d %s in the last place apart", p.ULPs, words.Plural(int(p.ULPs), "unit", "units"))
	}
	return said
}

// describedOtherwise says in what dataset.json, which was read with err, departs
// from what the images give.
func describedOtherwise(was *record.Dataset, err error, d *record.Dataset) (string, error) {
	_, damaged := errors.AsType[*record.CorruptError](err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "is missing", nil
	case damaged:
		return err.Error(), nil
	case err != nil:
		return "", err
	}
	if len(was.ValidationCounts) == 0 { // of a version that did not count them
		d.ValidationCounts = nil
	}
	if was.Maximum == nil { // likewise
		d.Maximum = nil
	}
	is, should := record.Encode(was), record.Encode(d)
	if bytes.Equal(is, should) {
		return "", nil
	}
	line, there, here := record.FirstDifference(is, should)
	return fmt.Sprintf("line %d is %.60q, and the images give %.60q", line, there, here), nil
}
