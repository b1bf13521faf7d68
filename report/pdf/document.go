// Package pdf writes boxes as a PDF file.
//
// A [Document] collects pages. [Page.Put] turns a box's contents into the
// operators of the page's content stream: runs of glyphs become text, rules
// and drawings become paths. [Document.WriteTo] hands the streams, links,
// outline and subset fonts to fpdf (fpdf.go, the only file that knows it),
// and then completes what fpdf leaves out (complete.go): Unicode maps of the
// fonts, transparency, structure, links, metadata, attached files.
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
	"firststep/report/typeset/tag"
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
	// Structure is the root of the document's structure; boxes with tags from
	// its tree become its content.
	Structure *tag.Element

	info        Info
	faces       []*font.Face // that drawings may use, by name
	pages       []*Page
	fonts       []*embedded // in order of first use
	alphas      []uint8     // opacities that are set somewhere
	anchors     map[string]anchor
	outline     []outlineEntry
	links       []link
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
	return &Document{Structure: tag.New(tag.Document), info: info, faces: faces, anchors: map[string]anchor{}}
}

// Page is a page of a Document.
type Page struct {
	doc           *Document
	number        int // from 0
	width, height box.Length
	content       content

	element *tag.Element   // what is put now; nil outside all
	marked  *tag.Element   // what the end of the content stream belongs to; nil at its start
	marks   []*tag.Element // what the stream's marked content is, by its number
}

// link is a rectangle of a page that leads to an anchor or a URL.
type link struct {
	*box.Link
	page    int // from 0
	x, y    box.Length
	element *tag.Element
}

// AddPage appends an empty page.
func (d *Document) AddPage(width, height box.Length) *Page {
	p := &Page{doc: d, number: len(d.pages), width: width, height: height}
	d.pages = append(d.pages, p)
	return p
}

// Put draws what a box holds, its reference point at (x, y).
func (p *Page) Put(x, y box.Length, b *box.Box) {
	outer := p.element
	p.enter(x, y, b)
	for _, item := range b.Items {
		p.put(x+item.X, y+item.Y, item.Content)
	}
	p.element = outer
}

// enter makes a box's element the current one. Within an artifact all is one.
func (p *Page) enter(x, y box.Length, b *box.Box) {
	if b.Tag == nil || p.element.IsArtifact() {
		return
	}
	parent := p.element
	if parent == nil {
		parent = p.doc.Structure
	}
	if !b.Tag.IsArtifact() {
		parent.Adopt(b.Tag)
		b.Tag.Include(tag.Rectangle{Page: p.number, Left: int64(x), Bottom: int64(y - b.Depth), Right: int64(x + b.Width), Top: int64(y + b.Height)})
	}
	p.element = b.Tag
}

func (p *Page) put(x, y box.Length, c box.Content) {
	switch c := c.(type) {
	case *box.Box:
		p.Put(x, y, c)
	case *box.Run:
		p.mark(p.element)
		p.content.run(p.doc.embed(c.Face), x, y, c)
	case *box.Rule:
		p.mark(p.ruleElement())
		p.content.rectangle(x, y, c.Width, c.Height, c.Colour)
	case *box.Drawing:
		p.mark(p.element)
		p.draw(x, y, c)
	case *box.Link:
		p.link(x, y, c)
	case *box.Anchor:
		p.anchor(y, c)
	}
}

// ruleElement is what a rule belongs to: a formula, or nothing.
func (p *Page) ruleElement() *tag.Element {
	if p.element != nil && p.element.Role == tag.Formula {
		return p.element
	}
	return tag.Artifact
}

// mark begins the content of an element, unless the stream is within it. What
// belongs to none is an artifact.
func (p *Page) mark(e *tag.Element) {
	if e == nil {
		e = tag.Artifact
	}
	if e == p.marked {
		return
	}
	p.unmark()
	p.marked = e
	switch e {
	case tag.Artifact:
		p.content.operator("/Artifact BMC")
	case tag.RunningHead:
		p.content.operator("/Artifact <</Type /Pagination /Subtype /Header>> BDC")
	default:
		c := tag.Content{Page: p.number, Number: len(p.marks)}
		e.Kids = append(e.Kids, c)
		p.marks = append(p.marks, e)
		p.content.operator(fmt.Sprintf("/%s <</MCID %d>> BDC", e.Role, c.Number))
	}
}

// unmark ends the content of an element.
func (p *Page) unmark() {
	if p.marked != nil {
		p.content.operator("EMC")
		p.marked = nil
	}
}

// link keeps a link for the file. One that has no element around it gets one.
func (p *Page) link(x, y box.Length, c *box.Link) {
	e := p.element
	switch {
	case e.IsArtifact():
		return
	case e == nil:
		e = p.doc.Structure.Add(tag.Link)
	case e.Role != tag.Link:
		e = e.Add(tag.Link)
	}
	e.Kids = append(e.Kids, tag.Annotation{Number: len(p.doc.links)})
	p.doc.links = append(p.doc.links, link{c, p.number, x, y, e})
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
	for _, l := range d.links {
		if _, ok := d.anchors[l.Anchor]; l.Anchor != "" && !ok {
			errs = append(errs, fmt.Errorf("page %d has a link to %q, which is nowhere", l.page+1, l.Anchor))
		}
	}
	return errors.Join(errs...)
}
