package console

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A Table has groups of columns. Groups that a line has no room for go below,
// and so do columns of a group that is wider than a line, with the first group,
// which names the rows, before them again.
type Table struct {
	Groups   []Group
	Coloured bool
	cut      bool // the last column is rather cut than put below
}

// A Group is columns under a title, or without one.
type Group struct {
	Title   string
	Columns []Column
}

// A Column has a cell a row.
type Column struct {
	Head  string
	Right bool // aligned to the right
	cells []string
	paint func(row int) Colour // of a cell; nil: no colour
}

// NewTable has a group a column, the last of which is cut.
func NewTable(heads ...string) *Table {
	t := &Table{cut: true}
	for _, head := range heads {
		t.Groups = append(t.Groups, Group{Columns: []Column{{Head: head}}})
	}
	return t
}

// Paint gives the cells of a plain table's column their colours.
func (t *Table) Paint(column int, of func(row int) Colour) { t.Groups[column].Columns[0].paint = of }

// Add adds a row, with a cell for each column of each group.
func (t *Table) Add(cells ...any) {
	for _, g := range t.Groups {
		for i := range g.Columns {
			g.Columns[i].cells = append(g.Columns[i].cells, printable(fmt.Sprint(cells[i])))
		}
		cells = cells[len(g.Columns):]
	}
}

const (
	columnGap = 2
	leastCut  = 20 // what a column is cut to, at most, before it goes below
)

// groupGap is between groups: wider if they have titles.
func (t *Table) groupGap() int {
	for _, g := range t.Groups {
		if g.Title != "" {
			return columnGap + 1
		}
	}
	return columnGap
}

// Write writes the table in lines of at most so many characters, as far as a
// single group fits; 0: of any number.
func (t *Table) Write(w io.Writer, width int) {
	names, rest := t.Groups[0], t.fitting(width)
	for first := true; first || len(rest) > 0; first = false {
		if !first {
			fmt.Fprintln(w)
		}
		fit, used := 0, names.width()
		for fit < len(rest) {
			needed := rest[fit].width()
			if t.cut && fit == len(rest)-1 {
				needed = min(needed, leastCut)
			}
			if width > 0 && fit > 0 && used+t.groupGap()+needed > width {
				break
			}
			used += t.groupGap() + rest[fit].width()
			fit++
		}
		t.writeBlock(w, append([]Group{names}, rest[:fit]...), width)
		rest = rest[fit:]
	}
}

// fitting are the groups behind the first, those in parts that are too wide to
// stand beside it.
func (t *Table) fitting(width int) (groups []Group) {
	room := width - t.Groups[0].width() - t.groupGap()
	for _, g := range t.Groups[1:] {
		for width > 0 && len(g.Columns) > 1 && g.width() > room {
			n := len(g.Columns) - 1
			for n > 1 && (Group{g.Title, g.Columns[:n]}).width() > room {
				n--
			}
			groups = append(groups, Group{g.Title, g.Columns[:n]})
			g.Columns = g.Columns[n:]
		}
		groups = append(groups, g)
	}
	return groups
}

// writeBlock writes groups beside each other.
func (t *Table) writeBlock(w io.Writer, groups []Group, width int) {
	const titles, heads = -2, -1
	for row := titles; row < len(groups[0].Columns[0].cells); row++ {
		parts := make([]string, len(groups))
		room := width
		for i, g := range groups {
			switch {
			case row == titles:
				parts[i] = centred(g.Title, g.width())
			case t.cut && i == len(groups)-1:
				parts[i] = g.line(row, room, t.Coloured)
			default:
				parts[i] = g.line(row, 0, t.Coloured)
			}
			room -= g.width() + t.groupGap()
		}
		line := strings.TrimRight(strings.Join(parts, strings.Repeat(" ", t.groupGap())), " ")
		if row > titles || line != "" {
			fmt.Fprintln(w, line)
		}
	}
}

// width of the columns, or of the title if that is wider.
func (g Group) width() int {
	width := columnGap * (len(g.Columns) - 1)
	for _, c := range g.Columns {
		width += c.width()
	}
	return max(width, utf8.RuneCountInString(g.Title))
}

// line sets the cells of a row beside each other, cut to the room that there
// is, if it is more than none.
func (g Group) line(row, room int, coloured bool) string {
	cells, used := make([]string, len(g.Columns)), columnGap*(len(g.Columns)-1)
	for i, c := range g.Columns {
		cells[i] = c.set(row, room, coloured)
		used += c.width()
	}
	return strings.Join(cells, strings.Repeat(" ", columnGap)) + strings.Repeat(" ", g.width()-used)
}

func (c Column) width() int {
	width := utf8.RuneCountInString(c.Head)
	for _, cell := range c.cells {
		width = max(width, utf8.RuneCountInString(cell))
	}
	return width
}

// set is a cell with the spaces beside it; the head if the row is below 0.
func (c Column) set(row, room int, coloured bool) string {
	text, colour := c.Head, Plain
	if row >= 0 {
		text = c.cells[row]
		if coloured && c.paint != nil {
			colour = c.paint(row)
		}
	}
	text = cut(text, room)
	pad := strings.Repeat(" ", max(0, c.width()-utf8.RuneCountInString(text)))
	if c.Right {
		return pad + colour.of(text)
	}
	return colour.of(text) + pad
}

// centred puts a title into the middle, between rules.
func centred(title string, width int) string {
	if title == "" {
		return strings.Repeat(" ", width)
	}
	left := (width - utf8.RuneCountInString(title) - 2) / 2
	right := width - utf8.RuneCountInString(title) - 2 - left
	if left < 1 || right < 1 {
		return title + strings.Repeat(" ", width-utf8.RuneCountInString(title))
	}
	return strings.Repeat("─", left) + " " + title + " " + strings.Repeat("─", right)
}

// cut shortens a text to so many characters; 0: to any number.
func cut(text string, width int) string {
	if runes := []rune(text); len(runes) > width && width > 0 {
		return string(runes[:width-1]) + "…"
	}
	return text
}
