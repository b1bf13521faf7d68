package record

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"iter"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// lineWidth is the column up to which a value stays on one line.
const lineWidth = 100

// canonical returns v, a struct, as JSON in the one form that this package
// writes and reads: members in the order of the struct's fields, two spaces a
// level, a value on one line where it fits, arrays that do not fit filled
// line by line, and a newline at the end.
//
// encoding/json reads what is written here. It does not write it because its
// indentation gives every number a line of its own, which makes a record
// several times as long and no easier to read.
func canonical(v any) []byte {
	p := printer{}
	p.value(reflect.ValueOf(v), 0)
	return append(p.out, '\n')
}

// A printer appends JSON to out. line is where the current line began.
type printer struct {
	out  []byte
	line int
}

func (p *printer) value(v reflect.Value, depth int) {
	v = present(v)
	start := len(p.out)
	isObject := hasMembers(v)
	if depth > 0 || !isObject && !isArray(v) {
		if p.compact(v) || !isObject && !isArray(v) {
			return
		}
		p.out = p.out[:start]
	}
	if isObject {
		p.object(v, depth)
	} else {
		p.array(v, depth)
	}
}

func (p *printer) object(v reflect.Value, depth int) {
	p.out = append(p.out, '{')
	first := true
	for name, value := range members(v) {
		if !first {
			p.out = append(p.out, ',')
		}
		first = false
		p.newline(depth + 1)
		p.out = appendString(p.out, name)
		p.out = append(p.out, ": "...)
		p.value(value, depth+1)
	}
	p.newline(depth)
	p.out = append(p.out, '}')
}

// array fills lines with the elements; one that does not fit on a line of its
// own is broken like any other value.
func (p *printer) array(v reflect.Value, depth int) {
	p.out = append(p.out, '[')
	p.newline(depth + 1)
	for i := range v.Len() {
		element := present(v.Index(i))
		if i > 0 {
			p.out = append(p.out, ',')
			end := len(p.out)
			p.out = append(p.out, ' ')
			if p.compact(element) && len(p.out)-p.line < lineWidth {
				continue
			}
			p.out = p.out[:end]
			p.newline(depth + 1)
		}
		p.value(element, depth+1)
	}
	p.newline(depth)
	p.out = append(p.out, ']')
}

func (p *printer) newline(depth int) {
	p.out = append(p.out, '\n')
	p.line = len(p.out)
	for range depth {
		p.out = append(p.out, "  "...)
	}
}

// compact writes v on the current line, with a space after colons and commas.
// Where the line gets too long it stops and returns false.
func (p *printer) compact(v reflect.Value) bool {
	v = present(v)
	switch {
	case hasMembers(v):
		p.out = append(p.out, '{')
		first := true
		for name, value := range members(v) {
			if !first {
				p.out = append(p.out, ", "...)
			}
			first = false
			p.out = appendString(p.out, name)
			p.out = append(p.out, ": "...)
			if !p.compact(value) {
				return false
			}
		}
		p.out = append(p.out, '}')
	case isArray(v):
		p.out = append(p.out, '[')
		for i := range v.Len() {
			if i > 0 {
				p.out = append(p.out, ", "...)
			}
			if !p.compact(v.Index(i)) {
				return false
			}
		}
		p.out = append(p.out, ']')
	default:
		p.out = appendScalar(p.out, v)
	}
	return len(p.out)-p.line <= lineWidth
}

// present returns what a pointer points to, and anything else as it is; a nil
// pointer too.
func present(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		return v.Elem()
	}
	return v
}

// hasMembers reports whether v becomes a JSON object: a struct, or a
// [Definition].
func hasMembers(v reflect.Value) bool {
	return v.Kind() == reflect.Struct || v.Type() == reflect.TypeFor[Definition]()
}

// members yields names and values of what becomes a JSON object; embedded
// structs are in place.
func members(v reflect.Value) iter.Seq2[string, reflect.Value] {
	return func(yield func(string, reflect.Value) bool) {
		if v.Kind() != reflect.Struct {
			for i := range v.Len() {
				if field := v.Index(i); !yield(field.Field(0).String(), field.Field(1)) {
					return
				}
			}
			return
		}
		for _, f := range fieldsOf(v.Type()) {
			if f.omitted && v.FieldByIndex(f.index).IsZero() {
				continue
			}
			if !yield(f.name, v.FieldByIndex(f.index)) {
				return
			}
		}
	}
}

// A field of a struct, by its name in JSON.
type field struct {
	name    string
	key     []byte // the name in quotes, and the colon
	index   []int
	bounds  string // see checkRanges
	omitted bool   // where it is null, or 0
}

// knownFields holds what fieldsOf has found, by type: a record asks thousands
// of times.
var knownFields sync.Map

// fieldsOf lists the fields of a struct, those of embedded structs in place.
func fieldsOf(t reflect.Type) []field {
	if known, ok := knownFields.Load(t); ok {
		return known.([]field)
	}
	var fields []field
	for _, f := range reflect.VisibleFields(t) {
		if !f.Anonymous {
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			fields = append(fields, field{name, append(appendString(nil, name), ": "...), f.Index, f.Tag.Get("range"), options == "omitempty"})
		}
	}
	knownFields.Store(t, fields)
	return fields
}

// isArray reports whether v, which is no object, becomes a JSON array. Bytes
// do not: they become a string.
func isArray(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array:
		return true
	case reflect.Slice:
		return v.Type().Elem().Kind() != reflect.Uint8
	}
	return false
}

// appendScalar appends a number, string, boolean, null or byte string.
func appendScalar(dst []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Int, reflect.Int64:
		return strconv.AppendInt(dst, v.Int(), 10)
	case reflect.Bool:
		return strconv.AppendBool(dst, v.Bool())
	case reflect.String:
		return appendString(dst, v.String())
	case reflect.Slice:
		return appendString(dst, base64.StdEncoding.EncodeToString(v.Bytes()))
	case reflect.Float64:
		return Float(v.Float()).appendJSON(dst)
	case reflect.Pointer: // to nothing: see present
		return append(dst, "null"...)
	}
	panic("record: no struct of this package holds a " + v.Type().String())
}

// appendString appends a JSON string. Text that is not UTF-8 is made so
// first: encoding/json would write an escape for it that reads back to
// another form.
func appendString(dst []byte, s string) []byte {
	if isPlain(s) {
		dst = append(dst, '"')
		dst = append(dst, s...)
		return append(dst, '"')
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(strings.ToValidUTF8(s, "\uFFFD")) // which no string fails
	return append(dst, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

// isPlain reports whether s, as nearly all strings here, needs no escapes.
func isPlain[T string | []byte](s T) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == '"' || s[i] == '\\' {
			return false
		}
	}
	return true
}
