package raster

import (
	"errors"
	"math"

	"gonum.org/v1/plot/vg"
)

// Work is counted in square points that are painted; what costs something else
// counts as so many.
const (
	maxWork  = 10_000_000 // fifteen times what the largest figure of the flagship takes
	dashWork = 8
	dataWork = 1 // a byte of path data, each time it is drawn
)

var errWork = errors.New("it draws more than any figure does")

// spend takes work off what is left.
func (r *renderer) spend(work float64) error {
	if r.work += work; !(r.work <= maxWork) {
		return errWork
	}
	return nil
}

// painted is about how much of the sheet a path covers if it is filled or, where
// it has a width, stroked; its length, and how many pieces it has.
func (r *renderer) painted(path vg.Path, width vg.Length) (area, length, pieces float64) {
	box := vg.Rectangle{Min: vg.Point{X: math.MaxFloat64, Y: math.MaxFloat64}, Max: vg.Point{X: -math.MaxFloat64, Y: -math.MaxFloat64}}
	var at vg.Point
	for _, comp := range path {
		for _, p := range append(comp.Control, comp.Pos) {
			if comp.Type == vg.CloseComp {
				continue
			}
			box.Min.X, box.Max.X = min(box.Min.X, p.X), max(box.Max.X, p.X)
			box.Min.Y, box.Max.Y = min(box.Min.Y, p.Y), max(box.Max.Y, p.Y)
			if comp.Type == vg.MoveComp {
				pieces++
			} else {
				length += math.Hypot(float64(p.X-at.X), float64(p.Y-at.Y))
			}
			at = p
		}
	}
	clipped := func(low, high, side vg.Length) float64 {
		return float64(max(0, min(high+width/2, side)-max(low-width/2, 0)))
	}
	area = clipped(box.Min.X, box.Max.X, r.sides.X) * clipped(box.Min.Y, box.Max.Y, r.sides.Y)
	if width > 0 {
		area = min(area, length*float64(width+1))
	}
	return area, length, pieces
}
