package runner

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"firststep/study"
	"firststep/study/parallel"
	"firststep/study/record"
)

// A State is what the store has of a job.
type State string

// States of a job. All but UpToDate and Blocked are due.
const (
	UpToDate State = "up to date"
	Missing  State = "missing"
	Stale    State = "stale"   // made with other fields, or by an older version
	Damaged  State = "damaged" // the record or its trace is not what was written
	Blocked  State = "blocked" // it cannot be read and must not be replaced
)

// An Item is a job of a plan with what the store has of it.
type Item struct {
	Job     study.Job
	State   State
	Changes []study.Change // of a stale one: the fields that differ, in the plan's order
	Err     error          // what was found of a damaged, blocked or older record
}

// Due reports whether the job has to be done.
func (i Item) Due() bool { return i.State != UpToDate && i.State != Blocked }

// Reason says in one line why the job is in its state: for a stale one what
// changed, for a damaged one what is wrong. It is empty where the state says
// everything.
func (i Item) Reason() string {
	if i.Err != nil {
		return i.Err.Error()
	}
	return listed(i.Changes)
}

func listed(changes []study.Change) string {
	words := make([]string, len(changes))
	for i, c := range changes {
		words[i] = c.String()
	}
	return strings.Join(words, ", ")
}

// Jobs are the jobs of the items that are wanted.
func Jobs(items []Item, wanted func(Item) bool) (jobs []study.Job) {
	for _, item := range items {
		if wanted(item) {
			jobs = append(jobs, item.Job)
		}
	}
	return jobs
}

// Status compares a plan with the store, job by job in the plan's order. It
// changes nothing. It reads every record whole, on all cores, as whoever draws
// from it does, and every byte of the traces, whose hashes the records state.
func Status(plan *study.Plan, store *record.Store) []Item {
	return StatusAnd(plan, store, func(int, record.Result) {})
}

// StatusAnd is Status that also hands every result that is up to date to use,
// with the number i of its job in the plan. It calls use from several goroutines
// at once.
func StatusAnd(plan *study.Plan, store *record.Store, use func(i int, r record.Result)) []Item {
	items := make([]Item, len(plan.Jobs))
	parallel.Do(len(items), func(i int) {
		var r record.Result
		if items[i], r = resultOf(plan.Jobs[i], store); items[i].State == UpToDate {
			use(i, r)
		}
	})
	return items
}

func statusOf(job study.Job, store *record.Store) Item {
	item, _ := resultOf(job, store)
	return item
}

// resultOf returns the state of a job and what it was found of.
func resultOf(job study.Job, store *record.Store) (Item, record.Result) {
	r, err := read(job.Path(), job, store)
	if err != nil {
		return failedItem(job, err), nil
	}
	if origin := r.Origin(); origin.Key != job.Key {
		return Item{Job: job, State: Stale, Changes: changes(origin.Definition, job.Fields)}, r
	}
	if run, ok := r.(*record.Run); ok {
		if err := store.CheckTrace(run); err != nil {
			return failedItem(job, err), r
		}
	}
	return Item{Job: job, State: UpToDate}, r
}

// read reads a result. One whose key is not its own is damaged, as is the record
// of a run that has the key of the planned one but cannot be its record.
func read(path string, planned study.Job, store *record.Store) (record.Result, error) {
	r, err := store.Result(path)
	if err != nil {
		return nil, err
	}
	if err := record.CheckOrigin(r, planned); err != nil {
		return nil, &record.CorruptError{File: store.Path(path + ".json"), Err: err}
	}
	return r, nil
}

// failedItem is the state of a job whose result or trace was read with err.
func failedItem(job study.Job, err error) Item {
	_, damaged := errors.AsType[*record.CorruptError](err)
	other, otherSchema := errors.AsType[*record.SchemaError](err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Item{Job: job, State: Missing}
	case damaged:
		return Item{Job: job, State: Damaged, Err: err}
	case otherSchema && !other.Newer():
		return Item{Job: job, State: Stale, Changes: []study.Change{other.Change()}}
	default:
		return Item{Job: job, State: Blocked, Err: err}
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
	planned := paths(plan)
	return slices.DeleteFunc(names, func(name string) bool { return planned[study.RunsFolder+"/"+name] }), err
}

// Strays returns the paths of the records, traces and measurements that the
// plan, which has to be the whole plan of the study, does not have; with aside
// also of damaged files that were moved aside.
func Strays(plan *study.Plan, store *record.Store, aside bool) ([]string, error) {
	return store.Strays(paths(plan), aside)
}

func paths(plan *study.Plan) map[string]bool {
	paths := map[string]bool{}
	for _, job := range plan.Jobs {
		paths[job.Path()] = true
	}
	return paths
}
