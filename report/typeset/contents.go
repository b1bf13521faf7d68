package typeset

import (
	"fmt"

	"firststep/report/typeset/box"
	"firststep/report/typeset/tag"
)

// setContents sets the list of sections in two columns between hairlines. Its
// rows are filled in when the pages are known; until then there is the room.
func (s *setter) setContents(v *vlist) {
	rows := (len(s.listed()) + 1) / 2
	height := contentsSize.leading.Scale(int64(rows), 1) + 2*contentsPadding
	s.contents = &box.Box{Width: v.width, Depth: height, Tag: s.add(tag.Contents)}
	v.penalty(0)
	v.skip(contentsSkip)
	v.block(s.contents)
	v.skip(contentsSkip)
	v.flush = true
}

// listed are the headings that the contents list: all sections, also those
// without a number.
func (s *setter) listed() []int {
	var indices []int
	for i, h := range s.headings {
		if h.Level == 1 {
			indices = append(indices, i)
		}
	}
	return indices
}

// fillContents writes the rows, with the pages that the headings are on.
func (s *setter) fillContents(pages []*page) {
	if s.contents == nil {
		return
	}
	number := map[int]int{} // of the page, by heading
	for n, p := range pages {
		for _, a := range anchors(p.box) {
			if i, ok := s.bookmarks[a]; ok {
				number[i] = n + 1
			}
		}
	}
	c := s.contents
	for _, y := range []box.Length{-hairRule, -c.Depth} {
		c.Put(0, y, &box.Rule{Width: c.Width, Height: hairRule, Colour: pale})
	}
	listed := s.listed()
	rows := (len(listed) + 1) / 2
	column := (c.Width - contentsColumnGap) / 2
	indent := contentsIndent
	for _, i := range listed {
		wanted := textStyle{size: contentsSize.size}.run(s.headings[i].number + "\u2002").Width()
		indent = max(indent, wanted)
	}
	for k, i := range listed {
		x := (column + contentsColumnGap) * box.Length(k/rows)
		y := -contentsPadding - contentsSize.leading.Scale(int64(k%rows), 1) - contentsSize.leading.Scale(7, 10)
		c.Put(x, y, s.contentsRow(s.headings[i], number[i], indent, column))
	}
}

// contentsRow is number, title and page.
func (s *setter) contentsRow(h heading, page int, indent, width box.Length) *box.Box {
	style := textStyle{size: contentsSize.size}
	faint := textStyle{size: contentsSize.size, colour: grey}
	row := box.Tagged(s.contents.Tag.Add(tag.ContentsItem).Add(tag.Reference))
	row.Width = width
	link := box.Tagged(tag.New(tag.Link))
	row.Put(0, 0, link)
	if h.number != "" {
		link.Put(0, 0, faint.run(h.number+" "))
	}
	title := &box.Box{}
	if p, err := s.paragraph(h.Text, style); err == nil { // it has been set before
		title = p.natural()
	}
	link.Put(indent, 0, title)
	link.Put(indent+title.Width, 0, style.run(" "))
	number := style.run(fmt.Sprint(page))
	link.Put(width-number.Width(), 0, number)
	link.Put(0, -style.size.Scale(25, 100), &box.Link{Width: width, Height: contentsSize.leading, Anchor: h.anchor, Says: s.said(h)})
	return row
}

// anchors lists the anchors in a box.
func anchors(b *box.Box) []*box.Anchor {
	var found []*box.Anchor
	for _, item := range b.Items {
		switch c := item.Content.(type) {
		case *box.Anchor:
			found = append(found, c)
		case *box.Box:
			found = append(found, anchors(c)...)
		}
	}
	return found
}
