package figures

import (
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/canvas"
)

// A Page makes drawings part of one HTML page, in which a letter's outline is
// defined once.
type Page struct{ glyphs *canvas.Glyphs }

// NewPage returns a page without drawings. The ids of letters begin with the
// name.
func NewPage(name string) *Page { return &Page{canvas.NewGlyphs(name)} }

// SVG returns a drawing as an element of the page. alt is for who cannot see it.
func (p *Page) SVG(alt string, width, height vg.Length, draw func(vg.Canvas)) string {
	c := canvas.NewInlineSVG(p.glyphs, alt, width, height)
	draw(c)
	return c.Inline()
}

// Letters returns the element that defines the letters of the drawings so far.
func (p *Page) Letters() string {
	return `<svg width="0" height="0" class="letters" aria-hidden="true">` + p.glyphs.Definitions() + "</svg>\n"
}
