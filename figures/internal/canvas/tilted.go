package canvas

import (
	"math"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// Tilted sets text along a slope, as outlines: canvases turn by quarters alone.
// It draws nothing else.
type Tilted struct {
	vg.Canvas
	origin   vg.Point
	cos, sin float64
}

// NewTilted returns a canvas whose text runs in the direction from one point to
// another, and has the first as its origin.
func NewTilted(c vg.Canvas, from, to vg.Point) Tilted {
	dx, dy := float64(to.X-from.X), float64(to.Y-from.Y)
	length := math.Sqrt(float64(dx*dx) + float64(dy*dy))
	return Tilted{c, from, dx / length, dy / length}
}

// FillString draws the outlines of a string.
func (t Tilted) FillString(f font.Face, at vg.Point, text string) {
	t.Canvas.Fill(withoutQuadratic(letters(f, at, text, func(p vg.Point) vg.Point {
		x, y := float64(p.X), float64(p.Y)
		return vg.Point{
			X: t.origin.X + vg.Length(float64(x*t.cos)-float64(y*t.sin)),
			Y: t.origin.Y + vg.Length(float64(x*t.sin)+float64(y*t.cos)),
		}
	})))
}

// withoutQuadratic is a path with cubic curves in place of quadratic ones, which
// not every canvas knows.
func withoutQuadratic(path vg.Path) vg.Path {
	var out vg.Path
	var at vg.Point
	for _, comp := range path {
		if comp.Type == vg.CurveComp && len(comp.Control) == 1 {
			c := comp.Control[0]
			near := func(end vg.Point) vg.Point {
				return vg.Point{X: (end.X + vg.Length(2*c.X)) / 3, Y: (end.Y + vg.Length(2*c.Y)) / 3}
			}
			out.CubeTo(near(at), near(comp.Pos), comp.Pos)
		} else {
			out = append(out, comp)
		}
		at = comp.Pos
	}
	return out
}
