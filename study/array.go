package study

import (
	"fmt"
	"slices"
)

// Bounds on the length of an array, and on the factors and rates in one.
const (
	maxFactors = 1000
	minFactor  = 1e-9
	maxFactor  = 1e9
)

// numbers moves an increasing array of finite numbers above zero.
func (t table) numbers(key string, to *[]float64) {
	elements, ok := t.list(key, "an array of numbers, as [1, 2, 4],")
	if !ok {
		return
	}
	*to = nil
	for _, e := range elements {
		var x float64
		if e.asNumber(&x); !e.node.faulty && (x < minFactor || x > maxFactor) {
			e.refuse("is "+formatNumber(x), "write a number from 1e-9 to 1e9")
		}
		if n := len(*to); n > 0 && x <= (*to)[n-1] && !e.node.faulty {
			e.refuse(fmt.Sprintf("is %s after %s", formatNumber(x), formatNumber((*to)[n-1])), "list numbers in increasing order, each once")
		}
		*to = append(*to, x)
	}
}

// words moves an array of different words, each one of those allowed.
func (t table) words(key string, to *[]string, allowed []string) {
	t.strings(key, to, func(e element, s string) {
		if !slices.Contains(allowed, s) {
			e.refuse("is "+quote(s)+", which is not known", "write "+alternatives(allowed))
		}
	})
}

// slugs moves an array of different names of scenarios.
func (t table) slugs(key string, to *[]string) {
	t.strings(key, to, func(e element, s string) {
		if !isSlug(s) {
			e.refuse("is "+quote(s)+", which is no name of a scenario", "write that of a scenario of this study")
		}
	})
}

// strings moves an array of different strings that check does not refuse.
func (t table) strings(key string, to *[]string, check func(e element, s string)) {
	elements, ok := t.list(key, "an array of strings")
	if !ok {
		return
	}
	*to = nil
	for _, e := range elements {
		s, ok := e.string()
		if !ok {
			continue
		}
		if check(e, s); e.node.faulty {
			continue
		}
		if slices.Contains(*to, s) {
			e.refuse("is "+quote(s)+" a second time", "remove one of them")
			continue
		}
		*to = append(*to, s)
	}
}

// list returns the elements of an array that is neither empty nor too long.
func (t table) list(key, want string) ([]element, bool) {
	e, ok := t.get(key)
	if !ok {
		return nil, false
	}
	elements, ok := e.elements(want)
	if !ok {
		return nil, false
	}
	if len(elements) == 0 || len(elements) > maxFactors {
		e.refuse(fmt.Sprintf("lists %d values", len(elements)), fmt.Sprintf("write from 1 to %d", maxFactors))
		return nil, false
	}
	return elements, true
}
