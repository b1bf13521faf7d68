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
// Vector width and blocking may change; no bit may. Where hardware offers no
// fused multiply-add, [FMA32] computes it. The bits of a NaN are the one
// thing left undefined: processors make different ones.
package kernel

import (
	"fmt"
	"os"
	"strings"
)

// Environment names the variable that overrides which implementation is used.
const Environment = "FIRSTSTEP_KERNEL"

// An implementation does the inner loops, over rows of equal length.
type implementation struct {
	name string

	// dst[j] = fma(x, src[j], dst[j])
	accumulate func(dst, src []float32, x float32)

	// The update that Adam documents, of a row and its two moments.
	adam func(w, g, m, v []float32, a *Adam)

	// lanes[j mod 8] += x[j]², in increasing j
	squares func(lanes *[8]float64, x []float32)

	// dst[j] = a[j] − b[j]
	subtract func(dst, a, b []float32)
}

var portable = implementation{"portable", accumulatePortable, adamPortable, squaresPortable, subtractPortable}

// active is the implementation in use, refused why there is none.
var (
	active  implementation
	refused error
)

func init() {
	active = available()[0]
	if name := os.Getenv(Environment); name != "" {
		refused = Use(name)
	}
}

// Use selects an implementation by name: "portable", or "avx2" where the
// processor has AVX2 and FMA. It is not safe while products run.
func Use(name string) error {
	var names []string
	for _, i := range available() {
		if i.name == name {
			active = i
			return nil
		}
		names = append(names, i.name)
	}
	return fmt.Errorf("%s=%s: this machine and build have no such kernel; use %s", Environment, name, strings.Join(names, " or "))
}

// Name returns which implementation is in use, or why the one that the
// environment asked for is not.
func Name() (string, error) { return active.name, refused }
