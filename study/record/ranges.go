package record

import (
	"fmt"
	"math"
	"reflect"
)

// maxCount bounds what is counted, so that sums of counts stay numbers.
const maxCount = 1 << 40

// An outOfRange says which number is not what its field may hold.
type outOfRange struct {
	path   string
	value  any
	bounds string
}

func (e *outOfRange) Error() string {
	return fmt.Sprintf("%s: %v is not in the range %s", e.path, e.value, e.bounds)
}

// within puts where it is in front of the path.
func (e *outOfRange) within(place string) *outOfRange {
	if e.path != "" && e.path[0] != '[' {
		place += "."
	}
	e.path = place + e.path
	return e
}

// checkRanges returns an error where a number in v is beyond the range that
// the tag of its field states:
//
//	0..1  a share, or NaN
//	0..   not negative, or NaN; a whole number at most maxCount
//	1..   a whole number from 1 to maxCount
//	>0    positive and finite
func checkRanges(v any) error {
	if e := outside(reflect.ValueOf(v), ""); e != nil {
		return e
	}
	return nil
}

func outside(v reflect.Value, bounds string) *outOfRange {
	v = present(v)
	switch v.Kind() {
	case reflect.Struct:
		for _, f := range fieldsOf(v.Type()) {
			if e := outside(v.FieldByIndex(f.index), f.bounds); e != nil {
				return e.within(f.name)
			}
		}
	case reflect.Slice:
		if bounds == "" && v.Type().Elem().Kind() != reflect.Struct {
			return nil
		}
		for i := range v.Len() {
			if e := outside(v.Index(i), bounds); e != nil {
				return e.within(fmt.Sprintf("[%d]", i))
			}
		}
	case reflect.Int:
		if n := v.Int(); bounds != "" && (n < 0 || n > maxCount || n == 0 && bounds == "1..") {
			return &outOfRange{value: n, bounds: bounds}
		}
	case reflect.Float64:
		if x := v.Float(); !isWithin(x, bounds) {
			return &outOfRange{value: x, bounds: bounds}
		}
	}
	return nil
}

func isWithin(x float64, bounds string) bool {
	switch bounds {
	case "0..1":
		return !(x < 0) && !(x > 1)
	case "0..":
		return !(x < 0)
	case ">0":
		return x > 0 && x <= math.MaxFloat64
	}
	return true
}

// increasing returns an error where a value is not above the one before it.
func increasing[T int | Float](key string, values []T) error {
	for i := 1; i < len(values); i++ {
		if !(values[i] > values[i-1]) {
			return fmt.Errorf("%s[%d]: %v follows %v", key, i, values[i], values[i-1])
		}
	}
	return nil
}
