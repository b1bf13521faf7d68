package record

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// A Float is a measured value. In JSON a finite one is a number in the
// shortest form that reads back to the same bits; the others, which are
// ordinary results of a training that overflows, are the strings "NaN",
// "+Inf" and "-Inf".
type Float float64

// IsFinite reports whether f is neither NaN nor infinite.
func (f Float) IsFinite() bool {
	return !math.IsNaN(float64(f)) && !math.IsInf(float64(f), 0)
}

// MarshalJSON implements [json.Marshaler].
func (f Float) MarshalJSON() ([]byte, error) { return f.appendJSON(nil), nil }

func (f Float) appendJSON(dst []byte) []byte {
	if !f.IsFinite() {
		return append(append(append(dst, '"'), f.String()...), '"')
	}
	number, _ := json.Marshal(float64(f)) // which no finite number fails
	return append(dst, number...)
}

// UnmarshalJSON implements [json.Unmarshaler]. It refuses null, numbers
// beyond float64, and every string but the three.
func (f *Float) UnmarshalJSON(data []byte) error {
	switch text := string(data); text {
	case `"NaN"`:
		*f = Float(math.NaN())
	case `"+Inf"`:
		*f = Float(math.Inf(1))
	case `"-Inf"`:
		*f = Float(math.Inf(-1))
	case "null":
		return fmt.Errorf(`null where a number, "NaN", "+Inf" or "-Inf" belongs`)
	default:
		var v float64
		if err := json.Unmarshal(data, &v); err != nil {
			return fmt.Errorf(`%s is not a number of float64, "NaN", "+Inf" or "-Inf"`, text)
		}
		*f = Float(v)
	}
	return nil
}

// String formats f as it stands in a trace: the shortest form that reads back
// to the same float64.
func (f Float) String() string {
	return strconv.FormatFloat(float64(f), 'g', -1, 64)
}
