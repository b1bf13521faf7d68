package canvas

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/color"
	"image/png"
	"io"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"

	"firststep/figures/internal/text"
)

// What two machines compute a few bits apart comes out the same, also where it
// is meant to be half-way between two points of the grid.
func TestSnap(t *testing.T) {
	for _, l := range []float64{0, 1, -1, 72, 100.0 / 3, 1.5 / 64, -0.5 / 64, 400 + 0.5/64} {
		below := Snap(vg.Length(math.Nextafter(l, math.Inf(-1))))
		above := Snap(vg.Length(math.Nextafter(l, math.Inf(1))))
		if below != above {
			t.Errorf("next to %v lie %v and %v", l, below, above)
		}
		if off := math.Abs(float64(above) - l); off > 0.51/64 {
			t.Errorf("%v is moved by %v", l, off)
		}
	}
}

func TestGridTouchesEveryCoordinate(t *testing.T) {
	var c recorder.Canvas
	g := Grid{Canvas: &c}
	var p vg.Path
	p.Move(vg.Point{X: 1.0 / 3, Y: 2.0 / 3})
	p.Line(vg.Point{X: 1.0/3 + 1e-6, Y: 2.0 / 3}) // nowhere else on the grid
	p.CubeTo(vg.Point{X: 1.1, Y: 1.2}, vg.Point{X: 1.3, Y: 1.4}, vg.Point{X: 1.6, Y: 1.7})
	p.Move(vg.Point{X: 5.3, Y: 3})
	p.Arc(vg.Point{X: 5, Y: 3}, 0.3, 0, 2*math.Pi)
	p.Close()
	g.Fill(p)

	filled := c.Actions[0].(*recorder.Fill).Path
	lines := 0
	for _, comp := range filled {
		switch comp.Type {
		case vg.LineComp:
			lines++
		case vg.ArcComp:
			t.Error("an arc is left")
		}
		for _, p := range append(comp.Control, comp.Pos) {
			if p != snapPoint(p) {
				t.Errorf("%v is not on the grid", p)
			}
		}
	}
	if lines != 0 {
		t.Errorf("%d lines of no length are left", lines)
	}
}

// The path says the same as its absolute form, and is read back here.
func TestPathData(t *testing.T) {
	var d pathData
	d.move(place{10, 20})
	d.line(place{30, 20})
	d.line(place{30, 5})
	d.line(place{0, 0})
	d.close()
	d.move(place{11, 22}) // from where the z went back to
	d.curve(place{12, 20}, place{13, 22})
	d.curve(place{14, 22}, place{15, 23}, place{16, 24})
	const want = "m10 20h20v-15l-30-5zm1 2q1-2 2 0c1 0 2 1 3 2"
	if got := string(d.bytes); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func drawing(c vg.Canvas) {
	g := Grid{Canvas: c}
	g.SetColor(color.NRGBA{R: 0xDD, A: 0x80})
	g.SetLineWidth(1)
	g.SetLineDash([]vg.Length{3, 2}, 1)
	var p vg.Path
	p.Move(vg.Point{X: 0, Y: 20})
	p.Line(vg.Point{X: 40, Y: 20})
	g.Stroke(p)
	h := text.New()
	g.SetColor(color.Black)
	face := h.Cache().Lookup(text.Regular, 8)
	g.FillString(face, vg.Point{X: 2, Y: 4}, "aa")
	g.FillString(face, vg.Point{X: 20, Y: 4}, "a")
	g.Push()
	g.Translate(vg.Point{X: 38, Y: 2})
	g.Rotate(math.Pi / 2)
	g.FillString(font.Face{Font: face.Font, Face: face.Face}, vg.Point{}, "a")
	g.Pop()
}

func TestSVG(t *testing.T) {
	c := NewSVG("one", "a <title>", "what & why", 40, 30)
	drawing(c)
	var file bytes.Buffer
	if _, err := c.WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	svg := file.String()
	for decoder := xml.NewDecoder(&file); ; {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, svg)
		}
	}
	for want, times := range map[string]int{
		`viewBox="0 0 2560 1920"`: 1,
		"a &lt;title&gt;":         1,
		"what &amp; why":          1,
		`<path id="one-`:          1, // one letter, however often it is set
		"<use ":                   4,
		`" xlink:href="#one-`:     4, // for readers of SVG 1.1
		"<g ":                     2, // strings on one baseline share a group
		"matrix(0 -":              1,
		`stroke-dasharray="192 128" stroke-dashoffset="64"`: 1,
		`stroke-opacity="0.502"`:                            1,
	} {
		if got := strings.Count(svg, want); got != times {
			t.Errorf("%q stands %d times, want %d, in\n%s", want, got, times, svg)
		}
	}
}

// In a page a disc is one element, and what is no disc a path.
func TestDiscs(t *testing.T) {
	c := NewInlineSVG(NewGlyphs("g"), "", 40, 30)
	g := Grid{Canvas: c}
	var disc, half vg.Path
	disc.Move(vg.Point{X: 12, Y: 20})
	disc.Arc(vg.Point{X: 10, Y: 20}, 2, 0, 2*math.Pi)
	half.Move(vg.Point{X: 12, Y: 20})
	half.CubeTo(vg.Point{X: 12, Y: 22}, vg.Point{X: 8, Y: 22}, vg.Point{X: 8, Y: 20})
	half.Close()
	disc.Close()
	g.Fill(disc)
	g.Fill(half)
	const want = `<circle cx="160" cy="160" r="32" fill="#000000"/>` + "\n" + `<path d="m192 160c0-32-64-32-64 0z" fill="#000000"/>` + "\n</svg>\n"
	if got := c.Inline(); !strings.HasSuffix(got, want) {
		t.Errorf("got\n%s, want at its end\n%s", got, want)
	}
}

func TestPNG(t *testing.T) {
	c := NewPNG(36, 36, DPI)
	drawing(c)
	var file bytes.Buffer
	if _, err := c.WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	if dpi := DPIOf(file.Bytes()); dpi != DPI {
		t.Errorf("the file says that it has %d pixels an inch", dpi)
	}
	picture, err := png.Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	if b := picture.Bounds(); b.Dx() != 100 || b.Dy() != 100 {
		t.Errorf("%d×%d pixels, want half an inch at 200 dpi", b.Dx(), b.Dy())
	}
	white := color.RGBAModel.Convert(picture.At(50, 10))
	if white != (color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}) {
		t.Errorf("the ground is %v", white)
	}
	// The pattern starts one point in: two points of dash, two of gap.
	row := 100 - 20*200/72
	for x, inked := range map[int]bool{2: true, 8: false, 14: true, 22: false} {
		r, g, _, _ := picture.At(x, row).RGBA()
		if (r != g) != inked {
			t.Errorf("pixel %d of the dashed line is %v, inked: want %v", x, picture.At(x, row), inked)
		}
	}
}

func TestOnlyQuarterTurns(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a turn by 1 rad is accepted")
		}
	}()
	NewPNG(10, 10, DPI).Rotate(1)
}

// Drawings of one page share the outlines of letters.
func TestInlineSVG(t *testing.T) {
	glyphs := NewGlyphs("letter")
	var page string
	for range 2 {
		c := NewInlineSVG(glyphs, "what & why", 40, 30)
		drawing(c)
		page += c.Inline()
	}
	page += glyphs.Definitions()
	for want, times := range map[string]int{`<path id="letter-`: 1, `href="#letter-1"`: 8, `aria-label="what &amp; why"`: 2, "xmlns": 0} {
		if got := strings.Count(page, want); got != times {
			t.Errorf("%q stands %d times, want %d, in\n%s", want, got, times, page)
		}
	}
}
