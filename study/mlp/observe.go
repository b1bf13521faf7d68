package mlp

import (
	"math"

	"firststep/study/internal/kernel"
)

// A Change is what the update of one step did to the first layer, and what it
// left of all.
type Change struct {
	RelativeDelta float64 // ‖ΔW‖/‖W‖, Frobenius, W before the update
	XdWRMS        float64 // root mean square of X·ΔW over the step's own batch
	Finite        bool    // all weights and biases are finite after the update
}

// ObservedStep makes the update that [Network.Step] makes and measures it. ΔW
// is the float32 difference, X·ΔW a product like every other; norms are
// float64. Without an update the Change is zero.
func (n *Network) ObservedStep(images Images, batch []int32) (Step, Change) {
	w := n.layers[0].w
	n.before.Copy(w)
	s := n.Step(images, batch)
	if !s.Updated {
		return s, Change{}
	}
	change, before := n.change.Subtract(w, n.before)
	kernel.Forward(n.xdw, n.train.a[0], n.change) // (B × n_1) = (B × n_0)·(n_0 × n_1)
	return s, Change{
		RelativeDelta: math.Sqrt(change) / math.Sqrt(before),
		XdWRMS:        math.Sqrt(n.xdw.SumSquares() / float64(n.xdw.Rows*n.xdw.Cols)),
		Finite:        (change+before < math.Inf(1) || w.IsFinite()) && n.othersFinite(),
	}
}

// othersFinite is of all parameters but the first layer's weights. These are
// finite if they were and their change is.
func (n *Network) othersFinite() bool {
	for l, layer := range n.layers {
		if l > 0 && !layer.w.IsFinite() || !layer.b.IsFinite() {
			return false
		}
	}
	return true
}
