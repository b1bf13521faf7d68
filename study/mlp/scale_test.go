package mlp

import (
	"math"
	"testing"
)

// Networks that differ in powers of two alone have the same losses in every
// bit for as long as both say that they are free of the scale, and they say so
// until something comes near the ends of float32's range.
func TestScaleFree(t *testing.T) {
	images, batch := randomImages(24, 12, 4), batchOf(8)
	losses := func(scale, rate float64) (losses []float64, free bool) {
		n := mustNew(t, small(func(c *Config) {
			c.FeatureDivisor /= scale
			c.WeightDivisor *= scale
			c.FirstLayerRate = rate / (scale * scale)
		}))
		free = n.ScaleFree()
		for range 20 {
			s := n.Step(images, batch)
			losses = append(losses, s.Loss)
			free = free && n.ScaleFree()
		}
		return losses, free
	}
	want, free := losses(0x1p-4, 0.1)
	if !free {
		t.Fatal("an ordinary training depends on the scale")
	}
	for _, scale := range []float64{1, 2, 0x1p16} {
		got, free := losses(scale, 0.1)
		for i := range want {
			if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
				t.Errorf("scale %v: loss %d is %v, want %v", scale, i+1, got[i], want[i])
			}
		}
		if !free {
			t.Errorf("scale %v: not free of it", scale)
		}
	}
	for name, c := range map[string][2]float64{
		"weights that underflow": {0x1p70, 0.1}, "features of nearly nothing": {0x1p-98, 0.1}, "a rate of nearly nothing": {1, 1e-30},
	} {
		if _, free := losses(c[0], c[1]); free {
			t.Errorf("%s: said to be free of the scale", name)
		}
	}
}
