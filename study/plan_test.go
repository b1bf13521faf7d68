package study

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// small is a definition of two scenarios and two seeds that leaves nothing to
// defaults that are computed.
func small() *Definition {
	return &Definition{
		Title: "T", Seeds: []int64{1, 7}, Reference: "scaled-features",
		Dataset:  Dataset{Source: "synthetic", Train: 1000, Validation: 200},
		Network:  Network{Hidden: []int{30, 20}, FirstLayerInit: "glorot-normal", Init: "glorot-uniform"},
		Training: Training{Optimizer: "sgd", LearningRate: 0.1, Batch: 32, Epochs: 2, ShuffleBuffer: 100},
		Scenarios: []Scenario{
			{Name: "scaled-features", FeatureDivisor: 255, WeightDivisor: 1, LearningRateDivisor: 1, FirstLayerRateDivisor: 1},
			{Name: "adam", FeatureDivisor: 1, WeightDivisor: 255, Optimizer: "adam", LearningRate: 0.001,
				LearningRateDivisor: 2, FirstLayerRateDivisor: 1e-9},
		},
	}
}

func describeRuns(p *Plan) string {
	var text strings.Builder
	for _, r := range p.Runs() {
		fmt.Fprintf(&text, "%s %s %d %g\n", r.Name(), r.Key, r.Steps, r.FLOPs)
	}
	return text.String()
}

// The keys of existing records must not change unless results do: whoever
// changes this test makes every record in the world stale.
func TestKeysAreStable(t *testing.T) {
	const want = `scaled-features-seed1 2be06d7f7ce6286233f09ed1ff9d0188d9ea98f1bdd58fe453e5832c140429e0 62 1.9617792e+08
scaled-features-seed7 3939faa77bf285f74aa170399b0f143382ef615836a11d08e636a219a6b6eccb 62 1.9617792e+08
adam-seed1 e105d5a858c44e9256d4060e6d0cea4dec2a77617491d8fc06ac87b1db4997f8 62 1.9617792e+08
adam-seed7 2dfe540fd0998eeeda25e1666a183c511343483bea7315e57cb3fb2ca04826ba 62 1.9617792e+08
`
	if got := describeRuns(small().Plan(Identity{Dataset: "d5", Numerics: 1})); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

// What determines a run changes its key; what only names or judges it, and
// what belongs to other runs, does not.
func TestKeyDependsOnWhatDeterminesTheRun(t *testing.T) {
	id := Identity{Dataset: "d5", Numerics: 1}
	key := func(change func(d *Definition, id *Identity)) string {
		d, id := small(), id
		change(d, &id)
		return d.Plan(id).Runs()[0].Key
	}
	before := key(func(*Definition, *Identity) {})
	for name, change := range map[string]func(*Definition, *Identity){
		"title":           func(d *Definition, _ *Identity) { d.Title = "U" },
		"paper":           func(d *Definition, _ *Identity) { d.Paper = "letter" },
		"reference":       func(d *Definition, _ *Identity) { d.Reference = "adam" },
		"source":          func(d *Definition, _ *Identity) { d.Dataset.Source = "idx" },
		"name":            func(d *Definition, _ *Identity) { d.Scenarios[0].Name = "b" },
		"label":           func(d *Definition, _ *Identity) { d.Scenarios[0].Label = "b" },
		"expect":          func(d *Definition, _ *Identity) { d.Scenarios[0].Expect = "learns" },
		"default spelled": func(d *Definition, _ *Identity) { d.Scenarios[0].LearningRate = 0.1 },
		"other seeds":     func(d *Definition, _ *Identity) { d.Seeds = []int64{1} },
		"other scenarios": func(d *Definition, _ *Identity) { d.Scenarios = d.Scenarios[:1] },
		"init of another": func(d *Definition, _ *Identity) { d.Scenarios[1].Init = "he-uniform" },
		"init spelled":    func(d *Definition, _ *Identity) { d.Scenarios[0].Init = d.Network.Init },
	} {
		if key(change) != before {
			t.Errorf("%s changes the key", name)
		}
	}
	for name, change := range map[string]func(*Definition, *Identity){
		"dataset":          func(_ *Definition, id *Identity) { id.Dataset = "d6" },
		"numerics":         func(_ *Definition, id *Identity) { id.Numerics = 2 },
		"seed":             func(d *Definition, _ *Identity) { d.Seeds[0] = 2 },
		"train":            func(d *Definition, _ *Identity) { d.Dataset.Train = 999 },
		"validation":       func(d *Definition, _ *Identity) { d.Dataset.Validation = 199 },
		"hidden":           func(d *Definition, _ *Identity) { d.Network.Hidden[1] = 21 },
		"first layer init": func(d *Definition, _ *Identity) { d.Network.FirstLayerInit = "glorot-uniform" },
		"init":             func(d *Definition, _ *Identity) { d.Network.Init = "glorot-normal" },
		"optimizer":        func(d *Definition, _ *Identity) { d.Training.Optimizer = "momentum" },
		"learning rate":    func(d *Definition, _ *Identity) { d.Training.LearningRate = 0.2 },
		"batch":            func(d *Definition, _ *Identity) { d.Training.Batch = 31 },
		"epochs":           func(d *Definition, _ *Identity) { d.Training.Epochs = 3 },
		"shuffle buffer":   func(d *Definition, _ *Identity) { d.Training.ShuffleBuffer = 0 },
		"features":         func(d *Definition, _ *Identity) { d.Scenarios[0].FeatureDivisor = 256 },
		"weights":          func(d *Definition, _ *Identity) { d.Scenarios[0].WeightDivisor = 2 },
		"every rate":       func(d *Definition, _ *Identity) { d.Scenarios[0].LearningRateDivisor = 2 },
		"first layer rate": func(d *Definition, _ *Identity) { d.Scenarios[0].FirstLayerRateDivisor = 2 },
		"rate steps":       func(d *Definition, _ *Identity) { d.Scenarios[0].RateDivisorSteps = "2-" },
		"clip norm":        func(d *Definition, _ *Identity) { d.Training.ClipNorm = 1 },
		"warm-up":          func(d *Definition, _ *Identity) { d.Scenarios[0].WarmupSteps = 10 },
		"decay":            func(d *Definition, _ *Identity) { d.Scenarios[0].WeightDecay = 0.1 },
		"decay factor": func(d *Definition, _ *Identity) {
			d.Training.WeightDecay, d.Scenarios[0].FirstLayerDecayFactor = 0.1, 4
		},
		"own init": func(d *Definition, _ *Identity) { d.Scenarios[0].Init = "he-uniform" },
	} {
		if key(change) == before {
			t.Errorf("%s does not change the key", name)
		}
	}
}

// The flagship's network: 3,436 steps of 784-300-100-10 with batches of 32
// take 123.9 GFLOP.
func TestCosts(t *testing.T) {
	d, err := Parse("study.toml", []byte(minimal), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	run := d.Plan(Identity{}).Runs()[0]
	if run.Steps != 3436 {
		t.Errorf("%d steps, want 3436", run.Steps)
	}
	const forward, carried = 784*300 + 300*100 + 100*10, 300*100 + 100*10
	if want := 3436.0 * 32 * 2 * (2*forward + carried); run.FLOPs != want {
		t.Errorf("%g FLOPs, want %g", run.FLOPs, want)
	}
	d.Dataset.Train = d.Training.Batch*2 - 1
	if steps := d.Plan(Identity{}).Runs()[0].Steps; steps != d.Training.Epochs {
		t.Errorf("%d steps of a set that holds one batch and part of another, for %d epochs", steps, d.Training.Epochs)
	}
	wide := d.Plan(Identity{Inputs: 2 * DefaultInputs}).Runs()[0].FLOPs
	if narrow := d.Plan(Identity{}).Runs()[0].FLOPs; wide <= narrow {
		t.Errorf("twice the pixels take %g FLOPs, once %g", wide, narrow)
	}
}

func TestRates(t *testing.T) {
	for i, want := range [][2]float64{{0.1, 0.1}, {0.0005, 0.0005 / 1e-9}} {
		rate, firstLayer := small().Plan(Identity{}).Runs()[2*i].Rates()
		if rate != want[0] || firstLayer != want[1] {
			t.Errorf("rates %g and %g, want %g and %g", rate, firstLayer, want[0], want[1])
		}
	}
}

func TestRatesAt(t *testing.T) {
	for _, test := range []struct {
		steps   string
		divided []bool // in steps 1, 2 …
		changes []int
	}{
		{"", []bool{true, true, true, true}, nil},
		{"1", []bool{true, false, false, false}, []int{2}},
		{"2-", []bool{false, true, true, true}, []int{2}},
		{"2-3", []bool{false, true, true, false}, []int{2, 4}},
	} {
		s := Scenario{LearningRate: 0.5, LearningRateDivisor: 2, FirstLayerRateDivisor: 4, RateDivisorSteps: test.steps}
		for i, divided := range test.divided {
			want := [2]float64{0.5, 0.5}
			if divided {
				want = [2]float64{0.25, 0.0625}
			}
			if rate, firstLayer := s.RatesAt(i + 1); [2]float64{rate, firstLayer} != want {
				t.Errorf("%q: rates of step %d are %g and %g, want %g", test.steps, i+1, rate, firstLayer, want)
			}
		}
		if got := s.RateChanges(); !slices.Equal(got, test.changes) {
			t.Errorf("%q: rates change at %d, want %d", test.steps, got, test.changes)
		}
	}
}

// A warm-up takes every rate by equal parts to its whole.
func TestWarmup(t *testing.T) {
	s := Scenario{LearningRate: 0.5, LearningRateDivisor: 1, FirstLayerRateDivisor: 4, WarmupSteps: 4}
	for i, want := range []float64{0.125, 0.25, 0.375, 0.5, 0.5} {
		if rate, firstLayer := s.RatesAt(i + 1); rate != want || firstLayer != want/4 {
			t.Errorf("rates of step %d are %g and %g, want %g and a quarter", i+1, rate, firstLayer, want)
		}
	}
}

// The runs of a scenario that draws its weights otherwise than the reference
// know how the reference draws them, whose first step theirs is compared with.
func TestReferencesInitIsInTheKey(t *testing.T) {
	key := func(change func(d *Definition)) string {
		d := small()
		d.Diagnostics = &Diagnostics{}
		d.Scenarios[1].Init = "he-uniform"
		change(d)
		return d.Plan(Identity{}).Runs()[2].Key
	}
	if key(func(*Definition) {}) == key(func(d *Definition) { d.Scenarios[0].Init = "he-uniform" }) {
		t.Error("the reference's initialiser is not in the key")
	}
}

// A scenario with fewer seeds has fewer runs and measurements; the keys of its
// runs do not know of that.
func TestSeedsOfScenarios(t *testing.T) {
	d, err := Parse("study.toml", []byte(`title = "T"
seeds = [3, 1, 2]
[diagnostics]
[curvature]
scenarios = ["a", "b"]
[[scenario]]
name = "a"
[[scenario]]
name = "b"
seeds = "1-2"
expect = "same as a"
[[scenario]]
name = "c"
seeds = [1, 2, 3]
[[scenario]]
name = "d"
seeds = [3]
expect = "learns"
`), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	names := func(p *Plan) (names []string) {
		for _, job := range p.Jobs {
			names = append(names, job.Name())
		}
		return names
	}
	plan := d.Plan(Identity{})
	if got, want := strings.Join(names(plan), " "), "a-seed3 a-seed1 a-seed2 b-seed1 b-seed2 c-seed3 c-seed1 c-seed2 d-seed3 "+
		"curvature-a-seed3 curvature-a-seed1 curvature-b-seed1 curvature-a-seed2 curvature-b-seed2 controls-seed1 controls-seed2"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	controls := plan.Measurements()[len(plan.Measurements())-3:]
	if of := func(m Job) int { return m.Steps }; of(controls[0]) >= of(controls[1]) {
		t.Errorf("controls of seed 3, which b does not have, take %d steps, those of seed 1 %d", of(controls[0]), of(controls[1]))
	}
	if got := d.SeedsOf("b", "c"); !slices.Equal(got, Seeds{1, 2}) || d.Scenarios[2].Seeds != nil {
		t.Errorf("b and c share %v; c has %v", got, d.Scenarios[2].Seeds)
	}
	if again, err := Parse("study.toml", d.Encode(), Limits{}); err != nil || !reflect.DeepEqual(again, d) {
		t.Errorf("%+v, %v", again, err)
	}

	part, err := d.Select(Selection{Seeds: []int64{3}})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(part.names(), " "); got != "a c d" {
		t.Errorf("of seed 3 there are %s", got)
	}
	if again, err := Parse("study.toml", part.Encode(), Limits{}); err != nil || !reflect.DeepEqual(again, part) {
		t.Errorf("%+v, %v", again, err)
	}
	whole := d.Plan(Identity{})
	for i, r := range part.Plan(Identity{}).Runs() {
		if want := whole.Jobs[[]int{0, 5, 8}[i]]; r.Key != want.Key {
			t.Errorf("%s has another key than in the whole", r.Name())
		}
	}
	const want = "scenario d has no seed 1; it has 3"
	if _, err := plan.Select(Selection{Scenarios: []string{"a", "d"}, Seeds: []int64{1}}); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestSelect(t *testing.T) {
	plan := small().Plan(Identity{})
	names := func(p *Plan) (names []string) {
		for _, r := range p.Runs() {
			names = append(names, r.Name())
		}
		return names
	}
	for _, test := range []struct {
		selection Selection
		want      []string
	}{
		{Selection{}, []string{"scaled-features-seed1", "scaled-features-seed7", "adam-seed1", "adam-seed7"}},
		{Selection{Seeds: []int64{7}}, []string{"scaled-features-seed7", "adam-seed7"}},
		{Selection{Scenarios: []string{"adam"}, Seeds: []int64{7, 1}}, []string{"adam-seed1", "adam-seed7"}},
	} {
		part, err := plan.Select(test.selection)
		if err != nil {
			t.Fatal(err)
		}
		if got := names(part); !slices.Equal(got, test.want) {
			t.Errorf("%+v selects %v, want %v", test.selection, got, test.want)
		}
	}
	_, err := plan.Select(Selection{Scenarios: []string{"scaled-feature", "adam", "x"}, Seeds: []int64{1, 3}})
	const want = `the study has no scenario "scaled-feature"; nearest is scaled-features
the study has no scenario "x"; write one of scaled-features, adam
the study has no seed 3; write one of 1, 7`
	if err == nil || err.Error() != want {
		t.Errorf("got:\n%v\nwant:\n%s", err, want)
	}
}

// Of many unknown seeds one line tells.
func TestSelectUnknownSeeds(t *testing.T) {
	var all, even []int64
	for seed := range int64(20_000) {
		all, even = append(all, seed), append(even, 2*seed)
	}
	for _, test := range []struct {
		seeds []int64
		want  string
	}{
		{all, "the study has no seed 0, 2–6, 8–19999; write one of 1, 7"},
		{even, "the study has no seed 0, 2, 4, 6, 8, 10, 12, 14 and 19992 more; write one of 1, 7"},
	} {
		if _, err := small().Plan(Identity{}).Select(Selection{Seeds: test.seeds}); err == nil || err.Error() != test.want {
			t.Errorf("got:\n%.200v\nwant:\n%s", err, test.want)
		}
	}
}

// A part of a study keeps what it is compared with, and still is a study.
func TestSelectOfDefinition(t *testing.T) {
	d, err := Parse("quick", builtin(t, "quick"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	part, err := d.Select(Selection{Scenarios: []string{"control-256-weights"}, Seeds: []int64{3, 1}})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range part.Scenarios {
		names = append(names, s.Name)
	}
	if want := []string{"scaled-features", "control-256-features", "control-256-weights"}; !slices.Equal(names, want) {
		t.Errorf("scenarios %v, want %v", names, want)
	}
	if want := []int64{1, 3}; !slices.Equal(part.Seeds, want) {
		t.Errorf("seeds %v, want %v", part.Seeds, want)
	}
	if _, err := Parse("part", part.Encode(), Limits{}); err != nil {
		t.Error(err)
	}
	if len(d.Seeds) != 3 || len(d.Scenarios) != 5 {
		t.Error("the whole was changed")
	}
}

func TestFormatSeeds(t *testing.T) {
	for _, test := range []struct {
		seeds []int64
		want  string
	}{
		{[]int64{3}, "3"},
		{[]int64{1, 2, 3, 4, 5}, "1–5"},
		{[]int64{9, 2, 1, 4}, "1–2, 4, 9"},
	} {
		if got := formatSeeds(test.seeds); got != test.want {
			t.Errorf("%v: got %s want %s", test.seeds, got, test.want)
		}
	}
}
