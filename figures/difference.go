package figures

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strings"

	"firststep/figures/internal/canvas"
	"firststep/figures/internal/raster"
)

// A Difference says how the file of a figure departs from what the records
// give now.
type Difference struct {
	Line    int    // of an SVG, the first that differs, from 1
	Offset  int    // of other files, the first byte that differs, from 0
	There   string // what the file has there
	Redrawn string // and what belongs there
	Because string // what the file was drawn from that is another now; empty if the same, or unknown
	Changed *Change
	Unshown error // why there is no Changed
}

// A Change is a difference in pixels.
type Change struct {
	Pixels int // that differ
	Of     int // that there are

	Old, New image.Image
}

// Compare returns how the file of a figure differs from what was drawn now;
// nil where both are the same bytes.
func Compare(format string, file, redrawn []byte) *Difference {
	if bytes.Equal(file, redrawn) {
		return nil
	}
	d := &Difference{Offset: firstDifference(file, redrawn)}
	if format == "svg" {
		d.Line, d.There, d.Redrawn = FirstLine(file, redrawn)
	}
	d.Because = changedFacts(canvas.Facts(file), canvas.Facts(redrawn))
	d.Changed, d.Unshown = compareImages(format, file, redrawn)
	return d
}

// FirstLine returns where a file of text first differs from what belongs in its
// place: the line, from 1, and a little of what stands there in both.
func FirstLine(file, redrawn []byte) (line int, there, belongs string) {
	at := firstDifference(file, redrawn)
	return 1 + bytes.Count(redrawn[:at], []byte("\n")), excerpt(file, at), excerpt(redrawn, at)
}

func firstDifference(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// excerpt is a little of what stands at an offset, within its line.
func excerpt(data []byte, offset int) string {
	const before, behind = 12, 28
	start := max(offset-before, bytes.LastIndexByte(data[:offset], '\n')+1)
	end := min(offset+behind, len(data))
	if newline := bytes.IndexByte(data[offset:end], '\n'); newline >= 0 {
		end = offset + newline
	}
	return strings.ToValidUTF8(string(data[start:end]), "")
}

// changedFacts says which of the things that a figure is drawn from changed.
func changedFacts(was, is []canvas.Fact) string {
	value := func(facts []canvas.Fact, key string) string {
		for _, f := range facts {
			if f.Key == key {
				return f.Value
			}
		}
		return ""
	}
	var changed []string
	for _, c := range []struct{ fact, name string }{{studyFact, "the title"}, {definitionFact, "the definition"}, {recordsFact, "the records"}, {measuredFact, "the measurements"}} {
		if before := value(was, c.fact); before != "" && before != value(is, c.fact) {
			changed = append(changed, c.name)
		}
	}
	return strings.Join(changed, " and ")
}

// compareImages compares two files of a format as pictures.
func compareImages(format string, file, redrawn []byte) (*Change, error) {
	decode := map[string]func([]byte) (image.Image, error){"svg": raster.SVG, "png": decodePNG}[format]
	if decode == nil {
		return nil, fmt.Errorf("a %s is not drawn as a picture here", strings.ToUpper(format))
	}
	then, err := decode(file)
	if err != nil {
		return nil, fmt.Errorf("it is not a figure of this program: %w", err)
	}
	now, err := decode(redrawn)
	if err != nil {
		return nil, err
	}
	c := &Change{Old: then, New: now}
	c.eachPixel(func(_, _ int, differs bool) {
		c.Of++
		if differs {
			c.Pixels++
		}
	})
	return c, nil
}

// maxPixels bounds a PNG that is decoded: a figure has half a million.
const maxPixels = 40_000_000

func decodePNG(data []byte) (image.Image, error) {
	size, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if int64(size.Width)*int64(size.Height) > maxPixels {
		return nil, errors.New("it is too large")
	}
	return png.Decode(bytes.NewReader(data))
}

// eachPixel visits the pixels of the smallest sheet that holds both pictures;
// what only one of them has differs.
func (c *Change) eachPixel(visit func(x, y int, differs bool)) {
	then, now := c.Old.Bounds(), c.New.Bounds()
	for y := range max(then.Dy(), now.Dy()) {
		for x := range max(then.Dx(), now.Dx()) {
			a, b := then.Min.Add(image.Pt(x, y)), now.Min.Add(image.Pt(x, y))
			differs := !a.In(then) || !b.In(now) || !sameColour(c.Old.At(a.X, a.Y), c.New.At(b.X, b.Y))
			visit(x, y, differs)
		}
	}
}

func sameColour(a, b color.Color) bool {
	r1, g1, b1, a1 := a.RGBA()
	r2, g2, b2, a2 := b.RGBA()
	return r1 == r2 && g1 == g2 && b1 == b2 && a1 == a2
}

// Image returns the old picture, faded, with the pixels that differ in red.
func (c *Change) Image() image.Image {
	then, now := c.Old.Bounds(), c.New.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, max(then.Dx(), now.Dx()), max(then.Dy(), now.Dy())))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	faded := image.NewUniform(color.Alpha{0x50})
	draw.DrawMask(out, out.Bounds(), c.Old, then.Min, faded, image.Point{}, draw.Over)
	red := color.RGBA{0xD0, 0x10, 0x10, 0xFF}
	c.eachPixel(func(x, y int, differs bool) {
		if differs {
			out.SetRGBA(x, y, red)
		}
	})
	return out
}
