// Package raster makes pixels of the SVG files of this module, so that two of
// them can be compared as pictures. It reads the few elements that package
// canvas writes and refuses all others.
package raster

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/canvas"
)

// Bounds of what is drawn: a figure has some 400 pt a side.
const (
	maxSide       = 2000    // pt
	maxCoordinate = 1 << 20 // units
	maxDepth      = 8
)

// SVG draws the file of a figure at the resolution of a PNG of it.
func SVG(data []byte) (image.Image, error) {
	r := &renderer{dec: xml.NewDecoder(bytes.NewReader(data)), glyphs: map[string][]byte{}}
	for {
		token, err := r.dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			err = r.start(t)
		case xml.EndElement:
			r.end(t)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", r.line(), err)
		}
	}
	if r.sheet == nil {
		return nil, errors.New("there is no svg element")
	}
	return r.sheet.Image(), nil
}

// A renderer goes through the elements of a file.
type renderer struct {
	dec    *xml.Decoder
	sheet  *canvas.PNG
	height int // units
	sides  vg.Point
	work   float64 // so far; see maxWork
	depth  int
	defs   bool
	glyphs map[string][]byte // path data by id
	group  transform
	fill   color.Color // of the group
}

func (r *renderer) line() int {
	line, _ := r.dec.InputPos()
	return line
}

func (r *renderer) start(e xml.StartElement) error {
	if r.depth++; r.depth > maxDepth {
		return fmt.Errorf("elements are nested more than %d deep", maxDepth)
	}
	if r.sheet == nil && e.Name.Local != "svg" {
		return fmt.Errorf("%s stands outside svg", e.Name.Local)
	}
	switch e.Name.Local {
	case "svg":
		return r.open(attribute(e, "viewBox"))
	case "title", "desc", "metadata":
		r.depth--
		return r.dec.Skip()
	case "defs":
		r.defs = true
		return nil
	case "g":
		return r.openGroup(e)
	case "path":
		return r.path(e)
	case "use":
		return r.use(e)
	}
	return fmt.Errorf("figures have no element %q", e.Name.Local)
}

func (r *renderer) end(e xml.EndElement) {
	r.depth--
	switch e.Name.Local {
	case "defs":
		r.defs = false
	case "g":
		r.group, r.fill = transform{}, nil
	}
}

func (r *renderer) open(viewBox string) error {
	var x, y, width, height int
	if _, err := fmt.Sscanf(viewBox, "%d %d %d %d", &x, &y, &width, &height); err != nil || r.sheet != nil {
		return fmt.Errorf("viewBox %.40q is not that of a figure", viewBox)
	}
	const most = maxSide * perPoint
	if x != 0 || y != 0 || width < 1 || height < 1 || width > most || height > most {
		return fmt.Errorf("viewBox %.40q is not that of a figure", viewBox)
	}
	r.height = height
	r.sides = vg.Point{X: vg.Length(width) * canvas.Unit, Y: vg.Length(height) * canvas.Unit}
	r.sheet = canvas.NewPNG(r.sides.X, r.sides.Y, canvas.DPI)
	return nil
}

const perPoint = 64 // units

func (r *renderer) openGroup(e xml.StartElement) (err error) {
	if r.group, err = parseTransform(attribute(e, "transform")); err != nil {
		return err
	}
	r.fill, err = paint(e, "fill")
	return err
}

// path keeps a glyph, or draws a line or an area.
func (r *renderer) path(e xml.StartElement) error {
	data := []byte(attribute(e, "d"))
	if r.defs {
		r.glyphs[attribute(e, "id")] = data
		return nil
	}
	path, err := r.parse(data, transform{1, 0, 0, 1, 0, 0})
	if err != nil {
		return err
	}
	if attribute(e, "stroke") != "" {
		return r.stroke(e, path)
	}
	fill, err := paint(e, "fill")
	if err != nil {
		return err
	}
	return r.area(path, fill)
}

// parse reads path data, which counts every time that it is drawn.
func (r *renderer) parse(data []byte, m transform) (vg.Path, error) {
	if err := r.spend(float64(len(data)) * dataWork); err != nil {
		return nil, err
	}
	return parsePath(data, r.place(m))
}

func (r *renderer) area(path vg.Path, fill color.Color) error {
	area, _, _ := r.painted(path, 0)
	if err := r.spend(area); err != nil {
		return err
	}
	r.sheet.SetColor(fill)
	r.sheet.Fill(path)
	return nil
}

func (r *renderer) stroke(e xml.StartElement, path vg.Path) error {
	stroke, err := paint(e, "stroke")
	if err != nil {
		return err
	}
	width, err := wholeUnits(attribute(e, "stroke-width"))
	if err != nil {
		return err
	}
	var dashes []vg.Length
	for _, word := range strings.Fields(attribute(e, "stroke-dasharray")) {
		dash, err := wholeUnits(word)
		if err != nil {
			return err
		}
		dashes = append(dashes, max(dash, canvas.Unit)) // dashes of no length would never end
	}
	offset := vg.Length(0)
	if text := attribute(e, "stroke-dashoffset"); text != "" {
		if offset, err = wholeUnits(text); err != nil {
			return err
		}
	}
	area, length, pieces := r.painted(path, width)
	if len(dashes) > 0 {
		area += dashWork * (length + pieces*float64(offset)) / float64(slices.Min(dashes))
	}
	if err := r.spend(area); err != nil {
		return err
	}
	r.sheet.SetColor(stroke)
	r.sheet.SetLineWidth(width)
	r.sheet.SetLineDash(dashes, offset)
	r.sheet.Stroke(path)
	return nil
}

// use draws a glyph.
func (r *renderer) use(e xml.StartElement) error {
	data, ok := r.glyphs[strings.TrimPrefix(attribute(e, "href"), "#")]
	if !ok || r.fill == nil {
		return fmt.Errorf("use of %.40q, which is no glyph of the file, or outside a group", attribute(e, "href"))
	}
	m := r.group
	if text := attribute(e, "x"); text != "" {
		x, err := strconv.Atoi(text)
		if err != nil || x < -maxCoordinate || x > maxCoordinate {
			return fmt.Errorf("x is %.40q", text)
		}
		m[4] += m[0] * float64(x)
		m[5] += m[1] * float64(x)
	}
	path, err := r.parse(data, m)
	if err != nil {
		return err
	}
	return r.area(path, r.fill)
}

// A transform is a matrix as SVG has it.
type transform [6]float64

func parseTransform(text string) (m transform, err error) {
	inside, ok := strings.CutPrefix(text, "matrix(")
	inside, closed := strings.CutSuffix(inside, ")")
	words := strings.Fields(inside)
	if !ok || !closed || len(words) != len(m) {
		return m, fmt.Errorf("transform %.60q is no matrix of six numbers", text)
	}
	for i, word := range words {
		m[i], err = strconv.ParseFloat(word, 64)
		if err != nil || !(m[i] > -maxCoordinate && m[i] < maxCoordinate) {
			return m, fmt.Errorf("transform %.60q is no matrix of six numbers", text)
		}
	}
	return m, nil
}

// place returns where a transform puts a point of the file, in points from
// the lower left corner.
func (r *renderer) place(m transform) func(x, y int) vg.Point {
	return func(x, y int) vg.Point {
		across := m[0]*float64(x) + m[2]*float64(y) + m[4]
		down := m[1]*float64(x) + m[3]*float64(y) + m[5]
		return vg.Point{X: vg.Length(across) * canvas.Unit, Y: vg.Length(float64(r.height)-down) * canvas.Unit}
	}
}

// paint reads a colour, "#rrggbb" or "#fff", with its opacity.
func paint(e xml.StartElement, name string) (color.Color, error) {
	text := attribute(e, name)
	if text == "#fff" {
		return color.White, nil
	}
	value, err := strconv.ParseUint(strings.TrimPrefix(text, "#"), 16, 32)
	if err != nil || len(text) != len("#rrggbb") {
		return nil, fmt.Errorf("%s %.20q is no colour", name, text)
	}
	opacity := 1.0
	if text := attribute(e, name+"-opacity"); text != "" {
		if opacity, err = strconv.ParseFloat(text, 64); err != nil || !(opacity >= 0 && opacity <= 1) {
			return nil, fmt.Errorf("%s-opacity %.20q is none", name, text)
		}
	}
	return color.NRGBA{R: uint8(value >> 16), G: uint8(value >> 8), B: uint8(value), A: uint8(opacity*255 + 0.5)}, nil
}

// wholeUnits reads a length.
func wholeUnits(text string) (vg.Length, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > maxCoordinate {
		return 0, fmt.Errorf("%.20q is no length", text)
	}
	return vg.Length(n) * canvas.Unit, nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
