// Package compare says in what two sides of an experiment differ: two studies,
// two scenarios of one, two sets of seeds, two runs.
//
//  1. [Sides] takes the runs of either side apart by scenario, and [Scenarios]
//     finds for each run the one of the same seed on the other side.
//  2. Of each pair it compares the fields that determined the runs, and
//     whether they agree in every bit; where not, it finds the first value in
//     time that differs, and how far apart the two are.
//  3. Of each quantity it describes the sample on either side ([Summary]) and
//     the difference ([Difference]): an interval of the mean, Student's or from
//     [BootstrapFrom] seeds on BCa (Efron, "Better bootstrap confidence
//     intervals", 1987), and the p of a permutation test, adjusted over the
//     quantities (Holm, "A simple sequentially rejective multiple test
//     procedure", 1979). [SmallestP] is the least p that so many seeds can give.
//  4. The result is a [Diff], or of one pair of scenarios a [Comparison].
//
// Sides that share seeds are paired by them: the same initial weights and the
// same batches make pairs far less scattered than samples. Sides that share
// none are compared as independent samples. A value that is not finite is
// counted apart and enters no mean. Whatever is random here is drawn from a
// fixed seed, so the same records always give the same answer.
package compare

import (
	"math"
	"slices"

	"firststep/study/internal/numeric"
)

// A Sample is one quantity over seeds. Values that are not finite are counted
// in NonFinite and enter nothing else.
type Sample struct {
	Values    []float64 // finite, in the order given
	NonFinite int
	Mean      float64 // NaN where Values is empty
	Deviation float64 // standard deviation over seeds, n−1 in the denominator; 0 for one value
	Min, Max  float64
}

// Of describes values. Sums run in the order given, so that the result is the
// same on every machine.
func Of(values []float64) Sample {
	s := Sample{Mean: math.NaN(), Min: math.NaN(), Max: math.NaN()}
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			s.NonFinite++
			continue
		}
		s.Values = append(s.Values, v)
	}
	n := float64(len(s.Values))
	if n == 0 {
		return s
	}
	s.Min, s.Max = s.Values[0], s.Values[0]
	sum := 0.0
	for _, v := range s.Values {
		sum += v
		s.Min, s.Max = min(s.Min, v), max(s.Max, v)
	}
	s.Mean = sum / n
	if n > 1 {
		squares := 0.0
		for _, v := range s.Values {
			squares += float64((v - s.Mean) * (v - s.Mean))
		}
		s.Deviation = math.Sqrt(squares / (n - 1))
	}
	return s
}

// Quantile is that of the finite values at 0 ≤ q ≤ 1; NaN where there is none.
func (s Sample) Quantile(q float64) float64 {
	return Quantile(slices.Sorted(slices.Values(s.Values)), q)
}

// Many is the number of values above which they are no longer shown one by
// one, in figures as in tables, but by quantiles.
const Many = 30

// Quantile of sorted values at 0 ≤ q ≤ 1, by linear interpolation between
// order statistics (type 7 of Hyndman and Fan 1996); NaN of none.
func Quantile(sorted []float64, q float64) float64 { return numeric.Quantile(sorted, q) }

// GeometricMean of the positive finite values; not a number if there are none.
func GeometricMean(values []float64) float64 {
	sum, n := 0.0, 0
	for _, v := range values {
		if v > 0 && !math.IsInf(v, 1) {
			sum += math.Log(v)
			n++
		}
	}
	return math.Exp(sum / float64(n))
}
