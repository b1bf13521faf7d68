package mlp

import (
	"math"
	"testing"
)

func TestCrossEntropy(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	for _, c := range []struct {
		logits []float32
		label  int
		want   float64
	}{
		{[]float32{0, 0}, 0, math.Ln2},
		{[]float32{5, 5, 5, 5}, 3, math.Log(4)},
		{[]float32{0, 1000}, 1, 0},
		{[]float32{0, 1000}, 0, 1000},
		{[]float32{-3e38, 3e38}, 0, 2 * float64(float32(3e38))}, // more than float32 holds
		{[]float32{-inf, 0}, 1, 0},
		{[]float32{-inf, 0}, 0, math.Inf(1)},
		{[]float32{inf, 0}, 0, math.NaN()},
		{[]float32{inf, 0}, 1, math.NaN()},
		{[]float32{-inf, -inf}, 1, math.NaN()},
		{[]float32{nan, 0}, 1, math.NaN()},
		{[]float32{0, 0, nan}, 1, math.NaN()},
	} {
		got := crossEntropy(c.logits, c.label, nil, 1)
		if math.IsNaN(got) != math.IsNaN(c.want) || math.Abs(got-c.want) > 1e-15*math.Abs(c.want) {
			t.Errorf("crossEntropy(%v, %d) = %v, want %v", c.logits, c.label, got, c.want)
		}
	}
}

func TestCrossEntropyDelta(t *testing.T) {
	delta := make([]float32, 3)
	crossEntropy([]float32{1, 2, 3}, 1, delta, 4)
	sum := math.Exp(1) + math.Exp(2) + math.Exp(3)
	for j, want := range []float64{math.Exp(1) / sum / 4, (math.Exp(2)/sum - 1) / 4, math.Exp(3) / sum / 4} {
		if math.Abs(float64(delta[j])/want-1) > 1e-7 {
			t.Errorf("delta[%d] = %v, want %v", j, delta[j], want)
		}
	}
	// A certain and right prediction has no gradient at all.
	crossEntropy([]float32{0, 1000, 0}, 1, delta, 4)
	for j, d := range delta {
		if d != 0 {
			t.Errorf("delta[%d] = %v, want 0", j, d)
		}
	}
}

// A tail too small to count is no delta, and does not change the loss.
func TestCrossEntropyOfImpossibleClasses(t *testing.T) {
	for _, far := range []float32{-44, -46, -100, -720, float32(math.Inf(-1))} {
		delta := make([]float32, 3)
		loss := crossEntropy([]float32{far, 0, -1}, 1, delta, 32)
		if want := math.Log1p(math.Exp(-1)); math.Abs(loss-want) > 1e-15 {
			t.Errorf("logit %v: loss %v, want %v", far, loss, want)
		}
		if got, want := delta[0] == 0, far < -45; got != want {
			t.Errorf("logit %v: delta %v", far, delta[0])
		}
	}
}

func TestPrediction(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	for _, c := range []struct {
		logits []float32
		want   int
	}{
		{[]float32{1, 3, 2}, 1},
		{[]float32{2, 2, 2}, 0},
		{[]float32{0, float32(math.Copysign(0, -1))}, 0},
		{[]float32{nan, nan}, 0},
		{[]float32{nan, -inf, nan}, 1},
		{[]float32{1, nan, 2}, 2},
		{[]float32{1, inf, inf}, 1},
	} {
		if got := prediction(c.logits); got != c.want {
			t.Errorf("prediction(%v) = %d, want %d", c.logits, got, c.want)
		}
	}
}

func TestFingerprintMakesNaNOne(t *testing.T) {
	quiet, negative, payload := math.Float32frombits(0x7fc00000), math.Float32frombits(0xffc00000), math.Float32frombits(0x7f812345)
	want := Fingerprint([]float32{1, quiet})
	for _, nan := range []float32{negative, payload} {
		if got := Fingerprint([]float32{1, nan}); got != want {
			t.Errorf("fingerprint of NaN %#x differs", math.Float32bits(nan))
		}
	}
	// The SHA-256 of 00 00 80 3f, which are the bits of 1 in little-endian order.
	if got, want := Fingerprint([]float32{1}), "e00e5eb9444182f352323374ef4e08ebcb784725fdd4fd612d7730540b3e0c8c"; got != want {
		t.Errorf("fingerprint of 1 is %s, want %s", got, want)
	}
}
