package figures

import (
	"math"
	"slices"

	"gonum.org/v1/plot"

	"firststep/study/compare"
	"firststep/study/words"
)

// How figures write numbers: as marked-up text.
var (
	significant = words.Label.Significant
	bound       = words.Label.Bound
	powerOfTen  = words.Label.PowerOfTen
	plainNumber = words.Label.Plain
	factorText  = words.Label.Factor
	times       = words.Label.Times // parts a mantissa from its power of ten
)

// decadeOf is the exponent of the power of ten at or below a positive value.
func decadeOf(v float64) int { return words.Exponent(v, 0) }

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
	low = min(max(low, -farthest), farthest-1)
	high = max(min(high, farthest), low+1)
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

// withZero gives a logarithmic axis a place for zero, a sixth of its length
// below the decades.
func withZero(a axis) axis {
	zero := a.min / math.Pow(a.max/a.min, 1.0/6)
	a.ticks = append([]plot.Tick{{Value: zero, Label: "0"}}, a.ticks...)
	a.min, a.least = zero, a.min
	return a
}

// zeroFor has that place if a value is zero, which is measured as much as any.
func (a axis) zeroFor(values []float64) axis {
	if slices.Contains(values, 0) {
		return withZero(a)
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
	first := math.Ceil(min/step - 1e-9)
	for i := range 2*about + 10 { // where a step is lost in rounding it never ends
		value := (first+float64(i))*step + 0 // never −0
		if value > max+step*1e-9 {
			break
		}
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

// over writes values of several seeds to so many digits: their mean, or, as
// sentences have it, from the least to the largest where they lie far apart. It
// is marked-up text.
func over(values []float64, digits int) string {
	s := compare.Of(values)
	return words.Label.Spread(s.Min, s.Max, s.Mean, digits)
}

// percent writes a share over seeds as sentences do.
func percent(shares ...float64) string {
	s := compare.Of(shares)
	return words.Label.Shares(s.Min, s.Max, s.Mean)
}
