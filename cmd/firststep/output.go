package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// What others wrote, values of a record, names of files, answers of a server,
// goes to a terminal or into a line of text through what is here, so that it
// can neither steer the terminal nor add a line that firststep seems to say:
// printf and the tables escape line feeds too, in what is put into their
// formats, and an output all else, whoever writes to it.

// An output is the stdout or the stderr of a command. It shows by an escape
// what a terminal would act upon, but for line feeds, tabs and our own colours
// where it has any, and keeps the first error of writing.
type output struct {
	to       io.Writer
	coloured bool
	err      error  // the first; nothing is written after it
	begun    []byte // of a character, the rest of which is still to come
}

// newOutput has colours on a terminal that has any, unless nobody wants them
// (https://no-color.org).
func newOutput(to io.Writer) *output {
	o := &output{to: to}
	o.coloured = o.isTerminal() && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return o
}

// Write implements [io.Writer].
func (o *output) Write(p []byte) (int, error) {
	if o.err == nil {
		text := append(o.begun, p...)
		whole := wholeCharacters(text)
		o.begun = bytes.Clone(text[whole:])
		_, o.err = o.to.Write(o.escaped(text[:whole]))
	}
	if o.err != nil {
		return 0, o.err
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
func (o *output) escaped(text []byte) []byte {
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
func (o *output) ownColour(text []byte) int {
	if !o.coloured || text[0] != '\x1b' {
		return 0
	}
	for _, c := range []colour{green, yellow, red, colourEnd} {
		if bytes.HasPrefix(text, []byte(c)) {
			return len(c)
		}
	}
	return 0
}

// end writes what is left of a character that was never completed, and
// returns the first error of all writing.
func (o *output) end() error {
	if begun := o.begun; o.err == nil && len(begun) > 0 {
		o.begun = nil
		_, o.err = io.WriteString(o.to, printable(string(begun)))
	}
	return o.err
}

// file is where an output leads to, if that is a file or a terminal.
func (o *output) file() (*os.File, bool) {
	f, ok := o.to.(*os.File)
	return f, ok
}

func (o *output) isTerminal() bool {
	f, ok := o.file()
	return ok && isTerminal(f)
}

// printable is a text on one line, with an escape for whatever a terminal or a
// page acts upon: control characters, line feeds, marks that turn the
// direction of writing or cannot be seen, and what is not UTF-8.
func printable(text string) string {
	var out []byte
	for i, c := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		out = appendPrintable(out, c, []byte(text[i:i+size]))
	}
	return string(out)
}

// appendPrintable appends a character, which is these bytes, as it is or by an
// escape that holds in a string of JSON too.
func appendPrintable(out []byte, c rune, is []byte) []byte {
	short := strings.IndexRune("\n\r\t", c)
	switch {
	case c == utf8.RuneError && len(is) == 1:
		return fmt.Appendf(out, `\x%02x`, is[0])
	case short >= 0:
		return append(out, '\\', "nrt"[short])
	case !unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
		return append(out, is...)
	case c > 0xffff:
		high, low := utf16.EncodeRune(c)
		return fmt.Appendf(out, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(out, `\u%04x`, c)
}

// A shown text is our own, or was made printable: its line feeds and colours
// are meant.
type shown string

// printf is [fmt.Fprintf] with texts that others may have written: line feeds
// are those of the format, and of an error that lists several.
func printf(w io.Writer, format string, args ...any) {
	for i := range args {
		args[i] = showable(args[i])
	}
	fmt.Fprintf(w, format, args...)
}

// showable is what may be put into a format in place of a value.
func showable(value any) any {
	switch v := value.(type) {
	case shown:
		return v
	case error:
		return shown(strings.Join(errorLines(v), "\n"))
	}
	if v := reflect.ValueOf(value); v.CanInt() || v.CanUint() || v.CanFloat() {
		return value
	}
	return shown(printable(fmt.Sprint(value)))
}

// errorLines are what an error says: a line, or a line for each of those that
// it joins or lists.
func errorLines(err error) []string {
	text := err.Error()
	switch e := err.(type) {
	case interface{ Lines() []string }:
		return printableLines(e.Lines())
	case interface{ Unwrap() []error }:
		var lines []string
		if joined := e.Unwrap(); errorText(joined) == text {
			for _, one := range joined {
				lines = append(lines, errorLines(one)...)
			}
			return lines
		}
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			if before, after, ok := strings.Cut(text, inner.Error()); ok {
				lines := errorLines(inner)
				lines[0] = printable(before) + lines[0]
				lines[len(lines)-1] += printable(after)
				return lines
			}
		}
	}
	return []string{printable(text)}
}

// errorText is what errors.Join says of errors.
func errorText(joined []error) string {
	texts := make([]string, len(joined))
	for i, err := range joined {
		texts[i] = err.Error()
	}
	return strings.Join(texts, "\n")
}

func printableLines(lines []string) []string {
	printed := make([]string, len(lines))
	for i, line := range lines {
		printed[i] = printable(line)
	}
	return printed
}
