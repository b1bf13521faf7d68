package text

import (
	"fmt"
	"io"
	"math"
	"strings"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/console"
	"firststep/study/words"
)

// Markdown writes the verdict, and tables as GitHub shows them, folded, for the
// summary of a job.
func Markdown(w io.Writer, d *compare.Diff) {
	lines := verdict(d)
	if len(d.Claims) > 0 && len(flipped(d.Claims)) == 0 {
		lines = append(lines, fmt.Sprintf("No verdict flipped, of those on %s.", words.Counted(len(d.Claims), "claim", "claims")))
	}
	if line := accuracyLine(d); line != "" {
		lines = append(lines, line)
	}
	fmt.Fprintf(w, "**A** %s  \n**B** %s\n\n%s\n", console.Code(d.A), console.Code(d.B), strings.Join(lines, "  \n"))
	for _, c := range flipped(d.Claims) {
		fmt.Fprintf(w, "\nVerdict flipped: %s: %s → %s\n", console.Code(c.Claim), c.A, c.B)
	}
	tell, _ := d.Telling()
	if len(d.Definition)+len(tell) == 0 {
		return
	}
	fmt.Fprintf(w, "\n<details><summary>Tables: definitions, first differences, quantities</summary>\n")
	defer fmt.Fprintf(w, "\n</details>\n")
	if len(d.Definition) > 0 {
		fmt.Fprintf(w, "\nThe definitions:\n\n")
		markdownChanges(w, d.Definition)
	}
	for _, c := range tell {
		markdownComparison(w, c, len(d.Comparisons) > 1)
	}
	if methods := methodNotes(tell); len(methods) > 0 {
		fmt.Fprintf(w, "\n%s\n", strings.Join(methods, "  \n"))
	}
}

// accuracyLine names the largest change of the accuracy on the validation set.
func accuracyLine(d *compare.Diff) string {
	var line string
	var largest float64
	for _, c := range d.Comparisons {
		q, ok := c.Find("validation_accuracy")
		if mean := float64(q.Mean); ok && math.Abs(mean) > largest {
			largest = math.Abs(mean)
			line = fmt.Sprintf("Largest change of validation_accuracy: %s in %s (%s %s → %s).", words.Document.Signed(mean, 4), c.ScenarioA,
				c.Center, words.Document.Decimal(float64(q.A.Mean), 4), words.Document.Decimal(float64(q.B.Mean), 4))
		}
	}
	return line
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

func markdownComparison(w io.Writer, c *compare.Comparison, isOneOfMany bool) {
	title := c.ScenarioA
	if !c.SameScenario() {
		title += " → " + c.ScenarioB
	}
	fmt.Fprintf(w, "\n### %s\n", title)
	if isOneOfMany {
		fmt.Fprintf(w, "\n%s\n", strings.Join(verdictOnOne(c), "  \n"))
	}
	if len(c.Changes) > 0 {
		fmt.Fprintln(w)
		markdownChanges(w, c.Changes)
	}
	markdownPartings(w, c)
	if !c.Tabled() {
		return
	}
	fmt.Fprintln(w)
	quantityTable(c).Markdown(w)
	if said := notes(c); len(said) > 0 {
		fmt.Fprintf(w, "\n%s\n", strings.Join(said, "  \n"))
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
		fmt.Fprintf(w, "\nand %s more\n", words.Counted(left, "seed", "seeds"))
	}
}
