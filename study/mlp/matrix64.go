package mlp

import (
	"math"

	"firststep/study/internal/kernel"
)

// Diagnostics compute in float64, with products that are rounded before they
// are added, in a fixed order: the same bits on every machine.

// addProduct adds x·w to z, each element's terms in increasing k, those with
// x[i][k] = 0 left out.
//
// z is rows × out, x rows × in, w in × out, all row by row.
func addProduct(z, x, w []float64, rows, in, out int) {
	const block = 16 // rows of w that stay in the first-level cache for all rows of x
	index := make([]int32, block)
	for low := 0; low < in; low += block {
		for i := range rows {
			xi := x[i*in : (i+1)*in]
			kernel.AddSelected(z[i*out:(i+1)*out], xi, w, nonzero(index, xi, low, min(low+block, in)))
		}
	}
}

// nonzero sets index to those from low to high whose x is not zero, and returns
// what it needs of it. It has no branch that could be foreseen wrongly.
func nonzero(index []int32, x []float64, low, high int) []int32 {
	count := 0
	for k, v := range x[low:high] {
		index[count] = int32(low + k)
		is := 1
		if math.Float64bits(v)<<1 == 0 {
			is = 0
		}
		count += is
	}
	return index[:count]
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
	index := make([]int32, 0, rows)
	column := make([]float64, rows)
	for k := range in {
		index = index[:0]
		for _, i := range reached {
			if column[i] = x[i*in+k]; column[i] != 0 {
				index = append(index, int32(i))
			}
		}
		kernel.AddSelected(g[k*out:(k+1)*out], column, d, index)
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
