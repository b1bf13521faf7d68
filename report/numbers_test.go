package report

import (
	"math"
	"strings"
	"testing"

	"firststep/study/compare"
)

// spaced makes the spaces inside numbers ordinary ones.
func spaced(s string) string { return strings.NewReplacer(noBreak, " ", "\u202f", " ").Replace(s) }

func TestIntegers(t *testing.T) {
	for got, want := range map[string]string{integers(8, 12): "8–12", integers(8, 8): "8", integers(999, 1000): "999–1,000"} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestSamples(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name                  string
		values                []float64
		inParentheses, spread string
	}{
		{"two digits of deviation below 35", []float64{0.297, 0.257}, "0.277 (28)", "0.28"},
		{"one digit above", []float64{0.0846, 0.0832}, "0.0839 (10)", "0.084"},
		{"one digit", []float64{0.0845, 0.0835}, "0.0840 (7)", "0.084"},
		{"not below the units", []float64{926, 802}, "864 (88)", "860"},
		{"a deviation of hundreds", []float64{8261, 10006}, "9.1 (12) × 10³", "9,100"},
		{"a power of ten", []float64{10100, 11650}, "1.09 (11) × 10⁴", "11,000"},
		{"a small power of ten", []float64{6.81e-4, 6.89e-4}, "6.85 (6) × 10⁻⁴", "6.9 × 10⁻⁴"},
		{"a range where seeds differ much", []float64{6315, 19704}, "1.3 (9) × 10⁴", "6,300–20,000"},
		{"a mean about zero", []float64{0.0015, -0.0017}, "−0.0001 (23)", "−1.0 × 10⁻⁴"},
		{"one seed", []float64{0.8625}, "0.8625", "0.86"},
		{"equal seeds", []float64{0.1, 0.1}, "0.1000", "0.10"},
		{"equal but for rounding", []float64{0.00390625, 0.0039062501}, "0.003906", "0.0039"},
		{"equal but for the mean's rounding", []float64{0.7, 0.7, 0.7}, "0.7000", "0.70"},
		{"zero in all", []float64{0, 0}, "0", "0"},
		{"nothing finite", []float64{inf, math.NaN()}, "not finite", "not finite"},
		{"some not finite", []float64{2, inf, 2}, "1 of 3 not finite", "2.0"},
		{"no seed", nil, "not finite", "not finite"},
	} {
		s := compare.Of(c.values)
		if got := spaced(inParentheses(s)); got != c.inParentheses {
			t.Errorf("%s: inParentheses %q, want %q", c.name, got, c.inParentheses)
		}
		if got := spaced(spread(s, 2)); got != c.spread {
			t.Errorf("%s: spread %q, want %q", c.name, got, c.spread)
		}
	}
}
