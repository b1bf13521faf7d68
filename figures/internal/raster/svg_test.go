package raster_test

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"firststep/figures/internal/canvas"
	"firststep/figures/internal/raster"

	"gonum.org/v1/plot/vg"
)

// What is drawn on a canvas and what the SVG of it shows are one picture,
// pixel for pixel.
func TestSVGShowsWhatWasDrawn(t *testing.T) {
	const width, height = 120, 80
	svg, png := canvas.NewSVG("sample", "", "", width, height), canvas.NewPNG(width, height, canvas.DPI)
	for _, c := range []vg.Canvas{svg, png} {
		draw(canvas.Grid{Canvas: c})
	}
	var file bytes.Buffer
	if _, err := svg.WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	shown, err := raster.SVG(file.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if changed := differing(shown, png.Image()); changed > 0 {
		t.Errorf("%d pixels differ", changed)
	}
}

// draw uses every kind of line and area that figures have.
func draw(c vg.Canvas) {
	var line vg.Path
	line.Move(vg.Point{X: 10, Y: 10})
	line.Line(vg.Point{X: 110, Y: 10})
	line.Line(vg.Point{X: 110, Y: 60})
	line.Line(vg.Point{X: 20.5, Y: 33.25})
	c.SetLineWidth(1.5)
	c.SetColor(color.NRGBA{0xC4, 0x3E, 0x1B, 0x80})
	c.Stroke(line)
	c.SetLineDash([]vg.Length{4, 2}, 1)
	c.SetColor(color.Black)
	c.Stroke(line)
	var disc vg.Path
	disc.Move(vg.Point{X: 60, Y: 40})
	disc.Arc(vg.Point{X: 50, Y: 40}, 10, 0, 2*math.Pi)
	disc.Close()
	c.Fill(disc)
}

func differing(a, b image.Image) int {
	changed := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				changed++
			}
		}
	}
	return changed
}

func TestGoldensAreRead(t *testing.T) {
	files, err := filepath.Glob("../../testdata/*.svg")
	if err != nil || len(files) == 0 {
		t.Fatal("no figures to draw", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := raster.SVG(data); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestForeignFilesAreRefused(t *testing.T) {
	sheet := func(inside string) string { return `<svg viewBox="0 0 640 640">` + inside + `</svg>` }
	for _, c := range []struct{ file, want string }{
		{"", "no svg element"},
		{"not xml <", "XML"},
		{`<html/>`, "html stands outside svg"},
		{`<svg viewBox="0 0 1 99999999"/>`, "viewBox"},
		{sheet(`<image href="file:///etc/passwd"/>`), `no element "image"`},
		{sheet(`<path d="M0 0a1 1" fill="#000000"/>`), "have no 'a'"},
		{sheet(`<path d="M0" fill="#000000"/>`), "lacks a number"},
		{sheet(`<path d="m9999999 0" fill="#000000"/>`), "beyond"},
		{sheet(`<path d="M0 0h1z" fill="red"/>`), "no colour"},
		{sheet(`<use href="#x"/>`), "no glyph"},
		{sheet(strings.Repeat("<g>", 20)), "no matrix"},
	} {
		if _, err := raster.SVG([]byte(c.file)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q: %v, want %q", c.file, err, c.want)
		}
	}
}

// What a file of some megabytes may make the renderer do is bounded.
func TestWorkIsBounded(t *testing.T) {
	const many = 100_000
	for what, inside := range map[string]string{
		"full pages":       strings.Repeat(`<path d="M0 0h25600v12800h-25600z" fill="#000000"/>`, many),
		"full pages wide":  strings.Repeat(`<path d="M0 0L25600 12800" stroke="#000000" stroke-width="1000000"/>`, many),
		"dashes":           strings.Repeat(`<path d="M0 0L25600 12800" stroke="#000000" stroke-width="64" stroke-dasharray="0 1"/>`, many),
		"dashes before it": `<path d="` + strings.Repeat("m0 0", many) + `" stroke="#000000" stroke-width="64" stroke-dasharray="1 1" stroke-dashoffset="1000000"/>`,
		"one large glyph":  `<defs><path id="a" d="m` + strings.Repeat("0 0l", 100_000) + `0 0"/></defs><g transform="matrix(1 0 0 1 0 0)" fill="#000000">` + strings.Repeat(`<use href="#a"/>`, many) + "</g>",
	} {
		if _, err := raster.SVG([]byte(`<svg viewBox="0 0 25600 12800">` + inside + "</svg>")); err == nil || !strings.Contains(err.Error(), "more than any figure") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func FuzzSVG(f *testing.F) {
	f.Add([]byte(`<svg viewBox="0 0 640 640"><defs><path id="a" d="m1 2q3 4 5 6z"/></defs><g transform="matrix(1 0 0 1 0 0)" fill="#123456"><use href="#a" x="3"/></g><path d="M0 0H9V9z" fill="#fff"/></svg>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 4096 {
			raster.SVG(data)
		}
	})
}
