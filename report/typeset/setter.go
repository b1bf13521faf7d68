package typeset

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"firststep/report/pdf"
	"firststep/report/typeset/box"
	"firststep/report/typeset/tag"

	"gonum.org/v1/plot/vg"
)

// Options say how a document is set.
type Options struct {
	Paper string    // "a4", which is also the default, or "letter"
	Date  time.Time // that the file bears; the Unix epoch where zero

	Attachments []*pdf.Attachment // files that the PDF carries

	// Strict makes an error of a label that nothing refers to, as a source that
	// nothing cites always is one.
	Strict bool
}

// Compose sets a document ([Set]) and writes it as PDF. Of a document that
// cannot be set it writes nothing.
func Compose(w io.Writer, doc *Document, opts Options) error {
	file, err := Set(doc, opts)
	if err != nil {
		return err
	}
	_, err = file.WriteTo(w)
	return err
}

// Set sets a document on pages. It reports all that is wrong with the
// document's markup, formulas and labels in one error.
func Set(doc *Document, opts Options) (*pdf.Document, error) {
	s, err := newSetter(doc, opts)
	if err != nil {
		return nil, err
	}
	if err := s.number(doc.Blocks); err != nil {
		return nil, err
	}
	list, err := s.document()
	if err != nil {
		return nil, err
	}
	pages := s.paginate(list)
	s.fillContents(pages)
	file := s.output(pages)
	file.Attach(opts.Attachments...)
	return file, nil
}

// WriteDrawing writes a single drawing as a PDF file of one page, with the
// fonts of the report. alt is for who cannot see it.
func WriteDrawing(w io.Writer, meta Metadata, alt string, width, height vg.Length, draw func(vg.Canvas), opts Options) error {
	info := pdf.Info{Title: meta.Title, Subject: meta.Subject, Author: meta.Author, Keywords: meta.Keywords, Date: opts.Date}
	drawing := &box.Drawing{Width: box.Pt(width.Points()), Height: box.Pt(height.Points()), Alt: alt, Draw: draw}
	return pdf.WriteDrawing(w, info, drawing, allFaces()...)
}

// setter sets one document.
type setter struct {
	doc       *Document
	paper     paper
	date      time.Time
	strict    bool
	labels    map[string]*label // by "fig:label"
	numbers   map[*Block]string // of figures and tables
	headings  []heading
	sources   map[string]*Source
	cited     []*Source        // in order of first citation
	citations map[*Source]bool // those that the text cites

	structure *tag.Element   // of the document
	within    []*tag.Element // the element that blocks go into and those around it, outermost first

	heading   int                 // of headings: the next one to set
	contents  *box.Box            // filled when pages are known
	bookmarks map[*box.Anchor]int // index of the heading
}

func newSetter(doc *Document, opts Options) (*setter, error) {
	name := opts.Paper
	if name == "" {
		name = "a4"
	}
	p, ok := papers[name]
	if !ok {
		return nil, fmt.Errorf("paper %q is not known; a4 and letter are", name)
	}
	structure := tag.New(tag.Document)
	return &setter{
		structure: structure,
		within:    []*tag.Element{structure},
		doc:       doc,
		paper:     p,
		date:      opts.Date,
		strict:    opts.Strict,
		labels:    map[string]*label{},
		numbers:   map[*Block]string{},
		sources:   map[string]*Source{},
		citations: map[*Source]bool{},
		bookmarks: map[*box.Anchor]int{},
	}, nil
}

// document sets title and blocks as one vertical list.
func (s *setter) document() (*vlist, error) {
	v := &vlist{width: textWidth}
	s.within = append(s.within, s.add(tag.Section)) // up to the first heading
	errs := []error{
		s.titleLine(v, s.doc.Title, tag.Title, textStyle{size: titleSize.size, bold: true, colour: black}, titleSize),
	}
	if s.doc.Subtitle != "" {
		v.skip(subtitleAbove)
		errs = append(errs, s.titleLine(v, s.doc.Subtitle, tag.Paragraph, textStyle{size: subtitleSize.size, colour: grey}, subtitleSize))
	}
	if s.doc.Byline != "" {
		v.skip(bylineAbove)
		errs = append(errs, s.titleLine(v, s.doc.Byline, tag.Paragraph, textStyle{size: bylineSize.size, colour: grey}, bylineSize))
	}
	v.skip(subtitleBelow)
	v.flush = true
	errs = append(errs, s.blocks(v, s.doc.Blocks, bodySize))
	errs = append(errs, s.unused()...)
	return v, errors.Join(errs...)
}

func (s *setter) titleLine(v *vlist, text string, role tag.Role, style textStyle, size typeSize) error {
	p, err := s.paragraph(text, style)
	if err != nil {
		return err
	}
	p.loose = true
	v.lines(tagged(s.add(role), p.lines(v.width, 0)), size.leading)
	return nil
}

// output puts the pages into a file.
func (s *setter) output(pages []*page) *pdf.Document {
	file := pdf.New(pdf.Info{
		Title: s.doc.Meta.Title, Subject: s.doc.Meta.Subject, Author: s.doc.Meta.Author,
		Keywords: s.doc.Meta.Keywords, Date: s.date,
	}, allFaces()...)
	file.Structure = s.structure
	for i, p := range pages {
		sheet := file.AddPage(s.paper.width, s.paper.height)
		if i > 0 {
			sheet.Put(leftMargin, s.paper.height-headBaseline, s.runningHead(i+1))
		}
		sheet.Put(leftMargin, s.paper.height-topMargin, p.box)
	}
	return file
}

// runningHead has the document's title left and the page's number right.
func (s *setter) runningHead(page int) *box.Box {
	style := textStyle{size: headSize.size, colour: grey}
	b := &box.Box{Width: textWidth, Tag: tag.RunningHead}
	if p, err := s.paragraph(s.doc.Title, style); err == nil { // it has been set before
		b.Put(0, 0, p.firstLine(textWidth-headGap, style))
	}
	number := style.run(fmt.Sprint(page))
	b.Put(textWidth-number.Width(), 0, number)
	return b
}

// plain is a text without its markup, for the outline.
func (s *setter) plain(source string) string {
	spans, err := s.inline(source, textStyle{})
	if err != nil {
		return source
	}
	var b strings.Builder
	for _, sp := range spans {
		b.WriteString(sp.text + sp.formula)
	}
	return b.String()
}
