package figures

import (
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"

	"firststep/study/compare"
	"firststep/study/record"
)

// median of values; it sorts them.
func median(values []float64) float64 {
	slices.Sort(values)
	return compare.Quantile(values, 0.5)
}

// losses are a run's losses by step, from step 1 on.
func (r Result) losses() plotter.XYs {
	points := make(plotter.XYs, len(r.Trace.Loss))
	for i, l := range r.Trace.Loss {
		points[i] = plotter.XY{X: float64(i + 1), Y: float64(l)}
	}
	return points
}

// accuracies are the shares of a run's batches that were classified rightly,
// by step.
func (r Result) accuracies(batch int) plotter.XYs {
	points := make(plotter.XYs, len(r.Trace.Correct))
	for i, c := range r.Trace.Correct {
		points[i] = plotter.XY{X: float64(i + 1), Y: float64(c) / float64(batch)}
	}
	return points
}

// smoothed takes windows of so many points and puts their median, or their
// mean, at their middle. Points that are not finite end the series, so a last
// window may be shorter; one of less than half is left out.
func smoothed(points plotter.XYs, window int, middle func([]float64) float64) plotter.XYs {
	stretches := finite(points)
	if len(stretches) == 0 {
		return nil
	}
	points = stretches[0]
	var out plotter.XYs
	for i := 0; i < len(points); i += window {
		end := min(i+window, len(points))
		if end-i < (window+1)/2 && i > 0 {
			break
		}
		ys := make([]float64, 0, window)
		for _, p := range points[i:end] {
			ys = append(ys, p.Y)
		}
		out = append(out, plotter.XY{X: (points[i].X + points[end-1].X) / 2, Y: middle(ys)})
	}
	return out
}

// window is how many of a training's steps are taken together: 25 of 3436,
// fewer of fewer, so that short trainings are smoothed and long ones keep
// their shape.
func window(steps int) int { return max(1, int(0.43*math.Sqrt(float64(steps)))) }

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
func (d Data) before(scenario string) spectrum {
	return d.spectrum(scenario, func(p record.PreActivation) record.Histogram { return p.XWHistogram })
}

func (d Data) added(scenario string) spectrum {
	return d.spectrum(scenario, func(p record.PreActivation) record.Histogram { return p.XdWHistogram })
}

func (d Data) spectrum(scenario string, of func(record.PreActivation) record.Histogram) spectrum {
	var histograms []record.Histogram
	for _, r := range d.Of(scenario) {
		histograms = append(histograms, of(r.Run.FirstStep.PreActivation))
	}
	return pooled(histograms)
}
