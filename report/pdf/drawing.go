package pdf

import (
	"io"

	"firststep/report/typeset/box"
	"firststep/report/typeset/font"

	"gonum.org/v1/plot/vg"
)

// WriteDrawing writes a single drawing as a file of one page of its size.
// Its text is in the given faces, found by the name of gonum's font
// ("STIXTwoText-Regular").
func WriteDrawing(w io.Writer, info Info, width, height vg.Length, draw func(vg.Canvas), faces ...*font.Face) error {
	d := New(info, faces...)
	drawing := &box.Drawing{Width: box.Pt(width.Points()), Height: box.Pt(height.Points()), Draw: draw}
	page := d.AddPage(drawing.Width, drawing.Height)
	page.put(0, 0, drawing)
	_, err := d.WriteTo(w)
	return err
}
