package figures

import (
	"fmt"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study/evidence"
	"firststep/study/record"
)

// preActivationsFigure sets each pre-activation of the first batch against what the
// first step adds to it, for the two networks whose first steps theory has
// furthest apart, or for the reference alone.
func preActivationsFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := preActivations{data: d, palette: Palette(of), clouds: map[string]landscape{}}
	f.thrown, f.reference = d.Thrown()
	if f.thrown == "" {
		f.reference = d.Definition.Reference
	}
	for _, name := range []string{f.thrown, f.reference} {
		if name == "" {
			continue
		}
		var joints []record.Joint
		for _, result := range d.Of(name) {
			joints = append(joints, result.Run.FirstStep.PreActivation.Joint)
		}
		if l := survey(joints); l.perDecade > 0 {
			f.names = append(f.names, name)
			f.clouds[name] = l
		}
	}
	if len(f.names) == 0 {
		return Figure{}, false
	}
	f.x, f.y = f.axes()
	height := mm(84)
	return Figure{
		Name:   "pre-activations",
		Title:  "Each pre-activation and its first step",
		Alt:    spoken(f.alt()),
		Width:  sheetWidth,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(mm(8), mm(3), f.draw), true
}

type preActivations struct {
	data
	palette map[string]Colour

	thrown, reference string

	names  []string // of which there are clouds
	clouds map[string]landscape
	x, y   axis
}

// axes hold all contours.
func (f *preActivations) axes() (x, y axis) {
	var xs, ys []float64
	for _, p := range f.before(f.names[len(f.names)-1]).curve() {
		if p.Y > 4*trace {
			ys = append(ys, p.X)
		}
	}
	for _, name := range f.names {
		l := f.clouds[name]
		for _, loop := range l.contours(l.level(0.95)) {
			for _, p := range loop {
				xs, ys = append(xs, p.X), append(ys, p.Y)
			}
		}
		// The distributions beside the contours reach a little further.
		for _, p := range f.added(name).curve() {
			if p.Y > 4*trace {
				ys = append(ys, p.X)
			}
		}
	}
	x, y = logAxis(xs, 3, 6), logAxis(ys, 3, 7)
	x.title = "$|XW|$ before the step"
	y.title = "$|XΔW|$, the first step"
	return x, y
}

func (f *preActivations) draw(s sheet, height vg.Length) {
	p := s.newPanel(mm(14), mm(9.5), mm(62), height-mm(16), f.x, f.y)
	f.drawEqual(p)
	for _, name := range f.names {
		f.drawCloud(p, name)
	}
	p.bottomAxis(0)
	p.leftAxis(0, mm(8.6))
	f.drawFactor(p)
	s.head(mm(14), height-mm(3), "a", "entries of the first batch")

	hills := axis{max: f.hillPeak() * 1.05}
	q := s.newPanel(mm(79), mm(9.5), mm(20), height-mm(16), hills, f.y)
	for _, name := range f.names {
		q.sideHill(f.added(name).curve(), f.palette[name])
	}
	q.sideCurve(f.before(f.names[len(f.names)-1]).curve(), pen{colour: grey, width: 0.8, dashes: []vg.Length{2.5, 1.5}})
	s.head(mm(79), height-mm(3), "b", "the distributions")
	f.drawWords(q)
}

// drawEqual marks where a step is as large as what it moves.
func (f *preActivations) drawEqual(p *panel) {
	low, high := math.Max(f.x.min, f.y.min), math.Min(f.x.max, f.y.max)
	if low >= high {
		return
	}
	above := []vg.Point{p.at(f.x.min, f.y.max), p.at(f.x.min, f.x.min), p.at(low, low), p.at(high, high), p.at(f.x.max, f.x.max), p.at(f.x.max, f.y.max)}
	p.area.FillPolygon(rgb(0xF6F3EE), above)
	p.line(pen{colour: ink, width: 0.6}, p.at(low, low), p.at(high, high))
	p.writeAlong(note, p.at(low, low), p.at(high, high), "equal")
}

// drawCloud draws the contours of one scenario.
func (f *preActivations) drawCloud(p *panel, name string) {
	l, c := f.clouds[name], f.palette[name]
	for i, share := range []float64{0.95, 0.75, 0.5, 0.25} {
		for _, loop := range l.contours(l.level(share)) {
			if i == 0 {
				p.fillLoop(fade(c.Mark, 0.22), loop)
			}
			p.curve(pen{colour: c.Line, width: 0.5}, loop)
		}
	}
}

// fillLoop fills a closed line.
func (p *panel) fillLoop(c color.Color, loop plotter.XYs) {
	points := make([]vg.Point, len(loop))
	for i, pt := range loop {
		points[i] = p.at(pt.X, pt.Y)
	}
	p.area.FillPolygon(c, points)
}

// drawFactor is an arrow from one cloud to the other.
func (f *preActivations) drawFactor(p *panel) {
	prediction := f.Prediction(f.thrown)
	from, to := f.added(f.reference).mode(), f.added(f.thrown).mode()
	if len(f.names) < 2 || from == 0 || to == 0 {
		return
	}
	start, end := p.at(f.x.min, from), p.at(f.x.min, to)
	start.X, end.X = start.X+mm(5), end.X+mm(5)
	p.arrow(pen{colour: ink, width: 0.7}, start, end)
	factor := "×\u2009" + factorNumber(prediction.XdW)
	if prediction.Exponent == 2 && prediction.Rate == 1 {
		factor = "×\u2009$a^2$"
	}
	p.write(label, start.X+3, (start.Y+end.Y)/2-2.5, factor)
}

func (f *preActivations) hillPeak() float64 {
	peak := f.before(f.names[len(f.names)-1]).peak()
	for _, name := range f.names {
		peak = math.Max(peak, f.added(name).peak())
	}
	return peak
}

// sideHill draws a distribution turned onto the vertical axis.
func (p *panel) sideHill(curve plotter.XYs, c Colour) {
	edge := plotter.XYs{}
	for _, pt := range curve {
		if p.y.shows(pt.X) && pt.Y > trace {
			edge = append(edge, plotter.XY{X: pt.Y, Y: pt.X})
		}
	}
	if len(edge) < 2 {
		return
	}
	closed := append(plotter.XYs{{X: 0, Y: edge[0].Y}}, edge...)
	p.fillLoop(fade(c.Mark, 0.4), append(closed, plotter.XY{X: 0, Y: edge[len(edge)-1].Y}))
	p.curve(pen{colour: c.Line, width: 1}, edge)
}

// sideCurve draws a distribution's outline turned onto the vertical axis.
func (p *panel) sideCurve(curve plotter.XYs, pen pen) {
	edge := plotter.XYs{}
	for _, pt := range curve {
		if p.y.shows(pt.X) && pt.Y > trace {
			edge = append(edge, plotter.XY{X: pt.Y, Y: pt.X})
		}
	}
	p.curve(pen, edge)
}

// drawWords writes what each distribution is, at its height.
func (f *preActivations) drawWords(q *panel) {
	x := mm(103)
	var blocks []block
	for _, name := range f.names {
		blocks = append(blocks, block{
			middle: q.at(0, f.added(name).mode()).Y,
			head:   f.name(label.semibold(), sheetWidth-x, name),
			colour: f.palette[name],
			lines:  f.shares(name),
		})
	}
	before := block{
		middle: q.at(0, f.before(f.names[len(f.names)-1]).mode()).Y,
		colour: Colour{Type: grey},
		lines:  []string{"$|XW|$ before the step"},
	}
	blocks = append(blocks, before)
	spread(blocks, 6, q.area.Min.Y, q.area.Max.Y)
	for _, b := range blocks {
		b.draw(q.sheet, x)
	}
}

// shares says how many entries a step overwhelms.
func (f *preActivations) shares(name string) []string {
	exceeds := f.Values(name, func(r evidence.Result) float64 { return float64(r.Run.FirstStep.PreActivation.Exceeds) })
	flips := f.Values(name, func(r evidence.Result) float64 { return float64(r.Run.FirstStep.PreActivation.Flips) })
	lines := []string{
		percent(exceeds...) + " of the steps exceed",
		"their pre-activation;",
		percent(flips...) + " flip its sign",
	}
	if s := f.added(name); s.nonFinite > 0 {
		lines = append(lines, percent(s.shareNonFinite())+" are not finite")
	}
	return lines
}

func (f *preActivations) alt() string {
	var b strings.Builder
	b.WriteString("Contours of the sizes of pre-activations and of what the first step adds to them. ")
	for _, name := range f.names {
		fmt.Fprintf(&b, "%s: %s. ", f.Called(name), text.Plain(strings.Join(f.shares(name), " ")))
	}
	return strings.TrimSpace(b.String())
}
