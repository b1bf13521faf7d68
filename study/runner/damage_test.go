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

// noticed is what is said of a damaged file.
func noticed(p *study.Plan, store *record.Store, file string) error {
	var errs []error
	for _, item := range Status(p, store) {
		if item.State == Damaged {
			errs = append(errs, item.Err)
		}
	}
	for _, item := range MeasurementStatus(p, store) {
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
