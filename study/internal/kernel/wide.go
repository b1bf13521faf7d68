package kernel

// Loops in float64, for diagnostics: products are rounded before they are
// added, in a fixed order, so that there is no fused multiply-add in them.
// Slices beside the first are at least as long as it.

// AddScaled adds s·x to z.
func AddScaled(z []float64, s float64, x []float64) { active.addScaled(z, x[:len(z)], s) }

// AddSelected adds x[k]·w[k] to z for the selected k, which have to be indices
// of x, one after another. w has a row of the length of z for each element of x.
func AddSelected(z, x, w []float64, selected []int32) {
	if len(selected) > 0 {
		active.addSelected(z, x, w[:len(x)*len(z)], selected)
	}
}

// Dot returns Σ x[j]·y[j]: four lanes, lane l summing j = l, l+4, l+8 … from
// 0, then (0+1)+(2+3), then what is left over.
func Dot(x, y []float64) float64 {
	y = y[:len(x)]
	var s0, s1, s2, s3 float64
	for len(x) >= 4 {
		s0 += float64(x[0] * y[0])
		s1 += float64(x[1] * y[1])
		s2 += float64(x[2] * y[2])
		s3 += float64(x[3] * y[3])
		x, y = x[4:], y[4:]
	}
	sum := (s0 + s1) + (s2 + s3)
	for j, v := range x {
		sum += float64(v * y[j])
	}
	return sum
}

// Dots sets sums to the [Dot] of x with each of the four rows of y, which lie
// one behind the other. One sum has to wait for itself; four do not.
func Dots(sums *[4]float64, x, y []float64) { active.dots(sums, x, y[:4*len(x)]) }

// AddScaledDot adds s·x to z and returns the [Dot] of z with y.
func AddScaledDot(z []float64, s float64, x, y []float64) float64 {
	return active.addScaledDot(z, x[:len(z)], y[:len(z)], s)
}

func addScaledPortable(z, x []float64, s float64) {
	x = x[:len(z)]
	for j := range z {
		z[j] += float64(s * x[j])
	}
}

func addSelectedPortable(z, x, w []float64, selected []int32) {
	row := func(k int32) []float64 { return w[int(k)*len(z):][:len(z)] }
	for ; len(selected) >= 4; selected = selected[4:] { // four at once load and store z once
		k0, k1, k2, k3 := selected[0], selected[1], selected[2], selected[3]
		x0, x1, x2, x3 := x[k0], x[k1], x[k2], x[k3]
		w0, w1, w2, w3 := row(k0), row(k1), row(k2), row(k3)
		for j := range z {
			s := z[j] + float64(x0*w0[j])
			s += float64(x1 * w1[j])
			s += float64(x2 * w2[j])
			z[j] = s + float64(x3*w3[j])
		}
	}
	for _, k := range selected {
		addScaledPortable(z, row(k), x[k])
	}
}

func dotsPortable(sums *[4]float64, x, y []float64) {
	for i := range sums {
		sums[i] = Dot(x, y[i*len(x):])
	}
}

func addScaledDotPortable(z, x, y []float64, s float64) float64 {
	addScaledPortable(z, x, s)
	return Dot(z, y)
}
