package mlp

import (
	"math"

	"firststep/study/internal/kernel"
	"firststep/study/internal/numeric"
)

// A Ritz is what Lanczos' method found of a symmetric operator: its largest
// eigenvalue.
type Ritz struct {
	Value      float64
	Residual   float64 // ‖Av − λv‖/|λ| for the unit vector v found
	Iterations int     // products with the operator
	Converged  bool    // Residual is at most the tolerance
}

// lanczos returns the largest eigenvalue of a symmetric operator of dimension
// n. apply sets its first argument to the product with its second.
//
// The method is that of Lanczos, "An iteration method for the solution of the
// eigenvalue problem of linear differential and integral operators" (1950),
// from a fixed random vector, with every new basis vector made orthogonal to
// all earlier ones, twice (full reorthogonalisation; Parlett, "The Symmetric
// Eigenvalue Problem", 1980, §6.9 and §13). It ends where the residual of the
// largest Ritz pair, β·|last component|, is at most the tolerance times the
// value, where the basis spans an invariant subspace, or after most products.
func lanczos(n int, apply func(product, v []float64), tolerance float64, most int) Ritz {
	stream := numeric.NewStream(0, "start vector of Lanczos' method")
	v := make([]float64, n)
	for i := range v {
		v[i] = stream.Normal()
	}
	scale(v, 1/math.Sqrt(kernel.Dot(v, v)))

	var basis [][]float64
	var alpha, beta []float64 // diagonal and off-diagonal of the operator in the basis
	var r Ritz
	for {
		basis = append(basis, v)
		w := make([]float64, n)
		apply(w, v)
		alpha = append(alpha, kernel.Dot(w, v))
		orthogonalise(w, basis)
		norm := math.Sqrt(kernel.Dot(w, w))

		value, last := largestOfTridiagonal(alpha, beta)
		r = Ritz{Value: value, Residual: norm * math.Abs(last) / math.Abs(value), Iterations: len(basis)}
		switch {
		case math.IsNaN(value) || value-value != 0:
			return r
		case norm <= 1e-14*math.Abs(value): // nothing is left outside the basis
			r.Residual, r.Converged = 0, true
			return r
		case r.Residual <= tolerance:
			r.Converged = true
			return r
		case len(basis) == min(n, most):
			return r
		}
		beta = append(beta, norm)
		scale(w, 1/norm)
		v = w
	}
}

// orthogonalise takes the components along the vectors of an orthonormal
// basis out of w: twice, since the first time leaves rounding behind (Kahan's
// "twice is enough").
func orthogonalise(w []float64, basis [][]float64) {
	along := kernel.Dot(w, basis[0])
	for range 2 {
		for i, b := range basis { // each pass over w is also the dot product of the next
			along = kernel.AddScaledDot(w, -along, b, basis[(i+1)%len(basis)])
		}
	}
}

func scale(x []float64, s float64) {
	for i := range x {
		x[i] *= s
	}
}

// largestOfTridiagonal returns the largest eigenvalue of a symmetric
// tridiagonal matrix and the last component of its unit eigenvector.
//
// The eigenvalue is found by bisection on the number of negative pivots of
// T − x, which is that of eigenvalues below x (Givens 1954), the vector by
// two steps of inverse iteration.
func largestOfTridiagonal(diagonal, off []float64) (value, last float64) {
	n := len(diagonal)
	bound := 0.0 // of |eigenvalue|, by Gershgorin's circles
	for i, d := range diagonal {
		radius := math.Abs(d)
		if i > 0 {
			radius += math.Abs(off[i-1])
		}
		if i < n-1 {
			radius += math.Abs(off[i])
		}
		bound = max(bound, radius)
	}
	if !(bound < math.MaxFloat64) {
		return math.NaN(), math.NaN()
	}
	low, high := -bound, bound
	for {
		middle := (low + high) / 2
		if middle <= low || middle >= high || high-low <= 4e-16*bound {
			break
		}
		if allBelow(diagonal, off, middle) {
			high = middle
		} else {
			low = middle
		}
	}
	vector := make([]float64, n)
	for i := range vector {
		vector[i] = 1
	}
	for range 2 {
		// high is on or above the largest eigenvalue, so that all pivots of
		// high − T are positive but for rounding, and none has to be swapped.
		solveTridiagonal(diagonal, off, high+float64(2e-15*bound), vector)
		scale(vector, 1/math.Sqrt(kernel.Dot(vector, vector)))
	}
	return high, vector[n-1]
}

// allBelow reports whether all eigenvalues are below x.
func allBelow(diagonal, off []float64, x float64) bool {
	pivot := 1.0
	for i, d := range diagonal {
		square := 0.0
		if i > 0 {
			square = float64(off[i-1]*off[i-1]) / pivot
		}
		if pivot = (d - x) - square; !(pivot < 0) {
			return false
		}
	}
	return true
}

// solveTridiagonal replaces y by (x − T)⁻¹·y.
func solveTridiagonal(diagonal, off []float64, x float64, y []float64) {
	n := len(diagonal)
	pivots := make([]float64, n)
	pivots[0] = x - diagonal[0]
	for i := 1; i < n; i++ {
		ratio := off[i-1] / pivots[i-1]
		pivots[i] = (x - diagonal[i]) - float64(ratio*off[i-1])
		y[i] += float64(ratio * y[i-1])
	}
	y[n-1] /= pivots[n-1]
	for i := n - 2; i >= 0; i-- {
		y[i] = (y[i] + float64(off[i]*y[i+1])) / pivots[i]
	}
}
