package main

import "strings"

// code sets a text into a line of Markdown, a cell of a table included, so that
// nothing in it is markup: no link, image, name that is notified or end of the
// line. What others wrote stands in Markdown in no other way.
func code(text string) string {
	text = printable(text)
	fence := fenceFor(text, 1)
	if text == "" || strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

// codeBlock sets lines of text likewise.
func codeBlock(text string) string {
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

// tableCell is what stands in a cell: there a bar ends even code.
func tableCell(markdown string) string { return strings.ReplaceAll(markdown, "|", `\|`) }
