package figures

import (
	"image/color"

	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/canvas"
)

// Styles that a figure may have. In a report it has none.
const (
	Slides     = "slides"      // for a light slide: as large as fits on it, without a ground
	DarkSlides = "slides-dark" // the same for a dark one, on a dark ground
)

// A slide of 16:9, as programs for slides have it.
const (
	slideWidth  = 40. / 3 * vg.Inch
	slideHeight = 7.5 * vg.Inch
)

// Styled is the figure in a style: as large as fits on a slide, type and lines
// with it.
func (f Figure) Styled(style string) Figure {
	if style == "" {
		return f
	}
	by := min(slideWidth/f.Width, slideHeight/f.Height)
	report := f.Draw
	f.Width, f.Height = canvas.Snap(by*f.Width), canvas.Snap(by*f.Height)
	f.drawAt, f.Stretch, f.Shrink, f.style = nil, 0, 0, style
	colour := func(c color.NRGBA) color.NRGBA { return c }
	if style == DarkSlides {
		colour = onDark
	}
	f.Draw = func(c vg.Canvas) {
		if style == DarkSlides {
			sheet{canvas.Grid{Canvas: c}}.swatch(0, 0, f.Width, f.Height, onDark(color.NRGBA(white)))
		}
		report(canvas.Theme{Canvas: c, By: by, Colour: colour})
	}
	return f
}

// onDark is what a colour on white becomes on a dark ground: light for dark and
// dark for light, of the same hue. Colours keep away from the ground more than
// greys do, which go down to it. How light a colour is is its luma (ITU-R
// BT.601), in whole numbers, which are the same on every machine.
func onDark(c color.NRGBA) color.NRGBA {
	const (
		ground   = 18  // what white becomes
		darkest  = 70  // that a full colour becomes,
		lightest = 235 // and the lightest
		coloured = 64  // channels so far apart are of a full colour
	)
	r, g, b := int(c.R), int(c.G), int(c.B)
	luma := (299*r + 587*g + 114*b) / 1000
	grey := ground + (255-luma)*(255-ground)/255
	full := darkest + (255-luma)*(lightest-darkest)/255
	spread := max(r, g, b) - min(r, g, b)
	lift := grey + (full-grey)*min(spread, coloured)/coloured - luma
	channel := func(v int) uint8 { return uint8(min(max(v+lift, 0), 255)) }
	return color.NRGBA{R: channel(r), G: channel(g), B: channel(b), A: c.A}
}
