package math

import (
	"fmt"

	"firststep/report/typeset/box"
	"firststep/report/typeset/font"
	"firststep/report/typeset/linebreak"
)

// Setting is what formulas are set with.
type Setting struct {
	Math   *font.Face // has a MATH table
	Text   *font.Face // of \text
	Size   box.Length // of the surrounding text
	Colour box.Colour
}

// Segment is a part of an inline formula that does not break. Space stands
// behind it, gives by Stretch and Shrink, and falls away where a line breaks;
// Penalty is what breaking there costs, as in package linebreak.
type Segment struct {
	*box.Box
	Space, Stretch, Shrink box.Length
	Penalty                int
}

// What a line break in a formula costs, after a relation and after a binary
// operator: more than TeX's 500 and 700, for the formulas of a text are short
// and its lines have other places to break.
const (
	relPenalty = 1500
	binPenalty = 3000
)

// Inline sets a formula in a line of text. It may break after relations and
// binary operators that are outside braces.
func (s Setting) Inline(f *Formula) ([]Segment, error) {
	l := newLayouter(s, f)
	var segments []Segment
	for _, cell := range f.cells {
		segments = append(segments, l.segments(l.items(cell, style{level: text}))...)
	}
	return segments, l.err
}

// Display sets a formula on a line of its own, one box a cell.
func (s Setting) Display(f *Formula) ([]*box.Box, error) {
	l := newLayouter(s, f)
	var cells []*box.Box
	for i, cell := range f.cells {
		items := l.items(cell, style{level: display})
		if i > 0 { // what comes before the & is an atom to what comes after it
			items = append([]item{{box: &box.Box{}, class: ord}}, items...)
		}
		cells = append(cells, l.join(items, style{level: display}))
	}
	return cells, l.err
}

// style is how large and how loosely a part of a formula is set.
type style struct {
	level   level
	cramped bool // superscripts are raised less
}

type level int

const (
	display level = iota
	text
	script
	scriptScript
)

func (s style) sup() style {
	return style{max(script, min(s.level+1, scriptScript)), s.cramped}
}

func (s style) sub() style { return style{s.sup().level, true} }

func (s style) numerator() style {
	return style{min(s.level+1, scriptScript), s.cramped}
}

func (s style) denominator() style { return style{s.numerator().level, true} }

func (s style) cramp() style { return style{s.level, true} }

// scripts is 0 for text, 1 for scripts and 2 for scripts of scripts.
func (s style) scripts() int { return max(0, int(s.level)-int(text)) }

// layouter sets one formula. It goes by The TeXbook's appendix G, with the
// parameters of the MATH table in place of TeX's.
type layouter struct {
	Setting
	c       *font.MathConstants
	formula *Formula
	err     error // the first
}

func newLayouter(s Setting, f *Formula) *layouter {
	return &layouter{Setting: s, c: &s.Math.Math.Constants, formula: f}
}

func (l *layouter) fail(format string, args ...any) {
	if l.err == nil {
		l.err = fmt.Errorf("formula %q: %s", l.formula.source, fmt.Sprintf(format, args...))
	}
}

func (l *layouter) size(s style) box.Length {
	switch s.level {
	case script:
		return l.Size.Scale(int64(l.c.ScriptPercentScaleDown), 100)
	case scriptScript:
		return l.Size.Scale(int64(l.c.ScriptScriptPercentScaleDown), 100)
	}
	return l.Size
}

// units is a length in font units at the size of a style.
func (l *layouter) units(u int, s style) box.Length {
	return l.size(s).Scale(int64(u), int64(l.Math.UnitsPerEm))
}

func (l *layouter) mu(mu int, s style) box.Length { return l.size(s).Scale(int64(mu), 18) }

// item is an atom that has been set.
type item struct {
	box     *box.Box
	class   class
	space   box.Length // that the source asks for behind it
	italic  box.Length // italic correction of a bare letter, not in the box
	slanted bool       // a letter of an italic alphabet
}

// items sets atoms one by one.
func (l *layouter) items(nodes []node, s style) []item {
	var items []item
	for _, n := range nodes {
		switch n := n.(type) {
		case kern:
			if len(items) == 0 {
				items = append(items, item{box: &box.Box{}, class: ord})
			}
			items[len(items)-1].space += l.mu(n.mu, s)
		case *atom:
			items = append(items, l.atom(n, s))
		}
	}
	classes := make([]*class, len(items))
	for i := range items {
		classes[i] = &items[i].class
	}
	settleClasses(classes)
	return items
}

// settleClasses makes binary operators ordinary that have nothing to join
// (rules 5 and 6).
func settleClasses(classes []*class) {
	for i, c := range classes {
		if *c == bin && (i == 0 || joinsNothingAfter(*classes[i-1])) {
			*c = ord
		}
		endsFormula := i == len(classes)-1
		if i > 0 && *classes[i-1] == bin && (*c == rel || *c == closing || *c == punct) {
			*classes[i-1] = ord
		}
		if endsFormula && *c == bin {
			*c = ord
		}
	}
}

func joinsNothingAfter(c class) bool {
	return c == bin || c == op || c == rel || c == opening || c == punct
}

// spacing between two classes (The TeXbook, p. 170) in mu; negative where it
// holds in display and text style alone.
var spacing = [8][8]int{
	ord:     {0, 3, -4, -5, 0, 0, 0, -3},
	op:      {3, 3, 0, -5, 0, 0, 0, -3},
	bin:     {-4, -4, 0, 0, -4, 0, 0, -4},
	rel:     {-5, -5, 0, 0, -5, 0, 0, -5},
	opening: {0, 0, 0, 0, 0, 0, 0, 0},
	closing: {0, 3, -4, -5, 0, 0, 0, -3},
	punct:   {-3, -3, 0, -3, -3, -3, -3, -3},
	inner:   {-3, 3, -4, -5, -3, 0, -3, -3},
}

// gap is the space between two items, italic correction included.
func (l *layouter) gap(a, b item, s style) box.Length {
	mu := spacing[a.class][b.class]
	if mu < 0 && s.level > text {
		mu = 0
	}
	return l.mu(max(mu, -mu), s) + a.space + correction(a, b)
}

// correction is the italic correction of a before b: a slanted letter that
// follows leans the same way and needs none.
func correction(a, b item) box.Length {
	if b.slanted && a.space == 0 {
		return 0
	}
	return a.italic
}

// join puts items side by side.
func (l *layouter) join(items []item, s style) *box.Box {
	b := &box.Box{}
	for i, it := range items {
		b.Append(it.box)
		if i+1 < len(items) {
			b.Width += l.gap(it, items[i+1], s)
		} else {
			b.Width += it.space + it.italic
		}
	}
	return b
}

// give is by how much the space between two items stretches and shrinks
// (The TeXbook, p. 168): that around relations and binary operators does. That
// of operators shrinks by a half, and not to nothing as TeX's does.
func (l *layouter) give(a, b item) (stretch, shrink box.Length) {
	s := style{level: text}
	switch spacing[a.class][b.class] {
	case -4:
		return l.mu(2, s), l.mu(2, s)
	case -5:
		return l.mu(5, s), 0
	}
	return 0, 0
}

// joins reports whether a class is of what stands between two parts of a formula.
func joins(c class) bool { return c == rel || c == bin }

// segments joins items between the places where a line may break or space gives.
func (l *layouter) segments(items []item) []Segment {
	var segments []Segment
	s := style{level: text}
	for len(items) > 0 {
		n := 1
		for n < len(items) && !joins(items[n-1].class) && !joins(items[n].class) {
			n++
		}
		last := items[n-1]
		segment := Segment{Box: l.join(items[:n], s), Penalty: linebreak.Never}
		segment.Width -= last.space
		segment.Space = last.space
		if n < len(items) {
			segment.Width -= last.italic
			segment.Space = l.gap(last, items[n], s)
			segment.Stretch, segment.Shrink = l.give(last, items[n])
			switch last.class {
			case rel:
				segment.Penalty = relPenalty
			case bin:
				segment.Penalty = binPenalty
			}
		}
		segments = append(segments, segment)
		items = items[n:]
	}
	return segments
}

// set is nodes as one box.
func (l *layouter) set(nodes []node, s style) *box.Box { return l.join(l.items(nodes, s), s) }

// nucleusBox is a nucleus that has been set, with what scripts need to know.
type nucleusBox struct {
	*box.Box
	isGlyph bool // a single character, be it with an accent
	glyph   font.GlyphID
	size    box.Length
	bare    box.Length // height without an accent
	italic  box.Length // not in the box
	slant   box.Length // of a large operator: by how much its top is right of its foot
	slanted bool
}

// atom sets an atom with its scripts.
func (l *layouter) atom(a *atom, s style) item {
	n := l.nucleus(a, s)
	switch {
	case a.sup == nil && a.sub == nil:
		return item{box: n.Box, class: a.class, italic: n.italic, slanted: n.slanted}
	case a.limits && s.level == display:
		return item{box: l.limits(n, a, s), class: a.class}
	}
	return item{box: l.scripts(n, a, s), class: a.class}
}

func (l *layouter) nucleus(a *atom, s style) nucleusBox {
	switch n := a.nucleus.(type) {
	case char:
		return l.char(n.r, a.class, s)
	case list:
		if inner, ok := single(n.nodes); ok {
			return l.nucleus(inner, s)
		}
		return nucleusBox{Box: l.set(n.nodes, s)}
	case words:
		return nucleusBox{Box: l.words(n, s)}
	case fraction:
		return nucleusBox{Box: l.fraction(n, s)}
	case radical:
		return nucleusBox{Box: l.radical(n, s)}
	case accent:
		return l.accent(n, s)
	case overlined:
		return nucleusBox{Box: l.overline(n, s)}
	case fenced:
		return nucleusBox{Box: l.fenced(n, s)}
	}
	return nucleusBox{Box: &box.Box{}}
}

// single is the only atom of a list, if it has no scripts.
func single(nodes []node) (*atom, bool) {
	if len(nodes) != 1 {
		return nil, false
	}
	a, ok := nodes[0].(*atom)
	return a, ok && a.sup == nil && a.sub == nil
}

// char sets a character; a large operator stands centred on the axis.
func (l *layouter) char(r rune, c class, s style) nucleusBox {
	g, ok := l.Math.ScriptGlyph(r, s.scripts())
	if !ok {
		l.fail("%s has no %q (U+%04X)", l.Math.Name, r, r)
		return nucleusBox{Box: &box.Box{}}
	}
	if c == op {
		if s.level == display {
			g = l.variant(g, l.units(l.c.DisplayOperatorMinHeight, s), s)
		}
		return l.centred(g, copied(r), s)
	}
	b := l.glyph(g, copied(r), s)
	return nucleusBox{
		Box: b, isGlyph: true, glyph: g, size: l.size(s), bare: b.Height,
		italic: l.units(l.Math.Math.Italic(g), s), slanted: isSlanted(r),
	}
}

// centred is a glyph centred on the axis.
func (l *layouter) centred(g font.GlyphID, text string, s style) nucleusBox {
	b := l.glyph(g, text, s)
	raised := (b.Depth-b.Height)/2 + l.units(l.c.AxisHeight, s)
	b.Items[0].Y = raised
	b.Height, b.Depth = b.Height+raised, b.Depth-raised
	return nucleusBox{Box: b, slant: l.units(l.Math.Math.Italic(g), s)}
}

func isSlanted(r rune) bool {
	return r == 'ℎ' || r >= 0x1D434 && r <= 0x1D49B || r >= 0x1D6E2 && r <= 0x1D755
}

// glyph is a glyph as a box.
func (l *layouter) glyph(g font.GlyphID, text string, s style) *box.Box {
	size := l.size(s)
	e := l.Math.Extents(g)
	b := &box.Box{
		Width:  l.units(l.Math.Advance(g), s),
		Height: l.units(e.YMax, s),
		Depth:  l.units(-e.YMin, s),
	}
	b.Put(0, 0, &box.Run{Face: l.Math, Size: size, Colour: l.Colour, Glyphs: []box.Glyph{{ID: g, Advance: b.Width, Text: text}}})
	return b
}

// words are upright text.
func (l *layouter) words(w words, s style) *box.Box {
	face := l.Math
	if w.roman {
		face = l.Text
	}
	if missing := face.Missing(w.text); len(missing) > 0 {
		l.fail("%s has no %q (U+%04X)", face.Name, missing[0], missing[0])
		return &box.Box{}
	}
	run := box.Shaped(face, l.size(s), l.Colour, w.text, w.roman)
	b := &box.Box{Width: run.Width()}
	for _, g := range run.Glyphs {
		e := face.Extents(g.ID)
		b.Height = max(b.Height, run.Size.Scale(int64(e.YMax), int64(face.UnitsPerEm)))
		b.Depth = max(b.Depth, run.Size.Scale(int64(-e.YMin), int64(face.UnitsPerEm)))
	}
	b.Put(0, 0, run)
	return b
}
