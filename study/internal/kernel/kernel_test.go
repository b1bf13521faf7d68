package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

var lengths = []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 15, 16, 17, 23, 31, 32, 33, 36, 37, 40, 63, 64, 71, 100, 127, 300, 1000}

// numbers returns n numbers of the kinds that decide between right and wrong:
// ordinary ones, zeros of both signs, subnormals, huge ones, infinities, NaN.
func numbers(random *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		switch random.IntN(20) {
		case 0:
			x[i] = 0
		case 1:
			x[i] = float32(math.Copysign(0, -1))
		case 2:
			x[i] = math.Float32frombits(random.Uint32() & 0x807fffff)
		case 3:
			x[i] = float32(math.Ldexp(random.NormFloat64(), 120))
		case 4:
			if random.IntN(4) == 0 {
				x[i] = float32(math.Inf(1 - 2*random.IntN(2)))
			}
		case 5:
			if random.IntN(8) == 0 {
				x[i] = float32(math.NaN())
			}
		default:
			x[i] = float32(random.NormFloat64())
		}
	}
	return x
}

const guard = -123456.75

// guarded copies x to a slice that starts offset numbers into its array, with
// guards on both sides, and returns it with a check that they are untouched.
func guarded(t *testing.T, x []float32, offset int) ([]float32, func()) {
	t.Helper()
	all := make([]float32, offset+len(x)+16)
	for i := range all {
		all[i] = guard
	}
	inner := all[offset : offset+len(x) : offset+len(x)]
	copy(inner, x)
	return inner, func() {
		t.Helper()
		for i, v := range all {
			if (i < offset || i >= offset+len(x)) && v != guard {
				t.Errorf("wrote %v at index %d of %d", v, i-offset, len(x))
			}
		}
	}
}

func sameAll(t *testing.T, what string, got, want []float32) {
	t.Helper()
	for i := range want {
		if !same(got[i], want[i]) {
			t.Fatalf("%s[%d] = %v (%#x), want %v (%#x)", what, i, got[i], math.Float32bits(got[i]), want[i], math.Float32bits(want[i]))
		}
	}
}

// Every implementation returns the bits of the portable one and stays within
// its slices, wherever they lie.
func TestImplementationsAgree(t *testing.T) {
	for _, impl := range available() {
		if impl.name == portable.name {
			continue
		}
		for _, n := range lengths {
			t.Run(fmt.Sprintf("%s/%d", impl.name, n), func(t *testing.T) {
				random := rand.New(rand.NewPCG(uint64(n), 1))
				for range 20 {
					checkAccumulate(t, random, impl, n)
					checkSquares(t, random, impl, n)
					checkSubtract(t, random, impl, n)
				}
			})
		}
	}
}

// The loops over whole cache lines agree with the portable ones.
func TestLineLoopsAgree(t *testing.T) {
	for _, impl := range available() {
		for _, n := range []int{0, 16, 32, 48, 112, 304} {
			random := rand.New(rand.NewPCG(uint64(n), 6))
			for range 50 {
				checkLineLoops(t, random, impl, n)
			}
		}
	}
}

func checkLineLoops(t *testing.T, random *rand.Rand, impl implementation, n int) {
	t.Helper()
	a, b := numbers(random, n), numbers(random, n)
	got, check := guarded(t, a, random.IntN(16))
	impl.rectify(got, b)
	portable.rectify(a, b)
	sameAll(t, "rectified", got, a)
	check()

	got, check = guarded(t, b, random.IntN(16))
	impl.gate(got, a)
	portable.gate(b, a)
	sameAll(t, "gated", got, b)
	check()

	checkUpdates(t, random, impl, n)

	for j := range a {
		low, high := impl.magnitudes(a[j:])
		if least, largest := portable.magnitudes(a[j:]); low != least || high != largest {
			t.Fatalf("magnitudes(%v) differs", a[j:])
		}
		if impl.finite(a[j:]) != portable.finite(a[j:]) {
			t.Fatalf("finite(%v) differs", a[j:])
		}
	}
}

func TestTransposes(t *testing.T) {
	forEach(t, func(t *testing.T) {
		random := rand.New(rand.NewPCG(9, 9))
		for _, s := range productShapes {
			x := matrixOf(s.batch, s.in, numbers(random, s.batch*s.in))
			var bits, columns bitmap
			bits.mark(x)
			columns.transpose(&bits, s.batch, s.in)
			transposed := NewMatrix(s.in, s.batch)
			active.transpose(transposed, x)
			for i := range s.batch {
				for k, want := range x.Row(i) {
					if got := transposed.Row(k)[i]; !same(got, want) {
						t.Fatalf("%v: element %d, %d is %v, want %v", s, k, i, got, want)
					}
					in := bits.row(i)[k/wordBits]>>(k%wordBits)&1 == 1
					across := columns.row(k)[i/wordBits]>>(i%wordBits)&1 == 1
					if in != (want != 0) || across != (want != 0) {
						t.Fatalf("%v: bits of element %d, %d = %v are %v and %v", s, i, k, want, in, across)
					}
				}
			}
		}
	})
}

func checkAccumulate(t *testing.T, random *rand.Rand, impl implementation, n int) {
	t.Helper()
	dst, src, x := numbers(random, n), numbers(random, n), numbers(random, 1)[0]
	got, check := guarded(t, dst, random.IntN(16))
	from, checkSource := guarded(t, src, random.IntN(16))
	impl.accumulate(got, from, x)
	portable.accumulate(dst, src, x)
	sameAll(t, "dst", got, dst)
	check()
	checkSource()
}

func checkUpdates(t *testing.T, random *rand.Rand, impl implementation, n int) {
	t.Helper()
	w, g, m, v := numbers(random, n), moments(random, n), moments(random, n), moments(random, n)
	for i := range v {
		v[i] = float32(math.Abs(float64(v[i])))
	}
	gotW, checkW := guarded(t, w, random.IntN(16))
	gotG, checkG := guarded(t, g, random.IntN(16))
	gotM, checkM := guarded(t, m, random.IntN(16))
	gotV, checkV := guarded(t, v, random.IntN(16))
	if random.IntN(2) == 0 {
		rule := Momentum{0.1, 0.9}
		impl.momentum(gotW, gotG, gotM, &rule)
		portable.momentum(w, g, m, &rule)
	} else {
		rule := Adam{0.9, 0.1, 0.999, 0.001, -0.01, 31.6, 1e-8}
		impl.adam(gotW, gotG, gotM, gotV, &rule)
		portable.adam(w, g, m, v, &rule)
	}
	sameAll(t, "m", gotM, m)
	sameAll(t, "v", gotV, v)
	sameAll(t, "w", gotW, w)
	for _, check := range []func(){checkW, checkG, checkM, checkV} {
		check()
	}
}

// moments returns numbers, many of them around the bounds below which a
// gradient or a moment is cleared.
func moments(random *rand.Rand, n int) []float32 {
	x := numbers(random, n)
	for i := range x {
		if bound := []float32{0, tiny, -tiny, tinySquare}[random.IntN(4)]; bound != 0 {
			x[i] = math.Nextafter32(bound, float32(random.IntN(3)-1))
		}
	}
	return x
}

func checkSquares(t *testing.T, random *rand.Rand, impl implementation, n int) {
	t.Helper()
	x := numbers(random, n)
	from, _ := guarded(t, x, random.IntN(16))
	var got, want [8]float64
	impl.squares(&got, from)
	portable.squares(&want, x)
	for i := range want {
		if got[i] != want[i] && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
			t.Errorf("lane %d is %v, want %v", i, got[i], want[i])
		}
	}
}

func checkSubtract(t *testing.T, random *rand.Rand, impl implementation, n int) {
	t.Helper()
	a, b := numbers(random, n), numbers(random, n)
	want := make([]float32, n)
	got, check := guarded(t, want, random.IntN(16))
	fromA, _ := guarded(t, a, random.IntN(16))
	fromB, _ := guarded(t, b, random.IntN(16))
	impl.subtract(got, fromA, fromB)
	portable.subtract(want, a, b)
	sameAll(t, "dst", got, want)
	check()
}

// forEach runs a test with every implementation in turn.
func forEach(t *testing.T, test func(t *testing.T)) {
	before := active
	defer func() { active = before }()
	for _, impl := range available() {
		active = impl
		t.Run(impl.name, test)
	}
}

// chain is the definition of an element of a product: n terms a(k)·b(k), those
// with a(k) = 0 left out.
func chain(n int, a, b func(k int) float32) float32 {
	sum := float32(0)
	for k := range n {
		if a(k) != 0 {
			sum = fma32(a(k), b(k), sum)
		}
	}
	return sum
}

// shapes are batch, in and out.
var shapes = [][3]int{{1, 1, 1}, {3, 5, 2}, {2, 17, 13}, {7, 33, 10}, {0, 4, 4}, {5, 40, 37}, {32, 100, 10}}

func TestProductsAreChains(t *testing.T) {
	forEach(t, func(t *testing.T) {
		for _, shape := range shapes {
			batch, in, out := shape[0], shape[1], shape[2]
			random := rand.New(rand.NewPCG(uint64(batch), uint64(in)))
			x := matrixOf(batch, in, numbers(random, batch*in))
			delta := matrixOf(batch, out, numbers(random, batch*out))
			values := numbers(random, in*out)
			w := NewWeights(in, out)
			w.Load(values)

			z := matrixOf(batch, out, numbers(random, batch*out)) // Forward has to clear it
			Forward(z, x, w)
			dx := matrixOf(batch, in, numbers(random, batch*in))
			Backward(dx, delta, w)
			g := NewWeights(in, out)
			Gradient(g, x, delta)

			wantZ, wantDX, wantG := NewMatrix(batch, out), NewMatrix(batch, in), make([]float32, in*out)
			for i := range batch {
				for j := range out {
					wantZ.Row(i)[j] = chain(in,
						func(k int) float32 { return x.Row(i)[k] },
						func(k int) float32 { return values[k*out+j] })
				}
				for k := range in {
					wantDX.Row(i)[k] = chain(out,
						func(j int) float32 { return delta.Row(i)[j] },
						func(j int) float32 { return values[k*out+j] })
				}
			}
			for k := range in {
				for j := range out {
					wantG[k*out+j] = chain(batch,
						func(i int) float32 { return x.Row(i)[k] },
						func(i int) float32 { return delta.Row(i)[j] })
				}
			}
			sameAll(t, "z", z.Values(nil), wantZ.Values(nil))
			sameAll(t, "dx", dx.Values(nil), wantDX.Values(nil))
			sameAll(t, "g", g.Values(nil), wantG)
		}
	})
}

// Some units by themselves give what they give among the others.
func TestUnits(t *testing.T) {
	forEach(t, func(t *testing.T) {
		const images, in, out = 37, 19, 40
		random := rand.New(rand.NewPCG(1, 4))
		x, w, units := NewMatrix(images, in), NewWeights(in, out), []int{3, 39, 17}
		values := w.Values(nil)
		for i := range values {
			values[i] = finite(random)
		}
		w.Load(values)
		for i := range images {
			for k := range in {
				x.Row(i)[k] = max(0, float32(random.NormFloat64()))
			}
		}
		z, some := NewMatrix(images, out), NewMatrix(images, len(units))
		Forward(z, x, w)
		Forward(some, x, w.Units(units))
		for i := range images {
			for k, j := range units {
				if !same(some.Row(i)[k], z.Row(i)[j]) {
					t.Fatalf("unit %d, image %d: %v, want %v", j, i, some.Row(i)[k], z.Row(i)[j])
				}
			}
		}
	})
}

// Infinite weights behind zero inputs stay out of the sum; NaN inputs do not.
func TestForwardLeavesOutZeros(t *testing.T) {
	forEach(t, func(t *testing.T) {
		inf, nan := float32(math.Inf(1)), float32(math.NaN())
		w := NewWeights(3, 1)
		w.Load([]float32{inf, 2, nan})
		z := NewMatrix(3, 1)
		Forward(z, matrixOf(3, 3, []float32{0, 3, float32(math.Copysign(0, -1)), 1, 1, 0, 0, nan, 0}), w)
		sameAll(t, "z", z.Values(nil), []float32{6, inf, nan})
	})
}

// The rules against their definitions, three updates long, with the gradient
// that Gradient returns, as it is and scaled.
func TestDescendFollowsTheRules(t *testing.T) {
	adam := &Adam{0.9, 0.1, 0.999, 0.001, -0.01, 31.6, 1e-8}
	for _, c := range []struct {
		name string
		rule Rule
		step func(w, g, m, v float32) (float32, float32, float32)
	}{
		{"sgd", &SGD{0.1}, func(w, g, m, v float32) (float32, float32, float32) {
			return fma32(-0.1, g, w), m, v
		}},
		{"momentum", &Momentum{0.1, 0.9}, func(w, g, m, v float32) (float32, float32, float32) {
			m = floored(fma32(0.9, m, floored(g, 0x1p-58)), 0x1p-58)
			return fma32(-0.1, m, w), m, v
		}},
		{"adam", adam, func(w, g, m, v float32) (float32, float32, float32) {
			g = floored(g, 0x1p-58)
			m = floored(fma32(0.9, m, float32(float32(0.1)*g)), 0x1p-58)
			v = floored(fma32(0.999, v, float32(float32(float32(0.001)*g)*g)), 0x1p-116)
			root := float32(math.Sqrt(float64(v)))
			return fma32(-0.01, m/fma32(31.6, root, 1e-8), w), m, v
		}},
		{"rmsprop", &Adam{0, 1, 0.99, 0.01, -0.01, 1, 1e-8}, func(w, g, m, v float32) (float32, float32, float32) {
			g = floored(g, 0x1p-58)
			if math.IsNaN(float64(m)) || math.IsInf(float64(m), 0) {
				g = float32(math.NaN()) // of a gradient that has been infinite, the weight is NaN already
			}
			v = floored(fma32(0.99, v, float32(float32(float32(0.01)*g)*g)), 0x1p-116)
			return fma32(-0.01, g/(float32(math.Sqrt(float64(v)))+1e-8), w), g, v
		}},
		{"decay", &Decay{0.3, &Momentum{0.1, 0}}, func(w, g, m, v float32) (float32, float32, float32) {
			g = floored(fma32(0.3, w, g), 0x1p-58)
			if math.IsNaN(float64(m)) || math.IsInf(float64(m), 0) {
				g = float32(math.NaN())
			}
			return fma32(-0.1, g, w), g, v
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			forEach(t, func(t *testing.T) {
				random := rand.New(rand.NewPCG(1, 1))
				const batch, in, out = 4, 6, 11
				w, b, g := NewWeights(in, out), NewWeights(1, out), NewWeights(in, out)
				w.Load(numbers(random, in*out))
				b.Load(numbers(random, out))
				want, wantBias := w.Values(nil), b.Values(nil)
				m, v := make([]float32, in*out), make([]float32, in*out)
				mb, vb := make([]float32, out), make([]float32, out)
				for _, scale := range []float32{1, 1, 1, 0.01} { // in the end by Update
					x := matrixOf(batch, in, numbers(random, batch*in))
					delta := matrixOf(batch, out, numbers(random, batch*out))
					Gradient(g, x, delta)
					for i, gi := range g.Values(nil) {
						want[i], m[i], v[i] = c.step(want[i], scale*gi, m[i], v[i])
					}
					for j := range out {
						sum := float32(0)
						for i := range batch {
							sum += delta.Row(i)[j]
						}
						wantBias[j], mb[j], vb[j] = c.step(wantBias[j], scale*sum, mb[j], vb[j])
					}
					if scale == 1 {
						Descend(w, c.rule, x, delta)
						DescendBias(b, c.rule, delta)
					} else {
						gb := NewWeights(1, out)
						GradientBias(gb, delta)
						Update(w, c.rule, g, scale)
						Update(b, c.rule, gb, scale)
					}
					sameAll(t, "w", w.Values(nil), want)
					sameAll(t, "b", b.Values(nil), wantBias)
				}
			})
		})
	}
}

// floored is what the rules' comment calls ⌊x⌋.
func floored(x float32, least float64) float32 {
	if math.Abs(float64(x)) < least {
		return 0
	}
	return x
}

func TestRectifyAndGate(t *testing.T) {
	inf, nan, minus := float32(math.Inf(1)), float32(math.NaN()), float32(math.Copysign(0, -1))
	negativeNaN := math.Float32frombits(0xffc00000) // what amd64 makes of ∞ − ∞
	a := matrixOf(1, 9, []float32{1, -1, 0, minus, inf, -inf, nan, negativeNaN, 1e-45})
	b := NewWeights(1, 9)
	b.Load([]float32{1, 0, 0, minus, 0, 0, 0, 0, 0})
	Rectify(a, b)
	sameAll(t, "a", a.Values(nil), []float32{2, 0, 0, 0, inf, 0, nan, nan, 1e-45})

	delta := matrixOf(1, 9, []float32{5, 5, nan, 5, -5, 5, 5, 5, minus})
	Gate(delta, a)
	sameAll(t, "delta", delta.Values(nil), []float32{5, 0, 0, 0, -5, 0, 0, 0, minus})
}

func TestAddBias(t *testing.T) {
	z := matrixOf(2, 2, []float32{1, 2, 3, 4})
	b := NewWeights(1, 2)
	b.Load([]float32{10, 20})
	AddBias(z, b)
	sameAll(t, "z", z.Values(nil), []float32{11, 22, 13, 24})
}

func TestGather(t *testing.T) {
	var value [256]float32
	for p := range value {
		value[p] = float32(p) / 2
	}
	x := NewFeatures(2, 3, &value)
	Gather(x, []byte{1, 2, 3, 4, 5, 6, 7, 8, 255}, []int32{2, 0})
	sameAll(t, "x", x.Values(nil), []float32{3.5, 4, 127.5, 0.5, 1, 1.5})
}

// matrixOf returns a matrix of the values, given row by row, with NaN around
// them.
func matrixOf(rows, cols int, values []float32) Matrix {
	m := NewMatrix(rows, cols)
	for i := range m.data {
		m.data[i] = float32(math.NaN())
	}
	for i := range rows {
		copy(m.Row(i), values[i*cols:])
	}
	return m
}

func TestSumSquaresOrder(t *testing.T) {
	forEach(t, func(t *testing.T) {
		random := rand.New(rand.NewPCG(1, 3))
		for _, n := range lengths {
			x := make([]float32, n)
			var s [8]float64
			for j := range x {
				x[j] = finite(random)
				s[j%8] += float64(float64(x[j]) * float64(x[j]))
			}
			want := ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]))
			for _, rows := range []int{1, 3} {
				if n%rows != 0 {
					continue
				}
				if got := matrixOf(rows, n/rows, x).SumSquares(); got != want {
					t.Errorf("SumSquares of %d numbers in %d rows is %v, want %v", n, rows, got, want)
				}
			}
		}
	})
}

func TestWeights(t *testing.T) {
	w := NewWeights(2, 3)
	values := []float32{1, 2, 3, 4, 5, 6}
	w.Load(values)
	if got := w.Values([]float32{0})[1:]; !slices.Equal(got, values) {
		t.Errorf("Values = %v, want %v", got, values)
	}
	before := NewWeights(2, 3)
	before.Copy(w)
	if !before.Equal(w) {
		t.Error("a copy is not equal")
	}
	w.Load([]float32{2, 2, 4, 4, 5, 16})
	difference := NewWeights(2, 3)
	if before.Equal(w) {
		t.Error("other weights are equal")
	}
	difference.Subtract(w, before)
	if got, want := difference.Values(nil), []float32{1, 0, 1, 0, 0, 10}; !slices.Equal(got, want) {
		t.Errorf("difference = %v, want %v", got, want)
	}
	if !w.IsFinite() {
		t.Error("finite weights are called not finite")
	}
	for _, x := range []float64{math.Inf(1), math.Inf(-1), math.NaN()} {
		values[4] = float32(x)
		w.Load(values)
		if w.IsFinite() {
			t.Errorf("weights with %v are called finite", x)
		}
	}
}

func TestUseRefusesUnknownKernels(t *testing.T) {
	before := active
	defer func() { active = before }()
	if err := Use("portable"); err != nil {
		t.Fatal(err)
	}
	if name, err := Name(); name != "portable" || err != nil {
		t.Errorf("Name() = %q, %v", name, err)
	}
	if err := Use("abacus"); err == nil {
		t.Error(`Use("abacus") succeeded`)
	} else {
		t.Log(err)
	}
}
