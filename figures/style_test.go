package figures

import (
	"bytes"
	"image/color"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"
)

// On a dark ground letters have a contrast of 4.5 (WCAG 2.2, 1.4.3), marks and
// lines one of 3 (1.4.11), and the colours of the story are still told apart.
func TestDarkColours(t *testing.T) {
	ground := onDark(color.NRGBA(white))
	contrast := func(c color.RGBA) float64 {
		luminance := func(c color.NRGBA) float64 {
			sum := 0.
			for i, v := range []uint8{c.R, c.G, c.B} {
				linear := float64(v) / 255 / 12.92
				if v > 10 {
					linear = math.Pow((float64(v)/255+0.055)/1.055, 2.4)
				}
				sum += linear * [3]float64{0.2126, 0.7152, 0.0722}[i]
			}
			return sum
		}
		return (luminance(onDark(color.NRGBA(c))) + 0.05) / (luminance(ground) + 0.05)
	}
	parts := []Colour{darkBlue, red, lightBlue, gold, darkRed, green}
	for i, c := range append(parts, neutral) {
		if contrast(c.Type) < 4.5 || contrast(c.Line) < 3 || contrast(c.Mark) < 3 {
			t.Errorf("%v: contrast %.1f of letters, %.1f of lines, %.1f of marks", c, contrast(c.Type), contrast(c.Line), contrast(c.Mark))
		}
		for _, other := range parts[:min(i, len(parts))] {
			if a, b := onDark(color.NRGBA(c.Mark)), onDark(color.NRGBA(other.Mark)); i < len(parts) && apart(sights[0].sees(color.RGBA(a)), sights[0].sees(color.RGBA(b))) < 20 {
				t.Errorf("%v and %v are like each other on dark", a, b)
			}
		}
	}
	if contrast(ink) < 12 || contrast(grey) < 4.5 {
		t.Errorf("contrast %.1f of ink, %.1f of grey", contrast(ink), contrast(grey))
	}
}

// A style enlarges all that is drawn by one factor, to what fits on a slide, and
// a file of it says how it was made; what a report has stays as it is.
func TestStyled(t *testing.T) {
	f := Figure{Name: "x", Title: "t", Width: sheetWidth, Height: 100, Draw: onSheet(func(s sheet) {
		s.write(label, 10, 20, "XΔW")
		s.line(pen{colour: ink, width: 0.5}, vg.Point{X: 1, Y: 2}, vg.Point{X: 3, Y: 4})
	})}
	actions := func(f Figure) string {
		var r recorder.Canvas
		f.Draw(&r)
		var said strings.Builder
		for _, a := range r.Actions {
			said.WriteString(a.Call() + "\n")
		}
		return said.String()
	}
	before := actions(f)
	slides := f.Styled(Slides)
	if slides.Width != slideWidth || slides.Height < 2.3*f.Height || slides.Height > slideHeight {
		t.Errorf("%v by %v", slides.Width, slides.Height)
	}
	if tall := (Figure{Width: sheetWidth, Height: 400}).Styled(Slides); tall.Height != slideHeight {
		t.Errorf("a tall figure is %v by %v", tall.Width, tall.Height)
	}
	if drawn := actions(slides); strings.Count(drawn, "\n") != strings.Count(before, "\n") || !strings.Contains(drawn, "SetLineWidth(1.171875)") {
		t.Errorf("drawn as\n%s, before\n%s", drawn, before)
	}
	if actions(f) != before {
		t.Error("the figure itself is another")
	}
	for style, ground := range map[string]string{"": `fill="#fff"`, Slides: "", DarkSlides: `fill="#121212"`} {
		var svg bytes.Buffer
		if err := WriteSVG(&svg, f.Styled(style)); err != nil {
			t.Fatal(err)
		}
		if is := strings.Contains(svg.String(), "h61440v-15052h-61440z"); style != "" && is != (style == DarkSlides) || !strings.Contains(svg.String(), ground) {
			t.Errorf("style %q:\n%s", style, svg.String())
		}
	}
}
