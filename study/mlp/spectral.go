package mlp

import "math"

// spectralTolerance is the relative residual to which spectral norms are
// found: ‖AᵀAv − σ²v‖ is at most this share of σ², and so is twice the error
// of σ.
const spectralTolerance = 1e-8

// spectralNorm returns the largest singular value of a, inputs × units, row
// by row: the root of the largest eigenvalue of aᵀ·a or a·aᵀ, whichever is
// smaller, by Lanczos' method. It is NaN where an element is not finite.
func spectralNorm(a []float64, inputs, units int) float64 {
	if isZero(a) {
		return 0
	}
	left := make([]float64, inputs)
	right := make([]float64, units)
	times := func(left, right []float64) { // left = a·right
		clear(left)
		addDots(left, right, a)
	}
	timesTransposed := func(right, left []float64) { // right = aᵀ·left
		clear(right)
		addProduct(right, left, a, 1, inputs, units)
	}
	n := min(inputs, units)
	apply := func(product, v []float64) {
		times(left, v)
		timesTransposed(product, left)
	}
	if inputs < units {
		apply = func(product, v []float64) {
			timesTransposed(right, v)
			times(product, right)
		}
	}
	return math.Sqrt(lanczos(n, apply, spectralTolerance, n).Value)
}
