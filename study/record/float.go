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

// Floats are measured values of plain numbers.
func Floats(values []float64) []Float {
	list := make([]Float, len(values))
	for i, v := range values {
		list[i] = Float(v)
	}
	return list
}

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
	return appendNumber(dst, float64(f))
}

// appendNumber writes a finite number as encoding/json does: as JavaScript
// does, without an exponent from 10⁻⁶ to below 10²¹.
func appendNumber(dst []byte, x float64) []byte {
	abs := math.Abs(x)
	if abs == 0 || abs >= 1e-6 && abs < 1e21 {
		return strconv.AppendFloat(dst, x, 'f', -1, 64)
	}
	dst = strconv.AppendFloat(dst, x, 'e', -1, 64)
	if n := len(dst); dst[n-4] == 'e' && dst[n-3] == '-' && dst[n-2] == '0' { // e-07 to e-7
		dst[n-2] = dst[n-1]
		dst = dst[:n-1]
	}
	return dst
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
