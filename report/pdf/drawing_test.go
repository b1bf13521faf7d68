package pdf_test

import (
	"bytes"
	"strings"
	"testing"

	"firststep/report/pdf"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

func TestDrawingWithUnknownFont(t *testing.T) {
	var b bytes.Buffer
	err := pdf.WriteDrawing(&b, pdf.Info{}, 100, 100, func(c vg.Canvas) {
		c.FillString(font.Face{Font: font.Font{Typeface: "Comic", Size: 8}}, vg.Point{}, "x")
	})
	if err == nil || !strings.Contains(err.Error(), "Comic-Regular") {
		t.Errorf("error is %v; it should name the font", err)
	}
	if b.Len() > 0 {
		t.Error("something was written all the same")
	}
}

func TestDrawingThatForgetsToPop(t *testing.T) {
	err := pdf.WriteDrawing(&bytes.Buffer{}, pdf.Info{}, 100, 100, func(c vg.Canvas) { c.Push() })
	if err == nil {
		t.Error("a Push without Pop is not reported")
	}
}
