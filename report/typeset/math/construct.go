package math

import (
	"firststep/report/typeset/box"
	"firststep/report/typeset/font"
)

// scripts sets scripts beside a nucleus (appendix G, rule 18).
func (l *layouter) scripts(n nucleusBox, a *atom, s style) *box.Box {
	var up, down box.Length
	if !n.isGlyph {
		up = n.Height - l.units(l.c.SuperscriptBaselineDropMax, s.sup())
		down = n.Depth + l.units(l.c.SubscriptBaselineDropMin, s.sub())
	}
	b := &box.Box{}
	b.Append(n.Box)
	var sup, sub *box.Box
	if a.sup != nil {
		sup = l.set(a.sup, s.sup())
		copyScript(sup, raised, "^")
		rise := l.c.SuperscriptShiftUp
		if s.cramped {
			rise = l.c.SuperscriptShiftUpCramped
		}
		up = max(up, l.units(rise, s), sup.Depth+l.units(l.c.SuperscriptBottomMin, s))
	}
	if a.sub != nil {
		sub = l.set(a.sub, s.sub())
		copyScript(sub, lowered, "_")
		down = max(down, l.units(l.c.SubscriptShiftDown, s))
	}
	switch {
	case sup == nil:
		down = max(down, sub.Height-l.units(l.c.SubscriptTopMax, s))
	case sub != nil:
		up, down = l.separate(sup, sub, up, down, s)
	}
	if sup != nil {
		l.attach(b, sup, n.Width+l.supKern(n, sup, a.sup, up, s), up)
	}
	if sub != nil {
		l.attach(b, sub, n.Width+l.subKern(n, sub, a.sub, down, s), -down)
	}
	b.Width += l.units(l.c.SpaceAfterScript, s)
	return b
}

// separate moves two scripts apart until the gap between them is wide enough.
func (l *layouter) separate(sup, sub *box.Box, up, down box.Length, s style) (box.Length, box.Length) {
	gap := (up - sup.Depth) - (sub.Height - down)
	least := l.units(l.c.SubSuperscriptGapMin, s)
	if gap >= least {
		return up, down
	}
	down += least - gap
	if lift := l.units(l.c.SuperscriptBottomMaxWithSubscript, s) - (up - sup.Depth); lift > 0 {
		up, down = up+lift, down-lift
	}
	return up, down
}

// attach puts c into b at (x, y) and grows b to hold it.
func (l *layouter) attach(b, c *box.Box, x, y box.Length) {
	b.Put(x, y, c)
	b.Width = max(b.Width, x+c.Width)
	b.Height = max(b.Height, c.Height+y)
	b.Depth = max(b.Depth, c.Depth-y)
}

// supKern is the distance from the nucleus's advance to a superscript. A
// positive cut-in of the nucleus says how far that is; else it is the italic
// correction, with the cut-ins of both added.
func (l *layouter) supKern(n nucleusBox, sup *box.Box, nodes []node, up box.Length, s style) box.Length {
	cutIn := l.cutIn(n, font.TopRight, nodes, font.BottomLeft, up-sup.Depth, n.bare, up, s.sup())
	if cutIn > 0 {
		return cutIn
	}
	return n.italic + cutIn
}

// headroom is by how much, in thousandths of an em, a subscript may stand higher
// than a step of its nucleus's staircase. Staircases end in a step that keeps
// scripts clear of the letter's widest part; they are drawn for letters as tall
// as in the text, and the forms for scripts are taller.
const headroom = 40

func (l *layouter) subKern(n nucleusBox, sub *box.Box, nodes []node, down box.Length, s style) box.Length {
	top := sub.Height - down - l.size(s).Scale(headroom, 1000)
	return -n.slant + l.cutIn(n, font.BottomRight, nodes, font.TopLeft, top, -n.Depth, -down, s.sub())
}

// cutIn is the kern between a nucleus and a script that starts with a
// character. Both have a staircase of kerns; they are read at the two heights
// between which the two face each other, and the wider distance holds (OpenType
// specification, MathKernInfo). shift is the script's baseline.
func (l *layouter) cutIn(n nucleusBox, corner font.Corner, nodes []node, opposite font.Corner, height1, height2, shift box.Length, s style) box.Length {
	if !n.isGlyph {
		return 0
	}
	var first nucleusBox
	if a, ok := firstAtom(nodes); ok {
		if c, ok := a.nucleus.(char); ok {
			first = l.char(c.r, a.class, s)
		}
	}
	at := func(height box.Length) box.Length {
		kern := l.kernAt(n, corner, height)
		if first.isGlyph {
			kern += l.kernAt(first, opposite, height-shift)
		}
		return kern
	}
	return max(at(height1), at(height2))
}

func firstAtom(nodes []node) (*atom, bool) {
	if len(nodes) == 0 {
		return nil, false
	}
	a, ok := nodes[0].(*atom)
	return a, ok
}

func (l *layouter) kernAt(n nucleusBox, corner font.Corner, height box.Length) box.Length {
	em := int64(l.Math.UnitsPerEm)
	units := height.Scale(em, int64(n.size))
	return n.size.Scale(int64(l.Math.Math.Kern(n.glyph, corner).At(int(units))), em)
}

// limits sets scripts above and below a nucleus (rule 13a).
func (l *layouter) limits(n nucleusBox, a *atom, s style) *box.Box {
	b := &box.Box{}
	var sup, sub *box.Box
	width := n.Width
	if a.sup != nil {
		sup = l.set(a.sup, s.sup())
		width = max(width, sup.Width)
	}
	if a.sub != nil {
		sub = l.set(a.sub, s.sub())
		width = max(width, sub.Width)
	}
	l.attach(b, n.Box, (width-n.Width)/2, 0)
	if sup != nil {
		rise := n.Height + max(l.units(l.c.UpperLimitGapMin, s)+sup.Depth, l.units(l.c.UpperLimitBaselineRiseMin, s))
		l.attach(b, sup, (width-sup.Width)/2+n.slant/2, rise)
	}
	if sub != nil {
		drop := n.Depth + max(l.units(l.c.LowerLimitGapMin, s)+sub.Height, l.units(l.c.LowerLimitBaselineDropMin, s))
		l.attach(b, sub, (width-sub.Width)/2-n.slant/2, -drop)
	}
	b.Width = width
	return b
}

// fractionBearing is the space on both sides of a fraction (\nulldelimiterspace,
// 1.2 pt at 10 pt), in thousandths of the size.
const fractionBearing = 120

// fraction sets a fraction (rule 15).
func (l *layouter) fraction(f fraction, s style) *box.Box {
	above, below := l.c.FractionNumeratorShiftUp, l.c.FractionDenominatorShiftDown
	gapAbove, gapBelow := l.c.FractionNumeratorGapMin, l.c.FractionDenominatorGapMin
	if s.level == display {
		above, below = l.c.FractionNumeratorDisplayStyleShiftUp, l.c.FractionDenominatorDisplayStyleShiftDown
		gapAbove, gapBelow = l.c.FractionNumDisplayStyleGapMin, l.c.FractionDenomDisplayStyleGapMin
	}
	numerator, denominator := l.set(f.numerator, s.numerator()), l.set(f.denominator, s.denominator())
	axis, thickness := l.units(l.c.AxisHeight, s), l.units(l.c.FractionRuleThickness, s)
	up := max(l.units(above, s), axis+thickness/2+l.units(gapAbove, s)+numerator.Depth)
	down := max(l.units(below, s), denominator.Height+l.units(gapBelow, s)+thickness/2-axis)

	bearing := l.size(s).Scale(fractionBearing, 1000)
	width := max(numerator.Width, denominator.Width)
	b := &box.Box{}
	l.attach(b, numerator, bearing+(width-numerator.Width)/2, up)
	b.Put(bearing, axis-thickness/2, &box.Rule{Width: width, Height: thickness, Colour: l.Colour})
	l.attach(b, denominator, bearing+(width-denominator.Width)/2, -down)
	b.Width = width + 2*bearing
	return b
}

// radical sets a root (rule 11).
func (l *layouter) radical(r radical, s style) *box.Box {
	radicand := l.set(r.radicand, s.cramp())
	gap := l.units(l.c.RadicalVerticalGap, s)
	if s.level == display {
		gap = l.units(l.c.RadicalDisplayStyleVerticalGap, s)
	}
	thickness := l.units(l.c.RadicalRuleThickness, s)
	surd := l.stretched('√', radicand.Height+radicand.Depth+gap+thickness, s)

	// What the sign is too tall goes half above and half below the radicand.
	spare := surd.Height + surd.Depth - (radicand.Height + radicand.Depth + gap + thickness)
	top := radicand.Height + gap + max(0, spare)/2 + thickness
	b := &box.Box{}
	x := box.Length(0)
	if len(r.degree) > 0 {
		degree := l.set(r.degree, style{scriptScript, s.cramped})
		x = max(0, l.units(l.c.RadicalKernBeforeDegree, s)+degree.Width+l.units(l.c.RadicalKernAfterDegree, s))
		raised := top - (surd.Height + surd.Depth) + (surd.Height+surd.Depth).Scale(int64(l.c.RadicalDegreeBottomRaisePercent), 100)
		l.attach(b, degree, l.units(l.c.RadicalKernBeforeDegree, s), raised+degree.Depth)
	}
	l.attach(b, surd, x, top-surd.Height)
	x += surd.Width
	b.Put(x, top-thickness, &box.Rule{Width: radicand.Width, Height: thickness, Colour: l.Colour})
	l.attach(b, radicand, x, 0)
	b.Height = top + l.units(l.c.RadicalExtraAscender, s)
	return b
}

// accent sets a mark over a formula (rule 12). Scripts of an accented letter
// stand where they would without the accent.
func (l *layouter) accent(a accent, s style) nucleusBox {
	base := l.accented(a, s)
	g, ok := l.Math.Glyph(a.mark)
	if !ok {
		l.fail("%s has no U+%04X", l.Math.Name, a.mark)
		return base
	}
	centre := (base.Width + base.italic) / 2
	if x, ok := l.Math.Math.TopAccent(base.glyph); ok && base.isGlyph {
		centre = l.units(x, s)
	}
	e := l.Math.Extents(g)
	foot, ok := l.Math.Math.TopAccent(g)
	if !ok {
		foot = (e.XMin + e.XMax) / 2
	}
	mark := l.glyph(g, string(a.mark), s)
	raised := base.Height - min(base.Height, l.units(l.c.AccentBaseHeight, s))
	b := &box.Box{}
	b.Append(base.Box)
	b.Put(centre-l.units(foot, s), raised, mark)
	b.Height = max(b.Height, raised+mark.Height)
	base.Box = b
	return base
}

// accented is what an accent stands over.
func (l *layouter) accented(a accent, s style) nucleusBox {
	if only, ok := single(a.base); ok {
		if c, ok := only.nucleus.(char); ok {
			return l.char(c.r, only.class, s)
		}
	}
	return nucleusBox{Box: l.set(a.base, s.cramp())}
}

func (l *layouter) overline(o overlined, s style) *box.Box {
	base := l.set(o.nodes, s.cramp())
	thickness := l.units(l.c.OverbarRuleThickness, s)
	y := base.Height + l.units(l.c.OverbarVerticalGap, s)
	b := &box.Box{}
	b.Append(base)
	b.Put(0, y, &box.Rule{Width: base.Width, Height: thickness, Colour: l.Colour})
	b.Height = y + thickness + l.units(l.c.OverbarExtraAscender, s)
	return b
}

// delimiterFactor and delimiterShortfall say how much of a formula a
// delimiter covers (The TeXbook, p. 152): 901 thousandths, or all but 5 pt.
const (
	delimiterFactor    = 901
	delimiterShortfall = 5 * box.Point
)

// fenced sets delimiters around a formula, as high as it is (rule 19).
func (l *layouter) fenced(f fenced, s style) *box.Box {
	content := l.set(f.nodes, s)
	axis := l.units(l.c.AxisHeight, s)
	reach := 2 * max(content.Height-axis, content.Depth+axis)
	height := max(reach.Scale(delimiterFactor, 1000), reach-delimiterShortfall)
	b := &box.Box{}
	l.appendFence(b, f.left, height, s)
	b.Append(content)
	l.appendFence(b, f.right, height, s)
	return b
}

func (l *layouter) appendFence(b *box.Box, r rune, height box.Length, s style) {
	if r == 0 {
		b.Width += l.size(s).Scale(fractionBearing, 1000)
		return
	}
	fence := l.stretched(r, height, s)
	raised := (fence.Depth-fence.Height)/2 + l.units(l.c.AxisHeight, s)
	l.attach(b, fence, b.Width, raised)
}

// variant is the smallest form of a glyph that reaches a height.
func (l *layouter) variant(g font.GlyphID, height box.Length, s style) font.GlyphID {
	for _, v := range l.Math.Math.Vertical(g).Variants {
		g = v.ID
		if l.units(v.Extent, s) >= height {
			break
		}
	}
	return g
}

// stretched is a character at least as tall as height: the character itself,
// a larger variant, or built of parts.
func (l *layouter) stretched(r rune, height box.Length, s style) *box.Box {
	g, ok := l.Math.Glyph(r)
	if !ok {
		l.fail("%s has no %q", l.Math.Name, r)
		return &box.Box{}
	}
	if own := l.glyph(g, string(r), s); own.Height+own.Depth >= height {
		return own
	}
	stretch := l.Math.Math.Vertical(g)
	largest := l.variant(g, height, s)
	b := l.glyph(largest, string(r), s)
	if b.Height+b.Depth >= height || len(stretch.Parts) == 0 {
		return b
	}
	return l.assembled(stretch.Parts, string(r), height, s)
}

// assembled builds a glyph of parts from the bottom up. Extenders are repeated
// until the parts, overlapping as little as they may, reach the height; then
// they are pushed together to meet it.
func (l *layouter) assembled(parts []font.Part, text string, height box.Length, s style) *box.Box {
	repeats := 0
	var list []font.Part
	for {
		list = repeatExtenders(parts, repeats)
		if l.units(reach(list, l.Math.Math.MinConnectorOverlap), s) >= height || repeats > 200 {
			break
		}
		repeats++
	}
	overlap := box.Length(0)
	if joints := box.Length(len(list) - 1); joints > 0 {
		least := l.units(l.Math.Math.MinConnectorOverlap, s)
		spare := l.units(reach(list, l.Math.Math.MinConnectorOverlap), s) - height
		overlap = least + max(0, spare)/joints
	}
	b := &box.Box{}
	y := box.Length(0)
	for i, part := range list {
		g := l.glyph(part.ID, text, s)
		text = ""
		if i > 0 {
			connector := l.units(min(part.StartConnector, list[i-1].EndConnector), s)
			y -= min(overlap, connector)
		}
		b.Put(0, y+g.Depth, g)
		b.Width = max(b.Width, g.Width)
		y += l.units(part.Extent, s)
	}
	b.Height = y
	return b
}

func repeatExtenders(parts []font.Part, times int) []font.Part {
	var list []font.Part
	for _, p := range parts {
		n := 1
		if p.Extender {
			n = times
		}
		for range n {
			list = append(list, p)
		}
	}
	return list
}

// reach is how tall parts are that overlap as little as they may.
func reach(parts []font.Part, overlap int) int {
	total := 0
	for i, p := range parts {
		total += p.Extent
		if i > 0 {
			total -= overlap
		}
	}
	return total
}
