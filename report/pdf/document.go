// Package pdf writes boxes as a PDF file.
//
// A [Document] collects pages. [Page.Put] turns a box's contents into the
// operators of the page's content stream: runs of glyphs become text, rules
// and drawings become paths. [Document.WriteTo] hands the streams, links,
// outline and subset fonts to fpdf (fpdf.go, the only file that knows it),
// and then completes what fpdf leaves out (complete.go): Unicode maps of the
// fonts, transparency, metadata, attached files.
//
// Coordinates are in points from the page's lower left corner and are written
// with three decimals, from fixed-point numbers. The bytes depend on nothing
// but what is put: no clock, no map order, no floating-point rounding that
// differs between machines.
package pdf

import (
	"errors"
	"fmt"
	"time"

	"firststep/report/typeset/box"
	"firststep/report/typeset/font"
)

// Info is what a file says about itself.
type Info struct {
	Title, Subject, Author string
	Keywords               []string
	Language               string    // BCP 47; "en-GB" where empty
	Date                   time.Time // of creation; the Unix epoch where zero
}

// Document is a PDF file in the making.
type Document struct {
	info        Info
	faces       []*font.Face // that drawings may use, by name
	pages       []*Page
	fonts       []*embedded // in order of first use
	alphas      []uint8     // opacities that are set somewhere
	anchors     map[string]anchor
	outline     []outlineEntry
	attachments []*Attachment
	err         error // the first error of a drawing
}

// anchor is where a link leads to.
type anchor struct {
	page int // from 0
	y    box.Length
}

type outlineEntry struct {
	title string
	level int
	anchor
}

// embedded is a font with the character codes that stand for its glyphs.
type embedded struct {
	name  string // in content streams
	face  *font.Face
	codes map[glyphUse]uint16 // from 1
	uses  []glyphUse          // by code − 1
}

// glyphUse is a glyph that stands for a text. A glyph that stands for several
// (a hyphen, and one that only breaks a word) has a code for each, so that each
// is copied as what it means.
type glyphUse struct {
	glyph font.GlyphID
	text  string
}

// New is a document without pages. Drawings may use the faces, by name.
func New(info Info, faces ...*font.Face) *Document {
	if info.Language == "" {
		info.Language = "en-GB"
	}
	if info.Date.IsZero() {
		info.Date = time.Unix(0, 0)
	}
	info.Date = info.Date.UTC()
	return &Document{info: info, faces: faces, anchors: map[string]anchor{}}
}

// Page is a page of a Document.
type Page struct {
	doc           *Document
	number        int // from 0
	width, height box.Length
	content       content
	links         []link
}

// link is a rectangle that leads to an anchor or a URL.
type link struct {
	x, y, width, height box.Length
	anchor, url         string
}

// AddPage appends an empty page.
func (d *Document) AddPage(width, height box.Length) *Page {
	p := &Page{doc: d, number: len(d.pages), width: width, height: height}
	d.pages = append(d.pages, p)
	return p
}

// Put draws what a box holds, its reference point at (x, y).
func (p *Page) Put(x, y box.Length, b *box.Box) {
	for _, item := range b.Items {
		p.put(x+item.X, y+item.Y, item.Content)
	}
}

func (p *Page) put(x, y box.Length, c box.Content) {
	switch c := c.(type) {
	case *box.Box:
		p.Put(x, y, c)
	case *box.Run:
		p.content.run(p.doc.embed(c.Face), x, y, c)
	case *box.Rule:
		p.content.rectangle(x, y, c.Width, c.Height, c.Colour)
	case *box.Drawing:
		p.draw(x, y, c)
	case *box.Link:
		p.links = append(p.links, link{x, y, c.Width, c.Height, c.Anchor, c.URL})
	case *box.Anchor:
		p.anchor(y, c)
	}
}

func (p *Page) anchor(y box.Length, c *box.Anchor) {
	at := anchor{p.number, y}
	if c.Name != "" {
		p.doc.anchors[c.Name] = at
	}
	if c.Title != "" {
		p.doc.outline = append(p.doc.outline, outlineEntry{c.Title, c.Level, at})
	}
}

// draw lets a drawing draw itself between q and Q, so that the state that it
// leaves behind ends with it.
func (p *Page) draw(x, y box.Length, d *box.Drawing) {
	p.content.operator("q")
	before := p.content.state
	canvas := newCanvas(p, x, y)
	d.Draw(canvas)
	canvas.close()
	p.content.operator("Q")
	p.content.state = before
}

func (d *Document) embed(face *font.Face) *embedded {
	for _, e := range d.fonts {
		if e.face == face {
			return e
		}
	}
	name := fmt.Sprintf("F%d", len(d.fonts)+1)
	e := &embedded{name: name, face: face, codes: map[glyphUse]uint16{}}
	d.fonts = append(d.fonts, e)
	return e
}

func (e *embedded) code(use glyphUse) uint16 {
	if code, ok := e.codes[use]; ok {
		return code
	}
	e.uses = append(e.uses, use)
	code := uint16(len(e.uses))
	e.codes[use] = code
	return code
}

// fail keeps the first error, which WriteTo returns.
func (d *Document) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// check finds links that lead nowhere.
func (d *Document) check() error {
	errs := []error{d.err}
	for _, p := range d.pages {
		for _, l := range p.links {
			if _, ok := d.anchors[l.anchor]; l.anchor != "" && !ok {
				errs = append(errs, fmt.Errorf("page %d has a link to %q, which is nowhere", p.number+1, l.anchor))
			}
		}
	}
	return errors.Join(errs...)
}
