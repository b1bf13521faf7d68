package canvas

import (
	"bytes"
	"image"
	"image/color"
	"io"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"
)

// DPI is the resolution of a PNG that asks for none, in pixels per inch.
const DPI = 200

// PNG is a canvas that becomes a PNG file. The
// rasteriser that it draws with works with whole numbers; dashes, cubic curves and outlines
// of letters, which its front end would compute in floating point, are made
// into lines and quadratic curves on the grid here.
type PNG struct {
	states
	raster *vgimg.Canvas
	dpi    int
	facts  []Fact
}

// NewPNG returns an empty sheet of so many pixels per inch, white.
func NewPNG(width, height vg.Length, dpi int) *PNG {
	return NewPNGOn(color.White, width, height, dpi)
}

// NewPNGOn is NewPNG on a ground of another colour.
func NewPNGOn(ground color.Color, width, height vg.Length, dpi int) *PNG {
	p := &PNG{raster: vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dpi), vgimg.UseBackgroundColor(ground)), dpi: dpi}
	vg.Initialize(p)
	return p
}

// Say makes the file say facts of itself.
func (p *PNG) Say(facts []Fact) { p.facts = facts }

// Fill fills a path.
func (p *PNG) Fill(path vg.Path) {
	p.raster.SetColor(p.colour)
	p.raster.Fill(p.placed(path))
}

// Stroke draws a path.
func (p *PNG) Stroke(path vg.Path) {
	path = p.placed(path)
	if len(p.dashes) > 0 {
		path = dashed(path, p.dashes, p.offset)
	}
	p.raster.SetColor(p.colour)
	p.raster.SetLineWidth(p.width)
	p.raster.Stroke(path)
}

// FillString draws the outlines of a string.
func (p *PNG) FillString(f font.Face, at vg.Point, text string) {
	p.Fill(letters(f, at, text, snapPoint))
}

// letters are the outlines of a string, each point put into its place.
func letters(f font.Face, at vg.Point, text string, place func(vg.Point) vg.Point) vg.Path {
	perEm := fixed.Int26_6(f.Face.UnitsPerEm())
	scale := f.Font.Size / vg.Length(perEm)
	var buf sfnt.Buffer
	var path vg.Path
	x := 0
	for _, r := range text {
		glyph, err := f.Face.GlyphIndex(&buf, r)
		if err != nil {
			continue
		}
		if segments, err := f.Face.LoadGlyph(&buf, glyph, perEm, nil); err == nil {
			path = append(path, outline(segments, func(q fixed.Point26_6) vg.Point {
				return place(vg.Point{X: at.X + vg.Length(x+int(q.X))*scale, Y: at.Y - vg.Length(q.Y)*scale})
			})...)
		}
		if advance, err := f.Face.GlyphAdvance(&buf, glyph, perEm, 0); err == nil {
			x += int(advance)
		}
	}
	return path
}

// DrawImage panics: figures are vectors.
func (p *PNG) DrawImage(vg.Rectangle, image.Image) { panic("canvas: figures hold no raster images") }

// WriteTo writes the file.
func (p *PNG) WriteTo(w io.Writer) (int64, error) {
	var file bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: p.raster}).WriteTo(&file); err != nil {
		return 0, err
	}
	n, err := w.Write(withText(file.Bytes(), p.facts, p.dpi))
	return int64(n), err
}

// Image is what has been drawn so far.
func (p *PNG) Image() image.Image { return p.raster.Image() }

// placed is a path on the sheet, its cubic curves made into short lines.
func (p *PNG) placed(path vg.Path) vg.Path {
	var out vg.Path
	var at vg.Point
	for _, comp := range path {
		to := p.place(comp.Pos)
		switch {
		case comp.Type == vg.CurveComp && len(comp.Control) == 2:
			out = append(out, cubic(at, p.place(comp.Control[0]), p.place(comp.Control[1]), to)...)
		case comp.Type == vg.CurveComp:
			out.QuadTo(p.place(comp.Control[0]), to)
		default:
			comp.Pos = to
			out = append(out, comp)
		}
		at = to
	}
	return out
}

// cubic is a cubic curve as lines. The only ones that figures draw are
// quarters of dots, for which eight lines are more than enough.
func cubic(a, b, c, d vg.Point) vg.Path {
	const lines = 8
	var path vg.Path
	for i := 1; i <= lines; i++ {
		t := float64(i) / lines
		u := 1 - t
		along := func(a, b, c, d vg.Length) vg.Length {
			return vg.Length(float64(u*u*u*float64(a)) + float64(3*u*u*t*float64(b)) + float64(3*u*t*t*float64(c)) + float64(t*t*t*float64(d)))
		}
		path.Line(snapPoint(vg.Point{X: along(a.X, b.X, c.X, d.X), Y: along(a.Y, b.Y, c.Y, d.Y)}))
	}
	return path
}

// outline is a glyph as a path.
func outline(segments sfnt.Segments, at func(fixed.Point26_6) vg.Point) vg.Path {
	var path vg.Path
	for i, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				path.Close()
			}
			path.Move(at(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			path.Line(at(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			path.QuadTo(at(s.Args[0]), at(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			path.CubeTo(at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
		}
	}
	if len(path) > 0 {
		path.Close()
	}
	return path
}

// dashed cuts a path of straight lines into dashes; a curve is taken for the
// line to its end.
func dashed(path vg.Path, dashes []vg.Length, offset vg.Length) vg.Path {
	var out vg.Path
	var at vg.Point
	pen := newPen(dashes, offset)
	for _, comp := range path {
		if comp.Type == vg.MoveComp {
			at = comp.Pos
			pen = newPen(dashes, offset)
			out.Move(at)
			continue
		}
		if comp.Type == vg.CloseComp {
			continue
		}
		dx, dy := comp.Pos.X-at.X, comp.Pos.Y-at.Y
		length := vg.Length(math.Sqrt(float64(float64(dx)*float64(dx)) + float64(float64(dy)*float64(dy))))
		for done := vg.Length(0); done < length; {
			step := min(pen.left, length-done)
			done += step
			to := snapPoint(vg.Point{X: at.X + vg.Length(float64(dx)*float64(done/length)), Y: at.Y + vg.Length(float64(dy)*float64(done/length))})
			if pen.down() {
				out.Line(to)
			} else {
				out.Move(to)
			}
			pen.advance(step)
		}
		at = comp.Pos
	}
	return out
}

// A pen goes through a pattern of dashes and gaps.
type pen struct {
	pattern []vg.Length
	i       int
	left    vg.Length // of pattern[i]
}

func newPen(pattern []vg.Length, offset vg.Length) *pen {
	p := &pen{pattern: pattern, left: pattern[0]}
	for offset > 0 {
		step := min(offset, p.left)
		p.advance(step)
		offset -= step
	}
	return p
}

func (p *pen) down() bool { return p.i%2 == 0 }

func (p *pen) advance(step vg.Length) {
	if p.left -= step; p.left > 0 {
		return
	}
	p.i = (p.i + 1) % len(p.pattern)
	p.left = p.pattern[p.i]
}
