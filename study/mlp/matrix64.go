package mlp

import "firststep/study/internal/kernel"

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
		k0, k1, k2, k3 := index[0], index[1], index[2], index[3]
		kernel.AddRows(z, &[4]float64{x[k0], x[k1], x[k2], x[k3]}, row(k0), row(k1), row(k2), row(k3))
	}
	for _, k := range index {
		kernel.AddScaled(z, x[k], row(k))
	}
}

// addOuter adds xᵀ·d to g, each element's terms in increasing order of rows,
// those with x[i][k] = 0 and those of rows of d that are zero left out.
//
// g is in × out, x rows × in, d rows × out.
func addOuter(g, x, d []float64, rows, in, out int) {
	var reached []int
	for i := range rows {
		if !isZero(d[i*out : (i+1)*out]) {
			reached = append(reached, i)
		}
	}
	index := make([]int, 0, rows)
	column := make([]float64, rows)
	for k := range in {
		index = index[:0]
		for _, i := range reached {
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
		if !isZero(di) {
			addDots(z[i*in:(i+1)*in], di, w)
		}
	}
}

// addDots adds the dot product of x with each row of w to an element of z.
func addDots(z, x, w []float64) {
	var sums [4]float64
	for ; len(z) >= len(sums); z, w = z[len(sums):], w[len(sums)*len(x):] {
		kernel.Dots(&sums, x, w)
		for k, sum := range sums {
			z[k] += sum
		}
	}
	for k := range z {
		z[k] += kernel.Dot(x, w[k*len(x):])
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
