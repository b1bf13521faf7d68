package mlp

import (
	"firststep/study/internal/kernel"
)

// A probe counts dead units: those that are zero on every one of its images.
// Most units fire on one of the first images it tries; those that don't are
// the cost.
type probe struct {
	images Images
	order  []int32 // of trial: images that lately proved a unit alive come first

	columns *kernel.Weights // of the first layer's units that have not fired
	biases  *kernel.Weights
}

// Watch sets the images that [Network.Dead] looks at.
func (n *Network) Watch(images Images) {
	p := probe{
		images:  images,
		columns: kernel.NewWeights(n.config.Sizes[0], n.config.Sizes[1]),
		biases:  kernel.NewWeights(1, n.config.Sizes[1]),
	}
	for i := range images.Len() {
		p.order = append(p.order, int32(i))
	}
	n.probe = p
}

// Dead returns, for each hidden layer, how many units are zero on all of the
// watched images. NaN is not zero.
func (n *Network) Dead() []int {
	hidden := len(n.layers) - 1
	fired := make([][]bool, hidden)
	silent := make([]int, hidden)
	for l := range hidden {
		silent[l] = n.config.Sizes[l+1]
		fired[l] = make([]bool, silent[l])
	}
	for low := 0; low < len(n.probe.order) && sum(silent) > 0; low += lookRows {
		indices := n.probe.order[low:min(low+lookRows, len(n.probe.order))]
		block := n.look.top(len(indices))
		n.gather(block, n.probe.images, indices)
		n.forward(block)
		for l := range hidden {
			for i := range indices {
				for j, a := range block.a[l+1].Row(i) {
					if a != 0 && !fired[l][j] {
						fired[l][j] = true
						silent[l]--
					}
				}
			}
		}
	}
	return silent
}

func sum(counts []int) int {
	total := 0
	for _, c := range counts {
		total += c
	}
	return total
}
