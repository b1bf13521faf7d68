// Package text writes a comparison for its readers: as text for a terminal, as
// Markdown for the summary of a job, and as CSV.
package text

import (
	"cmp"
	"fmt"
	"io"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/console"
	"firststep/study/words"
)

// Write writes a diff for the terminal: the verdict, and then tables of what it
// is made from.
func Write(w io.Writer, d *compare.Diff, width int) {
	console.Printf(w, "A  %s\nB  %s\n\n", d.A, d.B)
	wrapAll(w, verdict(d), width)
	if len(d.Definition) > 0 {
		fmt.Fprintf(w, "\nThe definitions:\n")
		writeChanges(w, d.Definition, width)
	}
	if flips := flipped(d.Claims); len(flips) > 0 {
		fmt.Fprintf(w, "\nThe claims:\n")
		for _, c := range flips {
			console.Hang(w, "  ", fmt.Sprintf("%s: %s → %s", c.Claim, c.A, c.B), width)
		}
	}
	tell, _ := d.Telling()
	for _, c := range tell {
		fmt.Fprintln(w)
		if len(d.Comparisons) > 1 {
			fmt.Fprintf(w, "%s\n", c.ScenarioA)
			wrapAll(w, verdictOnOne(c), width)
		}
		writeComparison(w, c, width)
	}
	if methods := methodNotes(tell); len(methods) > 0 {
		fmt.Fprintln(w)
		wrapAll(w, methods, width)
	}
}

func wrapAll(w io.Writer, lines []string, width int) {
	for _, line := range lines {
		console.Wrap(w, line, width)
	}
}

func writeChanges(w io.Writer, changes []study.Change, width int) {
	widest := 0
	for _, c := range changes {
		widest = max(widest, len(c.Key))
	}
	for _, c := range changes {
		console.Hang(w, fmt.Sprintf("  %-*s  ", widest, c.Key), cmp.Or(c.Old, "absent")+" → "+cmp.Or(c.New, "absent"), width)
	}
}

func writeComparison(w io.Writer, c *compare.Comparison, width int) {
	if len(c.Changes) > 0 {
		fmt.Fprintf(w, "The runs were made with %s:\n", words.Counted(len(c.Changes), "other value", "other values"))
		writeChanges(w, c.Changes, width)
	} else {
		fmt.Fprintln(w, "The runs were made with the same values.")
	}
	writePartings(w, c, width)
	if !c.Tabled() {
		return
	}
	fmt.Fprintln(w)
	quantityTable(c).Write(w, width)
	fmt.Fprintln(w)
	wrapAll(w, notes(c), width)
}
