package kernel

import "math"

// The definitions of the inner loops: every implementation returns these bits.

func accumulatePortable(dst, src []float32, x float32) {
	for j, s := range src[:len(dst)] {
		dst[j] = FMA32(x, s, dst[j])
	}
}

func adamPortable(w, g, m, v []float32, a *Adam) {
	g, m, v = g[:len(w)], m[:len(w)], v[:len(w)]
	for j := range w {
		m[j] = FMA32(a.Decay1, m[j], float32(a.Fresh1*g[j]))
		v[j] = FMA32(a.Decay2, v[j], float32(float32(a.Fresh2*g[j])*g[j]))
		// The square root of a float32 in float64, rounded again, is the
		// correctly rounded one.
		root := float32(math.Sqrt(float64(v[j])))
		w[j] = FMA32(a.Scale, m[j]/FMA32(a.Correction, root, a.Epsilon), w[j])
	}
}

func squaresPortable(lanes *[8]float64, x []float32) {
	for ; len(x) >= 8; x = x[8:] {
		for j, v := range x[:8] {
			lanes[j] += float64(float64(v) * float64(v))
		}
	}
	for j, v := range x {
		lanes[j] += float64(float64(v) * float64(v))
	}
}

func subtractPortable(dst, a, b []float32) {
	a, b = a[:len(dst)], b[:len(dst)]
	for j := range dst {
		dst[j] = a[j] - b[j]
	}
}
