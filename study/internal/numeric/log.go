package numeric

import "math"

// ln 2 in two parts for multiples below 2¹⁶: the product of the high part
// and such a number is exact.
const (
	ln2High = 0x1.62e42feep-01 // 33 bits
	ln2Low  = math.Ln2 - ln2High
)

// Log returns the natural logarithm of x with an error below 1 ulp:
// NaN for NaN and negative x, −Inf for ±0, +Inf for +Inf.
//
// With x = 2ᵏ·(1+f), √½ ≤ 1+f < √2 and s = f/(2+f),
//
//	ln(1+f) = 2·artanh s = f − (f²/2 − s·(f²/2 + R)),  R = Σ 2/(2i+1)·s²ⁱ, i = 1 …
//
// the arrangement of FreeBSD's e_log.c, which loses no bits to cancellation;
// R is cut after ten terms.
func Log(x float64) float64 {
	switch {
	case math.IsNaN(x) || x > math.MaxFloat64:
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	m, exponent := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m *= 2
		exponent--
	}
	f := m - 1
	k := float64(exponent)

	s := f / (2 + f)
	z := float64(s * s)
	r := float64(z*(2./21)) + 2./19
	r = float64(z*r) + 2./17
	r = float64(z*r) + 2./15
	r = float64(z*r) + 2./13
	r = float64(z*r) + 2./11
	r = float64(z*r) + 2./9
	r = float64(z*r) + 2./7
	r = float64(z*r) + 2./5
	r = float64(z*r) + 2./3
	r = float64(r * z)

	half := float64(float64(0.5*f) * f)
	return float64(k*ln2High) - ((half - (float64(s*(half+r)) + float64(k*ln2Low))) - f)
}
