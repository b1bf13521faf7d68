package text

import (
	"encoding/csv"
	"io"
	"strconv"

	"firststep/study/compare"
)

// csvColumns are those of --format csv, a row a quantity and scenario.
var csvColumns = []string{
	"scenario_a", "scenario_b", "quantity",
	"n_a", "non_finite_a", "median_a", "mean_a", "low_a", "high_a",
	"n_b", "non_finite_b", "median_b", "mean_b", "low_b", "high_b",
	"n", "difference", "low", "high", "method", "verdict", "p", "p_adjusted",
	"n_ratio", "ratio", "ratio_low", "ratio_high", "ratio_method",
}

// CSV writes a row for each quantity and scenario.
func CSV(w io.Writer, d *compare.Diff) error {
	out := csv.NewWriter(w)
	out.Write(csvColumns)
	for _, c := range d.Comparisons {
		for _, q := range c.Quantities {
			row := []string{c.ScenarioA, c.ScenarioB, q.Quantity}
			for _, s := range []compare.Summary{q.A, q.B} {
				row = append(row, strconv.Itoa(s.N), strconv.Itoa(s.NonFinite))
				row = append(row, plainNumbers(s.Median, s.Mean, s.Low, s.High)...)
			}
			row = append(row, strconv.Itoa(q.N))
			row = append(row, plainNumbers(q.Mean, q.Low, q.High)...)
			row = append(row, q.Method, string(q.Verdict))
			row = append(row, plainNumbers(q.P, q.Adjusted)...)
			out.Write(append(row, ratioColumns(q.Ratio)...))
		}
	}
	out.Flush()
	return out.Error()
}

// ratioColumns are empty of a quantity without a scale.
func ratioColumns(r *compare.Ratio) []string {
	if r == nil {
		return make([]string, 5)
	}
	return append(append([]string{strconv.Itoa(r.N)}, plainNumbers(r.Mean, r.Low, r.High)...), r.Method)
}

// plainNumbers writes values with ten digits, as far as they are the same on
// every machine; what is none is empty.
func plainNumbers(values ...compare.Number) []string {
	words := make([]string, len(values))
	for i, v := range values {
		if v.IsFinite() {
			words[i] = strconv.FormatFloat(float64(v), 'g', 10, 64)
		}
	}
	return words
}
