package typeset

import "firststep/report/typeset/box"

// page is a page's text block, its reference point at the upper left corner.
type page struct {
	box     *box.Box
	anchors []*box.Anchor
}

// paginate breaks a vertical list into pages.
func (s *setter) paginate(v *vlist) []*page {
	b := &pager{items: v.items, height: s.paper.textHeight}
	for b.at < len(b.items) || len(b.waiting) > 0 {
		b.page()
	}
	return b.pages
}

type pager struct {
	items   []vitem
	height  box.Length
	at      int // the first item that is on no page
	waiting []*float
	pages   []*page
}

// page fills one page.
func (b *pager) page() {
	var top, bottom []*float
	used := box.Length(0)
	take := func(f *float) {
		if f.bottom {
			bottom = append(bottom, f)
		} else {
			top = append(top, f)
		}
		used += f.box.Depth + floatSkip
	}
	for len(b.waiting) > 0 && (used == 0 || used+b.waiting[0].box.Depth+floatSkip <= b.height) {
		take(b.waiting[0])
		b.waiting = b.waiting[1:]
	}
	for b.at < len(b.items) && b.items[b.at].kind != vbox && b.items[b.at].kind != vfloat {
		b.at++
	}
	end := b.at
	best := -1
	filled := box.Length(0)
	for ; end < len(b.items); end++ {
		item := &b.items[end]
		if item.kind == vfloat {
			if len(b.waiting) == 0 && filled+used+item.float.box.Depth+floatSkip <= b.height {
				take(item.float)
			} else {
				b.waiting = append(b.waiting, item.float)
			}
			continue
		}
		if filled+used > b.height || filled+used+item.extent() > b.height && item.kind == vbox {
			break
		}
		if b.legal(end) {
			best = end
		}
		filled += item.extent()
	}
	if end == len(b.items) {
		best = end
	}
	if best <= b.at {
		best = max(end, b.at+1) // one item that is taller than a page
	}
	for best < end { // floats beyond the break are met again
		end--
		if b.items[end].kind == vfloat {
			b.putBack(b.items[end].float, &top, &bottom)
		}
	}
	b.assemble(top, bottom, b.items[b.at:min(best, len(b.items))])
	b.at = best
}

func (b *pager) putBack(f *float, lists ...*[]*float) {
	for _, list := range append(lists, &b.waiting) {
		if n := len(*list); n > 0 && (*list)[n-1] == f {
			*list = (*list)[:n-1]
		}
	}
}

func (b *pager) legal(i int) bool {
	switch item := &b.items[i]; item.kind {
	case vskip:
		return i > 0 && b.items[i-1].kind == vbox
	case vpenalty:
		return item.cost < noBreak
	}
	return false
}

func (b *pager) assemble(top, bottom []*float, items []vitem) {
	p := &page{box: &box.Box{Width: textWidth}}
	y := box.Length(0)
	for _, f := range top {
		p.box.Put(0, -y, f.box)
		y += f.box.Depth + floatSkip
	}
	for i := range items {
		item := &items[i]
		if item.kind == vbox {
			p.box.Put(0, -y-item.box.Height, item.box)
		}
		y += item.extent()
	}
	y = b.height
	for i := len(bottom) - 1; i >= 0; i-- {
		y -= bottom[i].box.Depth
		p.box.Put(0, -y, bottom[i].box)
		y -= floatSkip
	}
	b.pages = append(b.pages, p)
}
