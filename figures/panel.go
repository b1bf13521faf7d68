package figures

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A panel is one pair of axes on a sheet. Its data area is placed exactly, so
// that panels of a figure share edges; gonum/plot brings values to positions,
// and draws and clips lines and areas.
type panel struct {
	sheet
	area draw.Canvas
	plot *plot.Plot
	x, y axis
}

// An axis is a scale and what is written at it.
type axis struct {
	min, max float64
	log      bool
	ticks    []plot.Tick // one without a label is a small one
	title    string
	faint    bool    // repeats the scale of a panel near by
	least    float64 // of the scale below which is a place for zero; 0 where there is none
}

// newPanel places a panel: its data area's lower left corner and its size.
func (s sheet) newPanel(left, bottom, width, height vg.Length, x, y axis) *panel {
	x, y = x.sound(), y.sound()
	p := &panel{sheet: s, plot: plot.New(), x: x, y: y}
	p.area = draw.Canvas{Canvas: s.Canvas, Rectangle: vg.Rectangle{
		Min: vg.Point{X: left, Y: bottom},
		Max: vg.Point{X: left + width, Y: bottom + height},
	}}
	set := func(to *plot.Axis, a axis) {
		to.Min, to.Max = a.min, a.max
		if a.log {
			to.Scale = plot.LogScale{}
		}
	}
	set(&p.plot.X, x)
	set(&p.plot.Y, y)
	return p
}

// farthest is the largest power of ten on an axis, and its reciprocal the
// least on a logarithmic one: far beyond what can be measured, and near enough
// for what is computed of them to be finite.
const farthest = 150

var (
	largest  = math.Pow10(farthest)
	smallest = math.Pow10(-farthest)
)

// sound is an axis that values can be brought to positions on, whatever it is
// to cover.
func (a axis) sound() axis {
	least := -largest * largest
	if a.log {
		least = smallest * smallest
	}
	a.min, a.max = bounded(a.min, least, largest*largest), bounded(a.max, least, largest*largest)
	switch {
	case a.max-a.min > 0:
	case a.log:
		a.min, a.max = a.min/2, a.min*2
	default:
		a.max = a.min + math.Max(1, math.Abs(a.min))
	}
	return a
}

// bounded is the value between two ends that is nearest to v; the lower end for
// what is no number.
func bounded(v, least, most float64) float64 {
	if !(v > least) {
		return least
	}
	return math.Min(v, most)
}

// at is where a pair of values stands. What is off the axes, or cannot be on
// them, stands at the edge nearest to it; NaN stands at the upper edge, with
// what is infinite.
func (p *panel) at(x, y float64) vg.Point {
	trX, trY := p.plot.Transforms(&p.area)
	return vg.Point{X: trX(p.x.clamp(x)), Y: trY(p.y.clamp(y))}
}

func (a axis) clamp(v float64) float64 {
	if math.IsNaN(v) {
		return a.max
	}
	return math.Min(math.Max(v, a.min), a.max)
}

// spine is how an axis is drawn.
func (a axis) spine() pen {
	if a.faint {
		return pen{colour: pale, width: spineWidth}
	}
	return pen{colour: ink, width: spineWidth}
}

// unlabelled is an axis that another one's labels and title serve.
func (a axis) unlabelled() axis {
	ticks := make([]plot.Tick, len(a.ticks))
	for i, t := range a.ticks {
		ticks[i].Value = t.Value
	}
	a.ticks, a.title, a.faint = ticks, "", true
	return a
}

// shows tells whether a value is on the axis.
func (a axis) shows(v float64) bool { return v >= a.min && v <= a.max }

// Lengths at an axis.
const (
	spineWidth = 0.5
	tickLength = 2.4
	tickPad    = 2
)

// bottomAxis draws the line below the data, offset by a gap, its ticks and
// labels, and its title under the middle.
func (p *panel) bottomAxis(gap vg.Length) {
	y, spine := p.area.Min.Y-gap, p.x.spine()
	p.spine(spine, vg.Point{X: p.area.Min.X, Y: y}, vg.Point{X: p.area.Max.X, Y: y}, p.at(p.x.least, 0).X-p.area.Min.X, p.x.least)
	for _, t := range p.x.ticks {
		x := p.at(t.Value, 0).X
		length := vg.Length(tickLength)
		if t.IsMinor() {
			length = tickLength / 2
		}
		p.line(spine, vg.Point{X: x, Y: y}, vg.Point{X: x, Y: y - length})
		p.write(note.centred(), x, y-tickLength-tickPad-0.68*note.font.Size, t.Label)
	}
	if p.x.title != "" {
		p.write(label.centred(), (p.area.Min.X+p.area.Max.X)/2, y-mm(6.9), p.x.title)
	}
}

// spine draws the line of an axis, broken between the place of zero and the scale
// so far from it.
func (p *panel) spine(pen pen, from, to vg.Point, apart vg.Length, least float64) {
	if least == 0 {
		p.line(pen, from, to)
		return
	}
	along, aside := vg.Point{X: 1}, vg.Point{X: 0.6, Y: 1.8}
	if from.X == to.X {
		along, aside = vg.Point{Y: 1}, vg.Point{X: 1.8, Y: 0.6}
	}
	at := from
	for _, part := range []vg.Length{0.4, 0.6} {
		stop := from.Add(along.Scale(part * apart))
		p.line(pen, stop.Sub(aside), stop.Add(aside))
		if part < 0.5 {
			p.line(pen, at, stop)
		} else {
			p.line(pen, stop, to)
		}
	}
}

// leftAxis draws the line left of the data, offset by a gap, its ticks and
// labels, and its title reading upwards, centred at the given distance.
func (p *panel) leftAxis(gap, titleDistance vg.Length) {
	x, spine := p.area.Min.X-gap, p.y.spine()
	p.spine(spine, vg.Point{X: x, Y: p.area.Min.Y}, vg.Point{X: x, Y: p.area.Max.Y}, p.at(p.x.min, p.y.least).Y-p.area.Min.Y, p.y.least)
	for _, t := range p.y.ticks {
		y := p.at(p.x.min, t.Value).Y
		length := vg.Length(tickLength)
		if t.IsMinor() {
			length = tickLength / 2
		}
		p.line(spine, vg.Point{X: x, Y: y}, vg.Point{X: x - length, Y: y})
		p.write(note.right().onMiddle(), x-tickLength-tickPad, y, t.Label)
	}
	if p.y.title != "" {
		p.write(label.centred().upwards(), x-titleDistance, (p.area.Min.Y+p.area.Max.Y)/2, p.y.title)
	}
}

// across draws a line over the whole width at a value, behind the data.
func (p *panel) across(pen pen, y float64) {
	if isFinite(y) {
		p.line(pen, p.at(p.x.min, y), p.at(p.x.max, y))
	}
}

// upright draws a line over the whole height at a value, behind the data.
func (p *panel) upright(pen pen, x float64) {
	if isFinite(x) {
		p.line(pen, p.at(x, p.y.min), p.at(x, p.y.max))
	}
}

// curve joins points, clipped to the data area. Where a value is not finite
// the curve breaks off; a point by itself is a dot.
func (p *panel) curve(pen pen, points plotter.XYs) {
	p.strokes(pen, p.lines(pen, points)...)
}

// curves are many with one pen, of which only that is drawn which does not lie
// on those before.
func (p *panel) curves(pen pen, curves []plotter.XYs) {
	drawn := newCover(p.area.Rectangle)
	var parts [][]vg.Point
	for _, curve := range curves {
		for _, line := range p.lines(pen, curve) {
			parts = append(parts, drawn.uncovered(line)...)
		}
	}
	p.strokes(pen, parts...)
}

// lines are the pieces of a curve on the sheet; its single points are drawn.
func (p *panel) lines(pen pen, points plotter.XYs) (lines [][]vg.Point) {
	for _, stretch := range finite(points) {
		if at := stretch[0]; len(stretch) == 1 {
			if p.x.shows(at.X) && p.y.shows(at.Y) {
				p.dot(pen.colour, p.at(at.X, at.Y), pen.width+1.2)
			}
			continue
		}
		trX, trY := p.plot.Transforms(&p.area)
		points := make([]vg.Point, len(stretch))
		for i, pt := range stretch {
			points[i] = snapped(vg.Point{X: trX(p.x.drawable(pt.X)), Y: trY(p.y.drawable(pt.Y))})
		}
		for _, line := range p.withEdges().ClipLinesXY(points) {
			lines = append(lines, simplified(line, unseen(pen.width)))
		}
	}
	return lines
}

// withEdges is the data area with what snaps to its edges.
func (p *panel) withEdges() *draw.Canvas {
	const off = 1.0 / 32 // pt
	area := p.area
	area.Min.X, area.Min.Y = area.Min.X-off, area.Min.Y-off
	area.Max.X, area.Max.Y = area.Max.X+off, area.Max.Y+off
	return &area
}

// drawable is a value near enough to the axis for clipping to be exact, which
// it is not between one and a value 10³⁰ times as large.
func (a axis) drawable(v float64) float64 {
	if a.log {
		return math.Min(math.Max(v, a.min*1e-6), a.max*1e6)
	}
	reach := 1e4 * (a.max - a.min)
	return math.Min(math.Max(v, a.min-reach), a.max+reach)
}

// A span is a range of values at one place.
type span struct{ x, low, high float64 }

// band fills between the low and high ends, clipped to the data area.
func (p *panel) band(c color.Color, spans []span) {
	upper, lower := make([]vg.Point, len(spans)), make([]vg.Point, len(spans))
	for i, s := range spans {
		upper[i], lower[i] = snapped(p.at(s.x, s.high)), snapped(p.at(s.x, s.low))
	}
	upper, lower = simplified(upper, unseen(0)), simplified(lower, unseen(0))
	slices.Reverse(lower)
	edge := append(upper, lower...)
	if len(edge) > 2 {
		p.area.FillPolygon(c, edge)
	}
}

// finite cuts points into stretches in which every value is finite.
func finite(points plotter.XYs) []plotter.XYs {
	var stretches []plotter.XYs
	var open plotter.XYs
	for _, pt := range points {
		if isFinite(pt.X) && isFinite(pt.Y) {
			open = append(open, pt)
			continue
		}
		if len(open) > 0 {
			stretches, open = append(stretches, open), nil
		}
	}
	if len(open) > 0 {
		stretches = append(stretches, open)
	}
	return stretches
}

func isFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
