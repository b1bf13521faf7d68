package typeset

import (
	"strings"
	"unicode"

	"firststep/report/typeset/box"
)

// decimalPoint is where the first number in a box has its decimal point, or
// ends where it has none: "0.277 (20)" and "1.01 (11) × 10⁴" have it behind
// their first digit, "65,025" and "1/255" behind their last. It is −1 for text, be there a
// number in it: "1 of 5 not finite".
func decimalPoint(b *box.Box) box.Length {
	f := pointFinder{point: -1}
	f.walk(b, 0)
	if f.point < 0 && f.inNumber {
		return f.end
	}
	return f.point
}

// pointFinder reads a box's glyphs from left to right.
type pointFinder struct {
	words    bool // it is text, if with a number in it
	inNumber bool
	end      box.Length // of the digits so far
	point    box.Length // −1 until it is found
}

func (f *pointFinder) walk(b *box.Box, x box.Length) {
	for _, item := range b.Items {
		switch c := item.Content.(type) {
		case *box.Box:
			f.walk(c, x+item.X)
		case *box.Run:
			at := x + item.X
			for _, g := range c.Glyphs {
				f.glyph(g, at)
				at += g.Advance
			}
		}
	}
}

func (f *pointFinder) glyph(g box.Glyph, x box.Length) {
	switch {
	case f.words || strings.ContainsFunc(g.Text, unicode.IsLetter):
		f.words, f.inNumber, f.point = true, false, -1
	case f.point >= 0:
	case len(g.Text) == 1 && g.Text >= "0" && g.Text <= "9":
		f.inNumber = true
		f.end = x + g.Advance
	case f.inNumber && g.Text == ".":
		f.point = x
	case f.inNumber && g.Text == "/": // what counts is in the denominator
		f.inNumber = false
	case f.inNumber && g.Text != ",":
		f.point = f.end
	}
}
