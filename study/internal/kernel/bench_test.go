package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkProducts measures the products of a step of the network 784-300-
// 100-10 with batches of 32. GFLOP/s count zeros as if they took part;
// %peak compares with nothing but fused multiply-adds on the same core.
func BenchmarkProducts(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	const batch = 32
	sizes := []int{784, 300, 100, 10}
	shares := []float64{0.5, 0.36, 0.43, 1} // of inputs and deltas that are not zero

	sparse := func(cols int, share float64) Matrix {
		m := NewMatrix(batch, cols)
		for i := range batch {
			for j := range cols {
				if random.Float64() < share {
					m.Row(i)[j] = random.Float32() / 100
				}
			}
		}
		return m
	}
	value := tables(random)["scaled"]
	for _, impl := range available() {
		for l := range len(sizes) - 1 {
			in, out := sizes[l], sizes[l+1]
			x := sparse(in, shares[l])
			if l == 0 {
				x = garments(random, batch, value)
			}
			delta, z, dx := sparse(out, shares[l+1]), NewMatrix(batch, out), NewMatrix(batch, in)
			w := NewWeights(in, out)
			values := make([]float32, in*out)
			for i := range values {
				values[i] = random.Float32() - 0.5
			}
			w.Load(values)
			rule := &SGD{1e-9} // the weights stay as they are, or nearly
			for _, product := range []struct {
				name string
				run  func()
			}{
				{"forward", func() { Forward(z, x, w) }},
				{"descend", func() { Descend(w, rule, x, delta) }},
				{"backward", func() { Backward(dx, delta, w) }},
			} {
				if l == 0 && product.name == "backward" {
					continue // there is nothing below the features
				}
				b.Run(fmt.Sprintf("%s/%s/%dx%dx%d", impl.name, product.name, batch, in, out), func(b *testing.B) {
					before := active
					defer func() { active = before }()
					active = impl
					for b.Loop() {
						product.run()
					}
					speed := float64(2*batch*in*out) * float64(b.N) / b.Elapsed().Seconds() / 1e9
					b.ReportMetric(speed, "GFLOP/s")
					if peak := peakGFLOPS(impl.name); peak > 0 {
						b.ReportMetric(100*speed/peak, "%peak")
					}
				})
			}
		}
	}
}

// garments returns images whose zeros lie as those of Fashion-MNIST do: around
// a figure in the middle, half of the picture on average.
func garments(random *rand.Rand, rows int, value *[256]float32) Matrix {
	const side = 28
	pixels := make([]byte, rows*side*side)
	for i := range rows {
		width, height := 10+random.IntN(19), 16+random.IntN(13)
		for y := range height {
			edge := (side - width + random.IntN(3)) / 2
			for x := edge; x < side-edge; x++ {
				pixels[i*side*side+(y+(side-height)/2)*side+x] = byte(1 + random.IntN(255))
			}
		}
	}
	m := NewFeatures(rows, side*side, value)
	indices := make([]int32, rows)
	for i := range indices {
		indices[i] = int32(i)
	}
	Gather(m, pixels, indices)
	return m
}
