package record

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
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
	short := appendCompact(nil, v)
	members, isObject := membersOf(v)
	fits := len(p.out)-p.line+len(short) <= lineWidth
	switch {
	case depth > 0 && fits, !isObject && !isArray(v):
		p.out = append(p.out, short...)
	case isObject:
		p.object(members, depth)
	default:
		p.array(v, depth)
	}
}

func (p *printer) object(members []member, depth int) {
	p.out = append(p.out, '{')
	for i, m := range members {
		if i > 0 {
			p.out = append(p.out, ',')
		}
		p.newline(depth + 1)
		p.out = appendString(p.out, m.name)
		p.out = append(p.out, ": "...)
		p.value(m.value, depth+1)
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
		short := appendCompact(nil, v.Index(i))
		if i > 0 {
			p.out = append(p.out, ',')
			if len(p.out)-p.line+1+len(short) < lineWidth {
				p.out = append(p.out, ' ')
			} else {
				p.newline(depth + 1)
			}
		}
		p.value(v.Index(i), depth+1)
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

// appendCompact appends v on one line, with a space after colons and commas.
func appendCompact(dst []byte, v reflect.Value) []byte {
	v = present(v)
	if members, ok := membersOf(v); ok {
		dst = append(dst, '{')
		for i, m := range members {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = appendString(dst, m.name)
			dst = append(dst, ": "...)
			dst = appendCompact(dst, m.value)
		}
		return append(dst, '}')
	}
	if !isArray(v) {
		return appendScalar(dst, v)
	}
	dst = append(dst, '[')
	for i := range v.Len() {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = appendCompact(dst, v.Index(i))
	}
	return append(dst, ']')
}

// present returns what a pointer points to, and anything else as it is; a nil
// pointer too.
func present(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		return v.Elem()
	}
	return v
}

// A member of a JSON object.
type member struct {
	name  string
	value reflect.Value
}

// membersOf returns the members of what becomes a JSON object: a struct, with
// embedded structs in place, or a [Definition].
func membersOf(v reflect.Value) (members []member, isObject bool) {
	if v.Type() == reflect.TypeFor[Definition]() {
		for i := range v.Len() {
			field := v.Index(i)
			members = append(members, member{field.Field(0).String(), field.Field(1)})
		}
		return members, true
	}
	if v.Kind() != reflect.Struct {
		return nil, false
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous {
			embedded, _ := membersOf(v.Field(i))
			members = append(members, embedded...)
			continue
		}
		members = append(members, member{field.Tag.Get("json"), v.Field(i)})
	}
	return members, true
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
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == '"' || s[i] == '\\' {
			return false
		}
	}
	return true
}
