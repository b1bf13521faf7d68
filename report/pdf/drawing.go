package pdf

import (
	"io"

	"firststep/report/typeset/box"
	"firststep/report/typeset/font"
	"firststep/report/typeset/tag"
)

// WriteDrawing writes a single drawing as a file of one page of its size.
// Its text is in the given faces, found by the name of gonum's font
// ("STIXTwoText-Regular").
func WriteDrawing(w io.Writer, info Info, drawing *box.Drawing, faces ...*font.Face) error {
	d := New(info, faces...)
	figure := d.Structure.Add(tag.Figure)
	figure.Alt = drawing.Alt
	b := &box.Box{Width: drawing.Width, Height: drawing.Height, Tag: figure}
	b.Put(0, 0, drawing)
	d.AddPage(b.Width, b.Height).Put(0, 0, b)
	_, err := d.WriteTo(w)
	return err
}
