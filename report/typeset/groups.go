package typeset

import (
	"slices"

	"firststep/report/typeset/box"
	"firststep/report/typeset/tag"
)

// continued is what a table repeats when it goes on on a new page: its head
// there and, within a group of rows, the group's name, nil where it has none;
// and a rule where it breaks off. Reference points are at the top.
type continued struct {
	table             *table
	head, group, foot *box.Box
}

// opening is what a page that goes on with the table has above its rows.
func (c *continued) opening() []*box.Box {
	if c.group == nil {
		return []*box.Box{c.head}
	}
	return []*box.Box{c.head, c.group}
}

// within is what is repeated above a row where a page starts with it.
func (t *table) within(row int, parts *continued) *continued {
	if parts == nil {
		return nil
	}
	here := *parts
	if first, _ := t.group(row); row > first && t.named(first) {
		here.group = t.goesOn(t.rows[first][0].natural)
	}
	return &here
}

// group is the rows of the group that a row is in: from first to the one
// before end.
func (t *table) group(row int) (first, end int) {
	for first = row; first > 0 && !t.grouped[first]; {
		first--
	}
	for end = row + 1; end < len(t.rows) && !t.grouped[end]; {
		end++
	}
	return first, end
}

// headed reports whether a group begins with a row that is its name alone.
func (t *table) headed(first int) bool {
	name := t.rows[first][0]
	return name.last > 0 && name.last == len(t.columns)-1
}

// named reports whether a group's first cell names the rows below it too.
func (t *table) named(first int) bool {
	if t.headed(first) {
		return true
	}
	return first+1 < len(t.rows) && !t.grouped[first+1] && t.rows[first][0].natural.Width > 0 &&
		t.rows[first+1][0].natural.Width == 0
}

// goesOn is a row with a group's name that says that the group is continued.
func (t *table) goesOn(name *box.Box) *box.Box {
	b := &box.Box{Depth: t.size.leading, Tag: tag.Artifact}
	baseline := -t.size.leading.Scale(rowBaseline, 100)
	b.Put(0, baseline, name)
	b.Put(name.Width, baseline, textStyle{size: t.size.size}.run(" (continued)"))
	return b
}

// What a page costs that breaks within a table; within a group of its rows, and
// how many of the group's rows it leaves together at least; and what one costs
// that parts few of a table's rows from the others, and how many it leaves
// together at least.
const (
	tableBreak = 400
	groupBreak = 850
	groupRows  = 3
	tornBreak  = 3000
	fewRows    = 10
	leastRows  = 4
)

// breakBefore is the cost of a page that breaks before a row: the least between
// groups, or in a table without any, but for the first and the last few rows.
func (t *table) breakBefore(i int) int {
	first, end := t.group(i)
	above, apart := i-first, min(i, len(t.rows)-i)
	if t.headed(first) {
		above--
		apart-- // a name is no row
	}
	switch {
	case apart < leastRows, i > first && (above < groupRows || end-i < groupRows):
		return noBreak
	case apart < fewRows:
		return tornBreak
	case i > first && slices.Contains(t.grouped, true):
		return groupBreak
	case i == 0:
		return 0
	}
	return tableBreak
}
