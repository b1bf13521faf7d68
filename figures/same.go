package figures

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/words"
)

// sameFigure follows how far trainings that should be the reference's are from it:
// scenarios whose rates restore it, controls that differ from it by a
// rounding, and pairs whose factor does not round.
func sameFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := same{data: d, palette: Palette(of), measured: d.Measured(study.ControlsKind, "")}
	if len(f.measured) == 0 {
		return Figure{}, false
	}
	for _, r := range f.measured[0].Controls.Restored {
		f.restored = append(f.restored, r.Name)
	}
	height := mm(60)
	return Figure{
		Name:    "same",
		Title:   "What is left between networks that should be one",
		Alt:     spoken(f.alt()),
		Crosses: f.neverJumps(),
		Width:   sheetWidth,
		Height:  height,
		Draw:    onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(mm(10), mm(8), f.draw), true
}

type same struct {
	data
	palette  map[string]Colour
	measured []*record.Measurement // of controls, one a seed
	restored []string
}

// neverJumps tells whether some difference stays at the level of rounding.
func (f same) neverJumps() bool {
	return slices.ContainsFunc(f.measured[:min(mostSameSeeds, len(f.measured))], func(m *record.Measurement) bool {
		return slices.ContainsFunc(slices.Concat(m.Controls.Restored, m.Controls.Controls), func(d record.Distance) bool { return d.Jump == nil })
	})
}

// mostSameSeeds is how many seeds have a row in sameFigure, and lines of controls.
const mostSameSeeds = 12

func (f same) draw(s sheet, height vg.Length) {
	heads := height - mm(3)
	x, y := f.axes()
	p := s.newPanel(mm(14), mm(10), mm(62), height-mm(18), x, y)
	p.bottomAxis(0)
	p.leftAxis(0, mm(9.4))
	s.head(mm(14), heads, "a", "distance to "+f.name(label, mm(50), f.Definition.Reference))
	f.drawCurves(p)
	f.drawJumps(s, height)
	s.head(mm(84), heads, "b", "the step of the jump")
}

// drawCurves draws all distances, with their names.
func (f same) drawCurves(p *panel) {
	f.drawControls(p)
	f.drawRestored(p)
	f.drawExact(p)
	f.drawNames(p)
}

// end is the last step of the reference's training.
func (f same) end() float64 {
	end := 1
	for _, m := range f.measured {
		for _, d := range slices.Concat(m.Controls.Restored, m.Controls.Controls) {
			end = max(end, d.End)
		}
	}
	return float64(end)
}

// axes have a row for zero below the decades.
func (f same) axes() (x, y axis) {
	x = f.stepAxis()
	var values []float64
	for _, m := range f.measured {
		for _, d := range slices.Concat(m.Controls.Restored, m.Controls.Controls) {
			values = append(values, floats(d.Logit)...)
		}
	}
	y = withZero(logAxis(values, 4, 6))
	y.title = "largest difference of a logit"
	return x, y
}

// stepAxis is logarithmic from the first step to the last.
func (f same) stepAxis() axis {
	a := logAxis([]float64{1, f.end()}, 1, 5)
	a.max = math.Max(f.end(), 2) * 1.05
	a.min = 0.9
	a.ticks = slices.DeleteFunc(a.ticks, func(t plot.Tick) bool { return t.Value > a.max })
	for i, t := range a.ticks {
		if t.Label != "" {
			a.ticks[i].Label = plainNumber(t.Value)
		}
	}
	a.title = "step"
	return a
}

// courseOf is a distance step by step.
func courseOf(d record.Distance) plotter.XYs {
	var points plotter.XYs
	for i, step := range d.Steps {
		points = append(points, plotter.XY{X: float64(step), Y: float64(d.Logit[i])})
	}
	return points
}

// drawControls draws every control of the first seeds.
func (f same) drawControls(p *panel) {
	var curves []plotter.XYs
	for _, m := range f.measured[:min(mostSameSeeds, len(f.measured))] {
		for _, d := range m.Controls.Controls {
			curves = append(curves, p.raised(courseOf(d)))
		}
	}
	p.curves(pen{colour: pale, width: 0.35}, curves)
}

// raised puts values of zero at the bottom of a logarithmic axis.
func (p *panel) raised(points plotter.XYs) plotter.XYs {
	out := make(plotter.XYs, len(points))
	for i, pt := range points {
		out[i] = pt
		if pt.Y < p.y.min {
			out[i].Y = p.y.min
		}
	}
	return out
}

// distancesOf are the distances of a restored scenario, one a seed.
func (f same) distancesOf(name string) []record.Distance {
	var all []record.Distance
	for _, m := range f.measured {
		for _, d := range m.Controls.Restored {
			if d.Name == name {
				all = append(all, d)
			}
		}
	}
	return all
}

// drawRestored draws the seeds of each restored scenario. Each jumps at a step
// of its own, so that a mean would be a staircase that no seed has; of many
// seeds the first are drawn.
func (f same) drawRestored(p *panel) {
	for _, name := range f.restored {
		c := f.palette[name]
		var curves []plotter.XYs
		for _, d := range f.distancesOf(name) {
			curves = append(curves, p.raised(courseOf(d)))
		}
		for _, curve := range curves[:min(mostSameSeeds, len(curves))] {
			p.curve(pen{colour: c.Line, width: 0.9}, curve)
		}
	}
}

// exactPairs are scenarios that agree with their reference in every bit, in
// every seed that both were run with.
func (f same) exactPairs() []string {
	var exact []string
	for _, p := range f.Predictions {
		if p.IsBaseline() || !p.Exact || !p.SameTrajectory {
			continue
		}
		compared, agree := 0, true
		for _, r := range f.Of(p.Scenario) {
			if b, ok := f.Find(p.Baseline, r.Run.Seed); ok {
				compared++
				agree = agree && r.Run.Print.Losses == b.Run.Print.Losses && r.Run.Print.ValidationLogits == b.Run.Print.ValidationLogits
			}
		}
		if compared > 0 && agree {
			exact = append(exact, p.Scenario)
		}
	}
	return exact
}

// drawExact draws a line at zero for pairs that agree in every bit.
func (f same) drawExact(p *panel) {
	exact := f.exactPairs()
	if len(exact) == 0 {
		return
	}
	c := f.palette[exact[0]]
	p.line(pen{colour: c.Line, width: 1.6}, p.at(1, p.y.min), p.at(f.end(), p.y.min))
	const same = ": the same bits"
	room := p.area.Max.X - p.area.Min.X - 2
	words := f.name(note, room-note.width(same), exact[0]) + same
	p.write(note.right().in(c.Type), p.area.Max.X, p.area.Min.Y+3, words)
}

// drawNames writes what the curves are: the controls above all that starts at
// the left, the scenarios below where they start.
func (f same) drawNames(p *panel) {
	x := p.at(1.15, 1).X
	top := p.area.Max.Y - 6
	if f.hasControls() {
		for i, line := range []string{"grey:", "controls"} {
			p.writeOn(white, note.in(grey), x, top-leading*vg.Length(i), line)
		}
	}
	for i, name := range f.restored {
		var starts []float64
		for _, d := range f.distancesOf(name) {
			if len(d.Logit) > 0 {
				starts = append(starts, float64(d.Logit[0]))
			}
		}
		y := p.at(1, compare.GeometricMean(starts)).Y
		if !isFinite(compare.GeometricMean(starts)) {
			y = p.at(1, 0).Y + 2*leading
		}
		l := note.in(f.palette[name].Type)
		p.write(l, x, y-leading*vg.Length(i+1)-1, f.name(l, mm(60), name))
	}
}

func (f same) hasControls() bool {
	return slices.ContainsFunc(f.measured, func(m *record.Measurement) bool { return len(m.Controls.Controls) > 0 })
}

// drawJumps sets the step of each jump against those of the same seed's
// controls.
func (f same) drawJumps(s sheet, height vg.Length) {
	rows := f.measured[:min(mostSameSeeds, len(f.measured))]
	x := f.jumpAxis(rows)
	const left, width, gap = 98, 39, 4 // the gap keeps the last row off the axis
	pitch := min(mm(9), (height-mm(18)-gap)/vg.Length(len(rows)))
	r := s.newRows(mm(left), mm(10)+(height-mm(18)-pitch*vg.Length(len(rows))), mm(width), pitch, len(rows), x)
	r.bottomAxis(gap)
	for i, m := range rows {
		r.label(i, note.right(), mm(left-2), fmt.Sprintf("seed %d", m.Seed))
		f.drawJumpsOf(r, i, m.Controls)
	}
}

// jumpAxis is stepAxis from the decade of the first jump on.
func (f same) jumpAxis(measured []*record.Measurement) axis {
	x := f.stepAxis()
	first := x.max / 2
	for _, m := range measured {
		for _, d := range slices.Concat(m.Controls.Restored, m.Controls.Controls) {
			first = math.Min(first, float64(d.JumpStep()))
		}
	}
	return x.cut(0.9*powerOfTenAt(decadeOf(first), 1), x.max)
}

// drawJumpsOf draws a seed's: a dot for every step at which controls jump, of an
// area as their number is.
func (f same) drawJumpsOf(r rowPlot, i int, c *record.Controls) {
	var steps []float64
	at := map[float64]int{}
	var never int
	for _, d := range c.Controls {
		steps = append(steps, float64(d.JumpStep()))
		if d.Jump == nil {
			never++
		} else {
			at[float64(d.JumpStep())]++
		}
	}
	for _, step := range slices.Sorted(maps.Keys(at)) {
		r.dot(pale, r.spot(i, step, -0.16), vg.Length(2.2*math.Sqrt(float64(at[step]))))
	}
	if never > 0 {
		r.cross(grey, r.spot(i, r.x.max, -0.16))
		r.write(note.in(grey), r.area.Max.X+4, r.height(i)-0.16*r.pitch-0.32*note.font.Size, words.Integer(never))
	}
	if len(steps) > 0 {
		slices.Sort(steps)
		bar := pen{colour: ink, width: 0.7}
		r.line(bar, r.spot(i, steps[0], 0.12), r.spot(i, steps[len(steps)-1], 0.12))
		for _, end := range []float64{steps[0], steps[len(steps)-1]} {
			r.line(bar, r.spot(i, end, 0.02), r.spot(i, end, 0.22))
		}
	}
	for _, d := range c.Restored {
		f.drawJump(r, i, d, f.palette[d.Name])
	}
}

// drawJump marks the step of a jump; what never jumped is a cross at the end.
func (f same) drawJump(r rowPlot, i int, d record.Distance, c Colour) {
	at := r.spot(i, float64(d.JumpStep()), 0.12)
	if d.Jump == nil {
		r.cross(c.Line, at)
		return
	}
	r.mark(c, at, 3.3)
}

func (f same) alt() string {
	var b strings.Builder
	for _, name := range f.restored {
		var last []float64
		var jumps []int // End+1 where there is none
		never := 0
		for _, d := range f.distancesOf(name) {
			if n := len(d.Logit); n > 0 {
				last = append(last, float64(d.Logit[n-1]))
			}
			jumps = append(jumps, d.JumpStep())
			if d.Jump == nil {
				never++
			}
		}
		if len(jumps) == 0 {
			continue
		}
		fmt.Fprintf(&b, "%s: the largest difference of a logit to the reference %s, and is %s at the end. ",
			f.Called(name), jumpWords(jumps, never), text.Plain(over(last, 2)))
	}
	for _, name := range f.exactPairs() {
		fmt.Fprintf(&b, "%s does not differ from %s at any step. ", f.Called(name), f.Called(f.Prediction(name).Baseline))
	}
	if b.Len() == 0 {
		return "Distances of controls to the reference."
	}
	return strings.TrimSpace(b.String())
}

// jumpWords says at which steps seeds jump of which some never do: those come
// last in order.
func jumpWords(steps []int, never int) string {
	slices.Sort(steps)
	jumped := steps[:len(steps)-never]
	if len(jumped) == 0 {
		return "does not jump"
	}
	said := "jumps at step " + words.Integer(jumped[0])
	if last := jumped[len(jumped)-1]; last > jumped[0] {
		said = "jumps at steps " + words.Integer(jumped[0]) + " to " + words.Integer(last)
	}
	return said + words.When(never > 0, " in "+words.OutOf(len(jumped), len(steps), "seed"))
}
