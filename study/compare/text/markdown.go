package text

import (
	"fmt"
	"io"
	"strings"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/console"
	"firststep/study/words"
)

// Markdown writes tables as GitHub shows them, for the summary of a job.
func Markdown(w io.Writer, d *compare.Diff) {
	fmt.Fprintf(w, "**A** %s  \n**B** %s\n", console.Code(d.A), console.Code(d.B))
	if len(d.Definition) > 0 {
		fmt.Fprintf(w, "\nThe definitions differ:\n\n")
		markdownChanges(w, d.Definition)
	}
	for _, c := range d.Claims {
		if c.Flipped() {
			fmt.Fprintf(w, "\nVerdict flipped: %s: %s → %s\n", console.Code(c.Claim), c.A, c.B)
		}
	}
	writeUncompared(w, d)
	tell, same := d.Telling()
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
		fmt.Fprintf(w, "| %s | %s | %s |\n", console.Cell(console.Code(c.Key)), codeOrAbsent(c.Old), codeOrAbsent(c.New))
	}
}

func codeOrAbsent(value string) string {
	if value == "" {
		return "absent"
	}
	return console.Cell(console.Code(value))
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
	quantityTable(c).Markdown(w)
	fmt.Fprintln(w)
	fmt.Fprintln(w, strings.Join(notes(c), "  \n"))
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
		fmt.Fprintf(w, "\nand %s more\n", words.Counted(left, "seed", "seeds"))
	}
}
