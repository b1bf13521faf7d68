package report

import (
	"math"
	"slices"
	"strings"

	"firststep/report/typeset"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/words"
)

// appendix has sections and measurements that the story can do without, and
// every number of every seed; of many seeds, how they are distributed.
func (n *narrative) appendix(sections ...func() []typeset.Block) []typeset.Block {
	parts := []typeset.Block{typeset.Heading{Level: 1, Text: "Appendix", Unnumbered: true}}
	for _, section := range sections {
		parts = append(parts, section()...)
	}
	if len(n.Results) == 0 {
		return blocks(parts, n.imagesFigure(), n.provenance())
	}
	return blocks(parts, n.furtherMeasurements(), n.everyNumber(), n.provenance())
}

// everyNumber has the numbers of every seed.
func (n *narrative) everyNumber() []typeset.Block {
	return blocks(
		[]typeset.Block{typeset.Heading{Level: 2, Text: "Every number" + n.ofSeeds(" of every seed")}},
		paragraph(n.whatItHas()),
		n.perSeedTable("seeds-step", "The first step"+n.ofSeeds(", seed by seed")+".",
			"Of the first layer and the first batch. Unmoved is the share of weights that the step did not change; exceeding, that of pre-activations which it moves by more than their size; flipped, that of pre-activations whose sign it changes.",
			[]columnGroup{
				{"weights", []quantityColumn{{mNormW, numberOf(evidence.WeightNorm)}, {mNormDW, numberOf(evidence.DeltaNorm)}, {"unmoved", shareOf(evidence.Unmoved)}}},
				{"pre-activations", []quantityColumn{{"rms " + mXW, numberOf(evidence.XWRMS)}, {"rms " + mXdW, numberOf(evidence.XdWRMS)},
					{"exceeding", shareOf(evidence.Exceeds)}, {"flipped", shareOf(evidence.Flips)}}},
				{"loss", []quantityColumn{{"before", numberOf(evidence.LossBefore)}, {"after", numberOf(evidence.LossAfter)}}},
			}),
		n.perSeedTable("seeds-end", "The end"+n.ofSeeds(", seed by seed")+".",
			"Dead units of the first hidden layer before and after step one and at the end;"+when(!n.many(), " the ending, with the step of the overflow or from which on the gradient was zero;")+" training values are those of the last epoch's batches; one class is the share of the validation images that are given the most frequent class."+n.ofOverflowed(),
			[]columnGroup{
				{"dead units", []quantityColumn{{"before", shareOf(evidence.DeadBefore)}, {"after", shareOf(evidence.DeadAfter)}, {"at end", shareOf(evidence.DeadAtEnd)}}},
				{"", []quantityColumn{{"ending", cellOf{text: func(r evidence.Result) string { return endingCell(evidence.EndingOf(r)) }}}}},
				{"training", []quantityColumn{{"loss", numberOf(evidence.LastTrainingLoss)}, {"accuracy", accuracyCell(evidence.LastTrainingAccuracy)}}},
				{"validation", []quantityColumn{{"loss", numberOf(evidence.FinalLoss)}, {"accuracy", cellOf{number: evidence.CompletedAccuracy, form: dashIfNaN(accuracy), align: typeset.Decimal}},
					{"one class", cellOf{number: topShare, form: dashIfNaN(tableShare), align: typeset.Decimal}}}},
			}),
		n.claimTable(),
	)
}

func (n *narrative) whatItHas() string {
	return text(
		when(n.many(), "@tab:seeds-step lists quantiles of the first steps, @tab:seeds-end of the ends."),
		when(!n.many(), "@tab:seeds-step lists the first step of every run, @tab:seeds-end how it ends."),
		when(len(n.verdicts.Claims) > 0, "@tab:claims sets each claim beside what was measured."))
}

// furtherMeasurements are those that the story can do without.
func (n *narrative) furtherMeasurements() []typeset.Block {
	parts := blocks(n.imagesFigure(), n.measuredFactors(), n.firstStepTable(), n.wholeStep(), n.dying(), paragraph(n.constancy()), n.endingsCounted(), n.otherDirections(), n.curvature(), n.roundingLeft())
	if !n.ComparesRemedies() {
		parts = append(parts, n.courses()...)
	}
	if !slices.ContainsFunc(parts, isParagraph) {
		return parts // figures and tables that the text before them refers to
	}
	return blocks([]typeset.Block{typeset.Heading{Level: 2, Label: "further", Text: "Further measurements"}}, textFirst(parts))
}

// textFirst lets a section open with text: the figures and tables before its
// first paragraph stand behind it.
func textFirst(parts []typeset.Block) []typeset.Block {
	end := 1 + slices.IndexFunc(parts, isParagraph)
	start := end - 1
	if start > 0 && isHeading(parts[start-1]) {
		start--
	}
	return slices.Concat(parts[start:end], parts[:start], parts[end:])
}

func isHeading(b typeset.Block) bool {
	_, ok := b.(typeset.Heading)
	return ok
}

func isParagraph(b typeset.Block) bool {
	_, ok := b.(typeset.Paragraph)
	return ok
}

// drawing says how to draw the figures.
func (n *narrative) drawing() string {
	if len(n.placed) == 0 || len(n.Results) == 0 {
		return ""
	}
	var named []string
	for i, name := range n.placed {
		named = append(named, say("%s`%s`", integer(i+1)+noBreak, name))
	}
	return say("`firststep figures STUDY --only NAME` draws a figure, as SVG or with `--format png` or `pdf`, and `--check` says whether the files that are there are what the records give. The names are, by the number of the figure, %s.", list(named...))
}

// A columnGroup is columns under a common head.
type columnGroup struct {
	head    string
	columns []quantityColumn
}

// A quantityColumn is a number of every run.
type quantityColumn struct {
	head string
	of   cellOf
}

// cellOf is what a column has of a run: a number and how it is written, or
// text that is no number.
type cellOf struct {
	number evidence.Quantity
	form   func(float64) string
	text   func(evidence.Result) string
	align  typeset.Align
}

// of writes the cells of runs, numbers all with powers of ten where some need
// one.
func (c cellOf) of(runs []evidence.Result) row {
	var texts []string
	for _, r := range runs {
		if c.number == nil {
			texts = append(texts, c.text(r))
		} else {
			texts = append(texts, c.form(c.number(r)))
		}
	}
	if slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(t, words.Document.Times) }) {
		for i, r := range runs {
			if x := c.number(r); record.Float(x).IsFinite() {
				texts[i] = scientific(x, appendixDigits)
			}
		}
	}
	return cells(texts...)
}

// appendixDigits are those that the appendix gives of a number, and mostDigits
// those that it writes before the decimal point, so that columns stay narrow.
const (
	appendixDigits = 4
	mostDigits     = 3
)

func numberOf(q evidence.Quantity) cellOf {
	return cellOf{number: q, form: appendixNumber, align: typeset.Decimal}
}

func appendixNumber(x float64) string {
	if words.Exponent(x, appendixDigits) >= mostDigits {
		return scientific(x, appendixDigits)
	}
	return finiteCell(x, appendixDigits)
}

func shareOf(q evidence.Quantity) cellOf {
	return cellOf{number: q, form: emptyIfNaN(tableShare), align: typeset.Right}
}

func accuracyCell(q evidence.Quantity) cellOf {
	return cellOf{number: q, form: emptyIfNaN(accuracy), align: typeset.Decimal}
}

func emptyIfNaN(form func(float64) string) func(float64) string {
	return func(x float64) string {
		if math.IsNaN(x) {
			return ""
		}
		return form(x)
	}
}

// topShare is the share of the most frequent class; none of a run that
// overflowed, whose outputs are no numbers.
func topShare(r evidence.Result) float64 {
	if r.Overflowed() {
		return math.NaN()
	}
	return evidence.EndingOf(r).TopShare
}

// ofOverflowed says what is left out of the table of ends, where runs
// overflowed.
func (n *narrative) ofOverflowed() string {
	overflowed, _ := n.metFates()
	return when(overflowed, " A run that overflowed has no outputs to take them from.")
}

func dashIfNaN(form func(float64) string) func(float64) string {
	return func(x float64) string {
		if math.IsNaN(x) {
			return "–"
		}
		return form(x)
	}
}

func endingCell(e evidence.Ending) string {
	if e.Fate == evidence.Lived {
		return e.Fate.String()
	}
	return say("%s, %s", e.Fate, integer(e.Step))
}

// perSeedTable has a row a run, scenario by scenario; of many seeds, a row a
// quantile.
func (n *narrative) perSeedTable(label, title, caption string, groups []columnGroup) []typeset.Block {
	over, head := cells(""), cells("Seed")
	aligns := columns(typeset.Decimal)
	if n.many() {
		head, aligns = cells("Quantile"), columns(typeset.Left)
		caption += " " + quantileWords
	}
	var quantities []quantityColumn
	for _, g := range groups {
		if n.many() { // what is no number has no quantiles
			g.columns = slices.DeleteFunc(slices.Clone(g.columns), func(q quantityColumn) bool { return q.of.number == nil })
		}
		if len(g.columns) == 0 {
			continue
		}
		over = append(over, typeset.Cell{Text: g.head, Span: len(g.columns)})
		for _, q := range g.columns {
			head = append(head, cell(q.head))
			aligns = append(aligns, typeset.Column{Align: q.of.align})
			quantities = append(quantities, q)
		}
	}
	table := typeset.Table{Label: label, Title: title, Caption: caption, Columns: aligns, Head: [][]typeset.Cell{over, head}, Inline: true}
	for _, s := range n.Ran() {
		if n.many() {
			table.Rows = append(table.Rows, n.quantileRows(s, quantities)...)
			continue
		}
		table.Rows = append(table.Rows, typeset.Row{Gap: true, Cells: cells(n.name(s)).over(len(head))})
		runs, first := n.Of(s), len(table.Rows)
		for _, r := range runs {
			table.Rows = append(table.Rows, typeset.Row{Cells: cells(seedName(r.Run.Seed))})
		}
		for _, q := range quantities {
			for i, c := range q.of.of(runs) {
				table.Rows[first+i].Cells = append(table.Rows[first+i].Cells, c)
			}
		}
	}
	return []typeset.Block{table}
}
