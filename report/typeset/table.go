package typeset

import (
	"fmt"
	"strings"

	"firststep/report/typeset/box"
)

// table is a table on its way to boxes.
type table struct {
	columns []Column
	head    [][]cell
	rows    [][]cell
	gaps    []bool
	width   []box.Length // of columns
	before  []box.Length // in a decimal column: the most that stands left of the point
}

// cell is a cell that has been read.
type cell struct {
	Cell
	column    int // its first
	natural   *box.Box
	paragraph *paragraph // of a column that wraps
	point     box.Length // where the decimal point is in natural; -1 where there is none
}

func (s *setter) setTable(v *vlist, b Table, number string) error {
	t, err := s.readTable(b)
	if err != nil {
		return fmt.Errorf("table %q: %w", b.Label, err)
	}
	lines, err := s.caption("Table", number, b.Title, b.Caption, v.width)
	if err != nil {
		return err
	}
	t.measure(v.width)
	inside := &vlist{width: v.width}
	if len(lines) > 0 {
		s.target(lines[0], "tab", b.Label, captionSize.size)
	}
	inside.captionLines(lines)
	inside.rigid(captionAbove)
	inside.put(t.set(v.width))
	v.place(inside.stack(), b.Inline, true)
	return nil
}

func (s *setter) readTable(b Table) (*table, error) {
	t := &table{columns: b.Columns}
	for _, row := range b.Head {
		cells, err := s.readRow(t.columns, row, true)
		if err != nil {
			return nil, err
		}
		t.head = append(t.head, cells)
	}
	for _, row := range b.Rows {
		cells, err := s.readRow(t.columns, row.Cells, false)
		if err != nil {
			return nil, err
		}
		t.rows = append(t.rows, cells)
		t.gaps = append(t.gaps, row.Gap)
	}
	return t, nil
}

func (s *setter) readRow(columns []Column, row []Cell, head bool) ([]cell, error) {
	var cells []cell
	column := 0
	for _, c := range row {
		if column+max(1, c.Span) > len(columns) {
			return nil, fmt.Errorf("a row has more cells than there are columns: %s", excerpt(c.Text))
		}
		p, err := s.paragraph(c.Text, textStyle{size: tableSize.size})
		if err != nil {
			return nil, err
		}
		read := cell{Cell: c, column: column, point: -1}
		read.natural = p.natural()
		if columns[column].Wrap && !head {
			p.loose = true
			read.paragraph = p
		}
		if columns[column].Align == Decimal && !head {
			read.point = decimalPoint(read.natural)
		}
		cells = append(cells, read)
		column += max(1, c.Span)
	}
	return cells, nil
}

// columnGap is the least space between columns.
var columnGap = box.Pt(8)

// measure finds the widths of the columns.
func (t *table) measure(width box.Length) {
	t.width = make([]box.Length, len(t.columns))
	t.before = make([]box.Length, len(t.columns))
	after := make([]box.Length, len(t.columns))
	for _, row := range t.rows {
		for _, c := range row {
			if c.point >= 0 {
				t.before[c.column] = max(t.before[c.column], c.point)
				after[c.column] = max(after[c.column], c.natural.Width-c.point)
			}
		}
	}
	for i := range t.width {
		t.width[i] = t.before[i] + after[i]
	}
	wraps := 0
	for _, row := range append(append([][]cell{}, t.head...), t.rows...) {
		for _, c := range row {
			if c.Span <= 1 && c.paragraph == nil {
				t.width[c.column] = max(t.width[c.column], c.natural.Width)
			}
		}
	}
	left := width - columnGap.Scale(int64(len(t.columns)-1), 1)
	for i, c := range t.columns {
		if c.Wrap {
			wraps++
		}
		left -= t.width[i]
	}
	t.share(left, wraps)
}

// share gives the width that is left to the columns that wrap.
func (t *table) share(left box.Length, wraps int) {
	if wraps == 0 || left <= 0 {
		return
	}
	for i, c := range t.columns {
		if c.Wrap {
			t.width[i] += left / box.Length(wraps)
		}
	}
}

// lefts are the left edges of the columns, spread over the width.
func (t *table) lefts(width box.Length) []box.Length {
	used := box.Length(0)
	for _, w := range t.width {
		used += w
	}
	gap := columnGap
	if n := len(t.columns) - 1; n > 0 {
		gap = max(0, (width-used)/box.Length(n))
	}
	lefts := make([]box.Length, len(t.columns))
	x := box.Length(0)
	for i, w := range t.width {
		lefts[i] = x
		x += w + gap
	}
	return lefts
}

// set is the table with its rules, its reference point at the top.
func (t *table) set(width box.Length) *box.Box {
	b := &box.Box{Width: width}
	lefts := t.lefts(width)
	y := box.Length(0)
	rule := func(thickness box.Length) {
		b.Put(0, -y-thickness, &box.Rule{Width: width, Height: thickness, Colour: black})
		y += thickness + tableRuleGap
	}
	rule(heavyRule)
	for _, row := range t.head {
		y += t.row(b, row, lefts, y, true)
	}
	if len(t.head) > 0 {
		y += tableRuleGap
		rule(lightRule)
	}
	for i, row := range t.rows {
		if t.gaps[i] && i > 0 {
			y += tableGroupGap
		}
		y += t.row(b, row, lefts, y, false)
	}
	y += tableRuleGap
	rule(heavyRule)
	b.Depth = y - tableRuleGap
	return b
}

// row puts a row at y below the top and returns its height.
func (t *table) row(b *box.Box, row []cell, lefts []box.Length, y box.Length, head bool) box.Length {
	leading := tableSize.leading
	baseline := -y - leading.Scale(72, 100)
	height := leading
	for _, c := range row {
		if c.paragraph != nil {
			for i, l := range c.paragraph.lines(t.width[c.column], 0) {
				b.Put(lefts[c.column], baseline-leading.Scale(int64(i), 1), l)
				height = max(height, leading.Scale(int64(i+1), 1))
			}
			continue
		}
		last := c.column + max(1, c.Span) - 1
		left, right := lefts[c.column], lefts[last]+t.width[last]
		if c.Span > 1 {
			b.Put(left+(right-left-c.natural.Width)/2, baseline, c.natural)
			b.Put(left, -y-leading-lightRule, &box.Rule{Width: right - left, Height: lightRule, Colour: black})
			height = max(height, leading+tableRuleGap)
			continue
		}
		b.Put(t.place(c, left, right, head), baseline, c.natural)
	}
	return height
}

// place is where a cell starts.
func (t *table) place(c cell, left, right box.Length, head bool) box.Length {
	switch align := t.columns[c.column].Align; {
	case align == Left:
		return left
	case align == Centre:
		return left + (right-left-c.natural.Width)/2
	case align == Decimal && !head && c.point >= 0:
		spare := right - left - t.decimalWidth(c.column)
		return left + spare + t.before[c.column] - c.point
	}
	return right - c.natural.Width
}

// decimalWidth is the width of a column's aligned numbers.
func (t *table) decimalWidth(column int) box.Length {
	after := box.Length(0)
	for _, row := range t.rows {
		for _, c := range row {
			if c.column == column && c.point >= 0 {
				after = max(after, c.natural.Width-c.point)
			}
		}
	}
	return t.before[column] + after
}

// decimalPoint is where the first number of a cell has its decimal point, or
// ends where it has none; -1 for a cell without a number.
func decimalPoint(b *box.Box) box.Length {
	p := pointFinder{at: -1}
	p.walk(b, 0)
	if p.at < 0 && p.inNumber {
		return p.end
	}
	return p.at
}

// pointFinder reads a box's glyphs from left to right.
type pointFinder struct {
	inNumber bool
	done     bool
	at, end  box.Length
}

func (p *pointFinder) walk(b *box.Box, x box.Length) {
	for _, item := range b.Items {
		switch c := item.Content.(type) {
		case *box.Box:
			p.walk(c, x+item.X)
		case *box.Run:
			at := x + item.X
			for _, g := range c.Glyphs {
				p.glyph(g, at)
				at += g.Advance
			}
		}
	}
}

func (p *pointFinder) glyph(g box.Glyph, x box.Length) {
	if p.done {
		return
	}
	isDigit := len(g.Text) == 1 && strings.Contains("0123456789", g.Text)
	switch {
	case isDigit:
		p.inNumber = true
		p.end = x + g.Advance
	case p.inNumber && g.Text == ".":
		p.at, p.done = x, true
	case p.inNumber && g.Text != ",":
		p.at, p.done = p.end, true
	}
}
