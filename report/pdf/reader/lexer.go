package reader

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// lexer reads objects from bytes (ISO 32000-1, 7.2 and 7.3). Each is taken off
// the budget; the bytes are for [lexer.account].
type lexer struct {
	data   []byte
	at     int
	budget *budget
}

// account takes the bytes that were read since a place off the budget.
func (l *lexer) account(since int) { l.budget.spend(l.at - since) }

var errCutShort = errors.New("an object is cut short")

func (l *lexer) peek() byte {
	if l.at >= len(l.data) {
		return 0
	}
	return l.data[l.at]
}

func isSpace(c byte) bool {
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' '
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

// skipSpace skips white space and comments.
func (l *lexer) skipSpace() {
	for l.at < len(l.data) {
		switch c := l.data[l.at]; {
		case isSpace(c):
			l.at++
		case c == '%':
			for l.at < len(l.data) && l.data[l.at] != '\n' && l.data[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// keyword skips a word if it is next.
func (l *lexer) keyword(word string) bool {
	if !bytes.HasPrefix(l.data[min(l.at, len(l.data)):], []byte(word)) {
		return false
	}
	end := l.at + len(word)
	if end < len(l.data) && !isSpace(l.data[end]) && !isDelimiter(l.data[end]) {
		return false
	}
	l.at = end
	return true
}

// integer reads an unsigned integer.
func (l *lexer) integer() (int, bool) {
	l.skipSpace()
	start := l.at
	n, err := strconv.Atoi(l.regular())
	if err != nil || n < 0 {
		l.at = start
		return 0, false
	}
	return n, true
}

// regular reads characters up to white space or a delimiter.
func (l *lexer) regular() string {
	start := l.at
	for l.at < len(l.data) && !isSpace(l.data[l.at]) && !isDelimiter(l.data[l.at]) {
		l.at++
	}
	return string(l.data[start:l.at])
}

// object reads an object that is not a stream.
func (l *lexer) object(depth int) (Object, error) {
	l.skipSpace()
	if depth > maxDepth {
		return nil, errors.New("objects are nested too deep")
	}
	if err := l.budget.spend(objectWork); err != nil {
		return nil, err
	}
	if l.at >= len(l.data) {
		return nil, errCutShort
	}
	switch c := l.data[l.at]; {
	case c == '/':
		return l.name(), nil
	case c == '(':
		return l.literal()
	case bytes.HasPrefix(l.data[l.at:], []byte("<<")):
		return l.dict(depth)
	case c == '<':
		return l.hexadecimal()
	case c == '[':
		l.at++
		return l.array(depth)
	case c == '+', c == '-', c == '.', c >= '0' && c <= '9':
		return l.number()
	}
	switch word := l.regular(); word {
	case "null":
		return nil, nil
	case "true", "false":
		return word == "true", nil
	default:
		return nil, fmt.Errorf("%.20q is no object", word)
	}
}

// number reads a number, or a reference, which begins like one.
func (l *lexer) number() (Object, error) {
	text := l.regular()
	if strings.Trim(text, "+-.0123456789") != "" { // Go reads 1e3 and 0x1p2, PDF has neither
		return nil, fmt.Errorf("%.20q is no number", text)
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("%.20q is no number", text)
		}
		return x, nil
	}
	after := l.at
	if generation, ok := l.integer(); ok && n >= 0 {
		l.skipSpace()
		if l.keyword("R") {
			return Reference{n, generation}, nil
		}
	}
	l.at = after
	return n, nil
}

func (l *lexer) name() Name {
	l.at++
	text := l.regular()
	if !bytes.ContainsRune([]byte(text), '#') {
		return Name(text)
	}
	var name []byte
	for i := 0; i < len(text); i++ {
		if text[i] == '#' && i+2 < len(text) {
			if v, err := strconv.ParseUint(text[i+1:i+3], 16, 8); err == nil {
				name = append(name, byte(v))
				i += 2
				continue
			}
		}
		name = append(name, text[i])
	}
	return Name(name)
}

func (l *lexer) array(depth int) (Object, error) {
	a := Array{}
	for {
		l.skipSpace()
		if l.peek() == ']' {
			l.at++
			return a, nil
		}
		o, err := l.object(depth + 1)
		if err != nil {
			return nil, err
		}
		a = append(a, o)
	}
}

func (l *lexer) dict(depth int) (Object, error) {
	l.at += 2
	d := Dict{}
	for {
		l.skipSpace()
		if bytes.HasPrefix(l.data[l.at:], []byte(">>")) {
			l.at += 2
			return d, nil
		}
		if l.peek() != '/' {
			return nil, errors.New("a dictionary has a key that is no name")
		}
		key := l.name()
		value, err := l.object(depth + 1)
		if err != nil {
			return nil, err
		}
		if _, twice := d[key]; twice {
			return nil, fmt.Errorf("the key %q stands twice in a dictionary", string(key))
		}
		d[key] = value
	}
}

func (l *lexer) hexadecimal() (Object, error) {
	l.at++
	var digits []byte
	for l.at < len(l.data) {
		c := l.data[l.at]
		l.at++
		switch {
		case c == '>':
			if len(digits)%2 == 1 {
				digits = append(digits, '0')
			}
			out := make([]byte, len(digits)/2)
			for i := range out {
				v, err := strconv.ParseUint(string(digits[2*i:2*i+2]), 16, 8)
				if err != nil {
					return nil, errors.New("a string in hexadecimal holds something else")
				}
				out[i] = byte(v)
			}
			return String(out), nil
		case !isSpace(c):
			digits = append(digits, c)
		}
	}
	return nil, errCutShort
}

// escapes are the characters that a letter behind \ stands for.
var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}

func (l *lexer) literal() (Object, error) {
	l.at++
	var out []byte
	for nested := 0; l.at < len(l.data); {
		c := l.data[l.at]
		l.at++
		switch c {
		case '\\':
			out = l.escape(out)
			continue
		case '(':
			nested++
		case ')':
			if nested == 0 {
				return String(out), nil
			}
			nested--
		}
		out = append(out, c)
	}
	return nil, errCutShort
}

func (l *lexer) escape(out []byte) []byte {
	c := l.peek()
	l.at++
	switch {
	case escapes[c] != 0:
		return append(out, escapes[c])
	case c == '\r' || c == '\n': // a line that goes on
		if c == '\r' && l.peek() == '\n' {
			l.at++
		}
		return out
	case c >= '0' && c <= '7':
		v := int(c - '0')
		for range 2 {
			if d := l.peek(); d >= '0' && d <= '7' {
				v = v*8 + int(d-'0')
				l.at++
			}
		}
		return append(out, byte(v))
	}
	return append(out, c)
}

// Text is a text string's text, where that is in UTF-16 or in ASCII.
func Text(s String) string {
	if len(s) < 2 || s[:2] != "\xFE\xFF" {
		return string(s)
	}
	var units []uint16
	for i := 2; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}
