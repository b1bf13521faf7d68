package box

import (
	"math"
	"math/bits"
	"strconv"
)

// Length is a distance in units of 1/65536 of a PostScript point (1/72 inch).
// Fixed point makes a layout the same on every machine.
type Length int64

// Point is the PostScript point as a length.
const Point Length = 1 << 16

// Pt is v points, to the nearest unit.
func Pt(v float64) Length { return Length(math.Round(v * float64(Point))) }

// Mm is v millimetres, to the nearest unit.
func Mm(v float64) Length { return Length(math.Round(v * 72 * float64(Point) / 25.4)) }

// Points is l in points.
func (l Length) Points() float64 { return float64(l) / float64(Point) }

// Scale is l·n/d rounded to the nearest unit, halves away from zero. The
// product is formed in 128 bits; d must not be 0.
func (l Length) Scale(n, d int64) Length {
	negative := (l < 0) != (n < 0) != (d < 0)
	hi, lo := bits.Mul64(magnitude(int64(l)), magnitude(n))
	divisor := magnitude(d)
	lo, carry := bits.Add64(lo, divisor/2, 0)
	quotient, _ := bits.Div64(hi+carry, lo, divisor)
	if negative {
		return -Length(quotient)
	}
	return Length(quotient)
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return uint64(-v)
	}
	return uint64(v)
}

// AppendPoints appends l in points with at most three decimals, as a PDF
// content stream has its numbers: 12, 0.5, -3.125.
func (l Length) AppendPoints(dst []byte) []byte {
	return appendThousandths(dst, int64(l.Scale(1000, int64(Point))))
}

// String is l in points, for messages.
func (l Length) String() string { return string(l.AppendPoints(nil)) + "pt" }

func appendThousandths(dst []byte, v int64) []byte {
	if v < 0 {
		dst, v = append(dst, '-'), -v
	}
	dst = strconv.AppendInt(dst, v/1000, 10)
	fraction := v % 1000
	if fraction == 0 {
		return dst
	}
	dst = append(dst, '.', byte('0'+fraction/100))
	if fraction %= 100; fraction == 0 {
		return dst
	}
	dst = append(dst, byte('0'+fraction/10))
	if fraction %= 10; fraction == 0 {
		return dst
	}
	return append(dst, byte('0'+fraction))
}
