package numeric

import "math"

// Quantile of sorted values at 0 ≤ q ≤ 1, by linear interpolation between
// order statistics: type 7 of Hyndman and Fan, "Sample quantiles in statistical
// packages" (1996). Between equal infinities it is that infinity; of nothing
// it is NaN.
func Quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	position := float64(q * float64(len(sorted)-1))
	low := int(position)
	fraction := position - float64(low)
	if fraction == 0 || sorted[low] == sorted[low+1] {
		return sorted[low]
	}
	return sorted[low] + float64(fraction*(sorted[low+1]-sorted[low]))
}
