package figures

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study/compare"
	"firststep/study/evidence"
)

// versusCurvesFigure draws the losses of both sides over each other: those of the
// first batches, those of the whole training, and of runs of the same seed how
// far apart they come.
func versusCurvesFigure(v Versus) (Figure, bool) {
	f := versusCurves{Versus: v, a: v.sideData(v.A), b: v.sideData(v.B)}
	if len(f.a.Results) == 0 || len(f.b.Results) == 0 {
		return Figure{}, false
	}
	f.apart = f.distances()
	height := mm(58)
	return Figure{
		Name:   "curves",
		Title:  "The losses of both sides",
		Alt:    spoken(f.alt()),
		Width:  sheetWidth,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.draw(s, height) }),
	}, true
}

type versusCurves struct {
	Versus
	a, b  data
	apart []plotter.XYs // |B − A| over steps, of each pair
}

// A versusSide is how one side is drawn.
type versusSide struct {
	data
	colour Colour
	first  vg.Length // width of a seed's line
	whole  vg.Length // width of the mean's curve
}

func (f versusCurves) sides() []versusSide {
	return []versusSide{{f.a, versusA, 2, 2.4}, {f.b, versusB, 0.6, 0.8}}
}

func (f versusCurves) draw(s sheet, height vg.Length) {
	heads := height - mm(9)
	f.drawLabels(s, height-mm(3.2))
	f.drawFirst(s, heads)
	f.drawWhole(s, heads)
	if len(f.apart) > 0 {
		f.drawApart(s, heads)
	}
}

// drawLabels writes the sides' names over the panels.
func (f versusCurves) drawLabels(s sheet, y vg.Length) {
	for i, side := range []struct {
		name   string
		colour Colour
	}{{"A: " + f.LabelA, versusA}, {"B: " + f.LabelB, versusB}} {
		l := label.in(side.colour.Type)
		s.write(l, mm(12+66*float64(i)), y, l.fitted(mm(62), quoted(side.name)))
	}
}

// drawFirst draws the losses of the first batches.
func (f versusCurves) drawFirst(s sheet, heads vg.Length) {
	steps := f.firstSteps()
	var values []float64
	for _, side := range f.sides() {
		for _, r := range side.Results {
			for _, l := range r.Trace.Loss[:min(steps, len(r.Trace.Loss))] {
				values = append(values, float64(l))
			}
		}
	}
	y := logAxis(values, 2, 6)
	y.title = "loss on the batch"
	p := s.newPanel(mm(12), mm(10), mm(34), mm(36), firstStepsAxis(steps), y)
	p.bottomAxis(0)
	p.leftAxis(0, mm(8.4))
	s.head(mm(12), heads, "a", firstBatches(steps))
	for _, side := range f.sides() {
		for _, r := range side.Results[:min(compare.Many, len(side.Results))] {
			losses := drawn(r.Losses())
			losses = losses[:min(steps, len(losses))]
			p.curve(pen{colour: side.colour.Line, width: side.first}, losses)
			if stretches := finite(losses); r.Overflowed() && r.Run.Ending.Step <= steps && len(stretches) > 0 {
				last := stretches[0][len(stretches[0])-1]
				p.cross(side.colour.Line, p.at(last.X, last.Y))
			}
		}
	}
}

// firstSteps is how many batches are the first.
func (f versusCurves) firstSteps() int {
	const first = 30
	longest := 1
	for _, side := range f.sides() {
		for _, r := range side.Results {
			longest = max(longest, len(r.Trace.Loss))
		}
	}
	return min(first, longest)
}

// drawWhole draws the losses of the whole training.
func (f versusCurves) drawWhole(s sheet, heads vg.Length) {
	x := linearAxis(0, float64(max(f.a.Definition.Training.Epochs, f.b.Definition.Training.Epochs)), 2)
	x.title = "epochs"
	p := s.newPanel(mm(57), mm(10), mm(34), mm(36), x, linearAxis(0, f.a.lossScale()*1.09, 5))
	p.across(pen{colour: pale, width: 0.5}, f.a.GuessingLoss())
	p.bottomAxis(0)
	p.leftAxis(0, 0)
	s.head(mm(57), heads, "b", "training loss")
	for _, side := range f.sides() {
		scenario := side.Results[0].Run.Scenario
		b := bundled(side.lossCurves(scenario))
		p.band(fade(side.colour.Mark, 0.2), b.spans)
		p.curve(pen{colour: side.colour.Line, width: side.whole}, b.mean)
		side.markOverflows(p, side.colour, scenario)
	}
}

// drawApart draws how far apart pairs come.
func (f versusCurves) drawApart(s sheet, heads vg.Length) {
	var values []float64
	longest := 2.0
	for _, curve := range f.apart {
		for _, at := range curve {
			values = append(values, at.Y)
			longest = math.Max(longest, at.X)
		}
	}
	x := logAxis([]float64{1, longest}, 1, 5)
	x.title = "step"
	y := logAxis(values, 2, 6)
	y.title = "|loss B\u2009−\u2009loss A|"
	p := s.newPanel(mm(108), mm(10), mm(34), mm(36), x, y)
	p.bottomAxis(0)
	p.leftAxis(0, mm(8.4))
	s.head(mm(108), heads, "c", "how far apart")
	for _, curve := range f.apart[:min(compare.Many, len(f.apart))] {
		p.curve(pen{colour: versusB.Line, width: 0.7}, curve)
	}
}

// distances are how far apart the losses of each pair are, from the first
// step at which they are apart at all.
func (f versusCurves) distances() []plotter.XYs {
	bySeed := map[int64]evidence.Result{}
	for _, r := range f.b.Results {
		bySeed[r.Run.Seed] = r
	}
	var all []plotter.XYs
	for _, p := range f.Comparison.Pairs {
		b, ok := bySeed[p.SeedB]
		if !ok {
			continue
		}
		for _, a := range f.a.Results {
			if a.Run.Seed != p.SeedA {
				continue
			}
			if curve := distance(a.Trace.Loss, b.Trace.Loss); len(curve) > 0 {
				all = append(all, curve)
			}
		}
	}
	return all
}

// distance is the largest |b − a| in stretches of steps, each a ninth longer
// than what lies before it, at the last step of the stretch. Stretches without
// a difference, or with one that is not finite, are left out.
func distance(a, b []float32) plotter.XYs {
	var curve plotter.XYs
	steps := min(len(a), len(b))
	for from := 0; from < steps; {
		to := min(steps, from+max(1, from/9))
		largest := 0.0
		for i := from; i < to; i++ {
			if d := math.Abs(float64(b[i]) - float64(a[i])); isFinite(d) {
				largest = math.Max(largest, d)
			}
		}
		if largest > 0 {
			curve = append(curve, plotter.XY{X: float64(to), Y: largest})
		}
		from = to
	}
	return curve
}

func (f versusCurves) alt() string {
	side := func(name, label string, d data) string {
		words := fmt.Sprintf("%s, %s: %d runs", name, label, len(d.Results))
		if last := bundled(d.lossCurves(d.Definition.Reference)).mean; len(last) > 0 {
			words += ", mean training loss at the end " + text.Plain(significant(last[len(last)-1].Y, 3))
		}
		overflowed := 0
		for _, r := range d.Results {
			if r.Overflowed() {
				overflowed++
			}
		}
		if overflowed > 0 {
			words += fmt.Sprintf(", %d overflowed", overflowed)
		}
		return words + "."
	}
	return side("A", f.LabelA, f.a) + " " + side("B", f.LabelB, f.b)
}
