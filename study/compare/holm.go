package compare

import (
	"math"
	"slices"
)

// Significance is what an adjusted p has to be below for a verdict.
const Significance = 0.05

// holm adjusts the p of several tests so that the probability of one or more
// false positives among them stays below the level at which they are read
// (Holm, "A simple sequentially rejective multiple test procedure", 1979).
// A NaN stands for no test: it stays, and the others are not adjusted for it.
func holm(p []float64) []float64 {
	adjusted := slices.Clone(p)
	order := make([]int, 0, len(p))
	for i, v := range p {
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case p[i] < p[j]:
			return -1
		case p[i] > p[j]:
			return 1
		}
		return 0
	})
	largest := 0.0
	for rank, i := range order {
		largest = max(largest, min(1, p[i]*float64(len(order)-rank)))
		adjusted[i] = largest
	}
	return adjusted
}

// SmallestP is the smallest two-sided p that the permutation test can give
// for so many pairs, or where they are not pairs for so many values of either
// sample, whatever the values. Without any it is 1.
func SmallestP(paired bool, a, b int) float64 {
	switch {
	case a < 1 || b < 1:
		return 1
	case paired && a <= ExactPairs:
		return math.Ldexp(1, 1-a)
	case paired:
		return 1.0 / (Permutations + 1)
	}
	ways := choose(a+b, min(a, b))
	if ways > MaxExact {
		return 2.0 / (Permutations + 1)
	}
	return min(1, 2/ways)
}

// needed is the smallest n for which SmallestP of n and n, adjusted for so
// many tests, is below Significance: with fewer seeds no difference, however
// large, can be shown at that level. It is 0 where no n is enough, since the
// p of many seeds are estimated and not as small as they could be.
func needed(paired bool, tests int) int {
	const beyond = ExactPairs + 1 // from here on p is estimated, with pairs and without
	for n := 1; n <= beyond; n++ {
		if SmallestP(paired, n, n)*float64(tests) < Significance {
			return n
		}
	}
	return 0
}
