package pdf_test

import (
	"bytes"
	"image"
	"io"
	"strings"
	"testing"

	"firststep/report/pdf"
	"firststep/report/typeset/box"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

func write(w io.Writer, draw func(vg.Canvas)) error {
	return pdf.WriteDrawing(w, pdf.Info{}, &box.Drawing{Width: box.Pt(72), Height: box.Pt(72), Draw: draw})
}

func TestDrawingWithUnknownFont(t *testing.T) {
	var b bytes.Buffer
	err := write(&b, func(c vg.Canvas) {
		c.FillString(font.Face{Font: font.Font{Typeface: "Comic", Size: 8}}, vg.Point{}, "x")
	})
	if err == nil || !strings.Contains(err.Error(), "Comic-Regular") {
		t.Errorf("error is %v; it should name the font", err)
	}
	if b.Len() > 0 {
		t.Error("something was written all the same")
	}
}

// TestDrawingRefused: what no figure draws is an error, and not left out.
func TestDrawingRefused(t *testing.T) {
	for what, draw := range map[string]func(vg.Canvas){
		"raster image": func(c vg.Canvas) { c.DrawImage(vg.Rectangle{}, image.NewGray(image.Rect(0, 0, 2, 2))) },
		"scaled":       func(c vg.Canvas) { c.Scale(2, 2) },
		"an arc": func(c vg.Canvas) {
			var p vg.Path
			p.Arc(vg.Point{}, 1, 0, 1)
			c.Fill(p)
		},
	} {
		if err := write(&bytes.Buffer{}, draw); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestDrawingThatForgetsToPop(t *testing.T) {
	err := write(&bytes.Buffer{}, func(c vg.Canvas) { c.Push() })
	if err == nil {
		t.Error("a Push without Pop is not reported")
	}
}
