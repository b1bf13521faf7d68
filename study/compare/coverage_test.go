package compare

import (
	"math"
	"testing"

	"firststep/study/internal/numeric"
)

// Coverage is checked by simulation with a fixed seed: so many samples of a
// known mean, and how many of their intervals hold it.

func coverage(samples, n int, interval func([]float64) interval) float64 {
	stream := numeric.NewStream(1, "coverage")
	values := make([]float64, n)
	holding := 0
	for range samples {
		for i := range values {
			values[i] = stream.Normal()
		}
		if interval(values).contains(0) {
			holding++
		}
	}
	return float64(holding) / float64(samples)
}

// The interval that is used covers what it claims, and at n = 5 the bootstrap
// does not: the reason for Student's below BootstrapFrom.
func TestCoverage(t *testing.T) {
	mean := func(values []float64) interval { return intervalOf(values, meanOf) }
	for _, test := range []struct {
		name      string
		samples   int
		n         int
		interval  func([]float64) interval
		low, high float64
	}{
		{"Student at 5", 4000, 5, mean, 0.94, 0.96},
		{"Student at 19", 4000, 19, mean, 0.94, 0.96},
		{"BCa at 20", 250, 20, mean, 0.89, 0.96},
		{"BCa of the interquartile mean at 20", 100, 20, func(v []float64) interval { return intervalOf(v, interquartileMean) }, 0.90, 0.97},
		{"BCa at 5", 400, 5, func(v []float64) interval { return bootstrap(meanOf, v) }, 0.75, 0.88},
		{"Welch at 4 and 8", 4000, 12, func(v []float64) interval { return differenceOf(v[:4], v[4:], meanOf) }, 0.94, 0.97},
	} {
		if got := coverage(test.samples, test.n, test.interval); got < test.low || got > test.high {
			t.Errorf("%s: covers %.4f, want %.2f to %.2f", test.name, got, test.low, test.high)
		}
	}
}

// Where there is no difference, a p of at most 0.05 is seen in at most one of
// 20 samples.
func TestFalsePositives(t *testing.T) {
	for _, test := range []struct {
		name string
		n    int
		p    func([]float64) float64
	}{
		{"paired, exact", 8, pairedTest},
		{"unpaired, exact", 10, func(v []float64) float64 { return unpairedTest(v[:4], v[4:]) }},
	} {
		none := func(values []float64) interval {
			if test.p(values) <= Significance {
				return noInterval
			}
			return interval{Low: math.Inf(-1), High: math.Inf(1)}
		}
		if got := 1 - coverage(4000, test.n, none); got > 0.055 || got < 0.03 {
			t.Errorf("%s: p ≤ 0.05 in %.4f of the samples", test.name, got)
		}
	}
}
