package dataset

// Shoes are seen from the side, the toe at the left.

func drawSneaker(c *canvas, h hand) {
	paint := newCloth(h, 0.35, 1, 0.2)
	ground := h.between(18.8, 21)
	toe, heel := h.between(0, 0.8), h.between(27, 28)
	tongueX, tongueY := h.between(11.5, 15), ground-h.between(8.8, 12.4)
	sole := h.between(1.4, 2.6)
	c.fill([]point{
		cornerAt(toe+0.3, ground-sole),
		at(toe+0.2, ground-sole-h.between(2, 3.6)),
		at(toe+5, ground-sole-h.between(3.4, 4.8)),
		cornerAt(tongueX, tongueY),
		at(tongueX+4, tongueY+h.between(1.2, 3)),
		cornerAt(heel-1.2, tongueY+h.between(-0.4, 1.4)),
		at(heel-0.6, ground-sole-2),
		cornerAt(heel, ground-sole),
	}, paint)
	line := paint.shifted(h)
	drawLaces(c, h, line, tongueX, tongueY)
	for range h.IntN(4) {
		x := h.between(10, 22)
		c.crease([]point{at(x, ground-sole-0.4), at(x+h.between(-1, 5), ground-sole-h.between(3, 6))}, h.between(0.6, 1.5), line)
	}
	if h.chance(0.4) { // another material around the heel
		c.crease([]point{at(heel-2, tongueY+2), at(heel-1.5, ground-sole-1)}, h.between(2, 4), line)
	}
	c.fill([]point{
		cornerAt(toe, ground-sole), cornerAt(heel, ground-sole-h.between(0, 0.5)),
		at(heel, ground), at(toe+3, ground), at(toe, ground-0.5),
	}, plain(h.between(0.03, 1)))
	if h.chance(0.4) {
		c.crease([]point{at(toe, ground-sole), at(heel, ground-sole)}, 0.5, line)
	}
}

// drawLaces draws short lines down the front of a shoe from its tongue.
func drawLaces(c *canvas, h hand, line shader, x, y float64) {
	for range 2 + h.IntN(3) {
		x, y = x-h.between(1.2, 1.7), y+h.between(0.6, 1)
		c.crease([]point{at(x-0.2, y+0.4), at(x+1.6, y+1.8)}, 0.6, line)
	}
}

func drawBoot(c *canvas, h hand) {
	paint := newCloth(h, 0.5, 1, 0.12)
	high := h.chance(0.45) // a heel
	ground, rise := h.between(25.5, 27.6), 0.0
	if high {
		rise = h.between(3, 8)
	}
	shaft := h.between(0.2, 8) // y of its upper edge
	if !high {
		shaft += h.between(0, 3)
		ground -= h.between(0, 2.5)
	}
	toe, front, back := h.between(0.2, 1.8), h.between(10.5, 14), h.between(24, 27.5)
	sole := h.between(0.8, 2)
	instep := ground - h.between(7, 10) - rise/2
	c.fill([]point{
		cornerAt(toe+0.4, ground-sole),
		at(toe, ground-sole-h.between(2, 3.6)),
		at(toe+4.5, ground-sole-h.between(3.4, 4.6)),
		at(front-1, instep),
		at(front, (instep+shaft)/2),
		cornerAt(front+h.between(-0.8, 0.6), shaft+h.between(-0.3, 0.6)),
		cornerAt(back-h.between(0, 1.5), shaft),
		at(back-h.between(0.4, 2.8), (ground+shaft)/2),
		at(back, ground-sole-rise-2),
		cornerAt(back-0.4, ground-sole-rise),
		cornerAt(toe+11, ground-sole-rise/4),
	}, paint)
	drawHeel(c, h, toe, back, ground, sole, rise)
	line := paint.shifted(h)
	switch {
	case h.chance(0.35): // laced
		drawLaces(c, h, line, front+1.5, (shaft+instep)/2)
		c.crease([]point{at(front, shaft+1), at(front, instep)}, 0.8, line)
	case h.chance(0.5): // an elastic side
		c.crease([]point{at((front+back)/2+1, shaft), at((front+back)/2, instep+2)}, h.between(1.5, 3.5), line)
	}
	if h.chance(0.4) { // a strap or an edge of the shaft
		y := h.between(shaft+0.8, instep)
		c.crease([]point{at(front-3, y+0.5), at(back+1, y)}, h.between(0.6, 1.3), line)
	}
}

// drawHeel draws sole and heel below a shoe whose back is raised.
func drawHeel(c *canvas, h hand, toe, back, ground, sole, rise float64) {
	shade := plain(h.between(0.25, 1))
	if rise == 0 {
		c.fill([]point{
			at(toe, ground-sole-0.2), cornerAt(back, ground-sole-0.2), cornerAt(back-0.3, ground),
			cornerAt(back-8, ground), cornerAt(back-8.6, ground-0.4), at(toe+1, ground),
		}, shade)
		return
	}
	top, foot := h.between(2.6, 7), h.between(0.7, 5)
	c.fill([]point{
		cornerAt(back-top, ground-sole-rise-0.4), cornerAt(back-0.2, ground-sole-rise-1),
		cornerAt(back-0.6, ground), cornerAt(back-0.6-min(foot, top), ground),
	}, shade)
	c.stroke([]point{
		at(toe+0.6, ground-sole/2), at(toe+9, ground-sole/2), at(toe+13, ground-sole-rise/2), at(back-1.5, ground-sole-rise),
	}, sole, shade)
}

func drawSandal(c *canvas, h hand) {
	if h.chance(0.4) {
		drawHeeledSandal(c, h)
	} else {
		drawFlatSandal(c, h)
	}
}

// drawFlatSandal draws a sole, thin or a wedge, and straps over it.
func drawFlatSandal(c *canvas, h hand) {
	ground, thick := h.between(18, 21), h.between(1, 2.2)
	raised := 0.0
	if h.chance(0.4) {
		ground, thick, raised = ground+2, h.between(2, 4), h.between(1, 5)
	}
	toe, heel := h.between(0, 1), h.between(26.5, 28)
	sole := newCloth(h, 0.15, 0.9, 0.15)
	c.fill([]point{
		at(toe, ground-thick), at(toe+10, ground-thick-0.3), cornerAt(heel, ground-thick-raised),
		cornerAt(heel-0.6, ground), at(toe+12, ground), at(toe, ground),
	}, sole)
	top := func(x float64) float64 { // y of the upper side of the sole
		return ground - thick - raised*max(0, x-10)/18
	}
	strap := newCloth(h, 0.3, 1, 0.2)
	for range 2 + h.IntN(3) {
		from, span := h.between(toe+2, 17), h.between(4, 9)
		rise := h.between(3, 8.5)
		c.stroke([]point{
			at(from, top(from)), at(from+float64(span*0.3), top(from)-rise), at(from+span, top(from)-rise), at(min(from+float64(span*1.4), heel-1), top(from+span)),
		}, h.between(1, 3), strap)
	}
	if h.chance(0.6) { // around the heel
		rise := h.between(4, 9.5)
		c.stroke([]point{
			at(heel-1, top(heel)), at(heel-0.2, top(heel)-rise), at(heel-8, top(heel)-rise-1), at(heel-13, top(15)),
		}, h.between(0.9, 2.6), strap)
	}
}

// drawHeeledSandal draws a steep sole on a heel with straps.
func drawHeeledSandal(c *canvas, h hand) {
	paint := newCloth(h, 0.4, 1, 0.1)
	ground := h.between(25.5, 27.5)
	heelX, heelY := h.between(23, 26), ground-h.between(8, 13)
	ball := h.between(8, 11)
	platform := h.between(1.1, 3.4)
	c.stroke([]point{
		at(h.between(0.5, 2), ground-platform/2), at(ball, ground-platform/2-0.3), at(ball+4, ground-4), at(heelX, heelY),
	}, platform, paint)
	c.fill([]point{
		cornerAt(heelX-h.between(2, 4), heelY+1), cornerAt(heelX+0.8, heelY-0.4),
		cornerAt(heelX+h.between(0.4, 1.4), ground), cornerAt(heelX-h.between(0.2, 2), ground),
	}, paint)
	for range 1 + h.IntN(3) { // over the toes
		x := h.between(2.5, 7)
		c.stroke([]point{at(x, ground-platform), at(x+1.5, ground-h.between(5, 8)), at(x+5, ground-3.5)}, h.between(1, 3.4), paint)
	}
	ankle := heelY - h.between(3, 9)
	c.stroke([]point{at(heelX-0.3, heelY), at(heelX+h.between(0, 1.2), ankle)}, h.between(0.9, 3.4), paint)
	c.stroke([]point{at(heelX+0.6, ankle), at(heelX-4, ankle-h.between(0, 1.4)), at(heelX-h.between(6, 9), ankle+1)}, h.between(0.8, 2.6), paint)
	if h.chance(0.5) { // from ankle to toes
		c.stroke([]point{at(heelX-6, ankle+1), at(ball+3, ground-9), at(ball-1, ground-5)}, h.between(0.7, 1.4), paint)
	}
}
