package typeset

import (
	"cmp"
	"slices"

	"firststep/report/typeset/box"
	"firststep/report/typeset/linebreak"
)

// turnover is the indent of the lines of a cell but its first: of names, which
// are told apart by where they start.
func (t *table) turnover(column int) box.Length {
	if column == 0 {
		return t.size.size
	}
	return 0
}

// piece is what no line of a ragged paragraph parts, with the space before it.
type piece struct{ space, width box.Length }

// pieces are those that a paragraph's lines are made of.
func (p *paragraph) pieces() []piece {
	var all []piece
	var last piece
	for i, item := range p.items {
		switch {
		case item.Kind == linebreak.Box:
			last.width += item.Width
		case item.Kind == linebreak.Penalty:
			if !item.Hyphen && !item.Dash && item.Cost < linebreak.Reluctant && last.width > 0 {
				all, last = append(all, last), piece{}
			}
		case i > 0 && p.items[i-1].Kind == linebreak.Box:
			all, last = append(all, last), piece{space: item.Width}
		case last.width == 0:
			last.space += item.Width
		default:
			last.width += item.Width
		}
	}
	return append(all, last)
}

// lineCount is how many lines of a width pieces take, all but the first of them
// indented.
func lineCount(pieces []piece, width, indent box.Length) int {
	lines, x := 1, box.Length(0)
	for i, p := range pieces {
		if i > 0 && x+p.space+p.width > width {
			lines++
			x = indent
		} else if i > 0 {
			x += p.space
		}
		x += p.width
	}
	return lines
}

// wrappingColumn is a column that wraps, with the widths that it may have,
// ascending, and the lines that its cell in each row takes in them.
type wrappingColumn struct {
	column int
	widths []box.Length
	lines  [][]int // by width and row; zero where the row has no such cell
}

// mostLines is the number of lines of a cell up to which a width is tried for
// each, and mostTries how often the lines of rows are counted in all.
const (
	mostLines = 4
	mostTries = 4_000_000
)

// wrappingColumn finds the widths of a column, none of them below least, at
// which a cell takes fewer lines.
func (t *table) wrappingColumn(column int, least box.Length, most int) *wrappingColumn {
	w := &wrappingColumn{column: column}
	indent := t.turnover(column)
	cells := make([][]piece, len(t.rows))
	for i, row := range t.rows {
		for _, c := range row {
			if c.first == column && c.paragraph != nil {
				cells[i] = c.paragraph.pieces()
				least = max(least, widest(cells[i], indent))
			}
		}
	}
	w.widths = []box.Length{least}
	for _, pieces := range cells {
		for lines := 1; lines < mostLines && pieces != nil; lines++ {
			w.widths = append(w.widths, widthFor(pieces, lines, least, indent))
		}
	}
	slices.Sort(w.widths)
	w.widths = thinned(slices.Compact(w.widths), most)
	for _, width := range w.widths {
		lines := make([]int, len(cells))
		for i, pieces := range cells {
			if pieces != nil {
				lines[i] = lineCount(pieces, width, indent)
			}
		}
		w.lines = append(w.lines, lines)
	}
	return w
}

// widest is the width that the widest piece needs.
func widest(pieces []piece, indent box.Length) box.Length {
	most := box.Length(0)
	for i, p := range pieces {
		if i > 0 {
			p.width += indent
		}
		most = max(most, p.width)
	}
	return most
}

// widthFor is the least width, from least on, in which pieces take no more than
// so many lines.
func widthFor(pieces []piece, lines int, least, indent box.Length) box.Length {
	low, high := least, least
	for _, p := range pieces {
		high += p.space + p.width
	}
	for low < high {
		if middle := (low + high) / 2; lineCount(pieces, middle, indent) <= lines {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// thinned are at most so many of some widths, the first and the last among them.
func thinned(widths []box.Length, most int) []box.Length {
	n := len(widths)
	if n <= most {
		return widths
	}
	var some []box.Length
	for i := range most {
		some = append(some, widths[i*(n-1)/(most-1)])
	}
	return some
}

// shareOut gives what width is left to the columns that wrap, so that the rows
// take as few lines as they can, and then the cells, and of such ways the
// narrowest. wanted is the width of a column's longest cell, zero of those that
// do not wrap.
func (t *table) shareOut(left box.Length, wanted []box.Length) bool {
	some := 0
	for _, w := range wanted {
		if w > 0 {
			some++
		}
	}
	if some == 0 {
		return left >= 0
	}
	most := 2
	for power(most+1, some)*(len(t.rows)+1) <= mostTries {
		most++
	}
	var s sharer
	for i, w := range wanted {
		if w > 0 {
			s.columns = append(s.columns, t.wrappingColumn(i, max(t.widths[i], min(w, t.least)), most))
		}
	}
	s.share(sharing{rows: make([]int, len(t.rows)), spare: left})
	if s.best == nil {
		return false
	}
	for i, c := range s.columns {
		t.widths[c.column] = s.best.widths[i]
	}
	return true
}

func power(base, exponent int) int {
	product := 1
	for range exponent {
		product *= base
	}
	return product
}

// sharing gives widths to columns that wrap, to the first of them at first.
type sharing struct {
	widths []box.Length
	rows   []int      // lines that these make each row take
	lines  int        // all of them
	cells  int        // lines of the cells
	spare  box.Length // width that is left
}

// with is the sharing that gives a width to the next column, whose cells then
// take so many lines.
func (s sharing) with(width box.Length, lines []int) sharing {
	next := sharing{widths: append(slices.Clip(s.widths), width), rows: slices.Clone(s.rows), cells: s.cells, spare: s.spare - width}
	for row, n := range lines {
		next.cells += n
		next.rows[row] = max(next.rows[row], n)
		next.lines += next.rows[row]
	}
	return next
}

// sharer tries the widths of columns that wrap.
type sharer struct {
	columns []*wrappingColumn
	best    *sharing
}

// share goes on to the next column.
func (s *sharer) share(so sharing) {
	switch k := len(so.widths); {
	case s.best != nil && so.lines > s.best.lines:
	case k < len(s.columns):
		for i, width := range s.columns[k].widths {
			if width <= so.spare {
				s.share(so.with(width, s.columns[k].lines[i]))
			}
		}
	case s.best == nil || cmp.Or(cmp.Compare(so.lines, s.best.lines), cmp.Compare(so.cells, s.best.cells), cmp.Compare(s.best.spare, so.spare)) < 0:
		s.best = &so
	}
}

// wraps reports whether a column wraps.
func (t *table) wraps() bool {
	return slices.ContainsFunc(t.columns, func(c Column) bool { return c.Wrap })
}

// rowLines is how many lines a row takes.
func (t *table) rowLines(row []cell) int {
	lines := 1
	for _, c := range row {
		if c.paragraph != nil {
			lines = max(lines, len(c.paragraph.hanging(t.widths[c.first], t.turnover(c.first))))
		}
	}
	return lines
}

func (t *table) countLines() int {
	lines := 0
	for _, row := range t.rows {
		lines += t.rowLines(row)
	}
	return lines
}

// tallRows counts the rows of several lines.
func (t *table) tallRows() int {
	tall := 0
	for _, row := range t.rows {
		if t.rowLines(row) > 1 {
			tall++
		}
	}
	return tall
}
