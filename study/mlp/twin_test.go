package mlp

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"firststep/study/internal/numeric"
)

// A twin is the same network written plainly in float64, from which it does
// not share a line: what the float32 one should compute up to rounding.
type twin struct {
	sizes  []int
	params [][]float64 // W and b of layer 0, of layer 1 …; W[k][j] at k·units + j
}

func twinOf(n *Network) *twin {
	t := &twin{sizes: n.config.Sizes}
	for _, layer := range n.Parameters() {
		t.params = append(t.params, widen(layer.W), widen(layer.B))
	}
	return t
}

func widen(x []float32) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = float64(x[i])
	}
	return y
}

// activations returns the features and the outputs of each layer for one
// image.
func (t *twin) activations(x []float64) [][]float64 {
	a := [][]float64{x}
	for l := range len(t.sizes) - 1 {
		w, b := t.params[2*l], t.params[2*l+1]
		z := make([]float64, t.sizes[l+1])
		for j := range z {
			z[j] = b[j]
			for k, x := range a[l] {
				z[j] += x * w[k*len(z)+j]
			}
			if l < len(t.sizes)-2 {
				z[j] = math.Max(z[j], 0)
			}
		}
		a = append(a, z)
	}
	return a
}

func softmax(z []float64) []float64 {
	p, sum := make([]float64, len(z)), 0.0
	for j := range z {
		p[j] = math.Exp(z[j])
		sum += p[j]
	}
	for j := range p {
		p[j] /= sum
	}
	return p
}

func (t *twin) loss(x [][]float64, labels []byte) float64 {
	sum := 0.0
	for i := range x {
		a := t.activations(x[i])
		sum -= math.Log(softmax(a[len(a)-1])[labels[i]])
	}
	return sum / float64(len(x))
}

// gradients returns ∂loss/∂params.
func (t *twin) gradients(x [][]float64, labels []byte) [][]float64 {
	var g [][]float64
	for _, p := range t.params {
		g = append(g, make([]float64, len(p)))
	}
	for i := range x {
		a := t.activations(x[i])
		delta := softmax(a[len(a)-1])
		delta[labels[i]]--
		for l := len(t.sizes) - 2; l >= 0; l-- {
			below := make([]float64, t.sizes[l])
			for j, d := range delta {
				d /= float64(len(x))
				g[2*l+1][j] += d
				for k, ak := range a[l] {
					g[2*l][k*len(delta)+j] += ak * d
				}
			}
			for k := range below {
				if a[l][k] > 0 {
					for j, d := range delta {
						below[k] += d * t.params[2*l][k*len(delta)+j]
					}
				}
			}
			delta = below
		}
	}
	return g
}

// features returns the images of a batch as the network sees them.
func features(c Config, images Images, batch []int32) (x [][]float64, labels []byte) {
	for _, index := range batch {
		row := make([]float64, c.Sizes[0])
		for k := range row {
			row[k] = float64(float32(float64(images.Pixels[int(index)*len(row)+k]) / c.FeatureDivisor))
		}
		x = append(x, row)
		labels = append(labels, images.Labels[index])
	}
	return x, labels
}

// small is a network that a test can look at in every part.
func small(change func(*Config)) Config {
	c := Config{
		Sizes: []int{12, 9, 7, 4}, FirstLayerInit: GlorotNormal, Init: GlorotUniform,
		FeatureDivisor: 255, WeightDivisor: 1,
		Optimizer: SGD, Rate: 0.1, FirstLayerRate: 0.1, Batch: 8, Seed: 1,
	}
	if change != nil {
		change(&c)
	}
	return c
}

// odd is a network whose sizes fit no vector, and which overflows at a rate of
// 10⁴ under SGD and momentum.
func odd(change func(*Config)) Config {
	return small(func(c *Config) {
		c.Sizes, c.Batch = []int{29, 37, 13, 3}, 7
		change(c)
	})
}

// randomImages returns images half of whose pixels are zero. Pixels of each
// class are brighter in another place, so that there is something to learn.
func randomImages(count, pixels, classes int) Images {
	s := numeric.NewStream(1, "test images")
	images := Images{make([]byte, count*pixels), make([]byte, count)}
	for i := range images.Labels {
		label := s.IntN(classes)
		images.Labels[i] = byte(label)
		for k := range pixels {
			if k%classes == label {
				images.Pixels[i*pixels+k] = byte(128 + s.IntN(128))
			} else if s.IntN(2) == 0 {
				images.Pixels[i*pixels+k] = byte(s.IntN(256))
			}
		}
	}
	return images
}

func mustNew(t testing.TB, c Config) *Network {
	t.Helper()
	n, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// batchOf returns the indices of the first images.
func batchOf(size int) []int32 {
	indices := make([]int32, size)
	for i := range indices {
		indices[i] = int32(i)
	}
	return indices
}

// largestError returns max |got − want| relative to max |want|.
func largestError(got, want []float64) float64 {
	difference, size := 0.0, 0.0
	for i := range want {
		difference = math.Max(difference, math.Abs(got[i]-want[i]))
		size = math.Max(size, math.Abs(want[i]))
	}
	if size == 0 {
		return difference
	}
	return difference / size
}

// The twin's gradients are those of its loss, by central differences.
func TestTwinGradients(t *testing.T) {
	c := small(nil)
	twin := twinOf(mustNew(t, c))
	x, labels := features(c, randomImages(c.Batch, c.Sizes[0], 4), batchOf(c.Batch))
	for i, g := range twin.gradients(x, labels) {
		numeric := make([]float64, len(g))
		for j := range g {
			const h = 1e-5
			p := &twin.params[i][j]
			centre := *p
			*p = centre + h
			above := twin.loss(x, labels)
			*p = centre - h
			below := twin.loss(x, labels)
			*p = centre
			numeric[j] = (above - below) / (2 * h)
		}
		if e := largestError(g, numeric); e > 1e-7 {
			t.Errorf("parameter %d: gradient and central difference differ by %.2g", i, e)
		}
	}
}

// The network's gradients are the twin's. With so large a rate the update is
// nearly all gradient.
func TestGradients(t *testing.T) {
	const rate = 1 << 20
	for _, sizes := range [][]int{{12, 9, 7, 4}, {12, 4}, {12, 5, 4}, {30, 17, 11, 9, 4}} {
		c := small(func(c *Config) { c.Sizes, c.Rate, c.FirstLayerRate = sizes, rate, rate })
		n := mustNew(t, c)
		twin := twinOf(n)
		images := randomImages(c.Batch, c.Sizes[0], 4)
		n.Step(images, batchOf(c.Batch))
		after := twinOf(n)
		want := twin.gradients(features(c, images, batchOf(c.Batch)))
		for i := range want {
			got := make([]float64, len(want[i]))
			for j := range got {
				got[j] = (twin.params[i][j] - after.params[i][j]) / rate
			}
			if e := largestError(got, want[i]); e > 1e-6 {
				t.Errorf("sizes %v, parameter %d: gradients differ by %.2g", sizes, i, e)
			}
		}
	}
}

// A whole first step of the network of the study, and what is measured of it.
func TestFirstStepAgainstTwin(t *testing.T) {
	for _, divided := range []struct{ features, weights, firstLayerRate float64 }{
		{255, 1, 0.1}, {1, 255, 0.1}, {1, 255, 0.1 / 65025},
	} {
		c := Config{
			Sizes: []int{784, 300, 100, 10}, FirstLayerInit: GlorotNormal, Init: GlorotUniform,
			FeatureDivisor: divided.features, WeightDivisor: divided.weights,
			Optimizer: SGD, Rate: 0.1, FirstLayerRate: divided.firstLayerRate, Batch: 32, Seed: 1,
		}
		n := mustNew(t, c)
		twin := twinOf(n)
		images := randomImages(c.Batch, 784, 10)
		batch := batchOf(c.Batch)
		x, labels := features(c, images, batch)
		want, lossBefore := twin.gradients(x, labels), twin.loss(x, labels)
		for i, g := range want {
			rate := 0.1
			if i == 0 {
				rate = divided.firstLayerRate
			}
			for j := range g {
				twin.params[i][j] -= rate * g[j]
				g[j] = -rate * g[j]
			}
		}

		s, _, tensors := n.FirstStep(images, batch)
		close := func(what string, got, want, tolerance float64) {
			t.Helper()
			if math.Abs(got-want) > tolerance*math.Abs(want) {
				t.Errorf("%v: %s is %v, want %v", divided, what, got, want)
			}
		}
		close("loss before", s.Loss, lossBefore, 1e-6)
		close("loss after", tensors.LossAfter, twin.loss(x, labels), 1e-4)
		for i, p := range twinOf(n).params {
			if e := largestError(p, twin.params[i]); e > 1e-6 {
				t.Errorf("%v: parameter %d differs by %.2g after the step", divided, i, e)
			}
		}
		for l, step := range tensors.LayerSteps() {
			close("delta norm", step.DeltaNorm, norm(want[2*l]), 1e-4)
		}
		xdw := make([]float64, c.Batch*300)
		for i := range x {
			for k, value := range x[i] {
				for j := range 300 {
					xdw[i*300+j] += value * want[0][k*300+j]
				}
			}
		}
		if e := largestError(tensors.XdW, xdw); e > 1e-4 {
			t.Errorf("%v: XΔW differs by %.2g", divided, e)
		}
		close("rms XΔW", tensors.PreActivation().XdWRMS, norm(xdw)/math.Sqrt(float64(len(xdw))), 1e-4)
	}
}

func norm(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return math.Sqrt(sum)
}

// Ten steps of each optimizer against the published update in float64, with
// rates that change, with and without weight decay and clipping.
func TestOptimizersAgainstTwin(t *testing.T) {
	for _, optimizer := range optimizers {
		for _, extras := range []struct{ decay, firstLayerDecay, clip float64 }{{}, {0.01, 0.2, 0}, {0, 0, 0.5}, {0, 0.3, 0.5}, {0, 0, 100}} {
			againstTwin(t, optimizer, extras.decay, extras.firstLayerDecay, extras.clip)
		}
	}
}

var optimizers = []string{SGD, Momentum, Adam, RMSprop}

func againstTwin(t *testing.T, optimizer string, decay, firstLayerDecay, clip float64) {
	const steps = 10
	t.Run(fmt.Sprint(optimizer, decay, firstLayerDecay, clip), func(t *testing.T) {
		c := small(func(c *Config) {
			c.Optimizer, c.Decay, c.FirstLayerDecay, c.Clip = optimizer, decay, firstLayerDecay, clip
			c.RatesAt = func(step int) (rate, firstLayer float64) {
				return 0.002 * float64(1+step%3), 0.001 * float64(1+step%4)
			}
		})
		n := mustNew(t, c)
		twin := twinOf(n)
		images := randomImages(steps*c.Batch, c.Sizes[0], 4)
		var m, v [][]float64
		for _, p := range twin.params {
			m, v = append(m, make([]float64, len(p))), append(v, make([]float64, len(p)))
		}
		for step := 1; step <= steps; step++ {
			batch := make([]int32, c.Batch)
			for i := range batch {
				batch[i] = int32((step-1)*c.Batch + i)
			}
			gradients := twin.gradients(features(c, images, batch))
			scale := 1.0
			if total := norm(slices.Concat(gradients...)); clip != 0 && total > clip {
				scale = clip / total
			}
			for i, g := range gradients {
				rate, firstLayer := c.RatesAt(step)
				of := []float64{decay, 0}[i%2] // weights, biases
				if i == 0 {
					rate, of = firstLayer, firstLayerDecay
				}
				for j := range g {
					twin.params[i][j] += published(optimizer, rate, scale*g[j]+of*twin.params[i][j], &m[i][j], &v[i][j], step)
				}
			}
			n.Step(images, batch)
		}
		for i, p := range twinOf(n).params {
			if e := largestError(p, twin.params[i]); e > 2e-6 {
				t.Errorf("parameter %d differs by %.2g", i, e)
			}
		}
	})
}

// Rates that change to what they are leave every bit as it is, and those that
// change later leave the steps before.
func TestLaterRates(t *testing.T) {
	images := randomImages(8, 12, 4)
	for _, optimizer := range optimizers {
		train := func(steps int, ratesAt func(step int) (float64, float64)) string {
			n := mustNew(t, small(func(c *Config) { c.Optimizer, c.RatesAt = optimizer, ratesAt }))
			for range steps {
				n.Step(images, batchOf(8))
			}
			return n.Fingerprint()
		}
		if train(5, nil) != train(5, func(int) (float64, float64) { return 0.1, 0.1 }) {
			t.Errorf("%s: rates that stay change a bit", optimizer)
		}
		changed := func(step int) (float64, float64) { return 0.1, []float64{0.1, 0.2}[step/3] }
		if train(2, nil) != train(2, changed) || train(3, nil) == train(3, changed) {
			t.Errorf("%s: step 3 is not the first at its rates", optimizer)
		}
	}
}

// A bound that is never reached, and decay of nothing, leave what the rules
// compute of ordinary numbers as it is.
func TestClipBeyondReach(t *testing.T) {
	images := randomImages(200, 12, 4)
	for _, optimizer := range optimizers {
		plain := run(t, small(func(c *Config) { c.Optimizer = optimizer }), images, 50)
		clipped := run(t, small(func(c *Config) { c.Optimizer, c.Clip = optimizer, 1e6 }), images, 50)
		if plain.weights != clipped.weights {
			t.Errorf("%s: a gradient that is not clipped is another", optimizer)
		}
	}
}

// A step of gradient descent that is clipped is as long as the bound times the
// rate.
func TestClippedStepLength(t *testing.T) {
	const clip, rate = 0.01, 64.0
	n := mustNew(t, small(func(c *Config) { c.Clip, c.Rate, c.FirstLayerRate = clip, rate, rate }))
	before := slices.Concat(twinOf(n).params...)
	n.Step(randomImages(8, 12, 4), batchOf(8))
	for i, p := range slices.Concat(twinOf(n).params...) {
		before[i] -= p
	}
	if length := norm(before); math.Abs(length/(clip*rate)-1) > 1e-5 {
		t.Errorf("the step is %v long, want %v", length, clip*rate)
	}
}

// published is the update of one parameter as the literature has it.
func published(optimizer string, rate, g float64, m, v *float64, step int) float64 {
	switch optimizer {
	case Momentum:
		*m = 0.9**m + g
		return -rate * *m
	case RMSprop:
		*v = 0.99**v + 0.01*g*g
		return -rate * g / (math.Sqrt(*v) + 1e-8)
	case Adam:
		*m = 0.9**m + 0.1*g
		*v = 0.999**v + 0.001*g*g
		first := *m / (1 - math.Pow(0.9, float64(step)))
		second := *v / (1 - math.Pow(0.999, float64(step)))
		return -rate * first / (math.Sqrt(second) + 1e-8)
	}
	return -rate * g
}
