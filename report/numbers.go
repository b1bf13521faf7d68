package report

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"firststep/figures"
	"firststep/study/compare"
)

// Every number in the document passes through this file: the narrative says
// what a number is, these functions how it is written. They return inline
// markup that reads the same on a terminal; spaces inside a number do not
// break.

const (
	noBreak    = "\u00a0" // between a number and what belongs to it
	narrow     = "\u202f" // before %
	minus      = "−"
	firstComma = 1_000 // integers from here on have a comma per thousand

	// Between these a number is written out, beyond them as a power of ten.
	smallestPlain   = 1e-3
	smallestPercent = smallestPlain / 100
	largestPlain    = 1e6
	// largestUncertain is lower: "1.01 (11) × 10⁴" rather than "10,100 (1,100)".
	largestUncertain = 1e4
	largestDeviation = 100

	// Settings are not known to more digits than these, of which divisions
	// round the last; integers below 2⁵³ are exact.
	settingDigits = 12
	largestExact  = 1 << 53

	// A deviation below this share of its mean is rounding.
	negligible = fewRoundings
)

// Formulas with numbers in them that are mathematics and nothing measured.
const (
	mHalf       = `\frac{1}{2}`
	mStableRate = `$2/\lambda$`
	mStable     = `$2/\eta_1$`
	mLogTen     = `$\log_{10}$`
)

// integer writes 784 and 65,025.
func integer[T int | int64](n T) string { return decimal(float64(n), 0) }

// seedName writes a seed, which is a name and no quantity: 2024.
func seedName(seed int64) string { return strconv.FormatInt(seed, 10) }

// mostNamed is how many scenarios, claims or seeds a sentence names; of more
// it says how many they are.
const mostNamed = 6

// mostSeeds is how many seeds are named where each counts.
const mostSeeds = 40

// smallNumbers are written as words.
var smallNumbers = []string{"no", "one", "two", "three", "four", "five", "six",
	"seven", "eight", "nine", "ten", "eleven", "twelve"}

// words writes a count as a word up to twelve, and as an integer beyond. None
// is "no", as before a noun.
func words(n int) string {
	if n >= 0 && n < len(smallNumbers) {
		return smallNumbers[n]
	}
	return integer(n)
}

// count writes a number of things: "no seed", "one seed", "five seeds".
func count(n int, noun string) string {
	if n == 0 || n == 1 {
		return words(n) + noBreak + noun
	}
	return words(n) + noBreak + noun + "s"
}

// outOf writes "all five seeds", "three of five seeds", "the one seed".
func outOf(k, n int, noun string) string {
	switch {
	case n == 1 && k == 1:
		return "the one " + noun
	case n == 1:
		return "no " + noun
	case k == n && n == 2:
		return "both " + noun + "s"
	case k == n && n >= len(smallNumbers):
		return "all" + noBreak + count(n, noun)
	case k == n:
		return "all " + count(n, noun)
	case k == 0:
		return "none of the " + count(n, noun)
	default:
		return words(k) + " of " + count(n, noun)
	}
}

// decimal writes x with so many decimals: −0.0108, 12,345.68.
func decimal(x float64, decimals int) string {
	if text, ok := notFinite(x); ok {
		return text
	}
	text := strconv.FormatFloat(math.Abs(x), 'f', decimals, 64)
	whole, fraction, hasFraction := strings.Cut(text, ".")
	if len(whole) >= len(strconv.Itoa(firstComma)) {
		whole = commas(whole)
	}
	if hasFraction {
		whole += "." + fraction
	}
	if x < 0 && strings.Trim(text, "0.") != "" {
		return minus + whole
	}
	return whole
}

// signed is decimal with a sign in front of positive numbers also.
func signed(x float64, decimals int) string {
	text := decimal(x, decimals)
	if x > 0 && strings.Trim(text, "0.") != "" {
		return "+" + text
	}
	return text
}

func commas(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// significant writes x to so many significant digits: 0.0839, 5453, 65,025,
// and 6.8 × 10⁻⁴ beyond what reads well in full.
func significant(x float64, digits int) string {
	if text, ok := notFinite(x); ok {
		return text
	}
	if x == 0 {
		return "0"
	}
	exponent := exponentOf(x, digits)
	if a := math.Abs(x); a < smallestPlain || exponent >= 6 {
		return scientific(x, digits)
	}
	if exponent < digits {
		return decimal(x, digits-1-exponent)
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits-1, 64), 64)
	return decimal(rounded, 0)
}

// scientific writes x as a power of ten: 6.8 × 10⁻⁴.
func scientific(x float64, digits int) string {
	if text, ok := notFinite(x); ok {
		return text
	}
	if x == 0 {
		return "0"
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(x, 'e', digits-1, 64), "e")
	n, _ := strconv.Atoi(exponent)
	return strings.Replace(mantissa, "-", minus, 1) + timesTen(n)
}

// orderOfMagnitude writes the power of ten below |x|: 10²⁸.
func orderOfMagnitude(x float64) string {
	if text, ok := notFinite(x); ok {
		return text
	}
	if x == 0 {
		return "0"
	}
	exponent, _ := strconv.Atoi(afterE(strconv.FormatFloat(x, 'e', 17, 64)))
	return "10" + superscript(exponent)
}

// exact writes a setting, such as a rate or a divisor, with all of its
// digits: 0.1, 255, 65,025, 1 × 10⁻⁵. One that has more than a person would
// type, and is no integer, is the result of a division: 0.33333.
func exact(x float64) string {
	const most, divided = 8, 5
	digits := func(x float64) int {
		return len(strings.Replace(beforeE(strconv.FormatFloat(math.Abs(x), 'e', -1, 64)), ".", "", 1))
	}
	if x != math.Round(x) || math.Abs(x) >= largestExact {
		if x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'e', settingDigits-1, 64), 64); digits(x) > most {
			return significant(x, divided)
		}
	}
	return significant(x, digits(x))
}

// percent writes a share to so many digits: 37 %, 0.4 %.
func percent(share float64, digits int) string {
	if text, ok := notFinite(share); ok {
		return text
	}
	return significant(100*share, digits) + narrow + "%"
}

// errorSize writes a relative error: 0.4 %, and 3 × 10⁻⁸ where a percentage
// would need a power of ten.
func errorSize(x float64) string {
	if x != 0 && x < smallestPercent {
		return scientific(x, 1)
	}
	return percent(x, 1)
}

// roundedUp is the least number of so many significant digits that x does not
// exceed: what a text may say that x is within.
func roundedUp(x float64, digits int) float64 {
	text := strconv.FormatFloat(x, 'e', digits-1, 64)
	if nearest, err := strconv.ParseFloat(text, 64); err != nil || !(nearest < x) {
		return nearest
	}
	mantissa, _ := strconv.Atoi(strings.Replace(beforeE(text), ".", "", 1))
	exponent, _ := strconv.Atoi(afterE(text))
	up, _ := strconv.ParseFloat(strconv.Itoa(mantissa+1)+"e"+strconv.Itoa(exponent-digits+1), 64)
	return up
}

// boundDigits are the digits of what errors are within: with a single one,
// rounding up could nearly double it.
const boundDigits = 2

// bound writes what errors are within as a power of ten, rounded up.
func bound(x float64) string { return scientific(roundedUp(x, boundDigits), boundDigits) }

// errorBound is bound, but a percentage where that needs no power of ten.
func errorBound(x float64) string {
	if x != 0 && x < smallestPercent {
		return bound(x)
	}
	return percent(roundedUp(x, boundDigits), boundDigits)
}

// percentBound writes in whole per cent what shares do not exceed.
func percentBound(share float64) string {
	const rounding = 1e-9
	return wholePercent(math.Ceil(100*share-rounding) / 100)
}

// wholePercent writes a share in whole per cent, and says so where one of
// them would hide a remainder: 37 %, below 1 %, above 99 %.
func wholePercent(share float64) string {
	switch {
	case share > 0 && share < 0.01:
		return "below " + decimal(1, 0) + narrow + "%"
	case share < 1 && share > 0.99:
		return "above " + decimal(99, 0) + narrow + "%"
	}
	return decimal(100*share, 0) + narrow + "%"
}

// accuracy writes a share of images: 0.8625.
func accuracy(x float64) string { return decimal(x, 4) }

// roundedAccuracy is rounded, but with four decimals where there is no spread.
func roundedAccuracy(s compare.Sample) string {
	if u, ok := uncertaintyOf(s); ok || len(s.Values) == 0 || s.NonFinite > 0 {
		return u.mean + u.power + u.plain
	}
	return accuracy(s.Mean)
}

// interval writes low–high, and one number where both are written the same;
// a power of ten that both have stands once, as does that of the larger where
// the smaller can be written with it: (1.7–4.2) × 10⁻⁵, (0.35–5.8) × 10⁶.
func interval(low, high float64, digits int) string {
	from, to := significant(low, digits), significant(high, digits)
	if from == to {
		return from
	}
	times := noBreak + "×"
	least, power, isPower := strings.Cut(from, times)
	most, same, alsoPower := strings.Cut(to, times)
	if isPower && same == power {
		return "(" + least + "–" + most + ")" + times + power
	}
	if alsoPower && !isPower {
		exponent := exponentOf(high, digits)
		if least = significant(shift(low, -exponent), digits); !strings.Contains(least, times) {
			return "(" + least + "–" + most + ")" + times + same
		}
	}
	return from + "–" + to
}

// integers writes "8", or "between 8 and 12", of what happened at a step.
func integers(low, high int) string {
	if low == high {
		return integer(low)
	}
	return integer(low) + "–" + integer(high)
}

// spread writes a sample as its mean, or as its range where the largest value
// is more than half as large again as the smallest, so that a mean would say
// little.
func spread(s compare.Sample, digits int) string {
	if len(s.Values) == 0 {
		return "not finite"
	}
	if s.Min > 0 && s.Max > 1.5*s.Min {
		return interval(s.Min, s.Max, digits)
	}
	return significant(s.Mean, digits)
}

// spreadOrMedian is spread, but of a sample in which a few values are far above
// the others its median and its largest.
func spreadOrMedian(s compare.Sample, digits int) string {
	if heavyTailed(s) {
		return significant(medianOf(s), digits) + " in the median and up to " + significant(s.Max, digits)
	}
	return spread(s, digits)
}

// multipleOf writes a sample as what goes before the size that it is a multiple
// of: "0.16 of", "20–40 times".
func multipleOf(s compare.Sample, digits int) string {
	if s.Max >= 1 {
		return spread(s, digits) + " times"
	}
	return spread(s, digits) + " of"
}

// plusMinus writes mean and standard deviation: 0.0839 ± 0.0007,
// (1.01 ± 0.11) × 10⁴; the value alone where there is no spread.
func plusMinus(s compare.Sample) string {
	u, ok := uncertaintyOf(s)
	if !ok {
		return u.plain
	}
	text := u.mean + noBreak + "±" + noBreak + u.deviation
	if u.power != "" {
		return "(" + text + ")" + u.power
	}
	return text
}

// inParentheses writes mean and standard deviation in units of the last
// digit: 0.277 (20), 1.01 (11) × 10⁴.
func inParentheses(s compare.Sample) string {
	if heavyTailed(s) {
		return median + noBreak + significant(medianOf(s), 2)
	}
	u, ok := uncertaintyOf(s)
	if !ok {
		return u.plain
	}
	units := strings.TrimLeft(strings.Replace(u.deviation, ".", "", 1), "0")
	return u.mean + noBreak + "(" + units + ")" + u.power
}

// median stands before a median where other numbers are means.
const median = `$\approx$`

// heavyTailed reports whether a few values of a positive quantity are so large
// that mean and deviation say nothing of the others: 0 (7) × 10³⁰.
func heavyTailed(s compare.Sample) bool {
	const times = 2
	return s.NonFinite == 0 && s.Min > 0 && s.Deviation > times*s.Mean
}

func medianOf(s compare.Sample) float64 {
	return figures.Quantile(slices.Sorted(slices.Values(s.Values)), atMedian)
}

// signedInParentheses is inParentheses with a sign in front of positive means,
// and with four decimals where there is no spread.
func signedInParentheses(s compare.Sample) string {
	u, ok := uncertaintyOf(s)
	switch {
	case len(s.Values) == 0 || s.NonFinite > 0:
		return u.plain
	case !ok && math.Abs(s.Mean) < largestUncertain:
		return signed(s.Mean, 4)
	case !ok && s.Mean > 0:
		return "+" + u.plain
	case s.Mean > 0 && strings.Trim(u.mean, "0.") != "":
		return "+" + inParentheses(s)
	}
	return inParentheses(s)
}

// An uncertainty is a mean and its deviation to the same decimals, over a
// common power of ten where there is one; plain is all there is to write
// where the deviation is nothing.
type uncertainty struct{ mean, deviation, power, plain string }

// uncertaintyOf rounds the deviation to two digits where these are below 35,
// else to one (the Particle Data Group's rule), but not above the units.
func uncertaintyOf(s compare.Sample) (u uncertainty, ok bool) {
	switch {
	case len(s.Values) == 0:
		return uncertainty{plain: "not finite"}, false
	case s.NonFinite > 0:
		return uncertainty{plain: integer(s.NonFinite) + " of " + integer(s.NonFinite+len(s.Values)) + " not finite"}, false
	case s.Deviation <= negligible*math.Abs(s.Mean) || math.IsInf(s.Deviation, 0):
		return uncertainty{plain: significant(s.Mean, 4)}, false
	}
	mean, deviation := s.Mean, s.Deviation
	if a := math.Max(math.Abs(mean), deviation); a < smallestPlain || a >= largestUncertain || deviation >= largestDeviation {
		exponent := exponentOf(a, 3)
		mean, deviation = shift(mean, -exponent), shift(deviation, -exponent)
		u.power = timesTen(exponent)
	}
	decimals := max(0, deviationDigits(deviation)-1-exponentOf(deviation, 2))
	u.mean, u.deviation = decimal(mean, decimals), decimal(deviation, decimals)
	return u, true
}

func deviationDigits(deviation float64) int {
	if strings.Replace(beforeE(strconv.FormatFloat(deviation, 'e', 1, 64)), ".", "", 1) < "35" {
		return 2
	}
	return 1
}

// rounded writes a mean to the digits that its spread over seeds supports,
// without the spread.
func rounded(s compare.Sample) string {
	if heavyTailed(s) {
		return significant(medianOf(s), 2)
	}
	u, ok := uncertaintyOf(s)
	if !ok {
		return u.plain
	}
	return u.mean + u.power
}

// exponentOf returns the decimal exponent of x once it is rounded.
func exponentOf(x float64, digits int) int {
	n, _ := strconv.Atoi(afterE(strconv.FormatFloat(x, 'e', digits-1, 64)))
	return n
}

// shift multiplies x by a power of ten, rounded once.
func shift(x float64, exponent int) float64 {
	text := strconv.FormatFloat(x, 'e', -1, 64)
	n, _ := strconv.Atoi(afterE(text))
	shifted, _ := strconv.ParseFloat(beforeE(text)+"e"+strconv.Itoa(n+exponent), 64)
	return shifted
}

func beforeE(s string) string { before, _, _ := strings.Cut(s, "e"); return before }
func afterE(s string) string  { _, after, _ := strings.Cut(s, "e"); return after }

func timesTen(exponent int) string {
	return noBreak + "×" + noBreak + "10" + superscript(exponent)
}

// squared writes 255².
func squared(x float64) string { return exact(x) + superscript(2) }

// powerOfTwo writes 2⁻²⁴.
func powerOfTwo(exponent int) string { return integer(2) + superscript(exponent) }

func superscript(n int) string {
	return strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
		"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹").Replace(strconv.Itoa(n))
}

// notFinite says in words what a number that is none is.
func notFinite(x float64) (string, bool) {
	switch {
	case math.IsNaN(x):
		return "not a number", true
	case math.IsInf(x, 1):
		return "infinite", true
	case math.IsInf(x, -1):
		return minus + "infinite", true
	}
	return "", false
}
