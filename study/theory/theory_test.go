package theory

import (
	"math"
	"slices"
	"testing"

	"firststep/study"
)

func load(t *testing.T, name string) *study.Definition {
	t.Helper()
	d, err := study.Load("../../studies/"+name+"/study.toml", study.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestPredictFlagship(t *testing.T) {
	const a, a2 = 255, 65025
	want := []Prediction{
		{Scenario: "scaled-features", Baseline: "scaled-features", A: 1, Rate: 1, Delta: 1, Relative: 1, XdW: 1, Exponent: 2, SameTrajectory: true, Exact: true},
		{Scenario: "scaled-weights", Baseline: "scaled-features", A: a, Rate: 1, Delta: a, Relative: a2, XdW: a2, Exponent: 2},
		{Scenario: "scaled-weights-rescaled", Baseline: "scaled-features", A: a, Rate: 1. / a2, Delta: 1. / a, Relative: 1, XdW: 1, Exponent: 2, SameTrajectory: true},
		{Scenario: "scaled-weights-all-rates", Baseline: "scaled-features", A: a, Rate: 1. / a2, Delta: 1. / a, Relative: 1, XdW: 1, Exponent: 2},
		{Scenario: "thrown-once", Baseline: "scaled-features", A: a, Rate: 1, Delta: a, Relative: a2, XdW: a2, Exponent: 2},
		{Scenario: "raised-64-once", Baseline: "scaled-features", A: 1, Rate: 64, Delta: 64, Relative: 64, XdW: 64, Exponent: 2},
		{Scenario: "scaled-weights-all-rates-255", Baseline: "scaled-features", A: a, Rate: 1. / a, Delta: 1, Relative: a, XdW: a, Exponent: 2},
		{Scenario: "scaled-weights-later-rates", Baseline: "scaled-features", A: a, Rate: 1, Delta: a, Relative: a2, XdW: a2, Exponent: 2},
		{Scenario: "adam-weights-rescaled", Baseline: "adam-features", A: a, Rate: 1. / a, Delta: 1. / a, Relative: 1, XdW: 1, Exponent: 1, UpToEpsilon: true},
		{Scenario: "scaled-features-raised", Baseline: "scaled-features", A: 1, Rate: a2, Delta: a2, Relative: a2, XdW: a2, Exponent: 2},
		{Scenario: "unscaled", Baseline: "unscaled", A: 1, Rate: 1, Delta: 1, Relative: 1, XdW: 1, Exponent: 2, SameTrajectory: true, Exact: true},
		{Scenario: "both-scaled", Baseline: "both-scaled", A: 1, Rate: 1, Delta: 1, Relative: 1, XdW: 1, Exponent: 2, SameTrajectory: true, Exact: true},
		{Scenario: "adam-features", Baseline: "adam-features", A: 1, Rate: 1, Delta: 1, Relative: 1, XdW: 1, Exponent: 1, SameTrajectory: true, Exact: true},
		{Scenario: "adam-weights", Baseline: "adam-features", A: a, Rate: 1, Delta: 1, Relative: a, XdW: a, Exponent: 1},
		{Scenario: "control-256-features", Baseline: "control-256-features", A: 1, Rate: 1, Delta: 1, Relative: 1, XdW: 1, Exponent: 2, SameTrajectory: true, Exact: true},
		{Scenario: "control-256-weights", Baseline: "control-256-features", A: 256, Rate: 1. / 65536, Delta: 1. / 256, Relative: 1, XdW: 1, Exponent: 2, SameTrajectory: true, Exact: true},
	}
	d := load(t, "fashion-mnist")
	got := Predict(d)
	if len(got) != len(d.Scenarios) {
		t.Fatalf("%d predictions of %d scenarios", len(got), len(d.Scenarios))
	}
	for _, w := range want {
		i := slices.IndexFunc(got, func(p Prediction) bool { return p.Scenario == w.Scenario })
		if i < 0 {
			t.Fatalf("no prediction of %s", w.Scenario)
		}
		checkPrediction(t, got[i], w)
	}
}

// checkPrediction compares factors to a relative 1e-12, all else exactly.
func checkPrediction(t *testing.T, got, want Prediction) {
	t.Helper()
	factors := func(p *Prediction) []*float64 {
		return []*float64{&p.A, &p.Rate, &p.Delta, &p.Relative, &p.XdW}
	}
	g, w := factors(&got), factors(&want)
	for i := range g {
		if math.Abs(*g[i] / *w[i] - 1) <= 1e-12 {
			*g[i] = *w[i]
		}
	}
	if got != want {
		t.Errorf("%s:\n got %+v\nwant %+v", want.Scenario, got, want)
	}
}

func TestPredictQuickAnswersTheQuestion(t *testing.T) {
	for _, p := range Predict(load(t, "quick")) {
		s, _ := load(t, "quick").Scenario(p.Scenario)
		switch s.Expectation().Kind {
		case study.SameAs:
			if !p.SameTrajectory || p.Exact {
				t.Errorf("%s: predicted %+v", p.Scenario, p)
			}
		case study.IdenticalTo:
			if !p.Exact {
				t.Errorf("%s: predicted %+v", p.Scenario, p)
			}
		}
	}
}

// scenario is a scenario with every divisor 1, changed by the given function.
func scenario(name string, change func(*study.Scenario)) study.Scenario {
	s := study.Scenario{Name: name, FeatureDivisor: 1, WeightDivisor: 1, LearningRateDivisor: 1, FirstLayerRateDivisor: 1}
	change(&s)
	return s
}

func TestSameTrajectory(t *testing.T) {
	for _, test := range []struct {
		name              string
		optimizer         string
		factor            float64
		change            func(*study.Scenario)
		trajectory, exact bool
	}{
		{"momentum is linear too", "momentum", 4,
			func(s *study.Scenario) { s.FirstLayerRateDivisor = 16 }, true, true},
		{"a factor that is no power of two", "sgd", 3,
			func(s *study.Scenario) { s.FirstLayerRateDivisor = 9 }, true, false},
		{"the wrong power", "sgd", 4,
			func(s *study.Scenario) { s.FirstLayerRateDivisor = 4 }, false, false},
		{"every rate divided", "sgd", 4,
			func(s *study.Scenario) { s.LearningRateDivisor = 16 }, false, false},
		{"divisors that cancel", "sgd", 4,
			func(s *study.Scenario) {
				s.LearningRate, s.LearningRateDivisor, s.FirstLayerRateDivisor = 0.2, 2, 16
			}, true, true},
		{"the right rates from step two on", "sgd", 4,
			func(s *study.Scenario) { s.FirstLayerRateDivisor, s.RateDivisorSteps = 16, "2-" }, false, false},
		{"the right rates in step one alone", "sgd", 4,
			func(s *study.Scenario) { s.FirstLayerRateDivisor, s.RateDivisorSteps = 16, "1" }, false, false},
		{"Adam's epsilon does not scale", "adam", 4,
			func(s *study.Scenario) { s.FirstLayerRateDivisor = 4 }, false, false},
		{"nor RMSprop's", "rmsprop", 4,
			func(s *study.Scenario) { s.FirstLayerRateDivisor = 4 }, false, false},
		{"another warm-up", "sgd", 4,
			func(s *study.Scenario) { s.FirstLayerRateDivisor, s.WarmupSteps = 16, 10 }, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := &study.Definition{
				Reference: "base",
				Training:  study.Training{Optimizer: test.optimizer, LearningRate: 0.1},
				Scenarios: []study.Scenario{
					scenario("base", func(s *study.Scenario) { s.FeatureDivisor = test.factor }),
					scenario("other", func(s *study.Scenario) { s.WeightDivisor = test.factor; test.change(s) }),
				},
			}
			p := Predict(d)[1]
			if p.Baseline != "base" || p.SameTrajectory != test.trajectory || p.Exact != test.exact {
				t.Errorf("got %+v", p)
			}
		})
	}
}

// What is set for both leaves two trainings one, or not.
func TestSameTrajectoryOfWhatBothHave(t *testing.T) {
	for _, test := range []struct {
		name              string
		both              func(*study.Training)
		decayFactor       float64
		related           bool // something is predicted
		trajectory, exact bool
	}{
		{"one warm-up", func(t *study.Training) { t.WarmupSteps = 7 }, 0, true, true, true},
		{"decay that grows with a²", func(t *study.Training) { t.WeightDecay = 0.01 }, 16, true, true, true},
		{"decay that does not", func(t *study.Training) { t.WeightDecay = 0.01 }, 0, false, false, false},
		{"decay that grows with a", func(t *study.Training) { t.WeightDecay = 0.01 }, 4, false, false, false},
		{"decay and momentum", func(t *study.Training) { t.WeightDecay, t.Optimizer = 0.01, "momentum" }, 16, true, true, true},
		{"clipping", func(t *study.Training) { t.ClipNorm = 1 }, 0, false, false, false},
		{"decay under Adam", func(t *study.Training) { t.WeightDecay, t.Optimizer = 0.01, "adam" }, 16, true, false, false},
	} {
		d := &study.Definition{
			Reference: "base", Training: study.Training{Optimizer: "sgd", LearningRate: 0.1},
			Scenarios: []study.Scenario{
				scenario("base", func(s *study.Scenario) { s.FeatureDivisor = 4 }),
				scenario("other", func(s *study.Scenario) {
					s.WeightDivisor, s.FirstLayerRateDivisor, s.FirstLayerDecayFactor = 4, 16, test.decayFactor
				}),
			},
		}
		test.both(&d.Training)
		p := Predict(d)[1]
		if p.IsBaseline() == test.related || !p.IsBaseline() && (p.SameTrajectory != test.trajectory || p.Exact != test.exact) {
			t.Errorf("%s: got %+v", test.name, p)
		}
	}
}

// A clipped gradient has no law of its own, but the step that it makes of its
// baseline's follows from the baseline's.
func TestClippedSteps(t *testing.T) {
	d := &study.Definition{
		Reference: "base", Training: study.Training{Optimizer: "sgd", LearningRate: 0.1},
		Scenarios: []study.Scenario{
			scenario("base", func(s *study.Scenario) { s.FeatureDivisor = 4 }),
			scenario("same", func(s *study.Scenario) { s.FeatureDivisor, s.ClipNorm = 4, 1 }),
			scenario("weights", func(s *study.Scenario) { s.WeightDivisor, s.ClipNorm, s.LearningRate = 4, 1, 0.05 }),
			scenario("adam", func(s *study.Scenario) { s.WeightDivisor, s.ClipNorm, s.Optimizer = 4, 1, "adam" }),
			scenario("decaying", func(s *study.Scenario) { s.WeightDivisor, s.ClipNorm, s.WeightDecay = 4, 1, 0.1 }),
		},
	}
	list := ClippedSteps(d)
	if len(list) != 2 || list[0].Scenario != "same" || list[1].Scenario != "weights" || list[1].Baseline != "base" {
		t.Fatalf("got %+v", list)
	}
	for _, test := range []struct {
		step     int
		gradient []float64
		want     float64
	}{
		{0, []float64{3, 4}, 1. / 5}, {0, []float64{0.3, 0.4}, 1},
		{1, []float64{3, 5}, 16 * 0.5 / 13}, {1, []float64{0.1, 0.1}, 8},
	} {
		if got := list[test.step].XdW(test.gradient); math.Abs(got-test.want) > 1e-12 {
			t.Errorf("%s, gradient %v: %v times, want %v", list[test.step].Scenario, test.gradient, got, test.want)
		}
	}
}

// A warm-up divides the first step by its length, and RMSprop's law is Adam's.
func TestFirstStepOfWarmupAndRMSprop(t *testing.T) {
	d := &study.Definition{
		Reference: "base", Training: study.Training{Optimizer: "sgd", LearningRate: 0.1},
		Scenarios: []study.Scenario{
			scenario("base", func(s *study.Scenario) { s.FeatureDivisor = 4 }),
			scenario("warm", func(s *study.Scenario) { s.WeightDivisor, s.WarmupSteps = 4, 50 }),
			scenario("rms-features", func(s *study.Scenario) { s.FeatureDivisor, s.Optimizer = 4, "rmsprop" }),
			scenario("adam-features", func(s *study.Scenario) { s.FeatureDivisor, s.Optimizer = 4, "adam" }),
			scenario("rms-weights", func(s *study.Scenario) { s.WeightDivisor, s.Optimizer = 4, "rmsprop" }),
			scenario("he", func(s *study.Scenario) { s.WeightDivisor, s.FirstLayerInit = 4, "he-normal" }),
		},
	}
	for i, want := range []struct {
		baseline string
		xdw      float64
	}{{"base", 1}, {"base", 16. / 50}, {"rms-features", 1}, {"adam-features", 1}, {"rms-features", 4}, {"he", 1}} {
		if p := Predict(d)[i]; p.Baseline != want.baseline || math.Abs(p.XdW/want.xdw-1) > 1e-12 {
			t.Errorf("%s: %v times %s, want %v times %s", p.Scenario, p.XdW, p.Baseline, want.xdw, want.baseline)
		}
	}
}

// Predictions of the first step are of its own rates; two trainings are one
// where the rates fit at every step.
func TestRatesOfSteps(t *testing.T) {
	divided := func(steps string, features, weights, rate float64) func(*study.Scenario) {
		return func(s *study.Scenario) {
			s.FeatureDivisor, s.WeightDivisor, s.FirstLayerRateDivisor, s.RateDivisorSteps = features, weights, rate, steps
		}
	}
	d := &study.Definition{
		Reference: "base", Training: study.Training{Optimizer: "sgd", LearningRate: 0.1},
		Scenarios: []study.Scenario{
			scenario("base", divided("", 4, 1, 1)),
			scenario("late", divided("2-", 1, 4, 16)),
			scenario("early", divided("1", 1, 4, 16)),
			scenario("raised-once", divided("1", 4, 1, 1./16)),
			scenario("as-late", divided("2-", 2, 2, 16)),
		},
	}
	d.Scenarios[4].Expect = "same as late"
	for i, want := range []struct {
		xdw  float64
		same bool
	}{{1, true}, {16, false}, {1, false}, {16, false}, {0.25, false}} {
		if p := Predict(d)[i]; p.XdW != want.xdw || p.SameTrajectory != want.same || p.Exact != want.same {
			t.Errorf("%+v, want %+v", p, want)
		}
	}
}

// Of two scenarios that each name the other, one is predicted from the other
// and not both.
func TestBaselinesDoNotGoInCircles(t *testing.T) {
	expects := func(of string) func(*study.Scenario) {
		return func(s *study.Scenario) { s.FeatureDivisor, s.Expect = 255, "identical to "+of }
	}
	d := &study.Definition{
		Reference: "first",
		Training:  study.Training{Optimizer: "sgd", LearningRate: 0.1},
		Scenarios: []study.Scenario{scenario("first", expects("second")), scenario("second", expects("first")), scenario("third", expects("second"))},
	}
	want := []string{"first", "first", "second"}
	for i, p := range Predict(d) {
		if p.Baseline != want[i] {
			t.Errorf("the baseline of %s is %s, want %s", p.Scenario, p.Baseline, want[i])
		}
	}
}

func TestBaselineFallsBack(t *testing.T) {
	divide := func(features, weights float64) func(*study.Scenario) {
		return func(s *study.Scenario) { s.FeatureDivisor, s.WeightDivisor = features, weights }
	}
	d := &study.Definition{
		Reference: "reference",
		Training:  study.Training{Optimizer: "sgd", LearningRate: 0.1},
		Scenarios: []study.Scenario{
			scenario("other-function", divide(2, 1)),
			scenario("reference", divide(255, 1)),
			scenario("another", divide(1, 2)),
			scenario("claims-too-much", func(s *study.Scenario) { s.WeightDivisor, s.Expect = 255, "same as other-function" }),
			scenario("momentum", func(s *study.Scenario) { s.WeightDivisor, s.Optimizer = 255, "momentum" }),
			scenario("adam", func(s *study.Scenario) { s.FeatureDivisor, s.Optimizer = 255, "adam" }),
		},
	}
	want := []string{"other-function", "reference", "other-function", "reference", "reference", "adam"}
	for i, p := range Predict(d) {
		if p.Baseline != want[i] {
			t.Errorf("the baseline of %s is %s, want %s", p.Scenario, p.Baseline, want[i])
		}
		if p.Scenario == "momentum" && p.SameTrajectory {
			t.Error("momentum and SGD share a first step, not a trajectory")
		}
	}
}
