package mlp

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"firststep/study/internal/kernel"
)

func TestNewRefuses(t *testing.T) {
	for _, c := range []struct {
		change func(*Config)
		want   string
	}{
		{func(c *Config) { c.Sizes = []int{12} }, "sizes"},
		{func(c *Config) { c.Optimizer = "sdg" }, `optimizer "sdg"`},
		{func(c *Config) { c.Init = "he" }, `initialiser "he"`},
		{func(c *Config) { c.FirstLayerInit = "" }, `initialiser ""`},
		{func(c *Config) { c.FirstLayerTrust, c.Clip = 0.01, 1 }, "trust coefficient"},
	} {
		if _, err := New(small(c.change)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("New = %v, want an error with %q", err, c.want)
		}
	}
}

func TestInitialWeights(t *testing.T) {
	for _, c := range []struct {
		firstLayer, others string
		fan                func(in, out int) int
	}{
		{GlorotNormal, GlorotUniform, func(in, out int) int { return in + out }},
		{HeNormal, HeUniform, func(in, out int) int { return in }},
	} {
		checkInitialWeights(t, c.firstLayer, c.others, c.fan)
	}
}

// checkInitialWeights draws weights of variance 2/fan, normal ones in the first
// layer and uniform ones in the others.
func checkInitialWeights(t *testing.T, firstLayer, others string, fanOf func(in, out int) int) {
	t.Helper()
	sizes := []int{784, 300, 100, 10}
	layers := mustNew(t, small(func(c *Config) {
		c.Sizes, c.FirstLayerInit, c.Init = sizes, firstLayer, others
	})).Parameters()
	for l, layer := range layers {
		variance, fan := 0.0, float64(fanOf(sizes[l], sizes[l+1]))
		limit := math.Sqrt(6 / fan)
		for _, w := range layer.W {
			variance += float64(w) * float64(w) / float64(len(layer.W))
			if l > 0 && math.Abs(float64(w)) > limit*(1+1e-7) {
				t.Fatalf("layer %d: weight %v is beyond ±%v", l, w, limit)
			}
		}
		// Four standard errors of the variance; that of a uniform number's
		// square is smaller than that of a normal one's.
		if want := 2 / fan; math.Abs(variance/want-1) > 4*math.Sqrt(2/float64(len(layer.W))) {
			t.Errorf("layer %d: variance is %v, want %v", l, variance, want)
		}
		if slices.ContainsFunc(layer.B, func(b float32) bool { return b != 0 }) {
			t.Errorf("layer %d: biases are not zero", l)
		}
	}
}

// Networks of one seed start from the same weights, the first layer's before
// their division, whatever else is different.
func TestInitialWeightsOfASeed(t *testing.T) {
	reference := mustNew(t, small(nil)).Parameters()
	other := mustNew(t, small(func(c *Config) {
		c.WeightDivisor, c.FeatureDivisor = 255, 1
		c.Optimizer, c.Rate, c.FirstLayerRate, c.Batch = Adam, 0.001, 1e-9, 3
	})).Parameters()
	for l := range reference {
		for i, w := range reference[l].W {
			if l == 0 {
				w = float32(float64(w) / 255)
			}
			if other[l].W[i] != w {
				t.Fatalf("layer %d, weight %d is %v, want %v", l, i, other[l].W[i], w)
			}
		}
	}
	if next := mustNew(t, small(func(c *Config) { c.Seed = 2 })).Parameters(); slices.Equal(next[0].W, reference[0].W) {
		t.Error("two seeds have the same weights")
	}
}

// course is what a training leaves behind.
type course struct {
	losses  []float32
	correct []int
	weights string
	logits  string
}

// run trains on images over and over until steps are made or the loss is not
// finite.
func run(t testing.TB, c Config, images Images, steps int) course {
	n := mustNew(t, c)
	var r course
	for step := range steps {
		batch := make([]int32, c.Batch)
		for i := range batch {
			batch[i] = int32((step*c.Batch + i) % images.Len())
		}
		s := n.Step(images, batch)
		r.losses = append(r.losses, float32(s.Loss))
		r.correct = append(r.correct, s.Correct)
		if !s.Updated {
			break
		}
	}
	r.weights = n.Fingerprint()
	r.logits = n.Evaluate(images).Logits
	return r
}

func TestTrainingLearns(t *testing.T) {
	images := randomImages(400, 12, 4)
	for _, optimizer := range optimizers {
		c := small(func(c *Config) {
			c.Optimizer = optimizer
			if optimizer == Adam || optimizer == RMSprop {
				c.Rate, c.FirstLayerRate = 0.01, 0.01
			}
		})
		n := mustNew(t, c)
		before := n.Evaluate(images)
		for step := range 500 {
			low := step * c.Batch % images.Len()
			n.Step(images, batchOf(images.Len())[low:low+c.Batch])
		}
		if after := n.Evaluate(images); after.Accuracy < 0.9 || after.Loss > before.Loss/2 {
			t.Errorf("%s: loss %v → %v, accuracy %v → %v", optimizer, before.Loss, after.Loss, before.Accuracy, after.Accuracy)
		}
	}
}

// Features and weights that trade a power of two, with the first layer's rate
// divided by its square and its decay multiplied by it: the same in every bit.
func TestPowerOfTwoPairIsIdentical(t *testing.T) {
	images := randomImages(200, 29, 3)
	for _, decay := range []float64{0, 0.01} {
		for _, rate := range []float64{0.1, 3, 1e4} { // the last one overflows
			features := run(t, odd(func(c *Config) {
				c.FeatureDivisor, c.Rate, c.FirstLayerRate = 256, rate, rate
				c.Decay, c.FirstLayerDecay = decay, decay
			}), images, 300)
			weights := run(t, odd(func(c *Config) {
				c.FeatureDivisor, c.WeightDivisor, c.Rate, c.FirstLayerRate = 1, 256, rate, rate/65536
				c.Decay, c.FirstLayerDecay = decay, decay*65536
			}), images, 300)
			if Fingerprint(features.losses) != Fingerprint(weights.losses) || features.logits != weights.logits {
				t.Errorf("rate %v, decay %v: losses %v… and %v… differ, or the logits do", rate, decay, features.losses[:3], weights.losses[:3])
			}
			if features.weights == weights.weights {
				t.Errorf("rate %v, decay %v: the weights are the same, so nothing was compared", rate, decay)
			}
		}
	}
}

// Whole trainings, among them ones that overflow, are the same in every bit
// with every implementation of the inner loops.
func TestTrainingIsTheSameOnEveryKernel(t *testing.T) {
	images := randomImages(100, 29, 3)
	before := Kernel()
	defer kernel.Use(before)
	for _, optimizer := range optimizers {
		for _, rate := range []float64{0.05, 1e4} {
			for _, extras := range [][2]float64{{}, {0.01, 0}, {0, 0.5}, {0.01, 0.5}} {
				c := odd(func(c *Config) {
					c.Optimizer, c.Rate, c.FirstLayerRate = optimizer, rate, rate
					c.Decay, c.FirstLayerDecay, c.Clip = extras[0], extras[0], extras[1]
				})
				kernel.Use(before)
				want := run(t, c, images, 60)
				kernel.Use("portable")
				got := run(t, c, images, 60)
				if Fingerprint(got.losses) != Fingerprint(want.losses) || got.weights != want.weights || got.logits != want.logits {
					t.Errorf("%s, rate %v, decay and clip %v: %s and portable differ", optimizer, rate, extras, before)
				}
			}
		}
	}
}

func TestMomentumStartsAsSGD(t *testing.T) {
	images := randomImages(8, 12, 4)
	sgd := run(t, small(nil), images, 1)
	momentum := run(t, small(func(c *Config) { c.Optimizer = Momentum }), images, 1)
	if sgd.weights != momentum.weights {
		t.Error("the first updates of SGD and momentum differ")
	}
}

// A loss that is not finite ends training: there is no update.
func TestOverflow(t *testing.T) {
	images := randomImages(70, 29, 3)
	for _, optimizer := range []string{SGD, Momentum} {
		n := mustNew(t, odd(func(c *Config) { c.Optimizer, c.Rate, c.FirstLayerRate = optimizer, 1e4, 1e4 }))
		s, weights := Step{Updated: true}, ""
		for step := 0; s.Updated; step++ {
			if step == 10 {
				t.Fatalf("%s: the loss is still %v after %d steps", optimizer, s.Loss, step)
			}
			weights = n.Fingerprint()
			s, _ = n.ObservedStep(images, batchOf(70)[7*step:7*step+7])
		}
		if isFinite(s.Loss) {
			t.Errorf("%s: ended with loss %v", optimizer, s.Loss)
		}
		if n.Fingerprint() != weights {
			t.Errorf("%s: the last step changed the weights", optimizer)
		}
		if e := n.Evaluate(images); isFinite(e.Loss) || e.TopClassShare < 1./3 || e.TopClassShare > 1 {
			t.Errorf("%s: evaluation of an overflowed network is %+v", optimizer, e)
		}
	}
}

// A first step from weights that give no finite loss changes nothing and says
// so.
func TestFirstStepWithoutUpdate(t *testing.T) {
	n := mustNew(t, small(func(c *Config) { c.WeightDivisor = 1e-39 }))
	s, change, tensors := n.FirstStep(randomImages(8, 12, 4), batchOf(8))
	if s.Updated || change.Finite {
		t.Fatalf("loss %v, updated: %v", s.Loss, s.Updated)
	}
	for l, step := range tensors.LayerSteps() {
		if l > 0 && (step.DeltaNorm != 0 || step.Unmoved != 1) {
			t.Errorf("layer %d moved: %+v", l, step)
		}
	}
	if p := tensors.PreActivation(); p.XWHistogram.NonFinite == 0 {
		t.Errorf("no pre-activation is called infinite: %+v", p.XWHistogram)
	}
}

func TestZeroGradient(t *testing.T) {
	n := mustNew(t, small(nil))
	images := randomImages(8, 12, 4)
	if s := n.Step(images, batchOf(8)); s.ZeroGradient {
		t.Error("the gradient of a living network is called zero")
	}
	off := make([]float32, 7)
	for j := range off {
		off[j] = -100
	}
	n.layers[1].b.Load(off)
	first := n.layers[0].w.Values(nil)
	if s := n.Step(images, batchOf(8)); !s.ZeroGradient {
		t.Error("the gradient of a network whose second layer is off is not called zero")
	}
	if !slices.Equal(first, n.layers[0].w.Values(nil)) {
		t.Error("a zero gradient changed the weights")
	}
}

func TestObservedStepIsAStep(t *testing.T) {
	images := randomImages(16, 12, 4)
	plain, observed, first := mustNew(t, small(nil)), mustNew(t, small(nil)), mustNew(t, small(nil))
	before := observed.Parameters()
	want := plain.Step(images, batchOf(8))
	got, change := observed.ObservedStep(images, batchOf(8))
	again, same, tensors := first.FirstStep(images, batchOf(8))
	if got != want || again != want || !reflect.DeepEqual(change, same) {
		t.Errorf("steps are %+v, %+v and %+v", want, got, again)
	}
	if plain.Fingerprint() != observed.Fingerprint() || plain.Fingerprint() != first.Fingerprint() {
		t.Error("measuring a step changed it")
	}
	step := describeStep(before[0].W, observed.Parameters()[0].W)
	if math.Abs(change.RelativeDelta/step.RelativeDelta-1) > 1e-6 {
		t.Errorf("‖ΔW‖/‖W‖ is %v, want %v", change.RelativeDelta, step.RelativeDelta)
	}
	if want := tensors.PreActivation().XdWRMS; math.Abs(change.XdWRMS/want-1) > 1e-6 {
		t.Errorf("rms XΔW is %v, want %v", change.XdWRMS, want)
	}
	if alone := mustNew(t, small(nil)).StepXdWRMS(images, batchOf(8)); alone != tensors.XdWRMS() {
		t.Errorf("rms XΔW alone is %v, want %v", alone, tensors.XdWRMS())
	}
	if !change.Finite {
		t.Error("finite weights are called not finite")
	}
}

// Dead against its definition, on networks with few, many and no living
// units and with weights that are not finite, while the biases sink; and what
// an evaluation of these images and more leaves of it.
func TestDead(t *testing.T) {
	all := randomImages(800, 12, 4)
	images := Images{all.Pixels[:730*12], all.Labels[:730]}
	for _, sizes := range [][]int{{12, 40, 30, 4}, {12, 40, 4}, {12, 4}} {
		for _, extreme := range []float64{0, math.Inf(1), math.Inf(-1), math.NaN()} {
			n := mustNew(t, small(func(c *Config) { c.Sizes = sizes }))
			if w := n.layers[0].w.Values(nil); extreme != 0 {
				w[len(w)/3] = float32(extreme)
				n.layers[0].w.Load(w)
			}
			n.Watch(images)
			for i, bias := range []float32{0, -0.5, -0.6, -1, -2, -2, -10, 0, -1.2, -1} {
				for l, layer := range n.layers[:len(n.layers)-1] {
					b := make([]float32, sizes[l+1])
					for j := range b {
						b[j] = bias * float32(j) / float32(len(b))
					}
					layer.b.Load(b)
				}
				if i == 5 { // the biases stay
					w := n.layers[0].w.Values(nil)
					for k := range w {
						w[k] = -w[k]
					}
					n.layers[0].w.Load(w)
				}
				if i == 1 || i == 4 {
					n.Evaluate(all)
				}
				want := deadByDefinition(n, images)
				for _, layers := range [][]int{{len(want)}, {min(1, len(want)), len(want)}}[i%2] {
					if got := n.Dead(layers); !slices.Equal(got, want[:layers]) {
						t.Fatalf("sizes %v, bias %v, extreme %v: dead %v, want %v", sizes, bias, extreme, got, want[:layers])
					}
				}
			}
		}
	}
}

func deadByDefinition(n *Network, images Images) []int {
	dead := make([]int, len(n.layers)-1)
	for l := range dead {
		fired := make([]bool, n.config.Sizes[l+1])
		for block, indices := range n.blocks(images.Len()) {
			n.gather(block, images, indices)
			n.forward(block)
			for i := range indices {
				for j, a := range block.a[l+1].Row(i) {
					fired[j] = fired[j] || a != 0
				}
			}
		}
		for _, f := range fired {
			if !f {
				dead[l]++
			}
		}
	}
	return dead
}

// Evaluate does not depend on the size of its blocks, nor on what was looked
// at before.
func TestEvaluate(t *testing.T) {
	n := mustNew(t, small(nil))
	images := randomImages(2*lookRows+17, 12, 4)
	all := n.Evaluate(images)
	twin := twinOf(n)
	x, labels := features(n.config, images, batchOf(images.Len()))
	if want := twin.loss(x, labels); math.Abs(all.Loss/want-1) > 1e-6 {
		t.Errorf("loss is %v, want %v", all.Loss, want)
	}
	counts, correct := make([]int, 4), 0
	for i := range x {
		z := twin.activations(x[i])[3]
		class := slices.Index(z, slices.Max(z))
		counts[class]++
		if class == int(labels[i]) {
			correct++
		}
	}
	size := float64(images.Len())
	if want := float64(correct) / size; all.Accuracy != want {
		t.Errorf("accuracy is %v, want %v", all.Accuracy, want)
	}
	if want := float64(slices.Max(counts)) / size; all.TopClassShare != want {
		t.Errorf("top class share is %v, want %v", all.TopClassShare, want)
	}
	if again := n.Evaluate(images); again != all {
		t.Errorf("evaluations are %+v and %+v", all, again)
	}
}

// A step leaves nothing behind for the garbage collector.
func TestStepDoesNotAllocate(t *testing.T) {
	images := randomImages(8, 12, 4)
	batch := batchOf(8)
	for _, optimizer := range optimizers {
		n := mustNew(t, small(func(c *Config) { c.Optimizer, c.Decay, c.Clip = optimizer, 0.01, 1 }))
		n.Step(images, batch) // moments are made by the first one
		if allocations := testing.AllocsPerRun(20, func() { n.Step(images, batch) }); allocations != 0 {
			t.Errorf("%s: a step makes %v allocations", optimizer, allocations)
		}
	}
}
