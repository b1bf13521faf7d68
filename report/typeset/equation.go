package typeset

import (
	"fmt"
	"strings"

	"firststep/report/typeset/box"
	"firststep/report/typeset/math"
	"firststep/report/typeset/tag"
)

// afterDisplay is what a page costs that breaks behind a display, where a
// sentence often goes on: as much as six lines of white or so. None breaks before
// one or between its lines.
const afterDisplay = 2600

// setEquation sets a display, lines aligned at their & and centred together,
// numbers at the right edge.
func (s *setter) setEquation(v *vlist, b Equation, size typeSize) error {
	style := textStyle{size: size.size}
	element := s.add(tag.Formula)
	d, err := readDisplay(b, style)
	if err != nil {
		return err
	}
	element.Alt = d.spoken
	v.penalty(noBreak)
	v.skip(displaySkip)
	for i := range d.rows {
		if i > 0 {
			v.penalty(noBreak)
			v.rigid(equationLineSkip)
		}
		l := d.line(i, v.width)
		l.Tag = element
		if name := b.Lines[i].Label; name != "" {
			s.equationNumber(l, name, style)
		}
		v.line(l, size.leading)
	}
	v.add(vitem{kind: vpenalty, cost: afterDisplay, torn: true})
	v.skip(displaySkip)
	v.flush = true
	return nil
}

// display is the lines of an equation, each in one cell, or in two at its &.
type display struct {
	rows        [][]*box.Box
	left, right box.Length // the widest cells
	spoken      string
}

func readDisplay(b Equation, style textStyle) (*display, error) {
	d := &display{}
	for _, line := range b.Lines {
		parsed, err := math.Parse(line.Source)
		if err != nil {
			return nil, err
		}
		row, err := style.formula().Display(parsed)
		if err != nil {
			return nil, err
		}
		if len(row) > 2 {
			return nil, fmt.Errorf("formula %q has more than one &", line.Source)
		}
		d.rows = append(d.rows, row)
		d.left = max(d.left, row[0].Width)
		if len(row) == 2 {
			d.right = max(d.right, row[1].Width)
		}
	}
	var err error
	d.spoken, err = b.Said()
	return d, err
}

// Said is the equation in words: Spoken, or else its formulas.
func (b Equation) Said() (string, error) {
	if b.Spoken != "" {
		return b.Spoken, nil
	}
	var said string
	for _, line := range b.Lines {
		parsed, err := math.Parse(line.Source)
		if err != nil {
			return "", err
		}
		said = spokenLine(said, parsed)
	}
	return said, nil
}

// spokenLine appends a line of a display to what is said of it.
func spokenLine(before string, line *math.Formula) string {
	if before == "" {
		return line.Spoken()
	}
	return strings.TrimRight(before, ",;.") + "; " + line.Spoken()
}

// line is a line of a display in a width.
func (d *display) line(i int, width box.Length) *box.Box {
	l := &box.Box{Width: width}
	row := d.rows[i]
	x := (width - d.left - d.right) / 2
	if len(row) == 2 {
		x += d.left - row[0].Width
	}
	for _, cell := range row {
		l.Put(x, 0, cell)
		x += cell.Width
		l.Height, l.Depth = max(l.Height, cell.Height), max(l.Depth, cell.Depth)
	}
	return l
}

func (s *setter) equationNumber(l *box.Box, name string, style textStyle) {
	target := s.labels["eq:"+name]
	number := style.run("(" + target.number + ")")
	l.Put(l.Width-number.Width(), 0, number)
	l.Put(0, style.size, &box.Anchor{Name: target.anchor})
}
