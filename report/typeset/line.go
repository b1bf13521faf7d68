package typeset

import (
	"firststep/report/typeset/box"
	"firststep/report/typeset/linebreak"
)

// line sets the items from start up to the break at end, justified to a width.
func (p *paragraph) line(start, end int, x, width box.Length) *box.Box {
	segments := p.segments(start, end)
	l := liner{box: &box.Box{}, x: x}
	if width != asWideAsItIs {
		l.justify(p, segments, start, end, width)
	}
	for _, s := range segments {
		l.put(s)
	}
	reached := l.x
	if style, ok := p.spaceAt(end); ok && len(segments) > 0 {
		l.space(segment{style: style, glue: &linebreak.Item{}})
	}
	l.end()
	l.box.Width = reached
	return l.box
}

// spaceAt is the style of the space that falls away where a line breaks at end.
// The line ends with it all the same, for who copies the text or hears it.
func (p *paragraph) spaceAt(end int) (style textStyle, ok bool) {
	for ; end < len(p.items) && p.items[end].Kind != linebreak.Box; end++ {
		if p.parts[end].text == " " {
			return p.parts[end].style, true
		}
	}
	return textStyle{}, false
}

// segment is a part of a line: a shaped stretch of text, a space or a box.
type segment struct {
	style textStyle
	run   *box.Run
	box   *box.Box
	glue  *linebreak.Item
}

// softHyphen is what a hyphen that divides a word is copied as.
const softHyphen = "\u00AD"

func (p *paragraph) segments(start, end int) []segment {
	var segments []segment
	var fragment part
	flush := func() {
		if fragment.text != "" {
			segments = append(segments, segment{style: fragment.style, run: fragment.style.run(fragment.text)})
			fragment = part{}
		}
	}
	for i := start; i < end; i++ {
		item, pt := &p.items[i], p.parts[i]
		switch {
		case item.Kind == linebreak.Box && pt.box != nil:
			flush()
			segments = append(segments, segment{style: pt.style, box: pt.box})
		case item.Kind == linebreak.Box:
			if pt.word != fragment.word || pt.style != fragment.style {
				flush()
			}
			pt.text = fragment.text + pt.text
			fragment = pt
		case item.Kind == linebreak.Glue:
			flush()
			segments = append(segments, segment{style: pt.style, glue: item})
		}
	}
	if end < len(p.items) && p.items[end].Hyphen && fragment.text != "" {
		run := fragment.style.run(fragment.text + "-")
		hyphenated := *run
		hyphenated.Glyphs[len(run.Glyphs)-1].Text = softHyphen
		return append(segments, segment{style: fragment.style, run: &hyphenated})
	}
	flush()
	return segments
}

// liner puts segments on a line. What belongs to an element of its own, such
// as a link, goes into a box within the line's.
type liner struct {
	box   *box.Box
	x     box.Length
	spare distributor

	expansion int // of the glyphs, in thousandths

	style  textStyle // whose element the last segment belongs to
	inside *box.Box  // its box, at the start of the line; nil where it has none
	from   box.Length
}

// ratio is by how much glue gives: spare over the sum of what it can give.
type ratio struct{ spare, sum box.Length }

// distributor shares spare space out among glue, so that rounding does not add up.
type distributor struct {
	ratio
	given  box.Length // stretch or shrink of the glue so far
	shared box.Length // what that glue has got
}

// share is what the next glue gets.
func (d *distributor) share(stretch, shrink box.Length) box.Length {
	if d.sum == 0 {
		return 0
	}
	if d.spare > 0 {
		d.given += stretch
	} else {
		d.given += shrink
	}
	total := d.spare.Scale(int64(d.given), int64(d.sum))
	share := total - d.shared
	d.shared = total
	return share
}

// justify lets the segments fill a width: the glyphs are set wider or narrower
// as far as they may be, and space gives the rest.
func (l *liner) justify(p *paragraph, segments []segment, start, end int, width box.Length) {
	width += p.items[start].Left + rightOverhangAt(p.items, end)
	l.x -= p.items[start].Left
	g := give(segments)
	spare := width - g.natural
	if !p.loose && (spare < 0 || g.stretch < linebreak.Fill) {
		l.expand(segments, spare, g.glyphs)
		spare = width - give(segments).natural
	}
	switch {
	case spare > 0 && g.stretch > 0 && !p.loose:
		l.spare.ratio = ratio{spare, g.stretch}
	case spare < 0 && g.shrink > 0:
		l.spare.ratio = ratio{max(spare, -g.shrink), g.shrink}
	}
}

// given is what segments take up on a line, and what they can give.
type given struct {
	natural         box.Length
	stretch, shrink box.Length // of the space
	glyphs          box.Length // the width of those that may be expanded
}

func give(segments []segment) given {
	var g given
	for _, s := range segments {
		switch {
		case s.run != nil:
			g.natural += s.run.Width()
			if s.style.expands() {
				g.glyphs += s.run.Width()
			}
		case s.box != nil:
			g.natural += s.box.Width
		case s.glue != nil:
			g.natural += s.glue.Width
			g.stretch += s.glue.Stretch
			g.shrink += s.glue.Shrink
		}
	}
	return g
}

// expand sets a line's glyphs wider or narrower to take up what is to spare,
// all by the same.
func (l *liner) expand(segments []segment, spare, glyphs box.Length) {
	if glyphs == 0 {
		return
	}
	l.expansion = max(-mostExpansion, min(int(spare*1000/glyphs), mostExpansion))
	for i := range segments {
		if s := &segments[i]; s.run != nil && s.style.expands() {
			s.run = s.run.Expanded(l.expansion)
		}
	}
}

func rightOverhangAt(items []linebreak.Item, end int) box.Length {
	if end < len(items) && items[end].Hyphen {
		return items[end].Right
	}
	for i := end - 1; i >= 0; i-- {
		if items[i].Kind == linebreak.Box {
			return items[i].Right
		}
	}
	return 0
}

func (l *liner) put(s segment) {
	switch {
	case s.glue != nil:
		l.space(s)
		return
	case s.box != nil:
		l.follow(s.style)
		l.current().Put(l.x, 0, s.box)
		l.x += s.box.Width
		l.box.Height, l.box.Depth = max(l.box.Height, s.box.Height), max(l.box.Depth, s.box.Depth)
	case s.run != nil:
		l.follow(s.style)
		l.current().Put(l.x, 0, s.run)
		l.x += s.run.Width()
	}
	l.box.Height = max(l.box.Height, s.style.size.Scale(72, 100))
	l.box.Depth = max(l.box.Depth, s.style.size.Scale(22, 100))
}

// space puts a space, as a character of the run before it where there is one,
// so that copied text has it.
func (l *liner) space(s segment) {
	width := s.glue.Width + l.spare.share(s.glue.Stretch, s.glue.Shrink)
	if s.style.size == 0 { // the space of a formula
		l.x += width
		return
	}
	l.follow(s.style)
	run := s.style.run(" ")
	if s.style.expands() {
		run.Expansion = l.expansion // as the words beside it
	}
	run.Glyphs[0].Advance = width
	l.current().Put(l.x, 0, run)
	l.x += width
}

// current is the box for what comes next.
func (l *liner) current() *box.Box {
	if l.inside != nil {
		return l.inside
	}
	return l.box
}

// follow goes from one element to the next.
func (l *liner) follow(style textStyle) {
	if style.element == l.style.element {
		return
	}
	l.end()
	if style.element != nil {
		l.style, l.from = style, l.x
		l.inside = box.Tagged(style.element)
		l.box.Put(0, 0, l.inside)
	}
}

// end ends an element's box; that of a link gets the area to click.
func (l *liner) end() {
	if link := l.style.link; l.inside != nil && link != nil {
		size := l.style.size
		l.inside.Put(l.from, -size.Scale(25, 100), &box.Link{
			Width: l.x - l.from, Height: size, Anchor: link.anchor, URL: link.url, Says: link.says,
		})
	}
	l.inside, l.style = nil, textStyle{}
}
