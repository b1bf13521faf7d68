package report

import (
	"firststep/report/typeset"
	"firststep/study/claim"
	"firststep/study/evidence"
)

// verdictSection sets every claim beside what was measured.
func (n *narrative) verdictSection() []typeset.Block {
	return blocks(
		heading("verdicts", "Verdicts"),
		paragraph(n.tally()),
		inPlace(n.verdictTable()),
	)
}

// tally counts verdicts in a sentence.
func (n *narrative) tally() string {
	claims := len(n.verdicts.Claims)
	if claims == 0 {
		return "The study claims nothing of its scenarios and theory predicts nothing of them, so there is nothing to judge."
	}
	opening := "@tab:verdicts sets every claim of theory and definition beside what was measured."
	if n.verdicts.Count(claim.Holds) == claims {
		return text(opening, n.allHold(), n.heldBySome())
	}
	var parts []string
	if k := n.verdicts.Count(claim.Holds); k > 0 {
		parts = append(parts, say("%s %s", inWords(k), plural(k, "holds", "hold")))
	}
	if k := n.verdicts.Count(claim.Fails); k > 0 {
		parts = append(parts, say("%s %s", inWords(k), plural(k, "fails", "fail")))
	}
	if k := n.verdicts.Count(claim.NotMeasured); k > 0 {
		parts = append(parts, say("%s %s not measured, for lack of runs", inWords(k), plural(k, "is", "are")))
	}
	if k := n.verdicts.Count(claim.Undecided); k > 0 {
		parts = append(parts, say("%s %s undecided", inWords(k), plural(k, "is", "are")))
	}
	counted := say("Of %s %s.", count(claims, "claim"), list(parts...))
	if claims == 1 {
		counted = ""
	}
	return text(
		opening,
		counted,
		when(n.verdicts.Count(claim.Fails) > 0, say("What does not hold is %s.", n.claimList(n.verdicts.With(claim.Fails)))),
		n.undecided(),
		n.heldBySome(),
	)
}

// undecided says of which claims the measurements say nothing, and why.
func (n *narrative) undecided() string {
	var said []string
	for _, reason := range claim.SharedSilences(n.verdicts.With(claim.Undecided)) {
		said = append(said, say("Nothing can be said of the claim %s, since %s.", n.claimList(reason.Claims), reason.Why))
	}
	return text(said...)
}

// heldBySome says of claims that are judged which seeds say nothing of them.
func (n *narrative) heldBySome() string {
	var said []string
	for _, c := range n.verdicts.Claims {
		if len(c.Silent) > 0 && len(c.Seeds) > 0 {
			said = append(said, say("That %s is judged by %s; in the rest %s.", c.Statement(n.name), outOf(len(c.Seeds), len(c.Seeds)+len(c.Silent), "seed"), c.Why()))
		}
	}
	if len(said) > mostNamed {
		return say("Of %s some seeds say nothing.", count(len(said), "claim"))
	}
	return text(said...)
}

// verdictTable has a row for every claim.
func (n *narrative) verdictTable() []typeset.Block {
	if len(n.verdicts.Claims) == 0 {
		return nil
	}
	table := typeset.Table{
		Label: "verdicts",
		Title: "What was claimed before any run, and what was found.",
		Caption: text(
			when(n.Seeds() > 1, say("What was measured is that of the seed, of %s, which speaks most against the claim, where they do not all say the same.", inWords(n.Seeds()))),
			when(n.leftAside(), "Seeds in which rounding changed the sign of a hidden unit, and which hold, are left aside in this."),
			n.thresholds(),
			when(len(n.claims(claim.FirstStep)) > 0, say("Of the first step rms %s is given, as a multiple of that of the scenario which @tab:scenarios compares it with.", mXdW)),
			say("Two are the same if their losses agree within %s for %s%s and their mean accuracies within %s.", scientific(claim.SameLoss, 1), count(claim.SameSteps, "step"), n.excused(), exact(claim.SameAccuracy)),
		),
		Columns: []typeset.Column{{Wrap: true}, {Align: typeset.Decimal}, {Align: typeset.Decimal}, {Align: typeset.Right}, {}},
		Head:    [][]typeset.Cell{cells("Claim", "predicted", "measured", "seed", "verdict")},
	}
	for i, c := range n.verdicts.Claims {
		gap := i > 0 && group(c) != group(n.verdicts.Claims[i-1])
		table.Rows = append(table.Rows, typeset.Row{Gap: gap, Cells: n.claimCells(&c)})
	}
	return []typeset.Block{table}
}

// excused says of the seeds in which a changed sign parts two networks that
// they do not count against being the same, if there are any.
func (n *narrative) excused() string {
	for _, c := range n.claims(claim.SameAs) {
		if len(claim.FlippedIn(c.Seeds)) > 0 {
			return ", but for the few seeds that a changed sign parts,"
		}
	}
	return ""
}

// thresholds says what counts as learning and as collapsing.
func (n *narrative) thresholds() string {
	learns, collapses := say("%s times the accuracy of guessing", inWords(evidence.LearnsTimesChance)), say("%s times", inWords(evidence.CollapsesTimesChance))
	if n.LearnsFrom() < evidence.LearnsTimesChance*n.Chance() {
		learns = "an accuracy midway between guessing and certainty"
	}
	if n.CollapsesTo() < evidence.CollapsesTimesChance*n.Chance() {
		collapses = "a quarter of the way"
	}
	return say("A network learns from %s up, and collapses if it overflows, dies, or ends at no more than %s.", learns, collapses)
}

// leftAside reports whether a seed that holds is passed over as the one that
// speaks most against a claim, for rounding changed a sign in it.
func (n *narrative) leftAside() bool {
	for _, c := range n.verdicts.Claims {
		if aside := len(claim.FlippedIn(c.Seeds)); aside > 0 && aside < len(c.Seeds) && c.Verdict == claim.Holds {
			return true
		}
	}
	return false
}

func (n *narrative) claimCells(c *claim.Claim) row {
	measured, seed := "", ""
	switch worst := c.Against(); {
	case worst != nil:
		measured, seed = c.MeasuredWords(worst), seedName(worst.Seed)
		if c.Alike() {
			seed = "all"
		}
	case c.Verdict == claim.Undecided:
		measured = c.WhyInShort()
	}
	return row{cell(sentence(c.Title(n.name))), cell(c.PredictedWords()), cell(measured), cell(seed), verdictCell(c.Verdict)}
}

// group is which rows of the table of verdicts stand together.
func group(c claim.Claim) int {
	switch {
	case c.Expected():
		return 0
	case c.Kind == claim.FirstStep:
		return 1
	}
	return 2
}

// allHold says that every claim holds, or every one of which the study can say
// anything.
func (n *narrative) allHold() string {
	claims, holding := len(n.verdicts.Claims), n.verdicts.Count(claim.Holds)
	switch {
	case holding == 0 || !n.verdicts.Hold():
		return ""
	case claims == 1:
		return "The one claim made beforehand holds."
	case holding < claims:
		return sentence(say("%s made beforehand %s; of the %s the study can say nothing.", outOf(holding, claims, "claim"),
			plural(holding, "holds", "hold"), plural(claims-holding, "other", "others")))
	}
	return sentence(say("%s made beforehand hold.", outOf(claims, claims, "claim")))
}
