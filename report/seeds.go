package report

import (
	"firststep/figures"
	"firststep/report/typeset"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/evidence"
)

// acrossSeeds says what depends on the seed and what does not.
func (n *narrative) acrossSeeds() []typeset.Block {
	if len(n.Results) == 0 {
		return nil
	}
	if n.Seeds() == 1 {
		return blocks(heading("seeds", "Across seeds"),
			paragraph("The study has one seed, so nothing can be said of what another draw of weights and batches would change.",
				when(len(n.pairs()) > 0, "The predictions above do not depend on it; endings and accuracies may.")))
	}
	return blocks(
		heading("seeds", "Across seeds"),
		paragraph(n.stepsOverSeeds(), n.factorsOverSeeds()),
		n.endsAndAccuracies(),
		n.figure("accuracy", "Where each seed ends.",
			say("Validation accuracy at the end%s%s. (a) The whole scale; the grey line is guessing. (b) The upper end of it.",
				n.ofSeveral(figures.DotWords), when(n.Seeds() > 1, ", the black bar their mean")+n.crosses("accuracy", "; a cross stands for runs that overflowed, with their number"))),
		n.differenceTable(),
	)
}

// stepsOverSeeds says how much the size of the step varies.
func (n *narrative) stepsOverSeeds() string {
	if !n.HasRun(n.Reference) {
		return ""
	}
	s := n.Sample(n.Reference, evidence.XdWRMS)
	if len(s.Values) < 2 || s.Mean == 0 {
		return ""
	}
	return say("The seed decides how large the first step is: rms %s is %s in %s (mean and standard deviation over seeds), a spread of %s.",
		mXdW, plusMinus(s), n.name(n.Reference), percent(s.Deviation/s.Mean, 2))
}

// factorsOverSeeds says how little the factor varies.
func (n *narrative) factorsOverSeeds() string {
	if n.Broken == "" {
		return ""
	}
	c := n.claim(claim.FirstStep, n.Broken)
	var factors []float64
	for _, j := range c.Seeds {
		if !j.Flipped {
			factors = append(factors, j.Factors[claim.XdW])
		}
	}
	s := compare.Of(factors)
	if len(s.Values) < 2 {
		return ""
	}
	lowest, highest := significant(s.Min, 8), significant(s.Max, 8)
	measured := say("%s in the lowest seed and %s in the highest", lowest, highest)
	if lowest == highest {
		measured = lowest + " in each"
	}
	if aside := claim.FlippedIn(c.Seeds); len(aside) > 0 {
		measured += say(", leaving aside %s, in which rounding changed a sign", seedNames(aside))
	}
	return say("It does not decide the factor between the two networks, which is %s. The factor belongs to the scaling, not to the draw.", measured)
}

// endsOverSeeds says whether seeds of one scenario end differently.
func (n *narrative) endsOverSeeds() string {
	var said []string
	for _, s := range n.Ran() {
		o := n.Outcome(s)
		fates := 0
		for _, f := range []evidence.Fate{evidence.Lived, evidence.Died, evidence.Overflowed} {
			if countFate(o.All, f) > 0 {
				fates++
			}
		}
		if fates > 1 {
			said = append(said, s)
		}
	}
	if len(said) == 0 {
		return "Whether a run overflows, dies or does neither does not depend on the seed here."
	}
	return text(say("How a run ends depends on the seed in %s.", n.names(said)),
		when(!n.many(), "So few seeds say that more than one end occurs, not how often each would."))
}

func (n *narrative) endsAndAccuracies() []typeset.Block {
	accuracies := ""
	if s := n.Sample(n.Reference, evidence.FinalAccuracy); len(s.Values) > 1 {
		accuracies = say("The final accuracy of %s is %s and ranges from %s to %s.", n.name(n.Reference), plusMinus(s), accuracy(s.Min), accuracy(s.Max))
	}
	return paragraph(n.mentions("accuracy", "@fig:accuracy shows where each seed ends."), n.endsOverSeeds(), accuracies,
		when(n.differenceTable() != nil, say("@tab:differences sets the other scenarios against %s seed by seed, which takes out what a seed does to both.", n.name(n.Reference))))
}

// differenceTable compares final accuracies pair by pair.
func (n *narrative) differenceTable() []typeset.Block {
	table := typeset.Table{
		Label:   "differences",
		Title:   say("Accuracy less that of %s, seed by seed.", n.name(n.Reference)),
		Caption: say("Means and standard deviations of the paired differences, their lowest and highest, and in how many of the seeds the scenario is below %s.", n.name(n.Reference)),
		Columns: columns(typeset.Left, typeset.Decimal, typeset.Decimal, typeset.Decimal, typeset.Right),
		Head:    [][]typeset.Cell{cells("Scenario", "difference", "lowest", "highest", "seeds below")},
	}
	for _, s := range n.Ran() {
		d := n.Paired(s, n.Reference, evidence.FinalAccuracy)
		if s == n.Reference || len(d.Values) == 0 {
			continue
		}
		below := 0
		for _, v := range d.Values {
			if v < 0 {
				below++
			}
		}
		table.Rows = append(table.Rows, typeset.Row{Cells: n.cellsFor(s, cell(signedInParentheses(d)), cell(signed(d.Min, 4)), cell(signed(d.Max, 4)),
			cell(say("%s of %s", integer(below), integer(len(d.Values)))))})
	}
	if len(table.Rows) == 0 {
		return nil
	}
	return []typeset.Block{explained(table)}
}
