package report

import (
	"slices"

	"firststep/report/typeset"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/theory"
)

// endsTable sets the first step of every scenario beside where its runs end.
func (n *narrative) endsTable() []typeset.Block {
	seeds := []string{}
	differs := slices.ContainsFunc(n.Ran(), func(s string) bool { return n.overflowed(s)+n.differenceWords(s) != "" })
	table := typeset.Table{
		Label: "ends",
		Title: say("The first step, and where the runs end after %s at most.", n.epochs()),
		Caption: text(
			say("Size is rms %s relative to rms %s, dead the share of the first hidden layer after the step; the largest loss is that of any batch.", mXdW, mXW),
			n.meansAndDeviations(),
			when(differs, n.differenceCaption())),
		Columns: columns(typeset.Left, typeset.Right, typeset.Right, typeset.Right, typeset.Decimal, typeset.Right),
		Head: [][]typeset.Cell{
			cells("", "first step", "", "largest", "accuracy", "").span(4, 2).span(1, 2),
			cells("Scenario", "size", "dead", "loss", "mean", n.differenceHead()),
		},
	}
	for _, s := range n.Ran() {
		if n.isControl(s) {
			continue
		}
		seeds = append(seeds, integer(len(n.Of(s))))
		table.Rows = append(table.Rows, typeset.Row{Cells: row{cell(n.name(s)),
			cell(n.ratioCell(s)), cell(shareCell(n.Sample(s, evidence.DeadAfter))), cell(n.largestLoss(s)),
			cell(n.accuracyCell(s)), cell(n.overflowed(s) + n.differenceWords(s))}})
	}
	if !differs {
		table.Columns = table.Columns[:5]
		table.Head[0], table.Head[1] = cells("", "first step", "", "largest", "accuracy").span(1, 2), table.Head[1][:5]
		for i, r := range table.Rows {
			table.Rows[i].Cells = r.Cells[:5]
		}
	}
	if slices.Min(seeds) != slices.Max(seeds) {
		table.Columns = slices.Insert(table.Columns, 1, typeset.Column{Align: typeset.Right})
		table.Head[0], table.Head[1] = slices.Insert(table.Head[0], 1, cell("")), slices.Insert(table.Head[1], 1, cell("seeds"))
		for i, r := range table.Rows {
			table.Rows[i].Cells = slices.Insert(r.Cells, 1, cell(seeds[i]))
		}
	}
	return []typeset.Block{explained(table)}
}

// isControl reports whether a scenario has its part in a pair whose factors are
// powers of two alone, of which the text says whether they agree, beside the
// pair that the story is of.
func (n *narrative) isControl(scenario string) bool {
	return n.Broken != "" && !slices.Contains([]string{n.Reference, n.Broken, n.Restored}, scenario) &&
		slices.ContainsFunc(n.Controls, func(p theory.Prediction) bool { return p.Scenario == scenario || p.Baseline == scenario })
}

// accuracyCell is the mean accuracy of the runs that did not overflow, for the
// outputs of those that did are no numbers; a dash where all did.
func (n *narrative) accuracyCell(scenario string) string {
	completed := n.Sample(scenario, evidence.CompletedAccuracy)
	if len(completed.Values) == 0 {
		return "–"
	}
	if completed.NonFinite = 0; len(completed.Values) == 1 {
		return accuracy(completed.Mean)
	}
	return inParentheses(completed)
}

// largestLoss is the largest loss that a scenario's runs pass while it is
// finite.
func (n *narrative) largestLoss(scenario string) string {
	s := n.Sample(scenario, func(r evidence.Result) float64 {
		largest := 0.0
		for _, l := range r.Trace.Loss {
			if l := record.Float(l); l.IsFinite() {
				largest = max(largest, float64(l))
			}
		}
		return largest
	})
	if len(s.Values) == 0 || s.Max < largestUncertain {
		return spread(s, 2)
	}
	if low, high := orderOfMagnitude(s.Min), orderOfMagnitude(s.Max); low != high {
		return say("%s–%s", low, high)
	}
	return orderOfMagnitude(s.Max)
}

// overflowed says how many runs of a scenario did, if some did.
func (n *narrative) overflowed(scenario string) string {
	o := n.Outcome(scenario)
	return when(len(o.Overflowed) > 0, say("%s of %s overflowed", integer(len(o.Overflowed)), integer(len(o.All))))
}

// differenceWords are the difference in accuracy to the reference, paired by
// seed, of a network that does not collapse: its interval, or its mean where
// there is none.
func (n *narrative) differenceWords(scenario string) string {
	d := n.Paired(scenario, n.Reference, evidence.FinalAccuracy)
	o := n.Outcome(scenario)
	if scenario == n.Reference || len(d.Values) == 0 || len(o.Overflowed) > 0 || o.Collapsed() == len(o.All) {
		return ""
	}
	if d, ok := n.against(scenario, "validation_accuracy"); ok && d.Low.IsFinite() && d.High.IsFinite() {
		return say("%s to %s", signed(float64(d.Low), 3), signed(float64(d.High), 3))
	}
	return signed(d.Mean, 3)
}

// fewerSeeds says what stands for an interval where seeds are too few for one.
func (n *narrative) fewerSeeds() string {
	for _, s := range n.Ran() {
		if s != n.Reference && len(n.Of(s)) < fewestForInterval && n.overflowed(s) == "" {
			return say("; a mean alone of fewer than %s seeds", inWords(fewestForInterval))
		}
	}
	return ""
}

// differenceHead stands over differences, and over how many runs overflowed.
func (n *narrative) differenceHead() string {
	overflowed, _ := n.metFates()
	return "difference" + when(overflowed, ", or overflow")
}

// differenceCaption says what a difference in a table of ends is.
func (n *narrative) differenceCaption() string {
	if len(n.Ran()) < 2 {
		return ""
	}
	overflowed, _ := n.metFates()
	without := when(overflowed, "Accuracies are without runs that overflowed; differences") + when(!overflowed, "Differences in accuracy")
	of := ", paired by seed, without runs that overflowed"
	if n.Seeds() >= fewestForInterval {
		of = say(", paired by seed: the interval of %s%s", percent(compare.Confidence, 2), n.fewerSeeds())
	}
	collapsed := slices.ContainsFunc(n.Ran(), func(s string) bool {
		o := n.Outcome(s)
		return s != n.Reference && len(o.Overflowed) == 0 && o.Collapsed() == len(o.All)
	})
	return say("%s%s are to %s%s.", without, when(collapsed, ", of networks that do not collapse,"), n.name(n.Reference), of)
}
