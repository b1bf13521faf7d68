package sides

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/words"
)

// A Side is one of the two that are compared.
type Side struct {
	Name       string            // as the user wrote it
	whole      *study.Definition // nil for a single record
	definition *study.Definition // narrowed to what is needed
	scenario   string            // the one that is compared, or empty for all
	asked      []int64           // seeds, or none for all
	source     *record.Reader    // nil for a single record
	dataset    *record.Dataset   // nil where there is none
	results    []evidence.Result // what is compared
	beside     []evidence.Result // and what its claims are measured against
	measured   []*record.Measurement
}

// IsEmpty reports whether a study has no records, of whatever runs.
func (a *Side) IsEmpty() bool {
	names, _ := a.source.Names()
	return len(names) == 0
}

// Load reads the records of both sides, of the given seeds or of all, and passes
// to say what there is to say of runs that have none.
func Load(a, b *Side, seedsA, seedsB []int64, say func(format string, args ...any)) error {
	a.shareScenario(b)
	a.asked, b.asked = seedsA, seedsB
	if err := a.load(b.seedsFor(seedsA), say); err != nil {
		return err
	}
	return b.load(a.seedsFor(seedsB), say)
}

// shareScenario lets a side that names no scenario have the other's.
func (a *Side) shareScenario(b *Side) {
	for _, pair := range [2][2]*Side{{a, b}, {b, a}} {
		whole, part := pair[0], pair[1]
		if whole.scenario != "" || part.scenario == "" {
			continue
		}
		if _, ok := whole.whole.Scenario(part.scenario); ok {
			whole.scenario = part.scenario
		}
	}
}

// seedsFor are the seeds to load of the other side: those that are asked for,
// or the only one that a single run can be compared with.
func (a *Side) seedsFor(asked []int64) []int64 {
	if a.whole == nil && len(asked) == 0 {
		return []int64{a.results[0].Run.Seed}
	}
	return asked
}

// load reads the records of the side's scenarios and of those that its claims
// are measured against. They are taken as they are: whether they are up to
// date is for plan to say.
func (a *Side) load(seeds []int64, say func(format string, args ...any)) error {
	if a.whole == nil {
		return nil
	}
	selection := study.Selection{Seeds: seeds}
	if a.scenario != "" {
		selection.Scenarios = []string{a.scenario}
	}
	narrowed, err := a.whole.Select(selection)
	if err != nil {
		return fmt.Errorf("%s: %w", a.Name, err)
	}
	a.definition = narrowed
	a.dataset, err = a.source.Dataset()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	missing, err := a.read()
	if err != nil {
		return err
	}
	if len(a.results) == 0 {
		return fmt.Errorf("%s has no records of these runs; firststep run trains what is missing", a.Name)
	}
	if missing > 0 {
		say("%s: %s no record", a.Name, words.Counted(missing, "run has", "runs have"))
	}
	return nil
}

// read fills in the results and what was measured beside them, of what there
// is, and counts the runs that have no record.
func (a *Side) read() (missing int, err error) {
	paths, err := a.source.Paths()
	if err != nil {
		return 0, err
	}
	there := map[string]bool{}
	for _, path := range paths {
		there[path] = true
	}
	for _, job := range a.definition.Plan(study.Identity{}).Jobs {
		isWanted := a.scenario == "" || a.scenario == job.Subject
		switch {
		case there[job.Path()]:
			err = a.take(job, isWanted)
		case isWanted && job.IsRun():
			missing++
		}
		if err != nil {
			return missing, err
		}
	}
	return missing, nil
}

// take reads what a job has left, of a run the trace too where there is one:
// large reports carry records alone.
func (a *Side) take(job study.Job, isWanted bool) error {
	if !job.IsRun() {
		m, err := a.source.Measurement(job.Name())
		a.measured = append(a.measured, m)
		return err
	}
	run, trace, err := a.source.RunAndTrace(job.Name())
	if run == nil || err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	to := &a.beside
	if isWanted {
		to = &a.results
	}
	*to = append(*to, evidence.Result{Run: run, Trace: trace})
	return nil
}

func lacksTrace(results []evidence.Result) bool {
	return slices.ContainsFunc(results, func(r evidence.Result) bool { return r.Trace == nil })
}

// data is the side as figures and report see it.
func (a *Side) data() evidence.Data {
	results := append(append([]evidence.Result{}, a.results...), a.beside...)
	return evidence.NewData(a.definition, a.dataset, results).With(a.measured)
}
