package report

import (
	"math"

	"firststep/report/typeset"
	"firststep/study/claim"
	"firststep/study/evidence"
)

// verdictSection answers the question and sets every claim beside what was
// measured.
func (n *narrative) verdictSection() []typeset.Block {
	return blocks(
		heading("verdicts", "Verdicts"),
		n.answer(),
		paragraph(n.tally()),
		inPlace(n.verdictTable()),
	)
}

// answer is the box with the question's answer in a few sentences.
func (n *narrative) answer() []typeset.Block {
	if n.Broken == "" {
		return nil
	}
	return []typeset.Block{typeset.Box{Title: "The question, answered", Blocks: paragraph(
		n.answerWhy(), n.answerHowFar(), n.answerRate(), n.answerLimits(), n.answerRemedies(),
	)}}
}

func (n *narrative) answerWhy() string {
	descent := "gradient descent"
	if n.Prediction(n.Broken).Exponent == 1 {
		descent = optimizerName(n.Scenario(n.Broken).Optimizer)
	}
	return say("The two networks compute the same function, so they should behave alike; under %s they do not, because it moves the weights and knows nothing of their product with the features.", descent)
}

func (n *narrative) answerHowFar() string {
	p := n.Prediction(n.Broken)
	return say("%s, so that it moves the pre-activations %s times as far%s, by %s times their own size, and %s.",
		sentence(n.lawInWords(p)), n.squareAndValue(p.XdW), n.measuredInBrackets(), spread(n.Sample(n.Broken, evidence.XdWRatio), 2), n.endInShort())
}

// endInShort says what becomes of the broken network.
func (n *narrative) endInShort() string {
	o := n.Outcome(n.Broken)
	switch collapsed := o.Collapsed(); {
	case collapsed == len(o.All):
		return "the network does not recover"
	case collapsed > 0:
		return say("the network does not recover in %s", outOf(collapsed, len(o.All), "seed"))
	}
	if len(o.Learned) == len(o.All) && raises(n.Sample(n.Broken, evidence.LossAfter), n.Sample(n.Broken, evidence.LossBefore)) {
		return "yet the network recovers"
	}
	return say("the second network then ends at an accuracy of %s, the first at %s", accuraciesOf(o.All), accuraciesOf(n.Outcome(n.Reference).All))
}

func (n *narrative) measuredInBrackets() string {
	c := n.claim(claim.FirstStep, n.Broken)
	if c.Against() == nil {
		return ""
	}
	return say(" (measured: %s)", significant(c.Against().Factors[claim.XdW], 8))
}

func (n *narrative) answerRate() string {
	if n.Restored == "" {
		return "Which rate makes the two one again, this study does not test."
	}
	control := ""
	if len(n.Controls) > 0 {
		p := n.Controls[0]
		if same, compared := n.identicalSeeds(p.Scenario, p.Baseline); same == compared && compared > 0 {
			control = say(", and with %s for the factor they agree in every bit", exact(max(p.A, 1/p.A)))
		}
	}
	p := n.Prediction(n.Restored)
	gap := n.Paired(n.Restored, n.Reference, evidence.FinalAccuracy)
	if !(math.Abs(gap.Mean) <= claim.SameAccuracy) {
		return say("The theory makes the two one again by %s, but the accuracies, %s and %s, do not bear it out%s.", n.scaling(p.Rate, "the rate of the first layer's weights"),
			roundedAccuracy(n.Sample(n.Restored, evidence.FinalAccuracy)), roundedAccuracy(n.Sample(n.Reference, evidence.FinalAccuracy)), control)
	}
	return say("It is %s that makes the two one again (accuracy %s)%s.", n.scaling(p.Rate, "the rate of the first layer's weights"), n.twoAccuracies(n.Restored), control)
}

func (n *narrative) answerLimits() string {
	if n.AllRates == "" {
		return "All of this is about the first layer: later layers and biases see no difference between the two, and their rates are right as they are."
	}
	verdict := "is not the answer"
	if gap := n.Paired(n.AllRates, n.Reference, evidence.FinalAccuracy); math.Abs(gap.Mean) <= claim.SameAccuracy/2 {
		verdict = "is not the same, though it ends close by"
	}
	return say("%s %s (accuracy %s), because the biases and the later layers never had a factor to be rid of.",
		sentence(n.scaling(1/n.rateDivisor(n.AllRates), "every rate")), verdict, roundedAccuracy(n.Sample(n.AllRates, evidence.FinalAccuracy)))
}

// tally counts verdicts in a sentence.
func (n *narrative) tally() string {
	claims := len(n.verdicts.Claims)
	if claims == 0 {
		return "The study claims nothing of its scenarios and theory predicts nothing of them, so there is nothing to judge."
	}
	opening := "@tab:verdicts sets every claim of theory and definition beside what was measured."
	if n.verdicts.Count(claim.Holds) == claims {
		return text(opening, n.abstractVerdict(), n.heldBySome())
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
			when(len(n.claims(claim.FirstStep)) > 0, say("Of the first step rms %s is given, as a multiple of that of the scenario which @tab:predictions compares it with.", mXdW)),
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
