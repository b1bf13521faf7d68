package compare

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Confidence of every interval.
const Confidence = 0.95

// BootstrapFrom is the number of values from which intervals are
// bootstrapped. Below it they are Student's: at n = 5 an interval of the mean
// that claims 0.95 covers 0.845 by BCa, and 0.95 by t where the values are
// normal.
const BootstrapFrom = 20

// Methods of an interval.
const (
	NoInterval = ""      // fewer than two values
	Point      = "point" // all values are equal
	Student    = "t"     // of Student; of two samples, of Welch
	Bootstrap  = "BCa"
)

// An interval holds a mean, or a difference of means, with probability
// Confidence. Its ends are NaN where Method is NoInterval.
type interval struct {
	Low, High float64
	Method    string
}

// contains reports whether v lies in the interval, ends included.
func (i interval) contains(v float64) bool { return i.Low <= v && v <= i.High }

var noInterval = interval{math.NaN(), math.NaN(), NoInterval}

// A centre is the location that is compared, of sorted values of which the
// i-th counts as often as counts says.
type centre func(sorted []float64, counts []int) float64

// intervalOf is the interval of a sample's centre: the mean, or from
// BootstrapFrom values on another one.
func intervalOf(values []float64, of centre) interval {
	switch {
	case len(values) < 2:
		return noInterval
	case isConstant(values):
		return interval{values[0], values[0], Point}
	case len(values) < BootstrapFrom:
		s := Of(values)
		n := float64(len(values))
		return student(s.Mean, s.Deviation/math.Sqrt(n), n-1)
	}
	return bootstrap(of, values)
}

// MeanInterval is the interval of the mean of values, such as differences of
// pairs. Of fewer than two values its ends are not numbers.
func MeanInterval(values []float64) (low, high float64) {
	i := intervalOf(values, meanOf)
	return i.Low, i.High
}

// differenceOf is the interval of b's centre less a's, where the values of
// the two have nothing to do with each other.
func differenceOf(a, b []float64, of centre) interval {
	switch {
	case len(a) < 2 || len(b) < 2:
		return noInterval
	case isConstant(a) && isConstant(b):
		return interval{b[0] - a[0], b[0] - a[0], Point}
	case len(a) < BootstrapFrom || len(b) < BootstrapFrom:
		return welch(Of(a), Of(b))
	}
	return bootstrap(of, a, b)
}

// welch is the interval of b's mean less a's by Welch, "The generalization of
// Student's problem when several different population variances are involved"
// (1947).
func welch(a, b Sample) interval {
	na, nb := float64(len(a.Values)), float64(len(b.Values))
	va, vb := a.Deviation*a.Deviation/na, b.Deviation*b.Deviation/nb
	freedom := (va + vb) * (va + vb) / (va*va/(na-1) + vb*vb/(nb-1))
	return student(b.Mean-a.Mean, math.Sqrt(va+vb), freedom)
}

// student is the interval of an estimate with its standard error.
func student(estimate, standardError, freedom float64) interval {
	half := standardError * distuv.StudentsT{Sigma: 1, Nu: freedom}.Quantile((1+Confidence)/2)
	return interval{estimate - half, estimate + half, Student}
}

func isConstant(values []float64) bool {
	return !slices.ContainsFunc(values, func(v float64) bool { return v != values[0] })
}

// median of values: the middle one, or the mean of the two in the middle; NaN
// of none.
func median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	if n%2 == 1 {
		return sorted[n/2]
	}
	return sorted[n/2-1]/2 + sorted[n/2]/2
}

// interquartileMean is the mean of what is left when a quarter of the values,
// rounded down to whole ones, is taken off at either end: of many runs the one
// that a few odd ones do not move, and that is less scattered than the median
// (Agarwal et al., "Deep reinforcement learning at the edge of the statistical
// precipice", 2021). It is NaN of no values.
func interquartileMean(sorted []float64, counts []int) float64 {
	n := sum(counts)
	cut := n / 4
	low, high := cut, n-cut // of the values, were each written out as often as it counts
	total, at := 0.0, 0
	for i, v := range sorted {
		from, to := max(at, low), min(at+counts[i], high)
		if from < to {
			total += float64(float64(to-from) * v)
		}
		at += counts[i]
	}
	return total / float64(high-low)
}

func meanOf(sorted []float64, counts []int) float64 {
	total := 0.0
	for i, v := range sorted {
		total += float64(float64(counts[i]) * v)
	}
	return total / float64(sum(counts))
}

// once counts each of n values one time.
func once(n int) []int {
	counts := make([]int, n)
	for i := range counts {
		counts[i] = 1
	}
	return counts
}

func sum(counts []int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	return total
}
