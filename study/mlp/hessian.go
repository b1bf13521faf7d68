package mlp

import "firststep/study/internal/kernel"

// curvatureTolerance is the relative residual to which eigenvalues of the
// Hessian are found, mostProducts the number of products at which the search
// is given up.
const (
	curvatureTolerance = 1e-6
	mostProducts       = 120
)

// A Curvature is the largest eigenvalue of the Hessian of the mean loss on a
// batch: with respect to all parameters, and in the block of the first
// layer's weights (without its bias).
type Curvature struct {
	Whole, Block Ritz
}

// Curvature looks at the batch of the given images and changes nothing. tick,
// if not nil, is called before every product with the Hessian, and ends the
// search early by returning false.
func (n *Network) Curvature(images Images, batch []int32, tick func() bool) Curvature {
	h := n.hessian(images, batch)
	times := func(product, v []float64) {
		if tick == nil || tick() { // or else a product of zero, which ends the search
			h.times(product, v)
		}
	}
	v, product := make([]float64, h.dimension()), make([]float64, h.dimension())
	timesBlock := func(to, from []float64) {
		copy(v, from) // beyond it v is zero
		clear(to)
		times(product, v)
		copy(to, product)
	}
	return Curvature{
		Whole: lanczos(h.dimension(), times, curvatureTolerance, mostProducts),
		Block: lanczos(len(h.layers[0].w), timesBlock, curvatureTolerance, mostProducts),
	}
}

// A hessian multiplies vectors with the Hessian of the mean loss on a batch,
// with respect to all parameters: layer by layer the weights row by row, then
// the bias. The products are exact: Pearlmutter, "Fast exact multiplication
// by the Hessian" (1994), carries the derivative along the vector, R{·},
// through the forward and the backward pass.
type hessian struct {
	pass64
	p []float64 // probabilities, rows × classes
}

func (n *Network) hessian(images Images, batch []int32) *hessian {
	h := &hessian{pass64: newPass64(n.config.Sizes, len(batch), n.Parameters())}
	h.a[0] = widened(n.Features(images, batch))
	h.forward()
	h.backward(images, batch)
	return h
}

// backward sets the probabilities and the deltas of all layers.
func (h *hessian) backward(images Images, batch []int32) {
	last := len(h.layers) - 1
	classes := h.sizes[last+1]
	h.p = make([]float64, h.rows*classes)
	for i, index := range batch {
		row := h.p[i*classes : (i+1)*classes]
		label := int(images.Labels[index])
		softmax64(row, h.a[last+1][i*classes:(i+1)*classes], label)
		for j, p := range row {
			if j == label {
				p--
			}
			h.delta[last][i*classes+j] = p / float64(h.rows)
		}
	}
	for l := last; l > 0; l-- {
		h.carry(l)
	}
}

func (h *hessian) dimension() int {
	n := 0
	for l := range h.layers {
		n += len(h.layers[l].w) + h.sizes[l+1]
	}
	return n
}

// split returns the parts of a vector that belong to a layer's weights and
// bias, and what comes after.
func (h *hessian) split(v []float64, l int) (w, b, rest []float64) {
	weights, units := len(h.layers[l].w), h.sizes[l+1]
	return v[:weights], v[weights : weights+units], v[weights+units:]
}

// times sets product to the Hessian times v. With (V, c) the part of v that
// belongs to a layer:
//
//	R{z} = R{a}·W + a·V + c                    forward, R{features} = 0
//	R{δ} = (p∘R{z} − p·⟨p, R{z}⟩)/B            of the logits, per image
//	R{∂W} = R{a}ᵀ·δ + aᵀ·R{δ},  R{∂b} = Σ R{δ}
//	R{δ of the layer below} = gate(R{δ}·Wᵀ + δ·Vᵀ)
func (h *hessian) times(product, v []float64) {
	ra := h.forwardR(v)
	clear(product)
	last := len(h.layers) - 1
	rdelta := h.lossR(ra[last+1])
	starts := make([]int, last+1) // of each layer in the vectors
	for l := 1; l <= last; l++ {
		starts[l] = starts[l-1] + len(h.layers[l-1].w) + h.sizes[l]
	}
	for l := last; l >= 0; l-- {
		in, out := h.sizes[l], h.sizes[l+1]
		vw, _, _ := h.split(v[starts[l]:], l)
		w, b, _ := h.split(product[starts[l]:], l)
		addOuter(w, h.a[l], rdelta, h.rows, in, out)
		for i := range h.rows {
			kernel.AddScaled(b, 1, rdelta[i*out:(i+1)*out])
		}
		if l == 0 {
			return
		}
		addOuter(w, ra[l], h.delta[l], h.rows, in, out)
		below := make([]float64, h.rows*in)
		addTransposed(below, rdelta, h.layers[l].w, h.rows, in, out)
		addTransposed(below, h.delta[l], vw, h.rows, in, out)
		h.gate(below, l)
		rdelta = below
	}
}

// forwardR returns R{a} of the features, of every hidden layer, and R{z} of
// the logits.
func (h *hessian) forwardR(v []float64) [][]float64 {
	ra := [][]float64{nil}
	for l := range h.layers {
		in, out := h.sizes[l], h.sizes[l+1]
		var vw, vb []float64
		vw, vb, v = h.split(v, l)
		z := make([]float64, 0, h.rows*out)
		for range h.rows {
			z = append(z, vb...)
		}
		addProduct(z, h.a[l], vw, h.rows, in, out)
		if l > 0 {
			addProduct(z, ra[l], h.layers[l].w, h.rows, in, out)
		}
		if l < len(h.layers)-1 {
			h.gate(z, l+1)
		}
		ra = append(ra, z)
	}
	return ra
}

// lossR returns R{δ} of the logits.
func (h *hessian) lossR(rz []float64) []float64 {
	classes := h.sizes[len(h.sizes)-1]
	r := make([]float64, len(rz))
	for i := range h.rows {
		p, z := h.p[i*classes:(i+1)*classes], rz[i*classes:(i+1)*classes]
		mean := kernel.Dot(p, z)
		for j, pj := range p {
			r[i*classes+j] = (float64(pj*z[j]) - float64(pj*mean)) / float64(h.rows)
		}
	}
	return r
}
