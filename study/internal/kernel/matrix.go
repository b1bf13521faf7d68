package kernel

import "math"

// A Matrix has one row for each image of a batch: features, activations or
// deltas. It is a view; copies share Data.
type Matrix struct {
	Rows, Cols int
	Data       []float32 // Rows × Cols, row by row
}

// NewMatrix returns a matrix of zeros.
func NewMatrix(rows, cols int) Matrix {
	return Matrix{rows, cols, make([]float32, rows*cols)}
}

// Row returns row i, which is shared.
func (m Matrix) Row(i int) []float32 { return m.Data[i*m.Cols : (i+1)*m.Cols : (i+1)*m.Cols] }

// Top returns the first rows of m, which are shared.
func (m Matrix) Top(rows int) Matrix { return Matrix{rows, m.Cols, m.Data[:rows*m.Cols]} }

// IsZero reports whether every element is zero, of either sign.
func (m Matrix) IsZero() bool {
	for _, x := range m.Data {
		if x != 0 {
			return false
		}
	}
	return true
}

// Gather fills row i of x (images × pixels) with value[p] for each pixel p of
// image indices[i].
func Gather(x Matrix, pixels []byte, indices []int32, value *[256]float32) {
	for i, index := range indices {
		row := x.Row(i)
		image := pixels[int(index)*x.Cols:][:len(row)]
		for j, p := range image {
			row[j] = value[p]
		}
	}
}

// Rectify adds a bias to pre-activations and applies the ReLU, in place:
//
//	a[i][j] = a[i][j] + b[j] if that is positive or NaN, else +0
//
// a is batch × units, b 1 × units.
func Rectify(a Matrix, b *Weights) {
	for i := range a.Rows {
		row := a.Row(i)
		for j, bias := range b.w[:len(row)] {
			row[j] = max(row[j]+bias, 0) // the built-in max keeps NaN and makes −0 +0
		}
	}
}

// AddBias adds b (1 × units) to every row of z (batch × units).
func AddBias(z Matrix, b *Weights) {
	for i := range z.Rows {
		row := z.Row(i)
		for j, bias := range b.w[:len(row)] {
			row[j] += bias
		}
	}
}

// Gate is the ReLU's derivative: delta[i][j] becomes +0 unless the activation
// a[i][j] is positive. It closes on NaN. Both are batch × units.
func Gate(delta, a Matrix) {
	activations := a.Data[:len(delta.Data)]
	for j, d := range delta.Data {
		// Positive floats, and no other, have bits from 1 to those of +Inf.
		// A branch here would be mispredicted half the time.
		below := int64(math.Float32bits(activations[j])-1) - 0x7f800000
		delta.Data[j] = math.Float32frombits(math.Float32bits(d) & uint32(below>>63))
	}
}
