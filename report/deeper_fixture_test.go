package report

import (
	"math"
	"slices"
	"testing"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/theory"
)

// deeperTables ask for the deeper measurements.
const deeperTables = `
[diagnostics]
controls = 4
[curvature]
[sweep]
factors = [1, 16, 255]
optimizers = ["sgd", "adam"]
expect = { sgd = 2, adam = 1 }
[stability]
steps = 20
factors = [1, 4, 16]
rate_factors = [0.00390625, 0.0625, 1, 16, 256]
`

// A change alters what the deeper measurements of a fixture are.
type change func(d evidence.Data)

// diagnosed changes the diagnostics of one run, or of every seed of a scenario
// where seed is 0.
func diagnosed(scenario string, seed int64, of func(*record.Diagnostics)) change {
	return func(d evidence.Data) {
		for _, r := range d.Of(scenario) {
			if seed == 0 || r.Run.Seed == seed {
				of(r.Run.Diagnostics)
			}
		}
	}
}

// run changes one run, or every seed of a scenario where seed is 0.
func run(scenario string, seed int64, of func(*evidence.Result)) change {
	return func(d evidence.Data) {
		for i := range d.Results {
			if r := &d.Results[i]; r.Run.Scenario == scenario && (seed == 0 || r.Run.Seed == seed) {
				of(r)
			}
		}
	}
}

// measured changes the measurements of a kind and subject, of one seed or of
// every one.
func measured(kind, subject string, seed int64, of func(*record.Measurement)) change {
	return func(d evidence.Data) {
		for _, m := range d.Measured(kind, subject) {
			if seed == 0 || m.Seed == seed {
				of(m)
			}
		}
	}
}

// unmeasured takes away the measurements of a kind, of one seed or of every
// one.
func unmeasured(d evidence.Data, kind string, seed int64) evidence.Data {
	return d.With(slices.DeleteFunc(slices.Clone(d.Measurements), func(m *record.Measurement) bool {
		return m.Kind == kind && (seed == 0 || m.Seed == seed)
	}))
}

// deeper is a fixture with deeper measurements that are as theory has them.
func deeper(t testing.TB, definition string, changes ...change) evidence.Data {
	t.Helper()
	d := fixture(t, definition)
	for _, p := range d.Predictions {
		for _, r := range d.Of(p.Scenario) {
			r.Run.Diagnostics = diagnosticsOf(d.Definition, p, r)
		}
	}
	var all []*record.Measurement
	for _, seed := range d.Definition.Seeds {
		all = append(all, measurementsOf(d.Definition, seed)...)
	}
	d = d.With(all)
	for _, change := range changes {
		change(d)
	}
	return d
}

func diagnosticsOf(d *study.Definition, p theory.Prediction, r evidence.Result) *record.Diagnostics {
	vary, thrown := 1+0.05*float64(r.Run.Seed), p.XdW > 100
	none, all := float64(r.Run.FirstStep.LossBefore), float64(r.Run.FirstStep.LossAfter)
	a := record.Attribution{None: record.Float(none), All: record.Float(all), EveryWeights: record.Float(all), EveryBias: record.Float(0.99 * none),
		ReferenceScale: record.Float(1 / p.XdW), ReferenceSize: record.Float(1.9 * vary)}
	for layer := range 3 {
		only, rest := 0.95*none, all
		if layer == 0 {
			only, rest = all, 0.9*none
		}
		a.OnlyLayer, a.AllButLayer = append(a.OnlyLayer, record.Float(only)), append(a.AllButLayer, record.Float(rest))
		a.OnlyWeights, a.OnlyBias, a.AllButWeights = a.OnlyLayer, append(a.OnlyBias, record.Float(none)), a.AllButLayer
	}
	t := 12.5 * vary / p.XdW // critical multiple of the step
	rate := record.Float(t * rateOf(d, r.Run.Scenario))
	line := record.Line{CriticalRate: &rate}
	for e := -6; e <= 3; e++ {
		line.T = append(line.T, record.Float(math.Pow10(e)))
	}
	along := func(factor float64) record.LineCurve {
		critical := record.Float(t * factor)
		c := record.LineCurve{Slope: record.Float(-none / float64(critical)), Curvature: record.Float(2 * none / float64(critical*critical)), Critical: &critical}
		for _, at := range line.T {
			u := float64(at / critical)
			c.Loss = append(c.Loss, record.Float(none*(1-u+u*u)))
		}
		return c
	}
	line.FirstWeights, line.FirstLayer, line.All = along(1), along(0.98), along(2.5)
	if p.A != 1 {
		line.All = along(1)
	}
	layer := record.LayerDiagnostics{WeightSpectral: 2, DeltaSpectral: record.Float(0.2 * p.Delta), WeightStableRank: 110, DeltaStableRank: 1.4, InputNorm: 60,
		OutputDelta: 9, Alignment: 0.71, ZRMS: 0.5, ChangeRMS: record.Float(0.15 * p.XdW), OwnRMS: record.Float(0.15 * p.XdW)}
	second := layer
	second.OwnRMS, second.BelowRMS = 0.05, record.Float(0.1*p.XdW)
	out := &record.Diagnostics{Layers: []record.LayerDiagnostics{layer, second, second}, Attribution: a, Line: line, Course: courseFixture(r, thrown)}
	if at := r.Run.Events.GradientZero; at != nil {
		out.Frozen = &record.Frozen{Step: *at, Images: 192, TopClassShare: 1}
	}
	return out
}

func courseFixture(r evidence.Result, thrown bool) record.Course {
	c := record.Course{Silent: make([][]int, 2), Saturated: make([][]int, 2), UnitGradient: make([][]record.Float, 2), Gradient: make([][]record.Float, 3)}
	for i := range r.Trace.Loss {
		reached, gradient := 1.0, 0.5
		if thrown {
			reached, gradient = max(0, 1-float64(i)/10), 300*math.Pow(100, float64(i))
		}
		if r.Run.Events.GradientZero != nil && i+1 >= *r.Run.Events.GradientZero {
			reached, gradient = 0, 0
		}
		for layer := range 2 {
			c.Silent[layer], c.Saturated[layer] = append(c.Silent[layer], 1), append(c.Saturated[layer], 2)
			c.UnitGradient[layer] = append(c.UnitGradient[layer], record.Float(gradient))
		}
		for layer := range c.Gradient {
			c.Gradient[layer] = append(c.Gradient[layer], record.Float(gradient))
		}
		c.Reached = append(c.Reached, record.Float(reached))
		c.LogitSpread = append(c.LogitSpread, record.Float(gradient))
	}
	c.WeightNorm, c.DeltaNorm, c.OutputRMS = c.Gradient, c.Gradient, c.Gradient
	return c
}

func measurementsOf(d *study.Definition, seed int64) (all []*record.Measurement) {
	add := func(kind, subject string) *record.Measurement {
		m := &record.Measurement{Kind: kind, Subject: subject, Seed: seed, Key: "0"}
		all = append(all, m)
		return m
	}
	vary := 1 + 0.05*float64(seed)
	if d.Curvature != nil {
		factors := map[string]float64{}
		for _, r := range theory.BlockEigenvalues(d) {
			factors[r.Scenario] = r.Factor
		}
		for _, name := range d.Curvature.Scenarios {
			factor := max(1, factors[name]) * vary
			eigenvalue := func(v float64) record.Eigenvalue {
				return record.Eigenvalue{Value: record.Float(v), Residual: 1e-7, Iterations: 40, Converged: true}
			}
			add(record.CurvatureKind, name).Curvature = &record.Curvature{Block: eigenvalue(11 * factor), Whole: eigenvalue(16 * factor)}
		}
	}
	if d.Sweep != nil {
		add(record.SweepKind, "").Sweep = sweepFixture(d, vary)
	}
	if d.Stability != nil {
		add(record.StabilityKind, record.FirstLayerMap).Stability = mapFixture(d.Stability, vary, 2)
		add(record.StabilityKind, record.GlobalMap).Stability = mapFixture(d.Stability, vary, 1)
	}
	if d.Diagnostics != nil && d.Diagnostics.Controls > 0 {
		add(record.ControlsKind, "").Controls = controlsFixture(d, seed)
	}
	return all
}

func sweepFixture(d *study.Definition, vary float64) *record.Sweep {
	s := &record.Sweep{}
	for _, l := range theory.Laws(d) {
		s.Series = append(s.Series, record.SweepSeries{Arm: record.BothArm, Optimizer: l.Optimizer, Slope: record.Float(l.Exponent)})
	}
	s.Series = append(s.Series, record.SweepSeries{Arm: record.FeaturesArm, Optimizer: "sgd", Slope: 2.15}, record.SweepSeries{Arm: record.WeightsArm, Optimizer: "sgd", Slope: 0.01})
	for _, a := range d.Sweep.Factors {
		s.Factors = append(s.Factors, record.Float(a))
		for i := range s.Series {
			s.Series[i].XdWRMS = append(s.Series[i].XdWRMS, record.Float(0.15*vary*math.Pow(a, float64(s.Series[i].Slope))))
		}
	}
	return s
}

func mapFixture(s *study.Stability, vary, power float64) *record.Stability {
	m := &record.Stability{Steps: s.Steps, Untrained: 2.4, Dead: 2.1875, Slope: record.Float(-power)}
	for _, f := range s.RateFactors {
		m.Rates = append(m.Rates, record.Float(0.1*f))
	}
	for _, a := range s.Factors {
		critical := 1.25 * vary / math.Pow(a, power)
		var row []record.Float
		border := record.Float(critical)
		for _, r := range m.Rates {
			loss := record.Float(1)
			if float64(r) > critical {
				loss = 5
			}
			row = append(row, loss)
		}
		m.Factors, m.Loss, m.Border = append(m.Factors, record.Float(a)), append(m.Loss, row), append(m.Border, &border)
	}
	return m
}

func controlsFixture(d *study.Definition, seed int64) *record.Controls {
	end := d.Training.Epochs * (d.Dataset.Train / d.Training.Batch)
	distance := func(name string, jump int) record.Distance {
		out := record.Distance{Name: name, End: end}
		for step := 1; step <= end; step++ {
			logit := 5e-7
			if step >= jump {
				logit = 0.01
			}
			out.Steps, out.Logit, out.Loss = append(out.Steps, step), append(out.Logit, record.Float(logit)), append(out.Loss, record.Float(logit/4))
		}
		if jump <= end {
			out.Jump = &jump
		}
		return out
	}
	c := &record.Controls{Reference: d.Reference, Images: 100, Threshold: 1e-5}
	for _, s := range d.Restored() {
		c.Restored = append(c.Restored, distance(s.Name, 6+int(seed)))
	}
	for i := range d.Diagnostics.Controls {
		c.Controls = append(c.Controls, distance("1", 4+int(seed)+2*i))
	}
	return c
}

func rateOf(d *study.Definition, scenario string) float64 {
	s, _ := d.Scenario(scenario)
	_, first := d.Resolve(s).Rates()
	return first
}
