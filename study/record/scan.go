package record

import (
	"bytes"
	"math"
	"reflect"
	"strconv"

	"firststep/study"
)

// A scanner reads the form that [canonical] writes, and no other, in one pass:
// ten times as fast as encoding/json, which need not know where lines break.
// It takes no string with escapes and no bytes in base64.
//
// Whatever it refuses, encoding/json and checkForm have the last word on, and
// the words for it.
type scanner struct {
	data   []byte
	at     int
	line   int    // where the current line began
	number []byte // to write numbers to
}

// scan fills in v, a pointer to a struct, and reports whether data is what
// [canonical] gives for it.
func scan(data []byte, v any) bool {
	s := scanner{data: data}
	return s.value(reflect.ValueOf(v).Elem(), 0) >= 0 && string(data[s.at:]) == "\n"
}

// value reads a value, on one line only if it fits. All methods that read
// return how long what they read is on one line, and -1 if they refuse it.
func (s *scanner) value(v reflect.Value, depth int) (width int) {
	isNull, v := s.null(v)
	isObject := !isNull && hasMembers(v)
	if isNull || !isObject && !isArray(v) || !s.breaks() {
		if width := s.compact(isNull, v); depth > 0 && s.at-s.line <= lineWidth || !isObject && !isArray(v) {
			return width
		}
		return -1
	}
	column := s.at - s.line
	if isObject {
		width = s.object(v, depth)
	} else {
		width = s.array(v, depth)
	}
	if depth > 0 && column+width <= lineWidth {
		return -1 // it would have fitted
	}
	return width
}

// breaks reports whether the line ends behind the bracket that is next.
func (s *scanner) breaks() bool { return s.at+1 < len(s.data) && s.data[s.at+1] == '\n' }

// null reads null where v is a pointer, and otherwise makes it point to a value,
// which it returns.
func (s *scanner) null(v reflect.Value) (bool, reflect.Value) {
	if v.Kind() != reflect.Pointer {
		return false, v
	}
	if bytes.HasPrefix(s.data[s.at:], []byte("null")) {
		return true, v
	}
	v.Set(reflect.New(v.Type().Elem()))
	return false, v.Elem()
}

// compact reads a value that stands on one line.
func (s *scanner) compact(isNull bool, v reflect.Value) (width int) {
	start, ok := s.at, true
	switch {
	case isNull:
		s.at += len("null")
	case hasMembers(v):
		ok = s.token("{") && s.members(v, func(first bool, key []byte, member reflect.Value) bool {
			return (first || s.token(", ")) && s.token(string(key)) && s.compactValue(member) >= 0
		}) && s.token("}")
	case isArray(v):
		ok = s.token("[") && s.elements(v, "]", func(first bool, element reflect.Value) bool {
			return (first || s.token(", ")) && s.compactValue(element) >= 0
		}) && s.token("]")
	default:
		ok = s.scalar(v)
	}
	if !ok {
		return -1
	}
	return s.at - start
}

func (s *scanner) compactValue(v reflect.Value) (width int) {
	if kind := v.Kind(); kind == reflect.Int || kind == reflect.Float64 { // nearly all
		start := s.at
		if !s.scalar(v) {
			return -1
		}
		return s.at - start
	}
	isNull, v := s.null(v)
	return s.compact(isNull, v)
}

// object reads an object that has a line for every member.
func (s *scanner) object(v reflect.Value, depth int) (width int) {
	width = len("{}")
	ok := s.token("{") && s.members(v, func(first bool, key []byte, member reflect.Value) bool {
		if !first {
			width += len(", ")
		}
		if !first && !s.token(",") || !s.newline(depth+1) || !s.token(string(key)) {
			return false
		}
		w := s.value(member, depth+1)
		width += len(key) + w
		return w >= 0
	})
	if !ok || !s.newline(depth) || !s.token("}") {
		return -1
	}
	return width
}

// array reads an array whose elements fill lines.
func (s *scanner) array(v reflect.Value, depth int) (width int) {
	width = len("[]")
	ok := s.token("[") && s.newline(depth+1) && s.elements(v, "\n", func(first bool, element reflect.Value) bool {
		if first {
			w := s.value(element, depth+1)
			width += w
			return w >= 0
		}
		if !s.token(",") {
			return false
		}
		column, w := s.at-s.line, 0
		if s.token(" ") {
			if w = s.compactValue(element); s.at-s.line >= lineWidth {
				return false
			}
		} else {
			if !s.newline(depth + 1) {
				return false
			}
			if w = s.value(element, depth+1); column+len(" ")+w < lineWidth {
				return false // it would have fitted
			}
		}
		width += len(", ") + w
		return w >= 0
	})
	if !ok || !s.newline(depth) || !s.token("]") {
		return -1
	}
	return width
}

// members has every member of an object read. key is its name with the colon.
func (s *scanner) members(v reflect.Value, read func(first bool, key []byte, member reflect.Value) bool) bool {
	if v.Kind() != reflect.Struct {
		return s.definition(v, read)
	}
	for i, f := range fieldsOf(v.Type()) {
		if f.omitted && !bytes.HasPrefix(bytes.TrimLeft(s.data[s.at:], ", \n"), f.key) {
			continue
		}
		if !read(i == 0, f.key, v.FieldByIndex(f.index)) {
			return false
		}
	}
	return true
}

// definition is members for a [Definition], which has names of its own.
func (s *scanner) definition(v reflect.Value, read func(first bool, key []byte, member reflect.Value) bool) bool {
	d := v.Addr().Interface().(*Definition)
	*d = Definition{}
	seen := map[string]bool{}
	for n := 0; n == 0 && !s.next("}") || n > 0 && s.next(","); n++ {
		before, rest, _ := bytes.Cut(s.data[s.at:], []byte(`"`))
		name, _, ok := bytes.Cut(rest, []byte(`"`))
		if !ok || seen[string(name)] || n == maxFields || checkField(string(name), "") != nil || !isPlain(name) {
			return false
		}
		seen[string(name)] = true
		*d = append(*d, study.Field{Name: string(name)})
		key := s.data[s.at+len(before):][:len(name)+len(`"": `)]
		if !bytes.HasSuffix(key, []byte(`": `)) || !read(n == 0, key, v.Index(n).Field(1)) {
			return false
		}
	}
	return true
}

// elements has every element of an array read, up to what ends it.
func (s *scanner) elements(v reflect.Value, end string, read func(first bool, element reflect.Value) bool) bool {
	n := 0
	if v.Kind() == reflect.Slice {
		v.Set(reflect.MakeSlice(v.Type(), 0, 0)) // [] is an empty slice, not none
	}
	for ; !s.next(end); n++ {
		switch {
		case v.Kind() == reflect.Slice:
			if n == v.Cap() {
				v.Grow(1)
			}
			v.SetLen(n + 1)
		case n == v.Len():
			return false
		}
		if !read(n == 0, v.Index(n)) {
			return false
		}
	}
	return n == v.Len()
}

// next reports whether a text is next.
func (s *scanner) next(text string) bool {
	return s.at+len(text) <= len(s.data) && s.data[s.at] == text[0] && string(s.data[s.at:s.at+len(text)]) == text
}

// token reads a text.
func (s *scanner) token(text string) bool {
	if !s.next(text) {
		return false
	}
	s.at += len(text)
	return true
}

// newline reads the end of a line and the indentation of the next.
func (s *scanner) newline(depth int) bool {
	if !s.token("\n") {
		return false
	}
	s.line = s.at
	for range depth {
		if !s.token("  ") {
			return false
		}
	}
	return true
}

// scalar reads a number, a string or a truth value.
func (s *scanner) scalar(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		n, ok := s.integer()
		v.SetInt(n)
		return ok
	case reflect.Float64:
		return s.float(v)
	case reflect.String:
		text, ok := s.text()
		v.SetString(string(text))
		return ok
	case reflect.Bool:
		v.SetBool(s.next("true"))
		return s.token("true") || s.token("false")
	}
	return false
}

// integer reads one of at most 18 digits, without zeros before it.
func (s *scanner) integer() (n int64, ok bool) {
	isNegative := s.token("-")
	start := s.at
	for ; s.at < len(s.data) && s.data[s.at] >= '0' && s.data[s.at] <= '9'; s.at++ {
		n = n*10 + int64(s.data[s.at]-'0')
	}
	digits := s.at - start
	ok = digits > 0 && digits <= 18 && (s.data[start] != '0' || digits == 1 && !isNegative)
	if isNegative {
		n = -n
	}
	return n, ok
}

func (s *scanner) float(v reflect.Value) bool {
	if s.next(`"`) {
		for text, x := range map[string]float64{`"NaN"`: math.NaN(), `"+Inf"`: math.Inf(1), `"-Inf"`: math.Inf(-1)} {
			if s.token(text) {
				v.SetFloat(x)
				return true
			}
		}
		return false
	}
	text := s.numeral()
	x, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return false
	}
	s.number = appendNumber(s.number[:0], x)
	v.SetFloat(x)
	return bytes.Equal(s.number, text)
}

// numeral reads the characters that numbers are made of.
func (s *scanner) numeral() []byte {
	start := s.at
	for s.at < len(s.data) {
		switch c := s.data[s.at]; {
		case c >= '0' && c <= '9', c == '-', c == '+', c == '.', c == 'e':
			s.at++
		default:
			return s.data[start:s.at]
		}
	}
	return s.data[start:]
}

// text reads a string without escapes.
func (s *scanner) text() ([]byte, bool) {
	if !s.token(`"`) {
		return nil, false
	}
	length := bytes.IndexByte(s.data[s.at:], '"')
	if length < 0 || !isPlain(s.data[s.at:s.at+length]) {
		return nil, false
	}
	text := s.data[s.at : s.at+length]
	s.at += length + 1
	return text, true
}
