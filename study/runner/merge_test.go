package runner

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"firststep/study"
	"firststep/study/record"
)

// trained returns a store with the runs of a study, by a fake trainer.
func trained(t *testing.T, d *study.Definition) *record.Store {
	t.Helper()
	store := open(t, t.TempDir())
	if _, err := run(t.Context(), Options{Plan: plan(t, d), Store: store}, fakeTrainer()); err != nil {
		t.Fatal(err)
	}
	return store
}

// TestMergeConflict: two records of one key that differ stop the merge before
// anything is written, and both are shown.
func TestMergeConflict(t *testing.T) {
	d := smallStudy()
	p := plan(t, d)
	right, wrong := trained(t, d), trained(t, d)
	r, err := wrong.Run("halved-seed2")
	if err != nil {
		t.Fatal(err)
	}
	trace, err := wrong.Trace(r)
	if err != nil {
		t.Fatal(err)
	}
	r.FirstStep.LossAfter = 1.25
	if err := wrong.Save(r, trace); err != nil {
		t.Fatal(err)
	}
	into := open(t, t.TempDir())
	merged, err := Merge(t.Context(), p, into, []*record.Store{right, wrong})
	conflict, ok := errors.AsType[*ConflictError](err)
	if !ok || conflict.File != "records/halved-seed2.json" || merged.Copied != 0 {
		t.Fatalf("%+v, %v", merged, err)
	}
	for _, want := range []string{right.Path("records/halved-seed2.json"), wrong.Path("records/halved-seed2.json"), `"loss_after": 1.25`, `"loss_after": 0`, "kernel"} {
		if want == "kernel" {
			want = Environment().Kernel
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\ndoes not show %s", err, want)
		}
	}
	if left := results(t, into.Path()); len(left) != 0 {
		t.Errorf("the folder holds %v", left)
	}
}

// TestMergeReplaces: damaged and stale records of the study's own folder give
// way to sound ones, the damaged are kept aside.
func TestMergeReplaces(t *testing.T) {
	d := smallStudy()
	p := plan(t, d)
	older := smallStudy()
	older.Training.LearningRate = 0.2
	into, from := trained(t, older), trained(t, d)
	damaged := into.Path("records/reference-seed1.json")
	if err := os.WriteFile(damaged, []byte("damaged"), 0o666); err != nil {
		t.Fatal(err)
	}
	merged, err := Merge(t.Context(), p, into, []*record.Store{from, from})
	if want := (Merged{Copied: 6, Present: 6}); err != nil || fmt.Sprint(merged) != fmt.Sprint(want) {
		t.Errorf("%+v, %v", merged, err)
	}
	if data, err := os.ReadFile(damaged + ".corrupt-1"); string(data) != "damaged" {
		t.Errorf("the damaged record is lost: %v", err)
	}
	for _, item := range Status(p, into) {
		if item.State != UpToDate {
			t.Errorf("%s: %s", item.Job.Name(), item.State)
		}
	}
	// The other way round everything is foreign.
	_, err = Merge(t.Context(), plan(t, older), trained(t, older), []*record.Store{from})
	foreign, ok := errors.AsType[*foreignError](err)
	if !ok || len(foreign.Changes) != 1 || !strings.Contains(err.Error(), "learning_rate: 0.1 → 0.2") {
		t.Errorf("%v", err)
	}
}

// TestMergeDataset: a description of the same images has to be the same, one of
// other images is refused, and where anything is refused none is written.
func TestMergeDataset(t *testing.T) {
	d := smallStudy()
	p := plan(t, d)
	change := func(store *record.Store, how func(*record.Dataset)) *record.Store {
		described, err := store.Dataset()
		if err != nil {
			t.Fatal(err)
		}
		how(described)
		if err := store.SaveDataset(described); err != nil {
			t.Fatal(err)
		}
		return store
	}
	honest := trained(t, d)
	otherwise := change(trained(t, d), func(d *record.Dataset) { d.Mean++ })
	ofOthers := change(trained(t, d), func(d *record.Dataset) { d.SHA256 = strings.Repeat("0", 64) })
	for _, c := range []struct {
		what string
		into *record.Store
		from []*record.Store
		want string // of the error
	}{
		{"another description of the same images", trained(t, d), []*record.Store{otherwise}, "dataset.json: two results of one key"},
		{"two that differ, where there is none", open(t, t.TempDir()), []*record.Store{honest, otherwise}, "dataset.json: two results of one key"},
		{"of other images", trained(t, d), []*record.Store{ofOthers}, "dataset.json: was made with another definition: dataset.sha256: 0000"},
		{"of other images, where there is none", open(t, t.TempDir()), []*record.Store{honest, ofOthers}, "another definition: dataset.sha256"},
		{"a study with one of other images", change(trained(t, d), func(d *record.Dataset) { d.SHA256 = strings.Repeat("0", 64) }), []*record.Store{honest}, ""},
		{"a study without one", open(t, t.TempDir()), []*record.Store{honest}, ""},
	} {
		before := results(t, c.into.Path())
		_, err := Merge(t.Context(), p, c.into, c.from)
		if c.want != "" {
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %q", c.what, err, c.want)
			}
			sameResults(t, results(t, c.into.Path()), before)
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
		}
		sameResults(t, results(t, c.into.Path()), results(t, honest.Path()))
	}
}

// TestMergeForeignRecord: a sealed record of another network under the study's
// key is left out, as what is damaged is.
func TestMergeForeignRecord(t *testing.T) {
	d := smallStudy()
	from := trained(t, d)
	forge(t, from, "halved-seed1", func(r *record.Run) { r.FirstStep.DeadUnits.Units = []int{9, 9} })
	merged, err := Merge(t.Context(), plan(t, d), open(t, t.TempDir()), []*record.Store{from})
	if err != nil || merged.Copied != 5 || len(merged.LeftOut) != 1 || !strings.Contains(merged.LeftOut[0].Error(), "hidden layers of [9 9] units") {
		t.Errorf("%+v, %v", merged, err)
	}
}
