// Package figures draws what a study found, from its evidence alone.
//
// A kind of figure is a function from [evidence.Data] to a Figure, one a file.
// All draws the kinds that apply to a study, which are those that its report
// places. A Figure draws itself on any vg.Canvas, in its own size and with its
// own type: WriteSVG and WritePNG make files of it, and the report draws it onto
// its pages.
//
// Every kind keeps to these rules. A scenario has one colour everywhere, that of
// Palette, and one shape of dots. What is predicted is black, what was measured
// is coloured. A seed is a dot or a thin line, and there is no mean without its
// range. What is not finite is drawn as a cross at the edge, or at the last value
// that was finite, with its step; it is never left out. Names stand beside what
// they name, in its colour; a legend stands only over
// the maps, among whose cells there is no room for them.
package figures

import (
	"image/color"
	"io"

	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/canvas"
	"firststep/study/evidence"
)

// A Figure is a drawing of fixed size.
type Figure struct {
	Name    string // of its file, without extension: "first-step"
	Title   string // what it shows, as one short sentence in plain text
	Alt     string // what is seen, for who cannot see it, in plain text
	Crosses bool   // whether crosses are in it, which a caption is then to explain
	Key     string // what its colours and marks stand for, where not all of them occur in every study

	Width, Height   vg.Length
	Stretch, Shrink vg.Length // by how much taller or shorter than Height DrawAt may draw it

	DPI int // pixels an inch of a PNG; 0 for 200

	Provenance evidence.Provenance // what files of it say of where they come from; nothing if zero

	// Draw draws with the lower left corner at the canvas's origin. Text goes
	// out through FillString in the typefaces "STIX Two Text" (regular,
	// italic, semibold) and "STIX Two Math", placed piece by piece so that
	// nothing is to be kerned. Labels of axes are turned by a quarter. Colours
	// may be see-through (color.NRGBA).
	Draw func(vg.Canvas)

	drawAt func(vg.Canvas, vg.Length)
	style  string
}

// DrawAt draws the figure with a height that Stretch and Shrink allow, so that
// a page fills.
func (f Figure) DrawAt(c vg.Canvas, height vg.Length) {
	if f.drawAt == nil {
		f.Draw(c)
		return
	}
	f.drawAt(c, height)
}

// elastic is a figure that can be drawn taller or shorter.
func (f Figure) elastic(stretch, shrink vg.Length, draw func(s sheet, height vg.Length)) Figure {
	f.Stretch, f.Shrink = stretch, shrink
	f.drawAt = func(c vg.Canvas, height vg.Length) {
		onSheet(func(s sheet) { draw(s, height) })(c)
	}
	return f
}

// sheetWidth is what every figure has: that of the report's text.
const sheetWidth = 144 * vg.Millimeter

// A kind makes a figure of a study, or none where it does not apply.
type kind func(evidence.Data) (Figure, bool)

// kinds in the order of the report.
var kinds = []kind{answerFigure, imagesFigure, firstStepFigure, predictedMeasuredFigure, preActivationsFigure, deadUnitsFigure,
	tenStepsFigure, dyingFigure, lineFigure, directionsFigure, curvatureFigure, trainingFigure, rateFigure, sameFigure, lawFigure, mapFigure, coursesFigure}

// Names are the names that figures may have, a kind each, in the order in which
// [All] returns them.
var Names = []string{"answer", "images", "first-step", "predicted-measured", "pre-activations", "dead-units",
	"ten-steps", "dying", "line", "directions", "curvature", "training", "rate", "same", "law", "map", "courses"}

// All returns the figures of a study in the order of the report. Kinds for
// which the study has nothing are left out.
func All(d evidence.Data) []Figure {
	var all []Figure
	for _, k := range kinds {
		if f, ok := k(d); ok {
			all = append(all, f)
		}
	}
	return all
}

// WriteSVG writes a figure as an SVG file.
func WriteSVG(w io.Writer, f Figure) error {
	c := canvas.NewSVG(f.Name, f.Title, f.Alt, f.Width, f.Height)
	c.Say(f.facts("svg"))
	if f.style != "" {
		c.Bare()
	}
	f.Draw(c)
	_, err := c.WriteTo(w)
	return err
}

// Resolutions that a PNG may have, in pixels per inch.
const (
	LeastDPI = 30
	MostDPI  = 1200
)

// DPIForWidth is the resolution at which the figure is so many pixels wide, or
// narrower by less than a pixel an inch.
func (f Figure) DPIForWidth(pixels int) int { return int(float64(pixels) / float64(f.Width/vg.Inch)) }

// In is the figure in the resolution that file, its PNG, states, if that is one
// that a PNG may have; else, and for other formats, the figure as it is.
func (f Figure) In(format string, file []byte) Figure {
	if dpi := canvas.DPIOf(file); format == "png" && dpi >= LeastDPI && dpi <= MostDPI {
		f.DPI = dpi
	}
	return f
}

// WritePNG writes a figure as a PNG file.
func WritePNG(w io.Writer, f Figure) error {
	dpi := f.DPI
	if dpi == 0 {
		dpi = canvas.DPI
	}
	c := canvas.NewPNG(f.Width, f.Height, dpi)
	if f.style != "" {
		c = canvas.NewPNGOn(color.Transparent, f.Width, f.Height, dpi)
	}
	c.Say(f.facts("png"))
	f.Draw(c)
	_, err := c.WriteTo(w)
	return err
}
