package figures

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// decadeOf is the exponent of the power of ten at or below a positive value.
// It reads the digits, since math.Log10 is not the same on every machine just
// where it matters: at a power of ten.
func decadeOf(v float64) int {
	digits := strconv.FormatFloat(v, 'e', -1, 64)
	exponent, err := strconv.Atoi(digits[strings.IndexByte(digits, 'e')+1:])
	if err != nil {
		return 0
	}
	return exponent
}

// powerOfTen is how an axis writes 10 to the e.
func powerOfTen(e int) string {
	switch e {
	case 0:
		return "1"
	case 1:
		return "10"
	}
	return "10$^{" + strconv.Itoa(e) + "}$"
}

// logAxis covers positive values with whole decades, at least the given
// number of them, and labels as many of them as have room.
func logAxis(values []float64, least, labels int) axis {
	low, high := math.MaxInt, math.MinInt
	for _, v := range values {
		if v > 0 && isFinite(v) {
			low, high = min(low, decadeOf(v)), max(high, decadeOf(v)+1)
		}
	}
	if low > high {
		low, high = 0, 1
	}
	for grow := 0; high-low < least; grow++ {
		if grow%2 == 0 {
			high++
		} else {
			low--
		}
	}
	return decades(low, high, labels)
}

// decades is a logarithmic axis between two powers of ten.
func decades(low, high, labels int) axis {
	step := 1
	for _, s := range []int{1, 2, 3, 5, 10, 20, 50, 100} {
		step = s
		if (high-low)/s < labels {
			break
		}
	}
	a := axis{min: math.Pow10(low), max: math.Pow10(high), log: true}
	for e := low; e <= high; e++ {
		switch {
		case e%step == 0:
			a.ticks = append(a.ticks, plot.Tick{Value: math.Pow10(e), Label: powerOfTen(e)})
		case high-low <= 20:
			a.ticks = append(a.ticks, plot.Tick{Value: math.Pow10(e)})
		}
	}
	return a
}

// cut narrows an axis to a range.
func (a axis) cut(low, high float64) axis {
	a.min, a.max = low, high
	a.ticks = slices.DeleteFunc(a.ticks, func(t plot.Tick) bool { return !a.shows(t.Value) })
	return a
}

// linearAxis covers values from min to max with round ticks, about as many as
// asked for.
func linearAxis(min, max float64, about int) axis {
	step := roundStep((max - min) / float64(about))
	if !(step > 0) || !isFinite(step) {
		return axis{min: min, max: min + 1, ticks: []plot.Tick{{Value: min, Label: plainNumber(min)}}}
	}
	a := axis{min: min, max: max}
	for i := math.Ceil(min/step - 1e-9); i*step <= max+step*1e-9; i++ {
		value := i*step + 0 // never −0
		a.ticks = append(a.ticks, plot.Tick{Value: value, Label: plainNumber(value)})
	}
	return a
}

// roundStep is 1, 2 or 5 times a power of ten, not below a tenth less than step.
func roundStep(step float64) float64 {
	if !(step > 0) || !isFinite(step) {
		return 0
	}
	unit := math.Pow10(decadeOf(step))
	for _, m := range []float64{1, 2, 5} {
		if m*unit >= 0.9*step {
			return m * unit
		}
	}
	return 10 * unit
}

// numbered is ticks at given values, labelled with their numbers.
func numbered(values ...float64) []plot.Tick {
	ticks := make([]plot.Tick, len(values))
	for i, v := range values {
		ticks[i] = plot.Tick{Value: v, Label: plainNumber(v)}
	}
	return ticks
}

// plainNumber writes a number of few digits: "0.25", "−1", "20,000".
func plainNumber(v float64) string {
	s := strconv.FormatFloat(v, 'g', 10, 64)
	if strings.ContainsRune(s, 'e') {
		return scientific(v, 2)
	}
	return thousands(strings.Replace(s, "-", "−", 1))
}

// thousands puts a comma between groups of three digits of the whole part,
// from 1,000 on.
func thousands(s string) string {
	whole, fraction, _ := strings.Cut(s, ".")
	sign := strings.HasPrefix(whole, "−")
	whole = strings.TrimPrefix(whole, "−")
	if len(whole) > 3 {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	if sign {
		whole = "−" + whole
	}
	if fraction != "" {
		return whole + "." + fraction
	}
	return whole
}

// significant writes a number rounded to so many digits: "0.28", "18,000",
// and what is far from one as scientific does. It is marked-up text.
func significant(v float64, digits int) string {
	if !isFinite(v) {
		return "not finite"
	}
	if v == 0 {
		return "0"
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'e', digits-1, 64), 64)
	if err != nil {
		return "not finite"
	}
	e := decadeOf(math.Abs(rounded))
	if e < -4 || e > 5 {
		return scientific(v, digits)
	}
	return thousands(strings.Replace(strconv.FormatFloat(rounded, 'f', max(0, digits-1-e), 64), "-", "−", 1))
}

// times parts a mantissa from its power of ten as sentences do, by the space
// between words.
const times = "\u2005×\u2005"

// scientific writes a number with so many digits and a power of ten:
// "6 × 10$^{-8}$". It is marked-up text.
func scientific(v float64, digits int) string {
	if v == 0 {
		return "0"
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', digits-1, 64), "e")
	mantissa = strings.Replace(mantissa, "-", "−", 1)
	e, err := strconv.Atoi(exponent)
	if err != nil || e == 0 { // NaN and infinities have no exponent
		return mantissa
	}
	return mantissa + times + powerOfTen(e)
}

// over writes values of several seeds to so many digits: their mean, or, as
// sentences have it, from the least to the largest where that is more than half
// as large again. It is marked-up text.
func over(values []float64, digits int) string {
	finite := finiteOf(values)
	if len(finite) == 0 {
		return significant(math.NaN(), digits)
	}
	low, high := slices.Min(finite), slices.Max(finite)
	from, to := significant(low, digits), significant(high, digits)
	if low > 0 && high > 1.5*low && from != to {
		less, power, _ := strings.Cut(from, times)
		more, same, _ := strings.Cut(to, times)
		if power != "" && power == same {
			return "(" + less + "–" + more + ")" + times + power
		}
		return from + "–" + to
	}
	return significant(mean(finite), digits)
}

// bound writes what errors are within: two digits, rounded up, and a power of
// ten. It is marked-up text.
func bound(v float64) string {
	written := strconv.FormatFloat(v, 'e', 1, 64)
	if nearest, err := strconv.ParseFloat(written, 64); err == nil && nearest < v {
		mantissa, exponent, _ := strings.Cut(written, "e")
		tenths, _ := strconv.Atoi(strings.Replace(mantissa, ".", "", 1))
		e, _ := strconv.Atoi(exponent)
		v, _ = strconv.ParseFloat(strconv.Itoa(tenths+1)+"e"+strconv.Itoa(e-1), 64)
	}
	return scientific(v, 2)
}
