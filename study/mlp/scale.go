package mlp

import "math"

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
	x := magnitudesOf(n.features[:])
	delta := magnitudesOf(nil)
	for i := range n.delta[0].Rows {
		row := magnitudesOf(n.delta[0].Row(i))
		delta = magnitudes{min(delta.least, row.least), max(delta.largest, row.largest)}
	}
	w := magnitudes{}
	w.least, w.largest = n.layers[0].w.Magnitudes()
	rate := n.config.FirstLayerRate
	return x.least >= 0x1p-126 && x.largest < 0x1p100 && // and so all of their products with s
		w.least >= 0x1p-80 && w.largest < 0x1p126 && rate >= 0x1p-80 && rate < 0x1p126 &&
		x.least*delta.least >= 0x1p-101 &&
		float64(n.config.Batch)*x.largest*delta.largest*MostScale < 0x1p126
}

// magnitudes are the least and the largest |v| of some values, zero left out;
// without any, +Inf and 0. Both are NaN where a value is.
type magnitudes struct{ least, largest float64 }

func magnitudesOf(values []float32) magnitudes {
	m := magnitudes{math.Inf(1), 0}
	for _, v := range values {
		if v != 0 {
			size := math.Abs(float64(v))
			m = magnitudes{min(m.least, size), max(m.largest, size)}
		}
	}
	return m
}
