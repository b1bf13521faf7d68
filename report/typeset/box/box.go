// Package box has what a page is made of: boxes that hold runs of glyphs,
// rules, drawings, links and other boxes at fixed places.
//
// A box has a reference point at the left end of its baseline. It extends
// Width to the right, Height above the baseline and Depth below it. Inside a
// box x grows to the right and y grows upwards, both from the reference point.
package box

import (
	"slices"

	"firststep/report/typeset/font"
	"firststep/report/typeset/tag"

	"gonum.org/v1/plot/vg"
)

// Colour is sRGB.
type Colour struct{ R, G, B uint8 }

// Box is a rectangle with contents. Tag, where not nil, is the element of the
// document's structure that the contents are; else they are what the box
// around is.
type Box struct {
	Width, Height, Depth Length
	Items                []Item
	Tag                  *tag.Element
}

// Item is content at a place in a box.
type Item struct {
	X, Y    Length
	Content Content
}

// Content is one of *Box, *Run, *Rule, *Drawing, *Link and *Anchor.
type Content interface{ content() }

// Run is a line of glyphs of one face and size. Its reference point is the
// first glyph's origin. Expansion is by how much the glyphs are set wider than
// the face has them, in thousandths; advances have it in them.
type Run struct {
	Face      *font.Face
	Size      Length
	Colour    Colour
	Expansion int
	Glyphs    []Glyph
}

// Glyph of a run. Advance is the distance to the next one, which includes
// kerning and, for a space, what justification adds. Text is what the glyph
// stands for when the text is copied; it is empty where an earlier glyph of the
// run stands for it already.
type Glyph struct {
	ID      font.GlyphID
	Advance Length
	DX, DY  Length
	Text    string
}

// Width is the sum of the run's advances.
func (r *Run) Width() Length {
	var w Length
	for _, g := range r.Glyphs {
		w += g.Advance
	}
	return w
}

// Expanded is a run set wider by so many thousandths, or narrower.
func (r *Run) Expanded(thousandths int) *Run {
	expanded := *r
	expanded.Expansion = thousandths
	expanded.Glyphs = slices.Clone(r.Glyphs)
	for i := range expanded.Glyphs {
		g := &expanded.Glyphs[i]
		g.Advance = g.Advance.Scale(int64(1000+thousandths), 1000)
		g.DX = g.DX.Scale(int64(1000+thousandths), 1000)
	}
	return &expanded
}

// Rule is a filled rectangle, its lower left corner at the reference point.
type Rule struct {
	Width, Height Length
	Colour        Colour
}

// Drawing is a picture, its lower left corner at the reference point.
type Drawing struct {
	Width, Height Length
	Alt           string
	Draw          func(vg.Canvas)
}

// Link makes a rectangle a link, its lower left corner at the reference point:
// to the Anchor of that name or, where that is empty, to URL. Says is what it
// leads to, in words.
type Link struct {
	Width, Height Length
	Anchor, URL   string
	Says          string
}

// Anchor is a place that links lead to. Level and Title, where Title is not
// empty, put it into the document's outline.
type Anchor struct {
	Name  string
	Level int
	Title string
}

func (*Box) content()     {}
func (*Run) content()     {}
func (*Rule) content()    {}
func (*Drawing) content() {}
func (*Link) content()    {}
func (*Anchor) content()  {}

// Tagged is an empty box whose contents will be an element's.
func Tagged(e *tag.Element) *Box { return &Box{Tag: e} }

// Put adds content at (x, y).
func (b *Box) Put(x, y Length, c Content) { b.Items = append(b.Items, Item{x, y, c}) }

// Append puts a box to the right of what b holds and widens b by it.
func (b *Box) Append(c *Box) {
	b.Put(b.Width, 0, c)
	b.Width += c.Width
	b.Height = max(b.Height, c.Height)
	b.Depth = max(b.Depth, c.Depth)
}

// CopyAs makes a box's glyphs stand for other characters, one each from left to
// right, and returns those that are left.
func (b *Box) CopyAs(text []rune) []rune {
	for _, item := range b.Items {
		switch c := item.Content.(type) {
		case *Box:
			text = c.CopyAs(text)
		case *Run:
			for i := range c.Glyphs {
				if len(text) > 0 {
					c.Glyphs[i].Text, text = string(text[0]), text[1:]
				}
			}
		}
	}
	return text
}

// Shaped is a text as a run, with ligatures or without.
func Shaped(face *font.Face, size Length, colour Colour, text string, ligatures bool) *Run {
	shaped := face.Shape(text, ligatures)
	run := &Run{Face: face, Size: size, Colour: colour, Glyphs: make([]Glyph, len(shaped))}
	scaled := func(units int) Length { return size.Scale(int64(units), int64(face.UnitsPerEm)) }
	for i, g := range shaped {
		run.Glyphs[i] = Glyph{g.ID, scaled(g.Advance), scaled(g.DX), scaled(g.DY), g.Text}
	}
	return run
}
