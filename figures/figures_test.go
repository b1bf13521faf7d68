package figures_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"firststep/figures"
	"firststep/study/evidence"
	"firststep/study/record"
)

// A scenario keeps its colour whatever else is in the study, and letters can be
// read in all of them.
func TestPalette(t *testing.T) {
	d := many(12)
	for name, c := range figures.Palette(d) {
		if contrast(c) < 4.5 {
			t.Errorf("type in the colour of %s has a contrast of %.2f to white", name, contrast(c))
		}
	}
	small := figures.Palette(of(1))
	for name, c := range small {
		if figures.Palette(d)[name] != c {
			t.Errorf("%s changes its colour when scenarios are added", name)
		}
	}
}

// contrast to white, as WCAG 2 defines it.
func contrast(c figures.Colour) float64 {
	linear := func(v uint8) float64 {
		if s := float64(v) / 255; s > 0.04045 {
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return float64(v) / 255 / 12.92
	}
	y := 0.2126*linear(c.Type.R) + 0.7152*linear(c.Type.G) + 0.0722*linear(c.Type.B)
	return 1.05 / (y + 0.05)
}

// A seed whose step is not finite is marked and named, and the others stay.
func TestNonFiniteFirstStep(t *testing.T) {
	d := of(3)
	clean := svg(t, d, "first-step")
	r, _ := d.Find("divided", 2)
	r.Run.FirstStep.PreActivation.Ratio, r.Run.FirstStep.PreActivation.XdWRMS = record.Float(math.NaN()), record.Float(math.NaN())
	spoiled := svg(t, d, "first-step")
	if !strings.Contains(spoiled, "largest deviation not finite") {
		t.Error("the description does not say that a deviation is not finite")
	}
	const red = `stroke="#dd4f2a" stroke-width="58"`
	if before, after := strings.Count(clean, red), strings.Count(spoiled, red); after <= before {
		t.Errorf("%d crosses became %d", before, after)
	}
}

// svg draws one figure of a study.
func svg(t *testing.T, d evidence.Data, name string) string {
	t.Helper()
	var b bytes.Buffer
	if err := figures.WriteSVG(&b, figure(t, d, name)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// figure is one of those of a study.
func figure(t *testing.T, d evidence.Data, name string) figures.Figure {
	t.Helper()
	for _, f := range figures.All(d) {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("there is no figure %s", name)
	return figures.Figure{}
}

// Drawing twice gives the same bytes: nothing depends on the order of a map.
func TestDrawingAgain(t *testing.T) {
	for _, f := range figures.All(of(2)) {
		var first, second bytes.Buffer
		if err := figures.WriteSVG(&first, f); err != nil {
			t.Fatal(err)
		}
		if err := figures.WriteSVG(&second, f); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s differs from itself", f.Name)
		}
	}
}
