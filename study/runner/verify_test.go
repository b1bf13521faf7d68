package runner

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/record"
)

// What is done again is held against what a store has, job by job, and nothing is
// saved.
func TestVerify(t *testing.T) {
	d := smallStudy()
	d.Sweep = &study.Sweep{Factors: []float64{1, 2}, Optimizers: []string{"sgd"}}
	folder := t.TempDir()
	store := open(t, folder)
	p := plan(t, d)
	if _, err := run(t.Context(), Options{Plan: p, Store: store}, fakeTrainer()); err != nil {
		t.Fatal(err)
	}
	before := results(t, folder)
	changes := map[string]func(*Known){
		"records/halved-seed1":    func(k *Known) { k.Trace.Loss[2]++; k.Result.(*record.Run).Print.Losses = "other"; k.Sum = "" },
		"records/halved-seed2":    func(k *Known) { k.Result.(*record.Run).FirstStep.Layers[1].DeltaMax = 1; k.Sum = "" },
		"records/quartered-seed1": func(k *Known) { *k = Known{Sum: strings.Repeat("0", 64)} },
		"measurements/sweep-seed2": func(k *Known) {
			k.Result.(*record.Measurement).Sweep.Series[0].Optimizer = "adam"
			k.Sum = ""
		},
	}
	want := map[string]string{
		"records/halved-seed1":     "parts from its record at step 3: loss ",
		"records/halved-seed2":     `of its record is "\"delta_max\": 1,", and trained again "\"delta_max\": 0,"`,
		"records/quartered-seed1":  "made again, its record has not the SHA-256 000000000000…",
		"measurements/sweep-seed2": ` of its record is "\"optimizer\": \"adam\",", and trained again "\"optimizer\": \"sgd\","`,
	}
	again, images, err := verify(t.Context(), VerifyOptions{Plan: p, Dataset: store.Dataset, Known: func(job study.Job) (Known, error) {
		known, err := Stored(store, job)
		if change, ok := changes[job.Path()]; ok {
			change(&known)
		}
		return known, err
	}}, fakeTrainer())
	if err != nil || images != "" || len(again) != len(p.Jobs) {
		t.Errorf("%d of %d jobs, images: %q, %v", len(again), len(p.Jobs), images, err)
	}
	for i, a := range again {
		if path := a.Job.Path(); path != p.Jobs[i].Path() || (a.Differs == "") != (want[path] == "") || !strings.Contains(a.Differs, want[path]) {
			t.Errorf("%s: %q, want %q", path, a.Differs, want[path])
		}
	}
	sameResults(t, results(t, folder), before)
}

// unknown is the options of a plan of which nothing is known.
func unknown(p *study.Plan) VerifyOptions {
	return VerifyOptions{
		Plan:    p,
		Known:   func(study.Job) (Known, error) { return Known{}, nil },
		Dataset: func() (*record.Dataset, error) { return nil, fs.ErrNotExist },
	}
}

// A training that goes on beyond its record is stopped, and is another one,
// however long its definition has it take.
func TestVerifyStopsBeyond(t *testing.T) {
	p := plan(t, smallStudy())
	endless := fakeTrainer()
	endless.train = func(ctx context.Context, _ *dataset.Set, _ *study.Definition, _ study.Job, progress func(step int), _ *course) (*record.Run, *record.Trace, error) {
		for step := 1; ctx.Err() == nil; step++ {
			progress(step)
		}
		return nil, nil, context.Cause(ctx)
	}
	o := unknown(p)
	o.Known = func(study.Job) (Known, error) {
		return Known{Result: &record.Run{Trace: record.TraceFile{Rows: 3}}}, nil
	}
	o.Found = func(r record.Result, _ *record.Trace) { t.Errorf("%s has a record", r) }
	again, _, err := verify(t.Context(), o, endless)
	if err != nil || len(again) != len(p.Runs()) {
		t.Errorf("%d of %d runs, %v", len(again), len(p.Runs()), err)
	}
	for _, a := range again {
		if a.Differs != "its record ends with step 3, and trained again it goes on" {
			t.Errorf("%s: %s", a.Job.Name(), a.Differs)
		}
	}
}

func TestVerifyFails(t *testing.T) {
	p := plan(t, smallStudy())
	o := unknown(p)
	o.Found = func(record.Result, *record.Trace) { t.Error("a run that failed was checked") }
	broken := fakeTrainer()
	broken.train = func(context.Context, *dataset.Set, *study.Definition, study.Job, func(step int), *course) (*record.Run, *record.Trace, error) {
		panic("out of luck")
	}
	_, _, err := verify(t.Context(), o, broken)
	if _, ok := errors.AsType[*jobError](err); !ok || !strings.Contains(err.Error(), "out of luck") {
		t.Errorf("a panic: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, _, err := verify(ctx, o, fakeTrainer()); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	other := *p
	other.Identity.Dataset = strings.Repeat("0", 64)
	o.Plan = &other
	if _, _, err := verify(t.Context(), o, fakeTrainer()); err == nil || !strings.Contains(err.Error(), "the data here") {
		t.Errorf("other data: %v", err)
	}
}

// A sample is drawn by what it is given, of runs and of measurements, keeps
// the plan's order, and is another one for another draw.
func TestSample(t *testing.T) {
	d := smallStudy()
	d.Seeds = []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	d.Sweep = &study.Sweep{Factors: []float64{1, 2}, Optimizers: []string{"sgd"}}
	p := plan(t, d)
	names := func(p *study.Plan) (names []string) {
		for _, job := range p.Jobs {
			names = append(names, job.Name())
		}
		return names
	}
	first := names(Sample(p, 5, "a"))
	if len(first) != 10 || !slices.Equal(first, names(Sample(p, 5, "a"))) {
		t.Errorf("drawn: %v", first)
	}
	last := -1
	for _, name := range first {
		at := slices.Index(names(p), name)
		if at <= last {
			t.Errorf("%v is not in the order of the plan", first)
		}
		last = at
	}
	if slices.Equal(first, names(Sample(p, 5, "b"))) {
		t.Errorf("another draw has the same sample, %v", first)
	}
	if some := Sample(p, 20, "a"); len(some.Runs()) != 20 || len(some.Measurements()) != 10 {
		t.Errorf("of 30 runs and 10 measurements 20 draw %d and %d", len(some.Runs()), len(some.Measurements()))
	}
	if Sample(p, 1000, "a") != p || Sample(p, 0, "a") != p {
		t.Error("a sample of all is not all")
	}
}
