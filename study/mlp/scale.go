package mlp

import "firststep/study/internal/kernel"

// MostScale is the largest change of scale that [Network.ScaleFree] speaks of.
const MostScale = 1 << 20

// ScaleFree reports whether the update of the last step, by [SGD], was the
// same bit for bit but for the scale as that of a network with features times
// s, first-layer weights over s and their rate over s², for every power of two
// s from 1 to [MostScale]; before the first step, whether the initial weights
// are. If so at every step, the two are one function with the same losses.
//
// A power of two changes no rounding while all numbers that it scales stay
// normal. These are the features x, the weights W, their rate, and the sums
// of x·δ in the gradient, whose products are not rounded. Sums grow with s:
// those that are too small to be normal here have to be exact, multiples of
// the smallest float32, 2⁻¹⁴⁹, which is so if no |x·δ| is below 2⁻¹⁰¹.
func (n *Network) ScaleFree() bool {
	x, w, delta := kernel.MagnitudesOf(n.features[:]), n.layers[0].w.Magnitudes(), n.delta[0].Magnitudes()
	rate := n.config.FirstLayerRate
	return x.Least >= 0x1p-126 && x.Largest < 0x1p100 && // and so all of their products with s
		w.Least >= 0x1p-80 && w.Largest < 0x1p126 && rate >= 0x1p-80 && rate < 0x1p126 &&
		x.Least*delta.Least >= 0x1p-101 &&
		float64(n.config.Batch)*x.Largest*delta.Largest*MostScale < 0x1p126
}
