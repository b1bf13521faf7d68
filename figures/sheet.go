package figures

import (
	"image/color"
	"math"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"firststep/figures/internal/canvas"
	"firststep/figures/internal/text"
)

// A sheet is what one figure is drawn on. Positions are in points from its
// lower left corner; figures are laid out in millimetres, mm(3.2).
type sheet struct {
	vg.Canvas
}

// onSheet makes a Draw function of one that draws on a sheet.
func onSheet(draw func(sheet)) func(vg.Canvas) {
	return func(c vg.Canvas) { draw(sheet{canvas.Grid{Canvas: c}}) }
}

// mm is a length given in millimetres.
func mm(l float64) vg.Length { return vg.Length(l) * vg.Millimeter }

// A lettering is how a label is set.
type lettering struct {
	font   font.Font
	colour color.Color
	align  draw.XAlignment
	middle bool // centred on the given height, which is the baseline's otherwise
	turned bool // reading upwards
}

// Letterings to start from: axis titles and panel heads, and everything else.
var (
	label = lettering{font: font.From(text.Regular, 8), colour: ink}
	note  = lettering{font: font.From(text.Regular, 7.5), colour: ink}
)

func (l lettering) in(c color.Color) lettering { l.colour = c; return l }
func (l lettering) right() lettering           { l.align = draw.XRight; return l }
func (l lettering) centred() lettering         { l.align = draw.XCenter; return l }
func (l lettering) onMiddle() lettering        { l.middle = true; return l }
func (l lettering) upwards() lettering         { l.turned = true; return l }

func (l lettering) semibold() lettering { l.font = font.From(text.SemiBold, l.font.Size); return l }

func (l lettering) size(pt vg.Length) lettering { l.font.Size = pt; return l }

// width is how wide a label comes out.
func (l lettering) width(label string) vg.Length { return text.New().Width(label, l.font) }

// write sets a label.
func (s sheet) write(l lettering, x, y vg.Length, label string) {
	style := draw.TextStyle{Color: l.colour, Font: l.font, XAlign: l.align, Handler: text.New()}
	if l.middle {
		style.YAlign = draw.YCenter
	}
	if l.turned {
		style.Rotation = math.Pi / 2
	}
	style.Handler.Draw(s.Canvas, label, style, vg.Point{X: x, Y: y})
}

// writeAlong sets a label below the end of a line, in its direction.
func (s sheet) writeAlong(l lettering, from, to vg.Point, label string) {
	c := canvas.NewTilted(s.Canvas, to, vg.Point{X: 2*to.X - from.X, Y: 2*to.Y - from.Y})
	const aside = 3
	style := draw.TextStyle{Color: l.colour, Font: l.font, XAlign: draw.XRight, Handler: text.New()}
	style.Handler.Draw(c, label, style, vg.Point{X: -aside, Y: -aside - 0.7*l.font.Size})
}

// writeOn sets a label, from its left end on, on a ground of its own, which
// keeps what is below away from it by a point.
func (s sheet) writeOn(ground color.Color, l lettering, x, y vg.Length, label string) {
	s.swatch(x-1, y-0.22*l.font.Size-1, l.width(label)+2, 0.92*l.font.Size+2, ground)
	s.write(l, x, y, label)
}

// swatch fills a rectangle.
func (s sheet) swatch(left, bottom, width, height vg.Length, c color.Color) {
	var path vg.Path
	path.Move(vg.Point{X: left, Y: bottom})
	path.Line(vg.Point{X: left + width, Y: bottom})
	path.Line(vg.Point{X: left + width, Y: bottom + height})
	path.Line(vg.Point{X: left, Y: bottom + height})
	path.Close()
	s.SetColor(c)
	s.Fill(path)
}

// head is a panel's letter and the few words that say what the panel shows.
func (s sheet) head(x, y vg.Length, letter, words string) {
	s.write(label.semibold(), x, y, letter)
	s.write(label, x+label.semibold().width(letter)+5, y, words)
}

// A pen is how a line is drawn.
type pen struct {
	colour color.Color
	width  vg.Length
	dashes []vg.Length
}

// line joins points.
func (s sheet) line(p pen, points ...vg.Point) { s.strokes(p, points) }

// strokes are several lines, each of which joins points, as one path.
func (s sheet) strokes(p pen, lines ...[]vg.Point) {
	var path vg.Path
	for _, points := range lines {
		for i, at := range points {
			if i == 0 {
				path.Move(at)
			} else {
				path.Line(at)
			}
		}
	}
	s.SetColor(p.colour)
	s.SetLineWidth(p.width)
	s.SetLineDash(p.dashes, 0)
	s.Stroke(path)
}

// arrow is a line that ends in a filled head.
func (s sheet) arrow(p pen, from, to vg.Point) {
	const length, half = 4.2, 1.7
	dx, dy := float64(to.X-from.X), float64(to.Y-from.Y)
	norm := math.Sqrt(float64(dx*dx) + float64(dy*dy))
	if norm == 0 {
		return
	}
	ux, uy := vg.Length(dx/norm), vg.Length(dy/norm)
	foot := vg.Point{X: to.X - length*ux, Y: to.Y - length*uy}
	if norm > length {
		s.line(p, from, foot)
	}
	s.SetColor(p.colour)
	var head vg.Path
	head.Move(to)
	head.Line(vg.Point{X: foot.X - half*uy, Y: foot.Y + half*ux})
	head.Line(vg.Point{X: foot.X + half*uy, Y: foot.Y - half*ux})
	head.Close()
	s.Fill(head)
}

// dot is one measured value: a disc with a thin white edge, which parts it
// from its neighbours.
func (s sheet) dot(c color.Color, at vg.Point, diameter vg.Length) {
	disc := func(radius vg.Length) {
		var p vg.Path
		p.Move(vg.Point{X: at.X + radius, Y: at.Y})
		p.Arc(at, radius, 0, 2*math.Pi)
		p.Close()
		s.Fill(p)
	}
	const edge = 0.25
	s.SetColor(white)
	disc(diameter/2 + edge)
	s.SetColor(c)
	disc(diameter / 2)
}

// A shape is that of a scenario's marks, which tells it from others where its
// colour does not: in grey print, and to who sees colours otherwise.
type shape int

const (
	disc shape = iota
	square
	diamond
	triangle
	fallen // triangle, standing on its tip
	ring
)

// corners of shapes around a mark's middle, as large as a disc of diameter 1.
var corners = map[shape][]vg.Point{
	square:   {{X: -0.443, Y: -0.443}, {X: 0.443, Y: -0.443}, {X: 0.443, Y: 0.443}, {X: -0.443, Y: 0.443}},
	diamond:  {{X: 0, Y: -0.627}, {X: 0.627, Y: 0}, {X: 0, Y: 0.627}, {X: -0.627, Y: 0}},
	triangle: {{X: -0.673, Y: -0.389}, {X: 0.673, Y: -0.389}, {X: 0, Y: 0.777}},
	fallen:   {{X: -0.673, Y: 0.389}, {X: 0, Y: -0.777}, {X: 0.673, Y: 0.389}},
}

// mark is one measured value of a scenario, with a thin white edge as a dot has.
func (s sheet) mark(c Colour, at vg.Point, diameter vg.Length) {
	switch c.shape {
	case disc:
		s.dot(c.Line, at, diameter)
	case ring:
		s.ring(c.Line, at, diameter+0.3)
	default:
		const edge = 0.5
		s.polygon(white, at, diameter+edge, corners[c.shape])
		s.polygon(c.Line, at, diameter, corners[c.shape])
	}
}

// polygon fills what is between corners.
func (s sheet) polygon(c color.Color, at vg.Point, diameter vg.Length, corners []vg.Point) {
	var p vg.Path
	for i, corner := range corners {
		to := vg.Point{X: at.X + diameter*corner.X, Y: at.Y + diameter*corner.Y}
		if i == 0 {
			p.Move(to)
		} else {
			p.Line(to)
		}
	}
	p.Close()
	s.SetColor(c)
	s.Fill(p)
}

// ring is a circle with a white inside: a value that stands for several.
func (s sheet) ring(c color.Color, at vg.Point, diameter vg.Length) {
	s.dot(c, at, diameter)
	const edge = 1.1
	var p vg.Path
	p.Move(vg.Point{X: at.X + diameter/2 - edge, Y: at.Y})
	p.Arc(at, diameter/2-edge, 0, 2*math.Pi)
	p.Close()
	s.SetColor(white)
	s.Fill(p)
}

// distinct leaves out points that can't be told from one before: of a thousand
// seeds many fall together.
func distinct(points []vg.Point) []vg.Point {
	const apart = 0.5
	seen := map[[2]int]bool{}
	var out []vg.Point
	for _, p := range points {
		cell := [2]int{int(canvas.Snap(p.X) / apart), int(canvas.Snap(p.Y) / apart)}
		if !seen[cell] {
			seen[cell] = true
			out = append(out, p)
		}
	}
	return out
}

// cross marks where something stopped being finite.
func (s sheet) cross(c color.Color, at vg.Point) {
	const half = 1.8
	p := pen{colour: c, width: 0.9}
	s.strokes(p,
		[]vg.Point{{X: at.X - half, Y: at.Y - half}, {X: at.X + half, Y: at.Y + half}},
		[]vg.Point{{X: at.X - half, Y: at.Y + half}, {X: at.X + half, Y: at.Y - half}})
}
