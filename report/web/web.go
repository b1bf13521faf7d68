// Package web writes a document as a page for browsers: one file with all that
// it needs, without scripts and without anything that is fetched.
//
// The page is the document that package typeset sets as PDF, block by block,
// with its numbers, its texts and its figures. An address may end in the same
// places: report.html#figure-8. The colours of words are lightened where the
// reader's screen is dark; figures keep theirs, on white.
package web

import (
	_ "embed"
	"errors"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"firststep/figures"
	"firststep/report/typeset"
	"firststep/report/typeset/tag"

	"gonum.org/v1/plot/vg"
)

//go:embed style.css
var style string

// Options say how a page is written.
type Options struct {
	Other  string // the name of a file with the same document in another format, for a link; none where empty
	Strict bool   // as in [typeset.Options]
}

// Write writes a document as a page. It reports all that is wrong with the
// document's markup, formulas and labels in one error, and then writes nothing.
func Write(w io.Writer, doc *typeset.Document, opts Options) error {
	reading, err := typeset.Read(doc, opts.Strict)
	if err != nil {
		return err
	}
	p := &page{Reading: reading, sections: reading.Sections(), drawings: figures.NewPage("g")}
	p.header(doc, opts.Other)
	p.put("<main>\n")
	p.blocks(doc.Blocks)
	p.closeSections(0)
	p.put("</main>\n")
	if err := errors.Join(append(p.errs, p.Finish())...); err != nil {
		return err
	}
	_, err = io.WriteString(w, p.head(doc.Meta)+"<body>\n"+p.drawings.Letters()+p.body.String()+"</body>\n</html>\n")
	return err
}

// page is a page on its way.
type page struct {
	*typeset.Reading
	body     strings.Builder
	drawings *figures.Page
	sections []typeset.Section // headings that are still to come
	open     int               // sections
	colours  []typeset.Colour  // of text
	inHead   bool              // of a table
	errs     []error
}

func (p *page) put(format string, args ...any) { fmt.Fprintf(&p.body, format, args...) }

func (p *page) fail(err error) {
	if err != nil {
		p.errs = append(p.errs, err)
	}
}

// head is what a browser is told of the page. That nothing is to be fetched or
// run it is told too, whatever a study's texts hold.
func (p *page) head(meta typeset.Metadata) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n")
	b.WriteString(`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` + "\n")
	b.WriteString(`<meta name="viewport" content="width=device-width, initial-scale=1">` + "\n")
	fmt.Fprintf(&b, "<title>%s</title>\n", html.EscapeString(meta.Title))
	for _, said := range [][2]string{{"description", meta.Subject}, {"author", meta.Author}, {"keywords", strings.Join(meta.Keywords, ", ")}} {
		if said[1] != "" {
			fmt.Fprintf(&b, "<meta name=\"%s\" content=\"%s\">\n", said[0], html.EscapeString(said[1]))
		}
	}
	b.WriteString("<style>\n" + style)
	var dark strings.Builder
	for i, c := range p.colours {
		fmt.Fprintf(&b, ".c%d { color: %s }\n", i, hex(c))
		fmt.Fprintf(&dark, "  .c%d { color: %s }\n", i, hex(lightened(c)))
	}
	fmt.Fprintf(&b, "@media screen and (prefers-color-scheme: dark) {\n%s}\n</style>\n</head>\n", dark.String())
	return b.String()
}

func hex(c typeset.Colour) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// lightened is a colour for text on the dark ground, 55 per cent white: the
// darkest has a contrast of 5 to it (WCAG 2 asks for 4.5).
func lightened(c typeset.Colour) typeset.Colour {
	mix := func(v uint8) uint8 { return uint8((int(v)*45 + 255*55) / 100) }
	return typeset.Colour{R: mix(c.R), G: mix(c.G), B: mix(c.B)}
}

// colour is the number of a colour's class.
func (p *page) colour(c typeset.Colour) int {
	i := slices.Index(p.colours, c)
	if i < 0 {
		i = len(p.colours)
		p.colours = append(p.colours, c)
	}
	return i
}

func (p *page) header(doc *typeset.Document, other string) {
	p.put("<header>\n<h1>%s</h1>\n", p.inline(doc.Title))
	for _, line := range [][2]string{{"subtitle", doc.Subtitle}, {"byline", doc.Byline}} {
		if line[1] != "" {
			p.put("<p class=\"%s\">%s</p>\n", line[0], p.inline(line[1]))
		}
	}
	if other != "" {
		p.put("<p class=\"formats\">Other format: <a href=\"%s\">%[1]s</a></p>\n", html.EscapeString(other))
	}
	p.put("</header>\n")
}

func (p *page) blocks(blocks []typeset.Block) {
	for i, b := range blocks {
		switch b := b.(type) {
		case typeset.Heading:
			p.heading()
		case typeset.Paragraph:
			p.put("<p>%s</p>\n", p.inline(b.Text))
			p.endRunIn(blocks, i)
		case typeset.Abstract:
			p.put("<p class=\"abstract\">%s</p>\n", p.inline(b.Text))
		case typeset.Equation:
			p.equation(b)
		case typeset.Figure:
			p.figure(&blocks[i])
		case typeset.Table:
			p.table(&blocks[i])
		case typeset.Box:
			p.put("<div class=\"box\">\n")
			if b.Title != "" {
				p.put("<p>%s</p>\n", p.inline(b.Title))
			}
			p.blocks(b.Blocks)
			p.put("</div>\n")
		case typeset.Contents:
			p.contents()
		case typeset.Bibliography:
			p.bibliography()
		default:
			p.fail(fmt.Errorf("a block of type %T cannot be written", b))
		}
	}
}

// heading writes the next heading. It opens a section, or stands in a line
// with the paragraph that follows.
func (p *page) heading() {
	h := p.sections[0]
	p.sections = p.sections[1:]
	level := min(2+h.Depth, 6)
	if h.Level >= 3 {
		p.put("<div class=\"runin\">\n<h%d id=\"%s\">%s</h%[1]d>\n", level, h.Anchor, p.inline(h.Text))
		return
	}
	p.closeSections(h.Depth)
	p.put("<section id=\"%s\">\n<h%d>%s%s</h%[2]d>\n", h.Anchor, level, number(h.Number), p.inline(h.Text))
	p.open++
}

func (p *page) endRunIn(blocks []typeset.Block, i int) {
	if i > 0 {
		if h, ok := blocks[i-1].(typeset.Heading); ok && h.Level >= 3 {
			p.put("</div>\n")
		}
	}
}

func number(n string) string {
	if n == "" {
		return ""
	}
	return `<span class="number">` + n + "</span> "
}

// closeSections closes sections until a number of them is open.
func (p *page) closeSections(open int) {
	for ; p.open > open; p.open-- {
		p.put("</section>\n")
	}
}

func (p *page) contents() {
	p.put("<nav aria-label=\"Contents\">\n<ul>\n")
	for _, h := range p.Listed() {
		p.put("<li><a href=\"#%s\">%s<span>%s</span></a></li>\n", h.Anchor, number(h.Number), p.inline(h.Text))
	}
	p.put("</ul>\n</nav>\n")
}

func (p *page) bibliography() {
	sources, anchors := p.References()
	p.put("<ol class=\"references\">\n")
	for i, source := range sources {
		p.put("<li id=\"%s\">%s</li>\n", anchors[i], p.inline(source.Text))
	}
	p.put("</ol>\n")
}

func (p *page) figure(b *typeset.Block) {
	f := (*b).(typeset.Figure)
	caption, anchor := p.Caption(b)
	drawing := p.drawings.SVG(f.Alt, f.Width, f.Height, func(c vg.Canvas) { f.Draw(c, f.Height) })
	p.put("<figure id=\"%s\">\n<div class=\"drawing\" tabindex=\"0\">\n%s</div>\n<figcaption>%s</figcaption>\n</figure>\n", anchor, drawing, p.inline(caption))
}

// table writes a table, which scrolls by itself where it is wider than the
// screen; its caption does not.
func (p *page) table(b *typeset.Block) {
	t := p.Table(b)
	caption, anchor := p.Caption(b)
	p.put("<figure id=\"%s\">\n<figcaption id=\"%[1]s-caption\">%s</figcaption>\n", anchor, p.inline(caption))
	p.put("<div class=\"wide\" role=\"region\" aria-labelledby=\"%s-caption\" tabindex=\"0\">\n<table aria-labelledby=\"%[1]s-caption\">\n", anchor)
	if len(t.Head) > 0 {
		p.put("<thead>\n")
		for _, row := range t.Head {
			p.row(row, "col")
		}
		p.put("</thead>\n")
	}
	for i, row := range t.Body {
		if i == 0 {
			p.put("<tbody>\n")
		} else if t.Gap[i] { // which begins a group of rows
			p.put("</tbody>\n<tbody>\n")
		}
		p.row(row, "rowgroup")
	}
	p.put("</tbody>\n</table>\n</div>\n</figure>\n")
}

// row writes a row of cells. Those that are the heads of what is below them
// have the scope.
func (p *page) row(cells []typeset.ReadCell, scope string) {
	p.put("<tr>")
	for _, c := range cells {
		name, head := "td", ""
		if c.Role == tag.HeaderCell {
			name, head = "th", ` scope="row"`
			if c.Scope == tag.ScopeColumn {
				head = ` scope="` + scope + `"`
			}
		}
		p.inHead = c.Role == tag.HeaderCell
		p.put("<%s%s%s>%s</%[1]s>", name, head, attributes(c), p.inline(c.Text))
	}
	p.inHead = false
	p.put("</tr>\n")
}

func attributes(c typeset.ReadCell) string {
	var attributes string
	add := func(name, value string) { attributes += fmt.Sprintf(` %s="%s"`, name, value) }
	if c.Columns > 1 {
		add("colspan", fmt.Sprint(c.Columns))
	}
	if c.Rows > 1 {
		add("rowspan", fmt.Sprint(c.Rows))
	}
	if class := alignments[c.Column.Align]; c.Column.Wrap {
		add("class", "wraps")
	} else if class != "" && c.Columns <= 1 {
		add("class", class)
	}
	if c.Before > 0 { // numbers stand with their points one below the other
		add("style", fmt.Sprintf("text-indent:%gch", float64(c.Before)/2))
	}
	return attributes
}

var alignments = map[typeset.Align]string{typeset.Right: "right", typeset.Centre: "centre"}
