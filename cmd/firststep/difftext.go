package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"firststep/study/compare"
	"firststep/study/record"
)

// writeText writes a diff for the terminal: definitions, bits, quantities.
func writeText(w io.Writer, d *compare.Diff, width int) {
	fmt.Fprintf(w, "A  %s\nB  %s\n", d.A, d.B)
	if len(d.Definition) > 0 {
		fmt.Fprintf(w, "\nThe definitions differ in %s:\n", count(len(d.Definition), "key", "keys"))
		writeChanges(w, d.Definition)
	}
	writeClaims(w, d.Claims)
	writeUncompared(w, d)
	tell, same := worthTelling(d)
	for _, c := range tell {
		fmt.Fprintln(w)
		if len(d.Comparisons) > 1 {
			fmt.Fprintf(w, "%s\n", c.ScenarioA)
		}
		writeComparison(w, c, width)
	}
	if len(same) > 0 {
		fmt.Fprintln(w)
		writeWrapped(w, "Identical in every bit: "+scenarioList(same)+".", width)
	}
	if methods := methodNotes(tell); len(methods) > 0 {
		fmt.Fprintln(w)
		for _, note := range methods {
			writeWrapped(w, note, width)
		}
	}
}

// worthTelling parts the scenarios of studies into those of which there is
// something to tell and those that are identical; a single one is told.
func worthTelling(d *compare.Diff) (tell, same []*compare.Comparison) {
	for _, c := range d.Comparisons {
		if len(d.Comparisons) == 1 || !c.Paired || c.BitsDiffer() || len(c.Changes)+len(c.OnlyA)+len(c.OnlyB) > 0 {
			tell = append(tell, c)
		} else {
			same = append(same, c)
		}
	}
	return tell, same
}

func scenarioList(comparisons []*compare.Comparison) string {
	words := make([]string, len(comparisons))
	for i, c := range comparisons {
		words[i] = fmt.Sprintf("%s (%s)", c.ScenarioA, count(len(c.Pairs), "seed", "seeds"))
	}
	return strings.Join(words, ", ")
}

func writeChanges(w io.Writer, changes []compare.Change) {
	widest := 0
	for _, c := range changes {
		widest = max(widest, len(c.Key))
	}
	for _, c := range changes {
		fmt.Fprintf(w, "  %-*s  %s → %s\n", widest, c.Key, orAbsent(c.Old), orAbsent(c.New))
	}
}

func orAbsent(value string) string {
	if value == "" {
		return "absent"
	}
	return value
}

// writeClaims says which verdicts flipped.
func writeClaims(w io.Writer, claims []compare.Claim) {
	flipped := 0
	for _, c := range claims {
		if c.Flipped() {
			flipped++
		}
	}
	if flipped == 0 {
		return
	}
	fmt.Fprintf(w, "\nOf %s the verdict flipped on %d:\n", count(len(claims), "claim", "claims"), flipped)
	for _, c := range claims {
		if c.Flipped() {
			fmt.Fprintf(w, "  %s: %s → %s\n", c.Claim, c.A, c.B)
		}
	}
}

// writeUncompared says which scenarios one side alone has.
func writeUncompared(w io.Writer, d *compare.Diff) {
	for _, only := range []struct {
		side      string
		scenarios []string
	}{{"A", d.OnlyA}, {"B", d.OnlyB}} {
		if len(only.scenarios) > 0 {
			fmt.Fprintf(w, "\nIn %s alone: %s.\n", only.side, strings.Join(only.scenarios, ", "))
		}
	}
}

func writeComparison(w io.Writer, c *compare.Comparison, width int) {
	if len(c.Changes) > 0 {
		fmt.Fprintf(w, "The runs were made with %s:\n", count(len(c.Changes), "other value", "other values"))
		writeChanges(w, c.Changes)
	} else {
		fmt.Fprintln(w, "The runs were made with the same values.")
	}
	fmt.Fprintln(w)
	for _, line := range bitsLines(c) {
		writeWrapped(w, line, width)
	}
	writePartings(w, c, width)
	if !tabled(c) {
		return
	}
	fmt.Fprintln(w)
	quantityTable(c).write(w, width)
	fmt.Fprintln(w)
	for _, note := range notes(c) {
		writeWrapped(w, note, width)
	}
}

// tabled reports whether there is anything to see in the quantities.
func tabled(c *compare.Comparison) bool {
	return len(c.With(compare.Equal)) < len(c.Quantities)
}

// bitsLines say which runs were compared bit by bit, and whether they are
// identical.
func bitsLines(c *compare.Comparison) []string {
	if !c.Paired {
		return []string{"The sides have no seed in common, so no runs are compared bit by bit."}
	}
	var lines []string
	for _, only := range []struct {
		side  string
		seeds seedList
	}{{"A", c.OnlyA}, {"B", c.OnlyB}} {
		if len(only.seeds) > 0 {
			lines = append(lines, fmt.Sprintf("In %s alone: %s %s.", only.side, plural(len(only.seeds), "seed", "seeds"), only.seeds))
		}
	}
	pairs := count(len(c.Pairs), "pair of runs", "pairs of runs")
	switch identical, functions := c.Count(compare.Identical), c.Count(compare.Function); {
	case identical == len(c.Pairs):
		return append(lines, fmt.Sprintf("Identical in every bit: %s.", pairs))
	case identical+functions == len(c.Pairs):
		return append(lines, fmt.Sprintf("Identical functions: every loss and every validation logit of %s is equal in every bit.", pairs))
	case identical+functions == 0:
		return append(lines, fmt.Sprintf("The functions part in %s:", allOf(len(c.Pairs))))
	}
	return append(lines, fmt.Sprintf("The functions part in %d of %s:", c.Count(compare.Different), pairs))
}

func allOf(pairs int) string {
	if pairs == 1 {
		return "the one pair of runs"
	}
	return fmt.Sprintf("all %d pairs of runs", pairs)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// mostPartings is how many seeds are listed.
const mostPartings = 10

// writePartings lists where runs part.
func writePartings(w io.Writer, c *compare.Comparison, width int) {
	seeds := textColumn{head: "seed"}
	first := []textColumn{{head: "step"}, {head: "quantity", left: true}, {head: "distance"}}
	losses := []textColumn{{head: "step"}, {head: "distance"}}
	parted, left := partedPairs(c)
	if len(parted) == 0 {
		return
	}
	for _, p := range parted {
		seeds.cells = append(seeds.cells, pairName(p))
		for i, cell := range partingCells(p.Parting) {
			first[i].cells = append(first[i].cells, cell)
		}
		cells := partingCells(p.Losses)
		losses[0].cells, losses[1].cells = append(losses[0].cells, cells[0]), append(losses[1].cells, cells[2])
	}
	textTable{groups: []columnGroup{
		{columns: []textColumn{seeds}}, {"first difference", first}, {"in the losses", losses},
	}}.write(w, width)
	if left > 0 {
		fmt.Fprintf(w, "and %s more\n", count(left, "seed", "seeds"))
	}
}

// partedPairs are the pairs that part, as far as they are listed, and how many
// are left.
func partedPairs(c *compare.Comparison) (parted []compare.Pair, left int) {
	for _, p := range c.Pairs {
		switch {
		case p.Parting == nil:
		case len(parted) == mostPartings:
			left++
		default:
			parted = append(parted, p)
		}
	}
	return parted, left
}

// pairName is the seed of a pair, or both.
func pairName(p compare.Pair) string {
	if p.SeedA == p.SeedB {
		return strconv.FormatInt(p.SeedA, 10)
	}
	return fmt.Sprintf("%d/%d", p.SeedA, p.SeedB)
}

// partingCells are the step, the quantity and the distance of a parting.
func partingCells(p *compare.Parting) [3]string {
	if p == nil {
		return [3]string{"never", "", ""}
	}
	cells := [3]string{strconv.Itoa(p.Step), p.Quantity, ""}
	if p.Step == 0 {
		cells[0] = "start"
	}
	switch {
	case p.ULPs >= 0:
		cells[2] = fmt.Sprintf("%s ulp (%s)", steps(p.ULPs), p.Format)
	case p.Quantity == "steps":
		cells[2] = fmt.Sprintf("%s → %s steps", p.A, p.B)
	case p.A.IsFinite() || p.B.IsFinite():
		cells[2] = fmt.Sprintf("%s → %s", shortest(p.A, p.Format), shortest(p.B, p.Format))
	}
	return cells
}

// shortest writes a value with the digits that its format needs.
func shortest(v record.Float, format string) string {
	if format == "float32" {
		return strconv.FormatFloat(float64(v), 'g', -1, 32)
	}
	return v.String()
}

// steps writes a number of units in the last place, a very large one in short.
func steps(n int64) string {
	if n >= 1e9 {
		return strconv.FormatFloat(float64(n), 'e', 2, 64)
	}
	return strconv.FormatInt(n, 10)
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

// writeWrapped breaks a note into lines.
func writeWrapped(w io.Writer, note string, width int) {
	line := ""
	for _, word := range strings.Fields(note) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			fmt.Fprintln(w, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	fmt.Fprintln(w, line)
}
