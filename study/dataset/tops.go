package dataset

import "slices"

// The axis of symmetry of garments that are seen from the front.
const axis = side / 2.0

// A top is a garment for the upper body, seen from the front: measures in
// pixels, abscissae from the axis.
type top struct {
	neck, neckDepth float64 // half the width of the neckline, and its depth
	pointed         bool    // a V-neck
	start           float64 // y of the neck
	shoulder, drop  float64 // end of the shoulder, and how far it lies below the neck
	chest, armpit   float64 // half width below the sleeves, and its y
	waist, waistAt  float64
	hem, length     float64 // half width at the lower edge, and its y
	bow             float64 // how far the middle of the hem hangs below its ends
	sleeved         bool
	cuffX, cuffY    float64 // middle of the end of a sleeve
	cuff            float64 // half the width of that end
}

// shortSleeves and longSleeves hang sleeves on a top.
func (t *top) shortSleeves(h hand) {
	t.sleeved = true
	t.cuffX, t.cuffY = t.shoulder+h.between(1.8, 3.2), t.start+t.drop+h.between(4.5, 8.5)
	t.cuff = h.between(1.8, 2.5)
}

func (t *top) longSleeves(h hand) {
	t.sleeved = true
	t.cuffX, t.cuffY = min(t.chest+h.between(2.6, 4.2), 12.2), t.length-h.between(0.5, 5)
	t.cuff = h.between(1.3, 2)
}

// draw paints sleeves and body with the cloth, and the seams between them.
func (t *top) draw(c *canvas, h hand, paint *cloth) {
	seam := plain(max(0.05, min(paint.shade+h.between(-0.2, 0.2), 1)))
	right, left := t.worn(h), t.worn(h)
	if t.sleeved {
		c.fill(right.sleeve(1), paint)
		c.fill(left.sleeve(-1), paint)
	}
	c.fill(outline(right, left), paint)
	if t.sleeved {
		c.crease(right.sleeveSeam(1), 0.7, seam)
		c.crease(left.sleeveSeam(-1), 0.7, seam)
	}
	c.crease([]point{
		at(axis-t.neck, t.start), at(axis, t.start+float64(1.9*t.neckDepth)), at(axis+t.neck, t.start),
	}, 1, seam)
}

// worn returns a half of the top as it lies in one picture, no half quite
// like the other.
func (t *top) worn(h hand) *top {
	w := *t
	for _, measure := range []*float64{&w.shoulder, &w.drop, &w.chest, &w.armpit, &w.waist, &w.hem, &w.length, &w.cuffX, &w.cuffY} {
		*measure += h.between(-0.3, 0.3)
	}
	return &w
}

// outline goes from the right side of the neck around the body.
func outline(right, left *top) []point {
	up := left.flank(-1)
	slices.Reverse(up)
	points := append(right.flank(1), at(axis, right.length+right.bow))
	points = append(points, up...)
	return append(points, point{axis, right.start + right.neckDepth, right.pointed})
}

// flank returns the points of a half from the neck down to the hem; sign is
// 1 for the right of the image, −1 for its left.
func (t *top) flank(sign float64) []point {
	x := func(d float64) float64 { return axis + float64(sign*d) }
	return []point{
		cornerAt(x(t.neck), t.start),
		cornerAt(x(t.shoulder), t.start+t.drop),
		at(x(t.chest-0.4), (t.start+t.drop+t.armpit)/2),
		at(x(t.chest), t.armpit),
		at(x(t.waist), t.waistAt),
		cornerAt(x(t.hem), t.length),
	}
}

// sleeve returns the outline of a sleeve.
func (t *top) sleeve(sign float64) []point {
	x := func(d float64) float64 { return axis + float64(sign*d) }
	elbow := (t.start + t.drop + t.cuffY) / 2
	return []point{
		cornerAt(x(t.shoulder-1), t.start+t.drop-0.4),
		at(x(t.shoulder+0.6), t.start+t.drop),
		at(x((t.shoulder+t.cuffX)/2+t.cuff+0.4), elbow),
		cornerAt(x(t.cuffX+t.cuff), t.cuffY),
		cornerAt(x(t.cuffX-t.cuff), t.cuffY+0.7),
		at(x(t.chest-0.2), t.armpit),
		cornerAt(x(t.shoulder-2), t.armpit),
	}
}

// sleeveSeam returns the line between body and sleeve.
func (t *top) sleeveSeam(sign float64) []point {
	x := func(d float64) float64 { return axis + float64(sign*d) }
	return []point{at(x(t.shoulder), t.start+t.drop), at(x(t.chest), t.armpit), at(x(t.waist), t.waistAt)}
}

// newTop picks measures that suit most tops.
func newTop(h hand) *top {
	t := &top{
		neck: h.between(1.8, 3.6), neckDepth: h.between(0.7, 2.6),
		pointed: h.chance(0.25),
		start:   h.between(0, 1.2), shoulder: h.between(6.2, 7.6), drop: h.between(1, 2.2),
		armpit: h.between(8, 10.5), waistAt: h.between(14, 18),
		length: h.between(26.4, 28), bow: h.between(-0.6, 1),
	}
	t.chest = t.shoulder + h.between(-0.9, 0.4)
	t.waist = t.chest + h.between(-1, 0.4)
	t.hem = t.waist + h.between(-0.2, 1.2)
	return t
}

func drawTShirt(c *canvas, h hand) {
	t, paint := newTop(h), newCloth(h, 0.35, 1, 0.3)
	t.neckDepth += h.between(0, 1.5)
	t.hem += h.between(0, 0.8)
	switch {
	case h.chance(0.85):
		t.shortSleeves(h)
	case h.chance(0.6): // a tank top
		t.shoulder, t.chest = t.neck+h.between(1, 2.2), t.chest-0.5
		t.neckDepth += h.between(1, 3.5)
	}
	t.draw(c, h, paint)
	if h.chance(0.35) {
		drawLogo(c, h, paint)
	}
}

func drawPullover(c *canvas, h hand) {
	t, paint := newTop(h), newCloth(h, 0.35, 1, 0.35)
	t.longSleeves(h)
	t.cuffY = t.length - h.between(0.2, 3)
	t.cuff += 0.1
	t.hem = t.waist - h.between(-0.3, 0.9)
	if h.chance(0.2) {
		drawHood(c, h, t, paint)
	}
	t.draw(c, h, paint)
	c.crease([]point{at(axis-8, t.length-1.8), at(axis+8, t.length-1.8)}, 0.6, paint.shifted(h))
	if h.chance(0.25) {
		drawLogo(c, h, paint)
	}
}

func drawDress(c *canvas, h hand) {
	t, paint := newTop(h), newCloth(h, 0.45, 1, 0.25)
	t.shoulder = h.between(3.8, 5.4)
	t.neck = min(t.neck, t.shoulder-1)
	t.neckDepth += h.between(0, 1.5)
	t.armpit = h.between(6, 8)
	t.chest = t.shoulder + h.between(-0.6, 0.2)
	t.waistAt = h.between(11, 14)
	t.waist = t.chest - h.between(0, 1.3)
	t.hem = t.waist + h.between(0.6, 4.5)
	switch {
	case h.chance(0.25):
		t.shortSleeves(h)
		t.cuffX -= 0.8
	case h.chance(0.3):
		t.longSleeves(h)
		t.cuffY -= h.between(3, 8)
		t.cuffX = t.chest + h.between(1.6, 2.8)
	}
	t.draw(c, h, paint)
	if h.chance(0.4) {
		c.crease([]point{at(axis-6, t.waistAt), at(axis+6, t.waistAt)}, h.between(0.6, 1.4), paint.shifted(h))
	}
}

func drawCoat(c *canvas, h hand) {
	t, paint := newTop(h), newCloth(h, 0.4, 1, 0.2)
	t.neck = h.between(1.6, 2.8)
	t.shoulder += h.between(-0.6, 0.4)
	t.chest += h.between(-0.6, 0.4)
	t.hem = t.chest + h.between(-0.2, 1.6)
	t.length = 28
	t.longSleeves(h)
	t.cuff -= 0.1
	hooded := h.chance(0.4)
	if hooded {
		drawHood(c, h, t, paint)
	}
	t.draw(c, h, paint)
	line := paint.shifted(h)
	c.crease([]point{at(axis, t.start+t.neckDepth), at(axis+h.between(-0.5, 0.5), 28)}, h.between(0.9, 1.6), line)
	if !hooded {
		drawCollar(c, h, t, line, h.between(3, 9))
	}
	for _, sign := range []float64{-1, 1} {
		x, y := axis+float64(sign*3.6), h.between(17, 21)
		c.crease([]point{at(x-1.4, y), at(x+1.4, y+0.5)}, 0.7, line)
	}
}

func drawShirt(c *canvas, h hand) {
	t, paint := newTop(h), newCloth(h, 0.2, 0.95, 0.5)
	t.shoulder -= 0.3
	t.chest -= 0.5
	t.waist -= 0.5
	t.hem -= 0.3
	t.length, t.bow = h.between(23.8, 26.6), h.between(1.2, 3.4)
	switch {
	case h.chance(0.65):
		t.longSleeves(h)
	case h.chance(0.85):
		t.shortSleeves(h)
	}
	t.draw(c, h, paint)
	line := paint.shifted(h)
	if h.chance(0.75) {
		drawCollar(c, h, t, line, h.between(2, 3.5))
		c.crease([]point{at(axis, t.start+t.neckDepth), at(axis, 28)}, 0.6, line)
		for y := t.start + t.neckDepth + 2; y < t.length; y += 3.5 {
			c.crease([]point{at(axis+0.2, y), at(axis+0.3, y)}, 1.1, line)
		}
	}
}

// drawHood paints a hood behind a top and moves the top down below it.
func drawHood(c *canvas, h hand, t *top, paint *cloth) {
	t.start = h.between(2.5, 4)
	wide := t.neck + h.between(0.8, 1.6)
	c.fill([]point{
		cornerAt(axis-wide, t.start+2), at(axis-wide, 0), at(axis, t.start-5), at(axis+wide, 0), cornerAt(axis+wide, t.start+2),
	}, paint)
	c.crease([]point{at(axis-wide+1.2, t.start), at(axis, 0.2), at(axis+wide-1.2, t.start)}, 1, paint.shifted(h))
}

// drawCollar draws the two edges of a collar or of lapels, so many pixels long.
func drawCollar(c *canvas, h hand, t *top, line shader, long float64) {
	for _, sign := range []float64{-1, 1} {
		neck := axis + float64(sign*t.neck)
		c.crease([]point{
			at(neck, t.start),
			at(neck+float64(sign*0.4), t.start+float64(long*0.6)),
			at(axis+float64(sign*0.5), t.start+long),
		}, h.between(0.6, 1.1), line)
	}
}

// drawLogo prints a badge or a few lines on the chest.
func drawLogo(c *canvas, h hand, paint *cloth) {
	ink := paint.shifted(h)
	x, y := axis+h.between(-0.8, 0.8), h.between(8, 12)
	if h.chance(0.4) {
		r := h.between(1.8, 3.4)
		c.crease([]point{at(x, y), at(x, y+0.1)}, 2*r, ink)
		c.crease([]point{at(x-r/2, y), at(x+r/2, y)}, 1, paint)
		return
	}
	for range 1 + h.IntN(3) {
		half := h.between(1.5, 3.8)
		c.crease([]point{at(x-half, y), at(x+half, y)}, 0.9, ink)
		y += h.between(1.6, 2.2)
	}
}
