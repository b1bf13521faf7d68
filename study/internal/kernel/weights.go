package kernel

import "slices"

// Weights is a parameter of the network: W of a layer (in × out), or its bias
// (1 × out), with what its optimizer remembers of it. How it lies in memory
// is the kernels' business: Load and Values copy from and to row-major order.
// A product that reads or writes it uses memory of its own in it, so that
// only one may run at a time.
type Weights struct {
	m Matrix

	first, second Matrix // moments, made by the first update that needs them
	transposed    Matrix // made and filled by Backward
	work          workspace
}

// NewWeights returns a parameter of zeros.
func NewWeights(in, out int) *Weights { return &Weights{m: NewMatrix(in, out)} }

// In returns the number of inputs, the rows of W.
func (w *Weights) In() int { return w.m.Rows }

// Out returns the number of units, the columns of W.
func (w *Weights) Out() int { return w.m.Cols }

// Load sets the values, given row by row.
func (w *Weights) Load(values []float32) {
	for k := range w.m.Rows {
		copy(w.m.Row(k), values[k*w.m.Cols:][:w.m.Cols])
	}
}

// Values appends the values to dst, row by row.
func (w *Weights) Values(dst []float32) []float32 { return w.m.Values(dst) }

// Copy sets the values to those of src, of the same shape.
func (w *Weights) Copy(src *Weights) { copy(w.m.padded(), src.m.padded()) }

// Equal reports whether all values equal those of v, of the same shape. NaN
// equals nothing.
func (w *Weights) Equal(v *Weights) bool {
	for k := range w.m.Rows {
		if !slices.Equal(w.m.Row(k), v.m.Row(k)) {
			return false
		}
	}
	return true
}

// EqualUnit reports whether all values of a unit, a column of W, equal those of
// v, of the same shape. NaN equals nothing.
func (w *Weights) EqualUnit(v *Weights, unit int) bool {
	for k := range w.m.Rows {
		if w.m.Row(k)[unit] != v.m.Row(k)[unit] {
			return false
		}
	}
	return true
}

// Units returns a copy of some units, columns of W, side by side.
func (w *Weights) Units(units []int) *Weights {
	some := NewWeights(w.m.Rows, len(units))
	for k := range w.m.Rows {
		from, to := w.m.Row(k), some.m.Row(k)
		for i, j := range units {
			to[i] = from[j]
		}
	}
	return some
}

// SumSquares returns the sum of the squared values, as [Matrix.SumSquares] does.
func (w *Weights) SumSquares() float64 {
	w.work.lanes = [8]float64{}
	return w.m.sumSquares(&w.work.lanes)
}

// IsFinite reports whether no value is infinite or NaN.
func (w *Weights) IsFinite() bool { return w.m.isFinite() }
