package dataset

func drawTrouser(c *canvas, h hand) {
	paint := newCloth(h, 0.5, 1, 0.15)
	if paint.pattern == hoops || paint.pattern == panel {
		paint.pattern = stripes
	}
	waist, hip := h.between(3.4, 4.9), h.between(4.2, 5.6)
	crotch, length := h.between(7.5, 10.5), h.between(26.6, 28)
	gap, ankle := h.between(0.3, 1.8), h.between(2.1, 3.7)
	if h.chance(0.1) { // shorts
		waist, hip, ankle, length = waist+1.2, hip+1.8, h.between(5, 6.5), h.between(16, 22)
	}
	pose := h.between(-1, 1)
	for i, sign := range []float64{-1, 1} {
		x := func(d float64) float64 { return axis + float64(sign*d) }
		bend := pose * float64(i)
		c.fill([]point{
			cornerAt(x(-0.1), 0.4),
			cornerAt(x(waist), 0.2),
			at(x(hip), 6),
			at(x(hip-0.2)+bend, (length+crotch)/2-4),
			cornerAt(x(gap+ankle)+bend, length),
			cornerAt(x(gap)+bend, length+h.between(-0.4, 0.4)),
			at(x(gap+0.1)+bend, (length+crotch)/2),
			cornerAt(x(0.1), crotch),
			cornerAt(x(-0.1), crotch),
		}, paint)
	}
	line := paint.shifted(h)
	c.crease([]point{at(axis-6, 1.6), at(axis+6, 1.6)}, 0.6, line)
	c.crease([]point{at(axis, 1), at(axis, crotch)}, 0.5, line)
	if h.chance(0.4) {
		c.crease([]point{at(axis-hip, 3), at(axis-hip+2.4, 2)}, 0.6, line)
		c.crease([]point{at(axis+hip, 3), at(axis+hip-2.4, 2)}, 0.6, line)
	}
}
