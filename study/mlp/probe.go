package mlp

import (
	"slices"

	"firststep/study/internal/kernel"
)

// A probe is the images that dead units are counted on, and what makes
// counting them again cheap.
type probe struct {
	images Images

	// order of trial: images that proved a unit alive last time come first,
	// so that most calls need to look at few.
	order []int32

	// A first-layer unit that stays silent costs one row of products over all
	// images at once.
	transposed kernel.Matrix // features, inputs × images
	z          []float32     // of one unit, images

	// The last count, nil before there is one, and the parameters it was made
	// for: those of a network without gradient stay as they are.
	dead    []int
	counted []layer
}

// Watch sets the images that [Network.Dead] looks at.
func (n *Network) Watch(images Images) {
	inputs := n.config.Sizes[0]
	n.probe = probe{
		images:     images,
		transposed: kernel.NewMatrix(inputs, images.Len()),
		z:          make([]float32, images.Len()),
	}
	for _, layer := range n.layers[:len(n.layers)-1] {
		n.probe.counted = append(n.probe.counted, newLayer(layer.w.In(), layer.w.Out()))
	}
	for i := range images.Len() {
		n.probe.order = append(n.probe.order, int32(i))
	}
	for k := range inputs {
		for i, row := 0, n.probe.transposed.Row(k); i < len(row); i++ {
			row[i] = n.features[images.Pixels[i*inputs+k]]
		}
	}
}

// Dead returns, for each hidden layer, how many of its units are zero on all
// of the watched images. NaN is not zero.
func (n *Network) Dead() []int {
	hidden := n.layers[:len(n.layers)-1]
	if !n.probe.hasCounted(hidden) {
		silent := n.everyUnit()
		n.tryImages(silent)
		n.probe.remember(hidden, silent)
	}
	return slices.Clone(n.probe.dead)
}

// everyUnit lists the units of each hidden layer: those that have not fired
// yet.
func (n *Network) everyUnit() [][]int {
	units := make([][]int, len(n.layers)-1)
	for l := range units {
		for j := range n.config.Sizes[l+1] {
			units[l] = append(units[l], j)
		}
	}
	return units
}

// hasCounted reports whether the last count was for the same parameters.
func (p *probe) hasCounted(hidden []layer) bool {
	return p.dead != nil && slices.EqualFunc(hidden, p.counted, func(a, b layer) bool {
		return a.w.Equal(b.w) && a.b.Equal(b.b)
	})
}

// remember keeps the count of silent units and what it was made for.
func (p *probe) remember(hidden []layer, silent [][]int) {
	p.dead = make([]int, len(silent))
	for l, units := range silent {
		p.dead[l] = len(units)
	}
	for l, layer := range hidden {
		p.counted[l].w.Copy(layer.w)
		p.counted[l].b.Copy(layer.b)
	}
}

// tryImages removes from silent the units that fire on a watched image. What
// a layer gives depends on all units of the layers before it, but on no other
// unit of its own: once only units of the first layer are silent, they alone
// are computed.
func (n *Network) tryImages(silent [][]int) {
	if len(silent) == 0 {
		return
	}
	var witnesses []int32
	order := n.probe.order
	for low := 0; low < len(order) && anySilent(silent); low += lookRows {
		if low > 0 && !anySilent(silent[1:]) && n.tryUnits(silent) {
			break
		}
		indices := order[low:min(low+lookRows, len(order))]
		block := n.look.top(len(indices))
		n.gather(block, n.probe.images, indices)
		n.hidden(block)
		for i, index := range indices {
			if strikeOut(silent, block, i) {
				witnesses = append(witnesses, index)
			}
		}
	}
	n.probe.moveToFront(witnesses)
}

func anySilent(silent [][]int) bool {
	return slices.ContainsFunc(silent, func(units []int) bool { return len(units) > 0 })
}

// strikeOut removes from silent the units that fire on image i of a block,
// and reports whether there were any.
func strikeOut(silent [][]int, block pass, i int) bool {
	found := false
	for l, units := range silent {
		a := block.a[l+1].Row(i)
		silent[l] = slices.DeleteFunc(units, func(j int) bool { return a[j] != 0 })
		found = found || len(silent[l]) < len(units)
	}
	return found
}

// tryUnits removes from silent[0] the units that fire on a watched image. It
// does nothing and returns false where weights are not finite: the product it
// uses is right only up to the sign of zeros, and for finite weights.
func (n *Network) tryUnits(silent [][]int) bool {
	w := n.layers[0].w
	if !w.IsFinite() {
		return false
	}
	bias := n.layers[0].b.Values(nil)
	silent[0] = slices.DeleteFunc(silent[0], func(j int) bool {
		kernel.ForwardUnit(n.probe.z, n.probe.transposed, w, j)
		return slices.ContainsFunc(n.probe.z, func(z float32) bool { return !(z+bias[j] <= 0) })
	})
	return true
}

// moveToFront makes images the first to be tried next time.
func (p *probe) moveToFront(images []int32) {
	first := make(map[int32]bool, len(images))
	for _, i := range images {
		first[i] = true
	}
	p.order = append(images, slices.DeleteFunc(p.order, func(i int32) bool { return first[i] })...)
}
