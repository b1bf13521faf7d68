package console

import (
	"fmt"
	"io"
	"strings"
)

// Code sets a text into a line of Markdown, a cell of a table included, so that
// nothing in it is markup: no link, image, name that is notified or end of the
// line. What others wrote stands in Markdown in no other way.
func Code(text string) string {
	text = printable(text)
	fence := fenceFor(text, 1)
	if text == "" || strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

// CodeBlock sets lines of text as a block of code, with nothing in them that
// Markdown would act upon.
func CodeBlock(text string) string {
	lines := printableLines(strings.Split(strings.TrimRight(text, "\n"), "\n"))
	fence := fenceFor(text, 3)
	return fence + "text\n" + strings.Join(lines, "\n") + "\n" + fence
}

// fenceFor is a row of at least so many backticks, and longer than any in a
// text.
func fenceFor(text string, least int) string {
	longest, row := 0, 0
	for _, c := range text {
		if row++; c != '`' {
			row = 0
		}
		longest = max(longest, row)
	}
	return strings.Repeat("`", max(least, longest+1))
}

// Cell is what stands in a cell: there a bar ends even code.
func Cell(markdown string) string { return strings.ReplaceAll(markdown, "|", `\|`) }

// Markdown writes all groups beside each other, as GitHub shows tables.
func (t *Table) Markdown(w io.Writer) {
	var head, rule strings.Builder
	var columns []Column
	heads := map[string]int{}
	for _, g := range t.Groups {
		for _, c := range g.Columns {
			heads[c.Head]++
		}
	}
	for _, g := range t.Groups {
		for _, c := range g.Columns {
			columns = append(columns, c)
			words := c.Head
			if heads[c.Head] > 1 { // so that the head alone does not tell whose it is
				words = g.Title + " " + c.Head
			}
			head.WriteString("| " + words + " ")
			rule.WriteString(map[bool]string{false: "|:---", true: "|---:"}[c.Right])
		}
	}
	fmt.Fprintf(w, "%s|\n%s|\n", head.String(), rule.String())
	for row := range columns[0].cells {
		for _, c := range columns {
			fmt.Fprintf(w, "| %s ", c.cells[row])
		}
		fmt.Fprintln(w, "|")
	}
}
