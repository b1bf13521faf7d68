package kernel

import (
	"slices"
	"unsafe"
)

// A Matrix has one row for each image of a batch: features, activations or
// deltas. It is a view; copies share its elements.
//
// Rows lie stride elements apart, which fills whole cache lines, an odd
// number of them so that rows of one column spread over the cache. What lies
// between Cols and stride is anybody's, and no result depends on it. There is
// room for a multiple of rowUnit rows.
type Matrix struct {
	Rows, Cols int

	stride int
	data   []float32

	// Features are held as the bytes that images are made of.
	pixels []byte
	value  *[256]float32 // of each byte
}

const (
	lineFloats = 16 // float32 of a cache line
	lineBytes  = 64
	rowUnit    = 8
)

// NewMatrix returns a matrix of zeros.
func NewMatrix(rows, cols int) Matrix {
	stride := (ceil(cols, lineFloats) | 1) * lineFloats
	return Matrix{
		Rows: rows, Cols: cols, stride: stride,
		data: aligned[float32](ceil(rows, rowUnit) * rowUnit * stride),
	}
}

// NewFeatures returns a matrix for [Gather], whose elements are value[p] for
// pixels p.
func NewFeatures(rows, cols int, value *[256]float32) Matrix {
	stride := (ceil(cols, lineBytes) | 1) * lineBytes
	return Matrix{
		Rows: rows, Cols: cols, stride: stride,
		pixels: aligned[byte](ceil(rows, rowUnit) * rowUnit * stride), value: value,
	}
}

// aligned returns n zeros that start a cache line.
func aligned[T byte | float32](n int) []T {
	var element T
	size := int(unsafe.Sizeof(element))
	all := make([]T, n+lineBytes/size)
	skip := -int(uintptr(unsafe.Pointer(&all[0]))) & (lineBytes - 1) / size
	return all[skip : skip+n : skip+n]
}

// ceil returns ⌈a/b⌉ of integers that are not negative.
func ceil(a, b int) int { return (a + b - 1) / b }

// Row returns row i, which is shared. Features have none.
func (m Matrix) Row(i int) []float32 {
	return m.data[i*m.stride : i*m.stride+m.Cols : i*m.stride+m.Cols]
}

// Top returns the first rows of m, which are shared.
func (m Matrix) Top(rows int) Matrix {
	m.Rows = min(rows, m.Rows)
	return m
}

// Values appends the elements to dst, row by row.
func (m Matrix) Values(dst []float32) []float32 {
	dst = slices.Grow(dst, m.Rows*m.Cols)
	for i := range m.Rows {
		if m.pixels == nil {
			dst = append(dst, m.Row(i)...)
			continue
		}
		for _, p := range m.image(i) {
			dst = append(dst, m.value[p])
		}
	}
	return dst
}

// at returns element k of row i.
func (m Matrix) at(i, k int) float32 {
	if m.pixels != nil {
		return m.value[m.pixels[i*m.stride+k]]
	}
	return m.data[i*m.stride+k]
}

// image returns row i of features.
func (m Matrix) image(i int) []byte { return m.pixels[i*m.stride : i*m.stride+m.Cols] }

// IsZero reports whether every element is zero, of either sign.
func (m Matrix) IsZero() bool {
	for i := range m.Rows {
		for _, x := range m.Row(i) {
			if x != 0 {
				return false
			}
		}
	}
	return true
}

// isFinite reports whether no element is infinite or NaN.
func (m Matrix) isFinite() bool {
	if m.pixels != nil {
		return active.finite(m.value[:])
	}
	for i := range m.Rows {
		if !active.finite(m.Row(i)) {
			return false
		}
	}
	return true
}

// padded returns the rows of m as they lie in memory.
func (m Matrix) padded() []float32 { return m.data[:m.Rows*m.stride] }

// paddedRow returns row i up to the end of its last cache line.
func (m Matrix) paddedRow(i int) []float32 {
	return m.data[i*m.stride:][:ceil(m.Cols, lineFloats)*lineFloats]
}

// Gather fills row i of x (images × pixels, made by [NewFeatures]) with image
// indices[i].
func Gather(x Matrix, pixels []byte, indices []int32) {
	image := func(i int) []byte { return pixels[int(indices[i])*x.Cols:][:x.Cols] }
	const ahead = 4 // images on their way from memory: they lie far apart
	for i := range indices {
		if i+ahead < len(indices) {
			active.prefetch(image(i + ahead))
		}
		copy(x.image(i), image(i))
	}
}

// Rectify adds a bias to pre-activations and applies the ReLU, in place:
//
//	a[i][j] = a[i][j] + b[j] if that is positive or NaN, else +0
//
// a is batch × units, b 1 × units.
func Rectify(a Matrix, b *Weights) {
	for i := range a.Rows {
		active.rectify(a.paddedRow(i), b.m.paddedRow(0))
	}
}

// AddBias adds b (1 × units) to every row of z (batch × units).
func AddBias(z Matrix, b *Weights) {
	for i := range z.Rows {
		row := z.Row(i)
		for j, bias := range b.m.Row(0) {
			row[j] += bias
		}
	}
}

// Gate is the ReLU's derivative: delta[i][j] becomes +0 unless the activation
// a[i][j] is positive. It closes on NaN. Both are batch × units.
func Gate(delta, a Matrix) { active.gate(delta.padded(), a.padded()) }

// SumSquares returns the sum of the squared elements x[j], in row-major order,
// in float64 and in a fixed order: eight lanes, lane i summing j = i, i+8,
// i+16 … from 0; then ((0+1)+(2+3)) + ((4+5)+(6+7)).
func (m Matrix) SumSquares() float64 { return m.sumSquares(new([8]float64)) }

// sumSquares is SumSquares with lanes that are zero and escape.
func (m Matrix) sumSquares(lanes *[8]float64) float64 {
	for i := range m.Rows {
		active.squares(lanes, m.Row(i))
		// Column 0 of the next row goes on with the lane after the last.
		*lanes = rotated(*lanes, m.Cols%8)
	}
	return sumLanes(rotated(*lanes, -m.Rows*m.Cols%8&7))
}

func sumLanes(s [8]float64) float64 {
	return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
}

// rotated returns lanes with lane n first.
func rotated(lanes [8]float64, n int) (r [8]float64) {
	for i := range r {
		r[i] = lanes[(i+n)%8]
	}
	return r
}
