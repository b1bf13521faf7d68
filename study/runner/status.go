package runner

import (
	"errors"
	"io/fs"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"

	"firststep/study"
	"firststep/study/record"
)

// A State is what the store has of a run.
type State string

// States of a run. All but UpToDate and Blocked are due.
const (
	UpToDate State = "up to date"
	Missing  State = "missing"
	Stale    State = "stale"   // made with other fields, or by an older version
	Damaged  State = "damaged" // the record or its trace is not what was written
	Blocked  State = "blocked" // it cannot be read and must not be replaced
)

// An Item is a run of a plan with what the store has of it.
type Item struct {
	Run     study.Job
	State   State
	Changes []study.Change // of a stale run: the fields that differ, in the plan's order
	Err     error          // what was found of a damaged, blocked or older record
}

// Due reports whether the run has to be trained.
func (i Item) Due() bool { return i.State != UpToDate && i.State != Blocked }

// Reason says in one line why the run is in its state: for a stale one what
// changed, for a damaged one what is wrong. It is empty where the state says
// everything.
func (i Item) Reason() string {
	if i.Err != nil {
		return i.Err.Error()
	}
	changes := make([]string, len(i.Changes))
	for n, c := range i.Changes {
		changes[n] = c.String()
	}
	return strings.Join(changes, ", ")
}

// Status compares a plan with the store, run by run in the plan's order. It
// changes nothing. It reads every record whole, on all cores, as whoever draws
// from it does, and every byte of the traces, whose hashes the records state.
func Status(plan *study.Plan, store *record.Store) []Item {
	items := make([]Item, len(plan.Runs()))
	InParallel(len(items), func(i int) { items[i] = statusOf(plan.Runs()[i], store) })
	return items
}

// InParallel does n things on all cores. It panics with a [*PanicError] where
// one of them panics.
func InParallel(n int, do func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	var panicked atomic.Pointer[PanicError]
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			defer func() {
				if value := recover(); value != nil {
					panicked.Store(&PanicError{value, debug.Stack()})
				}
			}()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wait.Wait()
	if p := panicked.Load(); p != nil {
		panic(p)
	}
}

func statusOf(run study.Job, store *record.Store) Item {
	r, err := readRun(run.Name(), run, store)
	if err != nil {
		return failedItem(run, err)
	}
	if r.Key != run.Key {
		return Item{Run: run, State: Stale, Changes: changes(r.Definition, run.Fields)}
	}
	if err := store.CheckTrace(r); err != nil {
		return failedItem(run, err)
	}
	return Item{Run: run, State: UpToDate}
}

// readRun reads a record. One whose key is not its own is damaged, as is one
// that has the key of the planned run but cannot be its record.
func readRun(name string, planned study.Job, store *record.Store) (*record.Run, error) {
	r, err := store.Run(name)
	if err != nil {
		return nil, err
	}
	err = study.CheckOwnKey(r.Key, r.Definition)
	if err == nil && r.Key == planned.Key {
		err = planned.CheckShape(study.Shape(r.Shape()))
	}
	if err != nil {
		return nil, &record.CorruptError{File: store.RunPath(name), Err: err}
	}
	return r, nil
}

// readMeasurement reads a measurement, as readRun does a record.
func readMeasurement(name string, store *record.Store) (*record.Measurement, error) {
	m, err := store.Measurement(name)
	if err != nil {
		return nil, err
	}
	if err := study.CheckOwnKey(m.Key, m.Definition); err != nil {
		return nil, &record.CorruptError{File: store.MeasurementPath(name), Err: err}
	}
	return m, nil
}

// failedItem is the state of a run whose record or trace was read with err.
func failedItem(run study.Job, err error) Item {
	_, damaged := errors.AsType[*record.CorruptError](err)
	other, otherSchema := errors.AsType[*record.SchemaError](err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Item{Run: run, State: Missing}
	case damaged:
		return Item{Run: run, State: Damaged, Err: err}
	case otherSchema && !other.Newer():
		return Item{Run: run, State: Stale, Err: err}
	default:
		return Item{Run: run, State: Blocked, Err: err}
	}
}

// changes lists the fields that differ: those of the plan in its order, then
// those that only the record has.
func changes(old record.Definition, fields study.Fields) []study.Change {
	list := fields.Changes(study.Fields(old))
	for i, c := range list {
		list[i].Old, list[i].New = c.New, c.Old
	}
	return list
}

// Orphans returns the names of the records in the store that belong to no run
// of the plan, which has to be the whole plan of the study.
func Orphans(plan *study.Plan, store *record.Store) ([]string, error) {
	names, err := store.Names()
	if err != nil {
		return nil, err
	}
	planned := runNames(plan)
	var orphans []string
	for _, name := range names {
		if !planned[name] {
			orphans = append(orphans, name)
		}
	}
	return orphans, nil
}

// Strays returns the paths of the records, traces and measurements that the
// plan, which has to be the whole plan of the study, does not have; with aside
// also of damaged files that were moved aside.
func Strays(plan *study.Plan, store *record.Store, aside bool) ([]string, error) {
	measurements := map[string]bool{}
	for _, m := range plan.Measurements() {
		measurements[m.Name()] = true
	}
	return store.Strays(runNames(plan), measurements, aside)
}

func runNames(plan *study.Plan) map[string]bool {
	names := map[string]bool{}
	for _, run := range plan.Runs() {
		names[run.Name()] = true
	}
	return names
}
