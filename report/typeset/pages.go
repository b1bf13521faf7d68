package typeset

import (
	"math"

	"firststep/report/typeset/box"
)

// page is a page's text block, its reference point at the upper left corner.
type page struct{ box *box.Box }

// paginate breaks a vertical list into pages: over the whole document at once,
// so that the sum of the pages' costs is least. A page costs what its space
// has to stretch, what it leaves empty, what breaking there costs, and what
// floats are late or out of order.
//
// After some pages, what matters for the rest is how much of the list and how
// many of the floats are on them. The pager goes page by page through the
// states that can be reached, keeps the cheapest way to each, and in the end
// follows the cheapest way of all back.
func (s *setter) paginate(v *vlist) []*page {
	p := newPager(v, s.paper.textHeight)
	var pages []*page
	for _, sheet := range p.cheapest() {
		pages = append(pages, p.assemble(sheet))
	}
	return pages
}

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

type pager struct {
	items   []vitem
	height  box.Length
	sums    []extents // of the items before each
	next    []int     // the first box at or after each item
	last    []int     // the last box before each item, −1 where there is none
	figures []placed
	tables  []placed
	walls   []wall
}

// placed is a float with the item of the list where it belongs.
type placed struct {
	*float
	item int
}

// wall is an item that floats from before it should not pass: a figure or
// table that does not float, with a higher number, or the references.
type wall struct {
	item            int
	figures, tables int  // floats before it
	heading         bool // of the references or the appendix
}

// extents are sums of heights and of what space and figures can give.
type extents struct {
	height, stretch, shrink box.Length
	taller, shorter         box.Length
}

func (e extents) plus(f extents) extents {
	return extents{e.height + f.height, e.stretch + f.stretch, e.shrink + f.shrink, e.taller + f.taller, e.shorter + f.shorter}
}

func (e extents) minus(f extents) extents {
	return extents{e.height - f.height, e.stretch - f.stretch, e.shrink - f.shrink, e.taller - f.taller, e.shorter - f.shorter}
}

// least is the smallest height.
func (e extents) least() box.Length { return e.height - e.shrink - e.shorter }

func (sp space) extents() extents {
	return extents{height: sp.height, stretch: sp.stretch, shrink: sp.shrink}
}

func (b *vitem) extents() extents {
	taller, shorter := b.elastic.gives()
	return extents{b.extent(), b.stretch, b.shrink, taller, shorter}
}

func (f *float) extents() extents {
	taller, shorter := f.elastic.gives()
	return extents{height: f.box.Depth, taller: taller, shorter: shorter}
}

func newPager(v *vlist, height box.Length) *pager {
	n := len(v.items)
	p := &pager{items: v.items, height: height, sums: make([]extents, n+1), next: make([]int, n+1), last: make([]int, n+1)}
	p.last[0] = -1
	for i := range v.items {
		item := &v.items[i]
		p.sums[i+1] = p.sums[i].plus(item.extents())
		p.last[i+1] = p.last[i]
		switch item.kind {
		case vbox:
			p.last[i+1] = i
		case vwall:
			p.addWall(i, item.keeps)
		case vfloat:
			if item.float.foot {
				p.tables = append(p.tables, placed{item.float, i})
			} else {
				p.figures = append(p.figures, placed{item.float, i})
			}
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

func (p *pager) addWall(item int, keeps keeps) {
	w := wall{item: item, heading: keeps == keepsAll}
	if keeps != keepsTables {
		w.figures = len(p.figures)
	}
	if keeps != keepsFigures {
		w.tables = len(p.tables)
	}
	p.walls = append(p.walls, w)
}

// cheapest is the pages of the cheapest way through the document.
func (p *pager) cheapest() []*sheet {
	reached := []*sheet{{number: -1}}
	var best *sheet
	for len(reached) > 0 {
		var frontier []*sheet
		at := map[progress]int{} // indices in frontier
		for _, from := range reached {
			for _, to := range p.pagesAfter(from) {
				if p.finished(to.to) {
					if best == nil || to.cost < best.cost {
						best = to
					}
				} else if i, ok := at[to.to]; !ok {
					at[to.to] = len(frontier)
					frontier = append(frontier, to)
				} else if to.cost < frontier[i].cost {
					frontier[i] = to
				}
			}
		}
		reached = promising(frontier, best)
	}
	var sheets []*sheet
	for ; best != nil && best.previous != nil; best = best.previous {
		sheets = append([]*sheet{best}, sheets...)
	}
	return sheets
}

// worthless is by how much a way may cost more than another of as many pages
// before it is given up.
const worthless = 10_000

// promising are the ways that may yet be the cheapest: not one that costs more
// than the best whole way, nor one that costs far more than others of as many
// pages.
func promising(ways []*sheet, best *sheet) []*sheet {
	least := int64(math.MaxInt64)
	for _, w := range ways {
		least = min(least, w.cost)
	}
	var kept []*sheet
	for _, w := range ways {
		if (best == nil || w.cost < best.cost) && w.cost-least <= worthless {
			kept = append(kept, w)
		}
	}
	return kept
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

// mostEnds is how many of the places where a page may end are looked at: the
// last that it has room for.
const mostEnds = 7

// breaks are the pages with certain floats, which belong there or to an earlier
// page.
func (p *pager) breaks(from *sheet, to progress) []*sheet {
	start := p.next[from.to.at]
	room := p.height
	first := start // where the page may end at the earliest
	for _, f := range p.floats(from.to, to) {
		first = max(first, f.item+1)
		room -= f.extents().plus(floatSkip.extents()).least()
	}
	if to == from.to {
		first = start + 1
	}
	var ends []int
	for end := first; end <= len(p.items) && p.tightest(start, end) <= room; end++ {
		if p.legal(start, end) {
			ends = append(ends, end)
		}
	}
	var sheets []*sheet
	for _, end := range ends[max(0, len(ends)-mostEnds):] {
		to.at = end
		if s := p.sheet(from, to); s.content.least() <= p.height {
			sheets = append(sheets, s)
		}
	}
	return sheets
}

// tightest is the least height that the items from start to end can have.
func (p *pager) tightest(start, end int) box.Length {
	last := p.last[end]
	if last < start {
		return 0
	}
	return p.sums[last+1].minus(p.sums[start]).least()
}

// floats are those that are on a page.
func (p *pager) floats(from, to progress) []placed {
	figures := p.figures[from.figures:to.figures:to.figures]
	return append(figures, p.tables[from.tables:to.tables]...)
}

// overfull is a page with the first thing that is left, which is too tall for it.
func (p *pager) overfull(from *sheet) *sheet {
	to := from.to
	start := p.next[to.at]
	switch {
	case start < len(p.items):
		to.at = start + 1
		for !p.legal(start, to.at) {
			to.at++
		}
	case to.figures < len(p.figures):
		to.figures++
	default:
		to.tables++
	}
	s := p.sheet(from, to)
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

// continues reports whether a page that starts at an item starts within a table.
func (p *pager) continues(start int) bool {
	if start >= len(p.items) || p.items[start].table == nil {
		return false
	}
	before := p.last[start]
	return before >= 0 && p.items[before].table != nil && p.items[before].table.table == p.items[start].table.table
}
