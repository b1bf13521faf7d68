package main

import (
	"fmt"
	"os"
	"strings"
	"unicode/utf8"
)

// A table is rows of cells under heads, the first naming the row.
type table struct {
	heads []string
	rows  [][]string
	paint func(row, column int) colour // of a cell; nil: no colour
}

func (t *table) add(cells ...any) {
	row := make([]string, len(cells))
	for i, cell := range cells {
		row[i] = fmt.Sprint(cell)
	}
	t.rows = append(t.rows, row)
}

// least is what the last column is cut to, at most, before it goes below.
const least = 20

// print writes the table within the width of the terminal. Columns that a line
// has no room for go below, with the first column before them again; the last
// one is rather cut. Off a terminal lines are as long as they are.
func (t *table) print(s *session) {
	width := 0
	if s.onTerminal() {
		width = s.terminalWidth()
	}
	t.write(s, width)
}

// write writes the table in lines of at most so many characters; 0: of any
// number.
func (t *table) write(s *session, width int) {
	rest := make([]int, 0, len(t.heads))
	for column := 1; column < len(t.heads); column++ {
		rest = append(rest, column)
	}
	for first := true; first || len(rest) > 0; first = false {
		if !first {
			s.print("")
		}
		used, taken := t.width(0), 0
		for _, column := range rest {
			needed := t.width(column)
			if column == len(t.heads)-1 {
				needed = min(needed, least)
			}
			if width > 0 && taken > 0 && used+columnGap+needed > width {
				break
			}
			used += columnGap + t.width(column)
			taken++
		}
		t.block(s, append([]int{0}, rest[:taken]...), width)
		rest = rest[taken:]
	}
}

// block writes some of the columns.
func (t *table) block(s *session, columns []int, width int) {
	widths := make([]int, len(columns))
	for i, column := range columns {
		widths[i] = t.width(column)
	}
	for row := -1; row < len(t.rows); row++ {
		var line strings.Builder
		used := 0
		for i, column := range columns {
			text, last := t.cell(row, column), i == len(columns)-1
			if last && width > 0 {
				text = cut(text, width-used)
			}
			pad := widths[i] - utf8.RuneCountInString(text)
			line.WriteString(t.painted(s, row, column, text))
			if !last {
				line.WriteString(strings.Repeat(" ", pad+columnGap))
				used += widths[i] + columnGap
			}
		}
		s.print("%s", strings.TrimRight(line.String(), " "))
	}
}

func (t *table) cell(row, column int) string {
	if row < 0 {
		return t.heads[column]
	}
	return t.rows[row][column]
}

func (t *table) painted(s *session, row, column int, text string) string {
	if row < 0 || t.paint == nil {
		return text
	}
	return s.in(t.paint(row, column), text)
}

func (t *table) width(column int) int {
	width := utf8.RuneCountInString(t.heads[column])
	for _, row := range t.rows {
		width = max(width, utf8.RuneCountInString(row[column]))
	}
	return width
}

// cut shortens a text to so many characters.
func cut(text string, width int) string {
	if runes := []rune(text); len(runes) > width && width > 0 {
		return string(runes[:width-1]) + "…"
	}
	return text
}

// onTerminal reports whether results are read by a person: stdout is a
// terminal, or COLUMNS says how wide one is.
func (s *session) onTerminal() bool {
	f, ok := s.stdout.(*os.File)
	return ok && isTerminal(f) || os.Getenv("COLUMNS") != ""
}

// A colour is what a terminal shows a word in.
type colour string

// Colours: of what is as it should be, of what is to be done, and of what is
// wrong.
const (
	plain  colour = ""
	green  colour = "\x1b[32m"
	yellow colour = "\x1b[33m"
	red    colour = "\x1b[31m"
)

// in is a text in a colour, where stdout is a terminal that has any and
// nobody asked for none (https://no-color.org).
func (s *session) in(c colour, text string) string {
	f, ok := s.stdout.(*os.File)
	if c == plain || !ok || !isTerminal(f) || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return text
	}
	return string(c) + text + "\x1b[0m"
}
