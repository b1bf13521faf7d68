package mlp

import (
	"fmt"

	"firststep/study/internal/kernel"
)

// A Wide is a network that is trained in float64: what to compare a [Network]
// with where the range or the rounding of float32 is in doubt. Its start, its
// features and its rates are those of the Network, so that nothing but the
// arithmetic differs. It is not safe for concurrent use.
type Wide struct {
	pass64
	features [256]float64 // of each pixel value
	config   Config
	step     int
	gradient []float64 // of one layer's weights

	silence *silence // of the weights since the last update of the first layer's
	resting bool     // the last step did not update them
}

// Widened returns the float64 network that starts where n is, which has made
// no step. It has to be trained by plain [SGD]; anything else is an error.
func (n *Network) Widened() (*Wide, error) {
	if n.config.Optimizer != SGD || n.config.FirstLayerTrust != 0 || !n.config.isPlain() {
		return nil, fmt.Errorf("mlp: in float64 there is %q alone, without a trust coefficient, clipping or decay", SGD)
	}
	w := &Wide{pass64: newPass64(n.config.Sizes, n.config.Batch, n.Parameters()), config: n.config, silence: newSilence(n)}
	for p, x := range n.features {
		w.features[p] = float64(x)
	}
	largest := 0
	for _, layer := range w.layers {
		largest = max(largest, len(layer.w))
	}
	w.gradient = make([]float64, largest)
	return w, nil
}

// Step makes one update from the images of the given indices, as
// [Network.Step] does; there is none if the loss is not finite in float64.
func (w *Wide) Step(images Images, batch []int32) Step {
	w.step++
	rate, firstLayer := w.config.Rate, w.config.FirstLayerRate
	if w.config.RatesAt != nil {
		rate, firstLayer = w.config.RatesAt(w.step)
	}
	w.forward(images, batch)
	var s Step
	s.Loss, s.Correct = w.loss(images, batch)
	if s.Updated = s.Loss-s.Loss == 0; s.Updated {
		w.descend(float64(float32(rate)), float64(float32(firstLayer)))
		s.ZeroGradient = isZero(w.delta[0])
	}
	w.resting = s.ZeroGradient && len(w.layers) > 1
	w.silence.known = w.silence.known && w.resting
	return s
}

// forward computes the outputs of every layer. Once the first layer's weights
// rest it looks first by which images none of its units is turned on: of these
// it needs no features, and neither does a gradient.
func (w *Wide) forward(images Images, batch []int32) {
	if !w.resting {
		for i, index := range batch {
			w.gather(i, images, index)
		}
		w.pass64.forward()
		return
	}
	if !w.silence.known {
		w.silence.learn(w.layers[0])
	}
	in, out, z := w.sizes[0], w.sizes[1], w.a[1]
	clear(z)
	for i, off := range w.silence.isOff(images, batch) {
		if !off {
			w.gather(i, images, batch[i])
			row := z[i*out : (i+1)*out]
			copy(row, w.layers[0].b)
			addProduct(row, w.a[0][i*in:(i+1)*in], w.layers[0].w, 1, in, out)
		}
	}
	rectify64(z)
	w.above(1)
}

// gather fills row i of the features.
func (w *Wide) gather(i int, images Images, index int32) {
	inputs := w.sizes[0]
	x := w.a[0][i*inputs : (i+1)*inputs]
	for k, p := range images.Pixels[int(index)*inputs:][:inputs] {
		x[k] = w.features[p]
	}
}

// loss returns the mean loss of the batch and how many of its images are
// classified rightly, and sets the deltas of the logits.
func (w *Wide) loss(images Images, batch []int32) (mean float64, correct int) {
	last := len(w.layers)
	classes := w.sizes[last]
	sum := 0.0
	for i, index := range batch {
		label := int(images.Labels[index])
		logits, delta := w.a[last][i*classes:(i+1)*classes], w.delta[last-1][i*classes:(i+1)*classes]
		sum += crossEntropy(logits, label, delta, len(batch))
		if prediction(logits) == label {
			correct++
		}
	}
	return sum / float64(len(batch)), correct
}

// descend carries the deltas of the logits down through the layers and
// updates each layer's parameters when its weights have done their part.
func (w *Wide) descend(rate, firstLayerRate float64) {
	for l := len(w.layers) - 1; l >= 0; l-- {
		in, out, layer := w.sizes[l], w.sizes[l+1], w.layers[l]
		ofWeights := firstLayerRate
		if l > 0 {
			w.carry(l)
			ofWeights = rate
		}
		if isZero(w.delta[l]) {
			continue // nothing reaches this layer, and none below
		}
		gradient := w.gradient[:in*out]
		clear(gradient)
		addOuter(gradient, w.a[l], w.delta[l], w.rows, in, out)
		kernel.AddScaled(layer.w, -ofWeights, gradient)
		gradient = gradient[:out]
		clear(gradient)
		for i := range w.rows {
			kernel.AddScaled(gradient, 1, w.delta[l][i*out:(i+1)*out])
		}
		kernel.AddScaled(layer.b, -rate, gradient)
	}
}

// A pass64 is a network in float64 and one batch that goes through it.
type pass64 struct {
	sizes  []int
	rows   int // images of the batch
	layers []layer64
	a      [][]float64 // a[0] features, a[l+1] outputs of layer l; rows × units
	delta  [][]float64 // delta[l], rows × units: ∂loss/∂z of layer l
}

func newPass64(sizes []int, rows int, parameters []Layer) pass64 {
	p := pass64{sizes: sizes, rows: rows, a: [][]float64{make([]float64, rows*sizes[0])}}
	for l, layer := range parameters {
		p.layers = append(p.layers, layer64{widened(layer.W), widened(layer.B)})
		p.a = append(p.a, make([]float64, rows*sizes[l+1]))
		p.delta = append(p.delta, make([]float64, rows*sizes[l+1]))
	}
	return p
}

// forward computes the outputs of every layer from the features.
func (p *pass64) forward() { p.above(0) }

// above computes the outputs of layer first and of those above it.
func (p *pass64) above(first int) {
	for l := first; l < len(p.layers); l++ {
		z, layer := p.a[l+1], p.layers[l]
		for i := range p.rows {
			copy(z[i*len(layer.b):], layer.b)
		}
		addProduct(z, p.a[l], layer.w, p.rows, p.sizes[l], p.sizes[l+1])
		if l < len(p.layers)-1 {
			rectify64(z)
		}
	}
}

// carry computes the deltas of the layer below l from those of l.
func (p *pass64) carry(l int) {
	below := p.delta[l-1]
	clear(below)
	addTransposed(below, p.delta[l], p.layers[l].w, p.rows, p.sizes[l], p.sizes[l+1])
	p.gate(below, l)
}

// gate sets to zero what does not pass the ReLUs whose outputs are a[l].
func (p *pass64) gate(x []float64, l int) {
	for i, a := range p.a[l] {
		if !(a > 0) {
			x[i] = 0
		}
	}
}
