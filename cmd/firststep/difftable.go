package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"firststep/study/compare"
	"firststep/study/record"
)

// A textTable has groups of columns. Groups that a line has no room for go
// below, with the first group, which names the rows, before them again.
type textTable struct {
	groups []columnGroup
}

type columnGroup struct {
	title   string
	columns []textColumn
}

type textColumn struct {
	head  string
	left  bool // aligned to the left
	cells []string
}

// columnGap is between columns; groups stand a little further apart.
const columnGap = 2

// write writes the table in lines of at most so many characters, as far as a
// single group fits.
func (t textTable) write(w io.Writer, width int) {
	names, rest := t.groups[0], t.groups[1:]
	for first := true; len(rest) > 0; first = false {
		if !first {
			fmt.Fprintln(w)
		}
		fit, used := 0, names.width()
		for fit < len(rest) && (fit == 0 || used+columnGap+1+rest[fit].width() <= width) {
			used += columnGap + 1 + rest[fit].width()
			fit++
		}
		writeGroups(w, append([]columnGroup{names}, rest[:fit]...))
		rest = rest[fit:]
	}
}

func writeGroups(w io.Writer, groups []columnGroup) {
	var titles, heads strings.Builder
	for i, g := range groups {
		if i > 0 {
			titles.WriteString("   ")
			heads.WriteString("   ")
		}
		titles.WriteString(centred(g.title, g.width()))
		heads.WriteString(g.line(func(c textColumn) string { return c.head }))
	}
	if title := strings.TrimRight(titles.String(), " "); title != "" {
		fmt.Fprintln(w, title)
	}
	fmt.Fprintln(w, strings.TrimRight(heads.String(), " "))
	for row := range groups[0].columns[0].cells {
		var line strings.Builder
		for i, g := range groups {
			if i > 0 {
				line.WriteString("   ")
			}
			line.WriteString(g.line(func(c textColumn) string { return c.cells[row] }))
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}

func (g columnGroup) width() int {
	width := columnGap * (len(g.columns) - 1)
	for _, c := range g.columns {
		width += c.width()
	}
	return max(width, utf8.RuneCountInString(g.title))
}

func (c textColumn) width() int {
	width := utf8.RuneCountInString(c.head)
	for _, cell := range c.cells {
		width = max(width, utf8.RuneCountInString(cell))
	}
	return width
}

// line sets one text of each column beside the other.
func (g columnGroup) line(text func(textColumn) string) string {
	var line strings.Builder
	for i, c := range g.columns {
		if i > 0 {
			line.WriteString(strings.Repeat(" ", columnGap))
		}
		pad := strings.Repeat(" ", c.width()-utf8.RuneCountInString(text(c)))
		if c.left {
			line.WriteString(text(c) + pad)
		} else {
			line.WriteString(pad + text(c))
		}
	}
	return line.String() + strings.Repeat(" ", g.width()-utf8.RuneCountInString(line.String()))
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

// terminalWidth is how wide a line on stdout may be: what COLUMNS says, what
// the terminal has, or off a terminal 120.
func (s *session) terminalWidth() int {
	const least, fallback = 40, 120
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return max(n, least)
	}
	if f, ok := s.stdout.(*os.File); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return max(n, least)
		}
	}
	return fallback
}

// decimalsFor is how many decimals show two digits of an uncertainty.
func decimalsFor(uncertainty float64) int {
	if !(uncertainty > 0) || math.IsInf(uncertainty, 0) {
		return -1
	}
	_, exponent, _ := strings.Cut(strconv.FormatFloat(uncertainty, 'e', 1, 64), "e")
	e, err := strconv.Atoi(exponent)
	if err != nil {
		return -1
	}
	return min(12, max(0, 1-e))
}

// decimal writes a value with so many decimals; below 0, with five digits.
// What is very large or small is written with an exponent.
func decimal(v float64, decimals int) string {
	size := math.Abs(v)
	switch {
	case v == 0 && decimals < 0:
		return "0"
	case decimals < 0 && size >= 1e-4 && size < 1e6:
		return strconv.FormatFloat(v, 'g', max(5, len(strconv.Itoa(int(size)))), 64)
	case decimals < 0 || size >= 1e7:
		return strconv.FormatFloat(v, 'e', 3, 64)
	case decimals > 7:
		return strconv.FormatFloat(v, 'e', 1, 64)
	}
	return strconv.FormatFloat(v+0, 'f', decimals, 64) // +0: never -0
}

// estimate writes a mean with its interval: "0.8682 ±0.0030", where that is
// not symmetrical "0.8682 -0.0031 +0.0026", alone where it is a point or there
// is none.
func estimate(mean, low, high record.Float, method string) string {
	m, below, above := float64(mean), float64(mean-low), float64(high-mean)
	if !mean.IsFinite() {
		return "-"
	}
	if method == compare.NoInterval || method == compare.Point {
		return decimal(m, -1)
	}
	decimals := decimalsFor(min(below, above))
	if method == compare.Student {
		return decimal(m, decimals) + " ±" + decimal(above, decimals)
	}
	return decimal(m, decimals) + " -" + decimal(below, decimals) + " +" + decimal(above, decimals)
}

// probability writes a p with three digits.
func probability(p record.Float) string {
	if !p.IsFinite() {
		return "-"
	}
	return strconv.FormatFloat(float64(p), 'g', 3, 64)
}
