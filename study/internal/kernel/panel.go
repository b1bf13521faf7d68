package kernel

// The products take the columns of z and W in panels that are a few cache
// lines wide, so that the sums of a row stay in registers while rows of W (or
// of δ, for a gradient) pass by. An implementation in assembly has one
// function for each product and each kind of streamed factor: floats, or
// pixels that stand for floats. All strides are in bytes.

// forwardPanel adds x·W to z for a panel of columns, leaving out the terms
// that have no bit in nonzero (rows × 64·words):
//
//	z[i][:] = fma(x[i][k], w[k][:], z[i][:])  for each word, for i of rows, for k of the bits of nonzero[i]
type forwardPanel[X float32 | byte] func(
	z, w *float32, x *X, value *[256]float32, nonzero *uint64,
	rows, words, zStride, wStride, xStride, nonzeroStride, lines int,
)

// forwardPairs does the same for the rows of z that order names, which has two
// for each of the pairs: they load a row of W once for both. They may be the
// same row.
type forwardPairs func(
	z, w *float32, x *byte, value *[256]float32, nonzero *uint64, order *int,
	pairs, words, zStride, wStride, xStride, nonzeroStride, lines int,
)

// gradientPanel computes rows of xᵀ·δ for a panel of columns, leaving out the
// terms that have no bit in nonzero (rows × 64·words, the bitmap of xᵀ), and
// stores them in w or updates it by them:
//
//	g[:] = fma(x[i][k], delta[i][:], g[:])  from +0, for i of the bits of nonzero[k]
//	w[k][:] = fma(scale, g[:], w[k][:]), or g[:] without update  for k of rows
type gradientPanel[X float32 | byte] func(
	w, delta *float32, x *X, value *[256]float32, nonzero *uint64,
	rows, words, wStride, deltaStride, xStride int, scale float32, update bool, lines int,
)

// panels is an instruction set's functions, and how wide a panel each kind
// takes of so many lines.
type panels struct {
	forwardWidth   func(lines int) int
	forwardFloats  forwardPanel[float32]
	forwardPixels  forwardPanel[byte]
	forwardPairs   forwardPairs // instead of it, unless nil
	nearest        func(bits, row *uint64, others *int, n, words int) int
	gradientWidth  func(lines int) int
	gradientFloats gradientPanel[float32]
	gradientPixels gradientPanel[byte]
}

// upTo splits lines into panels of at most widest, nearly equal.
func upTo(widest int) func(lines int) int {
	return func(lines int) int { return ceil(lines, ceil(lines, widest)) }
}

// passRows is how many rows of z share a pass over W: a panel of them stays
// in the first-level cache.
const passRows = 32

const floatBytes = 4

// forward is implementation.forward.
func (p *panels) forward(z, x, w Matrix, nonzero *bitmap) {
	if x.Cols == 0 {
		return
	}
	for low := 0; low < x.Rows; low += passRows {
		rows := min(passRows, x.Rows-low)
		bits := &nonzero.row(low)[0]
		paired := x.pixels != nil && p.forwardPairs != nil
		if paired {
			nonzero.pair(low, rows, p.nearest)
		}
		for first, left := 0, ceil(w.Cols, lineFloats); left > 0; {
			lines := p.forwardWidth(left)
			to, from := &z.data[low*z.stride+first], &w.data[first]
			if paired {
				p.forwardPairs(to, from, &x.pixels[low*x.stride], x.value, bits, &nonzero.order[0],
					ceil(rows, 2), nonzero.words, floatBytes*z.stride, floatBytes*w.stride, x.stride, wordBytes*nonzero.words, lines)
			} else if x.pixels != nil {
				p.forwardPixels(to, from, &x.pixels[low*x.stride], x.value, bits,
					rows, nonzero.words, floatBytes*z.stride, floatBytes*w.stride, x.stride, wordBytes*nonzero.words, lines)
			} else {
				p.forwardFloats(to, from, &x.data[low*x.stride], nil, bits,
					rows, nonzero.words, floatBytes*z.stride, floatBytes*w.stride, floatBytes*x.stride, wordBytes*nonzero.words, lines)
			}
			first += lines * lineFloats
			left -= lines
		}
	}
}

// gradient is implementation.gradient.
func (p *panels) gradient(w, x, delta Matrix, low int, columns *bitmap, end epilogue) {
	if x.Rows == 0 || w.Rows == 0 {
		clearUnlessUpdated(w, end)
		return
	}
	bits := &columns.row(low)[0]
	for first, left := 0, ceil(w.Cols, lineFloats); left > 0; {
		lines := p.gradientWidth(left)
		to, from := &w.data[first], &delta.data[first]
		if x.pixels != nil {
			p.gradientPixels(to, from, &x.pixels[low], x.value, bits,
				w.Rows, columns.words, floatBytes*w.stride, floatBytes*delta.stride, x.stride, end.scale, end.update, lines)
		} else {
			p.gradientFloats(to, from, &x.data[low], nil, bits,
				w.Rows, columns.words, floatBytes*w.stride, floatBytes*delta.stride, floatBytes*x.stride, end.scale, end.update, lines)
		}
		first += lines * lineFloats
		left -= lines
	}
}

// clearUnlessUpdated is the gradient of no images.
func clearUnlessUpdated(w Matrix, end epilogue) {
	if !end.update {
		clear(w.padded())
	}
}
