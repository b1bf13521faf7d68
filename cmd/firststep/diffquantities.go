package main

import (
	"fmt"
	"strconv"

	"firststep/study/compare"
)

// tabled reports whether there is anything to see in the quantities.
func tabled(c *compare.Comparison) bool {
	return len(c.With(compare.Equal)) < len(c.Quantities)
}

// marks of the verdicts.
var marks = map[compare.Verdict]string{
	compare.Equal: "=", compare.Within: "~", compare.Rounding: "≈", compare.Apart: "≠", compare.Unknown: "?",
}

func quantityTable(c *compare.Comparison) textTable {
	names := textColumn{head: "quantity", left: true}
	for _, d := range c.Quantities {
		names.cells = append(names.cells, d.Quantity)
	}
	return textTable{groups: []columnGroup{
		{columns: []textColumn{names}},
		{"A", summaryColumns(c, func(d compare.Difference) compare.Summary { return d.A })},
		{"B", summaryColumns(c, func(d compare.Difference) compare.Summary { return d.B })},
		{"B - A", differenceColumns(c)},
	}}
}

func summaryColumns(c *compare.Comparison, side func(compare.Difference) compare.Summary) []textColumn {
	n, median, mean := textColumn{head: "n"}, textColumn{head: "median"}, textColumn{head: c.Center, left: true}
	for _, d := range c.Quantities {
		s := side(d)
		runs := strconv.Itoa(s.N)
		if s.NonFinite > 0 {
			runs = fmt.Sprintf("%d/%d", s.N, s.N+s.NonFinite)
		}
		n.cells = append(n.cells, runs)
		center := "-"
		if s.Median.IsFinite() {
			decimals := -1
			if s.Method == compare.Student || s.Method == compare.Bootstrap {
				decimals = decimalsFor(float64(min(s.High-s.Mean, s.Mean-s.Low)))
			}
			center = decimal(float64(s.Median), decimals)
		}
		median.cells = append(median.cells, center)
		mean.cells = append(mean.cells, estimate(s.Mean, s.Low, s.High, s.Method))
	}
	return []textColumn{n, median, mean}
}

func differenceColumns(c *compare.Comparison) []textColumn {
	n, mean, mark := textColumn{head: "n"}, textColumn{head: c.Center, left: true}, textColumn{}
	p, adjusted := textColumn{head: "p"}, textColumn{head: "Holm"}
	for _, d := range c.Quantities {
		n.cells = append(n.cells, strconv.Itoa(d.N))
		mean.cells = append(mean.cells, estimate(d.Mean, d.Low, d.High, d.Method))
		mark.cells = append(mark.cells, marks[d.Verdict])
		p.cells = append(p.cells, probability(d.P))
		adjusted.cells = append(adjusted.cells, probability(d.Adjusted))
	}
	if !c.Paired {
		return []textColumn{mean, mark, p, adjusted}
	}
	return []textColumn{n, mean, mark, p, adjusted}
}
