package kernel

import "math"

// The definitions of the inner loops: every implementation returns these bits.

func forwardPortable(z, x, w Matrix, _ *bitmap) {
	for i := range x.Rows {
		for k := range x.Cols {
			if value := x.at(i, k); value != 0 {
				accumulatePortable(z.Row(i), w.Row(k), value)
			}
		}
	}
}

func gradientPortable(w, x, delta Matrix, low int, _ *bitmap, end epilogue) {
	g := make([]float32, w.Cols)
	for k := range w.Rows {
		clear(g)
		for i := range x.Rows {
			if value := x.at(i, low+k); value != 0 {
				accumulatePortable(g, delta.Row(i), value)
			}
		}
		if end.update {
			accumulatePortable(w.Row(k), g, end.scale)
		} else {
			copy(w.Row(k), g)
		}
	}
}

func transposePortable(dst, src Matrix) {
	for i := range src.Rows {
		for j, x := range src.Row(i) {
			dst.data[j*dst.stride+i] = x
		}
	}
}

func accumulatePortable(dst, src []float32, x float32) {
	for j, s := range src[:len(dst)] {
		dst[j] = fma32(x, s, dst[j])
	}
}

func momentumPortable(w, g, m []float32, s *Momentum) {
	g, m = g[:len(w)], m[:len(w)]
	for j := range w {
		m[j] = floor(fma32(s.Decay, m[j], floor(g[j], tiny)), tiny)
		w[j] = fma32(-s.Rate, m[j], w[j])
	}
}

func adamPortable(w, g, m, v []float32, a *Adam) {
	g, m, v = g[:len(w)], m[:len(w)], v[:len(w)]
	for j := range w {
		g := floor(g[j], tiny)
		m[j] = floor(fma32(a.Decay1, m[j], float32(a.Fresh1*g)), tiny)
		v[j] = floor(fma32(a.Decay2, v[j], float32(float32(a.Fresh2*g)*g)), tinySquare)
		// The square root of a float32 in float64, rounded again, is the
		// correctly rounded one.
		root := float32(math.Sqrt(float64(v[j])))
		w[j] = fma32(a.Scale, m[j]/fma32(a.Correction, root, a.Epsilon), w[j])
	}
}

// floor returns x, or +0 if |x| < least.
func floor(x, least float32) float32 {
	if -least < x && x < least {
		return 0
	}
	return x
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

func rectifyPortable(a, b []float32) {
	for j, bias := range b[:len(a)] {
		a[j] = max(a[j]+bias, 0) // the built-in max keeps NaN and makes −0 +0
	}
}

func gatePortable(delta, a []float32) {
	a = a[:len(delta)]
	for j, d := range delta {
		// Positive floats, and no other, have bits from 1 to those of +Inf.
		// A branch here would be mispredicted half the time.
		below := int64(math.Float32bits(a[j])-1) - 0x7f800000
		delta[j] = math.Float32frombits(math.Float32bits(d) & uint32(below>>63))
	}
}

func finitePortable(x []float32) bool {
	for _, v := range x {
		if !isFinite(v) {
			return false
		}
	}
	return true
}

func magnitudesPortable(x []float32) (least, largest uint32) {
	least = ^uint32(0)
	for _, v := range x {
		b := math.Float32bits(v) &^ (1 << 31)
		least, largest = min(least, b-1), max(largest, b)
	}
	return least, largest
}

func markFloatsPortable(b *bitmap, x Matrix) {
	for i := range x.Rows {
		markRow(b.row(i), x.Row(i))
	}
}

func markPixelsPortable(b *bitmap, x Matrix) {
	for i := range x.Rows {
		markRow(b.row(i), x.image(i))
	}
}

func markRow[T byte | float32](bits []uint64, x []T) {
	for j, v := range x {
		if v != 0 {
			bits[j/wordBits] |= 1 << (j % wordBits)
		}
	}
}

// transposeTilePortable transposes the two 32 × 32 bits of a tile at once, by
// exchanging quarters, quarters of quarters and so on (Warren, "Hacker's
// Delight", section 7-3).
func transposeTilePortable(dst, src *bitmap, row, word int) {
	var tile [tileRows]uint64
	for r := range tile {
		tile[r] = src.row(row + r)[word]
	}
	mask := uint64(0x0000ffff_0000ffff)
	for half := tileRows / 2; half != 0; half /= 2 {
		for low := 0; low < tileRows; low += 2 * half {
			for r := low; r < low+half; r++ {
				swap := (tile[r]>>half ^ tile[r+half]) & mask
				tile[r] ^= swap << half
				tile[r+half] ^= swap
			}
		}
		mask ^= mask << (half / 2)
	}
	for c, bits := range tile {
		column := word*wordBits + c
		dst.row(column)[row/wordBits] |= bits & (1<<tileRows - 1) << (row % wordBits)
		dst.row(column + tileRows)[row/wordBits] |= bits >> tileRows << (row % wordBits)
	}
}
