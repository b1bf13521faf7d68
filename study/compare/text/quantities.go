package text

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"firststep/study/compare"
	"firststep/study/console"
	"firststep/study/words"
)

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
	if hasRatios(c) {
		t.Groups = append(t.Groups, console.Group{Title: "B / A", Columns: []console.Column{{Head: "geometric mean"}}})
	}
	for _, d := range c.Quantities {
		row := append([]any{d.Quantity}, append(summaryCells(d.A), summaryCells(d.B)...)...)
		if c.Paired {
			row = append(row, d.N)
		}
		row = append(row, differenceCell(c, d), d.Verdict.Sign())
		row = append(row, testCells(c, d)...)
		if hasRatios(c) {
			row = append(row, ratioCell(d))
		}
		t.Add(row...)
	}
	return t
}

func hasRatios(c *compare.Comparison) bool {
	return slices.ContainsFunc(c.Quantities, func(d compare.Difference) bool { return d.Ratio != nil })
}

// differenceCell is the mean difference, or why there is none.
func differenceCell(c *compare.Comparison, d compare.Difference) string {
	switch {
	case d.Mean.IsFinite():
		return estimate(d.Mean, d.Low, d.High, d.Method)
	case c.Paired:
		return "no finite pair"
	}
	return notFinite
}

// testCells are p and adjusted p, or why nothing was tested.
func testCells(c *compare.Comparison, d compare.Difference) []any {
	switch {
	case d.P.IsFinite():
		return []any{probability(d.P), probability(d.Adjusted)}
	case c.Paired && d.N < 2, !c.Paired && min(d.A.N, d.B.N) < 2:
		return []any{"n < 2", ""}
	}
	return []any{"equal", ""}
}

// ratioCell is nothing for a quantity without a scale.
func ratioCell(d compare.Difference) string {
	switch {
	case d.Ratio == nil:
		return ""
	case !d.Ratio.High.IsFinite(): // beyond any number
		return decimal(float64(d.Ratio.Mean), -1)
	}
	return estimate(d.Ratio.Mean, d.Ratio.Low, d.Ratio.High, d.Ratio.Method)
}

// notFinite stands for the mean of no values.
const notFinite = "none finite"

// summaryCells are the number of runs, the median and the mean of a side.
func summaryCells(s compare.Summary) []any {
	runs := strconv.Itoa(s.N)
	if s.NonFinite > 0 {
		runs = fmt.Sprintf("%d/%d", s.N, s.N+s.NonFinite)
	}
	if !s.Mean.IsFinite() {
		return []any{runs, "", notFinite}
	}
	decimals := -1
	if s.Method == compare.Student || s.Method == compare.Bootstrap {
		decimals = decimalsFor(float64(min(s.High-s.Mean, s.Mean-s.Low)))
	}
	return []any{runs, decimal(float64(s.Median), decimals), estimate(s.Mean, s.Low, s.High, s.Method)}
}

// decimalsFor is how many decimals show two digits of an uncertainty.
func decimalsFor(uncertainty float64) int {
	if !(uncertainty > 0) || math.IsInf(uncertainty, 0) {
		return -1
	}
	return min(12, max(0, 1-words.Exponent(uncertainty, 2)))
}

// mostDecimals are those of the values that are not very small.
const mostDecimals = 7

// decimal writes a value with so many decimals; below 0, with five digits.
// What is very large or small is written with an exponent.
func decimal(v float64, decimals int) string {
	size := math.Abs(v)
	switch {
	case decimals < 0 && (v == 0 || size >= 1e-4 && size < 1e6):
		digits := max(5, len(strconv.Itoa(int(size))))
		rounded, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
		return ascii(words.Document.Plain(rounded))
	case decimals < 0 || size >= 1e7:
		return strconv.FormatFloat(v, 'e', 3, 64)
	case decimals > mostDecimals && size < 1e-4:
		return strconv.FormatFloat(v, 'e', 1, 64)
	}
	return ascii(words.Document.Decimal(v, min(decimals, mostDecimals)))
}

// ascii is a number to copy into another program.
func ascii(number string) string { return strings.Replace(number, "−", "-", 1) }

// estimate writes a mean with its interval: "0.8682 ±0.0030", where that is
// not symmetrical "0.8682 -0.0031 +0.0026", alone where it is a point or there
// is none.
func estimate(mean, low, high compare.Number, method string) string {
	m, below, above := float64(mean), float64(mean-low), float64(high-mean)
	if method == compare.NoInterval || method == compare.Point {
		return decimal(m, -1)
	}
	decimals := decimalsFor(min(below, above))
	if most := digits32 - 1 - words.Exponent(m, digits32); decimals > most && math.Abs(m) >= 1e-4 {
		decimals = max(0, most)
		below, above = up(below, decimals), up(above, decimals)
	}
	if decimal(below, decimals) == decimal(above, decimals) {
		return decimal(m, decimals) + " ±" + decimal(above, decimals)
	}
	return decimal(m, decimals) + " -" + decimal(below, decimals) + " +" + decimal(above, decimals)
}

// digits32 are those that a float32 holds.
const digits32 = 7

// up rounds up to so many decimals.
func up(v float64, decimals int) float64 {
	return words.Shift(math.Ceil(words.Shift(v, decimals)), -decimals)
}

// probability writes a p with three digits.
func probability(p compare.Number) string { return strconv.FormatFloat(float64(p), 'g', 3, 64) }
