package runner

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/parallel"
	"firststep/study/record"
)

const steps = 4

// smallStudy has three scenarios, two seeds and four steps a run.
func smallStudy() *study.Definition {
	scenario := func(name string, weightDivisor float64) study.Scenario {
		return study.Scenario{
			Name: name, FeatureDivisor: 255, WeightDivisor: weightDivisor,
			LearningRateDivisor: 1, FirstLayerRateDivisor: 1,
		}
	}
	return &study.Definition{
		Title: "Small", Seeds: []int64{1, 2}, Reference: "reference",
		Dataset:   study.Dataset{Source: dataset.Synthetic, Train: 32, Validation: 16},
		Network:   study.Network{Hidden: []int{5, 3}, FirstLayerInit: "glorot-normal", Init: "glorot-uniform"},
		Training:  study.Training{Optimizer: "sgd", LearningRate: 0.1, Batch: 8, Epochs: 1},
		Scenarios: []study.Scenario{scenario("reference", 1), scenario("halved", 2), scenario("quartered", 4)},
	}
}

func open(t *testing.T, folder string) *record.Store {
	t.Helper()
	store, err := record.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func plan(t testing.TB, d *study.Definition) *study.Plan {
	t.Helper()
	p, err := NewPlan(d, "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// fakeTrainer trains nothing: its records are functions of the run alone. It
// takes real data, opened once for all tests.
func fakeTrainer() trainer {
	return trainer{open: openOnce, train: fakeTrain}
}

var syntheticSet = sync.OnceValues(func() (*dataset.Set, error) {
	return dataset.Open(context.Background(), source(smallStudy(), ""), dataset.Options{})
})

func openOnce(context.Context, dataset.Source, dataset.Options) (*dataset.Set, error) {
	return syntheticSet()
}

func fakeTrain(ctx context.Context, _ *dataset.Set, _ *study.Definition, run study.Job, progress func(step int), _ *course) (*record.Run, *record.Trace, error) {
	sum := record.Sum([]byte(run.Key))
	trace := &record.Trace{}
	for step := 1; step <= steps; step++ {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		trace.Loss = append(trace.Loss, float32(run.Seed)/float32(step))
		trace.Correct = append(trace.Correct, step)
		progress(step)
	}
	histogram := record.Histogram{BinsPerDecade: 10}
	return &record.Run{
		FirstStep: record.FirstStep{
			LossBefore:    record.Float(run.Scenario.WeightDivisor),
			Layers:        make([]record.LayerStep, 3),
			PreActivation: record.PreActivation{XWHistogram: histogram, XdWHistogram: histogram, Joint: record.Joint{BinsPerDecade: 5}},
			DeadUnits:     record.DeadUnits{Probe: 16, Units: []int{5, 3}, Before: []int{0, 0}, After: []int{0, 0}},
		},
		Epochs: []record.Epoch{{Epoch: 1, Steps: steps}},
		Ending: record.Ending{Kind: record.Completed, Step: steps, DeadUnits: []int{0, 0}},
		Print:  record.Fingerprint{InitialWeights: sum, FinalWeights: sum, Losses: sum, ValidationLogits: sum, FirstSigns: sum},
	}, trace, nil
}

// results returns the content of every file of a study that has to be the
// same on every machine.
func results(t *testing.T, folder string) map[string]string {
	t.Helper()
	content := map[string]string{}
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == "environment.json" || strings.HasSuffix(path, ".lock") {
			return err
		}
		data, err := os.ReadFile(filepath.Join(folder, path))
		content[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func sameResults(t *testing.T, got, want map[string]string) {
	t.Helper()
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s differs or is missing", name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s should not be there", name)
		}
	}
}

// undisturbed returns the results of a run with nothing in its way.
func undisturbed(t *testing.T, d *study.Definition) map[string]string {
	t.Helper()
	store := open(t, t.TempDir())
	if _, err := run(t.Context(), Options{Plan: plan(t, d), Store: store, Workers: 1}, fakeTrainer()); err != nil {
		t.Fatal(err)
	}
	return results(t, store.Path())
}

func TestRunTrainsWhatIsDue(t *testing.T) {
	store, p := open(t, t.TempDir()), plan(t, smallStudy())
	opened := 0
	trainer := fakeTrainer()
	trainer.open = func(ctx context.Context, s dataset.Source, o dataset.Options) (*dataset.Set, error) {
		opened++
		return openOnce(ctx, s, o)
	}
	part, err := p.Select(study.Selection{Seeds: []int64{2}, Scenarios: []string{"halved"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		what   string
		o      Options
		want   Summary
		opened int
	}{
		{"a part", Options{Plan: part}, Summary{Trained: 1}, 1},
		{"the rest", Options{Plan: p, Workers: 2}, Summary{UpToDate: 1, Trained: 5}, 2},
		{"nothing", Options{Plan: p}, Summary{UpToDate: 6}, 2},
		{"all by force", Options{Plan: p, Force: true}, Summary{Trained: 6}, 3},
	} {
		test.o.Store = store
		got, err := run(t.Context(), test.o, trainer)
		if err != nil || got != test.want || opened != test.opened {
			t.Errorf("%s: %+v, %v, data opened %d times", test.what, got, err, opened)
		}
	}
	if len(results(t, store.Path())) != 2*6+1 {
		t.Errorf("the folder holds %v", results(t, store.Path()))
	}
	e, err := store.Environment()
	if err != nil || len(e.Timings) != 6 || e.Timings[0].Run != "halved-seed1" || e.Timings[0].GFLOP <= 0 {
		t.Errorf("environment: %+v, %v", e, err)
	}
	if err := os.Remove(store.Path("dataset.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t.Context(), Options{Plan: p, Store: store}, trainer); err != nil {
		t.Fatal(err)
	}
	if d, err := store.Dataset(); err != nil || len(d.Images) != 20 && len(d.Images) == 0 {
		t.Errorf("dataset.json was not written again: %v", err)
	}
}

// TestInterruption ends the context at every event of a run, one after the
// other, and finds each time that the next call ends in the same bytes.
func TestInterruption(t *testing.T) {
	d := smallStudy()
	d.Seeds, d.Scenarios = d.Seeds[:1], d.Scenarios[:2]
	want := undisturbed(t, d)
	p := plan(t, d)
	for at := 0; ; at++ {
		store := open(t, t.TempDir())
		ctx, cancel := context.WithCancelCause(t.Context())
		cause := errors.New("interrupted by the test")
		seen := 0
		o := Options{Plan: p, Store: store, Workers: 2, Events: func(Event) {
			if seen == at {
				cancel(cause)
			}
			seen++
		}}
		if at == 0 {
			cancel(cause) // before anything
		}
		summary, err := run(ctx, o, fakeTrainer())
		if seen < at {
			if err != nil {
				t.Error(err)
			}
			return // no event left to interrupt at
		}
		if summary.Left > 0 && !errors.Is(err, cause) {
			t.Fatalf("interrupted at event %d with %d runs left: %v", at, summary.Left, err)
		}
		saved, err := store.Names()
		if err != nil || len(saved) != summary.Trained || summary.Trained+summary.Left != len(p.Runs()) {
			t.Errorf("interrupted at event %d: %+v, saved %v, %v", at, summary, saved, err)
		}
		if _, err := run(t.Context(), Options{Plan: p, Store: store}, fakeTrainer()); err != nil {
			t.Fatal(err)
		}
		sameResults(t, results(t, store.Path()), want)
	}
}

// TestKilled kills a process that runs a study at one event after the other,
// with no chance to clean up. The next one goes on from there; the last ends
// in the same bytes, with nothing left behind.
func TestKilled(t *testing.T) {
	const variable = "FIRSTSTEP_TEST_KILLED"
	d := smallStudy()
	if folder := os.Getenv(variable); folder != "" {
		_, err := run(t.Context(), Options{Plan: plan(t, d), Store: open(t, folder), Workers: 2, Events: func(e Event) {
			fmt.Println(e.Kind)
		}}, fakeTrainer())
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	folder := t.TempDir()
	for killedAt := 1; ; killedAt += 2 {
		child := exec.Command(os.Args[0], "-test.run=^TestKilled$")
		child.Env = append(os.Environ(), variable+"="+folder)
		events, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(events)
		for seen := 0; seen < killedAt && lines.Scan(); seen++ {
		}
		child.Process.Kill()
		if child.Wait() == nil {
			break // it had ended before
		}
	}
	if _, err := run(t.Context(), Options{Plan: plan(t, d), Store: open(t, folder)}, fakeTrainer()); err != nil {
		t.Fatal(err)
	}
	sameResults(t, results(t, folder), undisturbed(t, d))
}

// TestTwoProcesses runs one study from two stores at once.
func TestTwoProcesses(t *testing.T) {
	d := smallStudy()
	folder := t.TempDir()
	var wait sync.WaitGroup
	for range 2 {
		store := open(t, folder)
		wait.Go(func() {
			for range 3 {
				if _, err := run(t.Context(), Options{Plan: plan(t, d), Store: store, Workers: 2, Force: true}, fakeTrainer()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	sameResults(t, results(t, folder), undisturbed(t, d))
}

// TestDamage damages records and traces in several ways: each is named, kept
// and trained again.
func TestDamage(t *testing.T) {
	d := smallStudy()
	want := undisturbed(t, d)
	p := plan(t, d)
	cut := func(data []byte) []byte { return data[:len(data)/2] }
	flip := func(data []byte) []byte {
		data = bytes.Clone(data)
		data[len(data)/3] ^= 4
		return data
	}
	empty := func([]byte) []byte { return nil }
	for _, file := range []string{"records/halved-seed2.json", "records/halved-seed2.csv"} {
		for _, damage := range []func([]byte) []byte{cut, flip, empty} {
			store := open(t, t.TempDir())
			if _, err := run(t.Context(), Options{Plan: p, Store: store}, fakeTrainer()); err != nil {
				t.Fatal(err)
			}
			path := store.Path(file)
			damaged := damage([]byte(want[file]))
			if err := os.WriteFile(path, damaged, 0o666); err != nil {
				t.Fatal(err)
			}
			item := Status(p, store)[3]
			if item.State != Damaged || !item.Due() || !strings.Contains(item.Reason(), path) {
				t.Errorf("%s: %s, %s", file, item.State, item.Reason())
			}
			var moved []string
			summary, err := run(t.Context(), Options{Plan: p, Store: store, Events: func(e Event) {
				if e.Kind == SetAside {
					moved = append(moved, e.Path)
				}
			}}, fakeTrainer())
			if err != nil || summary.Trained != 1 || !slices.Contains(moved, path+".corrupt-1") {
				t.Errorf("%s: %+v, %v, moved %v", file, summary, err, moved)
			}
			got := results(t, store.Path())
			if got[file+".corrupt-1"] != string(damaged) {
				t.Errorf("%s: the damaged bytes were not kept", file)
			}
			for _, m := range moved {
				delete(got, "records/"+filepath.Base(m))
			}
			sameResults(t, got, want)
		}
	}
}

// TestFailures: one run panics, one returns an error, and the others are
// trained all the same.
func TestFailures(t *testing.T) {
	p := plan(t, smallStudy())
	broken := fakeTrainer()
	broken.train = func(ctx context.Context, set *dataset.Set, d *study.Definition, run study.Job, progress func(step int), _ *course) (*record.Run, *record.Trace, error) {
		switch run.Name() {
		case "reference-seed2":
			panic("index out of range")
		case "halved-seed1":
			return nil, nil, errors.New("no memory")
		}
		return fakeTrain(ctx, set, d, run, progress, nil)
	}
	store := open(t, t.TempDir())
	summary, err := run(t.Context(), Options{Plan: p, Store: store, Workers: 2}, broken)
	if want := (Summary{Trained: 4, Failed: 2}); summary != want {
		t.Errorf("%+v", summary)
	}
	for _, want := range []string{
		fmt.Sprintf("reference, seed 2 (key %.12s): panic: index out of range", p.Runs()[1].Key),
		"halved, seed 1 (key ",
		"no memory",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	if panicked, ok := errors.AsType[*parallel.PanicError](err); !ok || !bytes.Contains(panicked.Stack, []byte("run_test.go")) {
		t.Error("the place of the panic is lost")
	}
	if summary, err := run(t.Context(), Options{Plan: p, Store: store}, fakeTrainer()); err != nil || summary.Trained != 2 {
		t.Errorf("%+v, %v", summary, err)
	}
}

// TestNothingCanBeSaved: a store that cannot be written to ends the work
// before training, or at the first run where it happens meanwhile.
func TestNothingCanBeSaved(t *testing.T) {
	p := plan(t, smallStudy())
	store := open(t, t.TempDir())
	err := errors.Join(os.Mkdir(store.Path("records"), 0o777), os.Symlink("elsewhere", store.Path("records/halved-seed2.csv")))
	if err != nil {
		t.Fatal(err)
	}
	never := fakeTrainer()
	never.train = nil
	if _, err := run(t.Context(), Options{Plan: p, Store: store}, never); err == nil || !strings.Contains(err.Error(), "symbolic link") {
		t.Errorf("%v", err)
	}

	folder := filepath.Join(t.TempDir(), "study")
	if err := os.Mkdir(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	store = open(t, folder)
	vanishing := fakeTrainer()
	vanishing.train = func(ctx context.Context, set *dataset.Set, d *study.Definition, run study.Job, progress func(step int), _ *course) (*record.Run, *record.Trace, error) {
		if err := os.RemoveAll(folder); err != nil {
			return nil, nil, err
		}
		return fakeTrain(ctx, set, d, run, progress, nil)
	}
	summary, err := run(t.Context(), Options{Plan: p, Store: store, Workers: 1}, vanishing)
	if want := (Summary{Failed: 1, Left: 5}); summary != want || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%+v, %v", summary, err)
	}
}

func TestStatus(t *testing.T) {
	d := smallStudy()
	store := open(t, t.TempDir())
	if got := Status(plan(t, d), store)[0]; got.State != Missing || !got.Due() {
		t.Errorf("%+v", got)
	}
	if _, err := run(t.Context(), Options{Plan: plan(t, d), Store: store}, fakeTrainer()); err != nil {
		t.Fatal(err)
	}

	d.Title, d.Scenarios[0].Expect, d.Scenarios[0].Label = "Renamed", "learns", "the reference"
	for _, item := range Status(plan(t, d), store) {
		if item.State != UpToDate {
			t.Errorf("what does not determine a run made it %s: %s", item.State, item.Reason())
		}
	}

	d.Training.Batch = 16
	d.Scenarios[1].WeightDivisor = 3
	p := plan(t, d)
	p.Runs()[0].Fields = append(p.Runs()[0].Fields, study.Field{Name: "training.decay", Value: "0.5"})
	items := Status(p, store)
	for i, want := range map[int]string{
		0: "training.batch: 8 → 16, training.decay: absent → 0.5",
		2: "training.batch: 8 → 16, scenario.weight_divisor: 2 → 3",
		4: "training.batch: 8 → 16",
	} {
		if items[i].State != Stale || items[i].Reason() != want {
			t.Errorf("%s: %s: %s", items[i].Job.Name(), items[i].State, items[i].Reason())
		}
	}

	if err := os.Remove(store.Path("records/reference-seed1.csv")); err != nil {
		t.Fatal(err)
	}
	if got := Status(plan(t, smallStudy()), store)[0]; got.State != Missing {
		t.Errorf("without its trace a run is %s", got.State)
	}
}

// TestOtherSchemas: an older record is made again, a newer one stops the
// command before anything is trained.
func TestOtherSchemas(t *testing.T) {
	p := plan(t, smallStudy())
	const name = "reference-seed1"
	current := fmt.Sprintf(`"schema": %d`, record.Schema)
	for schema, want := range map[string]State{"0": Stale, fmt.Sprint(record.Schema + 1): Blocked} {
		reason := map[State]string{Stale: fmt.Sprintf("schema: 0 → %d", record.Schema), Blocked: "has schema " + schema}[want]
		store := open(t, t.TempDir())
		if _, err := run(t.Context(), Options{Plan: p, Store: store}, fakeTrainer()); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(store.Path("records", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		other := strings.Replace(string(data), current, `"schema": `+schema, 1)
		open := strings.LastIndex(other, `"checksum": "`) + len(`"checksum": "`)
		other = other[:open] + record.Sum([]byte(other[:open]+"\"\n}\n")) + "\"\n}\n"
		if err := os.WriteFile(store.Path("records", name+".json"), []byte(other), 0o666); err != nil {
			t.Fatal(err)
		}
		item := Status(p, store)[0]
		if item.State != want || !strings.Contains(item.Reason(), reason) {
			t.Errorf("schema %s: %s, %s", schema, item.State, item.Reason())
		}
		summary, err := run(t.Context(), Options{Plan: p, Store: store}, fakeTrainer())
		if want == Blocked {
			if _, ok := errors.AsType[*record.SchemaError](err); !ok || summary.Trained != 0 {
				t.Errorf("%+v, %v", summary, err)
			}
		} else if err != nil || summary.Trained != 1 {
			t.Errorf("%+v, %v", summary, err)
		}
	}
}

func TestOrphans(t *testing.T) {
	d := smallStudy()
	store := open(t, t.TempDir())
	if _, err := run(t.Context(), Options{Plan: plan(t, d), Store: store}, fakeTrainer()); err != nil {
		t.Fatal(err)
	}
	d.Seeds, d.Scenarios = []int64{1}, d.Scenarios[:2]
	orphans, err := Orphans(plan(t, d), store)
	if want := "[halved-seed2 quartered-seed1 quartered-seed2 reference-seed2]"; err != nil || fmt.Sprint(orphans) != want {
		t.Errorf("%v, %v", orphans, err)
	}
}

func TestEvents(t *testing.T) {
	p := plan(t, smallStudy())
	var log []string
	var ended []int
	_, err := run(t.Context(), Options{Plan: p, Store: open(t, t.TempDir()), Workers: 1, Events: func(e Event) {
		if e.Job.Name() == "reference-seed1" {
			log = append(log, fmt.Sprint(e.Kind, e.Step))
		}
		if e.Kind == Finished {
			ended = append(ended, e.Ended)
			if e.Result.Name() != e.Job.Name() || e.Due != len(p.Runs()) {
				t.Errorf("%+v", e)
			}
		}
	}}, fakeTrainer())
	want := fmt.Sprint([]string{fmt.Sprint(Started, 0), fmt.Sprint(Stepped, 1), fmt.Sprint(Stepped, 2),
		fmt.Sprint(Stepped, 3), fmt.Sprint(Stepped, 4), fmt.Sprint(Finished, 0)})
	if err != nil || fmt.Sprint(log) != want || fmt.Sprint(ended) != "[1 2 3 4 5 6]" {
		t.Errorf("%v, %v, %v", log, ended, err)
	}
}

func TestEstimate(t *testing.T) {
	store, p := open(t, t.TempDir()), plan(t, smallStudy())
	if e, err := EstimateTime(t.Context(), p, nil, store, 2); err != nil || e != (Estimate{}) {
		t.Errorf("nothing due takes %+v, %v", e, err)
	}
	if _, err := run(t.Context(), Options{Plan: p, Store: store}, fakeTrainer()); err != nil {
		t.Fatal(err)
	}
	err := store.UpdateEnvironment(func(e *record.Environment) {
		e.Timings = []record.Timing{{Run: "a", Seconds: 2, GFLOP: record.Float(2 * p.Runs()[0].Cost / 1e9)}}
	})
	if err != nil {
		t.Fatal(err)
	}
	e, err := EstimateTime(t.Context(), p, p.Jobs[:3], store, 2)
	if err != nil || !e.Measured || e.Core.Round(1e6).Seconds() != 3 || e.Wall.Round(1e6).Seconds() != 1.5 {
		t.Errorf("three runs of one second on two workers: %+v, %v", e, err)
	}
}
