package mlp

import (
	"math"
	"slices"
	"testing"
)

// Training in float64 is the twin's, up to rounding in float64, and starts
// where that in float32 does.
func TestWideAgainstTwin(t *testing.T) {
	c := small(func(c *Config) {
		c.WeightDivisor = 3
		c.RatesAt = func(step int) (rate, firstLayer float64) {
			if step >= 3 {
				return 0.02, 0.2
			}
			return 0.1, 0.05
		}
	})
	n := mustNew(t, c)
	twin := twinOf(n)
	wide, err := n.Widened()
	if err != nil {
		t.Fatal(err)
	}
	images := randomImages(40, c.Sizes[0], 4)
	rate := func(x float64) float64 { return float64(float32(x)) }
	for step := 1; step <= 5; step++ {
		batch := make([]int32, c.Batch)
		for i := range batch {
			batch[i] = int32((step*7 + i) % 40)
		}
		x, labels := features(c, images, batch)
		want := twin.loss(x, labels)
		others, first := rate(0.1), rate(0.05)
		if step >= 3 {
			others, first = rate(0.02), rate(0.2)
		}
		for i, g := range twin.gradients(x, labels) {
			r := others
			if i == 0 {
				r = first
			}
			for j := range g {
				twin.params[i][j] -= r * g[j]
			}
		}
		s, narrow := wide.Step(images, batch), n.Step(images, batch)
		if math.Abs(s.Loss-want) > 1e-13*want || math.Abs(s.Loss-narrow.Loss) > 1e-5*want || !s.Updated || s.ZeroGradient {
			t.Fatalf("step %d: %+v, want a loss of %v; in float32 %+v", step, s, want, narrow)
		}
	}
	for l, layer := range wide.layers {
		if e := max(largestError(layer.w, twin.params[2*l]), largestError(layer.b, twin.params[2*l+1])); e > 1e-13 {
			t.Errorf("layer %d differs by %.2g from the twin's", l, e)
		}
	}
}

// Looking first by which images no unit of the first layer is turned on changes
// no bit, of a network that is dead to all but a few images.
func TestWideIsSilentByTheSameBits(t *testing.T) {
	c := small(nil)
	images := randomImages(40, c.Sizes[0], 4)
	for i := range 40 {
		switch at := images.Pixels[i*c.Sizes[0]:][:c.Sizes[0]]; {
		case i < 2*c.Batch: // dark
			clear(at)
		case i%3 == 0: // so dark that rounding decides
			for k := range at {
				at[k] %= 3
			}
		}
	}
	n := mustNew(t, c)
	n.layers[0].b.Load(slices.Repeat([]float32{-1e-3}, c.Sizes[1]))
	wide, err := n.Widened()
	if err != nil {
		t.Fatal(err)
	}
	plain, _ := n.Widened()
	rested, woken := 0, 0
	for step := range 40 {
		batch := make([]int32, c.Batch)
		for i := range batch {
			batch[i] = int32(i)
			if step%4 == 1 && i%4 == 0 {
				batch[i] = int32((step*7 + i) % 40)
			}
		}
		plain.resting = false
		resting := wide.resting
		if resting {
			rested++
		}
		want, got := plain.Step(images, batch), wide.Step(images, batch)
		if math.Float64bits(got.Loss) != math.Float64bits(want.Loss) || got != want {
			t.Fatalf("step %d: %+v, want %+v", step+1, got, want)
		}
		if resting && !isZero(wide.a[1]) {
			woken++
		}
	}
	for l := range wide.layers {
		if !slices.Equal(wide.layers[l].w, plain.layers[l].w) || !slices.Equal(wide.layers[l].b, plain.layers[l].b) {
			t.Errorf("layer %d has other parameters", l)
		}
	}
	if rested < 10 || woken == 0 {
		t.Errorf("it rested %d times and was woken up %d times, which tests little", rested, woken)
	}
}

// What overflows in float32 may go on in float64; there too it ends with the
// first loss that is not finite, and without an update.
func TestWideOutlastsFloat32(t *testing.T) {
	c := odd(func(c *Config) { c.Rate, c.FirstLayerRate = 1e4, 1e4 })
	n := mustNew(t, c)
	wide, err := n.Widened()
	if err != nil {
		t.Fatal(err)
	}
	images := randomImages(c.Batch, c.Sizes[0], 3)
	last := func(step func(Images, []int32) Step) int {
		for i := range 1000 {
			if !step(images, batchOf(c.Batch)).Updated {
				return i
			}
		}
		return 1000
	}
	narrow, wider := last(n.Step), last(wide.Step)
	if narrow == 1000 || wider <= narrow {
		t.Errorf("float32 overflows after %d steps, float64 after %d", narrow, wider)
	}
	adam := mustNew(t, small(func(c *Config) { c.Optimizer = Adam }))
	if _, err := adam.Widened(); err == nil {
		t.Error("Adam in float64 is none of the program's, and is not refused")
	}
}
