package kernel

import "math"

// fma32 returns x·y + z rounded once, to nearest even, as a float32: what a
// fused multiply-add instruction returns.
//
// The product of two float32 is exact in float64. Its sum with z is not, and
// rounding it to float64 and then to float32 goes wrong where the first
// rounding lands half-way between two float32. Rounding to odd instead
// (Boldo and Melquiond, "Emulation of a FMA and correctly rounded sums:
// proved algorithms using rounding to odd", IEEE Trans. Computers 57, 2008)
// keeps the second rounding right.
func fma32(x, y, z float32) float32 {
	product := float64(x) * float64(y)
	sum := product + float64(z)

	const (
		discarded = 1<<29 - 1 // bits that a normal float32 has no room for
		half      = 1 << 28
		minNormal = 0x1p-126
	)
	if math.Float64bits(sum)&discarded != half && (sum >= minNormal || sum <= -minNormal) {
		return float32(sum)
	}
	return float32(roundToOdd(product, float64(z), sum))
}

// roundToOdd returns a+b rounded to odd, given sum, which is a+b rounded to
// nearest: of the two float64 around an inexact sum, the one whose last bit
// is set.
func roundToOdd(a, b, sum float64) float64 {
	// Knuth's two-sum: rest is a + b − sum exactly.
	virtual := sum - a
	rest := (a - (sum - virtual)) + (b - virtual)
	bits := math.Float64bits(sum)
	if math.IsNaN(sum) || rest == 0 || bits&1 == 1 {
		return sum
	}
	if (rest > 0) == (sum > 0) {
		return math.Float64frombits(bits + 1)
	}
	return math.Float64frombits(bits - 1)
}
