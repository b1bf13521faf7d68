package compare

import (
	"math"
	"slices"
	"testing"
)

func TestIntervalOf(t *testing.T) {
	twenty := make([]float64, BootstrapFrom)
	for i := range twenty {
		twenty[i] = float64(i * i)
	}
	for _, test := range []struct {
		name   string
		values []float64
		method string
	}{
		{"nothing", nil, NoInterval},
		{"one value", []float64{1}, NoInterval},
		{"a constant", []float64{2, 2, 2}, Point},
		{"a few", []float64{1, 2, 3}, Student},
		{"many", twenty, Bootstrap},
		{"many of one value", make([]float64, 50), Point},
	} {
		if got := intervalOf(test.values, meanOf); got.Method != test.method {
			t.Errorf("%s: method %q, want %q", test.name, got.Method, test.method)
		}
	}
	if got := intervalOf([]float64{2, 2}, meanOf); got.Low != 2 || got.High != 2 {
		t.Errorf("a constant's interval is %v", got)
	}
}

// The bootstrap says the same each time, and where one value alone differs it
// is still an interval.
func TestBootstrapIsSeeded(t *testing.T) {
	values := make([]float64, 30)
	values[3] = 1
	first, second := bootstrap(meanOf, values), bootstrap(meanOf, values)
	if first != second {
		t.Errorf("%v and then %v", first, second)
	}
	if !(first.Low >= 0 && first.Low < first.High && first.High <= 1) {
		t.Errorf("one of 30 values is 1: the interval is %v", first)
	}
}

func TestPairedTest(t *testing.T) {
	many := make([]float64, ExactPairs+1)
	for i := range many {
		many[i] = 1 + float64(i)/100
	}
	for _, test := range []struct {
		name        string
		differences []float64
		want        float64
	}{
		{"five of one sign", []float64{1, 2, 3, 4, 5}, 1.0 / 16},
		{"none", []float64{1, -1}, 1},
		{"zeros stay", []float64{1, 0, 0}, 1},
		{"a tie that rounding hides", []float64{0.1, 0.2, -0.3, 0.1}, 1},
		{"twenty of one sign", many[:ExactPairs], math.Ldexp(1, 1-ExactPairs)},
		{"more than are looked at one by one", many, 1.0 / (Permutations + 1)},
	} {
		if got := pairedTest(test.differences); got != test.want {
			t.Errorf("%s: p = %v, want %v", test.name, got, test.want)
		}
	}
}

// The estimated p is near the exact one.
func TestMonteCarloIsNearExact(t *testing.T) {
	differences := []float64{0.3, -0.1, 0.5, 0.2, -0.4, 0.1, 0.6, 0.2, -0.1, 0.3, 0.2, -0.3, 0.1, 0.4, -0.2, 0.1, 0.1, -0.5, 0.2, 0.3}
	exact := pairedTest(differences)
	padded := append([]float64{0}, differences...) // a pair more, which changes nothing but the method
	if estimated := pairedTest(padded); math.Abs(estimated-exact) > 0.005 {
		t.Errorf("estimated %v, exactly %v", estimated, exact)
	}
	a, b := []float64{1, 2, 3, 4, 5.5, 6, 7, 8, 9, 10}, []float64{3, 4.5, 5, 6, 7, 8, 9, 10, 11, 12}
	exact = unpairedTest(a, b)
	pool := append(append([]float64{}, a...), b...)
	total := 0.0
	for _, v := range b {
		total += v
	}
	if estimated := dealt(pool, len(b), total-1e-9); math.Abs(estimated-exact) > 0.01 {
		t.Errorf("two samples: estimated %v, exactly %v", estimated, exact)
	}
}

func TestUnpairedTestIsSymmetric(t *testing.T) {
	a, b := []float64{1, 2, 2.5}, []float64{4, 5, 6, 7}
	if p, q := unpairedTest(a, b), unpairedTest(b, a); p != q || p != 2.0/35 {
		t.Errorf("p = %v and %v, want 2/35", p, q)
	}
	if p := unpairedTest([]float64{1, 1}, []float64{1, 1}); p != 1 {
		t.Errorf("equal samples: p = %v", p)
	}
}

func TestHolm(t *testing.T) {
	nan := math.NaN()
	got := holm([]float64{0.04, nan, 0.01, 0.9})
	for i, want := range []float64{0.08, nan, 0.03, 0.9} {
		if math.Abs(got[i]-want) > 1e-15 || math.IsNaN(got[i]) != math.IsNaN(want) {
			t.Errorf("p %d: adjusted %v, want %v", i, got[i], want)
		}
	}
	if len(holm(nil)) != 0 {
		t.Error("nothing became something")
	}
}

// What so many seeds can show is what the tests give where all points one way.
func TestReach(t *testing.T) {
	for n := 1; n <= 12; n++ {
		differences := make([]float64, n)
		for i := range differences {
			differences[i] = 1 + float64(i)
		}
		if got, want := SmallestP(true, n, n), pairedTest(differences); got != want {
			t.Errorf("%d pairs: %v, but the test gives %v", n, got, want)
		}
	}
	if got, want := SmallestP(false, 3, 4), unpairedTest([]float64{1, 2, 3}, []float64{4, 5, 6, 7}); got != want {
		t.Errorf("3 and 4 values: %v, but the test gives %v", got, want)
	}
	for _, test := range []struct {
		paired bool
		tests  int
		want   int
	}{
		{true, 1, 6}, {true, 11, 9}, {false, 1, 4}, {false, 11, 6}, {true, 10_000, 19}, {true, 100_000, 0},
	} {
		if got := needed(test.paired, test.tests); got != test.want {
			t.Errorf("%d tests, paired %v: %d seeds, want %d", test.tests, test.paired, got, test.want)
		}
	}
	if SmallestP(true, 0, 0) != 1 || SmallestP(true, 5, 5) != 0.0625 {
		t.Error("five pairs show no p below 0.0625, and none shows nothing")
	}
}

// interquartileOf is the interquartile mean of values, each counted once.
func interquartileOf(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return interquartileMean(sorted, once(len(sorted)))
}

func TestInterquartileMean(t *testing.T) {
	for _, test := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{100, 2, 3, -50}, 2.5},
		{[]float64{5, 1}, 3},
		{[]float64{9, 1, 2, 3, 4, 5, 6, 7}, 4.5},
	} {
		if got := interquartileOf(test.values); got != test.want {
			t.Errorf("of %v: %v, want %v", test.values, got, test.want)
		}
	}
	if !math.IsNaN(interquartileOf(nil)) || !math.IsNaN(median(nil)) {
		t.Error("of no values there is no middle")
	}
}

// With so many seeds both of two endings are seen, and with one fewer they are
// not seen so surely.
func TestSeedsForBoth(t *testing.T) {
	for p, want := range map[float64]int{0.5: 6, 0.7: 9, 0.3: 9, 0.01: 299, 0: 0, 1: 0} {
		if got := SeedsForBoth(p); got != want {
			t.Errorf("p = %v: %d seeds, want %d", p, got, want)
		}
	}
}
