//go:build !purego

package kernel

// available lists the implementations: every arm64 processor has NEON with
// fused multiply-adds.
func available() []implementation { return []implementation{neon, portable} }

// neon has what takes a step's time; the rest is what the compiler makes of
// the reference.
var neon = func() implementation {
	i := portable
	i.name, i.forward, i.gradient, i.accumulate = "neon", panelsNEON.forward, panelsNEON.gradient, accumulateNEON
	i.momentum, i.adam, i.rectify, i.gate = momentumNEON, adamNEON, rectifyNEON, gateNEON
	return i
}()

var panelsNEON = &panels{
	forwardWidth:   oneOrFour,
	forwardFloats:  forwardFloatsNEON,
	forwardPixels:  forwardPixelsNEON,
	gradientWidth:  oneOrFour,
	gradientFloats: gradientFloatsNEON,
	gradientPixels: gradientPixelsNEON,
}

func oneOrFour(lines int) int {
	if lines >= 4 {
		return 4
	}
	return 1
}

//go:noescape
func forwardFloatsNEON(z, w, x *float32, value *[256]float32, nonzero *uint64, rows, words, zStride, wStride, xStride, nonzeroStride, lines int)

//go:noescape
func forwardPixelsNEON(z, w *float32, x *byte, value *[256]float32, nonzero *uint64, rows, words, zStride, wStride, xStride, nonzeroStride, lines int)

//go:noescape
func gradientFloatsNEON(w, delta, x *float32, value *[256]float32, nonzero *uint64, rows, words, wStride, deltaStride, xStride int, scale float32, update bool, lines int)

//go:noescape
func gradientPixelsNEON(w, delta *float32, x *byte, value *[256]float32, nonzero *uint64, rows, words, wStride, deltaStride, xStride int, scale float32, update bool, lines int)

// accumulateNEON is implementation.accumulate.
//
//go:noescape
func accumulateNEON(dst, src []float32, x float32)

// Each of these does what the field of implementation of that name says.

//go:noescape
func momentumNEON(w, g, m []float32, s *Momentum)

//go:noescape
func adamNEON(w, g, m, v []float32, a *Adam)

//go:noescape
func rectifyNEON(a, b []float32)

//go:noescape
func gateNEON(delta, a []float32)
