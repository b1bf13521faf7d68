package runner

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"slices"
	"testing"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/record"
)

// measurable is trainable with every table of measurements, and small.
func measurable() *study.Definition {
	d := trainable()
	d.Scenarios = d.Scenarios[:1]
	rescaled := study.Scenario{
		Name: "rescaled", FeatureDivisor: 1, WeightDivisor: 255, LearningRateDivisor: 1,
		FirstLayerRateDivisor: 255 * 255, Expect: "same as features",
	}
	d.Scenarios[0].FeatureDivisor = 255
	d.Scenarios = append(d.Scenarios, rescaled)
	d.Diagnostics = &study.Diagnostics{Controls: 3}
	d.Curvature = &study.Curvature{Scenarios: []string{"features", "rescaled"}}
	d.Sweep = &study.Sweep{Factors: []float64{1, 3, 16, 255}, Optimizers: []string{"sgd", "momentum", "adam"}}
	d.Stability = &study.Stability{Steps: 20, Factors: []float64{1, 2, 4, 8}, RateFactors: []float64{0.25, 1, 4, 16, 64, 256, 1024}}
	return d
}

// oneByOne is what a bench shares parts with where there is one worker.
func oneByOne(count int, do func(part int)) {
	for part := range count {
		do(part)
	}
}

// measure makes the named measurement of the plan.
func measure(t *testing.T, set *dataset.Set, d *study.Definition, name string) *record.Measurement {
	t.Helper()
	for _, m := range plan(t, d).Measurements() {
		if m.Name() != name {
			continue
		}
		last := 0
		r, err := measureFuncs[m.Kind](t.Context(), set, d, m, bench{share: oneByOne, course: new(courses).take, progress: func(step int) {
			if step <= last {
				t.Fatalf("step %d after %d", step, last)
			}
			last = step
		}})
		if err != nil {
			t.Fatal(err)
		}
		r.Identify(m)
		if _, err := record.Decode[record.Measurement](record.Encode(r)); err != nil {
			t.Fatal(err)
		}
		return r
	}
	t.Fatalf("no measurement %s", name)
	return nil
}

func within(t *testing.T, what string, got record.Float, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(float64(got)-want) <= tolerance) {
		t.Errorf("%s is %v, want %v ± %g", what, got, want, tolerance)
	}
}

func TestSweepFollowsTheLaw(t *testing.T) {
	d := measurable()
	sweep := measure(t, openSet(t, d), d, "sweep-seed1").Sweep
	if len(sweep.Series) != 5 {
		t.Fatalf("%d series", len(sweep.Series))
	}
	for i, want := range []struct {
		arm, optimizer   string
		slope, tolerance float64
	}{
		{record.BothArm, "sgd", 2, 1e-5},
		{record.BothArm, "momentum", 2, 1e-5},
		{record.BothArm, "adam", 1, 1e-2}, // of a small network the gradients are near ε
		{record.FeaturesArm, "sgd", 2, 1},
		{record.WeightsArm, "sgd", 0, 0.5},
	} {
		s := sweep.Series[i]
		if s.Arm != want.arm || s.Optimizer != want.optimizer {
			t.Errorf("series %d is %s, %s", i, s.Arm, s.Optimizer)
		}
		within(t, s.Arm+", "+s.Optimizer, s.Slope, want.slope, want.tolerance)
	}
	for i := range sweep.Factors {
		if sweep.Series[0].XdWRMS[i] != sweep.Series[1].XdWRMS[i] {
			t.Error("momentum's first step is not that of SGD")
		}
	}
	if sweep.Series[2].LearningRate != 0.001 {
		t.Errorf("Adam's rate is %v", sweep.Series[2].LearningRate)
	}
}

// Along a diagonal of the first layer's map lie equal functions, so its border
// falls with the square of the factor.
func TestStabilityMaps(t *testing.T) {
	d := measurable()
	set := openSet(t, d)
	first := measure(t, set, d, "stability-first-layer-seed1").Stability
	within(t, "slope", first.Slope, -2, 1e-9)
	if first.Rates[1] != 0.1 || first.Untrained < 2 || first.Untrained > 3 {
		t.Errorf("rates %v, untrained %v", first.Rates, first.Untrained)
	}
	global := measure(t, set, d, "stability-global-seed1").Stability
	if !(global.Slope > first.Slope && global.Slope < 0) {
		t.Errorf("the global border has slope %v: the other layers are slowed with it", global.Slope)
	}
}

// What a cell takes from its diagonal is in every bit what it trains to by
// itself: with powers of two a diagonal is trained once, with other factors
// and under Adam each cell is.
func TestDiagonalsOfStabilityMap(t *testing.T) {
	for name, c := range map[string]struct {
		change    func(*study.Definition)
		trainings int
	}{
		"powers of two": {func(*study.Definition) {}, 4 + 4 - 1},
		"other factors": {func(d *study.Definition) { d.Stability.Factors = []float64{1, 3} }, 4 + 4},
		"Adam":          {func(d *study.Definition) { d.Training.Optimizer = "adam" }, 4 * 4},
	} {
		d := measurable()
		d.Stability.RateFactors = []float64{1.0 / 64, 1.0 / 16, 0.25, 1}
		c.change(d)
		set := openSet(t, d)
		i := slices.IndexFunc(plan(t, d).Measurements(), func(m study.Job) bool { return m.Name() == "stability-first-layer-seed1" })
		w := &stabilityMap{
			ctx: t.Context(), set: set, definition: d, measurement: plan(t, d).Measurements()[i],
			progress: func(int) {}, diagonals: map[float64]diagonal{},
		}
		trainings := 0
		for _, a := range d.Stability.Factors {
			for _, factor := range d.Stability.RateFactors {
				known := len(w.diagonals)
				got, err := w.loss(a, factor)
				if err != nil {
					t.Fatal(err)
				}
				if len(w.diagonals) > known || !w.scaleOnly(a, factor) {
					trainings++
				}
				want, _, _ := w.cell(a, factor)
				if math.Float64bits(got) != math.Float64bits(want) {
					t.Errorf("%s: cell %v, %v: %v, trained alone %v", name, a, factor, got, want)
				}
			}
		}
		if trainings != c.trainings {
			t.Errorf("%s: %d trainings, want %d", name, trainings, c.trainings)
		}
	}
}

func TestAddBorder(t *testing.T) {
	nan := record.Float(math.NaN())
	s := &record.Stability{
		Untrained: 2, Dead: 1.9, Factors: []record.Float{1, 10, 100, 1000, 10000}, Rates: []record.Float{1, 4, 16},
		Loss: [][]record.Float{{1.99, 1, 1.95}, {1, nan, 1.5}, {nan, nan, nan}, {1.5, 1.2, 1}, {1.95, 1.92, 3}},
	}
	addBorder(s)
	if *s.Border[0] != 8 || *s.Border[1] != 2 || s.Border[2] != nil || s.Border[3] != nil || s.Border[4] != nil {
		t.Errorf("borders %v", s.Border)
	}
	within(t, "slope", s.Slope, math.Log10(0.25), 1e-12)
	s.Loss[1] = s.Loss[2]
	if addBorder(s); !math.IsNaN(float64(s.Slope)) {
		t.Errorf("slope %v of a single border", s.Slope)
	}
}

func TestCurvatureScales(t *testing.T) {
	d := measurable()
	set := openSet(t, d)
	reference := measure(t, set, d, "curvature-features-seed1").Curvature
	scaled := measure(t, set, d, "curvature-rescaled-seed1").Curvature
	within(t, "block's ratio", scaled.Block.Value/reference.Block.Value, 65025, 65025*1e-4)
	if !reference.Whole.Converged || !reference.Block.Converged || reference.Whole.Value < reference.Block.Value*(1-1e-6) {
		t.Errorf("%+v: a block has no larger eigenvalue than the whole", reference)
	}
}

// What restores the reference stays at the level of rounding until it jumps,
// as the controls do.
func TestControls(t *testing.T) {
	d := measurable()
	c := measure(t, openSet(t, d), d, "controls-seed1").Controls
	if len(c.Restored) != 1 || c.Restored[0].Name != "rescaled" || len(c.Controls) != 3 || c.Images != 100 {
		t.Fatalf("%+v", c)
	}
	for _, distance := range append(c.Restored, c.Controls...) {
		if distance.Steps[0] != 1 || distance.End != 266 {
			t.Errorf("%s: steps %v of %d", distance.Name, distance.Steps, distance.End)
		}
		if d := distance.Logit[0]; d <= 0 || d > 1e-4 {
			t.Errorf("%s: the first step leaves %v between the logits", distance.Name, d)
		}
		for i, step := range distance.Steps {
			if step < distance.JumpStep() && distance.Logit[i] > 1e-3 {
				t.Errorf("%s: %v at step %d, before the jump", distance.Name, distance.Logit[i], step)
			}
		}
	}
	if last := c.Restored[0].Steps; last[len(last)-1] != 250 {
		t.Errorf("the restored scenario is compared up to step %d", last[len(last)-1])
	}
}

// Made in one session, controls take the courses of the runs that they are
// compared with instead of training them again, and are the same to the byte.
func TestControlsShareRuns(t *testing.T) {
	d := measurable()
	d.Stability, d.Curvature, d.Sweep = nil, nil, nil
	d.Seeds = d.Seeds[:1]
	alone := measure(t, openSet(t, d), d, "controls-seed1")
	store, err := record.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	first := 0 // what the controls tell of their steps
	if _, err := Run(t.Context(), Options{Plan: plan(t, d), Store: store, Workers: 4, Events: func(e Event) {
		if e.Job.Kind == study.ControlsKind && e.Kind == Stepped && first == 0 {
			first = e.Step
		}
	}}); err != nil {
		t.Fatal(err)
	}
	if first != 266 {
		t.Errorf("the first step that the controls tell of is %d, not the reference's last", first)
	}
	got, err := os.ReadFile(store.Path("measurements", "controls-seed1.json"))
	if err != nil || !bytes.Equal(got, record.Encode(alone)) {
		t.Errorf("they are not what controls are that train all themselves (%v)", err)
	}
}

func TestDiagnosticsOfARun(t *testing.T) {
	d := measurable()
	set := openSet(t, d)
	reference, trace := trainRun(t, set, d, 0)
	rescaled, _ := trainRun(t, set, d, 1)
	r, s := reference.Diagnostics, rescaled.Diagnostics
	if err := checkRecord(reference, trace); err != nil {
		t.Fatal(err)
	}
	if r.Attribution.ReferenceScale != 1 || r.Attribution.ReferenceSize != r.Attribution.All {
		t.Errorf("the reference at its own size: %+v", r.Attribution)
	}
	within(t, "loss after", r.Attribution.All, float64(reference.FirstStep.LossAfter), 1e-5)
	within(t, "scale of a restored step", s.Attribution.ReferenceScale, 1, 1e-5)
	within(t, "critical rates' ratio", *s.Line.CriticalRate / *r.Line.CriticalRate * 65025, 1, 1e-5)
	within(t, "‖W‖₂", s.Layers[0].WeightSpectral*255, float64(r.Layers[0].WeightSpectral), 1e-5)
	if r.Layers[0].WeightSpectral > reference.FirstStep.Layers[0].WeightNorm {
		t.Error("a spectral norm above the Frobenius norm")
	}
	if len(r.Course.Gradient[2]) != 100 || r.Frozen != nil {
		t.Errorf("%d steps, frozen %+v", len(r.Course.Gradient[2]), r.Frozen)
	}

	d.Diagnostics = nil
	plain, plainTrace := trainRun(t, set, d, 0)
	if plain.Diagnostics != nil || plain.Key == reference.Key {
		t.Error("without the table nothing is diagnosed, and the key says so")
	}
	if err := checkRecord(plain, plainTrace); err != nil {
		t.Fatal(err)
	}
	plain.Diagnostics, plain.Key, plain.Definition = r, reference.Key, reference.Definition
	if !bytes.Equal(record.Encode(plain), record.Encode(reference)) {
		t.Error("diagnosing changed the training")
	}
}

func checkRecord(r *record.Run, t *record.Trace) error {
	r.Trace = record.TraceFile{Rows: len(t.Loss), SHA256: record.Sum(record.EncodeTrace(t, 2))}
	_, err := record.Decode[record.Run](record.Encode(r))
	return err
}

// A network whose first layer gets no gradient any more is called frozen, and
// it is counted how constant it is.
func TestFrozen(t *testing.T) {
	d := trainable()
	d.Diagnostics = &study.Diagnostics{}
	d.Scenarios[2].FirstLayerRateDivisor = 1e-3 // a step that kills, not one that overflows
	r, _ := trainRun(t, openSet(t, d), d, 2)
	if r.Events.GradientZero == nil {
		t.Skip("the network lives")
	}
	frozen := r.Diagnostics.Frozen
	steps := r.Ending.Step - *r.Events.GradientZero + 1
	if frozen == nil || frozen.Step != *r.Events.GradientZero || frozen.Images != steps*d.Training.Batch {
		t.Fatalf("%+v, from step %d on", frozen, *r.Events.GradientZero)
	}
	if frozen.TopClassShare <= 0.1 || frozen.TopClassShare > 1 {
		t.Errorf("%+v", frozen)
	}
}

// Interrupted, a measurement is left, and nothing of it is kept.
func TestInterruptedMeasurement(t *testing.T) {
	d := measurable()
	set := openSet(t, d)
	for _, m := range plan(t, d).Measurements() {
		ctx, stop := context.WithCancelCause(t.Context())
		why := errors.New("enough")
		_, err := measureFuncs[m.Kind](ctx, set, d, m, bench{share: oneByOne, course: new(courses).take, progress: func(int) { stop(why) }})
		if !errors.Is(err, why) {
			t.Errorf("%s: %v", m.Name(), err)
		}
	}
}
