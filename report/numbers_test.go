package report

import (
	"math"
	"strings"
	"testing"

	"firststep/study/compare"
)

// spaced makes the spaces inside numbers ordinary ones.
func spaced(s string) string { return strings.NewReplacer(noBreak, " ", narrow, " ").Replace(s) }

func TestNumbers(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ name, got, want string }{
		{"integer", integer(3436), "3,436"},
		{"integer with comma", integer(65025), "65,025"},
		{"first integer with comma", integer(10_000), "10,000"},
		{"integer of millions", integer(1234567), "1,234,567"},
		{"negative integer", integer(-10_000), "−10,000"},
		{"none", words(0), "no"},
		{"twelve", words(12), "twelve"},
		{"thirteen", words(13), "13"},
		{"many", words(65_025), "65,025"},
		{"one seed", count(1, "seed"), "one seed"},
		{"five seeds", count(5, "seed"), "five seeds"},
		{"55 runs", count(55, "run"), "55 runs"},
		{"four of five", outOf(4, 5, "seed"), "four of five seeds"},
		{"all", outOf(5, 5, "seed"), "all five seeds"},
		{"both", outOf(2, 2, "seed"), "both seeds"},
		{"only one", outOf(1, 1, "seed"), "the one seed"},
		{"none of", outOf(0, 5, "seed"), "none of the five seeds"},
		{"none of one", outOf(0, 1, "seed"), "no seed"},

		{"decimals", decimal(0.85, 4), "0.8500"},
		{"negative decimals", decimal(-0.0108, 4), "−0.0108"},
		{"no negative zero", decimal(-0.00001, 4), "0.0000"},
		{"decimals with comma", decimal(65024.998, 3), "65,024.998"},
		{"sign", signed(0.0015, 4), "+0.0015"},
		{"no sign of zero", signed(0.00001, 4), "0.0000"},
		{"negative sign", signed(-0.0015, 4), "−0.0015"},

		{"significant", significant(0.08394, 3), "0.0839"},
		{"significant zeros", significant(2.5, 3), "2.50"},
		{"significant integer", significant(5453, 2), "5,500"},
		{"significant with comma", significant(18160, 2), "18,000"},
		{"significant up a decade", significant(0.09996, 3), "0.100"},
		{"significant small", significant(6.81e-4, 2), "6.8 × 10⁻⁴"},
		{"significant large", significant(1.13e7, 3), "1.13 × 10⁷"},
		{"significant rounded to large", significant(999_999, 2), "1.0 × 10⁶"},
		{"significant of zero", significant(0, 3), "0"},
		{"significant negative", significant(-0.0108, 2), "−0.011"},
		{"scientific", scientific(6.5e4, 2), "6.5 × 10⁴"},
		{"scientific negative", scientific(-3e-8, 1), "−3 × 10⁻⁸"},
		{"scientific of zero", scientific(0, 1), "0"},
		{"order of magnitude", orderOfMagnitude(7.3e28), "10²⁸"},
		{"order below one", orderOfMagnitude(0.02), "10⁻²"},
		{"setting", exact(0.1), "0.1"},
		{"divisor", exact(255), "255"},
		{"square", exact(65025), "65,025"},
		{"small rate", exact(1e-5), "1 × 10⁻⁵"},
		{"round number", exact(1000), "1,000"},
		{"a third", exact(1. / 3), "0.33333"},
		{"a factor that a division rounds", exact(25.499999999999996), "25.5"},
		{"a large one", exact(1.9999999999999998e30), "2 × 10³⁰"},
		{"a seventh digit", exact(1.234567), "1.234567"},
		{"an integer of many digits", exact(999_999), "999,999"},

		{"percent", percent(0.374, 2), "37 %"},
		{"percent below one", percent(0.004, 1), "0.4 %"},
		{"whole percent", wholePercent(0.374), "37 %"},
		{"nearly nothing", wholePercent(0.0004), "below 1 %"},
		{"nothing", wholePercent(0), "0 %"},
		{"nearly all", wholePercent(0.9996), "above 99 %"},
		{"all of it", wholePercent(1), "100 %"},
		{"error of some percent", errorSize(0.0041), "0.4 %"},
		{"error of a rounding", errorSize(3.2e-8), "3 × 10⁻⁸"},

		{"bound", bound(8.47e-8), "8.5 × 10⁻⁸"},
		{"bound rounded up", bound(8.41e-8), "8.5 × 10⁻⁸"},
		{"bound up a decade", bound(9.91e-8), "1.0 × 10⁻⁷"},
		{"bound that is exact", bound(1e-4), "1.0 × 10⁻⁴"},
		{"bound of nothing", bound(0), "0"},
		{"bound that is none", bound(inf), "infinite"},
		{"bound as a percentage", errorBound(9.31e-5), "0.0094 %"},
		{"bound too small for one", errorBound(5.21e-7), "5.3 × 10⁻⁷"},
		{"share at most", percentBound(0.081), "9 %"},
		{"share at most, exactly", percentBound(0.07), "7 %"},

		{"range", interval(6315, 19704, 2), "6,300–20,000"},
		{"range with a power", interval(1.7e-5, 4.2e-5, 2), "(1.7–4.2) × 10⁻⁵"},
		{"range into powers", interval(352_000, 5.85e6, 3), "(0.352–5.85) × 10⁶"},
		{"range over powers", interval(1.7e-5, 4.2e-4, 2), "1.7 × 10⁻⁵–4.2 × 10⁻⁴"},
		{"range of equals", interval(0.4001, 0.4002, 2), "0.40"},
		{"steps", integers(8, 12), "8–12"},
		{"one step", integers(8, 8), "8"},

		{"not a number", significant(nan, 3), "not a number"},
		{"infinite", scientific(inf, 2), "infinite"},
		{"negative infinite", decimal(-inf, 2), "−infinite"},
	} {
		if got := spaced(c.got); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSamples(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name                             string
		values                           []float64
		plusMinus, inParentheses, spread string
	}{
		{"two digits of deviation below 35", []float64{0.297, 0.257}, "0.277 ± 0.028", "0.277 (28)", "0.28"},
		{"one digit above", []float64{0.0846, 0.0832}, "0.0839 ± 0.0010", "0.0839 (10)", "0.084"},
		{"one digit", []float64{0.0845, 0.0835}, "0.0840 ± 0.0007", "0.0840 (7)", "0.084"},
		{"not below the units", []float64{926, 802}, "864 ± 88", "864 (88)", "860"},
		{"a deviation of hundreds", []float64{8261, 10006}, "(9.1 ± 1.2) × 10³", "9.1 (12) × 10³", "9,100"},
		{"a power of ten", []float64{10100, 11650}, "(1.09 ± 0.11) × 10⁴", "1.09 (11) × 10⁴", "11,000"},
		{"a small power of ten", []float64{6.81e-4, 6.89e-4}, "(6.85 ± 0.06) × 10⁻⁴", "6.85 (6) × 10⁻⁴", "6.9 × 10⁻⁴"},
		{"a range where seeds differ much", []float64{6315, 19704}, "(1.3 ± 0.9) × 10⁴", "1.3 (9) × 10⁴", "6,300–20,000"},
		{"a mean about zero", []float64{0.0015, -0.0017}, "−0.0001 ± 0.0023", "−0.0001 (23)", "−1.0 × 10⁻⁴"},
		{"one seed", []float64{0.8625}, "0.8625", "0.8625", "0.86"},
		{"equal seeds", []float64{0.1, 0.1}, "0.1000", "0.1000", "0.10"},
		{"equal but for rounding", []float64{0.00390625, 0.0039062501}, "0.003906", "0.003906", "0.0039"},
		{"equal but for the mean's rounding", []float64{0.7, 0.7, 0.7}, "0.7000", "0.7000", "0.70"},
		{"zero in all", []float64{0, 0}, "0", "0", "0"},
		{"nothing finite", []float64{inf, math.NaN()}, "not finite", "not finite", "not finite"},
		{"some not finite", []float64{2, inf, 2}, "1 of 3 not finite", "1 of 3 not finite", "2.0"},
		{"no seed", nil, "not finite", "not finite", "not finite"},
	} {
		s := compare.Of(c.values)
		if got := spaced(plusMinus(s)); got != c.plusMinus {
			t.Errorf("%s: plusMinus %q, want %q", c.name, got, c.plusMinus)
		}
		if got := spaced(inParentheses(s)); got != c.inParentheses {
			t.Errorf("%s: inParentheses %q, want %q", c.name, got, c.inParentheses)
		}
		if got := spaced(spread(s, 2)); got != c.spread {
			t.Errorf("%s: spread %q, want %q", c.name, got, c.spread)
		}
	}
}
