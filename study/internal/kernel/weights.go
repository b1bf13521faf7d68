package kernel

import (
	"math"
	"slices"
)

// Weights is a parameter of the network: W of a layer (in × out), or its bias
// (1 × out), with what its optimizer remembers of it. How it lies in memory
// is the kernels' business: Load and Values copy from and to row-major order.
type Weights struct {
	in, out int
	w       []float32 // in × out, row by row

	first, second []float32 // moments, made by the first update that needs them
	gradient      []float32 // of one row, while Descend works on it
	transposed    []float32 // out × in, while Backward reads it
}

// NewWeights returns a parameter of zeros.
func NewWeights(in, out int) *Weights {
	return &Weights{in: in, out: out, w: make([]float32, in*out), gradient: make([]float32, out)}
}

// In returns the number of inputs, the rows of W.
func (w *Weights) In() int { return w.in }

// Out returns the number of units, the columns of W.
func (w *Weights) Out() int { return w.out }

// Load sets the values, given row by row.
func (w *Weights) Load(values []float32) { copy(w.w, values[:w.in*w.out]) }

// Values appends the values to dst, row by row.
func (w *Weights) Values(dst []float32) []float32 { return append(dst, w.w...) }

// Copy sets the values to those of src, of the same shape.
func (w *Weights) Copy(src *Weights) { copy(w.w, src.w) }

// Equal reports whether all values equal those of v, of the same shape. NaN
// equals nothing.
func (w *Weights) Equal(v *Weights) bool { return slices.Equal(w.w, v.w) }

// Subtract sets the values to those of a minus those of b, of the same shape,
// each rounded to float32.
func (w *Weights) Subtract(a, b *Weights) { active.subtract(w.w, a.w, b.w) }

// SumSquares returns the sum of the squared values in the order of
// [SumSquares] over row-major order.
func (w *Weights) SumSquares() float64 { return SumSquares(w.w) }

// IsFinite reports whether no value is infinite or NaN.
func (w *Weights) IsFinite() bool {
	for _, x := range w.w {
		if math.Float32bits(x)&0x7f800000 == 0x7f800000 {
			return false
		}
	}
	return true
}

func (w *Weights) row(k int) []float32 { return w.w[k*w.out : (k+1)*w.out : (k+1)*w.out] }

// transpose writes Wᵀ (out × in) to w.transposed, in squares that stay in
// the cache.
func (w *Weights) transpose() {
	if w.transposed == nil {
		w.transposed = make([]float32, w.in*w.out)
	}
	const side = 16
	for k0 := 0; k0 < w.in; k0 += side {
		for j0 := 0; j0 < w.out; j0 += side {
			for k := k0; k < min(k0+side, w.in); k++ {
				row := w.row(k)
				for j := j0; j < min(j0+side, w.out); j++ {
					w.transposed[j*w.in+k] = row[j]
				}
			}
		}
	}
}

// SumSquares returns Σ x[j]², summed in float64 in a fixed order: eight
// lanes, lane i summing j = i, i+8, i+16 … from 0; then
// ((0+1)+(2+3)) + ((4+5)+(6+7)).
func SumSquares(x []float32) float64 {
	var s [8]float64
	active.squares(&s, x)
	return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
}
