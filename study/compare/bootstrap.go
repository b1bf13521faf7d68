package compare

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"firststep/study/internal/numeric"
)

// Resamples is how many resamples a bootstrap draws.
const Resamples = 10_000

// seed of all that is drawn here: a comparison says the same each time.
const seed = 1

// bootstrap is the bias-corrected and accelerated interval (BCa: Efron,
// "Better bootstrap confidence intervals", 1987) of the centre of one sample,
// or of the second sample's less the first's.
func bootstrap(of centre, samples ...[]float64) interval {
	d := newDraw(of, samples)
	estimate, acceleration := d.estimate(), d.acceleration()
	stream := numeric.NewStream(seed, "bootstrap")
	replicates := make([]float64, Resamples)
	for r := range replicates {
		for _, counts := range d.counts {
			resample(stream, counts)
		}
		replicates[r] = d.estimate()
	}
	low, high := bca(replicates, estimate, acceleration)
	return interval{low, high, Bootstrap}
}

// A draw is samples, sorted, with how often each value of them was drawn: to
// begin with once.
type draw struct {
	of     centre
	sorted [][]float64
	counts [][]int
}

func newDraw(of centre, samples [][]float64) *draw {
	d := &draw{of: of}
	for _, s := range samples {
		d.sorted = append(d.sorted, slices.Sorted(slices.Values(s)))
		d.counts = append(d.counts, once(len(s)))
	}
	return d
}

// estimate is the centre of what was drawn of the last sample, less those of
// the others.
func (d *draw) estimate() float64 {
	e := 0.0
	for i := range d.sorted {
		e = d.of(d.sorted[i], d.counts[i]) - e
	}
	return e
}

// resample draws as many values as there are, with replacement, and counts
// how often each came.
func resample(stream *numeric.Stream, counts []int) {
	clear(counts)
	for range counts {
		counts[stream.IntN(len(counts))]++
	}
}

// acceleration is the rate at which the estimate's standard error changes with
// what it estimates, from leaving out one value at a time (Efron and
// Tibshirani, "An introduction to the bootstrap", 1993, equation 14.15; for
// several samples Davison and Hinkley, "Bootstrap methods and their
// application", 1997, equation 5.28).
func (d *draw) acceleration() float64 {
	cubes, squares := 0.0, 0.0
	for _, counts := range d.counts {
		n := float64(len(counts))
		without := make([]float64, len(counts))
		for j := range without {
			counts[j] = 0
			without[j] = d.estimate()
			counts[j] = 1
		}
		mean := Of(without).Mean
		for _, w := range without {
			influence := (n - 1) * (mean - w) / n
			cubes += influence * influence * influence
			squares += influence * influence
		}
	}
	if squares == 0 {
		return 0
	}
	return cubes / (6 * math.Pow(squares, 1.5))
}

// bca reads the interval off the replicates, which it sorts: at the quantiles
// that the bias of their median and the acceleration lead to.
func bca(replicates []float64, estimate, acceleration float64) (low, high float64) {
	slices.Sort(replicates)
	n := float64(len(replicates))
	below, _ := slices.BinarySearch(replicates, estimate)
	upTo, _ := slices.BinarySearch(replicates, math.Nextafter(estimate, math.Inf(1)))
	share := float64(below+upTo) / (2 * n) // an equal replicate counts one half
	share = min(max(share, 0.5/n), 1-0.5/n)
	normal := distuv.UnitNormal
	bias := normal.Quantile(share)
	at := func(p float64) float64 {
		z := bias + normal.Quantile(p)
		return Quantile(replicates, normal.CDF(bias+z/(1-acceleration*z)))
	}
	return at((1 - Confidence) / 2), at((1 + Confidence) / 2)
}
