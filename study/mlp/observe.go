package mlp

import (
	"math"

	"firststep/study/internal/kernel"
)

// A Change is what the update of one step did to the layers' weights, and what
// it left of all. RelativeDelta and XdWRMS are of the first layer.
type Change struct {
	Layers        []LayerChange
	RelativeDelta float64 // ‖ΔW‖/‖W‖
	XdWRMS        float64 // root mean square of X·ΔW over the step's own batch
	Finite        bool    // all weights and biases are finite after the update
}

// A LayerChange is the update of one layer's weights, in Frobenius norms.
type LayerChange struct {
	Weight float64 // ‖W‖ before the update
	Delta  float64 // ‖ΔW‖; NaN without an update
}

// ObservedStep makes the update that [Network.Step] makes and measures it. ΔW
// is the float32 difference, X·ΔW a product like every other; norms are
// float64. Without an update the Change has the layers' ‖W‖, and is zero
// otherwise.
func (n *Network) ObservedStep(images Images, batch []int32) (Step, Change) {
	s, c := n.SizedStep(images, batch)
	if s.Updated {
		kernel.Forward(n.xdw, n.train.a[0], n.change[0]) // (B × n_1) = (B × n_0)·(n_0 × n_1)
		c.XdWRMS = matrixRMS(n.xdw)
	}
	return s, c
}

// SizedStep is [Network.ObservedStep] without X·ΔW: its Change has no XdWRMS.
func (n *Network) SizedStep(images Images, batch []int32) (Step, Change) {
	n.makeRoom()
	for l, layer := range n.layers {
		n.before[l].Copy(layer.w)
	}
	s := n.Step(images, batch)
	var c Change
	if !s.Updated {
		for _, w := range n.before {
			c.Layers = append(c.Layers, LayerChange{math.Sqrt(w.SumSquares()), math.NaN()})
		}
		return s, c
	}
	c.Finite = true
	for l, layer := range n.layers {
		change, before := n.change[l].Subtract(layer.w, n.before[l])
		c.Layers = append(c.Layers, LayerChange{Weight: math.Sqrt(before), Delta: math.Sqrt(change)})
		// Weights are finite if they were and their change is.
		c.Finite = c.Finite && (change+before < math.Inf(1) || layer.w.IsFinite()) && layer.b.IsFinite()
	}
	c.RelativeDelta = c.Layers[0].Delta / c.Layers[0].Weight
	return s, c
}

// makeRoom makes room for what is asked of few networks.
func (n *Network) makeRoom() {
	if n.before != nil {
		return
	}
	for _, layer := range n.layers {
		n.before = append(n.before, kernel.NewWeights(layer.w.In(), layer.w.Out()))
		n.change = append(n.change, kernel.NewWeights(layer.w.In(), layer.w.Out()))
	}
	n.xdw = kernel.NewMatrix(n.train.a[0].Rows, n.config.Sizes[1])
}

// matrixRMS returns the root mean square of the elements of m.
func matrixRMS(m kernel.Matrix) float64 {
	return math.Sqrt(m.SumSquares() / float64(m.Rows*m.Cols))
}
