package figures_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"

	"firststep/figures"
	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
	"firststep/study/record"
)

// Studies of every shape are drawn: nothing panics, nothing leaves the sheet,
// and no coordinate is NaN.
func TestEveryShapeOfStudy(t *testing.T) {
	for name, d := range map[string]evidence.Data{
		"four seeds":      of(4),
		"one seed":        of(1),
		"hundred seeds":   of(100),
		"one scenario":    narrowed(of(2), "reference"),
		"only the broken": narrowed(of(2), "divided"),
		"no reference":    without(of(3), "reference"),
		"partly run":      partly(of(5)),
		"nothing run":     {Definition: of(2).Definition},
		"all NaN":         spoiled(of(3), math.NaN()),
		"all infinite":    spoiled(of(3), math.Inf(1)),
		"all zero":        spoiled(of(3), 0),
		"all subnormal":   spoiled(of(3), 5e-324),
		"all huge":        spoiled(of(3), math.MaxFloat64),
		"many scenarios":  many(30),
		"long names":      renamed(of(2)),
		"no traces":       untraced(of(2)),
		"empty records":   emptied(of(2)),

		"deeper":                     deeper(of(3)),
		"deeper, one seed":           deeper(of(1)),
		"deeper, hundred seeds":      deeper(of(100)),
		"deeper, one scenario":       deeper(narrowed(of(2), "reference")),
		"deeper, no reference":       deeper(without(of(3), "reference")),
		"deeper, partly run":         deeper(partly(of(5))),
		"deeper, many scenarios":     deeper(many(30)),
		"deeper, long names":         renamed(deeper(of(2))),
		"deeper, diagnostics alone":  deeper(of(2)).With(nil),
		"deeper, measurements alone": undiagnosed(deeper(of(2))),
		"deeper, part of them":       deeper(of(4)).With(deeper(of(4)).Measurements[5:12]),
		"all NaN, deeper":            spoiledDeeper(deeper(of(2)), math.NaN()),
		"all infinite, deeper":       spoiledDeeper(deeper(of(2)), math.Inf(1)),
		"all zero, deeper":           spoiledDeeper(deeper(of(2)), 0),
		"all negative, deeper":       spoiledDeeper(deeper(of(2)), -1),
		"all subnormal, deeper":      spoiledDeeper(deeper(of(2)), 5e-324),
		"all huge, deeper":           spoiledDeeper(deeper(of(2)), math.MaxFloat64),
		"factors that are none":      factored(deeper(of(1)), 0, math.Inf(1)),
		"factors far apart":          factored(deeper(of(1)), 5e-324, math.MaxFloat64),
		"one step":                   brief(of(2)),
		"201 classes":                classified(of(2), 201),

		"deeper, one factor, one rate": smallest(deeper(of(2))),
		"deeper, nothing learned":      untrainable(deeper(of(2))),
	} {
		t.Run(name, func(t *testing.T) {
			for _, f := range figures.All(d) {
				w := &witness{t: t, name: f.Name, width: f.Width, height: f.Height}
				f.Draw(w)
				if f.Title == "" || f.Alt == "" {
					t.Errorf("%s lacks title or description", f.Name)
				}
				if strings.Contains(f.Alt, "NaN") {
					t.Errorf("%s: NaN in words: %s", f.Name, f.Alt)
				}
				var svg, png bytes.Buffer
				if err := figures.WriteSVG(&svg, f); err != nil {
					t.Error(err)
				}
				if strings.HasPrefix(name, "all ") {
					if err := figures.WritePNG(&png, f); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
}

// narrowed is a study of one scenario.
func narrowed(d evidence.Data, scenario string) evidence.Data {
	definition := *d.Definition
	definition.Reference = scenario
	s, _ := definition.Scenario(scenario)
	definition.Scenarios = []study.Scenario{s}
	return evidence.NewData(&definition, d.Dataset, d.Results)
}

// without has no results of one scenario.
func without(d evidence.Data, scenario string) evidence.Data {
	var results []evidence.Result
	for _, r := range d.Results {
		if r.Run.Scenario != scenario {
			results = append(results, r)
		}
	}
	return evidence.NewData(d.Definition, nil, results)
}

// partly leaves out a result in three, so that pairs are broken up.
func partly(d evidence.Data) evidence.Data {
	var results []evidence.Result
	for i, r := range d.Results {
		if i%3 != 0 {
			results = append(results, r)
		}
	}
	return evidence.NewData(d.Definition, d.Dataset, results)
}

// spoiled has one value in place of every number that may fail to be finite.
func spoiled(d evidence.Data, value float64) evidence.Data {
	v := record.Float(value)
	var results []evidence.Result
	for _, r := range d.Results {
		run := *r.Run
		run.FirstStep.LossBefore, run.FirstStep.LossAfter = v, v
		run.FirstStep.Layers = []record.LayerStep{{WeightNorm: v, DeltaNorm: v, RelativeDelta: v}}
		run.FirstStep.PreActivation = record.PreActivation{
			XWRMS: v, XdWRMS: v, Ratio: v, Exceeds: v, Flips: v,
			XWHistogram: record.Histogram{NonFinite: 480}, XdWHistogram: record.Histogram{BinsPerDecade: 8, NonFinite: 480},
		}
		e := record.Evaluation{Loss: v, Accuracy: v}
		run.Epochs = []record.Epoch{{Epoch: 1, TrainingLoss: v, Evaluation: e}}
		run.Ending = record.Ending{Kind: record.Overflowed, Step: 1, Final: e}
		trace := &record.Trace{Loss: []float32{float32(value)}, Correct: []int{0}, Points: []record.Point{{Step: 1, Dead: []int{30, 20}, XdWRMS: v}}}
		results = append(results, evidence.Result{Run: &run, Trace: trace})
	}
	return evidence.NewData(d.Definition, d.Dataset, results)
}

// factored has other factors at the ends of its measurements.
func factored(d evidence.Data, first, last float64) evidence.Data {
	for _, m := range d.Measurements {
		var factors []record.Float
		switch {
		case m.Sweep != nil:
			factors = m.Sweep.Factors
		case m.Stability != nil:
			factors = m.Stability.Factors
		default:
			continue
		}
		factors[0], factors[len(factors)-1] = record.Float(first), record.Float(last)
	}
	return d
}

// many is a study of so many scenarios.
func many(n int) evidence.Data {
	text := definition(2)
	for i := len(of(1).Definition.Scenarios); i < n; i++ {
		text += fmt.Sprintf("[[scenario]]\nname = \"factor-%d\"\nfeature_divisor = 255\nfirst_layer_rate_divisor = %d\n", i, i)
	}
	return fixture.New(text)
}

// renamed has labels that nobody has planned for.
func renamed(d evidence.Data) evidence.Data {
	definition := *d.Definition
	definition.Scenarios = append([]study.Scenario(nil), definition.Scenarios...)
	for i := range definition.Scenarios {
		definition.Scenarios[i].Label = strings.Repeat("costs $5 & <more> ünïcödé 漢字 ", 3)
	}
	described := *d.Dataset
	described.Classes = append([]string(nil), described.Classes...)
	described.Classes[3] = "a class with a very long name"
	return evidence.NewData(&definition, &described, d.Results).With(d.Measurements)
}

// brief has one step.
func brief(d evidence.Data) evidence.Data {
	definition := *d.Definition
	definition.Dataset.Train, definition.Training.Epochs = definition.Training.Batch, 1
	var results []evidence.Result
	for _, r := range d.Results {
		run, trace := *r.Run, *r.Trace
		run.Epochs, run.Ending.Kind, run.Ending.Step = run.Epochs[:1], record.Completed, 1
		trace.Loss, trace.Correct, trace.Points = trace.Loss[:1], trace.Correct[:1], trace.Points[:1]
		results = append(results, evidence.Result{Run: &run, Trace: &trace})
	}
	return evidence.NewData(&definition, d.Dataset, results)
}

// classified has so many classes.
func classified(d evidence.Data, classes int) evidence.Data {
	described := *d.Dataset
	described.Classes, described.Counts, described.ValidationCounts = nil, make([]int, classes), make([]int, classes)
	described.ValidationCounts[0] = described.Validation
	for i := range classes {
		described.Classes = append(described.Classes, fmt.Sprint(i))
	}
	return evidence.NewData(d.Definition, &described, d.Results)
}

func untraced(d evidence.Data) evidence.Data {
	var results []evidence.Result
	for _, r := range d.Results {
		results = append(results, evidence.Result{Run: r.Run})
	}
	return evidence.NewData(d.Definition, d.Dataset, results)
}

func emptied(d evidence.Data) evidence.Data {
	var results []evidence.Result
	for _, r := range d.Results {
		results = append(results, evidence.Result{Run: &record.Run{Scenario: r.Run.Scenario, Seed: r.Run.Seed}, Trace: &record.Trace{}})
	}
	return evidence.NewData(d.Definition, &record.Dataset{}, results)
}

// A witness is a canvas that sees what leaves the sheet.
type witness struct {
	t             *testing.T
	name          string
	width, height vg.Length
	shift         []vg.Point // of pushed states; the last one is current
	turned        []bool
}

func (w *witness) check(what string, p vg.Point) {
	if n := len(w.shift); n > 0 {
		if w.turned[n-1] {
			p.X, p.Y = -p.Y, p.X
		}
		p.X, p.Y = p.X+w.shift[n-1].X, p.Y+w.shift[n-1].Y
	}
	const slack = 1.6 // half of a mark on the edge
	if !(p.X >= -slack && p.X <= w.width+slack && p.Y >= -slack && p.Y <= w.height+slack) {
		w.t.Errorf("%s: %s at (%.1f, %.1f) is not on the sheet of %.1f × %.1f pt", w.name, what, p.X, p.Y, w.width, w.height)
	}
}

func (w *witness) Push() {
	w.shift, w.turned = append(w.shift, vg.Point{}), append(w.turned, false)
}
func (w *witness) Pop() {
	w.shift, w.turned = w.shift[:len(w.shift)-1], w.turned[:len(w.turned)-1]
}
func (w *witness) Translate(p vg.Point) { w.shift[len(w.shift)-1] = p }
func (w *witness) Rotate(float64)       { w.turned[len(w.turned)-1] = true }

func (w *witness) path(what string, path vg.Path) {
	for _, comp := range path {
		if comp.Type != vg.CloseComp {
			w.check(what, comp.Pos)
		}
	}
}
func (w *witness) Stroke(p vg.Path) { w.path("a line", p) }
func (w *witness) Fill(p vg.Path)   { w.path("an area", p) }

func (w *witness) FillString(f font.Face, at vg.Point, text string) {
	w.check("the start of "+text, at)
	w.check("the end of "+text, vg.Point{X: at.X + f.Width(text), Y: at.Y})
}

func (w *witness) SetLineWidth(vg.Length)              {}
func (w *witness) SetLineDash([]vg.Length, vg.Length)  {}
func (w *witness) SetColor(color.Color)                {}
func (w *witness) Scale(x, y float64)                  {}
func (w *witness) DrawImage(vg.Rectangle, image.Image) {}
