package typeset

import (
	"slices"

	"firststep/report/typeset/tag"
)

// tag gives every cell its element: header cells in the head and in columns
// that name what stands to their right. Cells that are left empty because the
// one above says it are part of that one, as are those of a head of two rows
// that have a text in one of them. In a table with names over groups of rows,
// which reach further than a row, cells name their header cells.
func (t *table) tag(e *tag.Element) {
	heads := make([][]*tag.Element, len(t.columns))
	part := e.Add(tag.TableHead)
	for i, row := range t.head {
		t.tagHead(part.Add(tag.TableRow), i, row, heads)
	}
	if len(t.head) == 0 {
		e.Kids = e.Kids[:len(e.Kids)-1]
	}
	part = e.Add(tag.TableBody)
	tagger := rowTagger{table: t, heads: heads, above: make([]*tag.Element, len(t.columns))}
	for i := range t.rows {
		tagger.row(part.Add(tag.TableRow), i)
	}
}

// tagHead tags a row of the head. heads are the header cells of each column.
func (t *table) tagHead(e *tag.Element, row int, cells []cell, heads [][]*tag.Element) {
	column := 0
	for i := range cells {
		c := &cells[i]
		column = c.last + 1
		above, below := t.headCell(row-1, c), t.headCell(row+1, c)
		switch {
		case above != nil && above.isEmpty() != c.isEmpty():
			c.element = above.element // which stands over both rows
		case c.isEmpty() && (below == nil || below.isEmpty()):
			c.element = e.Add(tag.Cell)
		default:
			c.element = e.Add(tag.HeaderCell)
			c.element.Scope = tag.ScopeColumn
			for column := c.first; column <= c.last; column++ {
				heads[column] = append(heads[column], c.element)
			}
			if below != nil && below.isEmpty() != c.isEmpty() {
				c.element.Rows = 2
			}
		}
		c.element.Columns = c.last - c.first + 1
		c.natural.Tag = c.element
	}
	t.fill(e, column)
}

// headCell is the cell of a row of the head over exactly the columns of
// another; nil where there is none.
func (t *table) headCell(row int, like *cell) *cell {
	if row < 0 || row >= len(t.head) {
		return nil
	}
	for i := range t.head[row] {
		if c := &t.head[row][i]; c.first == like.first && c.last == like.last {
			return c
		}
	}
	return nil
}

// fill adds the cells that a row leaves out at its end.
func (t *table) fill(e *tag.Element, column int) {
	for ; column < len(t.columns); column++ {
		e.Add(tag.Cell)
	}
}

func (c *cell) isEmpty() bool { return c.natural.Width == 0 }

// rowTagger tags the rows of a table's body from the first to the last.
type rowTagger struct {
	*table
	heads [][]*tag.Element // header cells of each column
	above []*tag.Element   // those that an empty cell below continues, by column
	group *tag.Element     // the name of the group of rows; nil where it has none
}

func (t *rowTagger) row(e *tag.Element, row int) {
	if t.grouped[row] {
		t.group = nil
		clear(t.above)
	}
	var names []*tag.Element // of the row, so far
	column := 0
	for i := range t.rows[row] {
		c := &t.rows[row][i]
		column = c.last + 1
		if above := t.above[c.first]; above != nil && c.isEmpty() {
			above.Rows = max(above.Rows, 1) + 1
			c.element = above
			names = append(names, above)
			continue
		}
		c.element = e.Add(t.role(c))
		c.element.Columns = c.last - c.first + 1
		c.natural.Tag = c.element
		if t.group != nil {
			c.element.Headers = slices.Concat(t.heads[c.first], []*tag.Element{t.group}, names)
		}
		switch {
		case c.element.Role == tag.Cell:
		case c.first == 0 && c.last == len(t.columns)-1:
			c.element.Scope = tag.ScopeColumn
			c.element.Headers = nil
			t.group = c.element
			clear(t.above)
		default:
			c.element.Scope = tag.ScopeRow
			names = append(names, c.element)
			t.above[c.first] = c.element
		}
	}
	t.fill(e, column)
}

// role is what a cell of the body is: the head of others where its column
// names what stands to its right, or where it spans the row.
func (t *rowTagger) role(c *cell) tag.Role {
	if !c.isEmpty() && (c.first == 0 || t.columns[c.first].Names) {
		return tag.HeaderCell
	}
	return tag.Cell
}
