package report

import (
	"math"

	"firststep/figures"
	"firststep/report/typeset"
)

// appendix has every number of every seed.
func (n *narrative) appendix() []typeset.Block {
	if len(n.Results) == 0 {
		return nil
	}
	return blocks(
		[]typeset.Block{typeset.Heading{Level: 1, Text: "Appendix: every number of every seed", Unnumbered: true}},
		paragraph("@tab:seeds-step has the first step of every run, @tab:seeds-end how it ends."),
		n.perSeedTable("seeds-step", "The first step, seed by seed.",
			"Of the first layer and the first batch. Unmoved is the share of weights that the step did not change; exceeding, that of pre-activations which it moves by more than their size; flipped, that of pre-activations whose sign it changes.",
			[]columnGroup{
				{"weights", []quantityColumn{{mNormW, numberOf(weightNorm)}, {mNormDW, numberOf(figures.DeltaNorm)}, {"unmoved", shareOf(unmoved)}}},
				{"pre-activations", []quantityColumn{{"rms " + mXW, numberOf(xwRMS)}, {"rms " + mXdW, numberOf(figures.XdWRMS)},
					{"exceeding", shareOf(exceeds)}, {"flipped", shareOf(flips)}}},
				{"loss", []quantityColumn{{"before", numberOf(lossBefore)}, {"after", numberOf(lossAfter)}}},
			}),
		n.perSeedTable("seeds-end", "The end, seed by seed.",
			"Dead units of the first hidden layer before and after step one and at the end; the ending, with the step of the overflow or from which on the gradient was zero; training values are those of the last epoch's batches; one class is the share of the validation images that are given the most frequent class.",
			[]columnGroup{
				{"dead units", []quantityColumn{{"before", shareOf(deadBefore)}, {"after", shareOf(deadAfter)}, {"at end", shareOf(deadAtEnd)}}},
				{"", []quantityColumn{{"ending", func(r figures.Result) string { return endingCell(endingOf(r.Run)) }}}},
				{"training", []quantityColumn{{"loss", numberOf(lastTrainingLoss)}, {"accuracy", accuracyCell(lastTrainingAccuracy)}}},
				{"validation", []quantityColumn{{"loss", numberOf(finalLoss)}, {"accuracy", accuracyCell(figures.FinalAccuracy)},
					{"one class", func(r figures.Result) string { return wholePercent(endingOf(r.Run).TopShare) }}}},
			}),
		n.drawing(),
	)
}

// drawnBy leads from a figure's caption to the command that draws it.
func (n *narrative) drawnBy() string {
	if len(n.Results) == 0 {
		return "" // and no appendix
	}
	return "Drawn by the command in @tab:drawing."
}

// drawing has the commands that draw the figures.
func (n *narrative) drawing() []typeset.Block {
	if len(n.placed) == 0 {
		return nil
	}
	table := typeset.Table{
		Label:   "drawing",
		Title:   "The commands that draw the figures.",
		Caption: "To be given in the study's folder. With `--format png` or `pdf` they write these; `firststep figures . --check` says whether the files that are there are what the records give.",
		Columns: columns(typeset.Right, typeset.Left),
		Head:    [][]typeset.Cell{cells("Figure", "Command")},
	}
	for i, name := range n.placed {
		table.Rows = append(table.Rows, typeset.Row{Cells: cells(integer(i+1), "`"+figures.Command(name, "svg", "")+"`")})
	}
	return []typeset.Block{table}
}

// A columnGroup is columns under a common head.
type columnGroup struct {
	head    string
	columns []quantityColumn
}

// A quantityColumn is a number of every run.
type quantityColumn struct {
	head string
	of   func(figures.Result) string
}

// digits that the appendix gives of a number.
const appendixDigits = 4

func numberOf(q figures.Quantity) func(figures.Result) string {
	return func(r figures.Result) string { return finiteCell(q(r), appendixDigits) }
}

func shareOf(q figures.Quantity) func(figures.Result) string {
	return func(r figures.Result) string {
		if x := q(r); !math.IsNaN(x) {
			return wholePercent(x)
		}
		return ""
	}
}

func accuracyCell(q figures.Quantity) func(figures.Result) string {
	return func(r figures.Result) string {
		if x := q(r); !math.IsNaN(x) {
			return accuracy(x)
		}
		return ""
	}
}

func endingCell(e Ending) string {
	if e.Fate == Lived {
		return e.Fate.String()
	}
	return say("%s, %s", e.Fate, integer(e.Step))
}

// perSeedTable has a row a run, scenario by scenario.
func (n *narrative) perSeedTable(label, title, caption string, groups []columnGroup) []typeset.Block {
	over, head := cells(""), cells("Seed")
	aligns := columns(typeset.Right)
	var quantities []quantityColumn
	for _, g := range groups {
		over = append(over, typeset.Cell{Text: g.head, Span: len(g.columns)})
		for _, q := range g.columns {
			head = append(head, cell(q.head))
			aligns = append(aligns, typeset.Column{Align: typeset.Right})
			quantities = append(quantities, q)
		}
	}
	table := typeset.Table{Label: label, Title: title, Caption: caption, Columns: aligns, Head: [][]typeset.Cell{over, head}, Inline: true}
	for _, s := range n.measuredScenarios() {
		table.Rows = append(table.Rows, typeset.Row{Gap: true, Cells: cells(n.name(s)).over(len(head))})
		for _, r := range n.Of(s) {
			cells := cells(seedName(r.Run.Seed))
			for _, q := range quantities {
				cells = append(cells, cell(q.of(r)))
			}
			table.Rows = append(table.Rows, typeset.Row{Cells: cells})
		}
	}
	return []typeset.Block{table}
}
