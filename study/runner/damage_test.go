package runner

import (
	"bytes"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"firststep/study"
	"firststep/study/record"
	"firststep/study/testenv"
)

// TestDamageAnywhere flips a bit or cuts the file off at a random place of
// every kind of file that a study keeps, one at a time. Each is noticed, by
// name, moved aside and never replaced, and the next run makes it again.
//
// FIRSTSTEP_FAULTS=2000 tries two thousand places.
func TestDamageAnywhere(t *testing.T) {
	places := testenv.Faults(50, 150)
	d := smallStudy()
	d.Scenarios, d.Seeds = d.Scenarios[:2], study.Seeds{1}
	d.Sweep = &study.Sweep{Factors: []float64{1, 2}, Optimizers: []string{"sgd"}}
	p := plan(t, d)
	store := open(t, t.TempDir())
	var events []Event
	o := Options{Plan: p, Store: store, Workers: 1, Events: func(e Event) { events = append(events, e) }}
	if _, err := run(t.Context(), o, fakeTrainer()); err != nil {
		t.Fatal(err)
	}
	want := results(t, store.Path())
	files := slices.Sorted(maps.Keys(want))
	files = append(files, "environment.json")

	random := rand.New(rand.NewPCG(3, 5))
	for range places {
		file := files[random.IntN(len(files))]
		path := store.Path(filepath.FromSlash(file))
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		at := random.IntN(len(whole))
		damaged := bytes.Clone(whole[:at])
		if random.IntN(4) > 0 {
			damaged = bytes.Clone(whole)
			damaged[at] ^= 1 << random.IntN(8)
		}
		if err := os.WriteFile(path, damaged, 0o666); err != nil {
			t.Fatal(err)
		}
		if err := noticed(p, store, file); err == nil || !strings.Contains(err.Error(), path) {
			t.Fatalf("%s: byte %d of %d: %v", file, at, len(whole), err)
		}
		events = nil
		o.Force = file == "environment.json" // which is written only after a training
		if _, err := run(t.Context(), o, fakeTrainer()); err != nil {
			t.Fatal(err)
		}
		kept, err := os.ReadFile(path + ".corrupt-1")
		if err != nil || !bytes.Equal(kept, damaged) {
			t.Fatalf("%s: byte %d: what was damaged is not kept: %v", file, at, err)
		}
		if strings.Contains(file, "/") && !slices.ContainsFunc(events, func(e Event) bool { return e.Kind == SetAside && e.Path == path+".corrupt-1" }) {
			t.Errorf("%s: byte %d: it is not said", file, at)
		}
		for _, aside := range glob(t, store.Path("*.corrupt-*"), store.Path("*", "*.corrupt-*")) {
			if err := os.Remove(aside); err != nil {
				t.Fatal(err)
			}
		}
		sameResults(t, results(t, store.Path()), want)
		if t.Failed() {
			t.Fatalf("after damage to byte %d of %s", at, file)
		}
	}
	t.Logf("%d places in %d files", places, len(files))
}

// forge changes a record and seals it again.
func forge(t *testing.T, store *record.Store, name string, how func(*record.Run)) {
	t.Helper()
	r, err := store.Run(name)
	if err != nil {
		t.Fatal(err)
	}
	how(r)
	if err := os.WriteFile(store.Path("records", name+".json"), record.Encode(r), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestForeignRecords: a sealed record that cannot be the run's, for all that it
// has the run's key, is damaged. The next run moves it aside and makes it again.
func TestForeignRecords(t *testing.T) {
	d := smallStudy()
	d.Sweep = &study.Sweep{Factors: []float64{1, 2}, Optimizers: []string{"sgd"}}
	p := plan(t, d)
	store := open(t, t.TempDir())
	o := Options{Plan: p, Store: store, Workers: 1}
	if _, err := run(t.Context(), o, fakeTrainer()); err != nil {
		t.Fatal(err)
	}
	want := results(t, store.Path())
	const name = "halved-seed1"
	for what, how := range map[string]func(*record.Run){
		"of another network":       func(r *record.Run) { r.FirstStep.DeadUnits.Units = []int{6, 3} },
		"of another definition":    func(r *record.Run) { r.Definition[0].Value = strings.Repeat("f", 64) },
		"of another key":           func(r *record.Run) { r.Key = strings.Repeat("f", 64) },
		"of more epochs":           func(r *record.Run) { r.Epochs = append(r.Epochs, r.Epochs[0]) },
		"of fewer steps":           func(r *record.Run) { r.Trace.Rows-- },
		"that overflowed too late": func(r *record.Run) { r.Ending.Kind = record.Overflowed; r.Trace.Rows = 99 },
		"of an unknown kind":       func(r *record.Run) { r.Ending.Kind = "exploded" },
	} {
		forge(t, store, name, how)
		for _, item := range Status(p, store) {
			if (item.Job.Name() == name) != (item.State == Damaged) {
				t.Errorf("%s: %s is %s: %s", what, item.Job.Name(), item.State, item.Reason())
			}
		}
		if summary, err := run(t.Context(), o, fakeTrainer()); err != nil || summary.Trained != 1 {
			t.Errorf("%s: %+v, %v", what, summary, err)
		}
		aside := glob(t, store.Path("records", "*.corrupt-*"))
		if len(aside) == 0 {
			t.Errorf("%s: what was damaged is not kept", what)
		}
		for _, path := range aside {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
		sameResults(t, results(t, store.Path()), want)
	}
	for what, how := range map[string]func(*record.Measurement){
		"of another definition": func(m *record.Measurement) { m.Definition[0].Value = "other" },
		"of other factors":      func(m *record.Measurement) { m.Sweep.Factors = record.Floats([]float64{2, 4}) },
		"of fewer series":       func(m *record.Measurement) { m.Sweep.Series = m.Sweep.Series[1:] },
		"of another optimizer":  func(m *record.Measurement) { m.Sweep.Series[0].Optimizer = "adam" },
		"at another rate":       func(m *record.Measurement) { m.Sweep.Series[0].LearningRate *= 2 },
	} {
		m, err := store.Measurement("sweep-seed1")
		if err != nil {
			t.Fatal(err)
		}
		how(m)
		if err := os.WriteFile(store.Path(m.Path()+".json"), record.Encode(m), 0o666); err != nil {
			t.Fatal(err)
		}
		if item := Status(p, store)[len(p.Runs())]; item.State != Damaged {
			t.Errorf("a measurement %s is %s", what, item.State)
		}
		if summary, err := run(t.Context(), o, fakeTrainer()); err != nil || summary.Measured != 1 {
			t.Errorf("%s: %+v, %v", what, summary, err)
		}
	}
}

// noticed is what is said of a damaged file.
func noticed(p *study.Plan, store *record.Store, file string) error {
	var errs []error
	for _, item := range Status(p, store) {
		if item.State == Damaged {
			errs = append(errs, item.Err)
		}
	}
	_, err1 := store.Dataset()
	_, err2 := store.Environment()
	err := errors.Join(append(errs, err1, err2)...)
	if _, damaged := errors.AsType[*record.CorruptError](err); !damaged {
		return nil
	}
	return err
}

func glob(t *testing.T, patterns ...string) (paths []string) {
	t.Helper()
	for _, pattern := range patterns {
		some, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, some...)
	}
	return paths
}
