package kernel

// A bitmap says which elements of a matrix are not zero: the terms of the
// chains that it is streamed into. Row i has words words, bit k%64 of word
// k/64 for element k. Bits beyond the last element are clear, and so are rows
// that follow up to a multiple of tileRows.
type bitmap struct {
	words int
	bits  []uint64

	order, left [passRows]int // of rows: see pair
}

const (
	wordBits  = 64
	wordBytes = 8
	tileRows  = 32
)

// reset makes b a bitmap of rows × cols clear bits.
func (b *bitmap) reset(rows, cols int) {
	b.words = ceil(cols, wordBits)
	n := ceil(rows, tileRows) * tileRows * b.words
	if n > cap(b.bits) {
		b.bits = make([]uint64, n)
		return
	}
	b.bits = b.bits[:n]
	clear(b.bits)
}

func (b *bitmap) row(i int) []uint64 { return b.bits[i*b.words : (i+1)*b.words] }

// mark sets the bits to those of x.
func (b *bitmap) mark(x Matrix) {
	b.reset(x.Rows, x.Cols)
	if x.Rows == 0 || x.Cols == 0 {
		return
	}
	switch {
	case x.pixels == nil:
		active.markFloats(b, x)
	case zerosAreZero(x.value):
		active.markPixels(b, x)
	default:
		for i := range x.Rows {
			for k := range x.Cols {
				if x.at(i, k) != 0 {
					b.row(i)[k/wordBits] |= 1 << (k % wordBits)
				}
			}
		}
	}
	if x.Cols%wordBits != 0 {
		for last := b.words - 1; last < x.Rows*b.words; last += b.words {
			b.bits[last] &= 1<<(x.Cols%wordBits) - 1
		}
	}
}

// pair sets order to rows 0, 1 … of those from low on, so that the two of a
// pair have most bits in common: each from the last down, unless it is taken,
// with the one that differs least from it. Of an odd number the first one left
// makes a pair with itself. Nearest is the loop of the same name.
func (b *bitmap) pair(low, rows int, nearest func(bits, row *uint64, others *int, n, words int) int) {
	for i := range rows {
		b.left[i] = i
	}
	base := &b.row(low)[0]
	for n, pair := rows, b.order[:0]; n > 0; {
		n--
		i, best := b.left[n], n
		if n > 0 {
			best = nearest(base, &b.row(low + i)[0], &b.left[0], n, b.words)
		}
		pair = append(pair, i, b.left[best])
		n = max(n-1, 0)
		b.left[best] = b.left[n]
	}
}

// zerosAreZero reports whether pixel 0 has the value 0, and no other has:
// values can underflow.
func zerosAreZero(value *[256]float32) bool {
	for p, v := range value {
		if (v == 0) != (p == 0) {
			return false
		}
	}
	return true
}

// transpose sets b to the transpose of a, which has rows × cols bits.
func (b *bitmap) transpose(a *bitmap, rows, cols int) {
	b.reset(ceil(cols, wordBits)*wordBits, rows)
	for i := 0; i < rows; i += tileRows {
		for j := range a.words {
			active.transposeTile(b, a, i, j)
		}
	}
}
