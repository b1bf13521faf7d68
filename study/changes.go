package study

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// A Change is a key whose value differs between two definitions: "title",
// "training.batch", "scenario.scaled-weights.weight_divisor". A value is as
// TOML writes it, and empty where that definition has none.
type Change struct{ Key, Old, New string }

// Changes lists the keys that differ from one definition to another, in the
// order of a definition's tables. Scenarios are told apart by their names;
// where they only stand in another order, nothing differs.
func Changes(from, to *Definition) []Change {
	old, now := flatten(from), flatten(to)
	var list []Change
	for _, e := range old {
		if v := now.value(e.key); v != e.value {
			list = append(list, Change{e.key, e.value, v})
		}
	}
	for _, e := range now {
		if old.value(e.key) == "" {
			list = append(list, Change{e.key, "", e.value})
		}
	}
	return list
}

// entries are the keys of a definition that have a value.
type entries []entry

type entry struct{ key, value string }

func (e entries) value(key string) string {
	for _, one := range e {
		if one.key == key {
			return one.value
		}
	}
	return ""
}

func flatten(d *Definition) entries {
	var list entries
	list.add("", reflect.ValueOf(*d))
	return list
}

// add lists the fields of a struct by the keys of their tags.
func (e *entries) add(prefix string, v reflect.Value) {
	for i := range v.NumField() {
		key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("toml"), ",")
		if key == "" {
			continue
		}
		e.addValue(prefix+key, v.Field(i))
	}
}

// addValue lists one value: a table by its keys, an array of tables by the
// names of its members, or by their numbers where they have none.
func (e *entries) addValue(key string, v reflect.Value) {
	switch {
	case v.Kind() == reflect.Pointer:
		if !v.IsNil() {
			e.addValue(key, v.Elem())
		}
	case v.Kind() == reflect.Struct:
		e.add(key+".", v)
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
		for i := range v.Len() {
			member := strconv.Itoa(i + 1)
			if name := v.Index(i).FieldByName("Name"); name.IsValid() {
				member = name.String()
			}
			e.add(key+"."+member+".", v.Index(i))
		}
	case !v.IsZero():
		*e = append(*e, entry{key, formatValue(v)})
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
