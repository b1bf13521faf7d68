package numeric

import "math"

// LogSlope fits log y = c + slope·log x by least squares and returns the slope;
// NaN with less than two different x, or where a y is not positive.
func LogSlope(x, y []float64) float64 {
	n := float64(len(x))
	var meanX, meanY float64
	for i := range x {
		meanX += Log(x[i]) / n
		meanY += Log(y[i]) / n
	}
	var xx, xy float64
	for i := range x {
		dx := Log(x[i]) - meanX
		xx += float64(dx * dx)
		xy += float64(dx * (Log(y[i]) - meanY))
	}
	if xx == 0 {
		return math.NaN()
	}
	return xy / xx
}
