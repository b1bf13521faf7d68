package mlp

import (
	"math"

	"firststep/study/internal/kernel"
)

// descendClipped is descend with a gradient whose norm is at most Clip. The
// norm is of all layers together, so that none is updated before all
// gradients are there.
func (n *Network) descendClipped() {
	for l := len(n.layers) - 1; l >= 0; l-- {
		n.carry(l)
		kernel.Gradient(n.gradient[l].w, n.train.a[l], n.delta[l])
		kernel.GradientBias(n.gradient[l].b, n.delta[l])
	}
	sum := 0.0
	for _, g := range n.gradient {
		sum += g.w.SumSquares() + g.b.SumSquares()
	}
	scale := clippedScale(n.config.Clip, math.Sqrt(sum))
	for l, layer := range n.layers {
		kernel.Update(layer.w, n.optimize.weights[l], n.gradient[l].w, scale)
		kernel.Update(layer.b, n.optimize.biases, n.gradient[l].b, scale)
	}
}

// clippedScale is what a gradient of that norm is multiplied by, rounded to
// float32 once (Pascanu, Mikolov and Bengio, "On the difficulty of training
// recurrent neural networks", 2013, algorithm 1):
//
//	1 where norm ≤ clip, else clip/norm
//
// The norm is over the weights and biases of all layers, in float64: the root
// of the sum, from the first layer to the last, of the weights' and the
// biases' sums of squares, each in the order of [kernel.Matrix.SumSquares].
// It is that of the loss alone, without weight decay, as PyTorch's
// clip_grad_norm_ has it, but for the 10⁻⁶ that this adds to the norm. A norm
// that is NaN makes every weight NaN.
func clippedScale(clip, norm float64) float32 {
	if norm <= clip {
		return 1
	}
	return float32(clip / norm)
}
