// Package canvas holds the canvases that figures are drawn on: Grid, which
// every figure goes through, SVG, and PNG.
//
// A figure draws on a [Grid], and that on an [SVG] or a [PNG], which become
// files, or on the report's own canvas; a [Theme] stands between for slides.
package canvas

import (
	"math"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// Unit is the spacing of the grid: 1/64 pt, less than a printer resolves.
const Unit = vg.Length(1.0 / 64)

// Grid draws on another canvas with every coordinate moved to the nearest
// multiple of Unit. Positions come from logarithms and from products that one
// processor fuses with a sum and another does not; they differ in the last
// bits from machine to machine, and on the grid they do not.
type Grid struct {
	vg.Canvas
}

// Snap moves a length to the nearest multiple of [Unit]. What lies halfway, or
// less than that by a rounding error, goes up: lengths that are half a unit do
// occur, and their last bits differ from machine to machine.
func Snap(l vg.Length) vg.Length {
	const aside = 1.0 / (1 << 20)
	return vg.Length(math.Floor(float64(float64(l)*64)+0.5+aside) / 64)
}

func snapPoint(p vg.Point) vg.Point { return vg.Point{X: Snap(p.X), Y: Snap(p.Y)} }

// SetLineWidth sets the width, at least a unit if it is positive.
func (g Grid) SetLineWidth(w vg.Length) {
	if w > 0 {
		w = max(Snap(w), Unit)
	}
	g.Canvas.SetLineWidth(w)
}

// SetLineDash sets the dashes.
func (g Grid) SetLineDash(pattern []vg.Length, offset vg.Length) {
	snapped := make([]vg.Length, len(pattern))
	for i, l := range pattern {
		snapped[i] = max(Snap(l), Unit)
	}
	g.Canvas.SetLineDash(snapped, Snap(offset))
}

// Translate moves the origin.
func (g Grid) Translate(p vg.Point) { g.Canvas.Translate(snapPoint(p)) }

// FillString sets text.
func (g Grid) FillString(f font.Face, at vg.Point, text string) {
	g.Canvas.FillString(f, snapPoint(at), text)
}

// CopyNext tells a canvas whose text can be copied (package text's Copier).
func (g Grid) CopyNext(characters string) {
	if c, ok := g.Canvas.(interface{ CopyNext(string) }); ok {
		c.CopyNext(characters)
	}
}

// Fill fills a path.
func (g Grid) Fill(p vg.Path) {
	if p = snapPath(p); len(p) > 0 {
		g.Canvas.Fill(p)
	}
}

// Stroke draws a path.
func (g Grid) Stroke(p vg.Path) {
	if p = snapPath(p); len(p) > 0 {
		g.Canvas.Stroke(p)
	}
}

// snapPath moves a path to the grid, leaves out lines of no length, and makes
// arcs into curves: backends turn angles into points with sines of their own.
func snapPath(path vg.Path) vg.Path {
	var out vg.Path
	var at vg.Point
	for _, comp := range path {
		switch comp.Type {
		case vg.MoveComp:
			at = snapPoint(comp.Pos)
			out.Move(at)
		case vg.LineComp:
			if to := snapPoint(comp.Pos); to != at {
				at = to
				out.Line(at)
			}
		case vg.CurveComp:
			at = snapPoint(comp.Pos)
			control := make([]vg.Point, len(comp.Control))
			for i, c := range comp.Control {
				control[i] = snapPoint(c)
			}
			out = append(out, vg.PathComp{Type: vg.CurveComp, Pos: at, Control: control})
		case vg.ArcComp:
			out = append(out, circle(comp.Pos, comp.Radius)...)
		case vg.CloseComp:
			out.Close()
		}
	}
	return out
}

// circle is a whole circle from its rightmost point, which is the only arc
// that figures draw, as four cubic curves.
func circle(centre vg.Point, radius vg.Length) vg.Path {
	// The handle of a quarter circle, 4/3·(√2 − 1).
	const handle = 0.5522847498307936
	around := func(x, y float64) vg.Point {
		return snapPoint(vg.Point{X: centre.X + vg.Length(x)*radius, Y: centre.Y + vg.Length(y)*radius})
	}
	var p vg.Path
	p.CubeTo(around(1, handle), around(handle, 1), around(0, 1))
	p.CubeTo(around(-handle, 1), around(-1, handle), around(-1, 0))
	p.CubeTo(around(-1, -handle), around(-handle, -1), around(0, -1))
	p.CubeTo(around(handle, -1), around(1, -handle), around(1, 0))
	return p
}

// isCircle tells the paths of [circle] from others.
func isCircle(p vg.Path) (centre vg.Point, radius vg.Length, ok bool) {
	if len(p) != 6 || p[0].Type != vg.MoveComp || p[5].Type != vg.CloseComp {
		return vg.Point{}, 0, false
	}
	right, left := p[0].Pos, p[2].Pos
	centre, radius = vg.Point{X: (right.X + left.X) / 2, Y: right.Y}, (right.X-left.X)/2
	for i, quarter := range circle(centre, radius) {
		is := p[i+1]
		if len(is.Control) != 2 || !near(is.Pos, quarter.Pos) || !near(is.Control[0], quarter.Control[0]) || !near(is.Control[1], quarter.Control[1]) {
			return vg.Point{}, 0, false
		}
	}
	return centre, radius, true
}

// near reports whether two points are at most two units of the grid apart.
func near(a, b vg.Point) bool {
	return max(math.Abs(float64(a.X-b.X)), math.Abs(float64(a.Y-b.Y))) <= float64(2*Unit)
}
