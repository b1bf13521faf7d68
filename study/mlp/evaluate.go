package mlp

import "slices"

// An Evaluation is the network on a set of images.
type Evaluation struct {
	Loss          float64 // mean
	Accuracy      float64
	TopClassShare float64 // share of the images given the most frequent prediction
	Logits        string  // fingerprint of the logits, image by image
}

// Evaluate looks at all images, of which there has to be one at least. Where
// they begin with the watched ones it leaves the count of [Network.Dead].
func (n *Network) Evaluate(images Images) Evaluation {
	sum, correct := 0.0, 0
	counts := make([]int, n.config.Sizes[len(n.layers)])
	print := newFingerprint()
	watched, silent := n.watchedOf(images), n.everyUnit(len(n.layers)-1)
	var values []float32
	for block, indices := range n.blocks(images.Len()) {
		n.gather(block, images, indices)
		n.forward(block)
		for i, index := range indices {
			if int(index) < watched {
				strikeOut(silent, block, i)
			}
		}
		logits := block.logits()
		for i, index := range indices {
			label := int(images.Labels[index])
			sum += crossEntropy[float32](logits.Row(i), label, nil, 1)
			class := prediction(logits.Row(i))
			counts[class]++
			if class == label {
				correct++
			}
		}
		values = logits.Values(values[:0])
		print.floats(values)
	}
	if watched > 0 {
		n.probe.remember(n.layers, silent)
	}
	size := float64(images.Len())
	return Evaluation{
		Loss:          sum / size,
		Accuracy:      float64(correct) / size,
		TopClassShare: float64(slices.Max(counts)) / size,
		Logits:        print.sum(),
	}
}

// watchedOf returns how many images, from the first on, are all the watched
// ones; 0 where they are others.
func (n *Network) watchedOf(images Images) int {
	watched := n.probe.images
	if count := watched.Len(); count > 0 && count <= images.Len() && &watched.Pixels[0] == &images.Pixels[0] {
		return count
	}
	return 0
}

// blocks yields the indices 0 … count−1 in blocks, each with a pass of as
// many rows.
func (n *Network) blocks(count int) func(yield func(pass, []int32) bool) {
	return func(yield func(pass, []int32) bool) {
		var indices [lookRows]int32
		for low := 0; low < count; low += lookRows {
			rows := min(lookRows, count-low)
			for i := range rows {
				indices[i] = int32(low + i)
			}
			if !yield(n.look.top(rows), indices[:rows]) {
				return
			}
		}
	}
}
