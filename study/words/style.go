package words

import (
	"math"
	"strconv"
	"strings"
)

// A Style is how numbers look where they stand.
type Style struct {
	Times     string           // between a mantissa and its power of ten
	raised    func(int) string // an exponent
	percent   string           // behind a share, with its space
	notFinite string           // what is no number; empty: in words which of them
	smallest  float64          // below it there are powers of ten
}

var (
	// Document is for sentences and tables, typeset or on a terminal:
	// "6.8 × 10⁻⁴", "37 %". No space in it is one to break a line at.
	Document = Style{Times: NoBreak + "×" + NoBreak, raised: Superscript, percent: "\u202f%", smallest: 1e-3}
	// Label is for figures, as their markup: "6.8 × 10$^{-4}$".
	Label = Style{Times: "\u2005×\u2005", percent: "\u2009%", notFinite: "not finite", smallest: 1e-4,
		raised: func(n int) string { return "$^{" + strconv.Itoa(n) + "}$" }}
)

const (
	minus = "−"

	// largestExponent is that of the largest numbers that are written out.
	largestExponent = 5
	// smallestPercent is the smallest share that is written in per cent.
	smallestPercent = 1e-5
	// boundDigits are the digits of what errors are within: with a single one,
	// rounding up could nearly double it.
	boundDigits = 2
)

// Integer writes 784 and 65,025.
func Integer[T int | int64](n T) string { return Document.Decimal(float64(n), 0) }

// Decimal writes x with so many decimals: −0.0108, 12,345.68.
func (s Style) Decimal(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return s.noNumber(x)
	}
	whole, fraction, isDecimal := strings.Cut(strconv.FormatFloat(math.Abs(x), 'f', decimals, 64), ".")
	isZero := strings.Trim(whole+fraction, "0") == ""
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if isDecimal {
		whole += "." + fraction
	}
	if x < 0 && !isZero {
		return minus + whole
	}
	return whole
}

// noNumber says in words what is no number.
func (s Style) noNumber(x float64) string {
	switch {
	case s.notFinite != "":
		return s.notFinite
	case math.IsNaN(x):
		return "not a number"
	case x < 0:
		return minus + "infinite"
	}
	return "infinite"
}

// Signed is [Style.Decimal] with a sign in front of positive numbers also.
func (s Style) Signed(x float64, decimals int) string {
	text := s.Decimal(x, decimals)
	if x > 0 && strings.Trim(text, "0.") != "" {
		return "+" + text
	}
	return text
}

// Significant writes x to so many significant digits: 0.0839, 5453, 65,025,
// and 6.8 × 10⁻⁴ beyond what reads well in full.
func (s Style) Significant(x float64, digits int) string {
	switch exponent := Exponent(x, digits); {
	case x == 0:
		return "0"
	case math.Abs(x) < s.smallest || exponent > largestExponent:
		return s.Scientific(x, digits)
	case exponent < digits:
		return s.Decimal(x, digits-1-exponent)
	}
	return s.Decimal(toDigits(x, digits), 0)
}

// Scientific writes x with so many digits and a power of ten: 6.8 × 10⁻⁴.
func (s Style) Scientific(x float64, digits int) string {
	if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
		return s.Decimal(x, 0)
	}
	mantissa, exponent := parts(x, digits)
	mantissa = strings.Replace(mantissa, "-", minus, 1)
	if exponent == 0 {
		return mantissa
	}
	return mantissa + s.TimesTen(exponent)
}

// TimesTen is what stands behind a mantissa: " × 10⁻⁴".
func (s Style) TimesTen(exponent int) string { return s.Times + s.PowerOfTen(exponent) }

// PowerOfTen writes 1, 10, 10², 10⁻¹.
func (s Style) PowerOfTen(exponent int) string {
	switch exponent {
	case 0:
		return "1"
	case 1:
		return "10"
	}
	return "10" + s.raised(exponent)
}

// OrderOfMagnitude writes the power of ten below |x|: 10²⁸.
func (s Style) OrderOfMagnitude(x float64) string {
	if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
		return s.Decimal(x, 0)
	}
	return s.PowerOfTen(Exponent(x, 18))
}

// Exact writes a setting, such as a rate or a divisor, with all of its
// digits: 0.1, 255, 65,025, 10⁻⁵, 2 × 10⁻⁵. One that has more than a person would
// type, and is no integer, is the result of a division: 0.33333.
func (s Style) Exact(x float64) string {
	// Divisions round the last of so many digits; integers below 2⁵³ are exact.
	const most, divided, settled, largestExact = 8, 5, 12, 1 << 53
	digits := func() int {
		mantissa, _ := parts(math.Abs(x), 0)
		return len(strings.Replace(mantissa, ".", "", 1))
	}
	if x != math.Round(x) || math.Abs(x) >= largestExact {
		if x = toDigits(x, settled); digits() > most {
			return s.Significant(x, divided)
		}
	}
	return strings.TrimPrefix(s.Significant(x, digits()), "1"+s.Times)
}

// Share writes a share of images, such as an accuracy that is demanded, with up
// to four decimals: 0.1, 0.0161.
func (s Style) Share(x float64) string { return s.Exact(math.Round(float64(1e4*x)) / 1e4) }

// Percent writes a share to so many digits: 37 %, 0.4 %.
func (s Style) Percent(share float64, digits int) string {
	if math.IsNaN(share) || math.IsInf(share, 0) {
		return s.noNumber(share)
	}
	return s.Significant(100*share, digits) + s.percent
}

// WholePercent writes a share in whole per cent, and says so where one of
// them would hide a remainder: 37 %, below 1 %, above 99 %.
func (s Style) WholePercent(share float64) string {
	switch {
	case share > 0 && share < 0.01:
		return "below 1" + s.percent
	case share < 1 && share > 0.99:
		return "above 99" + s.percent
	}
	return s.Decimal(100*share, 0) + s.percent
}

// Shares writes shares as their mean, "37 %", or from the least to the largest
// where these differ by more than a twentieth: "34–39 %".
func (s Style) Shares(least, largest, mean float64) string {
	switch {
	case math.IsNaN(mean):
		return "an unknown share"
	case largest-least < 0.05:
		return s.WholePercent(mean)
	}
	return s.Decimal(100*least, 0) + "–" + s.Decimal(100*largest, 0) + s.percent
}

// PercentBound writes in whole per cent what shares do not exceed.
func (s Style) PercentBound(share float64) string {
	const rounding = 1e-9
	return s.WholePercent(math.Ceil(float64(100*share)-rounding) / 100)
}

// ErrorSize writes a relative error: 0.4 %, and 3 × 10⁻⁸ where a percentage
// would need a power of ten.
func (s Style) ErrorSize(x float64) string {
	if x != 0 && x < smallestPercent {
		return s.Scientific(x, 1)
	}
	return s.Percent(x, 1)
}

// Bound writes what errors are within: two digits, rounded up, and a power of
// ten.
func (s Style) Bound(x float64) string { return s.Scientific(RoundedUp(x, boundDigits), boundDigits) }

// ErrorBound is [Style.Bound], but a percentage where that needs no power of
// ten.
func (s Style) ErrorBound(x float64) string {
	if x != 0 && x < smallestPercent {
		return s.Bound(x)
	}
	return s.Percent(RoundedUp(x, boundDigits), boundDigits)
}

// Interval writes low–high, and one number where both are written the same;
// a power of ten that both have stands once, as does that of the larger where
// the smaller can be written with it: (1.7–4.2) × 10⁻⁵, (0.35–5.8) × 10⁶.
func (s Style) Interval(low, high float64, digits int) string {
	from, to := s.Significant(low, digits), s.Significant(high, digits)
	if from == to {
		return from
	}
	least, power, isPower := strings.Cut(from, s.Times)
	most, same, alsoPower := strings.Cut(to, s.Times)
	if alsoPower && !isPower {
		least, power = s.Significant(Shift(low, -Exponent(high, digits)), digits), same
		isPower = !strings.Contains(least, s.Times)
	}
	if isPower && same == power {
		return "(" + least + "–" + most + ")" + s.Times + power
	}
	return from + "–" + to
}

// Range writes low and high with so many decimals: "1.99 to 2.01", and one
// number where both are written the same.
func (s Style) Range(low, high float64, decimals int) string {
	from, to := s.Decimal(low, decimals), s.Decimal(high, decimals)
	if from == to {
		return from
	}
	return from + " to " + to
}

// Spread writes values as their mean, or from the least to the largest where
// that is more than half as large again, so that a mean would say little.
func (s Style) Spread(least, largest, mean float64, digits int) string {
	switch {
	case math.IsNaN(mean):
		return "not finite"
	case least > 0 && largest > 1.5*least:
		return s.Interval(least, largest, digits)
	}
	return s.Significant(mean, digits)
}

// Plain writes a number of few digits: "0.25", "−1", "20,000".
func (s Style) Plain(v float64) string {
	if short := s.shortest(v, 10); !strings.ContainsRune(short, 'e') {
		return short
	}
	return s.Scientific(v, 2)
}

// shortest writes a number with at most so many digits, without zeros at its
// end. It is plain text.
func (s Style) shortest(v float64, digits int) string {
	short := strconv.FormatFloat(v, 'g', digits, 64)
	if strings.ContainsRune(short, 'e') {
		return short
	}
	_, fraction, _ := strings.Cut(short, ".")
	return s.Decimal(v, len(fraction))
}

// Factor writes a factor, a large square number as a square: "255²".
func (s Style) Factor(v float64) string {
	if root := math.Round(math.Sqrt(v)); root >= 100 && Near(v, root*root) {
		return s.Plain(root) + "²"
	}
	return s.shortest(NearInteger(v), 6)
}

// Multiple writes how many times as large something is predicted to be, one
// below one as a fraction: "65,025", "1/255".
func (s Style) Multiple(x float64) string {
	x = NearInteger(x)
	inverse := NearInteger(1 / x)
	switch {
	case x == math.Round(x):
		return s.Exact(x)
	case inverse == math.Round(inverse):
		return s.Exact(1) + "/" + s.Exact(inverse)
	}
	return s.Significant(x, 5)
}

// MultipleAs writes a measured multiple as the predicted one is written: as
// "1/255.00000" where that is a fraction.
func (s Style) MultipleAs(predicted, x float64, digits int) string {
	if inverse := NearInteger(1 / predicted); inverse > 1 && inverse == math.Round(inverse) {
		return s.Exact(1) + "/" + s.Significant(1/x, digits)
	}
	return s.Significant(x, digits)
}
