//go:build !purego

package kernel

//go:generate go -C _asm run . -out ../generated_amd64.s -stubs ../generated_amd64.go -pkg kernel

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

// available lists the implementations this processor can run, fastest first.
func available() []implementation {
	x := &cpu.X86
	switch {
	case !x.HasAVX2 || !x.HasFMA || !x.HasBMI1:
		return []implementation{portable}
	case !x.HasAVX512F:
		return []implementation{avx2, portable}
	default:
		return []implementation{avx512, avx2, portable}
	}
}

var avx2 = implementation{
	name:          "avx2",
	forward:       panelsAVX2.forward,
	gradient:      panelsAVX2.gradient,
	transpose:     transposeAVX2,
	accumulate:    accumulateAVX2,
	momentum:      momentumLines(momentumAVX2).rows,
	adam:          adamLines(adamAVX2).rows,
	squares:       squaresAVX2,
	subtract:      subtractAVX2,
	rectify:       rectifyAVX2,
	gate:          gateAVX2,
	finite:        finiteAVX2,
	magnitudes:    magnitudesAVX2,
	markFloats:    markFloatRows,
	markPixels:    markPixelRows,
	transposeTile: transposeBitsAVX2,
	addScaled:     addScaledAVX2,
	addSelected:   addSelectedAVX2,
	dots:          dotsAVX2,
	addScaledDot:  addScaledDotAVX2,
	prefetch:      prefetchAMD64,
}

// avx512 has the products and the updates; the rest is small, or bound by
// memory.
var avx512 = func() implementation {
	i := avx2
	i.name, i.forward, i.gradient = "avx512", panelsAVX512.forward, panelsAVX512.gradient
	i.momentum, i.adam = momentumLines(momentumAVX512).rows, adamLines(adamAVX512).rows
	return i
}()

var panelsAVX2 = &panels{
	forwardWidth:   upTo(7), // 14 sums, a spread element and one register to spare
	forwardFloats:  forwardFloatsAVX2,
	forwardPixels:  forwardPixelsAVX2,
	gradientWidth:  upTo(7),
	gradientFloats: gradientFloatsAVX2,
	gradientPixels: gradientPixelsAVX2,
}

// Images that are alike, and neighbouring pixels of the images of a batch,
// have most of their zeros in common. Pairs of them share what they load.
var panelsAVX512 = &panels{
	forwardWidth:   upTo(10), // 20 sums
	forwardFloats:  forwardFloatsAVX512,
	forwardPairs:   forwardPixelsAVX512,
	nearest:        nearestAVX2,
	gradientWidth:  upTo(10),
	gradientFloats: gradientFloatsAVX512,
	gradientPixels: gradientPixelsAVX512,
}

// An instruction set's updates, of so many cache lines.
type (
	momentumLines func(w, g, m *float32, lines int, decay, scale float32)
	adamLines     func(w, g, m, v, a *float32, lines int) // a: the fields of Adam in order
)

func (update momentumLines) rows(w, g, m []float32, s *Momentum) {
	if len(w) > 0 {
		update(&w[0], &g[0], &m[0], len(w)/lineFloats, s.Decay, -s.Rate)
	}
}

func (update adamLines) rows(w, g, m, v []float32, a *Adam) {
	if len(w) > 0 {
		update(&w[0], &g[0], &m[0], &v[0], &a.Decay1, len(w)/lineFloats)
	}
}

func transposeBitsAVX2(dst, src *bitmap, row, word int) {
	columns := unsafe.Slice((*uint32)(unsafe.Pointer(&dst.row(word * wordBits)[0])), 2*dst.words)
	transposeTileAVX2(&columns[row/tileRows], &src.row(row)[word], 8*dst.words, 8*src.words)
}

func markFloatRows(b *bitmap, x Matrix) {
	markFloatsAVX2(&b.bits[0], &x.data[0], x.Rows, wordBytes*b.words, floatBytes*x.stride, ceil(x.Cols, lineFloats))
}

func markPixelRows(b *bitmap, x Matrix) {
	markPixelsAVX2(&b.bits[0], &x.pixels[0], x.Rows, wordBytes*b.words, x.stride, ceil(x.Cols, lineBytes))
}

func transposeAVX2(dst, src Matrix) {
	if src.Rows == 0 || src.Cols == 0 {
		return
	}
	transposeBlocksAVX2(&dst.data[0], &src.data[0], ceil(src.Rows, 8), ceil(src.Cols, 8), 4*dst.stride, 4*src.stride)
}

// Each of the rest does what the field of implementation of that name says,
// for the length of its first slice (squaresAVX2: of x), and touches no memory
// outside.

//go:noescape
func accumulateAVX2(dst, src []float32, x float32)

//go:noescape
func squaresAVX2(lanes *[8]float64, x []float32)

//go:noescape
func subtractAVX2(dst, a, b []float32)

//go:noescape
func rectifyAVX2(a, b []float32)

//go:noescape
func gateAVX2(delta, a []float32)

//go:noescape
func finiteAVX2(x []float32) bool

//go:noescape
func magnitudesAVX2(x []float32) (least, largest uint32)

//go:noescape
func addScaledAVX2(z, x []float64, s float64)

//go:noescape
func addSelectedAVX2(z, x, w []float64, selected []int32)

//go:noescape
func dotsAVX2(sums *[4]float64, x, y []float64)

//go:noescape
func addScaledDotAVX2(z, x, y []float64, s float64) float64

//go:noescape
func prefetchAMD64(x []byte)

// nearestAVX2 returns which of the n rows of bits, of so many words each, that
// others names has the fewest bits that differ from row: the first of such.
//
//go:noescape
func nearestAVX2(bits, row *uint64, others *int, n, words int) int

// transposeBlocksAVX2 transposes rows × cols blocks of 8 × 8. Strides are in
// bytes.
//
//go:noescape
func transposeBlocksAVX2(dst, src *float32, rows, cols, dstStride, srcStride int)

// markFloatsAVX2 and markPixelsAVX2 set the bits of rows of so many cache
// lines. Strides are in bytes.
//
//go:noescape
func markFloatsAVX2(bits *uint64, x *float32, rows, bitsStride, xStride, lines int)

//go:noescape
func markPixelsAVX2(bits *uint64, x *byte, rows, bitsStride, xStride, lines int)
