package main

import (
	"os"
	"strconv"

	"golang.org/x/term"
)

// printTable writes a table as wide as the terminal; off one, as wide as it is.
func (s *session) printTable(t *table) {
	width := 0
	if s.stdout.isTerminal() || os.Getenv("COLUMNS") != "" {
		width = s.terminalWidth()
	}
	t.coloured = s.stdout.coloured
	t.write(s.stdout, width)
}

// terminalWidth is how wide a line on stdout may be: what COLUMNS says, what
// the terminal has, or off a terminal 120.
func (s *session) terminalWidth() int {
	const least, fallback = 40, 120
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return max(n, least)
	}
	if f, ok := s.stdout.file(); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return max(n, least)
		}
	}
	return fallback
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

	colourEnd colour = "\x1b[0m"
)

// of is a text in a colour.
func (c colour) of(text string) string {
	if c == plain {
		return text
	}
	return string(c) + text + string(colourEnd)
}

// in is a text in a colour, where stdout has any.
func (s *session) in(c colour, text string) shown {
	text = printable(text)
	if !s.stdout.coloured {
		return shown(text)
	}
	return shown(c.of(text))
}
