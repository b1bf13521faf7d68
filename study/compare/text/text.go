// Package text writes a comparison for its readers: as text for a terminal, as
// Markdown for the summary of a job, and as CSV.
package text

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/console"
	"firststep/study/words"
)

// Write writes a diff for the terminal: definitions, bits, quantities.
func Write(w io.Writer, d *compare.Diff, width int) {
	console.Printf(w, "A  %s\nB  %s\n", d.A, d.B)
	if len(d.Definition) > 0 {
		fmt.Fprintf(w, "\nThe definitions differ in %s:\n", words.Counted(len(d.Definition), "key", "keys"))
		writeChanges(w, d.Definition)
	}
	writeClaims(w, d.Claims)
	writeUncompared(w, d)
	tell, same := d.Telling()
	for _, c := range tell {
		fmt.Fprintln(w)
		if len(d.Comparisons) > 1 {
			fmt.Fprintf(w, "%s\n", c.ScenarioA)
		}
		writeComparison(w, c, width)
	}
	if len(same) > 0 {
		fmt.Fprintln(w)
		console.Wrap(w, "Identical in every bit: "+scenarioList(same)+".", width)
	}
	if methods := methodNotes(tell); len(methods) > 0 {
		fmt.Fprintln(w)
		for _, note := range methods {
			console.Wrap(w, note, width)
		}
	}
}

func scenarioList(comparisons []*compare.Comparison) string {
	names := make([]string, len(comparisons))
	for i, c := range comparisons {
		names[i] = fmt.Sprintf("%s (%s)", c.ScenarioA, words.Counted(len(c.Pairs), "seed", "seeds"))
	}
	return strings.Join(names, ", ")
}

func writeChanges(w io.Writer, changes []study.Change) {
	widest := 0
	for _, c := range changes {
		widest = max(widest, len(c.Key))
	}
	for _, c := range changes {
		console.Printf(w, "  %-*s  %s → %s\n", widest, c.Key, cmp.Or(c.Old, "absent"), cmp.Or(c.New, "absent"))
	}
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
	fmt.Fprintf(w, "\nOf %s the verdict flipped on %d:\n", words.Counted(len(claims), "claim", "claims"), flipped)
	for _, c := range claims {
		if c.Flipped() {
			console.Printf(w, "  %s: %s → %s\n", c.Claim, c.A, c.B)
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
	writeMeasured(w, d.Measured)
}

// writeMeasured says how far what was measured beside the runs is the same.
func writeMeasured(w io.Writer, m compare.Measured) {
	const named = 10
	for _, some := range []struct {
		what  string
		names []string
	}{{"Measurements that differ", m.Differ}, {"Measurements in A alone", m.OnlyA}, {"Measurements in B alone", m.OnlyB}} {
		if n := len(some.names); n > 0 {
			list := strings.Join(some.names[:min(named, n)], ", ")
			if n > named {
				list += fmt.Sprintf(" and %d more", n-named)
			}
			fmt.Fprintf(w, "\n%s: %s.\n", some.what, list)
		}
	}
	if len(m.Same) > 0 && !m.Differs() {
		fmt.Fprintf(w, "\nIdentical in every bit: %s.\n", words.Counted(len(m.Same), "measurement", "measurements"))
	}
}

func writeComparison(w io.Writer, c *compare.Comparison, width int) {
	if len(c.Changes) > 0 {
		fmt.Fprintf(w, "The runs were made with %s:\n", words.Counted(len(c.Changes), "other value", "other values"))
		writeChanges(w, c.Changes)
	} else {
		fmt.Fprintln(w, "The runs were made with the same values.")
	}
	fmt.Fprintln(w)
	for _, line := range bitsLines(c) {
		console.Wrap(w, line, width)
	}
	writePartings(w, c, width)
	if !tabled(c) {
		return
	}
	fmt.Fprintln(w)
	quantityTable(c).Write(w, width)
	fmt.Fprintln(w)
	for _, note := range notes(c) {
		console.Wrap(w, note, width)
	}
}
