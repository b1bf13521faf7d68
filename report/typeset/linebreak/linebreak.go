// Package linebreak breaks paragraphs into lines as TeX does: over the whole
// paragraph at once, so that the sum of all lines' demerits is least.
//
// A paragraph is a list of items. A box is something that is set; glue is
// space that stretches and shrinks, and at which a line may break if a box
// stands before it; a penalty is a place where a line may break at a cost, such
// as a hyphen. Glue and penalties after a break disappear up to the next box.
//
// The method is that of D. E. Knuth and M. F. Plass, Breaking paragraphs into
// lines, Software: Practice and Experience 11 (1981), with TeX's integer
// arithmetic and parameters (TeX: The Program, parts 38 and 39). Beyond TeX,
// items may hang out into the margin, and glyphs may be set a little wider or
// narrower before space has to give, as in pdfTeX.
package linebreak

import "firststep/report/typeset/box"

// Kind of an item.
type Kind uint8

// Kinds of items.
const (
	Box Kind = iota
	Glue
	Penalty
)

// Item is a part of a paragraph.
type Item struct {
	Kind            Kind
	Width           box.Length // of a penalty: of the hyphen that a break there adds
	Stretch, Shrink box.Length // of glue; of a box, what setting its glyphs wider or narrower gives
	Cost            int        // of a penalty: Never forbids a break, Always forces one
	Hyphen          bool       // of a penalty: a break there divides a word
	Dash            bool       // of a penalty: a break there leaves a dash at the line's end

	// Left and Right are how far a box, or a penalty's hyphen, may hang out
	// at the start and at the end of a line.
	Left, Right box.Length
}

// Costs of a penalty beyond which breaks are forbidden or forced, and from
// which on a line breaks there only if nothing else helps.
const (
	Never     = 10000
	Always    = -10000
	Reluctant = 1000
)

// Parameters of a paragraph.
type Parameters struct {
	Width          func(line int) box.Length // of a line, from 0
	PreTolerance   int                       // badness that lines may have if no word is divided
	Tolerance      int                       // … if words are
	LinePenalty    int
	HyphenDemerits int // two lines in a row that end in hyphens or dashes
	FinalDemerits  int // the last line but one ends in a hyphen
	FitDemerits    int // a tight line beside a loose one
	ShortDemerits  int // the last line is shorter than Short
	Short          box.Length
	Emergency      box.Length // stretch that every line gets if nothing else helps
}

// Standard is TeX's parameters, for lines of one width, with a dislike of
// hyphens in a row and a liking for last lines of more than a word.
func Standard(width box.Length) Parameters {
	return Parameters{
		Width:          func(int) box.Length { return width },
		PreTolerance:   100,
		Tolerance:      200,
		LinePenalty:    10,
		HyphenDemerits: 100_000,
		FinalDemerits:  5000,
		FitDemerits:    10000,
		ShortDemerits:  80_000,
		Short:          width / 8,
		Emergency:      width / 40,
	}
}

// Breaks finds the best breaks: indices into items, ascending, of the glue or
// penalty at which each line ends. Items should end with glue that stretches
// without limit and a penalty of Always, as Finish appends. Where no breaks
// are within the tolerances, some lines are wider than they should be.
func Breaks(items []Item, p Parameters) []int {
	b := newBreaker(items, p)
	passes := []pass{
		{tolerance: p.PreTolerance},
		{tolerance: p.Tolerance, hyphens: true},
		{tolerance: p.Tolerance, hyphens: true, emergency: p.Emergency},
		{tolerance: p.Tolerance, hyphens: true, reluctant: true},
		{tolerance: p.Tolerance, hyphens: true, reluctant: true, emergency: p.Emergency},
		{tolerance: Never, hyphens: true, reluctant: true, emergency: p.Emergency, last: true},
	}
	for i, pass := range passes {
		breaks := b.run(pass)
		if breaks == nil {
			continue
		}
		if i == 0 && b.endsShort(breaks) {
			if others := b.run(passes[1]); others != nil && !b.endsShort(others) && !b.endsDivided(others) {
				return others
			}
		}
		return breaks
	}
	return []int{len(items) - 1}
}

// endsDivided reports whether a word goes on in the last line.
func (b *breaker) endsDivided(breaks []int) bool {
	n := len(breaks)
	return n > 1 && b.items[breaks[n-2]].Hyphen
}

// endsShort reports whether the last of several lines is hardly more than a
// word. Words are divided to avoid that.
func (b *breaker) endsShort(breaks []int) bool {
	n := len(breaks)
	return n > 1 && b.measure(b.starts[breaks[n-2]+1], breaks[n-1]).width < b.p.Short
}

// Fill is stretch without limit.
const Fill = 1 << 40

// Finish appends what ends a paragraph.
func Finish(items []Item) []Item {
	return append(items,
		Item{Kind: Penalty, Cost: Never},
		Item{Kind: Glue, Stretch: Fill},
		Item{Kind: Penalty, Cost: Always},
	)
}

// pass is an attempt at a paragraph.
type pass struct {
	tolerance int
	hyphens   bool // words may be divided
	reluctant bool // lines may break at any cost
	emergency box.Length
	last      bool // accept what is there
}

// totals are sums of the items before a place.
type totals struct {
	width, stretch, shrink box.Length
	wider, narrower        box.Length // what glyphs give
}

// node is a break that may be part of the best paragraph.
type node struct {
	at       int // index of the item; −1 for the paragraph's start
	start    int // first item of the line after it
	line     int // lines before it
	fit      int // fitness class of the line that ends here
	hyphen   bool
	demerits int64
	previous *node
}

type breaker struct {
	items   []Item
	p       Parameters
	sums    []totals // before each item
	starts  []int    // the first box at or after each item
	lastBox []int    // the last box before each item, −1 where there is none
	active  []*node
	pass    pass
}

func newBreaker(items []Item, p Parameters) *breaker {
	b := &breaker{items: items, p: p}
	b.sums = make([]totals, len(items)+1)
	b.starts = make([]int, len(items)+1)
	b.lastBox = make([]int, len(items)+1)
	b.lastBox[0] = -1
	for i, item := range items {
		s := b.sums[i]
		b.lastBox[i+1] = b.lastBox[i]
		switch item.Kind {
		case Box:
			s.width += item.Width
			s.wider += item.Stretch
			s.narrower += item.Shrink
			b.lastBox[i+1] = i
		case Glue:
			s.width += item.Width
			s.stretch += item.Stretch
			s.shrink += item.Shrink
		}
		b.sums[i+1] = s
	}
	b.starts[len(items)] = len(items)
	for i := len(items) - 1; i >= 0; i-- {
		b.starts[i] = b.starts[i+1]
		if items[i].Kind == Box || items[i].Kind == Penalty && items[i].Cost <= Always {
			b.starts[i] = i
		}
	}
	return b
}

// run tries to break the paragraph; nil where it cannot be done.
func (b *breaker) run(p pass) []int {
	b.pass = p
	b.active = []*node{{at: -1, start: b.starts[0], fit: decent}}
	for i := range b.items {
		if !b.legal(i) {
			continue
		}
		b.tryBreak(i)
		if len(b.active) == 0 {
			return nil
		}
	}
	best := b.active[0]
	for _, n := range b.active[1:] {
		if n.demerits < best.demerits {
			best = n
		}
	}
	return best.breaks()
}

func (n *node) breaks() []int {
	if n.previous == nil {
		return nil
	}
	return append(n.previous.breaks(), n.at)
}

func (b *breaker) legal(i int) bool {
	switch item := b.items[i]; item.Kind {
	case Glue:
		return i > 0 && b.items[i-1].Kind == Box
	case Penalty:
		return item.Cost < Never && (b.pass.hyphens || !item.Hyphen) && (b.pass.reluctant || item.Cost < Reluctant)
	}
	return false
}

// Fitness classes of lines.
const (
	veryLoose = iota
	loose
	decent
	tight
	classes
)

// tryBreak looks at all lines that could end at item i, and keeps for every
// number of lines and fitness class the best way to get there.
func (b *breaker) tryBreak(i int) {
	type key struct{ line, fit int }
	best := map[key]*node{}
	var order []key // maps have none
	var kept []*node
	var dropped *node
	forced := b.items[i].Kind == Penalty && b.items[i].Cost <= Always
	for _, a := range b.active {
		badness, fit, overfull := b.line(a, i)
		if !overfull && !forced {
			kept = append(kept, a)
		}
		if overfull || badness > b.pass.tolerance {
			dropped = a
			continue
		}
		n := b.extend(a, i, badness, fit)
		k := key{n.line, n.fit}
		if rival, ok := best[k]; !ok {
			best[k] = n
			order = append(order, k)
		} else if n.demerits < rival.demerits {
			best[k] = n
		}
	}
	b.active = kept
	for _, k := range order {
		b.active = append(b.active, best[k])
	}
	if len(b.active) == 0 && b.pass.last { // a line that is too wide, rather than none
		n := b.extend(dropped, i, 0, decent)
		b.active = append(b.active, n)
	}
}

// extend is the node of a line from a to item i.
func (b *breaker) extend(a *node, i, badness, fit int) *node {
	item := b.items[i]
	n := &node{
		at: i, start: b.starts[i+1], line: a.line + 1, fit: fit,
		hyphen: item.Kind == Penalty && (item.Hyphen || item.Dash), previous: a,
	}
	n.demerits = a.demerits + b.demerits(a, n, i, badness)
	return n
}

// demerits of a line (TeX: The Program, §859).
func (b *breaker) demerits(a, n *node, i, badness int) int64 {
	d := int64(b.p.LinePenalty + badness)
	d = min(d*d, 100_000_000)
	if cost := int64(b.items[i].Cost); b.items[i].Kind == Penalty {
		switch {
		case cost > 0:
			d += cost * cost
		case cost > Always:
			d -= cost * cost
		}
	}
	if a.hyphen {
		if n.hyphen {
			d += int64(b.p.HyphenDemerits)
		} else if i == len(b.items)-1 {
			d += int64(b.p.FinalDemerits)
		}
	}
	if i == len(b.items)-1 && a.at >= 0 && b.measure(a.start, i).width < b.p.Short {
		d += int64(b.p.ShortDemerits)
	}
	if n.fit-a.fit > 1 || a.fit-n.fit > 1 {
		d += int64(b.p.FitDemerits)
	}
	return d
}

// line judges a line from node a to item i by what is left to space once glyphs
// have given what they can. A line is overfull if it cannot shrink to its width.
func (b *breaker) line(a *node, i int) (badness, fit int, overfull bool) {
	m := b.measure(a.start, i)
	spare := b.p.Width(a.line) - m.width
	if spare >= 0 {
		if m.stretch >= Fill {
			return 0, decent, false
		}
		spare -= min(spare, m.wider)
		badness = badnessOf(spare, m.stretch+b.pass.emergency)
		switch {
		case badness > 99:
			return badness, veryLoose, false
		case badness > 12:
			return badness, loose, false
		}
		return badness, decent, false
	}
	spare += min(-spare, m.narrower)
	if -spare > m.shrink {
		return Never + 1, tight, true
	}
	badness = badnessOf(-spare, m.shrink)
	if badness > 12 {
		return badness, tight, false
	}
	return badness, decent, false
}

// measure is what a line from the box at start to item i holds, less what
// hangs out.
func (b *breaker) measure(start, i int) totals {
	if start > i {
		return totals{}
	}
	m := totals{
		b.sums[i].width - b.sums[start].width,
		b.sums[i].stretch - b.sums[start].stretch,
		b.sums[i].shrink - b.sums[start].shrink,
		b.sums[i].wider - b.sums[start].wider,
		b.sums[i].narrower - b.sums[start].narrower,
	}
	if b.items[start].Kind == Box {
		m.width -= b.items[start].Left
	}
	if b.items[i].Kind == Penalty && b.items[i].Width > 0 {
		m.width += b.items[i].Width - b.items[i].Right
	} else if last := b.lastBox[i]; last >= start {
		m.width -= b.items[last].Right
	}
	return m
}

// badnessOf is about 100·(spare/give)³, at most 10000 (TeX: The Program, §108).
func badnessOf(spare, give box.Length) int {
	if spare == 0 {
		return 0
	}
	if give <= 0 {
		return Never
	}
	r := spare.Scale(297, int64(give)) // 297³ ≈ 100·2¹⁸
	if r > 1290 {
		return Never
	}
	return int((r*r*r + 1<<17) >> 18)
}
