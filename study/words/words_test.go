package words

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// spaced makes the spaces inside numbers ordinary ones.
func spaced(s string) string {
	return strings.NewReplacer(NoBreak, " ", "\u202f", " ", "\u2005", " ", "\u2009", " ").Replace(s)
}

func TestNumbers(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ name, got, want string }{
		{"integer", Integer(3436), "3,436"},
		{"integer with comma", Integer(65025), "65,025"},
		{"first integer with comma", Integer(10_000), "10,000"},
		{"integer of millions", Integer(1234567), "1,234,567"},
		{"negative integer", Integer(-10_000), "−10,000"},
		{"none", Number(0), "no"},
		{"twelve", Number(12), "twelve"},
		{"thirteen", Number(13), "13"},
		{"many", Number(65_025), "65,025"},
		{"one seed", Count(1, "seed"), "one seed"},
		{"five seeds", Count(5, "seed"), "five seeds"},
		{"55 runs", Count(55, "run"), "55 runs"},
		{"four of five", OutOf(4, 5, "seed"), "four of five seeds"},
		{"all", OutOf(5, 5, "seed"), "all five seeds"},
		{"both", OutOf(2, 2, "seed"), "both seeds"},
		{"only one", OutOf(1, 1, "seed"), "the one seed"},
		{"none of", OutOf(0, 5, "seed"), "none of the five seeds"},
		{"one step", Steps(1, 1), "in step 1"},
		{"steps", Steps(1, 10_000), "in steps 1–10,000"},
		{"later steps", Steps(2, 0), "from step 2"},
		{"none of one", OutOf(0, 1, "seed"), "no seed"},

		{"decimals", Document.Decimal(0.85, 4), "0.8500"},
		{"negative decimals", Document.Decimal(-0.0108, 4), "−0.0108"},
		{"no negative zero", Document.Decimal(-0.00001, 4), "0.0000"},
		{"decimals with comma", Document.Decimal(65024.998, 3), "65,024.998"},
		{"sign", Document.Signed(0.0015, 4), "+0.0015"},
		{"no sign of zero", Document.Signed(0.00001, 4), "0.0000"},
		{"negative sign", Document.Signed(-0.0015, 4), "−0.0015"},

		{"significant", Document.Significant(0.08394, 3), "0.0839"},
		{"significant zeros", Document.Significant(2.5, 3), "2.50"},
		{"significant integer", Document.Significant(5453, 2), "5,500"},
		{"significant with comma", Document.Significant(18160, 2), "18,000"},
		{"significant up a decade", Document.Significant(0.09996, 3), "0.100"},
		{"significant small", Document.Significant(6.81e-4, 2), "6.8 × 10⁻⁴"},
		{"significant large", Document.Significant(1.13e7, 3), "1.13 × 10⁷"},
		{"significant rounded to large", Document.Significant(999_999, 2), "1.0 × 10⁶"},
		{"significant of zero", Document.Significant(0, 3), "0"},
		{"significant negative", Document.Significant(-0.0108, 2), "−0.011"},
		{"scientific", Document.Scientific(6.5e4, 2), "6.5 × 10⁴"},
		{"scientific negative", Document.Scientific(-3e-8, 1), "−3 × 10⁻⁸"},
		{"scientific of zero", Document.Scientific(0, 1), "0"},
		{"order of magnitude", Document.OrderOfMagnitude(7.3e28), "10²⁸"},
		{"order below one", Document.OrderOfMagnitude(0.02), "10⁻²"},
		{"setting", Document.Exact(0.1), "0.1"},
		{"divisor", Document.Exact(255), "255"},
		{"square", Document.Exact(65025), "65,025"},
		{"small rate", Document.Exact(1e-5), "10⁻⁵"},
		{"round number", Document.Exact(1000), "1,000"},
		{"a third", Document.Exact(1. / 3), "0.33333"},
		{"a factor that a division rounds", Document.Exact(25.499999999999996), "25.5"},
		{"a large one", Document.Exact(1.9999999999999998e30), "2 × 10³⁰"},
		{"a seventh digit", Document.Exact(1.234567), "1.234567"},
		{"an integer of many digits", Document.Exact(999_999), "999,999"},

		{"percent", Document.Percent(0.374, 2), "37 %"},
		{"percent below one", Document.Percent(0.004, 1), "0.4 %"},
		{"whole percent", Document.WholePercent(0.374), "37 %"},
		{"nearly nothing", Document.WholePercent(0.0004), "below 1 %"},
		{"nothing", Document.WholePercent(0), "0 %"},
		{"nearly all", Document.WholePercent(0.9996), "above 99 %"},
		{"all of it", Document.WholePercent(1), "100 %"},
		{"error of some percent", Document.ErrorSize(0.0041), "0.4 %"},
		{"error of a rounding", Document.ErrorSize(3.2e-8), "3 × 10⁻⁸"},

		{"bound", Document.Bound(8.47e-8), "8.5 × 10⁻⁸"},
		{"bound rounded up", Document.Bound(8.41e-8), "8.5 × 10⁻⁸"},
		{"bound up a decade", Document.Bound(9.91e-8), "1.0 × 10⁻⁷"},
		{"bound that is exact", Document.Bound(1e-4), "1.0 × 10⁻⁴"},
		{"bound of nothing", Document.Bound(0), "0"},
		{"bound that is none", Document.Bound(inf), "infinite"},
		{"bound as a percentage", Document.ErrorBound(9.31e-5), "0.0094 %"},
		{"bound too small for one", Document.ErrorBound(5.21e-7), "5.3 × 10⁻⁷"},
		{"share at most", Document.PercentBound(0.081), "9 %"},
		{"share at most, exactly", Document.PercentBound(0.07), "7 %"},

		{"range", Document.Interval(6315, 19704, 2), "6,300–20,000"},
		{"range with a power", Document.Interval(1.7e-5, 4.2e-5, 2), "(1.7–4.2) × 10⁻⁵"},
		{"range into powers", Document.Interval(352_000, 5.85e6, 3), "(0.352–5.85) × 10⁶"},
		{"range over powers", Document.Interval(1.7e-5, 4.2e-4, 2), "1.7 × 10⁻⁵–4.2 × 10⁻⁴"},
		{"range of equals", Document.Interval(0.4001, 0.4002, 2), "0.40"},

		{"not a number", Document.Significant(nan, 3), "not a number"},
		{"infinite", Document.Scientific(inf, 2), "infinite"},
		{"negative infinite", Document.Decimal(-inf, 2), "−infinite"},

		{"label", Label.Significant(0.27652, 2), "0.28"},
		{"label up a decade", Label.Significant(99.6, 2), "100"},
		{"label of a small number", Label.Significant(2.5e-4, 2), "0.00025"},
		{"label with a power", Label.Significant(6.1e-8, 1), "6 × 10$^{-8}$"},
		{"label without one", Label.Scientific(1, 1), "1"},
		{"label with ten", Label.Scientific(-12, 2), "−1.2 × 10"},
		{"label of what is none", Label.Significant(-inf, 2), "not finite"},
		{"bound in a label", Label.Bound(9.91e-8), "1.0 × 10$^{-7}$"},
		{"mean", Document.Spread(2.2, 2.4, 2.3, 2), "2.3"},
		{"range for a mean", Label.Spread(1.7e-5, 4.2e-5, 3e-5, 2), "(1.7–4.2) × 10$^{-5}$"},
		{"mean of nothing", Document.Spread(nan, nan, nan, 2), "not finite"},
		{"a share", Label.Shares(0.935, 0.937, 0.936), "94 %"},
		{"shares", Label.Shares(0.25, 0.36, 0.3), "25–36 %"},
		{"no share", Document.Shares(nan, nan, nan), "an unknown share"},
		{"slopes", Document.Range(-1.994, 2.006, 2), "−1.99 to 2.01"},
		{"equal slopes", Document.Range(1.9999, 2.0001, 2), "2.00"},
		{"sixth", Ordinal(6), "sixth"},
		{"thirteenth", Ordinal(13), "13th"},
		{"a hundred and first", Ordinal(101), "101st"},
	} {
		if got := spaced(c.got); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestList(t *testing.T) {
	for want, items := range map[string][]string{
		"":               nil,
		"a":              {"a"},
		"a and b":        {"a", "b"},
		"a, x, and b":    {"a, x", "b"},
		"a and b, x":     {"a", "b, x"},
		"a, b and c":     {"a", "b", "c"},
		"a; b, x; and c": {"a", "b, x", "c"},
		"1,000, 2 and 3": {"1,000", "2", "3"},
	} {
		if got := List(items...); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestDigits(t *testing.T) {
	for v, want := range map[float64]int{1: 0, 9.99: 0, 10: 1, 1000: 3, 999.9999999999999: 2, 1e-3: -3, 5e-324: -324, math.MaxFloat64: 308, 0: 0} {
		if got := Exponent(v, 0); got != want {
			t.Errorf("the exponent of %v: %d, want %d", v, got, want)
		}
	}
	if got := Exponent(9.96, 2); got != 1 {
		t.Errorf("the exponent of 9.96 to two digits: %d", got)
	}
	if got := Shift(0.3, 30); got != 0.3e30 {
		t.Errorf("0.3 shifted: %v", got)
	}
	for x, want := range map[float64]float64{1 / (1 / 65025.): 65025, 25.4999: 25.4999, 1e-12: 1e-12} {
		if got := NearInteger(x); got != want {
			t.Errorf("near %v: %v, want %v", x, got, want)
		}
	}
}

func TestWrapped(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one  two\nthree", 8, []string{"one two", "three"}},
		{"‖ΔW‖ / ‖W‖ grows", 10, []string{"‖ΔW‖ / ‖W‖", "grows"}},
		{"unbreakable word", 4, []string{"unbreakable", "word"}},
	} {
		if got := Wrapped(c.text, c.width); !slices.Equal(got, c.want) {
			t.Errorf("%q in %d: %q, want %q", c.text, c.width, got, c.want)
		}
	}
}
