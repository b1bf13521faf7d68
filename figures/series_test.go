package figures

import (
	"slices"
	"testing"

	"gonum.org/v1/plot/plotter"

	"firststep/study/record"
)

func ramp(ys ...float64) plotter.XYs {
	points := make(plotter.XYs, len(ys))
	for i, y := range ys {
		points[i] = plotter.XY{X: float64(i + 1), Y: y}
	}
	return points
}

func TestBundled(t *testing.T) {
	b := bundled([]plotter.XYs{ramp(1, 2), ramp(3, 6), ramp(5, 7, 9)})
	if want := ramp(3, 5); !slices.Equal(b.mean, want) {
		t.Errorf("mean %v, want %v", b.mean, want)
	}
	if want := []span{{1, 1, 5}, {2, 2, 7}}; !slices.Equal(b.spans, want) {
		t.Errorf("range %v, want %v", b.spans, want)
	}
}

// Of many seeds the range is that of the middle nine tenths.
func TestBundledManySeeds(t *testing.T) {
	var curves []plotter.XYs
	for i := range 101 {
		curves = append(curves, ramp(float64(i)))
	}
	if got := bundled(curves).spans[0]; got.low != 5 || got.high != 95 {
		t.Errorf("range %v to %v, want 5 to 95", got.low, got.high)
	}
}

// Pooling loses no entry: what is counted, the zeros and what is not finite
// make up the whole.
func TestPooled(t *testing.T) {
	s := pooled([]record.Histogram{
		{BinsPerDecade: 4, First: -3, Counts: []int{1, 0, 2}, Zeros: 5, NonFinite: 2},
		{NonFinite: 10},
		{BinsPerDecade: 4, First: 2, Counts: []int{4}},
	})
	counted := 0
	for _, n := range s.counts {
		counted += n
	}
	if counted != 16*7 || s.total != 16*24 || s.nonFinite != 12 {
		t.Errorf("16 × 7 of 16 × 24 entries and 12 that are not finite became %d of %d and %d", counted, s.total, s.nonFinite)
	}
	if got, want := s.mode(), powerOfTenAt(5, 8); got != want { // the middle of bin 2
		t.Errorf("mode %v, want %v", got, want)
	}
}
