package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"firststep/study"
	"firststep/study/compare"
)

// writeText writes a diff for the terminal: definitions, bits, quantities.
func writeText(w io.Writer, d *compare.Diff, width int) {
	printf(w, "A  %s\nB  %s\n", d.A, d.B)
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

func writeChanges(w io.Writer, changes []study.Change) {
	widest := 0
	for _, c := range changes {
		widest = max(widest, len(c.Key))
	}
	for _, c := range changes {
		printf(w, "  %-*s  %s → %s\n", widest, c.Key, cmp.Or(c.Old, "absent"), cmp.Or(c.New, "absent"))
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
	fmt.Fprintf(w, "\nOf %s the verdict flipped on %d:\n", count(len(claims), "claim", "claims"), flipped)
	for _, c := range claims {
		if c.Flipped() {
			printf(w, "  %s: %s → %s\n", c.Claim, c.A, c.B)
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
		fmt.Fprintf(w, "\nIdentical in every bit: %s.\n", count(len(m.Same), "measurement", "measurements"))
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
