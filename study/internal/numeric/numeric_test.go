package numeric

import (
	"math"
	"math/big"
	"testing"
)

const precision = 200

// bigExp is eˣ by a Taylor series of x/2²⁰ squared twenty times.
func bigExp(x float64) *big.Float {
	r := big.NewFloat(x).SetPrec(precision)
	r.SetMantExp(r, -20)
	sum := big.NewFloat(1).SetPrec(precision)
	term := big.NewFloat(1).SetPrec(precision)
	for i := 1; i < 40; i++ {
		term.Mul(term, r)
		term.Quo(term, big.NewFloat(float64(i)))
		sum.Add(sum, term)
	}
	for range 20 {
		sum.Mul(sum, sum)
	}
	return sum
}

// bigLog is ln x by Newton's method on bigExp. It starts from math.Log of a
// number in [½, 1), which is good on every machine (of subnormal ones it is
// not).
func bigLog(x float64) *big.Float {
	fraction, exponent := math.Frexp(x)
	y := big.NewFloat(math.Log(fraction) + float64(exponent)*math.Ln2).SetPrec(precision)
	for range 2 {
		near, _ := y.Float64()
		rest := new(big.Float).Sub(y, big.NewFloat(near))
		e := bigExp(near)
		// e^rest for a rest below 2⁻⁴⁰: 1 + rest + rest²/2.
		square := new(big.Float).Mul(rest, rest)
		square.SetMantExp(square, -1)
		e.Mul(e, new(big.Float).SetPrec(precision).Add(big.NewFloat(1).SetPrec(precision), square.Add(square, rest)))
		q := new(big.Float).SetPrec(precision).Quo(big.NewFloat(x).SetPrec(precision), e)
		q.Sub(q, big.NewFloat(1))
		y.Add(y, q)
	}
	return y
}

// ulps is |got − want| in units in the last place of want.
func ulps(got float64, want *big.Float) float64 {
	near, _ := want.Float64()
	unit := math.Nextafter(math.Abs(near), math.Inf(1)) - math.Abs(near)
	diff := new(big.Float).SetPrec(precision).Sub(big.NewFloat(got), want)
	diff.Quo(diff, big.NewFloat(unit))
	u, _ := diff.Float64()
	return math.Abs(u)
}

func TestExpAccuracy(t *testing.T) {
	s := NewStream(1, "test exp")
	worst := 0.0
	for i := range 20000 {
		x := 1417*s.Float64() - 708
		if i%2 == 0 {
			x = 2*s.Float64() - 1
		}
		if u := ulps(Exp(x), bigExp(x)); u > worst {
			worst = u
		}
	}
	t.Logf("largest error %.4f ulp", worst)
	if worst >= 0.6 {
		t.Errorf("Exp is off by %v ulp, want less than 0.6", worst)
	}
}

// Exps are those of Exp, of numbers that are not below the least.
func TestExps(t *testing.T) {
	s := NewStream(1, "test exps")
	x := []float64{0, math.Copysign(0, -1), -0x1p-60, -45, math.Nextafter(-45, -46), -700, math.Inf(-1), math.NaN()}
	for i := range 10003 { // and not a multiple of four
		x = append(x, -45*s.Float64(), -s.Float64(), -math.Ln2/32*float64(i%2000), -1000*s.Float64())
	}
	for _, least := range []float64{-45, -700} {
		got := append([]float64{}, x[:len(x)-1]...)
		Exps(got, least)
		for j, e := range got {
			want := 0.0
			if !(x[j] < least) {
				want = Exp(x[j])
			}
			if math.Float64bits(e) != math.Float64bits(want) && !(math.IsNaN(e) && math.IsNaN(want)) {
				t.Fatalf("the exponential of %v, with %v as the least, is %v, want %v", x[j], least, e, want)
			}
		}
	}
}

func TestExpSubnormal(t *testing.T) {
	s := NewStream(1, "test exp subnormal")
	for range 2000 {
		x := -708.4 - 36.7*s.Float64()
		if u := ulps(Exp(x), bigExp(x)); u > 1 {
			t.Fatalf("Exp(%v) is off by %v ulp, want at most 1", x, u)
		}
	}
}

func TestLogAccuracy(t *testing.T) {
	s := NewStream(1, "test log")
	worst := 0.0
	for i := range 5000 {
		var x float64
		switch i % 4 {
		case 0:
			x = math.Float64frombits(s.Uint64() >> 1)
		case 1:
			x = 0.5 + s.Float64()
		case 2:
			x = 10 * s.Float64()
		case 3:
			x = math.Float64frombits(s.Uint64() >> 12) // subnormal
		}
		if math.IsNaN(x) || math.IsInf(x, 0) || x == 0 || x == 1 {
			continue
		}
		if u := ulps(Log(x), bigLog(x)); u > worst {
			worst = u
		}
	}
	t.Logf("largest error %.4f ulp", worst)
	if worst >= 1 {
		t.Errorf("Log is off by %v ulp, want less than 1", worst)
	}
}

func TestSpecialValues(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name string
		got  float64
		want float64
	}{
		{"Exp(NaN)", Exp(nan), nan},
		{"Exp(+Inf)", Exp(inf), inf},
		{"Exp(-Inf)", Exp(-inf), 0},
		{"Exp(0)", Exp(0), 1},
		{"Exp(-0)", Exp(math.Copysign(0, -1)), 1},
		{"Exp(1)", Exp(1), math.E},
		{"Exp(709.8)", Exp(709.8), inf},
		{"Exp(1e300)", Exp(1e300), inf},
		{"Exp(-745.1)", Exp(-745.1), 5e-324},
		{"Exp(-745.14)", Exp(-745.14), 0},
		{"Exp(-1e300)", Exp(-1e300), 0},
		{"Exp(1e-320)", Exp(1e-320), 1},
		{"Log(NaN)", Log(nan), nan},
		{"Log(+Inf)", Log(inf), inf},
		{"Log(-Inf)", Log(-inf), nan},
		{"Log(-1)", Log(-1), nan},
		{"Log(0)", Log(0), -inf},
		{"Log(-0)", Log(math.Copysign(0, -1)), -inf},
		{"Log(1)", Log(1), 0},
		{"Log(2)", Log(2), math.Ln2},
		{"Log(10)", Log(10), math.Ln10},
		{"Log(5e-324)", Log(5e-324), -744.4400719213812},
	} {
		if c.got != c.want && !(math.IsNaN(c.got) && math.IsNaN(c.want)) {
			t.Errorf("%s = %v, want %v", c.name, c.got, c.want)
		}
	}
}

// The definition of the streams: records depend on every bit of it.
func TestStreamsAreFixed(t *testing.T) {
	s := NewStream(1, "example")
	if got, want := s.Uint64(), uint64(0xdd5cead11b9a98d8); got != want {
		t.Errorf("Uint64 = %#x, want %#x", got, want)
	}
	if got, want := s.Float64(), 0.3038151056543099; got != want {
		t.Errorf("Float64 = %v, want %v", got, want)
	}
	if got, want := s.IntN(1000), 584; got != want {
		t.Errorf("IntN = %v, want %v", got, want)
	}
	if got, want := s.Normal(), -2.376224538698833; got != want {
		t.Errorf("Normal = %v, want %v", got, want)
	}
}

func TestStreamsDiffer(t *testing.T) {
	a, b, c := NewStream(1, "x"), NewStream(2, "x"), NewStream(1, "y")
	if x, y, z := a.Uint64(), b.Uint64(), c.Uint64(); x == y || x == z || y == z {
		t.Errorf("streams of other seeds or purposes start alike: %#x %#x %#x", x, y, z)
	}
}

func TestIntNIsUniform(t *testing.T) {
	s := NewStream(1, "test IntN")
	const n, draws = 7, 70000
	var counts [n]float64
	for range draws {
		counts[s.IntN(n)]++
	}
	chi := 0.0
	for _, c := range counts {
		chi += (c - draws/n) * (c - draws/n) / (draws / n)
	}
	if chi > 22.5 { // 0.1 % of the χ² distribution with 6 degrees of freedom lies above
		t.Errorf("χ² of %v is %v", counts, chi)
	}
}

// A range of ¾ of 2⁶⁴ tells rejection from none: without it a third of the
// numbers would be twice as likely.
func TestIntNRejects(t *testing.T) {
	s := NewStream(1, "test IntN large")
	const n = 3 << 61
	below := 0
	for range 30000 {
		if s.IntN(n) < n/3 {
			below++
		}
	}
	if below < 9600 || below > 10400 {
		t.Errorf("%d of 30000 numbers are in the lowest third", below)
	}
}

func TestIntNPanicsOnEmptyRange(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("IntN(0) did not panic")
		}
	}()
	NewStream(1, "").IntN(0)
}

func TestNormalQuantile(t *testing.T) {
	for _, p := range []float64{0x1p-53, 1e-15, 1e-9, 1e-4, 0.02, 0.0749, 0.0751, 0.3, 0.4999} {
		z := normalQuantile(p)
		if back := 0.5 * math.Erfc(-z/math.Sqrt2); math.Abs(back/p-1) > 3e-14 {
			t.Errorf("quantile of %v is %v, below which lies %v", p, z, back)
		}
		if p > 1e-6 && math.Abs(normalQuantile(1-p)+z) > 1e-9 {
			t.Errorf("quantiles of %v and 1-%v are not opposite", p, p)
		}
	}
	if z := normalQuantile(0.5); z != 0 {
		t.Errorf("quantile of 0.5 is %v", z)
	}
}

func TestNormalMoments(t *testing.T) {
	s := NewStream(1, "test normal")
	const n = 200000
	var m [5]float64
	for range n {
		z := s.Normal()
		p := 1.0
		for i := range m {
			m[i] += p / n
			p *= z
		}
	}
	// Tolerances are four standard errors.
	for i, want := range []struct{ moment, error float64 }{{1, 1e-9}, {0, 0.009}, {1, 0.0127}, {0, 0.035}, {3, 0.088}} {
		if math.Abs(m[i]-want.moment) > want.error {
			t.Errorf("moment %d is %v, want %v ± %v", i, m[i], want.moment, want.error)
		}
	}
}

func BenchmarkExp(b *testing.B) {
	sum := 0.0
	for i := range b.N {
		sum += Exp(float64(i&15) - 8)
	}
	sink = sum
}

func BenchmarkLog(b *testing.B) {
	sum := 0.0
	for i := range b.N {
		sum += Log(float64(i&15) + 1)
	}
	sink = sum
}

func BenchmarkNormal(b *testing.B) {
	s := NewStream(1, "benchmark")
	sum := 0.0
	for range b.N {
		sum += s.Normal()
	}
	sink = sum
}

var sink float64

func TestSignificant(t *testing.T) {
	for _, test := range []struct {
		x      float64
		digits int
		want   float64
	}{
		{0.000123456789, 6, 0.000123457}, {-98765.4321, 3, -98800}, {0, 6, 0}, {1e-320, 2, 1e-320},
		{math.Inf(1), 6, math.Inf(1)}, {9.9999999, 6, 10},
	} {
		if got := Significant(test.x, test.digits); got != test.want {
			t.Errorf("%v to %d digits is %v, want %v", test.x, test.digits, got, test.want)
		}
	}
	if got := Significant(math.NaN(), 6); !math.IsNaN(got) {
		t.Errorf("NaN becomes %v", got)
	}
}

func TestQuantile(t *testing.T) {
	inf := math.Inf(1)
	for _, test := range []struct {
		sorted []float64
		q      float64
		want   float64
	}{
		{[]float64{1, 2, 4, 8}, 0, 1}, {[]float64{1, 2, 4, 8}, 0.25, 1.75}, {[]float64{1, 2, 4, 8}, 0.5, 3}, {[]float64{1, 2, 4, 8}, 1, 8},
		{[]float64{7}, 0.3, 7}, {[]float64{1, inf, inf}, 0.75, inf}, {[]float64{1, 2, inf}, 0.5, 2}, {[]float64{1, 2, inf}, 0.75, inf},
	} {
		if got := Quantile(test.sorted, test.q); got != test.want {
			t.Errorf("%v of %v is %v, want %v", test.q, test.sorted, got, test.want)
		}
	}
	if got := Quantile(nil, 0.5); !math.IsNaN(got) {
		t.Errorf("of nothing: %v, want NaN", got)
	}
}
