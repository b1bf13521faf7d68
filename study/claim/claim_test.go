package claim

import (
	"math"
	"slices"
	"strings"
	"testing"

	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
	"firststep/study/theory"
)

// judged is what the records of a fixture say.
func judged(definition string, options ...fixture.Option) Verdicts {
	return Judge(evidence.Gather(fixture.New(definition, options...)))
}

// verdictOf judges one claim of a fixture.
func verdictOf(t *testing.T, definition string, kind Kind, scenario string, options ...fixture.Option) Claim {
	t.Helper()
	for _, c := range judged(definition, options...).Claims {
		if c.Kind == kind && c.Scenario == scenario {
			return c
		}
	}
	t.Fatalf("no claim of kind %T about %s", kind, scenario)
	return Claim{}
}

// A scenario with some of the seeds is judged by these, and no run of the
// others is missing.
func TestFewerSeedsAreJudgedByThose(t *testing.T) {
	few := fixture.Common + fixture.Reference + strings.Replace(fixture.Restored255, "expect", "seeds = [3, 1]\nexpect", 1)
	for _, kind := range []Kind{SameAs, FirstStep} {
		c := verdictOf(t, few, kind, "restored")
		if len(c.Seeds) != 2 || c.Seeds[0].Seed != 1 || c.Seeds[1].Seed != 3 || len(c.Missing) != 0 || c.Verdict != Holds {
			t.Errorf("%+v", c)
		}
	}
	d := fixture.New(few)
	if missing := d.Missing(); missing != 0 {
		t.Errorf("%d runs are missing", missing)
	}
}

func TestVerdicts(t *testing.T) {
	flip := func(r *evidence.Result) { r.Run.Print.FirstSigns = "other" }
	for _, c := range []struct {
		name     string
		kind     Kind
		scenario string
		options  []fixture.Option
		want     Verdict
		against  int64 // seed that speaks most against it
		missing  int
	}{
		{name: "learns", kind: Learns, scenario: "reference", want: Holds, against: 1},
		{name: "learns, exactly at five times chance", kind: Learns, scenario: "reference",
			options: []fixture.Option{fixture.On("reference", 2, fixture.EndAt(0.5, 1))}, want: Holds, against: 2},
		{name: "learns, one seed just below", kind: Learns, scenario: "reference",
			options: []fixture.Option{fixture.On("reference", 2, fixture.EndAt(0.4999, 1))}, want: Fails, against: 2},
		{name: "learns, but overflows", kind: Learns, scenario: "reference",
			options: []fixture.Option{fixture.On("reference", 3, fixture.OverflowAt(5))}, want: Fails, against: 3},
		{name: "learns, a run missing", kind: Learns, scenario: "reference",
			options: []fixture.Option{fixture.Without("reference", 2)}, want: NotMeasured, against: 1, missing: 1},
		{name: "learns, a run missing and one against", kind: Learns, scenario: "reference",
			options: []fixture.Option{fixture.Without("reference", 2), fixture.On("reference", 3, fixture.EndAt(0.2, 1))}, want: NotMeasured, against: 3, missing: 1},

		{name: "collapses by both endings", kind: Collapses, scenario: "divided", want: Holds, against: 2},
		{name: "collapses, all overflow", kind: Collapses, scenario: "divided",
			options: []fixture.Option{fixture.On("divided", 0, fixture.OverflowAt(4)), fixture.On("divided", 3, fixture.OverflowAt(6))}, want: Holds, against: 3},
		{name: "collapses, at twice chance", kind: Collapses, scenario: "divided",
			options: []fixture.Option{fixture.On("divided", 2, fixture.EndAt(0.2, 2.3))}, want: Holds, against: 2},
		{name: "collapses, one seed above twice chance", kind: Collapses, scenario: "divided",
			options: []fixture.Option{fixture.On("divided", 2, fixture.LearnAfterAll), fixture.On("divided", 2, fixture.EndAt(0.2002, 2.3))}, want: Fails, against: 2},
		{name: "collapses, no run", kind: Collapses, scenario: "divided",
			options: []fixture.Option{fixture.Without("divided", 0)}, want: NotMeasured, missing: 3},

		{name: "same", kind: SameAs, scenario: "restored", want: Holds, against: 3},
		{name: "same, the second loss differs", kind: SameAs, scenario: "restored",
			options: []fixture.Option{fixture.On("restored", 2, fixture.LossTimes(2, 1.0001))}, want: Fails, against: 2},
		{name: "same, the second loss differs after a sign", kind: SameAs, scenario: "restored",
			options: []fixture.Option{fixture.On("restored", 2, fixture.LossTimes(2, 1.0001)), fixture.On("restored", 2, flip)}, want: Holds, against: 3},
		{name: "same, a seed parts in the tenth step", kind: SameAs, scenario: "restored",
			options: []fixture.Option{fixture.On("restored", 2, fixture.LossTimes(10, 1.0001))}, want: Fails, against: 2},
		{name: "same, most second losses differ after a sign", kind: SameAs, scenario: "restored",
			options: []fixture.Option{fixture.On("restored", 1, fixture.LossTimes(2, 1.0001)), fixture.On("restored", 1, flip), fixture.On("restored", 2, fixture.LossTimes(2, 1.0002)), fixture.On("restored", 2, flip)}, want: Fails, against: 2},
		{name: "same, a later loss differs", kind: SameAs, scenario: "restored",
			options: []fixture.Option{fixture.On("restored", 2, fixture.LossTimes(11, 1.5))}, want: Holds, against: 3},
		{name: "same, one overflows", kind: SameAs, scenario: "restored",
			options: []fixture.Option{fixture.On("restored", 2, fixture.OverflowAt(5))}, want: Fails, against: 2},
		{name: "same, mean accuracies apart", kind: SameAs, scenario: "restored",
			options: []fixture.Option{fixture.On("restored", 0, fixture.EndAt(0.8, 0.5))}, want: Fails, against: 3},
		{name: "same, the other's run missing", kind: SameAs, scenario: "restored",
			options: []fixture.Option{fixture.Without("reference", 1)}, want: NotMeasured, against: 3, missing: 1},

		{name: "identical", kind: IdenticalTo, scenario: "weights-256", want: Holds, against: 1},
		{name: "identical, other losses", kind: IdenticalTo, scenario: "weights-256",
			options: []fixture.Option{fixture.On("weights-256", 2, func(r *evidence.Result) { r.Run.Print.Losses = "other"; r.Trace.Loss[6]++ })},
			want:    Fails, against: 2},
		{name: "identical, other logits", kind: IdenticalTo, scenario: "weights-256",
			options: []fixture.Option{fixture.On("weights-256", 3, func(r *evidence.Result) { r.Run.Print.ValidationLogits = "other" })},
			want:    Fails, against: 3},
		{name: "identical, a run missing", kind: IdenticalTo, scenario: "weights-256",
			options: []fixture.Option{fixture.Without("features-256", 3)}, want: NotMeasured, against: 1, missing: 1},

		{name: "first step", kind: FirstStep, scenario: "divided", want: Holds, against: 3},
		{name: "first step, off by 0.02 %", kind: FirstStep, scenario: "divided",
			options: []fixture.Option{fixture.On("divided", 1, fixture.FirstStepTimes(1.0002))}, want: Fails, against: 1},
		{name: "first step, off by 0.02 % but on another piece", kind: FirstStep, scenario: "divided",
			options: []fixture.Option{fixture.On("divided", 1, fixture.FirstStepTimes(1.0002)), fixture.On("divided", 1, flip)}, want: Holds, against: 3},
		{name: "first step, off by 2 % on another piece", kind: FirstStep, scenario: "divided",
			options: []fixture.Option{fixture.On("divided", 1, fixture.FirstStepTimes(1.02)), fixture.On("divided", 1, flip)}, want: Fails, against: 1},
		{name: "first step, not finite", kind: FirstStep, scenario: "divided",
			options: []fixture.Option{fixture.On("divided", 2, fixture.FirstStepTimes(math.NaN()))}, want: Fails, against: 2},
		{name: "first step, the baseline's run missing", kind: FirstStep, scenario: "divided",
			options: []fixture.Option{fixture.Without("reference", 2)}, want: NotMeasured, against: 3, missing: 1},
		{name: "first step under Adam, off by 0.4 %", kind: FirstStep, scenario: "adam-weights",
			options: []fixture.Option{fixture.On("adam-weights", 2, fixture.FirstStepTimes(1.004))}, want: Holds, against: 2},
		{name: "first step under Adam, off by 2 %", kind: FirstStep, scenario: "adam-weights",
			options: []fixture.Option{fixture.On("adam-weights", 2, fixture.FirstStepTimes(1.02))}, want: Fails, against: 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			claim := verdictOf(t, fixture.Everything, c.kind, c.scenario, c.options...)
			if claim.Verdict != c.want {
				t.Errorf("%s, want %s", claim.Verdict, c.want)
			}
			if len(claim.Missing) != c.missing {
				t.Errorf("missing seeds %v, want %d", claim.Missing, c.missing)
			}
			switch worst := claim.Against(); {
			case c.against == 0 && worst != nil:
				t.Errorf("seed %d speaks against it, where none was measured", worst.Seed)
			case c.against != 0 && (worst == nil || worst.Seed != c.against):
				t.Errorf("against it speaks %+v, want seed %d", worst, c.against)
			}
		})
	}
}

func TestVerdictsWithoutDataset(t *testing.T) {
	d := fixture.New(fixture.Everything)
	d.Dataset = nil
	for _, c := range Judge(evidence.Gather(d)).Claims {
		if (c.Kind == Learns || c.Kind == Collapses) && c.Verdict != NotMeasured {
			t.Errorf("%s without knowing what chance is", c)
		}
	}
}

func TestIdenticalSaysWhereTheyPart(t *testing.T) {
	c := verdictOf(t, fixture.Everything, IdenticalTo, "weights-256", fixture.On("weights-256", 2, func(r *evidence.Result) {
		r.Run.Print.Losses = "other"
		r.Trace.Loss[6]++
	}))
	if got := c.Against().Step; got != 7 {
		t.Errorf("they part at step %d, want 7", got)
	}
}

func TestClaimAsText(t *testing.T) {
	c := verdictOf(t, fixture.Everything, Collapses, "divided", fixture.On("divided", 2, fixture.LearnAfterAll), fixture.On("divided", 2, fixture.EndAt(0.431, 1.5)))
	if got, want := c.String(), "divided collapses: fails (seed 2: accuracy 0.4310, which is more than 0.2)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	c = verdictOf(t, fixture.Everything, FirstStep, "divided")
	if got, want := c.String(), "the first step of divided is 65,025 times that of reference: holds"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestHold(t *testing.T) {
	agreeing := fixture.Common + fixture.Reference + fixture.Divided255 + fixture.Restored255
	if v := judged(agreeing); !v.Hold() || v.Count(Holds) != 5 {
		t.Errorf("%d of %d claims hold, want all 5", v.Count(Holds), len(v.Claims))
	}
	if v := judged(agreeing, fixture.Without("divided", 3)); v.Hold() || v.Count(NotMeasured) != 2 {
		t.Errorf("a study with a missing run holds, or leaves %d claims open instead of 2", v.Count(NotMeasured))
	}
}

func TestEndings(t *testing.T) {
	v := judged(fixture.Common + fixture.Reference + fixture.Divided255)
	want := []evidence.Ending{
		{Scenario: "reference", Seed: 1, Fate: evidence.Lived},
		{Scenario: "reference", Seed: 2, Fate: evidence.Lived},
		{Scenario: "reference", Seed: 3, Fate: evidence.Lived},
		{Scenario: "divided", Seed: 1, Fate: evidence.Overflowed, Step: 9},
		{Scenario: "divided", Seed: 2, Fate: evidence.Died, Step: 15},
		{Scenario: "divided", Seed: 3, Fate: evidence.Overflowed, Step: 11},
	}
	if len(v.Endings) != len(want) {
		t.Fatalf("%d endings, want %d", len(v.Endings), len(want))
	}
	for i, e := range v.Endings {
		got := evidence.Ending{Scenario: e.Scenario, Seed: e.Seed, Fate: e.Fate, Step: e.Step}
		if got != want[i] {
			t.Errorf("ending %d: %+v, want %+v", i, got, want[i])
		}
	}
}

func TestLargestDifference(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, c := range []struct {
		name string
		a, b []float32
		want float64
	}{
		{"equal", []float32{2, 1}, []float32{2, 1}, 0},
		{"relative to the larger", []float32{2, 1}, []float32{2, 2}, 0.5},
		{"both not a number", []float32{2, nan}, []float32{2, nan}, 0},
		{"both infinite", []float32{2, inf}, []float32{2, inf}, 0},
		{"one not a number", []float32{2, nan}, []float32{2, 3}, math.Inf(1)},
		{"one infinite", []float32{2, inf}, []float32{2, nan}, math.Inf(1)},
		{"one shorter", []float32{2}, []float32{2, 3}, math.Inf(1)},
		{"beyond the steps compared", []float32{1, 1, 1, 5}, []float32{1, 1, 1}, 0},
	} {
		if got := largestDifference(c.a, c.b, 3); got != c.want {
			t.Errorf("%s: %g, want %g", c.name, got, c.want)
		}
	}
}

// Chance is the share of the most frequent class, of which a multiple would ask
// for the impossible where it is large. A run that died has collapsed, whatever
// its accuracy is.
func TestThresholds(t *testing.T) {
	even := func(classes int) []int { return slices.Repeat([]int{6}, classes) }
	died := func(r *evidence.Result) { r.Run.Events.GradientZero = new(12) }
	for _, c := range []struct {
		counts   []int // of the validation set
		accuracy float64
		also     func(*evidence.Result)
		kind     Kind
		want     Verdict
	}{
		{even(2), 1, nil, Learns, Holds},
		{even(2), 0.75, nil, Learns, Holds},
		{even(2), 0.7, nil, Learns, Fails},
		{even(3), 1, nil, Collapses, Fails},
		{even(3), 0.5, nil, Collapses, Holds},
		{even(10), 0.5, nil, Learns, Holds},
		{even(10), 0.2, nil, Collapses, Holds},
		{even(10), 0.21, nil, Collapses, Fails},
		{[]int{9, 1}, 0.91, nil, Learns, Fails},
		{[]int{9, 1}, 0.91, nil, Collapses, Holds},
		{append(even(10), make([]int, 246)...), 0.13, nil, Learns, Fails}, // a label 255 makes 256 outputs
		{even(10), 0.6, died, Learns, Fails},
		{even(10), 0.6, died, Collapses, Holds},
	} {
		scenario := map[Kind]string{Learns: "reference", Collapses: "divided"}[c.kind]
		options := []fixture.Option{fixture.On(scenario, 0, fixture.LearnAfterAll), fixture.On(scenario, 0, fixture.EndAt(c.accuracy, 1))}
		if c.also != nil {
			options = append(options, fixture.On(scenario, 0, c.also))
		}
		d := fixture.New(fixture.Everything, options...)
		d.Dataset.Counts, d.Dataset.ValidationCounts, d.Dataset.Validation = c.counts, c.counts, 0
		for _, n := range c.counts {
			d.Dataset.Validation += n
		}
		d.Dataset.Classes = make([]string, len(c.counts))
		if claim, _ := Judge(evidence.Gather(d)).Expectation(scenario); claim.Kind != c.kind || claim.Verdict != c.want {
			t.Errorf("classes %v, accuracy %v: %s %v, want %v", c.counts, c.accuracy, claim.Plain(), claim.Verdict, c.want)
		}
	}
}

// A gradient that is zero because nothing is left to learn is no death.
func TestNothingLeftIsNoDeath(t *testing.T) {
	zero := func(loss float32) func(*evidence.Result) {
		return func(r *evidence.Result) {
			step := 12
			r.Run.Events.GradientZero = &step
			r.Trace.Loss[len(r.Trace.Loss)-1] = loss
		}
	}
	for loss, want := range map[float32]evidence.Fate{0: evidence.Lived, 1e-9: evidence.Lived, 2.3: evidence.Died} {
		for _, end := range judged(fixture.Everything, fixture.On("reference", 1, zero(loss))).Endings {
			if end.Scenario == "reference" && end.Seed == 1 && end.Fate != want {
				t.Errorf("a loss of %v: %v, want %v", loss, end.Fate, want)
			}
		}
	}
}

// Behind the first batch the losses alone speak for a sign, and excuse a seed
// only where seeds are many.
func TestFewSeedsPartLate(t *testing.T) {
	many := strings.Replace(fixture.Everything, "seeds = [1, 2, 3]", `seeds = "1-40"`, 1)
	for parted, want := range map[int64]Verdict{0: Holds, 2: Holds, 3: Fails} {
		var options []fixture.Option
		for seed := range parted {
			options = append(options, fixture.On("restored", seed+1, fixture.LossTimes(5, 1.01)))
		}
		c := verdictOf(t, many, SameAs, "restored", options...)
		if aside := FlippedIn(c.Seeds); len(c.Seeds) != 40 || c.Verdict != want || (want == Holds) != (len(aside) == int(parted)) && parted > 0 {
			t.Errorf("%d of %d seeds part: %v, %d left aside", parted, len(c.Seeds), c.Verdict, len(aside))
		}
	}
}

// The first step of a clipped gradient follows, seed by seed, from the norms of
// the gradient that is scaled and clipped.
func TestClipped(t *testing.T) {
	const definition = fixture.Common + fixture.Reference + "[[scenario]]\nname = \"clipped\"\nweight_divisor = 255\nclip_norm = 1\n[diagnostics]\ncontrols = 0\n"
	for _, c := range []struct {
		off  float64 // of the last seed
		want Verdict
	}{{1, Holds}, {1.01, Fails}} {
		d := fixture.Deeper(definition)
		s := theory.ClippedSteps(d.Definition)[0]
		for _, r := range d.Of("reference") {
			times := s.XdW(evidence.FirstGradient(r)) // 65025/127.5
			if r.Run.Seed == 3 {
				times *= c.off
			}
			fixture.Run("clipped", r.Run.Seed, fixture.FirstStepTimes(times))(d)
		}
		got := Of(Judge(evidence.Gather(d)).Claims, Clipped)
		if len(got) != 1 || got[0].Verdict != c.want || c.want == Fails && got[0].Against().Seed != 3 || math.Abs(got[0].Target-510) > 1 {
			t.Errorf("off by %v: %+v", c.off, got)
		}
	}
}
