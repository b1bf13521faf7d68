package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The float64 loops return the bits of the portable ones, which are sums in
// the order that wide.go states, and write nothing beside.
func TestWideLoops(t *testing.T) {
	forEach(t, func(t *testing.T) {
		for _, n := range lengths {
			random := rand.New(rand.NewPCG(uint64(n), 9))
			values := func(count int) []float64 {
				x := make([]float64, count)
				for i := range x {
					x[i] = math.Ldexp(random.NormFloat64(), random.IntN(40)-20)
				}
				return x
			}
			z, w, y := append(values(n), 7), values(4*n), values(n)
			want := append([]float64(nil), z...)
			row := func(i int) []float64 { return w[i*n : (i+1)*n] }
			agree := func(what string, got, want []float64) {
				t.Helper()
				for i := range want {
					if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
						t.Fatalf("%s of %d: element %d is %v, want %v", what, n, i, got[i], want[i])
					}
				}
			}

			AddScaled(z[:n], -1.7, y)
			addScaledPortable(want[:n], y, -1.7)
			agree("AddScaled", z, want)

			x := values(4)
			for _, selected := range [][]int32{{3}, {0, 2, 3}, {0, 1, 2, 3}, {3, 1, 1, 2, 0}, nil} {
				AddSelected(z[:n], x, w, selected)
				for _, k := range selected {
					addScaledPortable(want[:n], row(int(k)), x[k])
				}
				agree("AddSelected", z, want)
			}

			var sums [4]float64
			Dots(&sums, y, w)
			for i, sum := range sums {
				agree("Dots", []float64{sum}, []float64{laneSum(y, row(i))})
			}

			sum := AddScaledDot(z[:n], 0.3, y, row(0))
			addScaledPortable(want[:n], y, 0.3)
			agree("AddScaledDot", append(z, sum), append(want, laneSum(z[:n], row(0))))
		}
	})
}

// laneSum is Dot as its comment says it.
func laneSum(x, y []float64) float64 {
	var lanes [4]float64
	whole := len(x) / 4 * 4
	for j := range whole {
		lanes[j%4] += float64(x[j] * y[j])
	}
	sum := (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
	for j := whole; j < len(x); j++ {
		sum += float64(x[j] * y[j])
	}
	return sum
}
