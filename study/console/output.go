// Package console writes text to terminals, to files of lines and into
// Markdown: messages, tables and paragraphs.
//
// What others wrote, values of a record, names of files, answers of a server,
// goes there through what is here, so that it can neither steer the terminal
// nor add a line that firststep seems to say: Printf and the tables escape line
// feeds too, in what is put into their formats, and an Output all else, whoever
// writes to it.
package console

import (
	"bytes"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"firststep/study/words"
)

// An Output is the stdout or the stderr of a command. It shows by an escape
// what a terminal would act upon, but for line feeds, tabs and our own colours
// where it has any, and keeps the first error of writing.
type Output struct {
	To       io.Writer // a file or terminal is known as one
	Coloured bool
	Err      error  // the first; nothing is written after it
	begun    []byte // of a character, the rest of which is still to come
}

// NewOutput returns an output to a file or a writer. It has colours where that is
// a terminal that has any, unless NO_COLOR is set (https://no-color.org).
func NewOutput(to io.Writer) *Output {
	o := &Output{To: to}
	o.Coloured = o.IsTerminal() && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return o
}

// Write implements [io.Writer].
func (o *Output) Write(p []byte) (int, error) {
	if o.Err == nil {
		text := append(o.begun, p...)
		whole := wholeCharacters(text)
		o.begun = bytes.Clone(text[whole:])
		_, o.Err = o.To.Write(o.escaped(text[:whole]))
	}
	if o.Err != nil {
		return 0, o.Err
	}
	return len(p), nil
}

// wholeCharacters is how many bytes of a text are not the beginning of a
// character at its end.
func wholeCharacters(text []byte) int {
	for n := 1; n < min(utf8.UTFMax, len(text)+1); n++ {
		if last := text[len(text)-n:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				return len(text) - n
			}
			break
		}
	}
	return len(text)
}

// escaped escapes a text of several lines.
func (o *Output) escaped(text []byte) []byte {
	if len(text) == 0 {
		return nil
	}
	var out []byte
	for len(text) > 0 {
		c, size := utf8.DecodeRune(text)
		if own := o.ownColour(text); own > 0 {
			size = own
			out = append(out, text[:own]...)
		} else if c == '\n' || c == '\t' {
			out = append(out, text[0])
		} else {
			out = appendPrintable(out, c, text[:size])
		}
		text = text[size:]
	}
	return out
}

// ownColour is the length of a change of colours that a text begins with.
func (o *Output) ownColour(text []byte) int {
	if !o.Coloured || text[0] != '\x1b' {
		return 0
	}
	for _, c := range []Colour{Green, Yellow, Red, colourEnd} {
		if bytes.HasPrefix(text, []byte(c)) {
			return len(c)
		}
	}
	return 0
}

// Say is [Printf] of messages for people: on a terminal, lines that are too long
// for it are broken at their spaces.
func (o *Output) Say(format string, args ...any) {
	if !o.IsTerminal() {
		Printf(o, format, args...)
		return
	}
	var text strings.Builder
	Printf(&text, format, args...)
	for line := range strings.Lines(text.String()) {
		if utf8.RuneCountInString(line) <= o.Width() {
			io.WriteString(o, line)
			continue
		}
		for _, part := range words.Wrapped(line, o.Width()) {
			io.WriteString(o, part+"\n")
		}
	}
}

// End writes what is left of a character that was never completed, and
// returns the first error of all writing.
func (o *Output) End() error {
	if begun := o.begun; o.Err == nil && len(begun) > 0 {
		o.begun = nil
		_, o.Err = io.WriteString(o.To, printable(string(begun)))
	}
	return o.Err
}

// IsTerminal reports whether the output is a terminal.
func (o *Output) IsTerminal() bool {
	f, ok := o.To.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Width is how wide a line may be: what COLUMNS says, what the terminal has,
// or off a terminal 120.
func (o *Output) Width() int {
	const least, fallback = 40, 120
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return max(n, least)
	}
	if f, ok := o.To.(*os.File); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return max(n, least)
		}
	}
	return fallback
}

// A Colour is what a terminal shows a word in.
type Colour string

// Colours: of what is as it should be, of what is to be done, and of what is
// wrong.
const (
	Plain  Colour = ""
	Green  Colour = "\x1b[32m"
	Yellow Colour = "\x1b[33m"
	Red    Colour = "\x1b[31m"

	colourEnd Colour = "\x1b[0m"
)

// of is a text in a colour.
func (c Colour) of(text string) string {
	if c == Plain {
		return text
	}
	return string(c) + text + string(colourEnd)
}

// In is a text on one line in a colour, where the output has any.
func (o *Output) In(c Colour, text string) Shown {
	text = printable(text)
	if !o.Coloured {
		return Shown(text)
	}
	return Shown(c.of(text))
}
