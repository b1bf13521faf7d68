//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"firststep/study"
	"firststep/study/parallel"
	"firststep/study/record"
	"firststep/study/runner"
	"firststep/study/testenv"
)

// TestLargeStudy plans, draws and reports a study of many seeds.
// FIRSTSTEP_LARGE=1000 makes them a thousand, on traces as long as those on
// Fashion-MNIST.
func TestLargeStudy(t *testing.T) {
	testenv.Heavy(t)
	seeds, train, epochs := 40, 640, 1 // 40: more than are drawn one by one
	if n, err := strconv.Atoi(os.Getenv("FIRSTSTEP_LARGE")); err == nil {
		seeds, train, epochs = n, 5500, 20
	}
	folder := os.Getenv("FIRSTSTEP_LARGE_FOLDER")
	if folder == "" {
		folder = filepath.Join(t.TempDir(), "large")
	}
	d := largeDefinition(t, seeds, train, epochs)
	grow(t, d, folder)
	const megabyte = 1 << 20
	for _, c := range []struct {
		command string
		most    int64 // bytes of memory
	}{{"plan", 200 * megabyte}, {"figures", 1000 * megabyte}, {"report", 1000 * megabyte}} {
		out, took, peak := firststep(t, c.command, folder)
		t.Logf("%s: %.1f s, %d MB", c.command, took.Seconds(), peak/megabyte)
		if peak > c.most {
			t.Errorf("%s of %d runs takes %d MB", c.command, len(d.Scenarios)*seeds, peak/megabyte)
		}
		if c.command == "plan" && !regexp.MustCompile(`(?m)^scaled-features +\S+ +0 .* up to date$`).MatchString(out) {
			t.Errorf("plan says:\n%.1000s", out)
		}
	}
}

// firststep runs the program as a process of its own, and returns what it
// printed, how long it took and the most memory that it held.
func firststep(t *testing.T, args ...string) (out string, took time.Duration, peak int64) {
	t.Helper()
	c := &exec.Cmd{Path: os.Args[0], Args: append([]string{"firststep"}, args...), Env: os.Environ()}
	began := time.Now()
	data, err := c.CombinedOutput()
	if c.ProcessState.ExitCode() > exitNo {
		t.Fatalf("%v\n%s", err, data)
	}
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok && runtime.GOOS == "linux" {
		peak = usage.Maxrss << 10
	}
	return string(data), time.Since(began), peak
}

// largeDefinition has ten scenarios of the flagship and many seeds.
func largeDefinition(t *testing.T, seeds, train, epochs int) *study.Definition {
	t.Helper()
	d, err := study.Load(filepath.Join("..", "..", "studies", "fashion-mnist", "study.toml"), study.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	d.Dataset = study.Dataset{Source: "synthetic", Train: train, Validation: 100}
	d.Network.Hidden = []int{30, 20}
	d.Training.Epochs, d.Training.ShuffleBuffer = epochs, 100
	d.Scenarios = d.Scenarios[:10]
	d.Diagnostics, d.Curvature, d.Sweep, d.Stability, d.Endings = nil, nil, nil, nil, nil
	for i := range d.Scenarios {
		d.Scenarios[i].Seeds = nil
	}
	d.Seeds = nil
	for seed := range seeds {
		d.Seeds = append(d.Seeds, int64(seed+1))
	}
	return d
}

// grow makes a study of many seeds by training the first three of them and
// giving the others copies of theirs with losses that are a little different.
func grow(t *testing.T, d *study.Definition, folder string) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, definitionFile), d.Encode(), 0o666); err != nil {
		t.Fatal(err)
	}
	store, err := record.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	const trained = 3
	plan, err := runner.NewPlan(d, folder)
	if err != nil {
		t.Fatal(err)
	}
	first, err := plan.Select(study.Selection{Seeds: d.Seeds[:trained]})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := runner.Run(t.Context(), runner.Options{Plan: first, Store: store}); err != nil {
		t.Fatal(err)
	}
	// A few at a time: what this process holds counts as its children's peak.
	parallel.Do(len(plan.Runs()), func(i int) {
		run := plan.Runs()[i]
		if run.Seed <= trained {
			return
		}
		if err := perturb(store, run, fmt.Sprintf("%s-seed%d", run.Scenario.Name, run.Seed%trained+1)); err != nil {
			t.Error(err)
		}
	})
}

// perturb writes the record of a run as a copy of another one's, with its
// losses and its end a little different.
func perturb(store *record.Store, run study.Job, of string) error {
	r, err := store.Run(of)
	if err != nil {
		return err
	}
	trace, err := store.Trace(r)
	if err != nil {
		return err
	}
	factor := 1 + 0.1*float64(run.Seed%101)/101
	for i := range trace.Loss {
		trace.Loss[i] *= float32(factor)
	}
	r.Key, r.Seed = run.Key, run.Seed
	copy(r.Definition, run.Fields)
	r.Ending.Final.Accuracy = record.Float(float64(r.Ending.Final.Accuracy) / factor)
	r.FirstStep.LossAfter *= record.Float(factor)
	data := record.EncodeTrace(trace, len(r.Ending.DeadUnits))
	r.Trace = record.TraceFile{Rows: len(trace.Loss), SHA256: record.Sum(data)}
	// Not by Save, which waits for the disk.
	if err := os.WriteFile(store.Path(run.Path()+".csv"), data, 0o666); err != nil {
		return err
	}
	return os.WriteFile(store.Path(run.Path()+".json"), record.Encode(r), 0o666)
}
