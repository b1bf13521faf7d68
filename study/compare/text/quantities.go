package text

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"firststep/study/compare"
	"firststep/study/console"
	"firststep/study/record"
	"firststep/study/words"
)

// tabled reports whether there is anything to see in the quantities.
func tabled(c *compare.Comparison) bool {
	return len(c.With(compare.Equal)) < len(c.Quantities)
}

// marks of the verdicts.
var marks = map[compare.Verdict]string{
	compare.Equal: "=", compare.Within: "~", compare.Rounding: "≈", compare.Apart: "≠", compare.Unknown: "?",
}

// quantityTable has a row a quantity.
func quantityTable(c *compare.Comparison) *console.Table {
	of := []console.Column{{Head: "n", Right: true}, {Head: "median", Right: true}, {Head: c.Center}}
	difference := []console.Column{{Head: c.Center}, {Right: true}, {Head: "p", Right: true}, {Head: "Holm", Right: true}}
	if c.Paired {
		difference = append([]console.Column{{Head: "n", Right: true}}, difference...)
	}
	t := &console.Table{Groups: []console.Group{
		{Columns: []console.Column{{Head: "quantity"}}}, {Title: "A", Columns: of}, {Title: "B", Columns: slices.Clone(of)}, {Title: "B - A", Columns: difference},
	}}
	for _, d := range c.Quantities {
		row := append([]any{d.Quantity}, append(summaryCells(d.A), summaryCells(d.B)...)...)
		if c.Paired {
			row = append(row, d.N)
		}
		t.Add(append(row, estimate(d.Mean, d.Low, d.High, d.Method), marks[d.Verdict], probability(d.P), probability(d.Adjusted))...)
	}
	return t
}

// summaryCells are the number of runs, the median and the mean of a side.
func summaryCells(s compare.Summary) []any {
	runs := strconv.Itoa(s.N)
	if s.NonFinite > 0 {
		runs = fmt.Sprintf("%d/%d", s.N, s.N+s.NonFinite)
	}
	center := "-"
	if s.Median.IsFinite() {
		decimals := -1
		if s.Method == compare.Student || s.Method == compare.Bootstrap {
			decimals = decimalsFor(float64(min(s.High-s.Mean, s.Mean-s.Low)))
		}
		center = decimal(float64(s.Median), decimals)
	}
	return []any{runs, center, estimate(s.Mean, s.Low, s.High, s.Method)}
}

// decimalsFor is how many decimals show two digits of an uncertainty.
func decimalsFor(uncertainty float64) int {
	if !(uncertainty > 0) || math.IsInf(uncertainty, 0) {
		return -1
	}
	return min(12, max(0, 1-words.Exponent(uncertainty, 2)))
}

// decimal writes a value with so many decimals; below 0, with five digits.
// What is very large or small is written with an exponent.
func decimal(v float64, decimals int) string {
	size := math.Abs(v)
	switch {
	case v == 0 && decimals < 0:
		return "0"
	case decimals < 0 && size >= 1e-4 && size < 1e6:
		return strconv.FormatFloat(v, 'g', max(5, len(strconv.Itoa(int(size)))), 64)
	case decimals < 0 || size >= 1e7:
		return strconv.FormatFloat(v, 'e', 3, 64)
	case decimals > 7:
		return strconv.FormatFloat(v, 'e', 1, 64)
	}
	return strconv.FormatFloat(v+0, 'f', decimals, 64) // +0: never -0
}

// estimate writes a mean with its interval: "0.8682 ±0.0030", where that is
// not symmetrical "0.8682 -0.0031 +0.0026", alone where it is a point or there
// is none.
func estimate(mean, low, high record.Float, method string) string {
	m, below, above := float64(mean), float64(mean-low), float64(high-mean)
	if !mean.IsFinite() {
		return "-"
	}
	if method == compare.NoInterval || method == compare.Point {
		return decimal(m, -1)
	}
	decimals := decimalsFor(min(below, above))
	if method == compare.Student {
		return decimal(m, decimals) + " ±" + decimal(above, decimals)
	}
	return decimal(m, decimals) + " -" + decimal(below, decimals) + " +" + decimal(above, decimals)
}

// probability writes a p with three digits.
func probability(p record.Float) string {
	if !p.IsFinite() {
		return "-"
	}
	return strconv.FormatFloat(float64(p), 'g', 3, 64)
}
