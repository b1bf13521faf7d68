package typeset

import (
	"slices"

	"firststep/report/typeset/box"
)

// vlist is a vertical list: what is set one below the other, with the places
// where a page may break.
type vlist struct {
	width     box.Length
	items     []vitem
	lastDepth box.Length // of the last box
	flush     bool       // the next paragraph is not indented
	headed    int        // lines that are still wanted below a heading
}

// vkind is the kind of a vitem.
type vkind uint8

const (
	vbox vkind = iota
	vskip
	vpenalty
	vfloat
	vwall // floats from above stay above
)

// vitem is a part of a vertical list.
type vitem struct {
	kind            vkind
	box             *box.Box
	height          box.Length // of a skip
	stretch, shrink box.Length
	cost            int  // of a penalty
	torn            bool // whether a break at a penalty tears a sentence
	float           *float
	elastic         *elastic   // of a box that can be taller or shorter
	keeps           keeps      // of a wall
	table           *continued // that a box is part of, where a page may break in it
}

// elastic is what makes a box of another height, to fill a page.
type elastic struct {
	stretch, shrink box.Length
	build           func(taller box.Length) *box.Box // by so much than the box itself
}

// gives is by how much it stretches and shrinks, nil by nothing.
func (e *elastic) gives() (stretch, shrink box.Length) {
	if e == nil {
		return 0, 0
	}
	return e.stretch, e.shrink
}

// float is a figure or table that may move to the top of a page or its foot.
type float struct {
	box     *box.Box // reference point at its top
	elastic *elastic
	foot    bool // goes to the foot of a page
}

// keeps says which floats a wall keeps from passing it.
type keeps uint8

const (
	keepsAll keeps = iota
	keepsFigures
	keepsTables
)

func (b *vitem) extent() box.Length {
	if b.kind == vbox {
		return b.box.Height + b.box.Depth
	}
	if b.kind == vskip {
		return b.height
	}
	return 0
}

// noBreak forbids a break.
const noBreak = 10000

func (v *vlist) add(item vitem) { v.items = append(v.items, item) }

func (v *vlist) penalty(cost int) { v.add(vitem{kind: vpenalty, cost: cost}) }

// breakable lets a page break here at a cost, unless what is above forbids it
// or says that a break costs more.
func (v *vlist) breakable(cost int) {
	if v.headed > 0 {
		cost = max(cost, headedBreak)
	}
	for i := len(v.items) - 1; i >= 0 && v.items[i].kind != vbox; i-- {
		if before := v.items[i]; before.kind == vpenalty && (before.cost >= noBreak || before.cost > max(0, cost)) {
			return
		}
	}
	v.penalty(cost)
}

// space is a distance that stretches and shrinks.
type space struct{ height, stretch, shrink box.Length }

// skip adds space. Where there is some already, the larger of the two holds.
func (v *vlist) skip(sp space) {
	item := vitem{kind: vskip, height: sp.height, stretch: sp.stretch, shrink: sp.shrink}
	for i := len(v.items) - 1; i >= 0 && v.items[i].kind != vbox; i-- {
		if before := &v.items[i]; before.kind == vskip {
			if before.height >= item.height {
				return
			}
			*before = vitem{kind: vskip}
		}
	}
	v.add(item)
}

// rigid adds space that does not give.
func (v *vlist) rigid(height box.Length) { v.add(vitem{kind: vskip, height: height}) }

// put adds a box right below what is there.
func (v *vlist) put(b *box.Box) {
	v.add(vitem{kind: vbox, box: b})
	v.lastDepth = b.Depth
}

// block adds a box that is no line: the next line's baseline is a leading below
// its foot.
func (v *vlist) block(b *box.Box) {
	v.put(b)
	v.lastDepth = 0
	v.headed = 0
}

// What a page costs that ends with a part of a word; with fewer than headedLines
// lines below a heading; that leaves the last two lines of a paragraph to the
// next page, or all of one that has no more.
const (
	dividedBreak = 600
	headedBreak  = 1200
	headedLines  = 3
	pairBreak    = 180
)

// lines adds lines whose baselines are a leading apart. A first or last line
// is not parted from the others.
func (v *vlist) lines(lines []*box.Box, leading box.Length) {
	for i, l := range lines {
		cost := 0
		switch {
		case i == 0:
		case i == 1 || i == len(lines)-1:
			cost = noBreak
		case v.headed > 0:
			cost = headedBreak
		case endsDivided(lines[i-1]):
			cost = dividedBreak
		case i == len(lines)-2:
			cost = pairBreak
		}
		if i > 0 {
			v.add(vitem{kind: vpenalty, cost: cost, torn: true})
		}
		v.line(l, leading)
		v.headed--
	}
}

// endsDivided reports whether a line ends with a part of a word.
func endsDivided(line *box.Box) bool {
	for _, item := range slices.Backward(line.Items) {
		switch c := item.Content.(type) {
		case *box.Box:
			return endsDivided(c)
		case *box.Run:
			return c.Glyphs[len(c.Glyphs)-1].Text == softHyphen
		}
	}
	return false
}

// line adds a line whose baseline is a leading below the last one's.
func (v *vlist) line(l *box.Box, leading box.Length) {
	if v.hasBox() {
		v.rigid(max(lineSkip, leading-v.lastDepth-l.Height))
	}
	v.put(l)
}

func (v *vlist) hasBox() bool {
	for i := len(v.items) - 1; i >= 0; i-- {
		if v.items[i].kind == vbox {
			return true
		}
	}
	return false
}

// stack is the list as one box, its reference point at the top.
func (v *vlist) stack() *box.Box {
	b := &box.Box{Width: v.width}
	y := box.Length(0)
	for i := range v.items {
		item := &v.items[i]
		if item.kind == vbox {
			b.Put(0, -y-item.box.Height, item.box)
		}
		y += item.extent()
	}
	b.Depth = y
	return b
}
