package compare

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/combin"

	"firststep/study/internal/numeric"
)

// Limits of the exact permutation test: every one of at most MaxExact
// arrangements is looked at, which is all sign changes of up to ExactPairs
// pairs. Above it there are Permutations random ones.
const (
	ExactPairs   = 20
	MaxExact     = 1 << ExactPairs
	Permutations = 99_999
)

// pairedTest returns the two-sided p of a permutation test of paired
// differences: the share of sign changes that make their sum at least as far
// from zero as it is. Above ExactPairs pairs it is estimated from Permutations
// random changes, the identity counted among them (Phipson and Smyth,
// "Permutation p-values should never be zero", 2010).
func pairedTest(differences []float64) float64 {
	total, size := 0.0, 0.0
	for _, d := range differences {
		total += d
		size += math.Abs(d)
	}
	reach := math.Abs(total) - slack*size
	if len(differences) > ExactPairs {
		return monteCarlo(reach, func(s *numeric.Stream) float64 { return flipped(s, differences) })
	}
	half := len(differences) / 2
	left, right := signedSums(differences[:half]), signedSums(differences[half:])
	extreme := 0
	for _, l := range left {
		for _, r := range right {
			if math.Abs(l+r) >= reach {
				extreme++
			}
		}
	}
	return float64(extreme) / float64(len(left)*len(right))
}

// slack is how far sums may differ that would be equal but for the order in
// which they are added, relative to the sum of absolute values.
const slack = 1e-13

// signedSums returns the sums of the values for all choices of their signs.
func signedSums(values []float64) []float64 {
	sums := []float64{0}
	for _, v := range values {
		for _, s := range sums[:len(sums):len(sums)] {
			sums = append(sums, s-v)
		}
		for i := range len(sums) / 2 {
			sums[i] += v
		}
	}
	return sums
}

// flipped is the sum of the values, each with a random sign.
func flipped(s *numeric.Stream, values []float64) float64 {
	total := 0.0
	var signs uint64
	for i, v := range values {
		if i%64 == 0 {
			signs = s.Uint64()
		}
		if signs&1 == 1 {
			v = -v
		}
		signs >>= 1
		total += v
	}
	return total
}

// monteCarlo estimates how often a random arrangement reaches as far as the
// one that was observed, which counts as one of them.
func monteCarlo(reach float64, arrangement func(*numeric.Stream) float64) float64 {
	stream := numeric.NewStream(seed, "permutation")
	extreme := 1
	for range Permutations {
		if math.Abs(arrangement(stream)) >= reach {
			extreme++
		}
	}
	return float64(extreme) / (Permutations + 1)
}

// unpairedTest returns the two-sided p of a permutation test of two samples:
// twice the share of ways to deal the values into samples of these sizes in
// which the difference of means lies at least as far to the side where it is;
// at most 1. Above MaxExact ways it is estimated as in pairedTest.
func unpairedTest(a, b []float64) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	pool := slices.Concat(a, b)
	total, size := 0.0, 0.0
	for _, v := range pool {
		total += v
		size += math.Abs(v)
	}
	// With the pool given, the sum of the smaller sample says everything.
	expected := total * float64(len(a)) / float64(len(pool))
	observed := -expected
	for _, v := range a {
		observed += v
	}
	if observed < 0 {
		for i := range pool {
			pool[i] = -pool[i]
		}
		expected, observed = -expected, -observed
	}
	reach := expected + observed - slack*size
	ways := choose(len(pool), len(a))
	if ways > MaxExact {
		return dealt(pool, len(a), reach)
	}
	return min(1, 2*float64(subsets(pool, len(a), 0, reach))/ways)
}

// subsets counts the ways to take k of the values such that, added to what is
// taken already, they reach a sum.
func subsets(values []float64, k int, taken, reach float64) int {
	if k == 0 {
		if taken >= reach {
			return 1
		}
		return 0
	}
	n := 0
	for i := 0; i+k <= len(values); i++ {
		n += subsets(values[i+1:], k-1, taken+values[i], reach)
	}
	return n
}

// dealt estimates the two-sided p from random deals; pool loses its order.
func dealt(pool []float64, k int, reach float64) float64 {
	stream := numeric.NewStream(seed, "permutation")
	extreme := 1
	for range Permutations {
		taken := 0.0
		for i := range k {
			j := i + stream.IntN(len(pool)-i)
			pool[i], pool[j] = pool[j], pool[i]
			taken += pool[i]
		}
		if taken >= reach {
			extreme++
		}
	}
	return min(1, 2*float64(extreme)/(Permutations+1))
}

// choose is the number of ways to take k of n: exact up to MaxExact, where the
// logarithms are off by far less than the rounding takes away.
func choose(n, k int) float64 {
	return math.Round(combin.GeneralizedBinomial(float64(n), float64(k)))
}
