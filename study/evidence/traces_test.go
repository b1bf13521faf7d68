package evidence

import (
	"math"
	"slices"
	"testing"
)

func ramp(ys ...float64) Curve {
	points := make(Curve, len(ys))
	for i, y := range ys {
		points[i] = Point{float64(i + 1), y}
	}
	return points
}

// A spike in a window does not show in the median, and what follows the first
// value that is not finite is not part of the curve.
func TestSmoothed(t *testing.T) {
	got := ramp(1, 1e30, 2, 3, 4, 5, 6, math.Inf(1), 7).smoothed(3, median)
	want := Curve{{X: 2, Y: 2}, {X: 5, Y: 4}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := ramp(math.NaN(), 1).smoothed(3, median); len(got) != 1 || got[0].Y != 1 {
		t.Errorf("after a NaN at the start: got %v", got)
	}
}
