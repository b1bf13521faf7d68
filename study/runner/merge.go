package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"firststep/study"
	"firststep/study/record"
)

// Merged counts what [Merge] found.
type Merged struct {
	Copied  int     // records that the store did not have
	Present int     // records that it had, or that came twice, the same in every byte
	LeftOut []error // what is damaged in the other folders, and was not brought over
}

// A ForeignError says that a record is not one of the study.
type ForeignError struct {
	File    string
	Changes []Change // against the study's run of that name; none if it has none
}

func (e *ForeignError) Error() string {
	if len(e.Changes) == 0 {
		return e.File + ": is a record of no run of this study"
	}
	changes := make([]string, len(e.Changes))
	for i, c := range e.Changes {
		changes[i] = c.String()
	}
	return fmt.Sprintf("%s: was made with another definition: %s", e.File, strings.Join(changes, ", "))
}

// A ConflictError says that two files of one key, which have to be the same
// in every byte, are not.
type ConflictError struct {
	Name string // of the run, or "dataset"
	Key  string
	A, B string // descriptions of the files, several lines each
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s: two results of one key (%.12s), which should be the same in every byte; one of two machines computes wrongly\n%s\n%s",
		e.Name, e.Key, e.A, e.B)
}

// Merge brings the records of other folders, such as those of shards, into a
// study's. It looks at all of them first, and changes nothing where one is of
// another definition ([*ForeignError]) or differs from another one of the same
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
	if len(m.refused) > 0 {
		return m.merged, errors.Join(m.refused...)
	}
	if err := m.dataset(from); err != nil {
		return m.merged, err
	}
	for _, f := range m.queue {
		if err := context.Cause(ctx); err != nil {
			return m.merged, err
		}
		if err := into.Import(f.store, f.head); err != nil {
			return m.merged, err
		}
		m.merged.Copied++
	}
	return m.merged, nil
}

// A found record is sound, and of a run of the study.
type found struct {
	store *record.Store
	head  *record.Head
}

type merge struct {
	into    *record.Store
	runs    map[string]study.Run // by name
	known   map[string]found     // by name, of the run's key
	queue   []found
	refused []error
	merged  Merged
}

// newMerge knows what of the plan is up to date in the store.
func newMerge(plan *study.Plan, into *record.Store) *merge {
	m := &merge{into: into, runs: map[string]study.Run{}, known: map[string]found{}}
	heads := make([]*record.Head, len(plan.Runs))
	InParallel(len(heads), func(i int) {
		heads[i], _ = soundHead(into, plan.Runs[i].Name())
	})
	for i, run := range plan.Runs {
		m.runs[run.Name()] = run
		if heads[i] != nil && heads[i].Key == run.Key {
			m.known[run.Name()] = found{into, heads[i]}
		}
	}
	return m
}

// soundHead returns the head of a record that is sound together with its
// trace.
func soundHead(store *record.Store, name string) (*record.Head, error) {
	head, err := store.Head(name)
	if err != nil {
		return nil, err
	}
	return head, store.CheckTraceFile(name, head.Trace)
}

// look compares a folder's records with the plan and with those known so far.
func (m *merge) look(ctx context.Context, store *record.Store) error {
	names, err := store.Names()
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("%s: holds no records", store.Path())
	}
	heads, errs := make([]*record.Head, len(names)), make([]error, len(names))
	InParallel(len(names), func(i int) {
		if ctx.Err() == nil {
			heads[i], errs[i] = soundHead(store, names[i])
		}
	})
	if err := context.Cause(ctx); err != nil {
		return err
	}
	for i := range names {
		switch _, isOther := errors.AsType[*record.SchemaError](errs[i]); {
		case isOther:
			m.refused = append(m.refused, errs[i])
		case errs[i] != nil:
			m.merged.LeftOut = append(m.merged.LeftOut, errs[i])
		default:
			m.add(found{store, heads[i]})
		}
	}
	return nil
}

// add takes a sound record up, or refuses it.
func (m *merge) add(f found) {
	name := f.head.Name()
	run, planned := m.runs[name]
	if !planned || run.Key != f.head.Key {
		foreign := &ForeignError{File: f.store.RunPath(name)}
		if made, err := f.head.Definition(); planned && err == nil {
			foreign.Changes = changes(made, run.Fields)
		}
		m.refused = append(m.refused, foreign)
		return
	}
	before, isKnown := m.known[name]
	switch {
	case !isKnown:
		m.known[name] = f
		m.queue = append(m.queue, f)
	case before.head.Checksum != f.head.Checksum:
		m.refused = append(m.refused, m.conflict(before, f))
	default:
		m.merged.Present++
	}
}

func (m *merge) conflict(a, b found) error {
	name := a.head.Name()
	one, two := describeConflict(a.store, b.store, func(s *record.Store) string { return s.RunPath(name) })
	return &ConflictError{Name: name, Key: a.head.Key, A: one, B: two}
}

// dataset brings dataset.json over where the study has none yet, and refuses
// one that describes the same data otherwise.
func (m *merge) dataset(from []*record.Store) error {
	path := func(s *record.Store) string { return s.DatasetPath() }
	for _, store := range from {
		theirs, err := store.Dataset()
		if err != nil {
			if !errors.Is(err, fs.ErrNotExist) {
				m.merged.LeftOut = append(m.merged.LeftOut, err)
			}
			continue
		}
		ours, err := m.into.Dataset()
		if err == nil && ours.SHA256 == theirs.SHA256 && ours.Train == theirs.Train && ours.Validation == theirs.Validation {
			if !bytes.Equal(record.EncodeDataset(ours), record.EncodeDataset(theirs)) {
				a, b := describeConflict(m.into, store, path)
				return &ConflictError{Name: "dataset", Key: ours.SHA256, A: a, B: b}
			}
			continue
		}
		if err := m.into.SaveDataset(theirs); err != nil {
			return err
		}
	}
	return nil
}

// describeConflict shows a file of two stores: its path, the machine where
// environment.json tells it, and the first lines that differ.
func describeConflict(a, b *record.Store, path func(*record.Store) string) (string, string) {
	const shown = 3
	one, two := linesOf(path(a)), linesOf(path(b))
	left, right := "  "+path(a)+machine(a), "  "+path(b)+machine(b)
	differing := 0
	for i := range max(len(one), len(two)) {
		x, y := lineAt(one, i), lineAt(two, i)
		if x == y {
			continue
		}
		if differing++; differing > shown {
			break
		}
		left += fmt.Sprintf("\n    line %d: %.100s", i+1, x)
		right += fmt.Sprintf("\n    line %d: %.100s", i+1, y)
	}
	return left, right
}

func linesOf(path string) []string {
	data, err := os.ReadFile(path)
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
