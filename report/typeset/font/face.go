// Package font reads the TrueType fonts that the report is set in: metrics,
// shaping (kerning and ligatures from the font's GPOS and GSUB tables), the
// MATH table that formulas are set by, and subsets to embed in a PDF.
//
// All quantities are integers in font units, [Face.UnitsPerEm] to the em.
package font

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/harfbuzz"
)

// GlyphID is a glyph's index in its font.
type GlyphID = font.GID

// Face is a font, ready for use by several goroutines.
type Face struct {
	Name       string // PostScript name
	UnitsPerEm int
	Ascent     int // of the line, above the baseline
	Descent    int // below the baseline, positive
	CapHeight  int
	XHeight    int
	Math       *Math // nil where the font has no MATH table

	face   *font.Face
	loader *opentype.Loader

	scriptForms []font.GSUBLookup

	mu     sync.Mutex // guards what follows
	shaper *harfbuzz.Font
	buffer *harfbuzz.Buffer
	shaped map[shapeKey][]Glyph
}

// Parse reads a TrueType font. It keeps data and does not write to it.
func Parse(name string, data []byte) (*Face, error) {
	loader, err := opentype.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	if loader.Type != opentype.TrueType {
		return nil, fmt.Errorf("font %s: not a TrueType font", name)
	}
	parsed, err := font.NewFont(loader)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	face := font.NewFace(parsed)
	extents, ok := face.FontHExtents()
	if !ok {
		return nil, fmt.Errorf("font %s: no horizontal metrics", name)
	}
	f := &Face{
		Name:       name,
		UnitsPerEm: int(face.Upem()),
		Ascent:     int(extents.Ascender),
		Descent:    -int(extents.Descender),
		CapHeight:  int(face.LineMetric(font.CapHeight)),
		XHeight:    int(face.LineMetric(font.XHeight)),
		face:       face,
		loader:     loader,

		scriptForms: scriptForms(parsed.GSUB),

		shaper: harfbuzz.NewFont(face),
		buffer: harfbuzz.NewBuffer(),
		shaped: map[shapeKey][]Glyph{},
	}
	if loader.HasTable(tagMath) {
		table, err := loader.RawTable(tagMath)
		if err != nil {
			return nil, fmt.Errorf("font %s: %w", name, err)
		}
		if f.Math, err = parseMath(table); err != nil {
			return nil, fmt.Errorf("font %s: MATH table: %w", name, err)
		}
	}
	return f, nil
}

// Glyph is the glyph that the font has for a character, without shaping.
func (f *Face) Glyph(r rune) (GlyphID, bool) { return f.face.NominalGlyph(r) }

// Advance is a glyph's width.
func (f *Face) Advance(g GlyphID) int { return int(f.face.HorizontalAdvance(g)) }

// Extents is the box around a glyph's outline, from its origin.
type Extents struct{ XMin, YMin, XMax, YMax int }

// Extents of a glyph; all zero for one without an outline.
func (f *Face) Extents(g GlyphID) Extents {
	f.mu.Lock()
	defer f.mu.Unlock()
	e, ok := f.face.GlyphExtents(g)
	if !ok {
		return Extents{}
	}
	return Extents{
		XMin: int(e.XBearing),
		YMin: int(e.YBearing + e.Height),
		XMax: int(e.XBearing + e.Width),
		YMax: int(e.YBearing),
	}
}

// Missing lists the characters of text that the font has no glyph for, each once.
func (f *Face) Missing(text string) []rune {
	var missing []rune
	seen := map[rune]bool{}
	for _, r := range text {
		if _, ok := f.Glyph(r); !ok && !seen[r] {
			missing = append(missing, r)
			seen[r] = true
		}
	}
	return missing
}
