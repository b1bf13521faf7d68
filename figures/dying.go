package figures

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/words"
)

// dyingFigure follows gradients and units over the first steps: how much of the
// batch still has a gradient at the first layer, how large it is, which units
// are on for every image, and how far the logits of images differ.
func dyingFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := dying{data: d, names: d.diagnosedProtagonists(), palette: Palette(of)}
	if len(f.names) == 0 || f.steps() == 0 {
		return Figure{}, false
	}
	height, crosses := mm(86), f.overflowed()
	return Figure{
		Name:    "dying",
		Title:   "Gradients and units in the first steps",
		Alt:     spoken(f.alt()),
		Crosses: crosses,
		Width:   sheetWidth,
		Height:  height,
		Draw:    onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(mm(10), mm(6), f.draw), true
}

type dying struct {
	data
	names   []string
	palette map[string]Colour
}

// hidden is how many hidden layers the records have.
func (f dying) hidden() int {
	return len(f.Diagnosed(f.names[0])[0].Run.Diagnostics.Course.UnitGradient)
}

// overflowed tells whether a run did within the steps that are shown.
func (f dying) overflowed() bool {
	return slices.ContainsFunc(f.names, func(name string) bool {
		return slices.ContainsFunc(f.Diagnosed(name), overflowedEarly)
	})
}

// overflowedEarly tells whether a run did within the steps of a course.
func overflowedEarly(r evidence.Result) bool {
	return r.Overflowed() && r.Run.Ending.Step <= record.CourseSteps
}

// shownLayers is of how many hidden layers there are panels.
func (f dying) shownLayers() int { return min(2, f.hidden()) }

// steps is how far the longest course goes.
func (f dying) steps() int {
	steps := 0
	for _, name := range f.names {
		for _, r := range f.Diagnosed(name) {
			steps = max(steps, len(r.Run.Diagnostics.Course.Reached))
		}
	}
	return steps
}

// A coursePanel shows a number of every step.
type coursePanel struct {
	words string
	y     func(values []float64) axis
	of    func(r evidence.Result) []float64
}

// panels are what the figure shows, row by row.
func (f dying) panels() []coursePanel {
	course := func(of func(*record.Course) []record.Float) func(evidence.Result) []float64 {
		return func(r evidence.Result) []float64 { return floats(of(&r.Run.Diagnostics.Course)) }
	}
	last := f.shownLayers() - 1
	panels := []coursePanel{
		{"images with a gradient", shareAxis, course(func(c *record.Course) []record.Float { return c.Reached })},
		{"gradient of the first weights", courseAxis, course(func(c *record.Course) []record.Float { return c.Gradient[0] })},
		{"spread of the logits", courseAxis, course(func(c *record.Course) []record.Float { return c.LogitSpread })},
	}
	for layer := range f.shownLayers() {
		panels = append(panels, coursePanel{"always on, " + words.Ordinal(layer+1) + " layer", shareAxis, f.saturated(layer)})
	}
	if last >= 0 {
		panels = append(panels, coursePanel{"gradient at the " + words.Ordinal(last+1) + " layer", courseAxis,
			course(func(c *record.Course) []record.Float { return c.UnitGradient[last] })})
	}
	return panels
}

// saturated is the share of a layer's units that are on for every image.
func (f dying) saturated(layer int) func(evidence.Result) []float64 {
	return func(r evidence.Result) []float64 {
		units := math.NaN()
		if all := r.Run.FirstStep.DeadUnits.Units; layer < len(all) && all[layer] > 0 {
			units = float64(all[layer])
		}
		var shares []float64
		if c := r.Run.Diagnostics.Course.Saturated; layer < len(c) {
			for _, n := range c[layer] {
				shares = append(shares, float64(n)/units)
			}
		}
		return shares
	}
}

// shareAxis goes from none to all, or to half or a quarter where no share is
// larger.
func shareAxis(values []float64) axis {
	most, step := 100, 25
	if finite := compare.Of(values).Values; len(finite) > 0 {
		switch largest := slices.Max(finite); {
		case largest <= 0.25:
			most, step = 25, 5
		case largest <= 0.5:
			most, step = 50, 10
		}
	}
	y := axis{max: float64(most) / 100}
	for share := 0; share <= most; share += step {
		y.ticks = append(y.ticks, plot.Tick{Value: float64(share) / 100, Label: plainNumber(float64(share))})
	}
	y.ticks[len(y.ticks)-1].Label += "\u2009%"
	return y
}

// courseAxis is logarithmic, with a place for zero if a value is that.
func courseAxis(values []float64) axis { return logAxis(values, 2, 5).zeroFor(values) }

func (f dying) draw(s sheet, height vg.Length) {
	const columns, left, pitch, width = 3, 11, 41.5, 31
	panels := f.panels()
	rows := (len(panels) + columns - 1) / columns
	tall := (height - mm(4)) / vg.Length(max(2, rows))
	for i, c := range panels {
		x := mm(left + pitch*float64(i%columns))
		bottom := height - mm(1) - tall*vg.Length(i/columns+1) + mm(10)
		steps := earlyAxis(f.steps())
		if i+columns < len(panels) {
			steps.title = ""
		}
		p := s.newPanel(x, bottom, mm(width), tall-mm(16), steps, c.y(f.valuesOf(c)))
		p.bottomAxis(2)
		p.leftAxis(2, 0)
		s.head(x, bottom+tall-mm(12.3), string(rune('a'+i)), c.words)
		for j := len(f.names) - 1; j >= 0; j-- {
			f.drawCourse(p, f.names[j], c)
		}
		if i == min(columns, len(panels))-1 {
			f.drawNames(p, c)
		}
	}
}

// valuesOf are all values of a panel.
func (f dying) valuesOf(c coursePanel) []float64 {
	var values []float64
	for _, name := range f.names {
		for _, r := range f.Diagnosed(name) {
			values = append(values, c.of(r)...)
		}
	}
	return values
}

// coursesOf are a scenario's, one a seed, and the last finite points of those
// that overflowed, up to the last step that had a finite loss: counts of units
// are finite at the step of the overflow too.
func (f dying) coursesOf(p *panel, name string, c coursePanel) (curves []plotter.XYs, ends []plotter.XY) {
	for _, r := range f.Diagnosed(name) {
		var curve plotter.XYs
		values := c.of(r)
		if overflowedEarly(r) {
			values = values[:min(len(values), max(0, r.Run.Ending.Step-1))]
		}
		for i, v := range values {
			curve = append(curve, plotter.XY{X: float64(i + 1), Y: v})
		}
		curve = p.raised(curve)
		curves = append(curves, curve)
		if overflowedEarly(r) {
			end := plotter.XY{X: float64(max(1, len(curve))), Y: math.NaN()}
			if stretches := finite(curve); len(stretches) > 0 {
				last := stretches[len(stretches)-1]
				end = last[len(last)-1]
			}
			ends = append(ends, end)
		}
	}
	return curves, ends
}

func (f dying) drawCourse(p *panel, name string, c coursePanel) {
	colour := f.palette[name]
	curves, ends := f.coursesOf(p, name, c)
	if len(curves) > compare.Many {
		b := stepwise(curves)
		p.band(fade(colour.Mark, 0.25), b.spans)
		p.curve(pen{colour: colour.Line, width: 1.1}, b.mean)
	} else {
		for _, curve := range curves {
			p.curve(pen{colour: colour.Line, width: 0.8}, curve)
		}
	}
	var crosses []vg.Point
	for _, end := range ends {
		crosses = append(crosses, p.at(end.X, end.Y))
	}
	for _, at := range distinct(crosses) {
		p.cross(colour.Line, at)
	}
}

// drawNames writes the scenarios' names beside the last panel of the first row.
func (f dying) drawNames(p *panel, c coursePanel) {
	var blocks []block
	for _, name := range f.names {
		curves, ends := f.coursesOf(p, name, c)
		var lasts []float64
		for _, curve := range curves {
			for i := len(curve) - 1; i >= 0; i-- {
				if isFinite(curve[i].Y) {
					lasts = append(lasts, curve[i].Y)
					break
				}
			}
		}
		lines := f.nameLines(note, sheetWidth-p.area.Max.X-4, name)
		if len(ends) > 0 {
			lines = append(lines, "×: overflow")
		}
		blocks = append(blocks, block{middle: p.at(1, compare.GeometricMean(lasts)).Y, lines: lines, colour: f.palette[name]})
	}
	spread(blocks, 3, p.area.Min.Y-4, p.area.Max.Y)
	for _, b := range blocks {
		b.draw(p.sheet, p.area.Max.X+4)
	}
}

func (f dying) alt() string {
	var b strings.Builder
	for _, name := range f.names {
		var first, least []float64
		for _, r := range f.Diagnosed(name) {
			reached := floats(r.Run.Diagnostics.Course.Reached)
			if len(reached) == 0 {
				continue
			}
			first = append(first, reached[0])
			if finite := compare.Of(reached).Values; len(finite) > 0 { // steps behind an overflow have none
				least = append(least, slices.Min(finite))
			}
		}
		if len(first) == 0 || len(least) == 0 {
			fmt.Fprintf(&b, "%s: no step tells which images have a gradient at the first layer. ", f.Called(name))
			continue
		}
		fmt.Fprintf(&b, "%s: at the first step %s of the images have a gradient at the first layer, at the step with the fewest %s. ",
			f.Called(name), text.Plain(percent(first...)), text.Plain(percent(least...)))
	}
	return strings.TrimSpace(b.String())
}
