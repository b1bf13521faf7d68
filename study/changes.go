package study

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// A Change is a value that differs between two definitions. Either is empty
// where that side does not have the key.
type Change struct {
	Key string `json:"key"`
	Old string `json:"old"`
	New string `json:"new"`
}

// String formats the change as "training.batch: 32 → 64".
func (c Change) String() string {
	return fmt.Sprintf("%s: %s → %s", c.Key, cmp.Or(c.Old, "absent"), cmp.Or(c.New, "absent"))
}

// Changes lists the keys that differ from one definition to another, "title",
// "training.batch", "scenario.scaled-weights.weight_divisor", in the order of
// a definition's tables, with values as TOML writes them. Scenarios are told apart by their names;
// where they only stand in another order, nothing differs.
func Changes(from, to *Definition) []Change {
	return flatten(from).Changes(flatten(to))
}

// TextChange says how the text of a definition differs from that of another:
// in which keys, or in no value, as where only a comment was edited. It is empty
// where both are the same.
func TextChange(from, to []byte) string {
	if bytes.Equal(from, to) {
		return ""
	}
	unlimited := Limits{Memory: math.MaxInt64} // for nothing is trained
	was, errWas := Parse("", from, unlimited)
	is, errIs := Parse("", to, unlimited)
	if errWas != nil || errIs != nil {
		return "its text differs"
	}
	changes := Changes(was, is)
	if len(changes) == 0 {
		return "its text differs, its values do not"
	}
	keys := make([]string, len(changes))
	for i, c := range changes {
		keys[i] = c.Key
	}
	return "it differs in " + strings.Join(keys, ", ")
}

// Changes lists the fields that differ from f to another list: those of f in its
// order, then those that it does not have.
func (f Fields) Changes(to Fields) []Change {
	var list []Change
	for _, one := range f {
		if v, _ := to.Value(one.Name); v != one.Value {
			list = append(list, Change{one.Name, one.Value, v})
		}
	}
	for _, one := range to {
		if _, known := f.Value(one.Name); !known {
			list = append(list, Change{one.Name, "", one.Value})
		}
	}
	return list
}

// flatten lists the keys of a definition that have a value.
func flatten(d *Definition) Fields {
	var list Fields
	list.add("", reflect.ValueOf(*d))
	return list
}

// add lists the fields of a struct by the keys of their tags.
func (f *Fields) add(prefix string, v reflect.Value) {
	for i := range v.NumField() {
		key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("toml"), ",")
		if key == "" {
			continue
		}
		f.addValue(prefix+key, v.Field(i))
	}
}

// addValue lists one value: a table by its keys, an array of tables by the
// names of its members, or by their numbers where they have none.
func (f *Fields) addValue(key string, v reflect.Value) {
	switch {
	case v.Kind() == reflect.Pointer:
		if !v.IsNil() {
			f.addValue(key, v.Elem())
		}
	case v.Kind() == reflect.Struct:
		f.add(key+".", v)
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
		for i := range v.Len() {
			member := strconv.Itoa(i + 1)
			if name := v.Index(i).FieldByName("Name"); name.IsValid() {
				member = name.String()
			}
			f.add(key+"."+member+".", v.Index(i))
		}
	case !v.IsZero():
		*f = append(*f, Field{key, formatValue(v)})
	}
}

// formatValue writes a value as TOML does, seeds as ranges.
func formatValue(v reflect.Value) string {
	if seeds, ok := v.Interface().(Seeds); ok {
		return seeds.String()
	}
	switch v.Kind() {
	case reflect.Float64:
		return formatNumber(v.Float())
	case reflect.String:
		return strconv.Quote(v.String())
	case reflect.Slice, reflect.Array:
		elements := make([]string, v.Len())
		for i := range elements {
			elements[i] = formatValue(v.Index(i))
		}
		return "[" + strings.Join(elements, ", ") + "]"
	}
	return fmt.Sprint(v.Interface())
}
