package study

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func parse(t *testing.T, text string) *Definition {
	t.Helper()
	d, err := Parse("study.toml", []byte(text), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// An empty table asks for its measurement with the defaults.
func TestEmptyTablesTakeDefaults(t *testing.T) {
	d := parse(t, `title = "T"
seeds = [1, 2]
[diagnostics]
[curvature]
[sweep]
[stability]
[endings]
[[scenario]]
name = "features"
feature_divisor = 255
[[scenario]]
name = "weights"
weight_divisor = 255
expect = "collapses"
[[scenario]]
name = "weights-rescaled"
weight_divisor = 255
first_layer_rate_divisor = 65025
expect = "same as features"
[[scenario]]
name = "raw"
[[scenario]]
name = "adam"
feature_divisor = 255
optimizer = "adam"
learning_rate = 0.002
`)
	if d.Diagnostics.Controls != 20 || d.Stability.Steps != 50 || len(d.Sweep.Factors) != 14 {
		t.Errorf("%+v %+v %+v", d.Diagnostics, d.Stability, d.Sweep)
	}
	if want := []string{"features", "weights"}; !slices.Equal(d.Curvature.Scenarios, want) {
		t.Errorf("curvature of %v, want %v: one of each scaling of the same function", d.Curvature.Scenarios, want)
	}
	if a, r := d.Stability.Factors, d.Stability.RateFactors; a[0] != 1 || a[len(a)-1] != 256 || r[0] != 0x1p-18 || r[len(r)-1] != 64 {
		t.Errorf("a map over %v and %v", a, r)
	}
	if d.SweepRate("adam") != 0.002 || d.SweepRate("sgd") != 0.1 || d.SweepRate("momentum") != 0.1 {
		t.Error("rates of the sweep")
	}
	if e := d.Endings; e.Scenario != "weights" || e.Seeds.String() != "1-100" || e.Steps != 400 || e.Float64Steps != 400 {
		t.Errorf("%+v", e)
	}
	if r := d.Restored(); len(r) != 1 || r[0].Name != "weights-rescaled" || r[0].Optimizer != "sgd" {
		t.Errorf("restored %+v", r)
	}
	var names []string
	for _, m := range d.Plan(Identity{}).Measurements() {
		names = append(names, m.Name())
		if m.Steps < 1 || m.FLOPs <= 0 || m.Key != Key(m.Fields) {
			t.Errorf("%+v", m)
		}
	}
	const want = `curvature-features-seed1 curvature-weights-seed1 curvature-features-seed2 curvature-weights-seed2 ` +
		`sweep-seed1 sweep-seed2 stability-first-layer-seed1 stability-global-seed1 stability-first-layer-seed2 stability-global-seed2 ` +
		`controls-seed1 controls-seed2 endings-weights-seed1 endings-weights-seed11 endings-weights-seed21 endings-weights-seed31 ` +
		`endings-weights-seed41 endings-weights-seed51 endings-weights-seed61 endings-weights-seed71 endings-weights-seed81 endings-weights-seed91`
	if got := strings.Join(names, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	again := parse(t, string(d.Encode()))
	if !reflect.DeepEqual(d, again) {
		t.Errorf("%+v became %+v", d, again)
	}
}

// Controls are for seeds with which a scenario that they judge is trained.
func TestControlsOfRestoredSeeds(t *testing.T) {
	d := parse(t, `title = "t"
seeds = "1-3"
[diagnostics]
[[scenario]]
name = "features"
feature_divisor = 255
[[scenario]]
name = "weights-rescaled"
weight_divisor = 255
first_layer_rate_divisor = 65025
seeds = "2-3"
expect = "same as features"
`)
	var seeds []int64
	for _, m := range d.Plan(Identity{}).Measurements() {
		if m.Kind == ControlsKind {
			seeds = append(seeds, m.Seed)
		}
	}
	if !slices.Equal(seeds, []int64{2, 3}) {
		t.Errorf("controls with seeds %v", seeds)
	}
}

// Without the tables nothing is measured beside the runs, and keys are what
// they were before there were tables: TestKeysAreStable.
func TestNoTablesNoMeasurements(t *testing.T) {
	if m := small().Plan(Identity{}).Measurements(); len(m) != 0 {
		t.Errorf("%+v", m)
	}
}

// What determines a run or a measurement is in its key, and nothing else is.
func TestKeysHoldWhatDetermines(t *testing.T) {
	make := func() *Definition {
		d := small()
		d.Diagnostics = &Diagnostics{Controls: 2}
		d.Curvature = &Curvature{Scenarios: []string{"adam"}}
		d.Sweep = defaultSweep()
		d.Stability = defaultStability()
		d.Endings = &Endings{Scenario: "adam", Seeds: Seeds{7, 8}, Steps: 400}
		d.Scenarios[1].Expect = "same as scaled-features"
		return d
	}
	keys := func(d *Definition) map[string]string {
		plan := d.Plan(Identity{Dataset: "d", Numerics: 1})
		list := map[string]string{}
		for _, job := range plan.Jobs {
			list[job.Name()] = job.Key
		}
		return list
	}
	before := keys(make())
	for name, test := range map[string]struct {
		change func(d *Definition)
		want   string // names that change, of seed 7
	}{
		"controls":       {func(d *Definition) { d.Diagnostics.Controls = 3 }, "controls"},
		"factors":        {func(d *Definition) { d.Sweep.Factors[1] = 5 }, "sweep"},
		"expect":         {func(d *Definition) { d.Sweep.Expect = map[string]float64{"sgd": 2} }, ""},
		"endings":        {func(d *Definition) { d.Endings.Seeds = Seeds{7} }, "endings-adam"},
		"in float64":     {func(d *Definition) { d.Endings.Float64Steps = 10 }, "endings-adam"},
		"map":            {func(d *Definition) { d.Stability.Steps = 3 }, "stability-first-layer stability-global"},
		"reference's":    {func(d *Definition) { d.Scenarios[0].FeatureDivisor = 2 }, "adam controls scaled-features stability-first-layer stability-global sweep"},
		"other's rate":   {func(d *Definition) { d.Scenarios[1].LearningRate = 2 }, "adam controls endings-adam sweep"},
		"other's weight": {func(d *Definition) { d.Scenarios[1].WeightDivisor = 2 }, "adam controls curvature-adam endings-adam"},
		"epochs":         {func(d *Definition) { d.Training.Epochs = 3 }, "adam controls scaled-features"},
		"label":          {func(d *Definition) { d.Scenarios[0].Label = "x" }, ""},
	} {
		d := make()
		test.change(d)
		var changed []string
		for run, key := range keys(d) {
			if base, ok := strings.CutSuffix(run, "-seed7"); ok && before[run] != key {
				changed = append(changed, base)
			}
		}
		slices.Sort(changed)
		if got := strings.Join(changed, " "); got != test.want {
			t.Errorf("%s changes %q, want %q", name, got, test.want)
		}
	}
}

// A part of a study measures what it still can.
func TestSelectMeasurements(t *testing.T) {
	d := parse(t, string(builtin(t, "quick"))+"[diagnostics]\ncontrols = 4\n[curvature]\n[sweep]\n[stability]\n[endings]\nscenario = \"scaled-weights\"\nseeds = \"1-20\"\n")
	plan := d.Plan(Identity{})
	names := func(p *Plan) (list []string) {
		for _, m := range p.Measurements() {
			list = append(list, m.Name())
		}
		return list
	}
	part, err := plan.Select(Selection{Seeds: []int64{2}, Scenarios: []string{"scaled-weights"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := names(part); !slices.Equal(got, []string{"curvature-scaled-weights-seed2", "endings-scaled-weights-seed1"}) {
		t.Errorf("%v", got)
	}
	if few, err := d.Select(Selection{Seeds: []int64{3}}); err != nil || few.Endings.Seeds.String() != "1-10" {
		t.Errorf("%+v %v: the seeds of a record stay together", few.Endings, err)
	}
	narrow, err := d.Select(Selection{Scenarios: []string{"scaled-weights"}})
	if err != nil {
		t.Fatal(err)
	}
	if other, err := d.Select(Selection{Scenarios: []string{"control-256-weights"}}); err != nil || other.Endings != nil {
		t.Errorf("%+v %v: the scenario is not there", other.Endings, err)
	}
	if narrow.Diagnostics.Controls != 0 || len(narrow.Curvature.Scenarios) != 2 || d.Diagnostics.Controls == 0 {
		t.Errorf("%+v %+v: the controls compare a scenario that is not there", narrow.Diagnostics, narrow.Curvature)
	}
	for _, m := range narrow.Plan(Identity{}).Measurements() {
		if whole := slices.IndexFunc(plan.Measurements(), func(w Job) bool { return w.Key == m.Key }); whole < 0 {
			t.Errorf("%s is not that of the whole study", m.Name())
		}
	}
}
