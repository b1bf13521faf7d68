package figures_test

import (
	"math"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
)

// A fate is how a fixture's run goes.
type fate int

const (
	learns fate = iota
	overflows
	dies // its units, all of them
)

// fixture is a study in small: the story's scenarios and a pair under Adam,
// with records made by simple formulas that are exact on every machine.
func fixture(seeds int) evidence.Data {
	d := definition(seeds)
	var results []evidence.Result
	for _, s := range d.Scenarios {
		for _, seed := range d.Seeds {
			results = append(results, run(d, s, seed))
		}
	}
	return evidence.NewData(d, dataset(), results)
}

func definition(seeds int) *study.Definition {
	d := &study.Definition{
		Title:     "A fixture",
		Reference: "scaled-features",
		Dataset:   study.Dataset{Source: "synthetic", Train: 1600, Validation: 500},
		Network:   study.Network{Hidden: []int{30, 20}},
		Training:  study.Training{Optimizer: "sgd", LearningRate: 0.1, Batch: 16, Epochs: 2},
	}
	for i := range seeds {
		d.Seeds = append(d.Seeds, int64(i+1))
	}
	add := func(name, label string, features, weights, every, first float64, optimizer string) {
		d.Scenarios = append(d.Scenarios, study.Scenario{
			Name: name, Label: label, FeatureDivisor: features, WeightDivisor: weights,
			LearningRateDivisor: every, FirstLayerRateDivisor: first, Optimizer: optimizer,
		})
	}
	add("scaled-features", "features/255", 255, 1, 1, 1, "")
	add("scaled-weights", "weights/255", 1, 255, 1, 1, "")
	add("rescaled", "weights/255, first-layer rate/255²", 1, 255, 1, 65025, "")
	add("all-rates", "weights/255, every rate/255²", 1, 255, 65025, 1, "")
	add("raised", "features/255, first-layer rate × 255²", 255, 1, 1, 1.0/65025, "")
	add("unscaled", "", 1, 1, 1, 1, "")
	add("adam-features", "Adam, features/255", 255, 1, 1, 1, "adam")
	add("adam-weights", "Adam, weights/255", 1, 255, 1, 1, "adam")
	return d
}

// run makes up one run.
func run(d *study.Definition, s study.Scenario, seed int64) evidence.Result {
	fate, leap := learns, 1.0
	switch s.Name {
	case "scaled-weights", "raised":
		fate, leap = overflows, 65025
		if seed%3 == 0 {
			fate = dies
		}
	case "unscaled":
		fate, leap = overflows, 512
	case "adam-weights":
		leap = 255 * (1 - float64(seed)/1024)
	}
	relative := 1.0 / 64 * leap * (1 + float64(seed)/32)
	r := &record.Run{
		Schema: record.Schema, Scenario: s.Name, Seed: seed,
		FirstStep: record.FirstStep{
			LossBefore: 2.5, LossAfter: record.Float(1.75 + leap/8),
			Layers: []record.LayerStep{{
				WeightNorm: record.Float(16 / s.WeightDivisor), DeltaNorm: record.Float(16 / s.WeightDivisor * relative),
				RelativeDelta: record.Float(relative),
			}},
			PreActivation: preActivation(leap, relative),
			DeadUnits:     record.DeadUnits{Probe: 100, Units: d.Network.Hidden, Before: []int{0, 0}, After: []int{1, 1}},
		},
	}
	t := trace(d, fate, leap, seed)
	finish(d, r, t, fate, seed)
	return evidence.Result{Run: r, Trace: t}
}

func preActivation(leap, relative float64) record.PreActivation {
	const perDecade = 8
	shift := 0
	for f := leap; f >= 1.2; f /= 1.3335214 { // an eighth of a decade
		shift++
	}
	p := record.PreActivation{
		XWRMS: 0.5, XdWRMS: record.Float(8 * relative), Ratio: record.Float(16 * relative),
		Exceeds: 0.125, Flips: 0.0625,
		XWHistogram:  hump(perDecade, -3),
		XdWHistogram: hump(perDecade, shift-9),
	}
	if leap > 1000 {
		p.Exceeds, p.Flips = 0.9375, 0.484375
	}
	p.Joint.BinsPerDecade = perDecade
	for x := -10; x <= 4; x++ {
		for y := -8; y <= 6; y++ {
			if n := 60 - (x+3)*(x+3) - y*y - x*y/2; n > 0 {
				p.Joint.Cells = append(p.Joint.Cells, [3]int{x, y + shift - 9, n})
			}
		}
	}
	return p
}

// hump is a histogram with its peak in the given bin.
func hump(perDecade, peak int) record.Histogram {
	h := record.Histogram{BinsPerDecade: perDecade, First: peak - 12}
	for i := -12; i <= 6; i++ {
		n := 288 - 2*i*i
		if i > 0 {
			n = 288 - 8*i*i
		}
		h.Counts = append(h.Counts, n)
	}
	return h
}

// trace makes up the course of a run.
func trace(d *study.Definition, f fate, leap float64, seed int64) *record.Trace {
	t := &record.Trace{}
	steps := d.Dataset.Train / d.Training.Batch * d.Training.Epochs
	loss := 2.5
	for i := 1; i <= steps; i++ {
		wobble := float64((int64(i)*seed*7)%11-5) / 64
		switch {
		case f == learns:
			loss = 0.25 + 2.25/(1+float64(i-1)/16) + wobble
		case i < 8:
			loss *= 1000 + float64(seed)
		case f == overflows:
			loss = math.Inf(1)
		default:
			loss = 2.3125
		}
		t.Loss = append(t.Loss, float32(loss))
		t.Correct = append(t.Correct, correct(d, f, i, seed))
		if !(loss < math.Inf(1)) {
			return t
		}
		if i <= 100 {
			t.Points = append(t.Points, record.Point{Step: i, Dead: dead(d, f, i)})
		}
	}
	return t
}

func correct(d *study.Definition, f fate, step int, seed int64) int {
	if f != learns {
		return int(int64(step)*seed) % 4
	}
	return d.Training.Batch - 1 - 14/(1+step/8) - int(int64(step)*seed)%2
}

func dead(d *study.Definition, f fate, step int) []int {
	if f == learns {
		return []int{0, step % 2}
	}
	first := d.Network.Hidden[0] - 20/step
	return []int{first, d.Network.Hidden[1] / 2}
}

// finish makes up epochs and ending.
func finish(d *study.Definition, r *record.Run, t *record.Trace, f fate, seed int64) {
	e := record.Evaluation{Loss: 0.5, Accuracy: record.Float(0.84 + float64(seed%5)/128), TopClassShare: 0.125}
	if r.Scenario == "adam-weights" {
		e.Accuracy -= 0.0625
	}
	r.Ending = record.Ending{Kind: record.Completed, Step: len(t.Loss)}
	switch f {
	case overflows:
		e = record.Evaluation{Loss: record.Float(math.NaN()), Accuracy: 0.1, TopClassShare: 1}
		r.Ending.Kind = record.Overflowed
	case dies:
		e = record.Evaluation{Loss: 2.3125, Accuracy: 0.1015625, TopClassShare: 1}
	}
	r.Ending.Final = e
	for i := range d.Training.Epochs {
		r.Epochs = append(r.Epochs, record.Epoch{Epoch: i + 1, Evaluation: e})
		if f == overflows {
			break
		}
	}
}

// dataset is two images of each of ten classes: a square and a frame.
func dataset() *record.Dataset {
	d := &record.Dataset{Name: "Squares", Rows: 8, Columns: 8, Counts: make([]int, 10)}
	for class := range 10 {
		d.Classes = append(d.Classes, string(rune('A'+class)))
		for image := range 2 {
			pixels := make([]byte, 64)
			for i := range pixels {
				x, y := i%8, i/8
				inside := x > 0 && x < 7 && y > 0 && y < 7
				hollow := x > 2 && x < 5 && y > 2 && y < 5
				if inside && !(image == 1 && hollow) {
					pixels[i] = byte(25*class + 20)
				}
			}
			d.Images = append(d.Images, record.Image{Label: class, Pixels: pixels})
		}
	}
	return d
}
