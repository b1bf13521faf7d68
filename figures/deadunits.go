package figures

import (
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/words"
)

// deadUnitsFigure follows the share of dead units in each hidden layer over the
// first 100 steps, as the trace has them (above the first layer few) and as a
// run within them ended, a line a seed. It stands for tenStepsFigure in a study
// that has none.
func deadUnitsFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := deadUnits{data: d, palette: Palette(of)}
	for _, name := range d.protagonists() {
		if len(f.curves(name, 0)) > 0 {
			f.names = append(f.names, name)
		}
	}
	if _, ok := tenStepsFigure(of); ok || len(f.names) == 0 {
		return Figure{}, false
	}
	height, crosses := mm(50), f.overflowed()
	return Figure{
		Name:    "dead-units",
		Title:   "Dead units in the first steps",
		Alt:     spoken(f.alt()),
		Crosses: crosses,
		Width:   sheetWidth,
		Height:  height,
		Draw:    onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(mm(9), mm(5), f.draw), true
}

// protagonists are the reference and the scenario that breaks; of a study
// without one, the first few that have been run.
func (d data) protagonists() []string {
	r := d.Roles()
	var names []string
	for _, name := range []string{r.Reference, r.Broken} {
		if name != "" && len(d.Of(name)) > 0 {
			names = append(names, name)
		}
	}
	if r.Broken == "" || len(names) == 0 {
		ran := d.Ran()
		return ran[:min(4, len(ran))]
	}
	return names
}

type deadUnits struct {
	data
	palette map[string]Colour
	names   []string
}

// EarlySteps is how far the figure "dead-units" goes.
const EarlySteps = 100

// A death is the share of dead units of one run over the first steps.
type death struct {
	curve      plotter.XYs
	overflowed bool // within them
}

// curves returns a layer's courses, one a seed.
func (f deadUnits) curves(name string, layer int) []death {
	var all []death
	for _, r := range f.Of(name) {
		units := r.Run.FirstStep.DeadUnits.Units
		if layer >= len(units) || units[layer] == 0 {
			continue
		}
		c := death{overflowed: r.Overflowed() && r.Run.Ending.Step <= EarlySteps+1}
		for _, p := range r.Trace.Points {
			if p.Step <= EarlySteps && layer < len(p.Dead) {
				c.curve = append(c.curve, plotter.XY{X: float64(p.Step), Y: float64(p.Dead[layer]) / float64(units[layer])})
			}
		}
		if last, n := r.Run.Ending.Step-1, len(c.curve); c.overflowed && n > 0 && float64(last) > c.curve[n-1].X && layer < len(r.Run.Ending.DeadUnits) {
			c.curve = append(c.curve, plotter.XY{X: float64(last), Y: float64(r.Run.Ending.DeadUnits[layer]) / float64(units[layer])})
		}
		if len(c.curve) > 0 {
			all = append(all, c)
		}
	}
	return all
}

// overflowed tells whether a cross is drawn: a run overflowed within the steps
// that are shown, and its seeds are few enough to be drawn one by one.
func (f deadUnits) overflowed() bool {
	return slices.ContainsFunc(f.names, func(name string) bool { return crossed(f.curves(name, 0)) })
}

func crossed(all []death) bool {
	return len(all) <= compare.Many && slices.ContainsFunc(all, func(d death) bool { return d.overflowed })
}

func (f deadUnits) draw(s sheet, height vg.Length) {
	layers := min(mostLayers, max(1, len(f.Definition.Network.Hidden)))
	pitch := 122 / float64(layers)
	x := earlyAxis(f.steps())
	x.title = "after step"
	for i := range layers {
		y := shareAxis([]float64{1})
		left := 11 + pitch*float64(i)
		p := s.newPanel(mm(left), mm(9.5), mm(pitch-13), height-mm(16), x, y)
		p.bottomAxis(2)
		p.leftAxis(2, 0)
		for j := len(f.names) - 1; j >= 0; j-- {
			f.drawScenario(p, f.names[j], i)
		}
		letter := string(rune('a' + i))
		if layers == 1 {
			letter = ""
		}
		s.head(mm(left), height-mm(3), letter, f.layerName(i, mm(pitch-7)))
		if i == layers-1 {
			f.drawNames(p, i)
		}
	}
}

// layerName is what a panel shows: "first hidden layer, 300 units", or less
// where there is no room.
func (f deadUnits) layerName(i int, width vg.Length) string {
	name := words.Ordinal(i+1) + " hidden layer"
	if len(f.Definition.Network.Hidden) == 1 {
		name = "hidden layer"
	}
	if i >= len(f.Definition.Network.Hidden) {
		return name
	}
	units := words.Integer(f.Definition.Network.Hidden[i]) + " units"
	if f.Definition.Network.Hidden[i] == 1 {
		units = "1 unit"
	}
	return label.fitted(width, name+", "+units, words.Ordinal(i+1)+" layer, "+units, name)
}

// mostLayers is how many hidden layers have a panel.
const mostLayers = 3

// LayerWords says which of so many hidden layers have a panel in the figure
// "dead-units".
func LayerWords(hidden int) string {
	switch {
	case hidden > mostLayers:
		return "the first three hidden layers"
	case hidden == 1:
		return "the hidden layer"
	}
	return "each hidden layer"
}

// steps is how far the longest curve goes.
func (f deadUnits) steps() int {
	steps := 0
	for _, name := range f.names {
		for _, d := range f.curves(name, 0) {
			steps = max(steps, int(d.curve[len(d.curve)-1].X))
		}
	}
	return steps
}

// earlyAxis is logarithmic over so many steps from the first one on.
func earlyAxis(steps int) axis {
	a := axis{min: 0.9, max: float64(max(steps, 2)), log: true, ticks: numbered(1), title: "step"}
	for _, v := range []float64{3, 10, 30, 100, 300, 1000} {
		if v <= float64(steps) {
			a.ticks = append(a.ticks, numbered(v)...)
		}
	}
	return a
}

// drawScenario draws one scenario's lines in one layer's panel.
func (f deadUnits) drawScenario(p *panel, name string, layer int) {
	f.drawUpTo(p, name, layer, EarlySteps)
}

// drawUpTo draws them up to a step.
func (f deadUnits) drawUpTo(p *panel, name string, layer, step int) {
	c := f.palette[name]
	var all []death
	for _, d := range f.curves(name, layer) {
		if d = d.upTo(step); len(d.curve) > 0 {
			all = append(all, d)
		}
	}
	if len(all) > compare.Many {
		curves := make([]plotter.XYs, len(all))
		for i, d := range all {
			curves[i] = d.curve
		}
		b := stepwise(curves)
		p.band(fade(c.Mark, 0.25), b.spans)
		p.curve(pen{colour: c.Line, width: 1.1}, b.mean)
	}
	var ends []vg.Point
	for _, d := range all {
		last := d.curve[len(d.curve)-1]
		if len(all) <= compare.Many {
			p.curve(pen{colour: c.Line, width: 0.9}, d.curve)
		}
		if d.overflowed && len(all) <= compare.Many {
			ends = append(ends, p.at(last.X, last.Y))
		}
	}
	for _, at := range distinct(ends) {
		p.cross(c.Line, at)
	}
}

// drawNames writes the scenarios' names beside the last panel.
func (f deadUnits) drawNames(p *panel, layer int) {
	var blocks []block
	for _, name := range f.names {
		all := f.curves(name, layer)
		if len(all) == 0 {
			continue
		}
		x := p.area.Max.X + 5
		lines := f.nameLines(note, sheetWidth-x, name)
		if crossed(all) {
			lines = append(lines, "×: overflow")
		}
		blocks = append(blocks, block{middle: p.at(1, endOf(all)).Y, lines: lines, colour: f.palette[name]})
	}
	spread(blocks, 3, p.area.Min.Y-4, p.area.Max.Y)
	for _, b := range blocks {
		b.draw(p.sheet, p.area.Max.X+5)
	}
}

// endOf is where curves end on average: those that go all the way, if there
// are any.
func endOf(all []death) float64 {
	var whole, ends []float64
	for _, d := range all {
		end := d.curve[len(d.curve)-1].Y
		ends = append(ends, end)
		if !d.overflowed {
			whole = append(whole, end)
		}
	}
	if len(whole) > 0 {
		return mean(whole)
	}
	return mean(ends)
}

func (f deadUnits) alt() string {
	var b strings.Builder
	for _, name := range f.names {
		all := f.curves(name, 0)
		var first []float64
		for _, d := range all {
			first = append(first, d.curve[0].Y)
		}
		fmt.Fprintf(&b, "%s: %s of the first hidden layer's units are dead after the first step, %s on average at the last step that is drawn. ",
			f.Called(name), text.Plain(percent(first...)), text.Plain(percent(endOf(all))))
	}
	return strings.TrimSpace(b.String())
}

// diagnosedProtagonists are the scenarios that figures of diagnostics show.
func (d data) diagnosedProtagonists() []string {
	var names []string
	for _, name := range d.protagonists() {
		if len(d.Diagnosed(name)) > 0 {
			names = append(names, name)
		}
	}
	return names
}
