package figures

import (
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"

	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
)

// data are a study's evidence with the ways in which figures draw from it.
type data struct{ evidence.Data }

// drawn is a curve as plotters have it.
func drawn(c evidence.Curve) plotter.XYs {
	points := make(plotter.XYs, len(c))
	for i, p := range c {
		points[i] = plotter.XY(p)
	}
	return points
}

// median of values; it sorts them.
func median(values []float64) float64 {
	slices.Sort(values)
	return compare.Quantile(values, 0.5)
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// A bundle is curves over seeds as one: their mean, and their range, which is
// from the lowest to the highest, of many seeds from the 5th to the 95th
// percentile.
type bundle struct {
	mean  plotter.XYs
	spans []span
}

// bundled brings curves together as far as all of them go: a curve that ends
// early because its run overflowed is not to be among them.
func bundled(curves []plotter.XYs) bundle {
	var b bundle
	if len(curves) == 0 {
		return b
	}
	length := len(curves[0])
	for _, c := range curves {
		length = min(length, len(c))
	}
	for i := range length {
		ys := make([]float64, len(curves))
		for j, c := range curves {
			ys[j] = c[i].Y
		}
		x := curves[0][i].X
		b.mean = append(b.mean, plotter.XY{X: x, Y: mean(ys)})
		slices.Sort(ys)
		low, high := ys[0], ys[len(ys)-1]
		if len(ys) > compare.Many {
			low, high = compare.Quantile(ys, 0.05), compare.Quantile(ys, 0.95)
		}
		b.spans = append(b.spans, span{x, low, high})
	}
	return b
}

// stepwise brings curves together point by point, of whichever go so far: for
// curves of which some end because their runs overflowed.
func stepwise(curves []plotter.XYs) bundle {
	var b bundle
	for i := 0; ; i++ {
		var going []plotter.XYs
		for _, c := range curves {
			if i < len(c) {
				going = append(going, c[i:i+1])
			}
		}
		if len(going) == 0 {
			return b
		}
		at := bundled(going)
		b.mean, b.spans = append(b.mean, at.mean...), append(b.spans, at.spans...)
	}
}

// A spectrum is how absolute values are distributed over decades, pooled over
// seeds.
type spectrum struct {
	perDecade int
	first     int   // exponent of the first bin's lower edge, in bins
	counts    []int // smoothed by the binomial kernel 1 4 6 4 1, so 16 times as large
	total     int   // of all values, zeros and non-finite ones included; likewise
	nonFinite int
}

// pooled adds up histograms. The counts stay whole numbers, so that nothing
// depends on the order or the machine.
func pooled(histograms []record.Histogram) spectrum {
	s := spectrum{}
	last := 0
	for _, h := range histograms {
		s.nonFinite += h.NonFinite
		s.total += 16 * (h.Zeros + h.NonFinite)
		if h.BinsPerDecade == 0 || len(h.Counts) == 0 {
			continue
		}
		if s.perDecade == 0 {
			s.perDecade, s.first, last = h.BinsPerDecade, h.First, h.First+len(h.Counts)
		}
		s.first, last = min(s.first, h.First), max(last, h.First+len(h.Counts))
	}
	if s.perDecade == 0 {
		return s
	}
	const margin = 2 // the kernel reaches this far
	s.first -= margin
	s.counts = make([]int, last-s.first+margin)
	for _, h := range histograms {
		for i, n := range h.Counts {
			s.total += 16 * n
			for k, weight := range [5]int{1, 4, 6, 4, 1} {
				s.counts[h.First+i-s.first+k-margin] += weight * n
			}
		}
	}
	return s
}

// powerOfTenAt is 10 to the n/perDecade.
func powerOfTenAt(n, perDecade int) float64 {
	whole := n / perDecade
	rest := n - whole*perDecade
	return math.Pow10(whole) * math.Pow(10, float64(rest)/float64(perDecade))
}

// curve is the share of all values in each bin, at the bins' middles, where it
// is more than a trace.
func (s spectrum) curve() plotter.XYs {
	var points plotter.XYs
	for i, n := range s.counts {
		if n == 0 {
			continue
		}
		points = append(points, plotter.XY{X: powerOfTenAt(2*(s.first+i)+1, 2*s.perDecade), Y: float64(n) / float64(s.total)})
	}
	return points
}

// mode is the middle of the bin that holds most; 0 if there is none.
func (s spectrum) mode() float64 {
	if s.peak() == 0 {
		return 0
	}
	i := slices.Index(s.counts, slices.Max(s.counts))
	return powerOfTenAt(2*(s.first+i)+1, 2*s.perDecade)
}

// shareNonFinite is the share of values that are NaN or infinite.
func (s spectrum) shareNonFinite() float64 { return float64(16*s.nonFinite) / float64(s.total) }

// peak is the largest share of a bin.
func (s spectrum) peak() float64 {
	if len(s.counts) == 0 {
		return 0
	}
	return float64(slices.Max(s.counts)) / float64(s.total)
}

// before and added are the distributions of |XW| and |XΔW|.
func (d data) before(scenario string) spectrum {
	return d.spectrum(scenario, func(p record.PreActivation) record.Histogram { return p.XWHistogram })
}

func (d data) added(scenario string) spectrum {
	return d.spectrum(scenario, func(p record.PreActivation) record.Histogram { return p.XdWHistogram })
}

func (d data) spectrum(scenario string, of func(record.PreActivation) record.Histogram) spectrum {
	var histograms []record.Histogram
	for _, r := range d.Of(scenario) {
		histograms = append(histograms, of(r.Run.FirstStep.PreActivation))
	}
	return pooled(histograms)
}

// floats are recorded numbers as plain ones.
func floats(recorded []record.Float) []float64 {
	out := make([]float64, len(recorded))
	for i, v := range recorded {
		out[i] = float64(v)
	}
	return out
}
