package words

import (
	"math"
	"strconv"
	"strings"
)

// parts are the mantissa and the exponent of x to so many digits; 0: as many
// as tell it from its neighbours. What is not finite has the exponent 0.
func parts(x float64, digits int) (mantissa string, exponent int) {
	mantissa, e, _ := strings.Cut(strconv.FormatFloat(x, 'e', digits-1, 64), "e")
	exponent, _ = strconv.Atoi(e)
	return mantissa, exponent
}

// composed is the number of a mantissa and an exponent.
func composed(mantissa string, exponent int) float64 {
	x, _ := strconv.ParseFloat(mantissa+"e"+strconv.Itoa(exponent), 64)
	return x
}

// Exponent is the decimal exponent of x once it is rounded to so many digits,
// or, with 0 digits, as it is; 0 for zero and what is not finite.
func Exponent(x float64, digits int) int {
	_, exponent := parts(x, digits)
	return exponent
}

// toDigits rounds x to so many digits.
func toDigits(x float64, digits int) float64 {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64)
	return rounded
}

// Shift multiplies x by a power of ten, rounded once.
func Shift(x float64, exponent int) float64 {
	mantissa, e := parts(x, 0)
	return composed(mantissa, e+exponent)
}

// RoundedUp is the least number of so many digits that x does not exceed: what
// a text may say that x is within.
func RoundedUp(x float64, digits int) float64 {
	if nearest := toDigits(x, digits); !(nearest < x) {
		return nearest
	}
	mantissa, exponent := parts(x, digits)
	units, _ := strconv.Atoi(strings.Replace(mantissa, ".", "", 1))
	return composed(strconv.Itoa(units+1), exponent-digits+1)
}

// NearInteger undoes the rounding of divisions: a rate multiplied by 65,025
// stands in a definition as divided by a number that is not quite 1/65,025. A
// number that is no integer but for that is returned as it is.
func NearInteger(x float64) float64 {
	if r := math.Round(x); r != 0 && Near(x, r) {
		return r
	}
	return x
}

// Near reports whether a is b but for the rounding of divisions: within 10⁻⁹ of
// |b|.
func Near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) }

// Superscript writes an exponent: ⁻²⁴.
func Superscript(n int) string {
	return strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
		"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹").Replace(strconv.Itoa(n))
}
