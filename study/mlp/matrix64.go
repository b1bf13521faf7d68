package mlp

// Diagnostics compute in float64, with products that are rounded before they
// are added, in a fixed order: the same bits on every machine.

// addProduct adds x·w to z, each element's terms in increasing k, those with
// x[i][k] = 0 left out.
//
// z is rows × out, x rows × in, w in × out, all row by row.
func addProduct(z, x, w []float64, rows, in, out int) {
	const block = 16 // rows of w that stay in the first-level cache for all rows of x
	var index [block]int
	for low := 0; low < in; low += block {
		high := min(low+block, in)
		for i := range rows {
			count := 0
			for k := low; k < high; k++ {
				if x[i*in+k] != 0 {
					index[count] = k
					count++
				}
			}
			addRows(z[i*out:(i+1)*out], x[i*in:(i+1)*in], w, index[:count])
		}
	}
}

// addRows adds Σ x[k]·w[k] over the given k, in their order, to z.
func addRows(z, x, w []float64, index []int) {
	out := len(z)
	row := func(k int) []float64 { return w[k*out:][:out] }
	for ; len(index) >= 4; index = index[4:] { // four at once load and store z once
		x0, x1, x2, x3 := x[index[0]], x[index[1]], x[index[2]], x[index[3]]
		w0, w1, w2, w3 := row(index[0]), row(index[1]), row(index[2]), row(index[3])
		for j := range z {
			s := z[j] + float64(x0*w0[j])
			s += float64(x1 * w1[j])
			s += float64(x2 * w2[j])
			z[j] = s + float64(x3*w3[j])
		}
	}
	for _, k := range index {
		xk := x[k]
		for j, wj := range row(k) {
			z[j] += float64(xk * wj)
		}
	}
}

// addOuter adds xᵀ·d to g, each element's terms in increasing order of rows,
// those with x[i][k] = 0 left out.
//
// g is in × out, x rows × in, d rows × out.
func addOuter(g, x, d []float64, rows, in, out int) {
	index := make([]int, 0, rows)
	column := make([]float64, rows)
	for k := range in {
		index = index[:0]
		for i := range rows {
			if column[i] = x[i*in+k]; column[i] != 0 {
				index = append(index, i)
			}
		}
		addRows(g[k*out:(k+1)*out], column, d, index)
	}
}

// addTransposed adds d·wᵀ to z. z is rows × in, d rows × out, w in × out.
func addTransposed(z, d, w []float64, rows, in, out int) {
	for i := range rows {
		di := d[i*out : (i+1)*out]
		if isZero(di) {
			continue
		}
		for k := range in {
			z[i*in+k] += dot(di, w[k*out:(k+1)*out])
		}
	}
}

// dot returns Σ x[j]·y[j]: four lanes, lane l summing j = l, l+4, l+8 … from
// 0, then (0+1)+(2+3), then what is left over.
func dot(x, y []float64) float64 {
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

// addScaled adds s·x to z.
func addScaled(z []float64, s float64, x []float64) {
	x = x[:len(z)]
	for j := range z {
		z[j] += float64(s * x[j])
	}
}

func isZero(x []float64) bool {
	for _, v := range x {
		if v != 0 {
			return false
		}
	}
	return true
}

// widened returns values in float64.
func widened(values []float32) []float64 {
	wide := make([]float64, len(values))
	for i, v := range values {
		wide[i] = float64(v)
	}
	return wide
}
