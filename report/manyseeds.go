package report

import (
	"slices"

	"firststep/report/typeset"
	"firststep/study/compare"
	"firststep/study/evidence"
)

// many reports whether seeds are too many to be listed.
func (n *narrative) many() bool { return n.Seeds() > compare.Many }

// ofSeeds is how a heading says that every seed has its own row, unless there
// are so many that none has.
func (n *narrative) ofSeeds(eachHasARow string) string {
	if n.many() {
		return " over the seeds"
	}
	if n.Seeds() == 1 {
		return ""
	}
	return eachHasARow
}

// quantileRows are a scenario's quantiles, below a line with its name and how
// its runs ended.
func (n *narrative) quantileRows(scenario string, columns []quantityColumn) []typeset.Row {
	o := n.Outcome(scenario)
	title := say("%s: %s", n.name(scenario), count(len(o.All), "seed"))
	for _, fate := range []evidence.Fate{evidence.Overflowed, evidence.Died} {
		if k := countFate(o.All, fate); k > 0 {
			title += say(", %s %s", integer(k), fate)
		}
	}
	rows := []typeset.Row{{Gap: true, Cells: cells(title).over(len(columns) + 1)}}
	for _, q := range tableQuantiles {
		row := cells(q.name)
		for _, c := range columns {
			text := ""
			if c.of.number != nil {
				if s := n.Sample(scenario, c.of.number); len(s.Values) > 0 {
					text = c.of.form(s.Quantile(q.at))
				}
			}
			row = append(row, cell(text))
		}
		rows = append(rows, typeset.Row{Cells: row})
	}
	return rows
}

// endingsSummary counts the endings of the scenarios in which some run
// overflowed or died.
func (n *narrative) endingsSummary() []typeset.Block {
	table := typeset.Table{
		Label: "endings",
		Title: n.endingsTitle("How many"),
		Caption: text(
			"The scenarios in which that happened. The step is "+n.endingSteps(),
			"Accuracy, loss and the share of the most frequent class are those of the validation set at the end, medians over the runs of which they are finite, where these are half of them at least."),
		Columns: columns(typeset.Left, typeset.Left, typeset.Right, typeset.Right, typeset.Right, typeset.Right, typeset.Decimal, typeset.Right, typeset.Right),
		Head: [][]typeset.Cell{
			append(cells("", "", ""), typeset.Cell{Text: "step", Span: 3}, cell(""), cell(""), cell("")),
			cells("Scenario", "ending", "runs", "least", "median", "greatest", "loss", "accuracy", "one class"),
		},
	}
	for _, s := range n.notLived() {
		first := true
		for _, fate := range []evidence.Fate{evidence.Overflowed, evidence.Died, evidence.Lived} {
			ends := slices.DeleteFunc(slices.Clone(n.Outcome(s).All), func(e evidence.Ending) bool { return e.Fate != fate })
			if len(ends) == 0 {
				continue
			}
			name := typeset.Cell{}
			if first {
				name = cell(n.name(s))
			}
			table.Rows = append(table.Rows, typeset.Row{Gap: first && len(table.Rows) > 0, Cells: append(row{name}, endingsRow(fate, ends)...)})
			first = false
		}
	}
	if len(table.Rows) == 0 {
		return nil
	}
	return []typeset.Block{table}
}

// endingsRow describes runs that ended in the same way.
func endingsRow(fate evidence.Fate, ends []evidence.Ending) row {
	steps := sampleOf(ends, func(e evidence.Ending) float64 { return float64(e.Step) })
	r := row{cell(fate.String()), cell(integer(len(ends)))}
	for _, at := range []float64{0, atMedian, 1} {
		text := ""
		if fate != evidence.Lived {
			text = integer(int(steps.Quantile(at)))
		}
		r = append(r, cell(text))
	}
	for _, c := range []struct {
		of   func(evidence.Ending) float64
		form func(float64) string
	}{
		{func(e evidence.Ending) float64 { return e.Loss }, func(x float64) string { return finiteCell(x, appendixDigits) }},
		{func(e evidence.Ending) float64 { return e.Accuracy }, accuracy},
		{func(e evidence.Ending) float64 { return e.TopShare }, tableShare},
	} {
		text := "not finite"
		if s := sampleOf(ends, c.of); 2*len(s.Values) >= len(ends) {
			text = c.form(medianOf(s))
		}
		r = append(r, cell(text))
	}
	return r
}
