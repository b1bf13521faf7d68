// Package kernel is the arithmetic of training: matrix products and updates
// whose every bit is defined, so that a record can be made again on another
// machine and with other instructions.
//
// Each element of a product is one chain of float32 fused multiply-adds in
// increasing index of the summed dimension, from +0. A term whose first
// factor, the one that is spread over a row, is zero is left out of the
// chain: zero inputs in [Forward], [Gradient] and [Descend], zero deltas in
// [Backward]. So 0·∞ never arises from them. NaN is not zero.
//
// A batch is a [Matrix], a parameter with the state of its optimizer is
// [Weights]. One training step is: [Gather] for the features; [Forward] and
// [Rectify] (for the logits [AddBias]) layer by layer; then from the last layer's
// δ down [Backward] and [Gate], and [Descend] and [DescendBias] by a [Rule].
//
// Moments never become subnormal: in the rules ⌊x⌋ is x, or +0 where |x| is below
// tiny = 2⁻⁵⁸.
//
// Vector width and blocking may change; no bit may. Where hardware offers no
// fused multiply-add, fma32 computes it. The bits of a NaN are the one
// thing left undefined: processors make different ones.
package kernel

import (
	"fmt"
	"os"
	"strings"
)

// environment names the variable that overrides which implementation is used.
const environment = "FIRSTSTEP_KERNEL"

// An implementation does the inner loops.
type implementation struct {
	name string

	// z += x·W, the terms in the order and the selection of [Forward];
	// nonzero is the bitmap of x.
	forward func(z, x, w Matrix, nonzero *bitmap)

	// Rows low to low+w.Rows of xᵀ·δ as [Gradient] defines them, which the
	// epilogue stores in w or updates it by. Columns is the bitmap of xᵀ.
	gradient func(w, x, delta Matrix, low int, columns *bitmap, end epilogue)

	// dst = srcᵀ, and anything in the padding
	transpose func(dst, src Matrix)

	// The loops below take slices of equal length. Those on matrices with
	// their padding, as noted, whole cache lines of them.

	// dst[j] = fma(x, src[j], dst[j])
	accumulate func(dst, src []float32, x float32)

	// lanes[j mod 8] += x[j]², in increasing j
	squares func(lanes *[8]float64, x []float32)

	// dst[j] = a[j] − b[j]
	subtract func(dst, a, b []float32)

	// The updates that Momentum and Adam document, of a row and its moments;
	// whole lines.
	momentum func(w, g, m []float32, s *Momentum)
	adam     func(w, g, m, v []float32, a *Adam)

	// a[j] = a[j] + b[j] if that is positive or NaN, else +0; whole lines
	rectify func(a, b []float32)

	// delta[j] = +0 unless a[j] > 0; whole lines
	gate func(delta, a []float32)

	// Whether no x[j] is infinite or NaN.
	finite func(x []float32) bool

	// The least bits of |x[j]|, less 1 so that those of zero come last, and the
	// largest bits, which order magnitudes, NaN above all.
	magnitudes func(x []float32) (least, largest uint32)

	// Bits of x that are not zero, or pixels of it that are not 0, are set in
	// b, which is clear; so may be bits that stand for the padding of x.
	markFloats func(b *bitmap, x Matrix)
	markPixels func(b *bitmap, x Matrix)

	// Transposes 32 × 64 bits: those of src from the given row on in the given
	// word. Those of dst are clear.
	transposeTile func(dst, src *bitmap, row, word int)

	// The loops of wide.go that have these names there, of slices of equal
	// length where nothing else is said there; something is selected.
	addScaled    func(z, x []float64, s float64)
	addSelected  func(z, x, w []float64, selected []int32)
	dots         func(sums *[4]float64, x, y []float64)
	addScaledDot func(z, x, y []float64, s float64) float64

	// Asks for x to be brought near, or does nothing.
	prefetch func(x []byte)
}

var portable = implementation{
	name:          "portable",
	forward:       forwardPortable,
	gradient:      gradientPortable,
	transpose:     transposePortable,
	accumulate:    accumulatePortable,
	momentum:      momentumPortable,
	adam:          adamPortable,
	squares:       squaresPortable,
	subtract:      subtractPortable,
	rectify:       rectifyPortable,
	gate:          gatePortable,
	finite:        finitePortable,
	magnitudes:    magnitudesPortable,
	markFloats:    markFloatsPortable,
	markPixels:    markPixelsPortable,
	transposeTile: transposeTilePortable,
	addScaled:     addScaledPortable,
	addSelected:   addSelectedPortable,
	dots:          dotsPortable,
	addScaledDot:  addScaledDotPortable,
	prefetch:      func([]byte) {},
}

// active is the implementation in use, refused why there is none.
var (
	active  implementation
	refused error
)

func init() {
	active = available()[0]
	if name := os.Getenv(environment); name != "" {
		refused = Use(name)
	}
}

// Use selects an implementation by name: "portable", "avx512" or "avx2" on an
// amd64 processor that has the instructions, "neon" on arm64. It is not safe
// while products run.
func Use(name string) error {
	var names []string
	for _, i := range available() {
		if i.name == name {
			active = i
			return nil
		}
		names = append(names, i.name)
	}
	return fmt.Errorf("%s=%s: this machine and build have no such kernel; use %s", environment, name, strings.Join(names, " or "))
}

// Name returns which implementation is in use, or why the one that the
// environment asked for is not.
func Name() (string, error) { return active.name, refused }
