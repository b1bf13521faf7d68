package compare_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"firststep/study/compare"
)

func ExampleOf() {
	s := compare.Of([]float64{0.86, 0.88, math.Inf(1), 0.87})
	fmt.Printf("%.3f ± %.3f over %d, %d not finite\n", s.Mean, s.Deviation, len(s.Values), s.NonFinite)
	// Output: 0.870 ± 0.010 over 3, 1 not finite
}

func TestOf(t *testing.T) {
	nan := math.NaN()
	for _, test := range []struct {
		name   string
		values []float64
		want   compare.Sample
	}{
		{"nothing", nil, compare.Sample{Mean: nan, Min: nan, Max: nan}},
		{"nothing finite", []float64{nan, math.Inf(-1)}, compare.Sample{NonFinite: 2, Mean: nan, Min: nan, Max: nan}},
		{"one", []float64{3}, compare.Sample{Values: []float64{3}, Mean: 3, Min: 3, Max: 3}},
		{"negative", []float64{-1, -3, nan}, compare.Sample{Values: []float64{-1, -3}, NonFinite: 1, Mean: -2, Deviation: math.Sqrt2, Min: -3, Max: -1}},
	} {
		got := compare.Of(test.values)
		numbers := func(s compare.Sample) []float64 { return []float64{s.Mean, s.Deviation, s.Min, s.Max} }
		same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
		if got.NonFinite != test.want.NonFinite || !slices.Equal(got.Values, test.want.Values) ||
			!slices.EqualFunc(numbers(got), numbers(test.want), same) {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
}
