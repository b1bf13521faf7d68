package console

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"firststep/study/words"
)

// A Table has groups of columns. Groups that a line has no room for go below,
// and so do columns of a group that is wider than a line, with the first group,
// which names the rows, before them again.
type Table struct {
	Groups   []Group
	Coloured bool
	breaks   bool // the last column is rather broken than put below
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

// NewTable has a group a column, the last of which is broken at its spaces where
// it has no room.
func NewTable(heads ...string) *Table {
	t := &Table{breaks: true}
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
	leastRoom = 20 // for a column of words, which else goes below
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
			if t.breaks && fit == len(rest)-1 {
				needed = min(needed, leastRoom)
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
			groups = append(groups, Group{broken(g.Title, room), g.Columns[:n]})
			g.Columns = g.Columns[n:]
		}
		if width > 0 {
			g.Title = broken(g.Title, room)
		}
		groups = append(groups, g)
	}
	return groups
}

// broken is a title in lines that are no longer than the room, if that is enough
// for words.
func broken(title string, room int) string {
	return strings.Join(words.Wrapped(title, max(room, leastRoom)), "\n")
}

// titleLines are how many lines titles take.
func titleLines(groups []Group) (lines int) {
	for _, g := range groups {
		lines = max(lines, 1+strings.Count(g.Title, "\n"))
	}
	return lines
}

// titleLine is a line of the title, counted from -1, the last one, upwards.
func (g Group) titleLine(row int) string {
	lines := strings.Split(g.Title, "\n")
	if row < -len(lines) {
		return centred("", g.width())
	}
	return centred(lines[len(lines)+row], g.width())
}

// writeBlock writes groups beside each other. A last column of words is broken
// where it has no room.
func (t *Table) writeBlock(w io.Writer, groups []Group, width int) {
	gap, last := strings.Repeat(" ", t.groupGap()), groups[len(groups)-1]
	const head = -1
	for row := head - titleLines(groups); row < len(groups[0].Columns[0].cells); row++ {
		parts := make([]string, len(groups))
		room := width
		for i, g := range groups {
			if row < head {
				parts[i] = g.titleLine(row - head)
			} else {
				parts[i] = g.line(row, t.Coloured)
			}
			if i < len(groups)-1 {
				room -= g.width() + len(gap)
			}
		}
		lines := []string{parts[len(parts)-1]}
		if width > 0 && row >= head && len(last.Columns) == 1 && !last.Columns[0].Right {
			lines = last.Columns[0].broken(row, max(room, leastRoom), t.Coloured)
		}
		for i, line := range lines {
			if parts[len(parts)-1] = line; i > 0 {
				for j, g := range groups[:len(groups)-1] {
					parts[j] = strings.Repeat(" ", g.width())
				}
			}
			if line := strings.TrimRight(strings.Join(parts, gap), " "); row >= head || line != "" {
				fmt.Fprintln(w, line)
			}
		}
	}
}

// width of the columns, or of the title if that is wider.
func (g Group) width() int {
	width := columnGap * (len(g.Columns) - 1)
	for _, c := range g.Columns {
		width += c.width()
	}
	for line := range strings.SplitSeq(g.Title, "\n") {
		width = max(width, utf8.RuneCountInString(line))
	}
	return width
}

// line sets the cells of a row beside each other.
func (g Group) line(row int, coloured bool) string {
	cells, used := make([]string, len(g.Columns)), columnGap*(len(g.Columns)-1)
	for i, c := range g.Columns {
		cells[i] = c.set(row, coloured)
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
func (c Column) set(row int, coloured bool) string {
	text, colour := c.cell(row, coloured)
	pad := strings.Repeat(" ", max(0, c.width()-utf8.RuneCountInString(text)))
	if c.Right {
		return pad + colour.of(text)
	}
	return colour.of(text) + pad
}

// broken is a cell in lines of so many characters.
func (c Column) broken(row, room int, coloured bool) []string {
	text, colour := c.cell(row, coloured)
	lines := []string{text}
	if utf8.RuneCountInString(text) > room {
		lines = words.Wrapped(text, room)
	}
	for i := range lines {
		lines[i] = colour.of(lines[i])
	}
	return lines
}

func (c Column) cell(row int, coloured bool) (text string, colour Colour) {
	switch {
	case row < 0:
		return c.Head, Plain
	case coloured && c.paint != nil:
		return c.cells[row], c.paint(row)
	}
	return c.cells[row], Plain
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
