package study

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A table is one of the file's tables: its decoded values and their places.
// Its methods move a value into a definition, which holds the default until
// then, or report why they cannot. A key that is absent is left alone.
type table struct {
	*reader
	name   string // "training"; empty for the top level
	values map[string]any
	node   *node
}

// An element is a value of the table, or of an array in it.
type element struct {
	table
	key   string // as the author wrote it, without the table's name
	value any
	node  *node
}

// refuse reports a value that cannot be used. Checks that need it are left
// out, so that one mistake is one problem.
func (e element) refuse(what, hint string) {
	e.node.faulty = true
	e.report(what, hint)
}

// report adds a problem at the element. what completes the sentence that the
// key begins.
func (e element) report(what, hint string) {
	key := e.key
	if e.name != "" {
		key = e.name + "." + key
	}
	e.found = append(e.found, finding{e.node.offset, key, what, hint})
}

// get returns the value of a key where the file has one.
func (t table) get(key string) (element, bool) {
	value, ok := t.values[key]
	if !ok {
		return element{}, false
	}
	return element{t, key, value, t.node.field(key, t.node.offset)}, true
}

// require reports that a key is missing, at the table's header, unless it is
// there in another case, which refuseUnknown reports.
func (t table) require(key, hint string) {
	for present := range t.values {
		if strings.EqualFold(present, key) {
			return
		}
	}
	element{t, key, nil, t.node.field(key, t.node.offset)}.refuse("is missing", hint)
}

// refuseUnknown reports every key that no definition has, with the one that
// was probably meant.
func (t table) refuseUnknown() {
	known := knownKeys[t.name]
	for _, key := range slices.Sorted(maps.Keys(t.values)) {
		if slices.Contains(known, key) {
			continue
		}
		e, _ := t.get(key)
		e.key = printableKey(key)
		e.refuse(unknownKey(t.name, key))
	}
}

// unknownKey says what is wrong with a key and what was probably meant.
func unknownKey(table, key string) (what, hint string) {
	known := knownKeys[table]
	near := Nearest(key, known)
	if strings.EqualFold(near, key) {
		return "is written in another case than the key that it resembles", "write " + near
	}
	for _, other := range []string{"dataset", "network", "training", "scenario", "diagnostics", "curvature", "sweep", "stability", "endings"} {
		if slices.Contains(knownKeys[other], key) {
			return "does not belong " + place(table), "move it " + place(other)
		}
	}
	if slices.Contains(knownKeys[""], key) {
		return "does not belong " + place(table), "move it to the top, above the first table"
	}
	if near != "" {
		return "is no key of a definition", "nearest is " + near
	}
	return "is no key of a definition", "remove it; known " + place(table) + " are " + strings.Join(known, ", ")
}

// place is where a key stands: "under [training]".
func place(table string) string {
	switch table {
	case "":
		return "at the top"
	case "scenario":
		return "under [[scenario]]"
	}
	return "under [" + table + "]"
}

// text moves a string of 1 to longest printable characters.
func (t table) text(key string, to *string, longest int) {
	e, ok := t.get(key)
	if !ok {
		return
	}
	s, ok := e.string()
	if !ok {
		return
	}
	if e.checkText(s, longest); !e.node.faulty {
		*to = s
	}
}

// checkText refuses what is not 1 to longest printable characters.
func (e element) checkText(s string, longest int) {
	switch n := utf8.RuneCountInString(s); {
	case strings.TrimSpace(s) == "":
		e.refuse("is blank", "write something")
	case n > longest:
		e.refuse(fmt.Sprintf("is %d characters long", n), fmt.Sprintf("write at most %d", longest))
	case strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }):
		e.refuse("holds a character that cannot be printed, in "+quote(s), "remove it")
	}
}

// word moves one of the allowed words.
func (t table) word(key string, to *string, allowed []string) {
	e, ok := t.get(key)
	if !ok {
		return
	}
	s, ok := e.string()
	if !ok {
		return
	}
	if !slices.Contains(allowed, s) {
		e.refuse("is "+quote(s)+", which is not known", "write "+alternatives(allowed))
		return
	}
	*to = s
}

// flag moves a truth value.
func (t table) flag(key string, to *bool) {
	e, ok := t.get(key)
	if !ok {
		return
	}
	b, ok := e.value.(bool)
	if !ok {
		e.wrongType("a boolean", "write true or false, without quotes")
		return
	}
	*to = b
}

// number moves a finite number above zero.
func (t table) number(key string, to *float64) {
	if e, ok := t.get(key); ok {
		e.asNumber(to)
	}
}

// asNumber moves the element's value where it is a finite number above zero.
func (e element) asNumber(to *float64) {
	var x float64
	switch v := e.value.(type) {
	case int64:
		x = float64(v)
	case float64:
		x = v
	default:
		e.wrongType("a number", "write it without quotes or brackets, as 0.1 or 255")
		return
	}
	if !(x > 0) || math.IsInf(x, 0) {
		e.refuse("is "+formatNumber(x), "write a finite number above 0")
		return
	}
	*to = x
}

// count moves an integer from least to most.
func (t table) count(key string, to *int, least, most int) {
	if e, ok := t.get(key); ok {
		if n, ok := e.integer(int64(least), int64(most)); ok {
			*to = int(n)
		}
	}
}

// counts moves an array of integers from least to most.
func (t table) counts(key string, to *[]int, least, most int) {
	e, ok := t.get(key)
	if !ok {
		return
	}
	elements, ok := e.elements("an array of integers, as [300, 100]")
	if !ok {
		return
	}
	*to = make([]int, 0, len(elements))
	for _, e := range elements {
		if n, ok := e.integer(int64(least), int64(most)); ok {
			*to = append(*to, int(n))
		}
	}
}

// string is the element's value where it is one.
func (e element) string() (string, bool) {
	s, ok := e.value.(string)
	if !ok {
		e.wrongType("a string", "write it in double quotes")
	}
	return s, ok
}

// integer is the element's value where it is one from least to most.
func (e element) integer(least, most int64) (int64, bool) {
	n, ok := e.value.(int64)
	switch {
	case !ok:
		e.wrongType("an integer", fmt.Sprintf("write an integer of %d or more", least))
	case n < least:
		e.refuse(fmt.Sprintf("is %d", n), fmt.Sprintf("write an integer of %d or more", least))
	case n > most:
		e.refuse(fmt.Sprintf("is %d", n), fmt.Sprintf("write at most %d", most))
	default:
		return n, true
	}
	return 0, false
}

// elements is the element's value where it is an array.
func (e element) elements(want string) ([]element, bool) {
	values, ok := e.value.([]any)
	if !ok {
		e.wrongType(want, "write it in brackets")
		return nil, false
	}
	elements := make([]element, len(values))
	for i, v := range values {
		elements[i] = element{e.table, e.key, v, e.node.item(i)}
	}
	return elements, true
}

// table returns the table of that name where the file has one.
func (t table) table(name string) (table, bool) {
	e, ok := t.get(name)
	if !ok {
		return table{}, false
	}
	values, ok := e.value.(map[string]any)
	if !ok {
		e.wrongType("a table", "write its keys under a line ["+name+"]")
		return table{}, false
	}
	return table{t.reader, name, values, e.node}, true
}

// tables returns the array of tables of that name. Where it is absent, or
// something else, which is reported, there are none.
func (t table) tables(name string) []table {
	e, ok := t.get(name)
	if !ok {
		return nil
	}
	values, ok := asTables(e.value)
	if !ok {
		e.wrongType("an array of tables", "begin each with a line [["+name+"]], in double brackets")
		return nil
	}
	list := make([]table, len(values))
	for i, v := range values {
		list[i] = table{t.reader, name, v, e.node.item(i)}
	}
	return list
}

// asTables returns the tables of an array that holds nothing else, whether it
// was written under headers or inline.
func asTables(value any) (tables []map[string]any, ok bool) {
	switch v := value.(type) {
	case []map[string]any:
		return v, true
	case []any:
		for _, element := range v {
			t, ok := element.(map[string]any)
			if !ok {
				return nil, false
			}
			tables = append(tables, t)
		}
		return tables, true
	}
	return nil, false
}

// wrongType reports a value of another type than the one wanted.
func (e element) wrongType(want, hint string) {
	e.refuse(fmt.Sprintf("is %s where %s belongs", describe(e.value), want), hint)
}

// describe names a TOML value's type, with the value where it is short.
func describe(value any) string {
	switch v := value.(type) {
	case string:
		return "the string " + quote(v)
	case int64:
		return fmt.Sprintf("the integer %d", v)
	case float64:
		return "the float " + formatFloat(v)
	case bool:
		return fmt.Sprintf("the boolean %t", v)
	case time.Time:
		return "a date or time"
	case map[string]any:
		return "a table"
	case []map[string]any:
		return "an array of tables"
	}
	return "an array"
}

// formatNumber writes a number as a definition does: an integer without a
// point, below 10^15, anything else in its shortest form.
func formatNumber(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return formatFloat(x)
}

// formatFloat writes a float as TOML does: with a point or an exponent, or
// as nan, inf or -inf.
func formatFloat(x float64) string {
	s := strings.ToLower(strconv.FormatFloat(x, 'g', -1, 64))
	switch {
	case math.IsInf(x, 1):
		return "inf"
	case !strings.ContainsAny(s, ".en"):
		return s + ".0"
	}
	return s
}

// quote quotes text for a message: shortened, with what a terminal would
// take for a command escaped.
func quote(s string) string {
	const longest = 60
	if utf8.RuneCountInString(s) > longest {
		s = string([]rune(s)[:longest]) + "…"
	}
	return strconv.Quote(s)
}

// printable is a message of the TOML library, which repeats parts of the file:
// shortened, without what a terminal would take for a command.
func printable(s string) string {
	const longest = 200
	if utf8.RuneCountInString(s) > longest {
		s = string([]rune(s)[:longest]) + "…"
	}
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return utf8.RuneError
		}
		return r
	}, s)
}

// printableKey is a key as it stands in a message, quoted where it is not
// plain.
func printableKey(key string) string {
	plain := func(r rune) bool {
		return r == '-' || r == '_' || r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r))
	}
	if key == "" || len(key) > 60 || strings.ContainsFunc(key, func(r rune) bool { return !plain(r) }) {
		return quote(key)
	}
	return key
}

// alternatives lists words: "a", "b" or "c".
func alternatives(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = strconv.Quote(w)
	}
	last := len(quoted) - 1
	if last == 0 {
		return quoted[0]
	}
	return strings.Join(quoted[:last], ", ") + " or " + quoted[last]
}
