package record

import (
	"bytes"
	"math"
	"testing"

	"firststep/study"
)

// sampleDiagnostics fit sampleRun: three layers, three steps.
func sampleDiagnostics() *Diagnostics {
	layer := LayerDiagnostics{1.5, 40.25, 30, 1.25, 200, 2000, 0.25, 0.5, 5453, 5453, 0, 0}
	layers := []Float{1, 2, 3}
	byLayer := [][]Float{layers, layers, layers}
	critical := Float(0.000125)
	curve := LineCurve{[]Float{2.5, 2.25}, -0.5, 3, &critical}
	return &Diagnostics{
		Layers:      []LayerDiagnostics{layer, layer, layer},
		Attribution: Attribution{2.5, Float(math.Inf(1)), layers, layers, layers, layers, layers, 1, 2, 0.00390625, 2},
		Line:        Line{[]Float{1e-6, 1e3}, curve, curve, LineCurve{Loss: []Float{2.5, 2.5}}, &critical},
		Course: Course{
			Silent: [][]int{{0, 1, 2}, {3, 4, 5}}, Saturated: [][]int{{0, 0, 0}, {1, 1, 1}},
			UnitGradient: byLayer[1:], Reached: []Float{0, 0.5, 1},
			Gradient: byLayer, WeightNorm: byLayer, DeltaNorm: byLayer, OutputRMS: byLayer,
			LogitSpread: []Float{1, 2, Float(math.NaN())},
		},
		Frozen: &Frozen{2, 64, 0.75},
	}
}

// fullDiagnostics are as long as those of a run of the flagship get.
func fullDiagnostics() *Diagnostics {
	const points = 37
	d := sampleDiagnostics()
	d.Line.T = repeated(0.00178, points)
	for _, c := range []*LineCurve{&d.Line.FirstWeights, &d.Line.FirstLayer, &d.Line.All} {
		c.Loss = repeated(2.0123456789012345, points)
	}
	c := &d.Course
	c.Reached, c.LogitSpread = repeated(0.96875, CourseSteps), repeated(0.123456, CourseSteps)
	for l := range c.Silent {
		c.Silent[l], c.Saturated[l] = make([]int, CourseSteps), make([]int, CourseSteps)
		for i := range CourseSteps {
			c.Silent[l][i], c.Saturated[l][i] = 111, 40
		}
	}
	long := repeated(0.0123456, CourseSteps)
	all := [][]Float{long, long, long}
	c.UnitGradient = all[1:]
	c.Gradient, c.WeightNorm, c.DeltaNorm, c.OutputRMS = all, all, all, all
	return d
}

func repeated(x Float, n int) []Float {
	list := make([]Float, n)
	for i := range list {
		list[i] = x
	}
	return list
}

func sampleStability() *Measurement {
	border := Float(0.2)
	return &Measurement{
		Key: Sum([]byte("key")), Kind: study.StabilityKind, Subject: study.FirstLayerMap, Seed: 3,
		Definition: Definition{{Name: "stability.steps", Value: "20"}, {Name: "seed", Value: "3"}},
		Stability: &Stability{
			Steps: 20, Untrained: 2.34, Dead: 2.19, Factors: []Float{1, 2}, Rates: []Float{0.1, 0.4},
			Loss:   [][]Float{{1.5, 3}, {Float(math.NaN()), 2.34}},
			Border: []*Float{&border, nil}, Slope: Float(math.NaN()),
		},
	}
}

func TestDiagnosticsRoundTrip(t *testing.T) {
	run := sampleRun()
	run.Diagnostics = sampleDiagnostics()
	data := Encode(run)
	back, err := Decode[Run](data)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(Encode(back), data) {
		t.Error("the record changed")
	}
	if back.Diagnostics.Line.All.Critical != nil || *back.Diagnostics.Line.CriticalRate != 0.000125 || back.Diagnostics.Frozen.Images != 64 {
		t.Error("the diagnostics changed")
	}
}

// What readers index by is of the length that it should have.
func TestDiagnosticsCheck(t *testing.T) {
	for name, change := range map[string]func(d *Diagnostics){
		"layers":      func(d *Diagnostics) { d.Layers = d.Layers[1:] },
		"attribution": func(d *Diagnostics) { d.Attribution.OnlyBias = nil },
		"line":        func(d *Diagnostics) { d.Line.FirstLayer.Loss = nil },
		"silent":      func(d *Diagnostics) { d.Course.Silent[1] = nil },
		"hidden":      func(d *Diagnostics) { d.Course.Saturated = nil },
		"gradient":    func(d *Diagnostics) { d.Course.UnitGradient[0] = []Float{1} },
		"layer":       func(d *Diagnostics) { d.Course.DeltaNorm = d.Course.DeltaNorm[1:] },
		"output":      func(d *Diagnostics) { d.Course.OutputRMS = [][]Float{{1}, {1}, {1}} },
		"spread":      func(d *Diagnostics) { d.Course.LogitSpread = nil },
	} {
		run := sampleRun()
		run.Diagnostics = sampleDiagnostics()
		change(run.Diagnostics)
		if _, err := Decode[Run](Encode(run)); !isCorrupt(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBroken(t *testing.T) {
	nan := Float(math.NaN())
	for name, row := range map[string]struct {
		loss   []Float
		broken []bool
	}{
		"one that died":               {[]Float{2.4, 1, 2.3, 1.5}, []bool{false, false, true, false}},
		"too low a rate":              {[]Float{2.6, 1, 2.6, nan}, []bool{false, false, true, true}},
		"an overflow at a low rate":   {[]Float{nan, 1}, []bool{true, false}},
		"none learned, so none died":  {[]Float{2.3, 2.2, 2.3, 2.6}, []bool{false, false, false, true}},
		"none below the untrained":    {[]Float{2.6, 2.5, nan}, []bool{true, true, true}},
		"rates all too low, but last": {[]Float{2.4, 2.3, 2.2}, []bool{false, false, false}},
	} {
		s := &Stability{Untrained: 2.5, Dead: 2.19, Loss: [][]Float{row.loss}}
		for rate, want := range row.broken {
			if s.Broken(0, rate) != want {
				t.Errorf("%s: rate %d is broken: %t", name, rate, !want)
			}
		}
	}
}

func TestMeasurementCheck(t *testing.T) {
	for name, change := range map[string]func(m *Measurement){
		"kind":       func(m *Measurement) { m.Kind = "scan" },
		"other":      func(m *Measurement) { m.Kind = study.SweepKind },
		"both":       func(m *Measurement) { m.Sweep = &Sweep{} },
		"subject":    func(m *Measurement) { m.Subject = "../records" },
		"key":        func(m *Measurement) { m.Key = "" },
		"rates":      func(m *Measurement) { m.Stability.Loss[0] = nil },
		"border":     func(m *Measurement) { m.Stability.Border = nil },
		"factor 0":   func(m *Measurement) { m.Stability.Factors[0] = 0 },
		"endless":    func(m *Measurement) { m.Stability.Factors[1] = Float(math.Inf(1)) },
		"falling":    func(m *Measurement) { m.Stability.Factors[1] = 0.5 },
		"no rates":   func(m *Measurement) { m.Stability.Rates, m.Stability.Loss = nil, [][]Float{nil, nil} },
		"a border 0": func(m *Measurement) { *m.Stability.Border[0] = 0 },
		"its slope":  func(m *Measurement) { m.Stability.Slope = -2 },
		"a slope": func(m *Measurement) {
			series := SweepSeries{Arm: BothArm, Optimizer: "sgd", LearningRate: 0.1, XdWRMS: []Float{1, 4}, Slope: 3.5}
			m.Kind, m.Subject, m.Stability, m.Sweep = study.SweepKind, "", nil, &Sweep{Factors: []Float{1, 2}, Series: []SweepSeries{series}}
		},
	} {
		m := sampleStability()
		change(m)
		if _, err := Decode[Measurement](Encode(m)); !isCorrupt(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
