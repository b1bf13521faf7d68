package canvas

import (
	"image/color"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// Theme draws on another canvas larger, and in other colours. It is for what is
// on the Grid already.
type Theme struct {
	vg.Canvas
	By     vg.Length                     // how many times as large
	Colour func(color.NRGBA) color.NRGBA // which colour stands for one; not asked of a [Picture]
}

// A Picture is a colour of a picture, which is the same in every theme.
type Picture struct{ color.NRGBA }

// SetColor sets the colour.
func (t Theme) SetColor(c color.Color) {
	switch c := c.(type) {
	case Picture:
		t.Canvas.SetColor(c)
	case nil:
		t.SetColor(color.Black)
	default:
		t.Canvas.SetColor(t.Colour(color.NRGBAModel.Convert(c).(color.NRGBA)))
	}
}

// SetLineWidth sets the width.
func (t Theme) SetLineWidth(w vg.Length) { t.Canvas.SetLineWidth(Snap(w * t.By)) }

// SetLineDash sets the dashes.
func (t Theme) SetLineDash(pattern []vg.Length, offset vg.Length) {
	larger := make([]vg.Length, len(pattern))
	for i, l := range pattern {
		larger[i] = Snap(l * t.By)
	}
	t.Canvas.SetLineDash(larger, Snap(offset*t.By))
}

// Translate moves the origin.
func (t Theme) Translate(p vg.Point) { t.Canvas.Translate(t.point(p)) }

// FillString sets text.
func (t Theme) FillString(f font.Face, at vg.Point, text string) {
	f.Font.Size *= t.By
	t.Canvas.FillString(f, t.point(at), text)
}

// CopyNext is Grid's.
func (t Theme) CopyNext(characters string) { Grid{t.Canvas}.CopyNext(characters) }

// Fill fills a path.
func (t Theme) Fill(p vg.Path) { t.Canvas.Fill(t.path(p)) }

// Stroke draws a path.
func (t Theme) Stroke(p vg.Path) { t.Canvas.Stroke(t.path(p)) }

func (t Theme) point(p vg.Point) vg.Point { return snapPoint(vg.Point{X: p.X * t.By, Y: p.Y * t.By}) }

func (t Theme) path(path vg.Path) vg.Path {
	larger := make(vg.Path, len(path))
	for i, comp := range path {
		comp.Pos, comp.Control = t.point(comp.Pos), make([]vg.Point, len(comp.Control))
		for j, c := range path[i].Control {
			comp.Control[j] = t.point(c)
		}
		larger[i] = comp
	}
	return larger
}
