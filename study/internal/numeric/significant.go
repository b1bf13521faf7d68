package numeric

import "strconv"

// Significant rounds x to so many significant decimal digits, ties in the
// decimal representation of x to even; NaN and ±Inf stay.
func Significant(x float64, digits int) float64 {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64) // which reads what the other wrote
	return rounded
}
