package pdf

import (
	"fmt"
	"strconv"

	"firststep/report/typeset/box"
	"firststep/report/typeset/font"
)

// content is a page's content stream in the making: operators of the PDF
// specification (ISO 32000, annex A), one a line.
type content struct {
	bytes []byte
	state graphicsState
}

// graphicsState is what the stream has set last, so that it need not be set again.
type graphicsState struct {
	fill, stroke box.Colour // black at the start of a page
	alpha        uint8      // 255 − opacity: 0 at the start of a page
	lineWidth    box.Length
	dash         string
}

func (c *content) operator(s string) {
	c.bytes = append(c.bytes, s...)
	c.bytes = append(c.bytes, '\n')
}

// lengths writes numbers, each with a space behind it.
func (c *content) lengths(ls ...box.Length) {
	for _, l := range ls {
		c.bytes = l.AppendPoints(c.bytes)
		c.bytes = append(c.bytes, ' ')
	}
}

func (c *content) setFill(colour box.Colour) {
	if colour != c.state.fill {
		c.state.fill = colour
		c.operator(colourOperands(colour) + "rg")
	}
}

func (c *content) setStroke(colour box.Colour) {
	if colour != c.state.stroke {
		c.state.stroke = colour
		c.operator(colourOperands(colour) + "RG")
	}
}

func colourOperands(colour box.Colour) string {
	var s []byte
	for _, v := range [3]uint8{colour.R, colour.G, colour.B} {
		s = strconv.AppendFloat(s, float64((int(v)*2000+255)/510)/1000, 'f', -1, 64)
		s = append(s, ' ')
	}
	return string(s)
}

func (c *content) rectangle(x, y, width, height box.Length, colour box.Colour) {
	c.setFill(colour)
	c.lengths(x, y, width, height)
	c.operator("re f")
}

// run shows a run of glyphs at (x, y).
func (c *content) run(e *embedded, x, y box.Length, r *box.Run) {
	if len(r.Glyphs) == 0 {
		return
	}
	c.setFill(r.Colour)
	c.bytes = fmt.Appendf(c.bytes, "BT /%s ", e.name)
	c.lengths(r.Size)
	c.bytes = append(c.bytes, "Tf "...)
	c.lengths(x, y)
	c.bytes = append(c.bytes, "Td "...)
	c.glyphs(e, r)
	c.operator("ET")
}

// glyphs writes the operator TJ: codes in hexadecimal, and between them, where
// the next glyph is not where the last one's width leads, the difference in
// thousandths of the size. A glyph that is raised gets an operator of its own.
func (c *content) glyphs(e *embedded, r *box.Run) {
	show := shower{bytes: c.bytes, size: int64(r.Size)}
	for _, g := range r.Glyphs {
		show.rise(g.DY)
		show.moveTo(show.pen + g.DX)
		show.glyph(e.code(glyphUse{g.ID, g.Text}), pdfWidth(e.face, g.ID))
		show.pen += g.Advance
	}
	show.end()
	show.rise(0)
	c.bytes = show.bytes
}

// pdfWidth is a glyph's width as the file's font has it, in thousandths of an em.
func pdfWidth(face *font.Face, g font.GlyphID) int64 {
	return int64(box.Length(face.Advance(g)).Scale(1000, int64(face.UnitsPerEm)))
}

// shower writes the operands of TJ.
type shower struct {
	bytes   []byte
	size    int64
	pen     box.Length // where the next glyph's origin should be
	written box.Length // where a reader's pen is
	raised  box.Length
	depth   int // 0 outside, 1 within [ ], 2 within < >
}

func (s *shower) rise(dy box.Length) {
	if dy == s.raised {
		return
	}
	s.end()
	s.bytes = dy.AppendPoints(s.bytes)
	s.bytes = append(s.bytes, " Ts "...)
	s.raised = dy
}

func (s *shower) moveTo(x box.Length) {
	thousandths := int64((s.written - x).Scale(1000, s.size))
	if thousandths == 0 {
		return
	}
	s.nest(1)
	s.bytes = strconv.AppendInt(s.bytes, thousandths, 10)
	s.written -= box.Length(s.size).Scale(thousandths, 1000)
}

func (s *shower) glyph(code uint16, width int64) {
	s.nest(2)
	s.bytes = fmt.Appendf(s.bytes, "%04X", code)
	s.written += box.Length(s.size).Scale(width, 1000)
}

// nest opens or closes brackets until depth is as wanted.
func (s *shower) nest(depth int) {
	if s.depth == 0 && depth > 0 {
		s.bytes = append(s.bytes, '[')
		s.depth = 1
	}
	if s.depth == 1 && depth == 2 {
		s.bytes = append(s.bytes, '<')
	}
	if s.depth == 2 && depth < 2 {
		s.bytes = append(s.bytes, '>')
	}
	s.depth = depth
}

func (s *shower) end() {
	if s.depth == 0 {
		return
	}
	s.nest(1)
	s.bytes = append(s.bytes, "] TJ "...)
	s.depth = 0
}
