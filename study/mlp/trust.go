package mlp

import (
	"math"

	"firststep/study/internal/kernel"
)

// trustRule returns gradient descent for the first layer's weights at the
// rate that makes ‖ΔW‖/‖W‖ the trust coefficient:
//
//	η = coefficient·‖W‖/‖∂loss/∂W‖
//
// computed in float64 and narrowed to float32 once; zero where the gradient
// is. It is layer-wise adaptive rate scaling without weight decay (You,
// Gitman and Ginsburg, "Large batch training of convolutional networks",
// 2017, eq. 6), and follows a scaling of features and weights by itself: ‖W‖
// is 1/a and the gradient a times as large.
func (n *Network) trustRule() kernel.Rule {
	norm := math.Sqrt(n.layers[0].w.SumSquares())
	gradient := n.gradientNorm(0)
	if gradient == 0 {
		return &kernel.SGD{}
	}
	return &kernel.SGD{Rate: float32(n.config.FirstLayerTrust * norm / gradient)}
}
