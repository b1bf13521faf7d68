package typeset

import (
	"errors"
	"fmt"

	"firststep/report/typeset/tag"
)

// A Reading is a document as it is read: with its numbers, and its markup
// resolved. Editions other than the PDF are written from one. As sources are
// numbered by their first citation, its methods are to be called in the
// document's order, and those of a table before its caption.
type Reading struct {
	setter *setter
	errs   []error
}

// Read numbers a document. strict is as in [Options].
func Read(doc *Document, strict bool) (*Reading, error) {
	s, err := newSetter(doc, Options{Strict: strict})
	if err != nil {
		return nil, err
	}
	return &Reading{setter: s}, s.number(doc.Blocks)
}

// A Span is a piece of inline text in one style, or in its place a formula, in
// the language of package math.
type Span struct {
	Text, Formula      string
	Bold, Italic, Mono bool
	Colour             Colour // black where the text has none of its own
	Anchor, URL        string // where it leads, if anywhere
	Says               string // where an anchor is, in words
}

// Spans reads inline markup. What is wrong with it Finish says.
func (r *Reading) Spans(source string) []Span {
	read, err := r.setter.inline(source, textStyle{})
	r.fail(err)
	var spans []Span
	for _, sp := range read {
		span := Span{Text: sp.text, Formula: sp.formula, Bold: sp.style.bold, Italic: sp.style.italic, Mono: sp.style.mono}
		if sp.style.name {
			span.Colour = sp.style.colour
		}
		if l := sp.style.link; l != nil {
			span.Anchor, span.URL, span.Says = l.anchor, l.url, l.says
		}
		spans = append(spans, span)
	}
	return spans
}

// Caption is the markup of a figure's or table's caption, and its anchor. The
// block is that of the document.
func (r *Reading) Caption(b *Block) (markup, anchor string) {
	number := r.setter.numbers[b]
	switch b := (*b).(type) {
	case Figure:
		return captionMarkup("Figure", number, b.Title, b.Caption), place("figure", number)
	case Table:
		return captionMarkup("Table", number, b.Title, b.Caption), place("table", number)
	}
	return "", ""
}

// A Section is a heading with its place in the document.
type Section struct {
	Heading
	Number string // empty where it has none
	Anchor string
	Depth  int // how many headings it is below
}

// Sections are all headings in order. The text of those that run into a
// paragraph ends a sentence.
func (r *Reading) Sections() []Section {
	var sections []Section
	for _, h := range r.setter.headings {
		if h.Level >= 3 {
			h.Text = sentence(h.Text)
		}
		sections = append(sections, Section{h.Heading, h.number, h.anchor, h.depth})
	}
	return sections
}

// Listed are the sections that the contents list.
func (r *Reading) Listed() []Section {
	var listed []Section
	all := r.Sections()
	for _, i := range r.setter.listed() {
		listed = append(listed, all[i])
	}
	return listed
}

// Equation is the number and the anchor of a line of an equation with a label.
func (r *Reading) Equation(label string) (number, anchor string) {
	l := r.setter.labels["eq:"+label]
	return l.number, l.anchor
}

// References are the sources in order of citation, with their anchors.
func (r *Reading) References() (sources []Source, anchors []string) {
	s := r.setter
	for i := range s.doc.Sources {
		anchors = append(anchors, sourceAnchor(i+1))
		s.sourceNumber(&s.doc.Sources[i])
	}
	for _, source := range s.cited {
		sources = append(sources, *source)
	}
	return sources, anchors
}

// A ReadTable is a table by its rows, with the texts that the PDF has.
type ReadTable struct {
	Head, Body [][]ReadCell
	Gap        []bool // rows of the body with space above
}

// A ReadCell is a cell that stands in its row. One that reaches down does so
// in its first.
type ReadCell struct {
	*tag.Element        // its role, scope, headers, and what it spans
	Text         string // inline markup
	Column       Column // its first
	Before       int    // what numbers of the column have before their points and it lacks, in halves of a digit
}

// Table reads a table.
func (r *Reading) Table(b *Block) ReadTable {
	t, err := r.setter.fitTable((*b).(Table), textWidth)
	if err != nil {
		r.fail(fmt.Errorf("table %s: %w", r.setter.numbers[b], err))
		return ReadTable{}
	}
	element := tag.New(tag.Table)
	t.tag(element)
	cells := map[*tag.Element]*ReadCell{}
	for _, rows := range [][][]cell{t.head, t.rows} {
		for _, row := range rows {
			for _, c := range row {
				if known := cells[c.element]; known == nil || known.Text == "" {
					cells[c.element] = &ReadCell{Element: c.element, Text: c.source, Column: t.columns[c.first], Before: t.lacks(c)}
				}
			}
		}
	}
	read := ReadTable{Gap: t.grouped}
	for _, part := range elementsIn(element) {
		for _, row := range elementsIn(part) {
			var standing []ReadCell
			for _, e := range elementsIn(row) {
				if cells[e] == nil {
					cells[e] = &ReadCell{Element: e}
				}
				standing = append(standing, *cells[e])
			}
			if part.Role == tag.TableHead {
				read.Head = append(read.Head, standing)
			} else {
				read.Body = append(read.Body, standing)
			}
		}
	}
	return read
}

// lacks is by how much the number in a cell is to be moved to the right for
// the points of its column to stand one below the other.
func (t *table) lacks(c cell) int {
	if c.point < 0 {
		return 0
	}
	digit := textStyle{size: t.size.size}.run("0").Width()
	return int((4*(t.before[c.first]-c.point)/digit + 1) / 2)
}

func elementsIn(e *tag.Element) []*tag.Element {
	var kids []*tag.Element
	for _, kid := range e.Kids {
		if child, ok := kid.(*tag.Element); ok {
			kids = append(kids, child)
		}
	}
	return kids
}

func (r *Reading) fail(err error) {
	if err != nil {
		r.errs = append(r.errs, err)
	}
}

// Finish says, after all of the document has been read, what is wrong with it:
// what [Compose] says, but for characters that fonts lack.
func (r *Reading) Finish() error {
	return errors.Join(append(r.errs, r.setter.unused()...)...)
}
