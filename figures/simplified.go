package figures

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/canvas"
)

// What is left out of lines because it would not be seen.

// unseen is how far a line may be from where it belongs, in pt: half a dot of 600
// to the inch, or of a broad one a sixteenth of its width.
func unseen(width vg.Length) float64 { return max(0.06, float64(width)/16) }

// simplified is a line without the points that nobody misses: what is left is
// nowhere so far away from what there was (Douglas and Peucker
// 1973). Points are on the grid, so that products of their distances are exact
// and every machine leaves out the same.
func simplified(line []vg.Point, unseen float64) []vg.Point {
	keep := make([]bool, len(line))
	var between func(first, last int)
	between = func(first, last int) {
		keep[first], keep[last] = true, true
		farthest, most := first, float64(unseen*unseen)
		for i := first + 1; i < last; i++ {
			if d := squareDistance(line[i], line[first], line[last]); d > most {
				farthest, most = i, d
			}
		}
		if farthest > first {
			between(first, farthest)
			between(farthest, last)
		}
	}
	if len(line) > 0 {
		between(0, len(line)-1)
	}
	kept := line[:0:0]
	for i, at := range line {
		if keep[i] {
			kept = append(kept, at)
		}
	}
	return kept
}

// snapped is a point moved to the grid.
func snapped(at vg.Point) vg.Point { return vg.Point{X: canvas.Snap(at.X), Y: canvas.Snap(at.Y)} }

// squareDistance is that of a point from a stretch between two others.
func squareDistance(at, from, to vg.Point) float64 {
	dx, dy := float64(to.X-from.X), float64(to.Y-from.Y)
	x, y := float64(at.X-from.X), float64(at.Y-from.Y)
	length, along := float64(dx*dx)+float64(dy*dy), float64(x*dx)+float64(y*dy)
	switch {
	case along <= 0:
		return float64(x*x) + float64(y*y)
	case along >= length:
		x, y = float64(at.X-to.X), float64(at.Y-to.Y)
		return float64(x*x) + float64(y*y)
	}
	aside := float64(x*dy) - float64(y*dx)
	return aside * aside / length
}

// A cover is where lines have been drawn, in small cells.
type cover struct {
	corner vg.Point
	width  int // in cells
	cells  []bool
}

// printed is the side of a cell, in pt: as wide as the thinnest line.
const printed = 0.35

func newCover(area vg.Rectangle) *cover {
	const margin = 3 // cells for what snaps to the edges
	c := &cover{corner: vg.Point{X: canvas.Snap(area.Min.X - printed), Y: canvas.Snap(area.Min.Y - printed)}}
	c.width = int(area.Size().X/printed) + margin
	c.cells = make([]bool, c.width*(int(area.Size().Y/printed)+margin))
	return c
}

// uncovered are the parts of a line that lie where nothing has been drawn, which
// then is covered: whole stretches between two of its points.
func (c *cover) uncovered(line []vg.Point) (parts [][]vg.Point) {
	var crossed []int
	open := false
	for i, to := range line[1:] {
		before := len(crossed)
		crossed = c.cross(crossed, line[i], to)
		fresh := slices.ContainsFunc(crossed[before:], func(cell int) bool { return !c.cells[cell] })
		switch last := len(parts) - 1; {
		case fresh && open:
			parts[last] = append(parts[last], to)
		case fresh:
			parts = append(parts, []vg.Point{line[i], to})
		}
		open = fresh
	}
	for _, cell := range crossed {
		c.cells[cell] = true
	}
	return parts
}

// cross adds the cells that lie between two points.
func (c *cover) cross(crossed []int, from, to vg.Point) []int {
	x, y := float64(from.X-c.corner.X)/printed, float64(from.Y-c.corner.Y)/printed
	dx, dy := float64(to.X-from.X)/printed, float64(to.Y-from.Y)/printed
	steps := int(math.Max(math.Abs(dx), math.Abs(dy))) + 1
	for i := range steps + 1 {
		part := float64(i) / float64(steps)
		crossed = append(crossed, int(x+float64(dx*part))+c.width*int(y+float64(dy*part)))
	}
	return crossed
}
