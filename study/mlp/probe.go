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

	// The last count: the silent units of each layer that it was of, none
	// before there is one, and the parameters it was made for. Those of a unit
	// without gradient stay as they are.
	silent  [][]int
	counted []layer
}

// Watch sets the images that [Network.Dead] looks at.
func (n *Network) Watch(images Images) {
	n.probe = probe{images: images}
	for _, layer := range n.layers[:len(n.layers)-1] {
		n.probe.counted = append(n.probe.counted, newLayer(layer.w.In(), layer.w.Out()))
	}
	for i := range images.Len() {
		n.probe.order = append(n.probe.order, int32(i))
	}
}

// Dead returns, for each of the first so many hidden layers, how many of its
// units are zero on all of the watched images. NaN is not zero. The first layer
// alone costs little; of another, a silent unit is known only when all images
// have gone through the layers below it.
func (n *Network) Dead(layers int) []int {
	if !n.probe.hasCounted(n.layers[:layers]) {
		silent := n.everyUnit(layers)
		n.tryImages(silent)
		n.probe.remember(n.layers, silent)
	}
	dead := make([]int, layers)
	for l := range dead {
		dead[l] = len(n.probe.silent[l])
	}
	return dead
}

// everyUnit lists the units of each of the first hidden layers: those that
// have not fired yet.
func (n *Network) everyUnit(layers int) [][]int {
	units := make([][]int, layers)
	for l := range units {
		for j := range n.config.Sizes[l+1] {
			units[l] = append(units[l], j)
		}
	}
	return units
}

// hasCounted reports whether the last count was of these layers at least, with
// the same parameters.
func (p *probe) hasCounted(layers []layer) bool {
	return len(layers) <= len(p.silent) && slices.EqualFunc(layers, p.counted[:len(layers)], func(a, b layer) bool {
		return a.w.Equal(b.w) && a.b.Equal(b.b)
	})
}

// remember keeps the silent units and the parameters that they are of.
func (p *probe) remember(layers []layer, silent [][]int) {
	p.silent = silent
	for l := range silent {
		p.counted[l].w.Copy(layers[l].w)
		p.counted[l].b.Copy(layers[l].b)
	}
}

// isStillSilent reports whether a unit of the first layer was silent in the
// last count and has not been changed since.
func (p *probe) isStillSilent(first layer, unit int) bool {
	return len(p.silent) > 0 && slices.Contains(p.silent[0], unit) &&
		first.w.EqualUnit(p.counted[0].w, unit) && first.b.EqualUnit(p.counted[0].b, unit)
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
		if low > 0 && !anySilent(silent[1:]) {
			silent[0], witnesses = n.tryUnits(silent[0], order[low:], witnesses)
			break
		}
		indices := order[low:min(low+lookRows, len(order))]
		block := n.look.top(len(indices))
		n.gather(block, n.probe.images, indices)
		n.hidden(block, len(silent))
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

// tryUnits returns the first layer's units, of those given, that fire on none
// of the watched images that order names, and adds to the witnesses the images
// that others fire on.
func (n *Network) tryUnits(units []int, order, witnesses []int32) (silent []int, all []int32) {
	first := n.layers[0]
	var tried []int
	for _, j := range units {
		if n.probe.isStillSilent(first, j) {
			silent = append(silent, j)
		} else {
			tried = append(tried, j)
		}
	}
	w, b := first.w.Units(tried), first.b.Units(tried)
	z := kernel.NewMatrix(lookRows, len(tried))
	left := make([]int, len(tried)) // columns of z
	for i := range left {
		left[i] = i
	}
	for indices := range slices.Chunk(order, lookRows) {
		if len(left) == 0 {
			break
		}
		x, z := n.look.a[0].Top(len(indices)), z.Top(len(indices))
		kernel.Gather(x, n.probe.images.Pixels, indices)
		kernel.Forward(z, x, w)
		kernel.Rectify(z, b)
		for i, index := range indices {
			before := len(left)
			left = slices.DeleteFunc(left, func(j int) bool { return z.Row(i)[j] != 0 })
			if len(left) < before {
				witnesses = append(witnesses, index)
			}
		}
	}
	for _, i := range left {
		silent = append(silent, tried[i])
	}
	return silent, witnesses
}

// moveToFront makes images the first to be tried next time.
func (p *probe) moveToFront(images []int32) {
	first := make(map[int32]bool, len(images))
	for _, i := range images {
		first[i] = true
	}
	p.order = append(images, slices.DeleteFunc(p.order, func(i int32) bool { return first[i] })...)
}
