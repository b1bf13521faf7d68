package mlp

import (
	"cmp"
	"math"
	"slices"

	"firststep/study/internal/numeric"
)

// PreActivation compares XW, the first layer's pre-activations on the first
// batch without the bias, with what the update adds to them, XΔW. Maxima,
// quantiles and histograms are of absolute values.
type PreActivation struct {
	XWRMS, XdWRMS             float64
	XWMax, XdWMax             float64
	XWQuantiles, XdWQuantiles [5]float64 // at 0.05, 0.25, 0.50, 0.75 and 0.95
	XWHistogram, XdWHistogram Histogram
	Ratio                     float64  // XdWRMS / XWRMS
	Exceeds                   float64  // share of entries with |XΔW| > |XW|
	Flips                     float64  // share of entries with XW and XW + XΔW of opposite signs
	Joint                     [][3]int // {bin of |XW|, bin of |XΔW|, entries}, sorted; without entries where either has no bin
}

// probabilities of the quantiles of a PreActivation.
var probabilities = [5]float64{0.05, 0.25, 0.50, 0.75, 0.95}

// BinsPerDecade is how fine the histograms are: bin b of a positive number x
// is the largest integer not above BinsPerDecade·log₁₀ x.
const BinsPerDecade = 10

// A Histogram counts numbers by bin.
type Histogram struct {
	First     int   // the bin that Counts starts with
	Counts    []int // to the last bin that is not empty
	Zeros     int
	NonFinite int
}

// PreActivation describes XW and XΔW.
func (t *Tensors) PreActivation() PreActivation {
	var p PreActivation
	p.XWRMS, p.XWMax, p.XWQuantiles, p.XWHistogram = describe(t.XW)
	p.XdWRMS, p.XdWMax, p.XdWQuantiles, p.XdWHistogram = describe(t.XdW)
	p.Ratio = p.XdWRMS / p.XWRMS

	exceeds, flips := 0, 0
	joint := map[[2]int]int{}
	for i, xw := range t.XW {
		xdw := t.XdW[i]
		if math.Abs(xdw) > math.Abs(xw) {
			exceeds++
		}
		if sum := xw + xdw; xw > 0 && sum < 0 || xw < 0 && sum > 0 {
			flips++
		}
		if hasBin(xw) && hasBin(xdw) {
			joint[[2]int{bin(xw), bin(xdw)}]++
		}
	}
	p.Exceeds = float64(exceeds) / float64(len(t.XW))
	p.Flips = float64(flips) / float64(len(t.XW))
	for cell, count := range joint {
		p.Joint = append(p.Joint, [3]int{cell[0], cell[1], count})
	}
	slices.SortFunc(p.Joint, func(a, b [3]int) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	return p
}

// describe returns the root mean square of values and the maximum, the
// quantiles and the histogram of their absolute values.
func describe(values []float64) (rms, largest float64, quantiles [5]float64, histogram Histogram) {
	absolute := make([]float64, len(values))
	order := make([]uint64, len(values)) // bits, which are sorted as the numbers are, NaN above all
	squares := 0.0
	for i, v := range values {
		absolute[i] = math.Abs(v)
		order[i] = math.Float64bits(absolute[i])
		squares += float64(v * v)
		largest = max(largest, absolute[i])
	}
	slices.Sort(order)
	for i, bits := range order {
		absolute[i] = math.Float64frombits(bits)
	}
	for i, p := range probabilities {
		quantiles[i] = numeric.Quantile(absolute, p)
	}
	return math.Sqrt(squares / float64(len(values))), largest, quantiles, count(absolute)
}

// count makes the histogram of sorted absolute values.
func count(sorted []float64) Histogram {
	var h Histogram
	for _, v := range sorted {
		switch {
		case v == 0:
			h.Zeros++
		case !hasBin(v):
			h.NonFinite++
		default:
			b := bin(v)
			if len(h.Counts) == 0 {
				h.First = b
			}
			for len(h.Counts) <= b-h.First {
				h.Counts = append(h.Counts, 0)
			}
			h.Counts[b-h.First]++
		}
	}
	return h
}

func hasBin(v float64) bool { return v != 0 && v-v == 0 }

func bin(v float64) int {
	return int(math.Floor(numeric.Log(math.Abs(v)) * (BinsPerDecade / math.Ln10)))
}
