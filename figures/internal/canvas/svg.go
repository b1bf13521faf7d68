package canvas

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"io"
	"math"
	"strconv"

	ximage "golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// SVG is a canvas that becomes an SVG file, or a part of an HTML page. Its
// coordinates are whole numbers of units, of which a point has perPoint: those
// of the grid in a file, which is scaled to any size, and coarser ones in a
// page, where a unit is a tenth of a pixel. Text is drawn as outlines, each glyph defined once, so that
// it looks the same where the fonts are not installed; what it says stands in
// the title and the description.
type SVG struct {
	states
	name          string
	width, height vg.Length
	title, desc   string
	facts         []Fact
	glyphs        *Glyphs
	inline        bool // part of an HTML page
	bare          bool // without a ground
	perPoint      int
	body          bytes.Buffer
	text          textGroup
}

// Glyphs are outlines of letters, which the drawings of one page may share.
type Glyphs struct {
	name     string
	outlines bytes.Buffer
	known    map[glyphKey]string
}

// NewGlyphs returns none yet. The name begins every id.
func NewGlyphs(name string) *Glyphs { return &Glyphs{name: name, known: map[glyphKey]string{}} }

// Definitions returns the elements that drawings refer to.
func (g *Glyphs) Definitions() string { return "<defs>\n" + g.outlines.String() + "</defs>\n" }

// A glyphKey names one outline.
type glyphKey struct {
	typeface font.Typeface
	style    ximage.Style
	weight   ximage.Weight
	glyph    sfnt.GlyphIndex
}

// NewSVG returns an empty sheet, white. The name becomes part of every id, so
// that several files can stand in one page.
func NewSVG(name, title, description string, width, height vg.Length) *SVG {
	s := &SVG{name: name, title: title, desc: description, width: width, height: height, glyphs: NewGlyphs(name), perPoint: 64}
	vg.Initialize(s)
	return s
}

// NewInlineSVG returns an empty sheet for a drawing within an HTML page, which
// has the glyphs.
func NewInlineSVG(glyphs *Glyphs, description string, width, height vg.Length) *SVG {
	s := &SVG{desc: description, width: width, height: height, glyphs: glyphs, inline: true, perPoint: 16}
	vg.Initialize(s)
	return s
}

// Bare leaves out the white ground.
func (s *SVG) Bare() { s.bare = true }

// Say makes the file say facts of itself.
func (s *SVG) Say(facts []Fact) { s.facts = facts }

// Fill fills a path.
func (s *SVG) Fill(p vg.Path) {
	s.endText()
	if centre, radius, ok := isCircle(p); ok && s.inline {
		at := s.point(centre)
		fmt.Fprintf(&s.body, `<circle cx="%d" cy="%d" r="%s"%s/>`+"\n", at.x, at.y, s.size(radius), paint("fill", s.colour))
		return
	}
	fmt.Fprintf(&s.body, `<path d="%s"%s/>`+"\n", s.data(p), paint("fill", s.colour))
}

// Stroke draws a path.
func (s *SVG) Stroke(p vg.Path) {
	if s.state.width <= 0 {
		return
	}
	s.endText()
	fill := ` fill="none"`
	if s.inline { // it has that from its svg
		fill = ""
	}
	fmt.Fprintf(&s.body, `<path d="%s"%s%s stroke-width="%s"`, s.data(p), fill, paint("stroke", s.colour), s.size(s.state.width))
	if len(s.dashes) > 0 {
		s.body.WriteString(` stroke-dasharray="`)
		for i, d := range s.dashes {
			if i > 0 {
				s.body.WriteByte(' ')
			}
			s.body.WriteString(s.size(d))
		}
		s.body.WriteByte('"')
		if s.offset != 0 {
			fmt.Fprintf(&s.body, ` stroke-dashoffset="%s"`, s.size(s.offset))
		}
	}
	s.body.WriteString("/>\n")
}

// DrawImage panics: figures are vectors.
func (s *SVG) DrawImage(vg.Rectangle, image.Image) { panic("canvas: figures hold no raster images") }

// WriteTo writes the file.
func (s *SVG) WriteTo(w io.Writer) (int64, error) {
	s.endText()
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="%spt" height="%spt" viewBox="0 0 %d %d" role="img" aria-labelledby="%s-title %[5]s-desc" stroke-linejoin="round">`+"\n",
		decimal(float64(Snap(s.width))), decimal(float64(Snap(s.height))), s.units(s.width), s.units(s.height), s.name)
	fmt.Fprintf(&b, "<title id=\"%s-title\">%s</title>\n", s.name, escaped(s.title))
	fmt.Fprintf(&b, "<desc id=\"%s-desc\">%s</desc>\n", s.name, escaped(s.desc))
	b.WriteString(metadata(s.facts))
	b.WriteString(s.glyphs.Definitions())
	s.writeDrawing(&b)
	return b.WriteTo(w)
}

// Inline returns the drawing as an element of an HTML page.
func (s *SVG) Inline() string {
	s.endText()
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" aria-label="%s" fill="none" stroke-linejoin="round">`+"\n",
		s.units(s.width), s.units(s.height), escaped(s.desc))
	s.writeDrawing(&b)
	return b.String()
}

// writeDrawing writes what is drawn, on white.
func (s *SVG) writeDrawing(b *bytes.Buffer) {
	if !s.bare {
		fmt.Fprintf(b, `<path d="M0 0H%dV%dH0z" fill="#fff"/>`+"\n", s.units(s.width), s.units(s.height))
	}
	b.Write(s.body.Bytes())
	b.WriteString("</svg>\n")
}

// units is a length in whole units.
func (s *SVG) units(l vg.Length) int { return int(math.Round(float64(l) * float64(s.perPoint))) }

// size is the width of a line, the length of a dash or a radius, in units and
// to the grid.
func (s *SVG) size(l vg.Length) string { return decimal(float64(Snap(l)) * float64(s.perPoint)) }

// point is where a point is on the sheet, in units from its upper left corner.
func (s *SVG) point(p vg.Point) place {
	p = s.place(p)
	return place{s.units(p.X), s.units(s.height) - s.units(p.Y)}
}

// data is a path as SVG has it.
func (s *SVG) data(p vg.Path) []byte {
	var d pathData
	for _, comp := range p {
		switch comp.Type {
		case vg.MoveComp:
			d.move(s.point(comp.Pos))
		case vg.LineComp:
			d.line(s.point(comp.Pos))
		case vg.CurveComp:
			var points []place
			for _, c := range comp.Control {
				points = append(points, s.point(c))
			}
			d.curve(append(points, s.point(comp.Pos))...)
		case vg.CloseComp:
			d.close()
		}
	}
	return d.bytes
}

// paint is a colour as an attribute, with its opacity.
func paint(attribute string, c color.NRGBA) string {
	s := fmt.Sprintf(` %s="#%02x%02x%02x"`, attribute, c.R, c.G, c.B)
	if c.A != 0xFF {
		s += fmt.Sprintf(` %s-opacity="%s"`, attribute, decimal(math.Round(float64(c.A)/255*1000)/1000))
	}
	return s
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func escaped(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // a buffer does not fail
	}
	return b.String()
}

// A textGroup is strings of one font and colour on one baseline, which share a
// transformation to font units.
type textGroup struct {
	open     bool
	font     font.Font
	colour   color.NRGBA
	turned   bool
	start    vg.Length // along the baseline
	baseline vg.Length
}

// FillString draws the outlines of a string.
func (s *SVG) FillString(f font.Face, at vg.Point, text string) {
	if f.Font.Size == 0 {
		return
	}
	s.join(f.Font, at)
	perEm := fixed.Int26_6(f.Face.UnitsPerEm())
	x := int(math.Round(float64((s.along(at) - s.text.start) / f.Font.Size * vg.Length(perEm))))
	var buf sfnt.Buffer
	for _, r := range text {
		glyph, err := f.Face.GlyphIndex(&buf, r)
		if err != nil {
			continue
		}
		if id := s.glyphs.id(f, glyph); id != "" {
			fmt.Fprintf(&s.body, `<use href="#%s"`, id)
			if !s.inline {
				fmt.Fprintf(&s.body, ` xlink:href="#%s"`, id) // Inkscape before 1.3 and Batik know it alone
			}
			if x != 0 {
				fmt.Fprintf(&s.body, ` x="%d"`, x)
			}
			s.body.WriteString("/>")
		}
		advance, err := f.Face.GlyphAdvance(&buf, glyph, perEm, ximage.HintingNone)
		if err != nil {
			continue
		}
		x += int(advance)
	}
}

// along is how far a point is along the baseline, and across how far from it.
func (s *SVG) along(p vg.Point) vg.Length {
	if s.turned {
		return s.place(p).Y
	}
	return s.place(p).X
}

func (s *SVG) across(p vg.Point) vg.Length {
	if s.turned {
		return s.place(p).X
	}
	return s.place(p).Y
}

// join makes a string part of the open group, or opens one for it.
func (s *SVG) join(f font.Font, at vg.Point) {
	t := &s.text
	if t.open && t.font == f && t.colour == s.colour && t.turned == s.turned && t.baseline == s.across(at) {
		return
	}
	s.endText()
	*t = textGroup{open: true, font: f, colour: s.colour, turned: s.turned, start: s.along(at), baseline: s.across(at)}
	origin := s.point(at)
	scale := decimal(math.Round(float64(f.Size)*float64(s.perPoint)/1000*1e6) / 1e6)
	if s.turned {
		fmt.Fprintf(&s.body, `<g transform="matrix(0 -%s %[1]s 0 %d %d)"%s>`, scale, origin.x, origin.y, paint("fill", s.colour))
	} else {
		fmt.Fprintf(&s.body, `<g transform="matrix(%s 0 0 %[1]s %d %d)"%s>`, scale, origin.x, origin.y, paint("fill", s.colour))
	}
}

func (s *SVG) endText() {
	if s.text.open {
		s.body.WriteString("</g>\n")
	}
	s.text.open = false
}

// id returns the id of an outline, which it defines if it is new; none for
// a glyph without one, such as a blank.
func (g *Glyphs) id(f font.Face, glyph sfnt.GlyphIndex) string {
	key := glyphKey{f.Font.Typeface, f.Font.Style, f.Font.Weight, glyph}
	if id, ok := g.known[key]; ok {
		return id
	}
	g.known[key] = ""
	var buf sfnt.Buffer
	segments, err := f.Face.LoadGlyph(&buf, glyph, fixed.Int26_6(f.Face.UnitsPerEm()), nil)
	if err != nil || len(segments) == 0 {
		return ""
	}
	id := g.name + "-" + strconv.FormatInt(int64(len(g.known)), 36)
	g.known[key] = id
	fmt.Fprintf(&g.outlines, `<path id="%s" d="%s"/>`+"\n", id, outlineData(segments))
	return id
}

// outlineData is a glyph's outline in font units, y downwards as sfnt has it.
func outlineData(segments sfnt.Segments) []byte {
	var d pathData
	at := func(p fixed.Point26_6) place { return place{int(p.X), int(p.Y)} }
	for i, seg := range segments {
		switch seg.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				d.close()
			}
			d.move(at(seg.Args[0]))
		case sfnt.SegmentOpLineTo:
			d.line(at(seg.Args[0]))
		case sfnt.SegmentOpQuadTo:
			d.curve(at(seg.Args[0]), at(seg.Args[1]))
		case sfnt.SegmentOpCubeTo:
			d.curve(at(seg.Args[0]), at(seg.Args[1]), at(seg.Args[2]))
		}
	}
	d.close()
	return d.bytes
}
