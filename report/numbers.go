package report

import (
	"math"
	"strconv"
	"strings"

	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/words"
)

// How the document writes numbers and counts: as inline markup that reads the
// same on a terminal. The narrative says what a number is; each passes through
// package words or through this file.
var (
	decimal          = words.Document.Decimal
	signed           = words.Document.Signed
	significant      = words.Document.Significant
	scientific       = words.Document.Scientific
	orderOfMagnitude = words.Document.OrderOfMagnitude
	exact            = words.Document.Exact
	percent          = words.Document.Percent
	wholePercent     = words.Document.WholePercent
	percentBound     = words.Document.PercentBound
	errorSize        = words.Document.ErrorSize
	errorBound       = words.Document.ErrorBound
	bound            = words.Document.Bound
	factor           = words.Document.Multiple

	integer, inWords, ordinal  = words.Integer[int], words.Number, words.Ordinal
	count, outOf, plural       = words.Count, words.OutOf, words.Plural
	list, when                 = words.List, words.When
	optimizerName, nearInteger = words.Optimizer, words.NearInteger
)

const (
	noBreak = words.NoBreak // between a number and what belongs to it

	// A mean with its deviation is written out between these, beyond them with
	// a power of ten: "1.01 (11) × 10⁴" rather than "10,100 (1,100)".
	smallestUncertain = 1e-3
	largestUncertain  = 1e4
	largestDeviation  = 100

	// A deviation below this share of its mean is rounding.
	negligible = claim.FewRoundings
)

// Formulas with numbers in them that are mathematics and nothing measured.
const (
	mHalf       = `\frac{1}{2}`
	mStableRate = `$2/\lambda$`
	mStable     = `$2/\eta_1$`
)

// seedName writes a seed, which is a name and no quantity: 2024.
func seedName(seed int64) string { return strconv.FormatInt(seed, 10) }

// mostNamed is how many scenarios, claims or seeds a sentence names; of more
// it says how many they are.
const mostNamed = 6

// mostSeeds is how many seeds are named where each counts.
const mostSeeds = 40

// accuracy writes a share of images: 0.8625.
func accuracy(x float64) string { return decimal(x, 4) }

// roundedAccuracy is rounded, but with four decimals where there is no spread.
func roundedAccuracy(s compare.Sample) string {
	if u, ok := uncertaintyOf(s); ok || len(s.Values) == 0 || s.NonFinite > 0 {
		return u.mean + u.power + u.plain
	}
	return accuracy(s.Mean)
}

// integers writes "8", or "between 8 and 12", of what happened at a step.
func integers(low, high int) string {
	if low == high {
		return integer(low)
	}
	return integer(low) + "–" + integer(high)
}

// spread writes a sample as its mean, or as its range where a mean would say
// little.
func spread(s compare.Sample, digits int) string {
	return words.Document.Spread(s.Min, s.Max, s.Mean, digits)
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

func medianOf(s compare.Sample) float64 { return s.Quantile(atMedian) }

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
	if a := math.Max(math.Abs(mean), deviation); a < smallestUncertain || a >= largestUncertain || deviation >= largestDeviation {
		exponent := words.Exponent(a, 3)
		mean, deviation = words.Shift(mean, -exponent), words.Shift(deviation, -exponent)
		u.power = words.Document.TimesTen(exponent)
	}
	exponent, digits := words.Exponent(deviation, 2), 1
	if decimal(words.Shift(deviation, -exponent), 1) < "3.5" {
		digits = 2
	}
	decimals := max(0, digits-1-exponent)
	u.mean, u.deviation = decimal(mean, decimals), decimal(deviation, decimals)
	return u, true
}

// squared writes 255².
func squared(x float64) string { return exact(x) + words.Superscript(2) }

// powerOfTwo writes 2⁻²⁴.
func powerOfTwo(exponent int) string { return integer(2) + words.Superscript(exponent) }
