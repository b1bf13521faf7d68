// Package text sets the labels of figures in STIX Two.
//
// What stands between dollar signs is mathematics: "rms $XΔW$", "$η/a^2$",
// "10$^{-3}$". There, Latin and lower-case Greek letters are italic, ^ raises
// and _ lowers the next character or the next group in braces. All symbols
// are written as themselves; a hyphen in mathematics is a minus, and a dollar
// sign outside it is written `\$`.
//
// A label is laid out once, in font units, with the fonts' own kerning, and
// then drawn piece by piece: a piece is what a canvas may set without
// kerning. So it looks the same on every canvas, and stays text on those that
// keep text.
package text

import (
	"math"
	"strings"
	"sync"

	ximage "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"firststep/figures/fonts"
)

// Typefaces by their names in font.Font.
const (
	Typeface     font.Typeface = "STIX Two Text"
	MathTypeface font.Typeface = "STIX Two Math"
)

// Regular and SemiBold are the fonts of labels, at no size yet.
var (
	Regular  = font.Font{Typeface: Typeface}
	SemiBold = font.Font{Typeface: Typeface, Weight: ximage.WeightSemiBold}
)

// Scripts as STIX Two Math's MATH table has them, in parts of the size.
const (
	scriptSize = 0.7
	raise      = 0.36
	lower      = 0.21
)

// A Handler sets labels. It implements text.Handler, but for two things:
// YBottom puts the baseline on the given point and YCenter half the height of
// a digit, and a Rotation has to be none or a quarter turn.
type Handler struct {
	cache *font.Cache
}

// New returns the handler of all figures.
var New = sync.OnceValue(func() *Handler {
	var faces font.Collection
	for _, f := range []struct {
		font font.Font
		ttf  []byte
	}{
		{Regular, fonts.Regular},
		{font.Font{Typeface: Typeface, Style: ximage.StyleItalic}, fonts.Italic},
		{SemiBold, fonts.SemiBold},
		{font.Font{Typeface: Typeface, Weight: ximage.WeightSemiBold, Style: ximage.StyleItalic}, fonts.SemiBoldItalic},
		{font.Font{Typeface: MathTypeface}, fonts.Math},
	} {
		face, err := opentype.Parse(f.ttf)
		if err != nil {
			panic("figures: an embedded font cannot be read: " + err.Error())
		}
		faces = append(faces, font.Face{Font: f.font, Face: face})
	}
	return &Handler{cache: font.NewCache(faces)}
})

// Cache returns the fonts.
func (h *Handler) Cache() *font.Cache { return h.cache }

// Extents returns the extents of a font.
func (h *Handler) Extents(f font.Font) font.Extents {
	face := h.cache.Lookup(f, f.Size)
	return face.Extents()
}

// Lines splits a text into lines.
func (h *Handler) Lines(txt string) []string { return strings.Split(txt, "\n") }

// Box returns the size of a label of one line.
func (h *Handler) Box(txt string, f font.Font) (width, height, depth vg.Length) {
	_, width = h.layout(txt, f)
	e := h.Extents(f)
	return width, e.Ascent, e.Descent
}

// Width returns the width of a label of one line.
func (h *Handler) Width(txt string, f font.Font) vg.Length {
	_, width := h.layout(txt, f)
	return width
}

// Draw sets one line of text at a point.
func (h *Handler) Draw(c vg.Canvas, txt string, style text.Style, at vg.Point) {
	pieces, width := h.layout(txt, style.Font)
	start := vg.Point{
		X: vg.Length(style.XAlign) * width,
		Y: vg.Length(style.YAlign) * digitHeight * style.Font.Size,
	}
	c.SetColor(style.Color)
	if style.Rotation == 0 {
		fill(c, pieces, vg.Point{X: at.X + start.X, Y: at.Y + start.Y})
		return
	}
	c.Push()
	defer c.Pop()
	c.Translate(at)
	c.Rotate(style.Rotation)
	fill(c, pieces, start)
}

// A Copier is a canvas whose text can be copied. CopyNext says what the next
// string is copied as, a character for each of its own, and that it goes on
// where the last one ended.
type Copier interface{ CopyNext(characters string) }

func fill(c vg.Canvas, pieces []piece, from vg.Point) {
	copier, _ := bare(c).(Copier)
	for _, p := range pieces {
		if copier != nil && p.copied != "" {
			copier.CopyNext(p.copied)
		}
		c.FillString(p.face, vg.Point{X: from.X + p.x, Y: from.Y + p.y}, p.text)
	}
}

// bare is the canvas that gonum's rectangles on it lead to.
func bare(c vg.Canvas) vg.Canvas {
	for {
		switch inner := c.(type) {
		case draw.Canvas:
			c = inner.Canvas
		case *draw.Canvas:
			c = inner.Canvas
		default:
			return c
		}
	}
}

// digitHeight is the height of a digit in STIX Two Text, in parts of the size.
const digitHeight = 0.65

// A piece is a string in one font that needs no kerning inside.
type piece struct {
	face font.Face
	text string
	x, y vg.Length // from the start of the line, on the baseline

	copied string // what a script is copied as; empty for what is on the line
}

// layout places a line's pieces, and returns its width.
func (h *Handler) layout(txt string, f font.Font) (pieces []piece, width vg.Length) {
	var l line
	for _, r := range parse(txt) {
		style, shift := f, vg.Length(0)
		if r.italic {
			style.Style = ximage.StyleItalic
		}
		switch r.script {
		case superscript:
			style.Size, shift = f.Size*scriptSize, f.Size*raise
		case subscript:
			style.Size, shift = f.Size*scriptSize, -f.Size*lower
		}
		l.endRun(r.italic)
		for _, c := range r.text {
			l.add(h.face(style, c), c, shift)
		}
	}
	l.flush()
	for i := range l.pieces {
		switch p := &l.pieces[i]; {
		case p.y > 0:
			p.copied = raised.Replace(p.text)
		case p.y < 0:
			p.copied = lowered.Replace(p.text)
		}
	}
	return l.pieces, l.x
}

// face returns a font that has the character: the text font, else the one for
// mathematics, else the text font, which shows a box.
func (h *Handler) face(f font.Font, c rune) font.Face {
	face := h.cache.Lookup(f, f.Size)
	if has(face, c) {
		return face
	}
	maths := h.cache.Lookup(font.Font{Typeface: MathTypeface}, f.Size)
	if has(maths, c) {
		return maths
	}
	return face
}

func has(face font.Face, c rune) bool {
	var buf sfnt.Buffer
	i, err := face.Face.GlyphIndex(&buf, c)
	return err == nil && i != 0
}

// A line is being laid out.
type line struct {
	pieces []piece
	open   piece // not yet among pieces; its text is empty at first
	x      vg.Length
	last   sfnt.GlyphIndex // of open; 0 where nothing is to be kerned against
	lean   vg.Length       // what the last glyph sticks out over its advance
	italic bool
	buf    sfnt.Buffer
}

// endRun closes the open piece. An italic letter that leans over what stands
// upright after it gets room.
func (l *line) endRun(italic bool) {
	l.flush()
	if l.italic && !italic {
		l.x += l.lean
	}
	l.last, l.lean, l.italic = 0, 0, italic
}

func (l *line) flush() {
	if l.open.text != "" {
		l.pieces = append(l.pieces, l.open)
	}
	l.open = piece{}
}

// add sets the next character; it opens a new piece where the font changes or
// the pair is kerned.
func (l *line) add(face font.Face, c rune, shift vg.Length) {
	units := fixed.Int26_6(face.Face.UnitsPerEm())
	scale := face.Font.Size / vg.Length(units)
	glyph, err := face.Face.GlyphIndex(&l.buf, c)
	if err != nil {
		return
	}
	if l.open.face != face {
		l.flush()
		l.last = 0
	}
	if l.last != 0 {
		kern, err := face.Face.Kern(&l.buf, l.last, glyph, units, ximage.HintingNone)
		if err == nil && kern != 0 {
			l.flush()
			l.x += vg.Length(kern) * scale
		}
	}
	if l.open.text == "" {
		l.open = piece{face: face, x: l.x, y: shift}
	}
	l.open.text += string(c)
	bounds, advance, err := face.Face.GlyphBounds(&l.buf, glyph, units, ximage.HintingNone)
	if err != nil {
		return
	}
	l.x += vg.Length(advance) * scale
	l.lean = vg.Length(math.Max(0, float64(bounds.Max.X-advance))) * scale
	l.last = glyph
}
