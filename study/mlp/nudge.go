package mlp

import (
	"math"
	"strconv"

	"firststep/study/internal/numeric"
)

// Nudge moves every weight of the first layer by one unit in the last place,
// up or down at random: the stream is that of the network's seed and the
// number. Zero moves to the smallest number there is.
func (n *Network) Nudge(number int) {
	stream := numeric.NewStream(n.config.Seed, "signs of control "+strconv.Itoa(number))
	w := n.layers[0].w
	values := w.Values(nil)
	var bits uint64
	for i, v := range values {
		if i%64 == 0 {
			bits = stream.Uint64()
		}
		towards := float32(math.Inf(1))
		if bits&1 == 0 {
			towards = float32(math.Inf(-1))
		}
		values[i] = math.Nextafter32(v, towards)
		bits >>= 1
	}
	w.Load(values)
}

// Logits appends to dst the logits of images, image by image.
func (n *Network) Logits(dst []float32, images Images) []float32 {
	for block, indices := range n.blocks(images.Len()) {
		n.gather(block, images, indices)
		n.forward(block)
		dst = block.logits().Values(dst)
	}
	return dst
}

// BatchLoss returns the mean loss of the images of the given indices,
// Config.Batch of them, without an update.
func (n *Network) BatchLoss(images Images, batch []int32) float64 {
	n.gather(n.train, images, batch)
	n.forward(n.train)
	loss, _ := n.loss(images, batch)
	return loss
}
