// Package numeric holds numbers that come out the same on every machine:
// random streams named by seed and purpose, and the exponential and the
// logarithm. Package math gives other last bits on other architectures, and
// a compiler may fuse x*y + z where the hardware can; nothing here does
// either: products that are added are rounded first, by an explicit
// conversion.
package numeric

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
)

// A Stream is a sequence of random numbers. It is not safe for concurrent use.
type Stream struct {
	source rand.ChaCha8
}

// NewStream returns the stream of a seed and a purpose, such as "shuffle 1".
// Streams that differ in either are independent. The generator is ChaCha8 as
// specified by C2SP (chacha8rand), its key the SHA-256 of the seed in eight
// little-endian bytes followed by the purpose.
func NewStream(seed int64, purpose string) *Stream {
	name := binary.LittleEndian.AppendUint64(nil, uint64(seed))
	s := new(Stream)
	s.source.Seed(sha256.Sum256(append(name, purpose...)))
	return s
}

// Uint64 returns 64 uniformly distributed bits.
func (s *Stream) Uint64() uint64 { return s.source.Uint64() }

// Float64 returns a uniform multiple of 2⁻⁵³ in [0, 1).
func (s *Stream) Float64() float64 { return float64(s.Uint64()>>11) * 0x1p-53 }

// IntN returns a uniform integer in [0, n). It panics if n ≤ 0. The method
// is Lemire's, "Fast random integer generation in an interval" (2019): the
// high word of a product, with the few low words rejected that would make
// some results likelier than others.
func (s *Stream) IntN(n int) int {
	if n <= 0 {
		panic("numeric: IntN of an empty range")
	}
	high, low := bits.Mul64(s.Uint64(), uint64(n))
	if low < uint64(n) {
		for threshold := -uint64(n) % uint64(n); low < threshold; {
			high, low = bits.Mul64(s.Uint64(), uint64(n))
		}
	}
	return int(high)
}

// Normal returns a standard normal number: the normal quantile (Wichura's
// algorithm AS 241, 1988) of a uniform one, so that each takes exactly one step of the stream. Its magnitude is at
// most 8.2.
func (s *Stream) Normal() float64 {
	// An odd multiple of 2⁻⁵³: never 0 or 1, and symmetric about ½.
	return normalQuantile((float64(s.Uint64()>>12) + 0.5) * 0x1p-52)
}
