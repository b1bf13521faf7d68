package typeset

import (
	"slices"

	"firststep/report/typeset/box"
)

// sheet is a page on a way through the document.
type sheet struct {
	from, to progress
	number   int // from 0
	start    int // its first box
	content  extents
	grow     ratio // of the figures on it
	give     ratio // of the space on it
	cost     int64 // of this page and those before it
	previous *sheet
}

// What pages cost, beside badness, which is 100 for space stretched to its
// limit, and the costs of penalties.
const (
	pageCost     = 150 // of a page more
	resizeCost   = 30  // of figures as tall or short as they can be
	emptyCost    = 400 // of a page that space cannot fill,
	pointCost    = 10  // … of each point that it is short,
	squareCost   = 5   // … and of points² by this
	raggedCost   = 5   // of each point that a page is short within a table,
	raggedSquare = 12  // … and of points² by this
	lateCost     = 500 // of a float that comes a page late,
	laterCost    = 1200
	crampedCost  = 600  // of a page with floats and only a few lines
	disorderCost = 3000 // of a float that passes a wall
	tornCost     = 300  // of figures above the rest of a paragraph,
	tornApart    = 2000 // … and of a page of floats amid one
	overfullCost = 1_000_000
)

// mostStretch is how far space is stretched at most, in hundredths of its stretch.
const mostStretch = 250

// sheet is the page that leads to a progress.
func (p *pager) sheet(from *sheet, to progress) *sheet {
	s := &sheet{
		from: from.to, to: to, number: from.number + 1, start: p.next[from.to.at],
		cost: from.cost + pageCost, previous: from,
	}
	text := p.text(s)
	s.content = text.plus(p.floatExtents(s))
	spare := p.height - s.content.height
	if !p.finished(to) || spare < 0 {
		spare -= s.resize(spare)
	}
	switch {
	case spare < 0:
		s.give = ratio{max(spare, -s.content.shrink), s.content.shrink}
		s.cost += badness(-spare, s.content.shrink)
	case p.finished(to): // the last page ends where it ends
	case p.continues(p.next[to.at]) && spare > s.content.stretch: // rows stay as close as on other pages
		points := int64(spare / box.Point)
		s.cost += raggedCost*points + points*points/raggedSquare
	case spare*100 <= s.content.stretch*mostStretch:
		s.give = ratio{spare, s.content.stretch}
		s.cost += badness(spare, s.content.stretch)
	default:
		s.give = ratio{s.content.stretch, s.content.stretch}
		points := int64((spare - s.content.stretch) / box.Point)
		s.cost += (emptyCost + pointCost*points + points*points/squareCost) * s.seen()
	}
	if to.at < len(p.items) && p.items[to.at].kind == vpenalty {
		s.cost += int64(p.items[to.at].cost)
	}
	if text != s.content && text.height > 0 && text.height < 4*bodySize.leading && !p.finished(to) {
		s.cost += crampedCost
	}
	s.cost += p.tearing(s, text.height) + p.lateness(s.start, to) + p.disorder(s)
	return s
}

// tearing is the cost of floats amid a paragraph, of whose text a page has so
// much.
func (p *pager) tearing(s *sheet, text box.Length) int64 {
	switch {
	case !p.torn(s.start):
		return 0
	case text == 0:
		return tornApart
	case s.to.figures > s.from.figures:
		return tornCost
	}
	return 0
}

// torn reports whether a page that starts at a box starts within a paragraph.
func (p *pager) torn(start int) bool {
	for i := start - 1; i >= 0 && p.items[i].kind != vbox; i-- {
		if p.items[i].torn {
			return true
		}
	}
	return false
}

// seen is how much white on a page counts: on the first, which everybody sees,
// twice.
func (s *sheet) seen() int64 {
	if s.number == 0 {
		return 2
	}
	return 1
}

// resize lets the figures give what they can before space does. It returns
// what they give.
func (s *sheet) resize(spare box.Length) box.Length {
	if spare > 0 {
		s.grow = ratio{min(spare, s.content.taller), s.content.taller}
	} else {
		s.grow = ratio{max(spare, -s.content.shorter), s.content.shorter}
	}
	if s.grow.sum > 0 {
		share := int64(s.grow.spare.Scale(100, int64(s.grow.sum)))
		s.cost += resizeCost * share * share / 10_000
	}
	return s.grow.spare
}

// badness is 100·(spare/give)³.
func badness(spare, give box.Length) int64 {
	r := min(int64(spare.Scale(1000, int64(max(give, 1)))), 4000)
	return r * r * r / 10_000_000
}

// text is the extent of the items on a page, without space at the end, and with
// what repeats where a table is continued.
func (p *pager) text(s *sheet) extents {
	last := p.last[s.to.at]
	if last < s.start {
		return extents{}
	}
	e := p.sums[last+1].minus(p.sums[s.start])
	e.height += p.topGap(s.start)
	if p.continues(s.start) {
		for _, b := range p.items[s.start].table.opening() {
			e.height += b.Depth
		}
	}
	if p.continues(p.next[s.to.at]) {
		e.height += p.items[last].table.foot.Depth
	}
	return e
}

// topGap puts a first line's baseline topSkip below the page's top.
func (p *pager) topGap(start int) box.Length {
	if h := p.items[start].box.Height; h > 0 && h < topSkip {
		return topSkip - h
	}
	return 0
}

// floatExtents is the extent of the floats on a page with the space between
// them and the text.
func (p *pager) floatExtents(s *sheet) extents {
	var e extents
	for _, f := range p.floats(s.from, s.to) {
		e = e.plus(floatSkip.extents()).plus(f.extents())
		if p.inPlace(f, s) {
			e = e.plus(floatSkip.extents())
		}
	}
	return e
}

// inPlace reports whether a float stays where it belongs, because at the foot of
// the page it would stand behind a wall, or at the top before the heading that
// begins its part.
func (p *pager) inPlace(f placed, s *sheet) bool {
	if f.item < s.start {
		return false
	}
	for _, w := range p.walls {
		switch {
		case f.foot && w.item > f.item && w.item < s.to.at && w.tables > 0,
			!f.foot && w.heading && w.item >= s.from.at && w.item < f.item:
			return true
		}
	}
	return false
}

// lateness is the cost of the floats that belong to pages before an end and are
// on none.
func (p *pager) lateness(start int, to progress) int64 {
	var cost int64
	for _, list := range [][]placed{p.figures[to.figures:], p.tables[to.tables:]} {
		for _, f := range list {
			switch {
			case f.item >= to.at:
			case f.item < start:
				cost += laterCost
			default:
				cost += lateCost
			}
		}
	}
	return cost
}

// disorder is the cost of the floats that pass a wall.
func (p *pager) disorder(s *sheet) int64 {
	var cost int64
	for _, w := range p.walls {
		if w.item < s.start || w.item >= s.to.at {
			continue
		}
		cost += disorderCost * int64(max(0, w.figures-s.to.figures))
		for _, f := range p.tables[s.from.tables:max(s.from.tables, w.tables)] {
			if !p.inPlace(f, s) {
				cost += disorderCost
			}
		}
	}
	return cost
}

// assemble puts a page's contents into its box: figures, text, tables.
func (p *pager) assemble(s *sheet) *page {
	a := assembler{
		pager: p, sheet: s, page: &box.Box{Width: textWidth},
		space: distributor{ratio: s.give}, figures: distributor{ratio: s.grow},
	}
	var here, foot []placed
	for _, f := range p.floats(s.from, s.to) {
		switch {
		case p.inPlace(f, s):
			here = append(here, f)
		case f.foot:
			foot = append(foot, f)
		default:
			a.put(a.resized(f.box, f.elastic))
			a.skip(floatSkip)
		}
	}
	slices.SortStableFunc(here, func(f, g placed) int { return f.item - g.item })
	a.text(here)
	bottom := p.height
	if p.finished(s.to) {
		a.below(foot)
		return &page{box: a.page}
	}
	for i := len(foot) - 1; i >= 0; i-- {
		bottom -= foot[i].box.Depth
		a.page.Put(0, -bottom, foot[i].box)
		bottom -= floatSkip.height
	}
	return &page{box: a.page}
}

// below puts tables right below what there is, as on a last page that is not
// full.
func (a *assembler) below(tables []placed) {
	for _, f := range tables {
		if a.y > 0 {
			a.skip(floatSkip)
		}
		a.put(f.box)
	}
}

// assembler puts boxes on a page from its top down.
type assembler struct {
	*pager
	sheet          *sheet
	page           *box.Box
	y              box.Length
	space, figures distributor
}

// resized is a box as tall as the page makes it.
func (a *assembler) resized(b *box.Box, e *elastic) *box.Box {
	if taller := a.figures.share(e.gives()); taller != 0 {
		return e.build(taller)
	}
	return b
}

func (a *assembler) put(b *box.Box) {
	a.page.Put(0, -a.y-b.Height, b)
	a.y += b.Height + b.Depth
}

func (a *assembler) skip(sp space) {
	a.y += sp.height + a.space.share(sp.stretch, sp.shrink)
}

// text puts the items of the list, and among them the floats that stay.
func (a *assembler) text(here []placed) {
	last := a.last[a.sheet.to.at]
	if last < a.sheet.start {
		return
	}
	a.y += a.topGap(a.sheet.start)
	if a.continues(a.sheet.start) {
		for _, b := range a.items[a.sheet.start].table.opening() {
			a.put(b)
		}
	}
	for i := a.sheet.start; i < a.sheet.to.at; i++ {
		switch item := &a.items[i]; {
		case item.kind == vbox:
			a.put(a.resized(item.box, item.elastic))
		case item.kind == vskip && i < last:
			a.skip(space{item.height, item.stretch, item.shrink})
		case item.kind == vfloat && len(here) > 0 && here[0].item == i:
			a.skip(floatSkip)
			a.put(a.resized(here[0].box, here[0].elastic))
			a.skip(floatSkip)
			here = here[1:]
		}
	}
	if a.continues(a.next[a.sheet.to.at]) {
		a.put(a.items[last].table.foot)
	}
}
