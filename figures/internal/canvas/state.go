package canvas

import (
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
)

// A state is what Push saves: how lines are drawn, and where the origin is.
type state struct {
	colour color.NRGBA
	width  vg.Length
	dashes []vg.Length
	offset vg.Length
	origin vg.Point
	turned bool // by a quarter, anticlockwise
}

// place returns where a point of the turned and moved canvas is on the sheet.
func (s state) place(p vg.Point) vg.Point {
	if s.turned {
		p.X, p.Y = -p.Y, p.X
	}
	return vg.Point{X: s.origin.X + p.X, Y: s.origin.Y + p.Y}
}

// states is a stack of them, and implements the part of vg.Canvas that sets
// states.
type states struct {
	state
	saved []state
}

func (s *states) Push() { s.saved = append(s.saved, s.state) }

func (s *states) Pop() {
	s.state = s.saved[len(s.saved)-1]
	s.saved = s.saved[:len(s.saved)-1]
}

func (s *states) SetLineWidth(w vg.Length) { s.width = w }

func (s *states) SetLineDash(pattern []vg.Length, offset vg.Length) {
	s.dashes, s.offset = pattern, offset
}

func (s *states) SetColor(c color.Color) {
	if c == nil {
		c = color.Black
	}
	s.colour = color.NRGBAModel.Convert(c).(color.NRGBA)
}

func (s *states) Translate(p vg.Point) { s.origin = s.place(p) }

// Rotate turns by a quarter, once, which is all that figures do and what can
// be done without rounding.
func (s *states) Rotate(radians float64) {
	if radians != math.Pi/2 || s.turned {
		panic(fmt.Sprintf("canvas: a turn of %v is not a single quarter", radians))
	}
	s.turned = true
}

// Scale is not among what figures do: type and lines have their size.
func (s *states) Scale(x, y float64) {
	if x != 1 || y != 1 {
		panic("canvas: figures are not scaled")
	}
}
