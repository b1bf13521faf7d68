package pdf

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	"firststep/report/typeset/box"
	"firststep/report/typeset/font"

	plotfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// canvas is a vg.Canvas on a rectangle of a page. Transformations are applied
// here rather than in the file, and points are snapped to 1/64 pt, so that
// rounding in a machine's own sine or fused multiply-add leaves no trace.
type canvas struct {
	page    *Page
	content *content
	canvasState
	saved []canvasState
	last  shown
	copy  string // what the next text is copied as; empty where as itself
}

// canvasState is what Push saves.
type canvasState struct {
	matrix affine
	colour color.NRGBA
	width  vg.Length
	dashes []vg.Length
	phase  vg.Length
}

var _ vg.Canvas = (*canvas)(nil)

func newCanvas(p *Page, x, y box.Length) *canvas {
	c := &canvas{page: p, content: &p.content}
	c.matrix = affine{1, 0, 0, 1, x.Points(), y.Points()}
	vg.Initialize(c)
	return c
}

// close checks that what was pushed was popped.
func (c *canvas) close() {
	if len(c.saved) > 0 {
		c.page.doc.fail(fmt.Errorf("a drawing on page %d pushed %d states that it did not pop", c.page.number+1, len(c.saved)))
	}
}

func (c *canvas) SetLineWidth(w vg.Length) { c.width = w }

func (c *canvas) SetLineDash(pattern []vg.Length, offset vg.Length) {
	c.dashes, c.phase = slices.Clone(pattern), offset
}

func (c *canvas) SetColor(colour color.Color) {
	if colour == nil {
		colour = color.Black
	}
	c.colour = color.NRGBAModel.Convert(colour).(color.NRGBA)
}

func (c *canvas) Rotate(rad float64) {
	sin, cos := math.Sincos(rad)
	c.matrix = c.matrix.after(affine{cos, sin, -sin, cos, 0, 0})
}

func (c *canvas) Translate(pt vg.Point) {
	c.matrix = c.matrix.after(affine{1, 0, 0, 1, pt.X.Points(), pt.Y.Points()})
}

// Scale and DrawImage are not among what figures do: type and lines have
// their size, and pixels are areas.
func (c *canvas) Scale(x, y float64) { c.refuse("is scaled") }

// DrawImage is as Scale.
func (c *canvas) DrawImage(vg.Rectangle, image.Image) { c.refuse("has a raster image") }

// refuse fails the document for something that its pages cannot show.
func (c *canvas) refuse(what string) {
	c.page.doc.fail(fmt.Errorf("a drawing on page %d %s", c.page.number+1, what))
}

func (c *canvas) Push() {
	saved := c.canvasState
	saved.dashes = slices.Clone(saved.dashes)
	c.saved = append(c.saved, saved)
}

func (c *canvas) Pop() {
	if len(c.saved) == 0 {
		c.page.doc.fail(fmt.Errorf("a drawing on page %d popped a state that it did not push", c.page.number+1))
		return
	}
	c.canvasState = c.saved[len(c.saved)-1]
	c.saved = c.saved[:len(c.saved)-1]
}

func (c *canvas) Stroke(path vg.Path) {
	if c.width <= 0 || len(path) == 0 {
		return
	}
	c.content.setStroke(c.opaque())
	c.setAlpha()
	c.setLine()
	c.path(path)
	c.content.operator("S")
}

func (c *canvas) Fill(path vg.Path) {
	if len(path) == 0 {
		return
	}
	c.content.setFill(c.opaque())
	c.setAlpha()
	c.path(path)
	c.content.operator("f")
}

// FillString shows text in the face of the document that has the name of
// face's font, kerned but without ligatures, which gonum's widths know nothing of.
func (c *canvas) FillString(face plotfont.Face, pt vg.Point, text string) {
	if face.Font.Size == 0 || text == "" {
		return
	}
	own := c.page.doc.face(face.Name())
	if own == nil {
		c.page.doc.fail(fmt.Errorf("a drawing on page %d uses the font %s, which the document does not have", c.page.number+1, face.Name()))
		return
	}
	if missing := own.Missing(text); len(missing) > 0 {
		c.page.doc.fail(fmt.Errorf("a drawing on page %d has the text %q; the font %s has no %s", c.page.number+1, text, own.Name, strconv.QuoteRune(missing[0])))
		return
	}
	c.setAlpha()
	at := c.matrix.after(affine{1, 0, 0, 1, pt.X.Points(), pt.Y.Points()})
	line := c.last
	if c.copy == "" {
		c.part(at, face.Font.Size.Points())
	}
	script := c.copy != "" && line.face != nil
	c.last.matrix = at
	c.show(own, face.Font.Size.Points(), text)
	if script {
		c.last = line.along(c.last.matrix)
	}
}

// CopyNext makes the next text one that is copied as other characters, one
// each, with no space before it: a raised 2 as ².
func (c *canvas) CopyNext(characters string) { c.copy = characters }

// shown is where the text that was shown last ended.
type shown struct {
	face   *font.Face
	size   float64
	matrix affine // with the end as its origin
}

// along is the text with its end moved along its line to where a script ended.
func (s shown) along(end affine) shown {
	right, up := end[4]-s.matrix[4], end[5]-s.matrix[5]
	far := float64(right*s.matrix[0]) + float64(up*s.matrix[1])
	s.matrix[4] += float64(far * s.matrix[0])
	s.matrix[5] += float64(far * s.matrix[1])
	return s
}

// part puts a space between the last text and one that starts elsewhere, lest
// labels run together when they are copied. Figures show a word in parts where
// it is kerned.
func (c *canvas) part(next affine, size float64) {
	last := c.last
	c.last.matrix = next
	if last.face == nil {
		return
	}
	const near = 0.25 // of the size
	right, up := math.Abs(next[4]-last.matrix[4]), math.Abs(next[5]-last.matrix[5])
	if last.matrix[0] != next[0] || last.matrix[1] != next[1] || snap(max(right, up)) > snap(near*size) {
		c.last.matrix = last.matrix
		c.show(last.face, last.size, " ")
		c.last.matrix = next
	}
}

// show shows text where the last one ended.
func (c *canvas) show(face *font.Face, size float64, text string) {
	run := box.Shaped(face, box.Pt(size), c.opaque(), text, false)
	if characters := []rune(c.copy); len(characters) == len(run.Glyphs) {
		(&box.Box{Items: []box.Item{{Content: run}}}).CopyAs(characters)
	}
	c.copy = ""
	c.content.matrixRun(c.page.doc.embed(face), c.last.matrix, run)
	c.last = shown{face, size, c.last.matrix.after(affine{1, 0, 0, 1, run.Width().Points(), 0})}
}

// opaque is the colour without its transparency.
func (c *canvas) opaque() box.Colour {
	return box.Colour{R: c.colour.R, G: c.colour.G, B: c.colour.B}
}

func (c *canvas) setAlpha() {
	transparency := 255 - c.colour.A
	if transparency == c.content.state.transparency {
		return
	}
	c.content.operator("/" + c.page.doc.alpha(c.colour.A) + " gs")
	c.content.state.transparency = transparency
}

func (c *canvas) setLine() {
	if !c.content.state.rounded { // a sharp corner would end in a spike
		c.content.state.rounded = true
		c.content.operator("1 j")
	}
	if width := snapLine(c.width.Points()); width != c.content.state.lineWidth {
		c.content.state.lineWidth = width
		c.content.lengths(width)
		c.content.operator("w")
	}
	dash := []byte("[")
	for _, d := range c.dashes {
		dash = append(snapLine(d.Points()).AppendPoints(dash), ' ')
	}
	dash = append(dash, "] "...)
	dash = append(snapLine(c.phase.Points()).AppendPoints(dash), " d"...)
	if s := string(dash); s != c.content.state.dash {
		c.content.state.dash = s
		c.content.operator(s)
	}
}

// path writes the operators of a path. Each point is snapped on its own.
func (c *canvas) path(path vg.Path) {
	for _, comp := range path {
		switch {
		case comp.Type == vg.MoveComp:
			c.points("m", comp.Pos)
		case comp.Type == vg.LineComp:
			c.points("l", comp.Pos)
		case comp.Type == vg.CurveComp && len(comp.Control) == 2:
			c.points("c", comp.Control[0], comp.Control[1], comp.Pos)
		case comp.Type == vg.CloseComp:
			c.content.operator("h")
		default:
			c.refuse("has an arc or a quadratic curve, which are to be cubic curves")
		}
	}
}

func (c *canvas) points(operator string, pts ...vg.Point) {
	for _, pt := range pts {
		x, y := c.matrix.apply(pt.X.Points(), pt.Y.Points())
		c.content.lengths(snap(x), snap(y))
	}
	c.content.operator(operator)
}

// affine is x' = a·x + c·y + e, y' = b·x + d·y + f, as PDF has it.
type affine [6]float64

func (m affine) apply(x, y float64) (float64, float64) {
	return float64(m[0]*x) + float64(m[2]*y) + m[4], float64(m[1]*x) + float64(m[3]*y) + m[5]
}

// after is the transformation that applies n first and then m.
func (m affine) after(n affine) affine {
	e, f := m.apply(n[4], n[5])
	return affine{
		float64(m[0]*n[0]) + float64(m[2]*n[1]),
		float64(m[1]*n[0]) + float64(m[3]*n[1]),
		float64(m[0]*n[2]) + float64(m[2]*n[3]),
		float64(m[1]*n[2]) + float64(m[3]*n[3]),
		e, f,
	}
}

// snap rounds points to 1/64 pt. It rounds to a finer grid first: a value that
// is half-way but for the last bit, which machines may compute differently, is
// then half-way for all.
func snap(points float64) box.Length { return box.Pt(rounded(rounded(points, 4096), 64)) }

// snapLine rounds a line's width or dash to 1/1000 pt, for hairlines.
func snapLine(points float64) box.Length { return box.Pt(rounded(rounded(points, 65536), 1000)) }

func rounded(v, parts float64) float64 { return math.Round(v*parts) / parts }

// face is the document's face that gonum names "STIX Two Text-Italic" or
// "STIXTwoText-Italic", or nil.
func (d *Document) face(name string) *font.Face {
	name = strings.ReplaceAll(name, " ", "")
	for _, f := range d.faces {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// alpha is the name of the graphics state with an opacity.
func (d *Document) alpha(opacity uint8) string {
	i := slices.Index(d.alphas, opacity)
	if i < 0 {
		i = len(d.alphas)
		d.alphas = append(d.alphas, opacity)
	}
	return fmt.Sprintf("A%d", i+1)
}
