package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// A shape of a layer and the images it sees.
type shape struct{ batch, in, out int }

func (s shape) String() string { return fmt.Sprintf("%dx%dx%d", s.batch, s.in, s.out) }

// productShapes have sizes around the units that the kernels work in: 2 rows,
// 8 and 16 floats, 32 rows, 64 bits, panels of 7 and 10 cache lines.
var productShapes = []shape{
	{0, 3, 2}, {1, 1, 1}, {2, 3, 17}, {3, 64, 16}, {4, 65, 15}, {5, 7, 113},
	{7, 63, 112}, {31, 13, 33}, {32, 100, 10}, {33, 128, 161}, {63, 20, 100},
	{64, 31, 7}, {65, 129, 31}, {97, 40, 160}, {130, 67, 53}, {32, 784, 300}, {32, 300, 100},
}

// features returns a matrix of random pixels, about half of them zero, many
// of them where the row before has them.
func features(random *rand.Rand, rows, cols int, value *[256]float32) Matrix {
	pixels := make([]byte, rows*cols)
	for i := range pixels {
		switch {
		case i >= cols && random.IntN(2) == 0:
			pixels[i] = pixels[i-cols]
		case random.IntN(2) == 0:
			pixels[i] = byte(random.IntN(256))
		}
	}
	indices := make([]int32, rows)
	for i := range indices {
		indices[i] = int32(i)
	}
	m := NewFeatures(rows, cols, value)
	Gather(m, pixels, indices)
	return m
}

// tables are what pixels may stand for.
func tables(random *rand.Rand) map[string]*[256]float32 {
	var scaled, any, vanishing, huge [256]float32
	for p := range 256 {
		scaled[p] = float32(float64(p) / 255)
		vanishing[p] = float32(float64(p) / 1e47) // the small ones are 0
		huge[p] = float32(float64(p) * 0x1p124)   // the large ones are infinite
	}
	copy(any[:], numbers(random, 256))
	return map[string]*[256]float32{"scaled": &scaled, "any": &any, "vanishing": &vanishing, "huge": &huge}
}

// Products of every shape, with floats and with pixels, are the chains that
// their comments define.
func TestProductsOfEveryShape(t *testing.T) {
	for _, s := range productShapes {
		t.Run(s.String(), func(t *testing.T) {
			random := rand.New(rand.NewPCG(uint64(s.batch), uint64(s.in)))
			w := numbers(random, s.in*s.out)
			delta := matrixOf(s.batch, s.out, numbers(random, s.batch*s.out))
			inputs := map[string]Matrix{"floats": matrixOf(s.batch, s.in, numbers(random, s.batch*s.in))}
			for name, table := range tables(random) {
				if name == "scaled" || s.batch*s.in*s.out < 1<<18 {
					inputs[name] = features(random, s.batch, s.in, table)
				}
			}
			for name, x := range inputs {
				t.Run(name, func(t *testing.T) { checkProducts(t, x, delta, w) })
			}
		})
	}
}

// checkProducts compares what every implementation computes with the chains,
// for x (batch × in), delta (batch × out) and w (in × out).
func checkProducts(t *testing.T, x, delta Matrix, w []float32) {
	in, out := x.Cols, delta.Cols
	xs, ds := x.Values(nil), delta.Values(nil)
	z, dx := make([]float32, x.Rows*out), make([]float32, x.Rows*in)
	for i := range x.Rows {
		for j := range out {
			z[i*out+j] = chain(in,
				func(k int) float32 { return xs[i*in+k] },
				func(k int) float32 { return w[k*out+j] })
		}
		for k := range in {
			dx[i*in+k] = chain(out,
				func(j int) float32 { return ds[i*out+j] },
				func(j int) float32 { return w[k*out+j] })
		}
	}
	const rate = 0.125
	g, updated := make([]float32, in*out), make([]float32, in*out)
	for k := range in {
		for j := range out {
			g[k*out+j] = chain(x.Rows,
				func(i int) float32 { return xs[i*in+k] },
				func(i int) float32 { return ds[i*out+j] })
			updated[k*out+j] = fma32(-rate, g[k*out+j], w[k*out+j])
		}
	}
	forEach(t, func(t *testing.T) {
		weights := NewWeights(in, out)
		weights.Load(w)
		got := matrixOf(x.Rows, out, make([]float32, x.Rows*out))
		Forward(got, x, weights)
		sameAll(t, "z", got.Values(nil), z)
		got = matrixOf(x.Rows, in, make([]float32, x.Rows*in))
		Backward(got, delta, weights)
		sameAll(t, "dx", got.Values(nil), dx)
		gradient := NewWeights(in, out)
		gradient.m = matrixOf(in, out, make([]float32, in*out))
		Gradient(gradient, x, delta)
		sameAll(t, "g", gradient.Values(nil), g)
		Descend(weights, &SGD{rate}, x, delta)
		sameAll(t, "w", weights.Values(nil), updated)
	})
}

// A layer whose deltas are all zero keeps its weights, whatever they are,
// unless zero times an input is not zero.
func TestDescendWithoutDeltas(t *testing.T) {
	forEach(t, func(t *testing.T) {
		random := rand.New(rand.NewPCG(2, 2))
		const batch, in, out = 6, 9, 20
		values := numbers(random, in*out)
		delta := NewMatrix(batch, out)
		delta.Row(1)[3] = float32(math.Copysign(0, -1))
		x := NewMatrix(batch, in)
		for i := range batch {
			for k := range in {
				x.Row(i)[k] = finite(random)
			}
		}
		w := NewWeights(in, out)
		w.Load(values)
		Descend(w, &SGD{0.5}, x, delta)
		sameAll(t, "w", w.Values(nil), values)

		x.Row(2)[4] = float32(math.Inf(1))
		Descend(w, &SGD{0.5}, x, delta)
		for k := range in {
			for j, v := range w.m.Row(k) {
				if want := values[k*out+j]; k == 4 && v == v || k != 4 && !same(v, want) {
					t.Errorf("w[%d][%d] = %v after an infinite input %d, was %v", k, j, v, 4, want)
				}
			}
		}
	})
}

func FuzzProducts(f *testing.F) {
	f.Add(uint64(1), uint8(3), uint8(70), uint8(20))
	f.Add(uint64(2), uint8(65), uint8(5), uint8(170))
	f.Fuzz(func(t *testing.T, seed uint64, batch, in, out uint8) {
		if int(batch)*int(in)*int(out) > 1<<20 {
			t.Skip("too slow")
		}
		random := rand.New(rand.NewPCG(seed, 3))
		s := shape{int(batch), int(in), int(out)}
		w := numbers(random, s.in*s.out)
		delta := matrixOf(s.batch, s.out, numbers(random, s.batch*s.out))
		checkProducts(t, matrixOf(s.batch, s.in, numbers(random, s.batch*s.in)), delta, w)
		for _, table := range tables(random) {
			checkProducts(t, features(random, s.batch, s.in, table), delta, w)
		}
	})
}

// Training steps allocate nothing, whatever the rule, once each has been made.
func TestProductsDoNotAllocate(t *testing.T) {
	forEach(t, func(t *testing.T) {
		if active.name == portable.name {
			t.Skip("the reference is there to be read")
		}
		random := rand.New(rand.NewPCG(5, 5))
		const batch, in, out = 5, 30, 20
		x := features(random, batch, in, tables(random)["scaled"])
		delta, z, dx := NewMatrix(batch, out), NewMatrix(batch, out), NewMatrix(batch, in)
		delta.Row(0)[0] = 1
		w, b := NewWeights(in, out), NewWeights(1, out)
		rules := []Rule{&SGD{0.1}, &Momentum{0.1, 0.9}, &Adam{0.9, 0.1, 0.999, 0.001, -0.01, 31.6, 1e-8}}
		step := func() {
			Forward(z, x, w)
			Rectify(z, b)
			Backward(dx, delta, w)
			Gate(delta, z)
			for _, rule := range rules {
				Descend(w, rule, x, delta)
				DescendBias(b, rule, delta)
			}
		}
		if n := testing.AllocsPerRun(10, step); n != 0 {
			t.Errorf("%v allocations a step", n)
		}
	})
}
