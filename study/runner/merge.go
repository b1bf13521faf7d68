package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"firststep/study"
	"firststep/study/parallel"
	"firststep/study/record"
	"firststep/study/regular"
)

// Merged counts what [Merge] found.
type Merged struct {
	Copied  int     // records that the store did not have
	Present int     // records that it had, or that came twice, the same in every byte
	LeftOut []error // what is damaged in the other folders, and was not brought over
}

// A foreignError says that a record is not one of the study.
type foreignError struct {
	File    string
	Changes []study.Change // against the study's run of that name; none if it has none
}

func (e *foreignError) Error() string {
	if len(e.Changes) == 0 {
		return e.File + ": is a record of no run of this study"
	}
	return fmt.Sprintf("%s: was made with another definition: %s", e.File, listed(e.Changes))
}

// A ConflictError says that two files of one key, which have to be the same
// in every byte, are not.
type ConflictError struct {
	File string // below the study's folder, with slashes
	Key  string
	A, B []string // descriptions of the two, line by line
}

func (e *ConflictError) Error() string { return strings.Join(e.Lines(), "\n") }

// Lines are the lines of Error: each may be printed by itself.
func (e *ConflictError) Lines() []string {
	first := fmt.Sprintf("%s: two results of one key (%.12s), which should be the same in every byte; one of two machines computes wrongly", e.File, e.Key)
	return slices.Concat([]string{first}, e.A, e.B)
}

// Merge brings the records and measurements of other folders, such as those of
// shards, into a study's. It looks at all of them first, and changes nothing
// where one is of another definition or differs from another one of the same
// key ([*ConflictError]); the error joins all that were found. A record that
// is damaged or stale in the study's own folder is replaced, as by training.
//
// Where Merge is interrupted it has brought over some, and may be called
// again.
func Merge(ctx context.Context, plan *study.Plan, into *record.Store, from []*record.Store) (Merged, error) {
	m := newMerge(plan, into)
	for _, store := range from {
		if err := m.look(ctx, store); err != nil {
			return m.merged, err
		}
	}
	described := m.dataset(from)
	if len(m.refused) > 0 {
		return m.merged, errors.Join(m.refused...)
	}
	for _, f := range m.queue {
		if err := context.Cause(ctx); err != nil {
			return m.merged, err
		}
		if err := into.Import(f.store, f.path, f.origin.Checksum); err != nil {
			return m.merged, err
		}
		m.merged.Copied++
	}
	if described != nil {
		return m.merged, into.SaveDataset(described)
	}
	return m.merged, nil
}

// A found result is sound, and so is the trace of a run.
type found struct {
	store  *record.Store
	path   string // of the result, below the store's folder
	origin record.Origin
}

func (f found) file() string { return f.path + ".json" }

// find looks at results, and at the traces of runs. planned are the jobs of the
// plan by their paths.
func find(store *record.Store, paths []string, planned map[string]study.Job) ([]found, []error) {
	all, errs := make([]found, len(paths)), make([]error, len(paths))
	parallel.Do(len(paths), func(i int) {
		r, err := read(paths[i], planned[paths[i]], store)
		if err == nil {
			all[i] = found{store, paths[i], r.Origin()}
			if run, ok := r.(*record.Run); ok {
				err = store.CheckTrace(run)
			}
		}
		errs[i] = err
	})
	return all, errs
}

type merge struct {
	plan    *study.Plan
	into    *record.Store
	planned map[string]study.Job // by path
	known   map[string]found     // by path, of the planned key
	queue   []found
	refused []error
	merged  Merged
}

// newMerge knows what of the plan is up to date in the store.
func newMerge(plan *study.Plan, into *record.Store) *merge {
	m := &merge{plan: plan, into: into, planned: map[string]study.Job{}, known: map[string]found{}}
	var paths []string
	for _, job := range plan.Jobs {
		m.planned[job.Path()] = job
		paths = append(paths, job.Path())
	}
	all, errs := find(into, paths, m.planned)
	for i, f := range all {
		if errs[i] == nil && f.origin.Key == m.planned[f.path].Key {
			m.known[f.path] = f
		}
	}
	return m
}

// look compares a folder's files with the plan and with those known so far.
func (m *merge) look(ctx context.Context, store *record.Store) error {
	paths, err := store.Paths()
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		return fmt.Errorf("%s: holds no records", store.Path())
	}
	all, errs := find(store, paths, m.planned)
	for i, f := range all {
		switch _, isOther := errors.AsType[*record.SchemaError](errs[i]); {
		case isOther:
			m.refused = append(m.refused, errs[i])
		case errs[i] != nil:
			m.merged.LeftOut = append(m.merged.LeftOut, errs[i])
		default:
			m.add(f)
		}
	}
	return context.Cause(ctx)
}

// add takes a sound file up, or refuses it.
func (m *merge) add(f found) {
	job, isPlanned := m.planned[f.path]
	if !isPlanned || job.Key != f.origin.Key {
		foreign := &foreignError{File: f.store.Path(f.file())}
		if isPlanned {
			foreign.Changes = changes(f.origin.Definition, job.Fields)
		}
		m.refused = append(m.refused, foreign)
		return
	}
	before, isKnown := m.known[f.path]
	switch {
	case !isKnown:
		m.known[f.path] = f
		m.queue = append(m.queue, f)
	case before.origin.Checksum != f.origin.Checksum:
		m.refused = append(m.refused, conflict(before.store, f.store, f.file(), job.Key))
	default:
		m.merged.Present++
	}
}

// dataset returns the description of the images that the study lacks, nil if it
// lacks none. It refuses one of other images, and two that differ.
func (m *merge) dataset(from []*record.Store) *record.Dataset {
	var known *record.Dataset
	var of *record.Store
	for _, store := range append([]*record.Store{m.into}, from...) {
		d, err := store.Dataset()
		switch {
		case err != nil && store != m.into && !errors.Is(err, fs.ErrNotExist):
			m.merged.LeftOut = append(m.merged.LeftOut, err)
		case err != nil:
		case !describes(d, m.plan):
			if store != m.into { // where it is replaced, as a stale record is
				m.refused = append(m.refused, &foreignError{store.DatasetPath(), datasetChanges(d, m.plan)})
			}
		case known == nil:
			known, of = d, store
		case !bytes.Equal(record.Encode(known), record.Encode(d)):
			m.refused = append(m.refused, conflict(of, store, filepath.Base(store.DatasetPath()), d.SHA256))
		}
	}
	if of == m.into {
		return nil
	}
	return known
}

// conflict shows a file of two stores: its path, the machine where
// environment.json tells it, and the first lines that differ.
func conflict(a, b *record.Store, file, key string) error {
	const shown = 3
	pathA, pathB := a.Path(filepath.FromSlash(file)), b.Path(filepath.FromSlash(file))
	one, two := linesOf(pathA), linesOf(pathB)
	left, right := []string{"  " + pathA + machine(a)}, []string{"  " + pathB + machine(b)}
	differing := 0
	for i := range max(len(one), len(two)) {
		x, y := lineAt(one, i), lineAt(two, i)
		if x == y {
			continue
		}
		if differing++; differing > shown {
			break
		}
		left = append(left, fmt.Sprintf("    line %d: %.100s", i+1, x))
		right = append(right, fmt.Sprintf("    line %d: %.100s", i+1, y))
	}
	return &ConflictError{File: file, Key: key, A: left, B: right}
}

func linesOf(path string) []string {
	const limit = 64 << 20 // far above what a store reads
	data, err := regular.ReadFile(path, limit)
	if err != nil {
		return []string{err.Error()}
	}
	return strings.Split(string(data), "\n")
}

func lineAt(lines []string, i int) string {
	if i >= len(lines) {
		return ""
	}
	return strings.TrimSpace(lines[i])
}

// machine says which one a folder's environment.json names.
func machine(s *record.Store) string {
	e, err := s.Environment()
	if err != nil {
		return ""
	}
	words := slices.DeleteFunc([]string{e.System, e.CPU, e.Kernel}, func(word string) bool { return word == "" })
	return " (" + strings.Join(words, ", ") + ")"
}
