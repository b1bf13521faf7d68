package typeset

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"firststep/report/typeset/box"
	"firststep/report/typeset/tag"

	"gonum.org/v1/plot/vg"
)

// blocks sets blocks one below the other. It goes on after an error, to report
// all of them.
func (s *setter) blocks(v *vlist, blocks []Block, size typeSize) error {
	var errs []error
	var runIn *Heading // waits for its paragraph
	for i, b := range blocks {
		if runIn != nil {
			if _, ok := b.(Paragraph); !ok {
				errs = append(errs, fmt.Errorf("the heading %q of level 3 wants a paragraph after it, to run into", runIn.Text))
				runIn = nil
			}
		}
		var err error
		switch b := b.(type) {
		case Heading:
			if b.Level >= 3 {
				runIn = &b
				continue
			}
			err = s.setHeading(v, b)
		case Paragraph:
			err = s.setParagraph(v, b, runIn, size)
			runIn = nil
		case Abstract:
			err = s.setText(v, b.Text, textStyle{size: abstractSize.size}, abstractSize, 0)
			v.flush = true
		case Equation:
			err = s.setEquation(v, b, size)
		case Figure:
			err = s.setFigure(v, b, s.numbers[&blocks[i]])
		case Table:
			err = s.setTable(v, b, s.numbers[&blocks[i]])
		case Box:
			err = s.setBox(v, b)
		case Contents:
			s.setContents(v)
		case Bibliography:
			err = s.setBibliography(v)
		default:
			err = fmt.Errorf("a block of type %T cannot be set", b)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// setText sets a justified paragraph.
func (s *setter) setText(v *vlist, text string, style textStyle, size typeSize, indent box.Length) error {
	p, err := s.paragraph(text, style)
	if err != nil {
		return err
	}
	v.lines(tagged(s.add(tag.Paragraph), p.lines(v.width, indent)), size.leading)
	return nil
}

func (s *setter) setParagraph(v *vlist, b Paragraph, runIn *Heading, size typeSize) error {
	first := indent
	if v.flush || b.NoIndent {
		first = 0
	}
	if runIn != nil {
		v.breakable(runInBreak)
		v.flush = false
		return s.setRunIn(v, *runIn, b.Text, size)
	}
	p, err := s.paragraph(b.Text, textStyle{size: size.size})
	if err != nil {
		return err
	}
	lines := p.lines(v.width, first)
	if len(lines) > 2 {
		v.breakable(0)
	} else {
		v.breakable(pairBreak)
	}
	if !v.flush {
		v.skip(paragraphSkip)
	}
	v.flush = false
	v.lines(tagged(s.add(tag.Paragraph), lines), size.leading)
	return nil
}

// setRunIn sets a paragraph that begins with a heading.
func (s *setter) setRunIn(v *vlist, heading Heading, text string, size typeSize) error {
	v.skip(runInAbove)
	element := s.addHeading(s.headings[s.heading].depth, true)
	s.bookmark(v)
	style := textStyle{size: size.size}
	bold := style
	bold.bold, bold.element = true, element
	p := &paragraph{}
	err := errors.Join(
		s.read(p, sentence(heading.Text), bold),
		s.read(p, "\u2002", style),
		s.read(p, text, style),
	)
	if err != nil {
		return err
	}
	v.lines(tagged(s.add(tag.Paragraph), p.lines(v.width, 0)), size.leading)
	return nil
}

// sentence is a text that ends with a full stop, if with no mark of its own.
func sentence(text string) string {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(text, "*}”’"))
	if strings.ContainsRune(".?!:", last) {
		return text
	}
	return text + "."
}

// bookmark puts the next heading's anchor here.
func (s *setter) bookmark(v *vlist) {
	h := s.headings[s.heading]
	b := &box.Box{}
	anchor := &box.Anchor{Name: h.anchor, Level: h.depth, Title: s.said(h)}
	b.Put(0, bodySize.leading, anchor)
	s.bookmarks[anchor] = s.heading
	s.heading++
	depth := v.lastDepth
	v.put(b)
	v.penalty(noBreak)
	v.lastDepth = depth
}

// said is a heading in the outline and in words: with its number, and without
// the full stop of one that runs into a paragraph.
func (s *setter) said(h heading) string {
	title := strings.TrimSuffix(s.plain(h.Text), ".")
	if h.number != "" {
		title = h.number + " " + title
	}
	return title
}

// setHeading sets a heading of level 1 or 2, its number in the margin.
func (s *setter) setHeading(v *vlist, b Heading) error {
	size, above, below := sectionSize, sectionAbove, sectionBelow
	if b.Level == 2 {
		size, above, below = subsectionSize, subsectionAbove, subsectionBelow
	}
	style := textStyle{size: size.size, bold: true, colour: black}
	p, err := s.paragraph(b.Text, style)
	if err != nil {
		return err
	}
	p.loose = true
	lines := tagged(s.addHeading(s.headings[s.heading].depth, false), p.lines(v.width, 0))
	if number := s.headings[s.heading].number; number != "" && len(lines) > 0 {
		x := -numberGap - style.run(number).Width()
		lines[0].Items = append([]box.Item{{X: x, Content: style.run(number + " ")}}, lines[0].Items...)
	}
	v.breakable(headingBreak)
	if b.Level == 1 && b.Unnumbered { // references, appendix
		v.add(vitem{kind: vwall, keeps: keepsAll})
	}
	v.skip(above)
	s.bookmark(v)
	for _, l := range lines {
		v.line(l, size.leading)
		v.penalty(noBreak)
	}
	v.skip(below)
	v.penalty(noBreak)
	v.flush = true
	v.headed = headedLines
	return nil
}

// headingBreak and runInBreak invite a page to break before a heading.
const (
	headingBreak = -100
	runInBreak   = -20
)

// captionMarkup is "Figure 2. What is seen. How to read it."
func captionMarkup(word, number, title, text string) string {
	return strings.TrimSpace(fmt.Sprintf("**%s\u00A0%s. %s** %s", word, number, sentence(title), text))
}

func (s *setter) caption(word, number, title, text string, width box.Length) ([]*box.Box, error) {
	p, err := s.paragraph(captionMarkup(word, number, title, text), textStyle{size: captionSize.size})
	if err != nil {
		return nil, err
	}
	p.loose = true
	return p.lines(width, 0), nil
}

func (s *setter) setFigure(v *vlist, b Figure, number string) error {
	width, height := box.Pt(b.Width.Points()), box.Pt(b.Height.Points())
	lines, err := s.caption("Figure", number, b.Title, b.Caption, v.width)
	if err != nil {
		return err
	}
	group := s.add(tag.Group)
	element := group.Add(tag.Figure)
	element.Alt = b.Alt
	tagged(group.Add(tag.Caption), lines)
	build := func(taller box.Length) *box.Box {
		inside := &vlist{width: v.width}
		picture := s.picture(b, number, width, height+taller)
		picture.Tag = element
		inside.put(picture)
		inside.rigid(captionBelow)
		inside.captionLines(lines)
		return inside.stack()
	}
	f := &float{box: build(0)}
	if b.Stretch > 0 || b.Shrink > 0 {
		f.elastic = &elastic{box.Pt(b.Stretch.Points()), box.Pt(b.Shrink.Points()), build}
	}
	v.place(f, b.Inline, keepsFigures)
	return nil
}

// picture is a figure's drawing in a size.
func (s *setter) picture(b Figure, number string, width, height box.Length) *box.Box {
	picture := &box.Box{Width: width, Height: height}
	draw := func(c vg.Canvas) { b.Draw(c, vg.Length(height.Points())) }
	picture.Put(0, 0, &box.Drawing{Width: width, Height: height, Alt: b.Alt, Draw: draw})
	target(picture, "figure", number, height)
	return picture
}

// captionLines adds the lines of a caption; the first one's top is where the
// list ends.
func (v *vlist) captionLines(lines []*box.Box) {
	for i, l := range lines {
		if i > 0 {
			v.rigid(max(0, captionSize.leading-v.lastDepth-l.Height))
		}
		v.put(l)
	}
}

// target puts the anchor of what has a number at a height above a box's baseline.
func target(b *box.Box, word, number string, y box.Length) {
	b.Put(0, y, &box.Anchor{Name: place(word, number)})
}

// place puts a figure or table here, or lets it float.
func (v *vlist) place(f *float, inline bool, kind keeps) {
	if !inline {
		v.add(vitem{kind: vfloat, float: f})
		return
	}
	v.breakable(0)
	v.skip(blockSkip)
	v.add(vitem{kind: vwall, keeps: kind})
	v.block(f.box)
	v.items[len(v.items)-1].elastic = f.elastic
	v.penalty(0)
	v.skip(blockSkip)
	v.flush = true
}

// setBox sets a tinted frame around blocks.
func (s *setter) setBox(v *vlist, b Box) error {
	s.within = append(s.within, s.add(tag.Group))
	defer func(outer []*tag.Element) { s.within = outer }(s.within[:len(s.within)-1])
	inside := &vlist{width: v.width - 2*frameMargin}
	if b.Title != "" {
		if err := s.setText(inside, b.Title, textStyle{size: boxSize.size, bold: true}, boxSize, 0); err != nil {
			return err
		}
		inside.rigid(frameTitleBelow)
	}
	inside.flush = true
	if err := s.blocks(inside, b.Blocks, boxSize); err != nil {
		return err
	}
	content := inside.stack()
	frame := &box.Box{Width: v.width, Depth: content.Depth + 2*framePadding}
	frame.Put(0, -frame.Depth, &box.Rule{Width: frame.Width, Height: frame.Depth, Colour: wash})
	frame.Put(frameMargin, -framePadding, content)
	v.breakable(0)
	v.skip(frameSkip)
	v.block(frame)
	v.penalty(0)
	v.skip(frameSkip)
	v.flush = true
	return nil
}

// bibliographyBreak is what a page costs that ends before a source: those that
// leave one alone are dear.
func bibliographyBreak(i, sources int) int {
	if i == 1 || i == sources-1 {
		return tornBreak
	}
	return 0
}

// setBibliography lists the cited sources with hanging numbers.
func (s *setter) setBibliography(v *vlist) error {
	var errs []error
	for i := range s.doc.Sources {
		s.sourceNumber(&s.doc.Sources[i])
	}
	style := textStyle{size: bibliographySize.size}
	hang := style.run(fmt.Sprintf("[%d]\u2002", len(s.cited))).Width()
	list := s.add(tag.List)
	for i, source := range s.cited {
		p, err := s.paragraph(source.Text, style)
		if err != nil {
			errs = append(errs, fmt.Errorf("source %q: %w", source.Key, err))
			continue
		}
		p.loose = true // names, titles and numbers have few places to break
		item := list.Add(tag.ListItem)
		label := box.Tagged(item.Add(tag.ListLabel))
		label.Put(0, 0, style.run(fmt.Sprintf("[%d]", i+1)))
		lines := tagged(item.Add(tag.ListBody).Add(tag.Source), p.lines(v.width-hang, 0))
		for _, l := range lines {
			for j := range l.Items {
				l.Items[j].X += hang
			}
		}
		if len(lines) > 0 {
			lines[0].Items = append([]box.Item{{Content: label}}, lines[0].Items...)
			lines[0].Put(0, style.size, &box.Anchor{Name: sourceAnchor(i + 1)})
		}
		if i > 0 {
			v.penalty(bibliographyBreak(i, len(s.cited)))
			v.rigid(bibliographySkip)
		}
		v.lines(lines, bibliographySize.leading)
	}
	return errors.Join(errs...)
}
