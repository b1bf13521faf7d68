package mlp

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
)

// Tensors are everything that takes part in a first step, row-major: enough
// to compute the step again elsewhere.
type Tensors struct {
	Sizes []int // as in Config
	Batch int

	X      []float32 // batch × inputs, the features after division
	Labels []byte    // batch
	Before []Layer   // parameters before the update
	After  []Layer   // and after it

	// Of the first layer, without the bias, batch × units; summed in float64
	// over the inputs that are not zero, in increasing order. ΔW is After −
	// Before in float64.
	XW, XdW []float64

	Activations  [][]float32 // of each hidden layer before the update, batch × units
	LogitsBefore []float32   // batch × classes
	LossBefore   float64     // mean over the batch
	LossAfter    float64     // of the same batch after the update
	Flow         Flow        // of the step
}

// A Layer is the parameters of one layer.
type Layer struct {
	W []float32 // inputs × units
	B []float32 // units
}

// FirstStep makes the update that [Network.Step] makes, measures it as
// [Network.ObservedStep] does and returns what took part in it. Without an
// update After equals Before.
func (n *Network) FirstStep(images Images, batch []int32) (Step, Change, *Tensors) {
	t := &Tensors{Sizes: n.config.Sizes, Batch: len(batch), Before: n.Parameters()}
	s, change := n.ObservedStep(images, batch)
	t.LossBefore = s.Loss
	t.Flow = n.Flow(s)
	t.X = n.train.a[0].Values(nil)
	for _, index := range batch {
		t.Labels = append(t.Labels, images.Labels[index])
	}
	last := len(n.layers) - 1
	for _, a := range n.train.a[1 : last+1] {
		t.Activations = append(t.Activations, a.Values(nil))
	}
	t.LogitsBefore = n.train.logits().Values(nil)

	t.After = n.Parameters()
	n.forward(n.train)
	t.LossAfter, _ = n.loss(images, batch)
	t.multiply()
	return s, change, t
}

// Parameters returns copies of all parameters, layer by layer.
func (n *Network) Parameters() []Layer {
	var layers []Layer
	for _, l := range n.layers {
		layers = append(layers, Layer{l.w.Values(nil), l.b.Values(nil)})
	}
	return layers
}

// multiply sets XW and XdW.
func (t *Tensors) multiply() {
	x := widened(t.X)
	t.XW, t.XdW = make([]float64, t.Batch*t.Sizes[1]), make([]float64, t.Batch*t.Sizes[1])
	addProduct(t.XW, x, widened(t.Before[0].W), t.Batch, t.Sizes[0], t.Sizes[1])
	addProduct(t.XdW, x, difference(t.After[0].W, t.Before[0].W), t.Batch, t.Sizes[0], t.Sizes[1])
}

// StepXdWRMS makes the update that [Network.Step] makes and returns the
// [Tensors.XdWRMS] that [Network.FirstStep] would find.
func (n *Network) StepXdWRMS(images Images, batch []int32) float64 {
	before := n.layers[0].w.Values(nil)
	n.Step(images, batch)
	inputs, units := n.config.Sizes[0], n.config.Sizes[1]
	xdw := make([]float64, len(batch)*units)
	addProduct(xdw, widened(n.train.a[0].Values(nil)), difference(n.layers[0].w.Values(nil), before), len(batch), inputs, units)
	return rootMeanSquare(xdw)
}

// difference returns a − b in float64.
func difference(a, b []float32) []float64 {
	d := make([]float64, len(a))
	for i, v := range a {
		d[i] = float64(v) - float64(b[i])
	}
	return d
}

// XdWRMS returns the root mean square of XΔW.
func (t *Tensors) XdWRMS() float64 { return rootMeanSquare(t.XdW) }

// FirstSigns is a SHA-256, in hexadecimal, over one byte for each image and
// unit, layer by layer and image by image: 1 where a hidden unit is positive
// before the update. It names the linear piece of the network the step
// starts on.
func (t *Tensors) FirstSigns() string {
	h := sha256.New()
	for _, activations := range t.Activations {
		signs := make([]byte, len(activations))
		for i, a := range activations {
			if a > 0 {
				signs[i] = 1
			}
		}
		h.Write(signs)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// A LayerStep is the first update of one layer's weights.
type LayerStep struct {
	WeightNorm    float64 // ‖W‖, Frobenius
	DeltaNorm     float64 // ‖ΔW‖
	RelativeDelta float64 // ‖ΔW‖/‖W‖
	DeltaRMS      float64
	DeltaMax      float64 // largest |ΔW|
	Unmoved       float64 // share of entries with ΔW = 0
}

// LayerSteps describes the update of each layer's weights, in float64.
func (t *Tensors) LayerSteps() []LayerStep {
	var steps []LayerStep
	for l, before := range t.Before {
		steps = append(steps, describeStep(before.W, t.After[l].W))
	}
	return steps
}

func describeStep(before, after []float32) LayerStep {
	var weights, deltas, largest float64
	unmoved := 0
	for i, w := range before {
		delta := float64(after[i]) - float64(w)
		weights += float64(float64(w) * float64(w))
		deltas += float64(delta * delta)
		largest = max(largest, math.Abs(delta))
		if delta == 0 {
			unmoved++
		}
	}
	size := float64(len(before))
	return LayerStep{
		WeightNorm:    math.Sqrt(weights),
		DeltaNorm:     math.Sqrt(deltas),
		RelativeDelta: math.Sqrt(deltas) / math.Sqrt(weights),
		DeltaRMS:      math.Sqrt(deltas / size),
		DeltaMax:      largest,
		Unmoved:       float64(unmoved) / size,
	}
}
