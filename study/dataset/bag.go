package dataset

func drawBag(c *canvas, h hand) {
	paint := newCloth(h, 0.35, 1, 0.3)
	half := h.between(10.5, 14) // half the width at the bottom
	high := h.between(13, 19)
	bottom := h.between(23, 27.5)
	top := bottom - high
	taper := h.between(-1.5, 3)
	drawHandle(c, h, paint, half-taper, top)
	corner := h.chance(0.6)
	c.fill([]point{
		{axis - half + taper, top, corner}, at(axis, top+h.between(-2, 1)), {axis + half - taper, top, corner},
		{axis + half, bottom - 1, corner}, at(axis+half-2, bottom), at(axis-half+2, bottom), {axis - half, bottom - 1, corner},
	}, paint)
	line := paint.shifted(h)
	switch {
	case h.chance(0.45): // a flap
		y := top + float64(high*h.between(0.35, 0.65))
		c.crease([]point{at(axis-half, top+2), at(axis-half+3, y), at(axis+half-3, y), at(axis+half, top+2)}, h.between(0.6, 1.1), line)
		c.crease([]point{at(axis-0.3, y), at(axis+0.3, y)}, h.between(1, 2.4), line)
	case h.chance(0.5): // a zip
		c.crease([]point{at(axis-half, top+2), at(axis+half, top+2)}, h.between(0.6, 1.1), line)
	default: // pockets
		y := top + high/2
		c.crease([]point{cornerAt(axis-half+3, bottom), cornerAt(axis-half+3, y), cornerAt(axis+half-3, y), cornerAt(axis+half-3, bottom)}, 0.7, line)
	}
}

// drawHandle draws a handle, or a strap, above a bag whose upper edge is at
// top and reaches half a width to both sides.
func drawHandle(c *canvas, h hand, paint *cloth, half, top float64) {
	reach := float64(half * h.between(0.3, 0.85))
	up := top - h.between(3, max(4, top))
	width := h.between(0.8, 1.7)
	switch {
	case h.chance(0.6):
		c.stroke([]point{at(axis-reach, top+1), at(axis-float64(reach*0.8), up), at(axis+float64(reach*0.8), up), at(axis+reach, top+1)}, width, paint)
	case h.chance(0.6): // a strap that hangs down the sides
		for _, sign := range []float64{-1, 1} {
			x := func(d float64) float64 { return axis + float64(sign*d) }
			c.stroke([]point{at(x(half-1), top), at(x(min(half+2.5, 13.5)), top+2), at(x(min(half+1.5, 13.5)), top+h.between(6, 12))}, width, paint)
		}
	}
}
