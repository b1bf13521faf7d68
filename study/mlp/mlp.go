// Package mlp trains a multilayer perceptron on images: fully connected
// layers with ReLUs between them and softmax cross-entropy on top, in
// float32, every bit of it defined by package kernel.
//
//  1. [New] draws the initial parameters of a [Config].
//  2. [Network.Step] makes one update from a batch; [Network.FirstStep] and
//     [Network.ObservedStep] make the same update and measure what it did.
//  3. [Network.Evaluate] and [Network.Dead] look at other images without
//     changing anything.
//  4. [Tensors.Diagnostics], [Network.Curvature] and [Network.Flow] say why a
//     step did what it did. They compute in float64, at parameters that no
//     training visits.
//
// In comments a layer l maps n_l units to n_(l+1); layer 0 is the first, and
// its inputs are the features. A batch has B images, one a row.
package mlp

import (
	"fmt"

	"firststep/study/internal/kernel"
)

// Numerics is the version of the training arithmetic: of everything that
// determines a result beside the configuration and the data. It is raised
// when the same configuration would give other bits.
const Numerics = 2

// A Config is what determines a network and its training, beside the images
// and their order.
type Config struct {
	Sizes           []int   // inputs, units of each hidden layer, classes
	FirstLayerInit  string  // of the first layer's weights: [GlorotNormal], [GlorotUniform], [HeNormal] or [HeUniform]
	Init            string  // of the other layers' weights, likewise
	FeatureMean     float64 // is taken from pixels (0 to 255)
	FeatureDivisor  float64 // and they are divided by it
	WeightDivisor   float64 // the first layer's initial weights are divided by it
	Optimizer       string  // [SGD], [Momentum], [Adam] or [RMSprop]
	Rate            float64 // learning rate
	FirstLayerRate  float64 // learning rate of the first layer's weights (not of its bias)
	FirstLayerTrust float64 // if not zero, FirstLayerRate is this times ‖W‖/‖∂loss/∂W‖ at every step
	Decay           float64 // L2 regularisation of the weights (not of the biases)
	FirstLayerDecay float64 // that of the first layer's
	Clip            float64 // if not zero, the largest norm of the gradient, over all layers: a larger one is scaled to it
	Batch           int     // images of a step
	Seed            int64

	// RatesAt, if not nil, gives the two rates at each step, counted from 1.
	RatesAt func(step int) (rate, firstLayer float64)

	// Initial, if not nil, is what [DrawInitial] drew for the same sizes and
	// seed. It saves the time of drawing again with the same initialisers.
	Initial *Initial
}

// Images are n images with their labels. The index of an image is its
// position.
type Images struct {
	Pixels []byte // n × inputs
	Labels []byte // n, each below the number of classes
}

// Len returns the number of images.
func (i Images) Len() int { return len(i.Labels) }

// A Network is the parameters of a perceptron and the state of its training.
// It is not safe for concurrent use.
type Network struct {
	config   Config
	features [256]float32 // of each pixel value
	layers   []layer
	optimize *optimizer

	train pass            // the batch of a step
	delta []kernel.Matrix // delta[l], B × n_(l+1): ∂loss/∂z of layer l, with the batch's 1/B
	look  pass            // other images, a block at a time

	gradient       []layer           // of a step that may be clipped
	before, change []*kernel.Weights // by layer, for ObservedStep; see makeRoom
	xdw            kernel.Matrix     // B × n_1, likewise
	probe          probe
}

// A layer computes z = x·w + b.
type layer struct {
	w *kernel.Weights // n_l × n_(l+1)
	b *kernel.Weights // 1 × n_(l+1)
}

func newLayer(in, out int) layer {
	return layer{kernel.NewWeights(in, out), kernel.NewWeights(1, out)}
}

// A pass holds what a forward pass computes: a[0] are the features, a[l+1]
// the outputs of layer l, behind the ReLU but for the last, which are logits.
type pass struct {
	a []kernel.Matrix // B × n_l
}

// newPass makes room for rows images whose pixels p have the features
// features[p].
func newPass(rows int, sizes []int, features *[256]float32) pass {
	p := pass{a: []kernel.Matrix{kernel.NewFeatures(rows, sizes[0], features)}}
	for _, n := range sizes[1:] {
		p.a = append(p.a, kernel.NewMatrix(rows, n))
	}
	return p
}

// top returns the pass of the first rows only; it shares memory with p.
func (p pass) top(rows int) pass {
	if rows == p.a[0].Rows {
		return p
	}
	var t pass
	for _, a := range p.a {
		t.a = append(t.a, a.Top(rows))
	}
	return t
}

func (p pass) logits() kernel.Matrix { return p.a[len(p.a)-1] }

// lookRows is how many images are looked at in one go. It changes no result.
const lookRows = 64

// New returns a network with freshly drawn parameters.
func New(c Config) (*Network, error) {
	if err := KernelRefused(); err != nil {
		return nil, err
	}
	if len(c.Sizes) < 2 {
		return nil, fmt.Errorf("mlp: sizes %v: a network needs inputs and classes at least", c.Sizes)
	}
	optimize, err := newOptimizer(c)
	if err != nil {
		return nil, err
	}
	n := &Network{config: c, optimize: optimize}
	for p := range n.features {
		n.features[p] = float32((float64(p) - c.FeatureMean) / c.FeatureDivisor)
	}
	n.train = newPass(c.Batch, c.Sizes, &n.features)
	n.look = newPass(lookRows, c.Sizes, &n.features)
	for l := range len(c.Sizes) - 1 {
		in, out := c.Sizes[l], c.Sizes[l+1]
		n.layers = append(n.layers, newLayer(in, out))
		n.delta = append(n.delta, kernel.NewMatrix(c.Batch, out))
		if c.Clip != 0 {
			n.gradient = append(n.gradient, newLayer(in, out))
		}
	}
	if err := n.initialise(); err != nil {
		return nil, err
	}
	return n, nil
}

// gather fills the features of p with the images of the given indices, one
// for each row.
func (n *Network) gather(p pass, images Images, indices []int32) {
	kernel.Gather(p.a[0], images.Pixels, indices)
}

// Features returns those of the images of the given indices, images × inputs.
func (n *Network) Features(images Images, indices []int32) []float32 {
	x := newPass(len(indices), n.config.Sizes[:1], &n.features)
	n.gather(x, images, indices)
	return x.a[0].Values(nil)
}

// forward computes the activations and the logits of p from its features.
func (n *Network) forward(p pass) {
	l := len(n.layers) - 1
	n.hidden(p, l)
	kernel.Forward(p.a[l+1], p.a[l], n.layers[l].w) // (B × classes) = (B × n_l)·(n_l × classes)
	kernel.AddBias(p.a[l+1], n.layers[l].b)
}

// hidden computes the activations of the first so many hidden layers of p.
func (n *Network) hidden(p pass, layers int) {
	for l, layer := range n.layers[:layers] {
		kernel.Forward(p.a[l+1], p.a[l], layer.w) // (B × n_(l+1)) = (B × n_l)·(n_l × n_(l+1))
		kernel.Rectify(p.a[l+1], layer.b)
	}
}

// descend carries the deltas of the logits down through the layers and
// updates each layer's parameters when its weights have done their part.
func (n *Network) descend() {
	n.optimize.advance()
	if n.config.Clip != 0 {
		n.descendClipped()
		return
	}
	for l := len(n.layers) - 1; l >= 0; l-- {
		x, delta, layer := n.train.a[l], n.delta[l], n.layers[l]
		n.carry(l)
		if l == 0 && n.config.FirstLayerTrust != 0 {
			n.optimize.weights[0] = n.trustRule()
		}
		kernel.Descend(layer.w, n.optimize.weights[l], x, delta) // gradient (n_l × n_(l+1)) = (n_l × B)·(B × n_(l+1))
		kernel.DescendBias(layer.b, n.optimize.biases, delta)
	}
}

// carry computes the deltas below layer l, where there is a layer.
func (n *Network) carry(l int) {
	if l > 0 {
		kernel.Backward(n.delta[l-1], n.delta[l], n.layers[l].w) // (B × n_l) = (B × n_(l+1))·(n_(l+1) × n_l)
		kernel.Gate(n.delta[l-1], n.train.a[l])
	}
}

// A Step is what a batch gave before its update.
type Step struct {
	Loss    float64 // mean over the batch
	Correct int     // images classified rightly

	// Updated says whether there was an update: there is none if the loss,
	// narrowed to float32, is not finite.
	Updated bool
	// ZeroGradient says that every delta of the first layer was zero, and so
	// the gradient of its parameters.
	ZeroGradient bool
}

// Step makes one update from the images of the given indices, Config.Batch of
// them.
func (n *Network) Step(images Images, batch []int32) Step {
	n.gather(n.train, images, batch)
	n.forward(n.train)
	var s Step
	s.Loss, s.Correct = n.loss(images, batch)
	if s.Updated = isFinite(s.Loss); s.Updated {
		n.descend()
		s.ZeroGradient = n.delta[0].IsZero()
	}
	return s
}

// loss returns the mean loss of the training batch and how many of its images
// are classified rightly, and sets the deltas of the logits.
func (n *Network) loss(images Images, batch []int32) (mean float64, correct int) {
	logits, delta := n.train.logits(), n.delta[len(n.delta)-1]
	sum := 0.0
	for i, index := range batch {
		label := int(images.Labels[index])
		sum += crossEntropy(logits.Row(i), label, delta.Row(i), len(batch))
		if prediction(logits.Row(i)) == label {
			correct++
		}
	}
	return sum / float64(len(batch)), correct
}

// isFinite reports whether x, narrowed to float32, is finite.
func isFinite(x float64) bool {
	narrow := float32(x)
	return narrow-narrow == 0
}
