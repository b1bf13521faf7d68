package compare_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"firststep/study/compare"
	"firststep/study/record"
)

// run makes up a run of a network with one hidden layer, whose losses and
// accuracy are given.
func run(scenario string, seed int64, accuracy float64, losses ...float32) compare.Run {
	r := &record.Run{Scenario: scenario, Seed: seed, Definition: record.Definition{{Name: "seed", Value: fmt.Sprint(seed)}, {Name: "training.batch", Value: "32"}}}
	r.FirstStep.Layers = make([]record.LayerStep, 2)
	r.FirstStep.DeadUnits.After = []int{0}
	r.Ending = record.Ending{Kind: record.Completed, Step: len(losses), DeadUnits: []int{0}}
	r.Ending.Final.Accuracy = record.Float(accuracy)
	t := &record.Trace{Loss: losses, Correct: make([]int, len(losses))}
	for i, l := range losses {
		t.Points = append(t.Points, record.Point{Step: i + 1, Dead: []int{0}})
		if math.IsNaN(float64(l)) {
			r.Ending.Kind = record.Overflowed
		}
	}
	r.Print.Losses = fmt.Sprint(losses)
	return compare.Run{Record: r, Trace: t}
}

func next(v float32) float32 { return math.Nextafter32(v, 10) }

// Two runs part at the step, in the quantity and by the distance where they do.
func ExampleScenarios() {
	a := []compare.Run{run("a", 1, 0.9, 2, 1, 0.5), run("a", 2, 0.9, 2, 1, 0.5)}
	b := []compare.Run{run("b", 1, 0.9, 2, 1, 0.5), run("b", 2, 0.9, 2, 1.0000001, 0.5)}
	c, err := compare.Scenarios(a, b, compare.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range c.Pairs {
		fmt.Printf("seed %d: %s\n", p.SeedA, p.Same)
		if p.Parting != nil {
			fmt.Printf("  step %d, %s, %d ulp of %s\n", p.Parting.Step, p.Parting.Quantity, p.Parting.ULPs, p.Parting.Format)
		}
	}
	// Output:
	// seed 1: identical
	// seed 2: different
	//   step 2, loss, 1 ulp of float32
}

func TestParting(t *testing.T) {
	nan := float32(math.NaN())
	same := func() compare.Run { return run("s", 1, 0.9, 2, 1, 0.5) }
	for _, test := range []struct {
		name string
		edit func(*compare.Run)
		want compare.Parting
	}{
		{"before training", func(r *compare.Run) { r.Record.Start.Loss = 1 }, compare.Parting{Step: 0, Quantity: "validation_loss", B: 1, ULPs: 0x3ff << 52, Format: "float64"}},
		{"a loss", func(r *compare.Run) { r.Trace.Loss[2] = next(next(0.5)); r.Record.Print.Losses = "other" }, compare.Parting{Step: 3, Quantity: "loss", A: 0.5, B: record.Float(next(next(0.5))), ULPs: 2, Format: "float32"}},
		{"a loss across zero", func(r *compare.Run) { r.Trace.Loss[0] = -2; r.Record.Print.Losses = "other" }, compare.Parting{Step: 1, Quantity: "loss", A: 2, B: -2, ULPs: 2 << 30, Format: "float32"}},
		{"an overflow", func(r *compare.Run) { *r = run("s", 1, 0.9, 2, nan) }, compare.Parting{Step: 2, Quantity: "loss", A: 1, B: record.Float(math.NaN()), ULPs: -1, Format: "float32"}},
		{"an end", func(r *compare.Run) { *r = run("s", 1, 0.9, 2, 1) }, compare.Parting{Step: 3, Quantity: "steps", A: 3, B: 2, ULPs: -1, Format: "integer"}},
		{"a count", func(r *compare.Run) { r.Trace.Correct[1] = 3; r.Record.Trace.SHA256 = "other" }, compare.Parting{Step: 2, Quantity: "correct", B: 3, ULPs: -1, Format: "integer"}},
		{"a dead unit", func(r *compare.Run) { r.Trace.Points[2].Dead = []int{1}; r.Record.Trace.SHA256 = "other" }, compare.Parting{Step: 3, Quantity: "dead_1", B: 1, ULPs: -1, Format: "integer"}},
		{"the first step", func(r *compare.Run) { r.Record.FirstStep.PreActivation.XWRMS = 1 }, compare.Parting{Step: 1, Quantity: "xw_rms", B: 1, ULPs: 0x3ff << 52, Format: "float64"}},
		{"the end", func(r *compare.Run) { r.Record.Ending.Final.Accuracy = 0.5 }, compare.Parting{Step: 3, Quantity: "validation_accuracy", A: 0.9, B: 0.5, ULPs: 3602879701896397, Format: "float64"}},
		{"logits", func(r *compare.Run) { r.Record.Print.ValidationLogits = "other" }, compare.Parting{Step: 3, Quantity: "validation_logits", A: record.Float(math.NaN()), B: record.Float(math.NaN()), ULPs: -1, Format: "sha256"}},
	} {
		other := same()
		test.edit(&other)
		c, err := compare.Scenarios([]compare.Run{same()}, []compare.Run{other}, compare.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := c.Pairs[0].Parting
		if got == nil || !equal(*got, test.want) {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
		if !c.BitsDiffer() {
			t.Errorf("%s: no bit differs", test.name)
		}
	}
}

func equal(a, b compare.Parting) bool {
	same := func(x, y record.Float) bool { return x == y || x != x && y != y }
	return a.Step == b.Step && a.Quantity == b.Quantity && a.ULPs == b.ULPs && a.Format == b.Format && same(a.A, b.A) && same(a.B, b.B)
}

// Without traces the records alone tell where runs part.
func TestPartingWithoutTraces(t *testing.T) {
	a, b := run("s", 1, 0.9, 2, 1), run("s", 1, 0.8, 2, 1)
	a.Trace, b.Trace = nil, nil
	c, err := compare.Scenarios([]compare.Run{a}, []compare.Run{b}, compare.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p := c.Pairs[0].Parting; p == nil || p.Quantity != "validation_accuracy" || p.Step != 2 {
		t.Errorf("got %+v", p)
	}
}

// Parameters may differ where the function does not, and between two scenarios
// that is no difference.
func TestSameFunction(t *testing.T) {
	for _, test := range []struct {
		scenario string
		differs  bool
	}{{"a", true}, {"b", false}} {
		a, b := run("a", 1, 0.9, 2, 1), run(test.scenario, 1, 0.9, 2, 1)
		b.Record.Print.FinalWeights = "other"
		c, err := compare.Scenarios([]compare.Run{a}, []compare.Run{b}, compare.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if c.Pairs[0].Same != compare.Function || c.Pairs[0].Parting != nil || c.BitsDiffer() != test.differs {
			t.Errorf("%s: %+v, bits differ: %v", test.scenario, c.Pairs[0], c.BitsDiffer())
		}
	}
}

// side makes up runs of the seeds from first on, of the given accuracies.
func side(scenario string, first int64, accuracies ...float64) []compare.Run {
	var runs []compare.Run
	for i, a := range accuracies {
		losses := []float32{2, float32(a)}
		if math.IsNaN(a) {
			losses[1] = float32(math.NaN())
		}
		runs = append(runs, run(scenario, first+int64(i), a, losses...))
	}
	return runs
}

func TestAlignment(t *testing.T) {
	for _, test := range []struct {
		name         string
		a, b         []compare.Run
		paired       bool
		pairs        int
		onlyA, onlyB []int64
	}{
		{"the same seeds", side("s", 1, 1, 2, 3), side("s", 1, 1, 2, 3), true, 3, nil, nil},
		{"some in common", side("s", 1, 1, 2, 3), side("s", 3, 3, 4), true, 1, []int64{1, 2}, []int64{4}},
		{"none in common", side("s", 1, 1, 2), side("s", 3, 3, 4), false, 0, nil, nil},
		{"one run each", side("s", 1, 1), side("s", 2, 1), true, 1, nil, nil},
	} {
		c, err := compare.Scenarios(test.a, test.b, compare.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if c.Paired != test.paired || len(c.Pairs) != test.pairs || !slices.Equal(c.OnlyA, test.onlyA) || !slices.Equal(c.OnlyB, test.onlyB) {
			t.Errorf("%s: paired %v, %d pairs, in A alone %v, in B alone %v", test.name, c.Paired, len(c.Pairs), c.OnlyA, c.OnlyB)
		}
	}
}

func find(t *testing.T, c *compare.Comparison, name string) compare.Difference {
	t.Helper()
	d, ok := c.Find(name)
	if !ok {
		t.Fatalf("no %s among the quantities", name)
	}
	return d
}

// Runs that overflowed are counted apart: they are in no mean, and make sides
// different that have not as many of them.
func TestOverflowIsCountedApart(t *testing.T) {
	nan := math.NaN()
	c, err := compare.Scenarios(side("a", 1, 0.9, 0.8, 0.7), side("b", 1, 0.9, 0.8, nan), compare.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := find(t, c, "validation_accuracy")
	if d.B.N != 2 || d.B.NonFinite != 1 || math.Abs(float64(d.B.Mean)-0.85) > 1e-15 || d.N != 2 || d.Mean != 0 {
		t.Errorf("got %+v", d)
	}
	if d.Verdict != compare.Ends || !d.Exceeds(1) {
		t.Errorf("verdict %s", d.Verdict)
	}
	if share := find(t, c, "overflowed"); share.B.Mean != 1.0/3 || share.A.Mean != 0 {
		t.Errorf("overflowed: %+v", share)
	}
}

func TestVerdicts(t *testing.T) {
	for _, test := range []struct {
		name string
		b    []compare.Run
		want compare.Verdict
	}{
		{"equal", side("b", 1, 0.5, 0.6, 0.7), compare.Equal},
		{"scattered about zero", side("b", 1, 0.6, 0.5, 0.7), compare.Within},
		{"higher throughout, of so few seeds", side("b", 1, 0.6, 0.7, 0.8), compare.Unconfirmed},
		{"roundings", side("b", 1, 0.50000001, 0.60000001, 0.70000001), compare.Rounding},
		{"one pair", side("b", 3, 0.9), compare.Unknown},
	} {
		c, err := compare.Scenarios(side("a", 1, 0.5, 0.6, 0.7), test.b, compare.Options{Quantities: []string{"validation_accuracy"}})
		if err != nil {
			t.Fatal(err)
		}
		if d := c.Quantities[0]; d.Verdict != test.want || len(c.Quantities) != 1 {
			t.Errorf("%s: %s (%+v)", test.name, d.Verdict, d)
		}
	}
}

// Seeds that could be exchanged are not called different, whatever their
// intervals: that takes an adjusted p below 0.05.
func TestExchangeableSeeds(t *testing.T) {
	few := [2][]compare.Run{side("a", 1, 0.5, 0.51), side("a", 3, 0.6, 0.61, 0.62)}
	many := [2][]compare.Run{side("a", 1, 0.5, 0.51, 0.52, 0.53, 0.54), side("a", 6, 0.6, 0.61, 0.62, 0.63, 0.64)}
	for _, test := range []struct {
		sides [2][]compare.Run
		want  compare.Verdict
	}{{few, compare.Unconfirmed}, {many, compare.Apart}} {
		d, err := compare.Sides(test.sides[0], test.sides[1], compare.Options{Quantities: []string{"validation_accuracy"}})
		if err != nil {
			t.Fatal(err)
		}
		if q := d.Comparisons[0].Quantities[0]; q.Verdict != test.want || d.Differs() != (test.want == compare.Apart) {
			t.Errorf("%s, p %v, they differ: %v", q.Verdict, q.Adjusted, d.Differs())
		}
	}
}

// Sizes are compared by their ratio too, zeros and what is not finite aside.
func TestRatio(t *testing.T) {
	sized := func(rms ...float64) []compare.Run {
		runs := side("a", 1, rms...)
		for i, v := range rms {
			runs[i].Record.FirstStep.PreActivation.XdWRMS = record.Float(v)
		}
		return runs
	}
	c, err := compare.Scenarios(sized(1, 2, 0, 5), sized(65025, 130050, 7, math.Inf(1)), compare.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r := find(t, c, "xdw_rms").Ratio; r.N != 2 || math.Abs(float64(r.Mean)-65025) > 1e-9 || !(r.Low <= r.Mean && r.Mean <= r.High) {
		t.Errorf("%+v", r)
	}
	if find(t, c, "loss_before").Ratio != nil || find(t, c, "xw_rms").Ratio != nil {
		t.Error("there is a ratio of a quantity without a scale, or of zeros")
	}
}

// Quantities that differ nowhere are not adjusted for: they could not have
// shown anything.
func TestReachOfComparison(t *testing.T) {
	c, err := compare.Scenarios(side("a", 1, 1, 2, 3, 4, 5), side("b", 1, 2, 3, 4, 5, 7), compare.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Reach.Tests != 1 || c.Reach.Smallest != 0.0625 || c.Reach.Needed != 6 {
		t.Errorf("got %+v", c.Reach)
	}
	if d := find(t, c, "validation_accuracy"); d.P != 0.0625 || d.Adjusted != 0.0625 || d.Significant() {
		t.Errorf("got %+v", d)
	}
}

func TestSides(t *testing.T) {
	a := slices.Concat(side("one", 1, 1, 2), side("two", 1, 1, 2))
	b := slices.Concat(side("two", 1, 1, 2), side("three", 1, 1, 2))
	d, err := compare.Sides(a, b, compare.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Comparisons) != 1 || d.Comparisons[0].ScenarioA != "two" || !slices.Equal(d.OnlyA, []string{"one"}) || !slices.Equal(d.OnlyB, []string{"three"}) {
		t.Errorf("got %+v", d)
	}
	if !d.Differs() || d.Comparisons[0].BitsDiffer() {
		t.Error("scenarios that one side alone has are a difference, equal runs are none")
	}
}

func TestRefusals(t *testing.T) {
	_, err := compare.Scenarios(side("a", 1, 1, 2), side("b", 1, 1, 2), compare.Options{Interquartile: true})
	if err == nil || !strings.Contains(err.Error(), "20 seeds") {
		t.Errorf("interquartile means of two seeds: %v", err)
	}
	_, err = compare.Scenarios(side("a", 1, 1), side("b", 1, 1), compare.Options{Quantities: []string{"accuracy"}})
	if err == nil || !strings.Contains(err.Error(), `"accuracy" is none of`) || !strings.Contains(err.Error(), "validation_accuracy") {
		t.Errorf("an unknown quantity: %v", err)
	}
}

// With many seeds the interquartile mean is not moved by odd runs.
func TestInterquartile(t *testing.T) {
	a, b := make([]float64, 24), make([]float64, 24)
	for i := range a {
		a[i] = float64(i)
		b[i] = a[i] + 1 + float64(i%3)/8
	}
	b[0], b[23] = 1000, -2000
	c, err := compare.Scenarios(side("a", 1, a...), side("b", 1, b...), compare.Options{Interquartile: true, Parameters: true})
	if err != nil {
		t.Fatal(err)
	}
	d := find(t, c, "validation_accuracy")
	if c.Center != "interquartile mean" || d.Method != compare.Bootstrap || math.Abs(float64(d.Mean)-1.125) > 0.02 {
		t.Errorf("got %+v", d)
	}
	find(t, c, "weight_norm_2")
}
