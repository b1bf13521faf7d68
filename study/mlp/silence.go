package mlp

import (
	"math"
	"slices"

	"firststep/study/internal/kernel"
)

// silence tells of the images of a batch by which no unit of a [Wide]'s first
// layer is turned on, without their product in float64: a network that has died
// has few others. It has a product in float32, whose units are scaled to
// weights of at most 1, and what that can be wrong by:
//
//	|z̃ − z/s| ≤ (n + 2)·2⁻²⁴·Σ|x|
//
// of a chain of n terms, each with a rounded weight (Higham, "Accuracy and
// stability of numerical algorithms", 2002, §3.1); the margin is twice that for
// the n largest features, which covers the roundings of float64 as well.
type silence struct {
	w      *kernel.Weights // inputs × units, W/s in float32
	scale  []float64       // s, a power of two for each unit
	bias   []float64       // b/s
	margin float64
	x, z   kernel.Matrix // a batch and its z̃
	known  bool          // w is that of the network
}

func newSilence(n *Network) *silence {
	inputs, units := n.config.Sizes[0], n.config.Sizes[1]
	size := float64(inputs)
	return &silence{
		w: kernel.NewWeights(inputs, units), scale: make([]float64, units), bias: make([]float64, units),
		margin: 2 * (size + 2) * 0x1p-24 * size * kernel.MagnitudesOf(n.features[:]).Largest,
		x:      kernel.NewFeatures(n.config.Batch, inputs, &n.features), z: kernel.NewMatrix(n.config.Batch, units),
	}
}

// learn takes over the weights of a layer. A unit whose weights are not finite,
// or all zero, is never known to be off: NaN is not below anything.
func (s *silence) learn(of layer64) {
	units := len(of.b)
	largest := make([]float64, units)
	for row := range slices.Chunk(of.w, units) {
		for j, w := range row {
			largest[j] = max(largest[j], math.Abs(w))
		}
	}
	for j, size := range largest {
		_, exponent := math.Frexp(size)
		s.scale[j] = math.Ldexp(1, exponent)
		s.bias[j] = of.b[j] / s.scale[j]
	}
	values := make([]float32, 0, len(of.w))
	for row := range slices.Chunk(of.w, units) {
		for j, w := range row {
			if w /= s.scale[j]; math.Abs(w) < 0x1p-100 {
				w = 0 // and not subnormal, which is slow
			}
			values = append(values, float32(w))
		}
	}
	s.w.Load(values)
	s.known = true
}

// isOff says of each image of a batch whether every unit is off for certain.
func (s *silence) isOff(images Images, batch []int32) []bool {
	kernel.Gather(s.x, images.Pixels, batch)
	kernel.Forward(s.z, s.x, s.w)
	off := make([]bool, len(batch))
	for i := range off {
		off[i] = true
		for j, z := range s.z.Row(i) {
			off[i] = off[i] && float64(z)+s.bias[j] < -s.margin
		}
	}
	return off
}
