package dataset

import (
	"math"
	"slices"
)

// side is the number of rows, and of columns, of a synthetic image.
const side = 28

// A point on the canvas, in pixels from its upper left corner. Outlines pass
// through corners and round off the other points.
type point struct {
	x, y   float64
	corner bool
}

func at(x, y float64) point       { return point{x, y, false} }
func cornerAt(x, y float64) point { return point{x, y, true} }

// A canvas is an image while it is drawn. Its pixels are the same on every
// machine: drawing takes sums, products, quotients and square roots alone,
// and rounds a product before it is added, except by a power of two, which
// is exact.
type canvas struct {
	ink   [side * side]float64 // shade times cover, 0 to 1
	cover [side * side]float64 // share of the pixel that is painted, 0 to 1
}

// A shader gives the shade, 0 to 1, of a pixel; the background is 0.
type shader interface{ at(x, y int) float64 }

// plain is a shader of one shade.
type plain float64

func (p plain) at(x, y int) float64 { return float64(p) }

// blend paints a share of a pixel.
func (c *canvas) blend(x, y int, share, shade float64) {
	i := y*side + x
	c.ink[i] += float64((shade - c.ink[i]) * share)
	c.cover[i] += float64((1 - c.cover[i]) * share)
}

// fill paints the inside of a closed outline, by the even-odd rule. Of every
// row four lines are sampled; along them the cover is exact.
func (c *canvas) fill(outline []point, paint shader) {
	const lines = 4
	outline = rounded(outline, true)
	var crossings []float64
	for y := range side {
		var share [side]float64
		for line := range lines {
			crossings = crossingsAt(crossings[:0], outline, float64(y)+(float64(line)+0.5)/lines)
			for i := 0; i+1 < len(crossings); i += 2 {
				addSpan(&share, crossings[i], crossings[i+1], 1./lines)
			}
		}
		for x, s := range share {
			if s > 0 {
				c.blend(x, y, s, paint.at(x, y))
			}
		}
	}
}

// crossingsAt appends where the edges of a closed outline cross the
// horizontal line y, in increasing order.
func crossingsAt(crossings []float64, outline []point, y float64) []float64 {
	a := outline[len(outline)-1]
	for _, b := range outline {
		if (a.y <= y) != (b.y <= y) {
			crossings = append(crossings, a.x+float64((y-a.y)/(b.y-a.y)*(b.x-a.x)))
		}
		a = b
	}
	slices.Sort(crossings)
	return crossings
}

// addSpan adds weight to the pixels of a row between two abscissae, to the
// outer ones in proportion.
func addSpan(share *[side]float64, from, to, weight float64) {
	from, to = max(from, 0), min(to, side)
	for x := int(from); x < side && float64(x) < to; x++ {
		inside := min(to, float64(x+1)) - max(from, float64(x))
		share[x] += float64(inside * weight)
	}
}

// stroke draws a line with round ends, its width in pixels.
func (c *canvas) stroke(line []point, width float64, paint shader) {
	c.draw(line, width, paint, false)
}

// crease draws a line on what is painted already.
func (c *canvas) crease(line []point, width float64, paint shader) {
	c.draw(line, width, paint, true)
}

func (c *canvas) draw(line []point, width float64, paint shader, painted bool) {
	line = rounded(line, false)
	var share [side * side]float64
	for i := 1; i < len(line); i++ {
		addSegment(&share, line[i-1], line[i], width)
	}
	for i, s := range share {
		if painted {
			s = min(s, c.cover[i])
		}
		if s > 0 {
			c.blend(i%side, i/side, s, paint.at(i%side, i/side))
		}
	}
}

// addSegment raises the shares of the pixels near a segment to how far they
// are within half a width of it.
func addSegment(share *[side * side]float64, a, b point, width float64) {
	reach := width/2 + 0.5
	x0, x1 := max(int(min(a.x, b.x)-reach), 0), min(int(max(a.x, b.x)+reach), side-1)
	y0, y1 := max(int(min(a.y, b.y)-reach), 0), min(int(max(a.y, b.y)+reach), side-1)
	for y := y0; y <= y1; y++ {
		for x := x0; x <= x1; x++ {
			s := reach - distance(float64(x)+0.5, float64(y)+0.5, a, b)
			share[y*side+x] = max(share[y*side+x], min(s, width, 1))
		}
	}
}

// distance returns how far the point (x, y) is from the segment from a to b.
func distance(x, y float64, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	px, py := x-a.x, y-a.y
	if square := float64(dx*dx) + float64(dy*dy); square > 0 {
		t := (float64(px*dx) + float64(py*dy)) / square
		t = max(0, min(t, 1))
		px, py = px-float64(t*dx), py-float64(t*dy)
	}
	return math.Sqrt(float64(px*px) + float64(py*py))
}

// rounded cuts the corners of a line twice, except those that are to stay:
// Chaikin's algorithm (1974), which tends to a quadratic B-spline.
func rounded(line []point, closed bool) []point {
	for range 2 {
		n := len(line)
		cut := make([]point, 0, 2*n)
		for i, p := range line {
			if p.corner || !closed && (i == 0 || i == n-1) {
				cut = append(cut, p)
				continue
			}
			before, after := line[(i+n-1)%n], line[(i+1)%n]
			cut = append(cut,
				at(p.x+(before.x-p.x)/4, p.y+(before.y-p.y)/4),
				at(p.x+(after.x-p.x)/4, p.y+(after.y-p.y)/4))
		}
		line = cut
	}
	return line
}

// write sets an image's pixels, 0 to 255, row by row.
func (c *canvas) write(image []byte) {
	for i, ink := range c.ink {
		image[i] = byte(float64(max(0, min(ink, 1))*255) + 0.5)
	}
}
