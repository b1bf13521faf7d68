package compare

import (
	"math"
	"testing"
)

// TestSignTest compares with the sums of binomial coefficients.
func TestSignTest(t *testing.T) {
	for _, c := range []struct {
		few, n int
		want   float64
	}{{0, 0, 1}, {0, 5, 0.0625}, {1, 10, 22.0 / 1024}, {9, 10, 22.0 / 1024}, {5, 10, 1}} {
		if got := SignTest(c.few, c.n); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("SignTest(%d, %d) = %g, want %g", c.few, c.n, got, c.want)
		}
	}
}
