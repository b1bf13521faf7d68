package runner

import (
	"bytes"
	"slices"
	"sync"
	"testing"

	"firststep/study"
	"firststep/study/record"
)

// endingsOf counts those of a scenario of trainable, over its whole training.
func endingsOf(scenario string, float64Steps int) *study.Definition {
	d := trainable()
	d.Seeds = []int64{1, 2}
	d.Endings = &study.Endings{Scenario: scenario, Seeds: study.Seeds{5, 1, 2}, Steps: 266, Float64Steps: float64Steps}
	return d
}

// Over the steps of a whole training the endings are what the runs of the same
// seeds record: the step of the overflow, that of the last gradient, and the
// accuracy of the last batches.
func TestEndingsAreThoseOfTheRuns(t *testing.T) {
	for _, scenario := range []string{"features", "overflows"} {
		d := endingsOf(scenario, 0)
		set := openSet(t, d)
		e := measure(t, set, d, "endings-"+scenario+"-seed5").Endings
		if !slices.Equal(e.Float32.Seeds, []int64{5, 1, 2}) || len(e.Float64.Seeds) != 0 {
			t.Fatalf("seeds %v, in float64 %v", e.Float32.Seeds, e.Float64.Seeds)
		}
		for i, job := range plan(t, d).Runs() {
			if job.Subject != scenario {
				continue
			}
			run, trace := trainRun(t, set, d, i)
			at := slices.Index(e.Float32.Seeds, job.Seed)
			if !sameStep(e.Float32.Overflow[at], run.Events.LossNotFinite) || !sameStep(e.Float32.GradientZero[at], run.Events.GradientZero) {
				t.Errorf("%s, seed %d: %+v, and the run has %+v", scenario, job.Seed, e.Float32, run.Events)
			}
			if run.Events.LossNotFinite != nil {
				if e.Float32.Loss[at].IsFinite() || e.Float32.Accuracy[at].IsFinite() {
					t.Errorf("seed %d overflowed: %+v", job.Seed, e.Float32)
				}
				continue
			}
			correct := 0
			for _, n := range trace.Correct[len(trace.Correct)-100:] {
				correct += n
			}
			within(t, "accuracy", e.Float32.Accuracy[at], float64(correct)/900, 1e-5)
			within(t, "largest loss", e.Float32.LargestLoss[at], float64(slices.Max(trace.Loss)), 1e-5)
		}
	}
}

func sameStep(a, b *int) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// What overflows in float32 is trained again in float64, where it lasts longer;
// any number of workers leaves the same bytes.
func TestEndingsInFloat64(t *testing.T) {
	d := endingsOf("overflows", 60)
	set := openSet(t, d)
	one := measure(t, set, d, "endings-overflows-seed5")
	e := one.Endings
	if !slices.Equal(e.Float64.Seeds, []int64{5, 1, 2}) {
		t.Fatalf("in float64 %v of %v, which all overflow", e.Float64.Seeds, e.Float32.Seeds)
	}
	for i, narrow := range e.Float32.Overflow {
		if wide := e.Float64.Overflow[i]; narrow == nil || wide != nil && *wide <= *narrow {
			t.Errorf("seed %d overflows at step %v in float32 and at %v in float64", e.Float32.Seeds[i], narrow, wide)
		}
	}
	job := plan(t, d).Measurements()[0]
	several, err := measureEndings(t.Context(), set, d, job, bench{progress: func(int) {}, share: func(count int, do func(int)) {
		var all sync.WaitGroup
		for i := range count {
			all.Go(func() { do(count - 1 - i) })
		}
		all.Wait()
	}})
	if err != nil {
		t.Fatal(err)
	}
	several.Identify(job)
	if !bytes.Equal(record.Encode(several), record.Encode(one)) {
		t.Error("several workers measure something else")
	}
}
