package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/record"
)

// write writes the diff in the form that was asked for.
func (c *diffCommand) write(s *session, d *compare.Diff) error {
	switch {
	case c.JSON || c.Format == "json":
		return s.printJSON(d)
	case c.Format == "csv":
		return writeCSV(s.stdout, d)
	case c.Format == "markdown":
		writeMarkdown(s.stdout, d)
	default:
		writeText(s.stdout, d, s.terminalWidth())
	}
	return nil
}

// csvColumns are those of --format csv, a row a quantity and scenario.
var csvColumns = []string{
	"scenario_a", "scenario_b", "quantity",
	"n_a", "non_finite_a", "median_a", "mean_a", "low_a", "high_a",
	"n_b", "non_finite_b", "median_b", "mean_b", "low_b", "high_b",
	"n", "difference", "low", "high", "method", "verdict", "p", "p_adjusted",
}

func writeCSV(w io.Writer, d *compare.Diff) error {
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
			out.Write(append(row, plainNumbers(q.P, q.Adjusted)...))
		}
	}
	out.Flush()
	return out.Error()
}

// plainNumbers writes values with ten digits, as far as they are the same on
// every machine; what is none is empty.
func plainNumbers(values ...record.Float) []string {
	words := make([]string, len(values))
	for i, v := range values {
		if v.IsFinite() {
			words[i] = strconv.FormatFloat(float64(v), 'g', 10, 64)
		}
	}
	return words
}

// writeMarkdown writes tables as GitHub shows them, for the summary of a job.
func writeMarkdown(w io.Writer, d *compare.Diff) {
	fmt.Fprintf(w, "**A** %s  \n**B** %s\n", code(d.A), code(d.B))
	if len(d.Definition) > 0 {
		fmt.Fprintf(w, "\nThe definitions differ:\n\n")
		markdownChanges(w, d.Definition)
	}
	for _, c := range d.Claims {
		if c.Flipped() {
			fmt.Fprintf(w, "\nVerdict flipped: %s: %s → %s\n", code(c.Claim), c.A, c.B)
		}
	}
	writeUncompared(w, d)
	tell, same := worthTelling(d)
	for _, c := range tell {
		markdownComparison(w, c)
	}
	if len(same) > 0 {
		fmt.Fprintf(w, "\nIdentical in every bit: %s.\n", scenarioList(same))
	}
	if methods := methodNotes(tell); len(methods) > 0 {
		fmt.Fprintf(w, "\n%s\n", strings.Join(methods, "  \n"))
	}
}

func markdownChanges(w io.Writer, changes []study.Change) {
	fmt.Fprintf(w, "| key | A | B |\n|---|---|---|\n")
	for _, c := range changes {
		fmt.Fprintf(w, "| %s | %s | %s |\n", tableCell(code(c.Key)), codeOrAbsent(c.Old), codeOrAbsent(c.New))
	}
}

func codeOrAbsent(value string) string {
	if value == "" {
		return "absent"
	}
	return tableCell(code(value))
}

func markdownComparison(w io.Writer, c *compare.Comparison) {
	title := c.ScenarioA
	if !c.SameScenario() {
		title += " → " + c.ScenarioB
	}
	fmt.Fprintf(w, "\n### %s\n\n", title)
	if len(c.Changes) > 0 {
		markdownChanges(w, c.Changes)
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, strings.Join(bitsLines(c), "  \n"))
	markdownPartings(w, c)
	if !tabled(c) {
		return
	}
	fmt.Fprintln(w)
	markdownTable(w, quantityTable(c))
	fmt.Fprintln(w)
	fmt.Fprintln(w, strings.Join(notes(c), "  \n"))
}

// markdownTable writes all groups of a table beside each other.
func markdownTable(w io.Writer, t *table) {
	var head, rule strings.Builder
	var columns []column
	heads := map[string]int{}
	for _, g := range t.groups {
		for _, c := range g.columns {
			heads[c.head]++
		}
	}
	for _, g := range t.groups {
		for _, c := range g.columns {
			columns = append(columns, c)
			words := c.head
			if heads[c.head] > 1 { // so that the head alone does not tell whose it is
				words = g.title + " " + c.head
			}
			head.WriteString("| " + words + " ")
			rule.WriteString(map[bool]string{false: "|:---", true: "|---:"}[c.right])
		}
	}
	fmt.Fprintf(w, "%s|\n%s|\n", head.String(), rule.String())
	for row := range columns[0].cells {
		for _, c := range columns {
			fmt.Fprintf(w, "| %s ", c.cells[row])
		}
		fmt.Fprintln(w, "|")
	}
}

func markdownPartings(w io.Writer, c *compare.Comparison) {
	parted, left := partedPairs(c)
	if len(parted) == 0 {
		return
	}
	fmt.Fprintf(w, "\n| seed | first difference | | | in the losses | |\n|---|---|---|---|---|---|\n")
	for _, p := range parted {
		first, losses := partingCells(p.Parting), partingCells(p.Losses)
		fmt.Fprintf(w, "| %s | step %s | %s | %s | step %s | %s |\n", pairName(p), first[0], first[1], first[2], losses[0], losses[2])
	}
	if left > 0 {
		fmt.Fprintf(w, "\nand %s more\n", count(left, "seed", "seeds"))
	}
}
