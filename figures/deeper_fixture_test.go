package figures_test

import (
	"math"
	"slices"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
)

// deeper adds to a study the tables that ask for deeper measurements, and what
// they leave: made by formulas, as the rest of the fixture.
func deeper(d evidence.Data) evidence.Data {
	definition := *d.Definition
	definition.Diagnostics = &study.Diagnostics{Controls: 6}
	definition.Curvature = &study.Curvature{Scenarios: []string{"scaled-features", "scaled-weights"}}
	definition.Sweep = &study.Sweep{Factors: []float64{1, 3, 16, 100, 255, 256}, Optimizers: []string{"sgd", "adam"}}
	definition.Stability = &study.Stability{Steps: 20, Factors: []float64{1, 4, 16, 64, 256}, RateFactors: []float64{0.0625, 1, 16}}
	definition.Scenarios = slices.Clone(definition.Scenarios)
	results := slices.Clone(d.Results)
	for _, s := range []study.Scenario{
		{Name: "features-256", FeatureDivisor: 256, WeightDivisor: 1, LearningRateDivisor: 1, FirstLayerRateDivisor: 1},
		{Name: "weights-256", FeatureDivisor: 1, WeightDivisor: 256, LearningRateDivisor: 1, FirstLayerRateDivisor: 65536, Expect: "identical to features-256"},
	} {
		definition.Scenarios = append(definition.Scenarios, s)
		for _, seed := range definition.Seeds {
			results = append(results, run(&definition, s, seed))
		}
	}
	for i, r := range results {
		run := *r.Run
		run.Diagnostics = diagnostics(&definition, &run)
		results[i].Run = &run
	}
	var measured []*record.Measurement
	for _, seed := range definition.Seeds {
		measured = append(measured, measurements(&definition, seed)...)
	}
	return evidence.NewData(&definition, d.Dataset, results).With(measured)
}

// leapOf is how much further than the reference's the first step of a
// fixture's scenario goes.
func leapOf(scenario string) float64 {
	switch scenario {
	case "scaled-weights", "raised":
		return 65025
	case "adam-weights":
		return 255
	case "unscaled":
		return 512
	}
	return 1
}

func diagnostics(d *study.Definition, run *record.Run) *record.Diagnostics {
	leap, vary := leapOf(run.Scenario), 1+float64(run.Seed)/16
	const start = 2.5
	loss := func(after float64) record.Float { return record.Float(after) }
	a := record.Attribution{None: start, All: loss(2 + leap*vary/8), OnlyLayer: []record.Float{loss(2.125 + leap*vary/8), 2.4375, 2.375},
		AllButLayer: []record.Float{2.25, loss(2.0625 + leap*vary/8), loss(2.125 + leap*vary/8)}, EveryWeights: loss(2 + leap*vary/8), EveryBias: 2.484375,
		ReferenceScale: record.Float(1 / leap), ReferenceSize: 2.0625}
	for range 3 {
		a.OnlyWeights, a.OnlyBias, a.AllButWeights = append(a.OnlyWeights, 2.25), append(a.OnlyBias, 2.5), append(a.AllButWeights, 2.25)
	}
	if run.Scenario == "unscaled" {
		a.All, a.OnlyLayer[0] = record.Float(math.Inf(1)), record.Float(math.NaN())
	}
	critical := 12.5 * vary / leap
	rate := record.Float(0.1 * critical)
	line := record.Line{T: grid(), CriticalRate: &rate}
	line.FirstWeights, line.FirstLayer, line.All = along(line.T, start, critical), along(line.T, start, critical*0.96875), along(line.T, start, critical*0.375)
	layer := record.LayerDiagnostics{WeightSpectral: 1.5, DeltaSpectral: record.Float(0.125 * leap), WeightStableRank: 64, DeltaStableRank: 1.5,
		InputNorm: 40, OutputDelta: record.Float(4 * leap), Alignment: 0.75, ZRMS: 0.5, ChangeRMS: record.Float(0.0625 * leap), OwnRMS: record.Float(0.0625 * leap)}
	return &record.Diagnostics{Layers: []record.LayerDiagnostics{layer, layer, layer}, Attribution: a, Line: line, Course: courseOf(d, run)}
}

// grid is 10⁻⁶ to 10³, five a decade.
func grid() []record.Float {
	var t []record.Float
	for e := -6; e < 3; e++ {
		for _, m := range []float64{1, 1.585, 2.512, 3.981, 6.31} {
			t = append(t, record.Float(m*math.Pow10(e)))
		}
	}
	return append(t, 1000)
}

// along is a loss that falls and comes back to its start at the critical t:
// with u = t/critical, start·(1 − 0.8u + 0.5u² + 0.3u³).
func along(t []record.Float, start, critical float64) record.LineCurve {
	at := record.Float(critical)
	c := record.LineCurve{Slope: record.Float(-0.8 * start / critical), Curvature: record.Float(start / (critical * critical)), Critical: &at}
	for _, v := range t {
		u := float64(v) / critical
		up := 0.5 + float64(0.3*u)
		inner := float64(u*up) - 0.8
		c.Loss = append(c.Loss, record.Float(start*(1+float64(u*inner))))
	}
	return c
}

func courseOf(d *study.Definition, run *record.Run) record.Course {
	steps := min(record.CourseSteps, run.Ending.Step)
	var c record.Course
	hidden := len(d.Network.Hidden)
	c.Silent, c.Saturated, c.UnitGradient = make([][]int, hidden), make([][]int, hidden), make([][]record.Float, hidden)
	c.Gradient = make([][]record.Float, hidden+1)
	for i := range steps {
		reached, gradient, spread, on := 1.0, 0.5/(1+float64(i)/16), 0.5+float64(i)/32, 1
		if leapOf(run.Scenario) > 1000 {
			reached, gradient, spread, on = math.Max(0, 1-float64(i)/16), 4096*reached/float64(1+i), 65536/float64(1+i), 10
			if reached == 0 {
				gradient, spread = 0, 0.0625
			}
		}
		for layer := range hidden {
			c.Silent[layer] = append(c.Silent[layer], 2)
			c.Saturated[layer] = append(c.Saturated[layer], on+layer)
			c.UnitGradient[layer] = append(c.UnitGradient[layer], record.Float(gradient/4))
		}
		for layer := range c.Gradient {
			c.Gradient[layer] = append(c.Gradient[layer], record.Float(gradient))
		}
		c.Reached = append(c.Reached, record.Float(reached))
		c.LogitSpread = append(c.LogitSpread, record.Float(spread))
	}
	c.WeightNorm, c.DeltaNorm, c.OutputRMS = c.Gradient, c.Gradient, c.Gradient
	return c
}

func measurements(d *study.Definition, seed int64) []*record.Measurement {
	of := func(kind, subject string) *record.Measurement {
		return &record.Measurement{Schema: record.Schema, Kind: kind, Subject: subject, Seed: seed}
	}
	sweep := of(record.SweepKind, "")
	sweep.Sweep = sweepOf(d, seed)
	all := []*record.Measurement{sweep}
	for _, name := range d.Curvature.Scenarios {
		m, eigen := of(record.CurvatureKind, name), record.Float(10+float64(seed)/2)
		m.Curvature = &record.Curvature{Whole: record.Eigenvalue{Value: 1.5 * eigen, Converged: true}, Block: record.Eigenvalue{Value: eigen, Converged: true}}
		if name == "scaled-weights" {
			m.Curvature.Block.Value *= 65025 * (1 + 1.0/(1<<21))
			m.Curvature.Whole.Value = m.Curvature.Block.Value * 1.0625
		}
		all = append(all, m)
	}
	for _, subject := range []string{record.FirstLayerMap, record.GlobalMap} {
		m := of(record.StabilityKind, subject)
		m.Stability = mapOf(d.Stability, subject, seed)
		all = append(all, m)
	}
	controls := of(record.ControlsKind, "")
	controls.Controls = controlsOf(d, seed)
	return append(all, controls)
}

func sweepOf(d *study.Definition, seed int64) *record.Sweep {
	s := &record.Sweep{}
	sgd, adam := record.SweepSeries{Arm: record.BothArm, Optimizer: "sgd", Slope: 2.0000001}, record.SweepSeries{Arm: record.BothArm, Optimizer: "adam", Slope: 1.0004}
	features, weights := record.SweepSeries{Arm: record.FeaturesArm, Optimizer: "sgd", Slope: 2.15625}, record.SweepSeries{Arm: record.WeightsArm, Optimizer: "sgd", Slope: 0.015625}
	for i, a := range d.Sweep.Factors {
		s.Factors = append(s.Factors, record.Float(a))
		rounding := 1 + float64((int64(i)*seed)%5-2)/(1<<25)
		sgd.XdWRMS = append(sgd.XdWRMS, record.Float(0.0625*a*a*rounding))
		adam.XdWRMS = append(adam.XdWRMS, record.Float(0.125*a*(1+(1-1/a)/256)))
		features.XdWRMS = append(features.XdWRMS, record.Float(0.0625*a*a*(2-1/a)))
		weights.XdWRMS = append(weights.XdWRMS, record.Float(0.0625*(1+1/a)/2))
	}
	s.Series = []record.SweepSeries{sgd, adam, features, weights}
	return s
}

// mapOf is broken above a rate that falls as a⁻², or as a⁻¹ where every rate
// is varied.
func mapOf(s *study.Stability, subject string, seed int64) *record.Stability {
	m := &record.Stability{Steps: s.Steps, Untrained: 2.375, Dead: 2.1875, Slope: -2}
	for _, f := range s.RateFactors {
		for _, fine := range []float64{0.0009765625, 0.03125, 1, 32} {
			m.Rates = append(m.Rates, record.Float(0.1*f*fine))
		}
	}
	slices.Sort(m.Rates)
	if subject == record.GlobalMap {
		m.Slope = -1
	}
	for _, a := range s.Factors {
		m.Factors = append(m.Factors, record.Float(a))
		critical := 1.25 * (1 + float64(seed)/64) / (a * a)
		if subject == record.GlobalMap {
			critical *= a
		}
		var row []record.Float
		var border *record.Float
		for j, r := range m.Rates {
			u := float64(r) / critical
			loss := record.Float(2.375 - 1.5*math.Sqrt(u))
			switch {
			case u > 1000:
				loss = record.Float(math.NaN())
			case u > 1:
				loss = 3
			}
			if u > 1 && border == nil && j > 0 {
				b := record.Float(math.Sqrt(float64(m.Rates[j-1] * r)))
				border = &b
			}
			row = append(row, loss)
		}
		m.Loss, m.Border = append(m.Loss, row), append(m.Border, border)
	}
	return m
}

func controlsOf(d *study.Definition, seed int64) *record.Controls {
	end := d.Dataset.Train / d.Training.Batch * d.Training.Epochs
	c := &record.Controls{Reference: d.Reference, Images: 100, Threshold: 1e-5}
	distance := func(name string, jump, last int) record.Distance {
		out := record.Distance{Name: name, End: end}
		for step := 1; step <= last; step++ {
			if step > 100 && step%25 != 0 {
				continue
			}
			logit := (1 + float64(step%5)/8) / (1 << 21)
			if step >= jump {
				logit = math.Min(1, float64(step-jump+1)/1024)
			}
			out.Steps, out.Logit, out.Loss = append(out.Steps, step), append(out.Logit, record.Float(logit)), append(out.Loss, record.Float(logit/8))
		}
		if jump <= last {
			out.Jump = &jump
		}
		return out
	}
	c.Restored = []record.Distance{distance("rescaled", 20+10*int(seed), end)}
	for i := range d.Diagnostics.Controls {
		jump := 15 + 12*i + 3*int(seed)
		if i == d.Diagnostics.Controls-1 && seed%2 == 0 {
			jump = end + 1 // never
		}
		c.Controls = append(c.Controls, distance("", jump, min(end, jump+10)))
	}
	return c
}
