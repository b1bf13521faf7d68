package console

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"firststep/study/words"
)

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

// A Shown text is our own, or was made printable: its line feeds and colours
// are meant.
type Shown string

// Printf is [fmt.Fprintf] with texts that others may have written: line feeds
// are those of the format, and of an error that lists several.
func Printf(w io.Writer, format string, args ...any) {
	for i := range args {
		args[i] = showable(args[i])
	}
	fmt.Fprintf(w, format, args...)
}

// showable is what may be put into a format in place of a value.
func showable(value any) any {
	switch v := value.(type) {
	case Shown:
		return v
	case error:
		return Shown(strings.Join(ErrorLines(v), "\n"))
	}
	if v := reflect.ValueOf(value); v.CanInt() || v.CanUint() || v.CanFloat() {
		return value
	}
	return Shown(printable(fmt.Sprint(value)))
}

// ErrorLines are what an error says: a line, or a line for each of those that
// it joins or lists.
func ErrorLines(err error) []string {
	text := err.Error()
	switch e := err.(type) {
	case interface{ Lines() []string }:
		return printableLines(e.Lines())
	case interface{ Unwrap() []error }:
		var lines []string
		if joined := e.Unwrap(); errorText(joined) == text {
			for _, one := range joined {
				lines = append(lines, ErrorLines(one)...)
			}
			return lines
		}
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			if before, after, ok := strings.Cut(text, inner.Error()); ok {
				lines := ErrorLines(inner)
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

// Wrap writes a text, which others may have written, in lines of at most width
// characters, broken at its spaces.
func Wrap(w io.Writer, text string, width int) { Hang(w, "", text, width) }

// Hang writes a head and, beside it, a text as [Wrap] does, whose further lines
// are indented to where its first began. A head that leaves no room for that
// stands on a line of its own, with the text indented below it.
func Hang(w io.Writer, head, text string, width int) {
	const leastRoom, indent = 24, 6
	head = printable(head)
	column := utf8.RuneCountInString(head)
	if column > 0 && width-column < leastRoom {
		fmt.Fprintln(w, strings.TrimRight(head, " "))
		head, column = strings.Repeat(" ", indent), indent
	}
	for _, line := range words.Wrapped(printable(text), width-column) {
		fmt.Fprintln(w, head+line)
		head = strings.Repeat(" ", column)
	}
}
