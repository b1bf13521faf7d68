package typeset

import "firststep/report/typeset/box"

// page is a page's text block, its reference point at the upper left corner.
type page struct{ box *box.Box }

// paginate breaks a vertical list into pages: over the whole document at once,
// so that the sum of the pages' costs is least. A page costs what its space
// has to stretch or what is left empty, what breaking there costs, and what
// floats are late.
//
// After some pages, what matters for the rest is how much of the list and how
// many of the floats are on them. The pager goes page by page through the
// states that can be reached, keeps the cheapest way to each, and follows the
// cheapest way to the end back.
func (s *setter) paginate(v *vlist) []*page {
	p := newPager(v, s.paper.textHeight)
	var pages []*page
	for _, sheet := range p.cheapest() {
		pages = append(pages, p.assemble(sheet))
	}
	return pages
}

// What pages cost, beside badness (100 for space stretched to its limit) and
// the costs of penalties.
const (
	pageCost       = 150  // of a page more
	emptyCost      = 12   // of a point that is left empty, where space cannot fill it
	lateCost       = 400  // of a float, for each page that it is late
	littleTextCost = 600  // of a page with floats and only a few lines
	overfullCost   = 1e6  // of something taller than a page
	mostStretch    = 1500 // thousandths of its stretch that space is stretched at most
)

// Limits of floats on a page.
const (
	mostFigures = 3
	mostTables  = 2
)

// progress is how far some pages get.
type progress struct {
	at      int // the first item of the list that is not on them
	figures int // floats of either kind that are on them
	tables  int
}

// sheet is a page on a way through the document.
type sheet struct {
	from, to progress
	end      int // where the page breaks
	number   int // from 0
	cost     int64
	previous *sheet
	give     ratio // of the space on it
}

type pager struct {
	items   []vitem
	height  box.Length
	sums    []extents // of the items before each
	next    []int     // the first box at or after each item
	last    []int     // the last box before each item, −1 where there is none
	figures []placed
	tables  []placed
}

// extents are sums of heights and of what they can give.
type extents struct{ height, stretch, shrink box.Length }

func (e extents) minus(f extents) extents {
	return extents{e.height - f.height, e.stretch - f.stretch, e.shrink - f.shrink}
}

// placed is a float with the item of the list that it belongs to.
type placed struct {
	*float
	item int
}

func newPager(v *vlist, height box.Length) *pager {
	n := len(v.items)
	p := &pager{items: v.items, height: height, sums: make([]extents, n+1), next: make([]int, n+1), last: make([]int, n+1)}
	p.last[0] = -1
	for i := range v.items {
		item := &v.items[i]
		sum := p.sums[i]
		sum.height += item.extent()
		sum.stretch += item.stretch
		sum.shrink += item.shrink
		p.sums[i+1] = sum
		p.last[i+1] = p.last[i]
		switch {
		case item.kind == vbox:
			p.last[i+1] = i
		case item.kind == vfloat && item.float.bottom:
			p.tables = append(p.tables, placed{item.float, i})
		case item.kind == vfloat:
			p.figures = append(p.figures, placed{item.float, i})
		}
	}
	p.next[n] = n
	for i := n - 1; i >= 0; i-- {
		p.next[i] = p.next[i+1]
		if v.items[i].kind == vbox {
			p.next[i] = i
		}
	}
	return p
}

// cheapest is the pages of the cheapest way through the document.
func (p *pager) cheapest() []*sheet {
	reached := []*sheet{{number: -1}}
	var best *sheet
	for len(reached) > 0 {
		var frontier []*sheet
		at := map[progress]int{} // index in frontier
		for _, from := range reached {
			for _, to := range p.pagesAfter(from) {
				if p.finished(to.to) {
					if best == nil || to.cost < best.cost {
						best = to
					}
					continue
				}
				if i, ok := at[to.to]; !ok {
					at[to.to] = len(frontier)
					frontier = append(frontier, to)
				} else if to.cost < frontier[i].cost {
					frontier[i] = to
				}
			}
		}
		reached = frontier[:0]
		for _, f := range frontier {
			if best == nil || f.cost < best.cost {
				reached = append(reached, f)
			}
		}
	}
	var sheets []*sheet
	for ; best != nil && best.previous != nil; best = best.previous {
		sheets = append([]*sheet{best}, sheets...)
	}
	return sheets
}

func (p *pager) finished(s progress) bool {
	return p.next[s.at] == len(p.items) && s.figures == len(p.figures) && s.tables == len(p.tables)
}

// pagesAfter are the pages that can follow one, with each number of floats
// that fits. Nothing floats above the title.
func (p *pager) pagesAfter(from *sheet) []*sheet {
	var sheets []*sheet
	figures := min(mostFigures, len(p.figures)-from.to.figures)
	if from.number < 0 {
		figures = 0
	}
	tables := min(mostTables, len(p.tables)-from.to.tables)
	for f := 0; f <= figures; f++ {
		for t := 0; t <= tables; t++ {
			to := from.to
			to.figures += f
			to.tables += t
			sheets = append(sheets, p.breaks(from, to)...)
		}
	}
	if len(sheets) == 0 {
		sheets = append(sheets, p.overfull(from))
	}
	return sheets
}

// floats is the height of the floats of a page, with the space that parts them
// from the text, and the last of the items that they belong to.
func (p *pager) floats(from, to progress) (extent box.Length, latest int) {
	latest = -1
	for _, f := range append(p.figures[from.figures:to.figures:to.figures], p.tables[from.tables:to.tables]...) {
		extent += f.box.Depth + floatSkip
		latest = max(latest, f.item)
	}
	return extent, latest
}

// breaks are the places where a page with certain floats may end.
func (p *pager) breaks(from *sheet, to progress) []*sheet {
	floats, latest := p.floats(from.to, to)
	start := p.next[from.to.at]
	if floats > p.height && to.figures+to.tables > from.to.figures+from.to.tables+1 {
		return nil
	}
	var sheets []*sheet
	for end := start; end <= len(p.items); end++ {
		if end > start || floats > 0 {
			content := p.content(start, end)
			if content.height-content.shrink+floats > p.height && end > start {
				break
			}
		}
		if !p.legal(start, end) || end == start && floats == 0 || latest >= max(end, start) {
			continue
		}
		to.at = end
		sheets = append(sheets, p.sheet(from, to, start, end, floats))
	}
	return sheets
}

// overfull is a page with the first thing that is left, which is too tall for it.
func (p *pager) overfull(from *sheet) *sheet {
	to := from.to
	start := p.next[to.at]
	end := start + 1
	for end < len(p.items) && !p.legal(start, end) {
		end++
	}
	to.at = end
	s := p.sheet(from, to, start, end, 0)
	s.cost += overfullCost
	return s
}

// legal reports whether a page that starts at an item may end before another.
// A page of floats alone ends where it starts.
func (p *pager) legal(start, end int) bool {
	if end == len(p.items) || end == start {
		return true
	}
	switch item := &p.items[end]; item.kind {
	case vskip:
		return p.items[end-1].kind == vbox
	case vpenalty:
		return item.cost < noBreak
	}
	return false
}

// content is the extent of the items from start to end, without space at the
// end, and with what repeats where a table is continued.
func (p *pager) content(start, end int) extents {
	last := p.last[end]
	if last < start {
		return extents{}
	}
	e := p.sums[last+1].minus(p.sums[start])
	e.height += p.topGap(start)
	if t := p.items[start].table; t != nil && p.continues(start) {
		e.height += t.head.Depth
	}
	if p.items[last].table != nil && p.continues(p.next[end]) {
		e.height += p.items[last].table.foot.Depth
	}
	return e
}

// continues reports whether a page that starts at an item starts within a table.
func (p *pager) continues(start int) bool {
	if start >= len(p.items) || p.items[start].table == nil {
		return false
	}
	before := p.last[start]
	return before >= 0 && p.items[before].table == p.items[start].table
}

// topGap puts a first line's baseline topSkip below the page's top.
func (p *pager) topGap(start int) box.Length {
	if h := p.items[start].box.Height; h > 0 && h < topSkip {
		return topSkip - h
	}
	return 0
}

// sheet is the page from start to end.
func (p *pager) sheet(from *sheet, to progress, start, end int, floats box.Length) *sheet {
	s := &sheet{from: from.to, to: to, end: end, number: from.number + 1, cost: from.cost + pageCost, previous: from}
	content := p.content(start, end)
	spare := p.height - content.height - floats
	if floats > 0 {
		content.stretch += floatStretch
	}
	isLast := p.finished(to)
	switch {
	case spare < 0:
		s.give = ratio{max(spare, -content.shrink), max(content.shrink, 1)}
		s.cost += badness(-spare, content.shrink)
	case isLast:
	case spare*1000 <= content.stretch*mostStretch:
		s.give = ratio{spare, max(content.stretch, 1)}
		s.cost += badness(spare, content.stretch)
	default:
		s.cost += 300 + emptyCost*int64(spare/box.Point)
	}
	if end < len(p.items) && p.items[end].kind == vpenalty {
		s.cost += int64(p.items[end].cost)
	}
	if floats > 0 && end > start && content.height < 4*bodySize.leading && !isLast {
		s.cost += littleTextCost
	}
	return s.addLate(p)
}

// floatStretch is the stretch of the space around floats.
var floatStretch = pt(4)

// badness is 100·(spare/give)³.
func badness(spare, give box.Length) int64 {
	r := int64(spare.Scale(1000, int64(max(give, 1))))
	r = min(r, 4000)
	return r * r * r / 10_000_000
}

// addLate adds the cost of the floats that belong to this page or an earlier
// one and are on none yet.
func (s *sheet) addLate(p *pager) *sheet {
	for _, f := range p.figures[s.to.figures:] {
		if f.item < s.end {
			s.cost += lateCost
		}
	}
	for _, f := range p.tables[s.to.tables:] {
		if f.item < s.end {
			s.cost += lateCost
		}
	}
	return s
}

// assemble puts a page's contents into its box.
func (p *pager) assemble(s *sheet) *page {
	b := &box.Box{Width: textWidth}
	y := box.Length(0)
	space := distributor{ratio: s.give}
	for _, f := range p.figures[s.from.figures:s.to.figures] {
		b.Put(0, -y, f.box)
		y += f.box.Depth + floatSkip + space.share(floatStretch, 0)
	}
	y = p.putItems(b, p.next[s.from.at], s.end, y, &space)
	foot := p.height
	tables := p.tables[s.from.tables:s.to.tables]
	for i := len(tables) - 1; i >= 0; i-- {
		foot -= tables[i].box.Depth
		b.Put(0, -foot, tables[i].box)
		foot -= floatSkip
	}
	return &page{box: b}
}

func (p *pager) putItems(b *box.Box, start, end int, y box.Length, space *distributor) box.Length {
	if start >= end {
		return y
	}
	y += p.topGap(start)
	if t := p.items[start].table; t != nil && p.continues(start) {
		b.Put(0, -y, t.head)
		y += t.head.Depth
	}
	last := p.last[end]
	for i := start; i <= last; i++ {
		item := &p.items[i]
		if item.kind == vbox {
			b.Put(0, -y-item.box.Height, item.box)
		}
		y += item.extent()
		if item.kind == vskip {
			y += space.share(item.stretch, item.shrink)
		}
	}
	if t := p.items[last].table; t != nil && p.continues(p.next[end]) {
		b.Put(0, -y, t.foot)
		y += t.foot.Depth
	}
	return y
}
