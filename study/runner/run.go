package runner

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"time"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/mlp"
	"firststep/study/parallel"
	"firststep/study/record"
)

// Options say what [Run] trains and how.
type Options struct {
	Plan    *study.Plan // the whole or a part
	Items   []Item      // its jobs as [Status] has them; nil: Run asks for them
	Store   *record.Store
	Data    dataset.Options // where the data are looked for
	Workers int             // runs side by side; 0: runtime.GOMAXPROCS
	Memory  int64           // bytes that runs side by side may take; 0: any
	Force   bool            // train runs that are up to date as well

	// Deadline, if not zero, is when Run has to have ended: it starts no run
	// that would probably take longer, and stops those that do.
	Deadline time.Time

	// Events, if not nil, is told what happens, one event at a time, from
	// the workers' goroutines.
	Events func(Event)

	size *study.DataSize // of the data, once it is known; nil: as the definition has it
}

// A Summary counts the jobs of a plan after [Run].
type Summary struct {
	UpToDate int // needed nothing
	Trained  int // runs
	Measured int // measurements
	Failed   int
	Left     int // due, but not done when Run ended early
}

// Run does the jobs of a plan that are due, and writes dataset.json and
// environment.json. What it says of runs holds of measurements as well.
//
// A run that fails or panics does not keep the others from being trained;
// Run then returns an error that names it for each, joined. Where nothing can
// be saved it stops. When ctx ends it stops in the middle of the runs at hand,
// of which nothing is kept, and returns the cause; what is complete is saved,
// and the next call goes on from there. Where nothing but the deadline kept
// runs from being trained, the error is a [*TimeLimitError].
func Run(ctx context.Context, o Options) (Summary, error) {
	return run(ctx, o, trainer{open: dataset.Open, train: train})
}

// A trainer opens data and trains on them. Tests have their own.
type trainer struct {
	open  func(context.Context, dataset.Source, dataset.Options) (*dataset.Set, error)
	train trainFunc
}

func run(ctx context.Context, o Options, t trainer) (Summary, error) {
	items := o.Items
	if items == nil {
		items = Status(o.Plan, o.Store)
	}
	due, err := o.due(items)
	summary := Summary{UpToDate: len(items) - len(due), Left: len(due)}
	if err != nil || len(due) == 0 && o.datasetKnown() {
		return summary, err
	}
	if !o.Deadline.IsZero() {
		limited, stop := context.WithDeadlineCause(ctx, o.Deadline, errDeadline)
		defer stop()
		ctx = limited
	}
	if o.size, err = dataSize(o.Plan.Definition, o.Store.Path(), o.Memory); err != nil {
		return summary, err
	}
	s := &session{Options: o, trainer: t, due: len(due), summary: summary}
	if err := s.prepare(due); err != nil {
		return s.summary, err
	}
	if s.set, err = t.open(ctx, source(o.Plan.Definition, o.Store.Path()), o.Data); err != nil {
		if errors.Is(context.Cause(ctx), errDeadline) {
			err = &TimeLimitError{Left: len(due)}
		}
		return s.summary, err
	}
	if s.set.SHA256 != o.Plan.Identity.Dataset {
		return s.summary, errors.New("the data changed while they were being read: run again")
	}
	if err := checkDeviation(o.Plan.Definition, s.set); err != nil {
		return s.summary, err
	}
	if err := o.Store.SaveDataset(describe(s.set)); err != nil {
		return s.summary, err
	}
	err = s.doAll(ctx, Jobs(due, func(Item) bool { return true }))
	return s.summary, errors.Join(err, s.saveTimings())
}

// due picks the items to do, or returns the errors of those that can
// neither be read nor replaced.
func (o Options) due(items []Item) (due []Item, err error) {
	for _, item := range items {
		if item.State == Blocked {
			err = errors.Join(err, item.Err)
		}
		if item.Due() || o.Force {
			due = append(due, item)
		}
	}
	return due, err
}

// datasetKnown reports whether dataset.json describes the plan's data.
func (o Options) datasetKnown() bool {
	d, err := o.Store.Dataset()
	return err == nil && describes(d, o.Plan)
}

// describes reports whether dataset.json is about the plan's data.
func describes(d *record.Dataset, plan *study.Plan) bool { return len(datasetChanges(d, plan)) == 0 }

// datasetChanges lists in what dataset.json is about other data than the plan's.
func datasetChanges(d *record.Dataset, plan *study.Plan) []study.Change {
	want := plan.Definition.Dataset
	is := record.Definition{
		{Name: "dataset.sha256", Value: d.SHA256}, {Name: "dataset.source", Value: d.Source},
		{Name: "dataset.train", Value: strconv.Itoa(d.Train)}, {Name: "dataset.validation", Value: strconv.Itoa(d.Validation)},
	}
	wanted := []study.Field{
		{Name: "dataset.sha256", Value: plan.Identity.Dataset}, {Name: "dataset.source", Value: want.Source},
		{Name: "dataset.train", Value: strconv.Itoa(want.Train)}, {Name: "dataset.validation", Value: strconv.Itoa(want.Validation)},
	}
	if want.Source == dataset.IDX {
		name, classes := source(plan.Definition, "").Words(len(d.Classes))
		is = append(is, study.Field{Name: "dataset.name", Value: d.Name}, study.Field{Name: "dataset.classes", Value: fmt.Sprintf("%q", d.Classes)})
		wanted = append(wanted, study.Field{Name: "dataset.name", Value: name}, study.Field{Name: "dataset.classes", Value: fmt.Sprintf("%q", classes)})
	}
	return changes(is, wanted)
}

// A session is one call of Run.
type session struct {
	Options
	trainer
	set *dataset.Set
	due int // jobs to do

	queue   *queue
	courses courses

	mutex   sync.Mutex // guards what follows, and calls of Events
	summary Summary
	timings []record.Timing
	slowest float64 // seconds a FLOP of the slowest run
	errs    []error
}

// prepare finds what would keep the jobs from being done or saved, and moves
// damaged files out of the way.
func (s *session) prepare(due []Item) error {
	if err := mlp.KernelRefused(); err != nil {
		return err
	}
	var paths []string
	for _, item := range due {
		paths = append(paths, item.Job.Path())
	}
	if err := s.Store.Prepare(paths); err != nil {
		return err
	}
	for _, item := range due {
		if item.State != Damaged {
			continue
		}
		moved, err := s.Store.SetAside(item.Job.Path(), item.Job.Key)
		if err == nil && len(moved) == 0 && statusOf(item.Job, s.Store).State == Damaged {
			moved, err = s.Store.SetAsideForeign(item.Job.Path())
		}
		if err != nil {
			return err
		}
		for _, path := range moved {
			s.tell(Event{Kind: SetAside, Job: item.Job, Path: path, Err: item.Err})
		}
	}
	return nil
}

// workers is how many runs are made side by side: as many as are asked for,
// or as there are cores, but no more than memory holds.
func (o Options) workers() int {
	n := o.Workers
	if n < 1 {
		n = runtime.GOMAXPROCS(0)
	}
	memory := func(runs int) int64 {
		if o.size != nil {
			return o.Plan.Definition.MemoryOf(*o.size, runs)
		}
		return o.Plan.Definition.Memory(runs)
	}
	for o.Memory > 0 && n > 1 && memory(n) > o.Memory {
		n--
	}
	return n
}

// inOrder sorts jobs, the costliest first so that no long one is left for the
// end. Control trainings wait for the runs that they are compared with, where
// these are among the jobs, and stand right behind them: at the cost of a run
// and its controls, for one has to follow the other, and seed by seed, so that
// few courses are kept at a time.
func (s *session) inOrder(jobs []study.Job) []turn {
	turns := make([]turn, len(jobs))
	byPath := map[string]*turn{}
	for i, job := range jobs {
		turns[i] = turn{job: job, rank: job.Cost}
		byPath[job.Path()] = &turns[i]
	}
	for i := range turns {
		controls := &turns[i]
		if controls.job.Kind != study.ControlsKind {
			continue
		}
		controls.waitsFor, controls.group = new(int), i+1
		for _, run := range append(restoredRuns(s.Plan.Definition, controls.job), referenceRun(controls.job)) {
			if first := byPath[run.Path()]; first != nil {
				s.courses.want(run)
				*controls.waitsFor++
				first.lets, first.group = controls.waitsFor, controls.group
				first.rank += controls.job.Cost
				controls.rank = max(controls.rank, first.rank)
			}
		}
	}
	slices.SortStableFunc(turns, func(a, b turn) int {
		return cmp.Or(-cmp.Compare(a.rank, b.rank), cmp.Compare(a.group, b.group))
	})
	return turns
}

// inTurn does the jobs in their order, as many side by side as there are workers,
// until ctx ends.
func (s *session) inTurn(ctx context.Context, jobs []study.Job, do func(study.Job)) {
	s.queue = newQueue(s.inOrder(jobs))
	var wait sync.WaitGroup
	for range s.workers() {
		wait.Go(func() {
			s.queue.work(func(job study.Job) {
				if ctx.Err() == nil && s.fits(job) {
					do(job)
				}
			})
		})
	}
	wait.Wait()
}

// doAll does the jobs and says what kept any of them from being done.
func (s *session) doAll(parent context.Context, jobs []study.Job) error {
	ctx, stop := context.WithCancel(parent)
	defer stop()
	s.inTurn(ctx, jobs, func(job study.Job) { s.doOne(ctx, job, stop) })
	cause := context.Cause(parent)
	switch {
	case s.summary.Left == 0:
	case cause != nil && !errors.Is(cause, errDeadline):
		s.errs = append(s.errs, cause)
	case len(s.errs) == 0: // the deadline alone keeps what is left
		return &TimeLimitError{Ended: s.due - s.summary.Left, Left: s.summary.Left}
	}
	return errors.Join(s.errs...)
}

// doOne does a job and saves its result. It stops the others where saving
// fails, which it would for them as well.
func (s *session) doOne(ctx context.Context, job study.Job, stop func()) {
	if !s.Force && statusOf(job, s.Store).State == UpToDate {
		s.count(func() { s.summary.UpToDate++ })
		return // another process has done it meanwhile
	}
	s.tell(Event{Kind: Started, Job: job})
	start := time.Now()
	r, trace, err := s.protected(ctx, job)
	seconds := time.Since(start).Seconds()
	switch {
	case err != nil && ctx.Err() != nil:
		return // interrupted: the job is left
	case err != nil:
		s.fail(job, err)
		return
	}
	if err := s.Store.Save(r, trace); err != nil {
		s.fail(job, err)
		stop()
		return
	}
	s.finish(job, r, seconds)
}

// protected does a job and makes a panic an error. The result says that it is of
// the job.
func (s *session) protected(ctx context.Context, job study.Job) (r record.Result, trace *record.Trace, err error) {
	defer func() {
		switch value := recover().(type) {
		case nil:
		case *parallel.PanicError: // of a shared part
			err = value
		default:
			err = &parallel.PanicError{Value: value, Stack: debug.Stack()}
		}
	}()
	keep := s.courses.begin(job, s.set)
	r, trace, err = s.doFunc(job.Kind)(ctx, s.set, s.Plan.Definition, job, bench{
		share: s.queue.share, keep: keep, course: s.courses.take,
		progress: func(step int) { s.tell(Event{Kind: Stepped, Job: job, Step: min(step, job.Steps)}) },
	})
	if err == nil {
		s.courses.end(job, keep)
		r.Identify(job)
	}
	return r, trace, err
}

func (s *session) finish(job study.Job, r record.Result, seconds float64) {
	s.count(func() {
		if job.IsRun() {
			s.summary.Trained++
		} else {
			s.summary.Measured++
		}
		s.timings = append(s.timings, timing(job, r, seconds))
		s.notePace(s.timings[len(s.timings)-1])
	})
	s.tell(Event{Kind: Finished, Job: job, Result: r, Seconds: seconds})
}

func (s *session) fail(job study.Job, cause error) {
	err := &jobError{job, cause}
	s.count(func() {
		s.summary.Failed++
		s.errs = append(s.errs, err)
	})
	s.tell(Event{Kind: Failed, Job: job, Err: err})
}

// count takes a job off those that are left.
func (s *session) count(as func()) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.summary.Left--
	as()
}

func (s *session) tell(e Event) {
	if s.Events == nil {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	e.Ended, e.Due = s.due-s.summary.Left, s.due
	s.Events(e)
}

// describe returns what dataset.json says of a set.
func describe(set *dataset.Set) *record.Dataset {
	summary := set.Summary()
	return &record.Dataset{
		Name: set.Name, Source: set.Source, SHA256: set.SHA256, Files: set.Files,
		Rows: set.Rows, Columns: set.Columns, Channels: set.Channels, Train: set.Train.Len(), Validation: set.Validation.Len(),
		Classes: set.Classes, Counts: summary.Counts, ValidationCounts: summary.Validated, Images: summary.Images,
		Mean: record.Float(summary.Mean), Deviation: record.Float(summary.Deviation), Zeros: record.Float(summary.Zeros), Maximum: &summary.Maximum,
	}
}
