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
	text  textObject
}

// graphicsState is what the stream has set last, so that it need not be set again.
type graphicsState struct {
	fill, stroke box.Colour // black at the start of a page
	transparency uint8      // 255 less the opacity
	expansion    int        // of glyphs, in thousandths
	lineWidth    box.Length
	dash         string
	rounded      bool // corners of lines
}

// operator writes operands and an operator.
func (c *content) operator(s string) {
	c.endText()
	c.bytes = append(c.bytes, s...)
	c.bytes = append(c.bytes, '\n')
}

// lengths writes numbers, each with a space behind it.
func (c *content) lengths(ls ...box.Length) {
	c.endText()
	c.bytes = appendLengths(c.bytes, ls...)
}

func appendLengths(dst []byte, ls ...box.Length) []byte {
	for _, l := range ls {
		dst = append(l.AppendPoints(dst), ' ')
	}
	return dst
}

func (c *content) setFill(colour box.Colour) {
	if colour != c.state.fill {
		c.operator(colourOperands(colour) + "rg")
		c.state.fill = colour
	}
}

func (c *content) setStroke(colour box.Colour) {
	if colour != c.state.stroke {
		c.operator(colourOperands(colour) + "RG")
		c.state.stroke = colour
	}
}

// colourOperands are a colour's parts in thousandths, rounded without floating
// point.
func colourOperands(colour box.Colour) string {
	var s []byte
	for _, v := range [3]uint8{colour.R, colour.G, colour.B} {
		part := box.Point.Scale(int64(v), 255)
		s = append(part.AppendPoints(s), ' ')
	}
	return string(s)
}

func (c *content) rectangle(x, y, width, height box.Length, colour box.Colour) {
	c.setFill(colour)
	c.lengths(x, y, width, height)
	c.operator("re f")
}

// textObject is text that is being shown, between BT and ET. Runs that follow
// one another on a line go into one object and one operator.
type textObject struct {
	open bool
	font *embedded
	size box.Length
	y    box.Length
	show shower
	x    box.Length // where show's places count from
}

// run shows a run of glyphs at (x, y).
func (c *content) run(e *embedded, x, y box.Length, r *box.Run) {
	if len(r.Glyphs) == 0 {
		return
	}
	c.setFill(r.Colour)
	t := &c.text
	if !t.open || t.font != e || t.size != r.Size || t.show.expansion != r.Expansion || t.y != y || !t.continues(x) {
		c.beginText(e, r)
		c.bytes = append(appendLengths(c.bytes, x, y), "Td "...)
		t.x, t.y = x, y
	}
	t.show.pen = x - t.x
	t.show.glyphs(e, r, &c.bytes)
}

// continues reports whether x is where the text goes on, or a space further.
func (t *textObject) continues(x box.Length) bool {
	gap := x - t.x - t.show.pen
	return gap > -t.size/2 && gap < t.size
}

// matrixRun shows a run under a transformation.
func (c *content) matrixRun(e *embedded, m affine, r *box.Run) {
	c.setFill(r.Colour)
	c.beginText(e, r)
	for _, v := range m[:4] {
		c.bytes = append(strconv.AppendFloat(c.bytes, rounded(v, 1e5), 'f', -1, 64), ' ')
	}
	c.bytes = append(appendLengths(c.bytes, snap(m[4]), snap(m[5])), "Tm "...)
	c.text.show.glyphs(e, r, &c.bytes)
	c.endText()
}

func (c *content) beginText(e *embedded, r *box.Run) {
	c.endText()
	c.bytes = fmt.Appendf(c.bytes, "BT /%s ", e.name)
	c.bytes = append(appendLengths(c.bytes, r.Size), "Tf "...)
	if r.Expansion != c.state.expansion {
		perCent := box.Point.Scale(int64(1000+r.Expansion), 10)
		c.bytes = append(appendLengths(c.bytes, perCent), "Tz "...)
		c.state.expansion = r.Expansion
	}
	c.text = textObject{open: true, font: e, size: r.Size, show: shower{size: r.Size, expansion: r.Expansion}}
}

func (c *content) endText() {
	if !c.text.open {
		return
	}
	c.text.show.rise(0, &c.bytes)
	c.text.show.end(&c.bytes)
	c.bytes = append(c.bytes, "ET\n"...)
	c.text = textObject{}
}

// pdfWidth is a glyph's width as the file's font has it, in thousandths of an em.
func pdfWidth(face *font.Face, g font.GlyphID) int64 {
	return int64(box.Length(face.Advance(g)).Scale(1000, int64(face.UnitsPerEm)))
}

// shower writes the operator TJ: codes in hexadecimal, and between them, where
// the next glyph is not where the last one's width leads, the difference in
// thousandths of the size. Both the widths and the differences are expanded by
// Tz.
type shower struct {
	size      box.Length
	expansion int
	pen       box.Length // where the next glyph's origin should be
	written   box.Length // where a reader's pen is
	raised    box.Length
	depth     int // 0 outside, 1 within [ ], 2 within < >
}

func (s *shower) glyphs(e *embedded, r *box.Run, out *[]byte) {
	for _, g := range r.Glyphs {
		s.rise(g.DY, out)
		s.move(s.pen+g.DX, out)
		s.nest(2, out)
		*out = fmt.Appendf(*out, "%04X", e.code(glyphUse{g.ID, g.Text}))
		s.written += s.expanded(pdfWidth(e.face, g.ID))
		s.pen += g.Advance
	}
}

// rise raises what follows, which takes an operator of its own.
func (s *shower) rise(dy box.Length, out *[]byte) {
	if dy == s.raised {
		return
	}
	s.end(out)
	*out = append(appendLengths(*out, dy), "Ts "...)
	s.raised = dy
}

// expanded is so many thousandths of the size, as Tz has them.
func (s *shower) expanded(thousandths int64) box.Length {
	return s.size.Scale(thousandths*int64(1000+s.expansion), 1_000_000)
}

func (s *shower) move(x box.Length, out *[]byte) {
	thousandths := int64((s.written - x).Scale(1_000_000, int64(s.size)*int64(1000+s.expansion)))
	if thousandths == 0 {
		return
	}
	s.nest(1, out)
	*out = strconv.AppendInt(*out, thousandths, 10)
	s.written -= s.expanded(thousandths)
}

// nest opens or closes brackets until depth is as wanted.
func (s *shower) nest(depth int, out *[]byte) {
	if s.depth == 2 && depth < 2 {
		*out = append(*out, '>')
	}
	if s.depth == 0 && depth > 0 {
		*out = append(*out, '[')
		s.depth = 1
	}
	if s.depth == 1 && depth == 2 {
		*out = append(*out, '<')
	}
	s.depth = depth
}

func (s *shower) end(out *[]byte) {
	if s.depth == 0 {
		return
	}
	s.nest(1, out)
	*out = append(*out, "] TJ "...)
	s.depth = 0
}
