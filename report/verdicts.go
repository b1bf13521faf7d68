package report

import (
	"math"
	"slices"
	"strings"

	"firststep/report/typeset"
	"firststep/study/claim"
	"firststep/study/evidence"
)

// verdictSection sets every claim, and every other explanation, beside what was
// measured.
func (n *narrative) verdictSection() []typeset.Block {
	if len(n.verdicts.Claims) == 0 && len(n.rivals()) == 0 {
		return nil // there is nothing to judge
	}
	return blocks(
		heading("verdicts", n.verdictTitle()),
		paragraph(n.tally()),
		inPlace(n.verdictTable()),
	)
}

func (n *narrative) verdictTitle() string {
	if len(n.rivals()) == 0 {
		return "What was claimed"
	}
	return "What was claimed, and what else it might be"
}

// tally leads to the claims, and counts the verdicts on those that could have
// failed.
func (n *narrative) tally() string {
	identities, fallible := n.verdicts.Identities(), claim.Verdicts{Claims: n.verdicts.Fallible()}
	if len(n.verdicts.Claims) == 0 {
		return say("@tab:verdicts sets other explanations of why %s beside what they would predict.", n.whatDiffers())
	}
	var parts []string
	for _, v := range []struct {
		verdict   claim.Verdict
		one, more string
	}{
		{claim.Holds, "holds", "hold"}, {claim.Fails, "fails", "fail"},
		{claim.NotMeasured, "is not measured, for lack of runs", "are not measured, for lack of runs"}, {claim.Undecided, "is undecided", "are undecided"},
	} {
		if k := fallible.Count(v.verdict); k > 0 {
			parts = append(parts, say("%s %s", inWords(k), plural(k, v.one, v.more)))
		}
	}
	failing := n.verdicts.With(claim.Fails)
	return text(
		say("@tab:verdicts sets what was claimed%s beside what was measured.",
			when(len(n.rivals()) > 0, ", and other explanations,")),
		when(len(identities) > 0, say("%s of theory %s from the chain rule: what can fail in %s is the program.",
			sentence(count(len(identities), "claim")), plural(len(identities), "follows", "follow"), plural(len(identities), "it", "them"))),
		n.couldHaveFailed(len(fallible.Claims), parts),
		when(len(failing) > 0, say("What does not hold is %s.", n.claimList(failing))),
		n.undecided(),
		n.heldBySome(),
		when(len(n.Results) > 0, "@tab:claims lists all."),
		when(len(n.Results) > 0, say("All this is measured on one data set, one architecture, batches of %s, and the rates and seeds of @tab:scenarios.", integer(n.Definition.Training.Batch))),
	)
}

// whatDiffers is what is to be explained.
func (n *narrative) whatDiffers() string {
	if n.Outcome(n.Broken).Collapsed() > 0 {
		return "one network learns and the other does not"
	}
	return "the two networks are not trained alike"
}

// couldHaveFailed counts the verdicts, in words, on claims that are no
// identities.
func (n *narrative) couldHaveFailed(claims int, verdicts []string) string {
	switch {
	case claims == 0:
		return ""
	case len(verdicts) == 1:
		_, verdict, _ := strings.Cut(verdicts[0], " ")
		return sentence(say("%s that could have failed %s.", outOf(claims, claims, "claim"), verdict))
	}
	return say("Of %s that could have failed %s.", count(claims, "claim"), list(verdicts...))
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
		if len(c.Silent) > 0 && len(c.Seeds) > 0 && c.Verdict != claim.Undecided {
			said = append(said, say("That %s is judged by %s; in the rest %s.", c.Statement(n.name), outOf(len(c.Seeds), len(c.Seeds)+len(c.Silent), "seed"), c.Why()))
		}
	}
	if len(said) > mostNamed {
		return say("Of %s some seeds say nothing.", count(len(said), "claim"))
	}
	return text(said...)
}

// verdictTable has a row for the identities, one for every claim that could
// have failed, or for those of one kind that all hold, and one for every other
// explanation.
func (n *narrative) verdictTable() []typeset.Block {
	rivals := n.rivals()
	if len(n.verdicts.Claims) == 0 && len(rivals) == 0 {
		return nil
	}
	table := typeset.Table{
		Label:   "verdicts",
		Title:   "What theory and the definition claim, and what was found.",
		Caption: when(len(n.verdicts.Claims) > 0, n.criteria()),
		Columns: []typeset.Column{wrapping, wrapping, wrapping, {}},
		Head:    [][]typeset.Cell{cells("Claim", "predicted", "found", "outcome")},
	}
	if identities := n.verdicts.Identities(); len(identities) > 0 {
		table.Rows = append(table.Rows, typeset.Row{Cells: n.identityCells(identities)})
	}
	for _, group := range n.claimGroups() {
		table.Rows = append(table.Rows, typeset.Row{Cells: n.groupCells(group)})
	}
	for i, r := range rivals {
		if i == 0 && len(table.Rows) > 0 {
			table.Rows = append(table.Rows, typeset.Row{Gap: true, Cells: cells("*Other explanations*").over(len(table.Columns))})
		}
		table.Rows = append(table.Rows, typeset.Row{Cells: cells(r.Name, r.Predicts, r.Found, r.Outcome())})
	}
	if slices.ContainsFunc(rivals, func(r claim.Rival) bool { return !r.Refuted }) {
		table.Caption = text(table.Caption, "An explanation that is not refuted may still be wrong; this study does not decide.")
	}
	return []typeset.Block{table}
}

// claimRows has a row for every claim, with gaps between groups.
func (n *narrative) claimRows(claims []claim.Claim, gap bool) []typeset.Row {
	var rows []typeset.Row
	for i, c := range claims {
		rows = append(rows, typeset.Row{Gap: i == 0 && gap || i > 0 && group(c) != group(claims[i-1]), Cells: n.claimCells(&c)})
	}
	return rows
}

// identityCells is the row of all identities together.
func (n *narrative) identityCells(identities []claim.Claim) row {
	all := claim.Verdicts{Claims: identities}
	verdict := claim.Holds
	for _, v := range []claim.Verdict{claim.Undecided, claim.NotMeasured, claim.Fails} {
		if all.Count(v) > 0 {
			verdict = v
		}
	}
	var largest []string
	if off := claim.LargestOff(identities, false); !math.IsNaN(off) {
		largest = append(largest, bound(off)+whoseOff(identities, false, off))
	}
	if off := claim.LargestOff(identities, true); !math.IsNaN(off) {
		largest = append(largest, say("under %s %s", n.epsilonOptimizers(identities), bound(off)+whoseOff(identities, true, off)))
	}
	return row{cell("Identities of theory"), cell("all"), cell(text(say("%s of %s", integer(all.Count(claim.Holds)), integer(len(identities))),
		when(len(largest) > 0 && all.Count(claim.Holds) > 0, say("to within %s", list(largest...))))), verdictCell(verdict)}
}

// whoseOff says which kind of claim is so far off, of those whose deviations
// are not those of a step itself.
func whoseOff(claims []claim.Claim, upToEpsilon bool, off float64) string {
	for _, c := range claims {
		if off == 0 || c.UpToEpsilon != upToEpsilon || !slices.ContainsFunc(c.Seeds, func(j claim.Judgement) bool { return j.Off == off }) {
			continue
		}
		switch c.Kind {
		case claim.Exponent, claim.Border:
			return " (a slope)"
		case claim.Clipped:
			return " (clipped)"
		}
		return ""
	}
	return ""
}

// epsilonOptimizers names those whose ε claims leave out.
func (n *narrative) epsilonOptimizers(claims []claim.Claim) string {
	var names []string
	for _, c := range claims {
		optimizer := c.Subject
		if c.Kind != claim.Exponent {
			optimizer = n.Scenario(c.Scenario).Optimizer
		}
		if name := optimizerName(optimizer); c.UpToEpsilon && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return list(names...)
}

// worstSeed says which seed stands in a table of claims.
func (n *narrative) worstSeed() string {
	return text(
		when(n.Seeds() > 1, say("The seed is the worst of %s; “all” where they agree.", inWords(n.Seeds()))),
		when(n.leftAside(), "Seeds in which rounding changed the sign of a hidden unit, and which hold, are left aside in this."),
	)
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
	learns, collapses := say("%s times the accuracy of guessing", inWords(evidence.LearnsTimesChance)), say("%s times that", inWords(evidence.CollapsesTimesChance))
	if n.LearnsFrom() < evidence.LearnsTimesChance*n.Chance() {
		learns, collapses = "an accuracy midway between guessing and certainty", say("%s times the accuracy of guessing", inWords(evidence.CollapsesTimesChance))
	}
	if n.CollapsesTo() < evidence.CollapsesTimesChance*n.Chance() {
		collapses = "a quarter of the way"
	}
	return say("A network *learns* if it ends at %s or more, and *collapses* if at no more than %s, or if it overflows or dies.", learns, collapses)
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
		measured, seed = unbrokenBehind("; ", c.MeasuredWords(worst)), seedOf(c)
	case c.Verdict == claim.Undecided:
		measured = c.WhyInShort()
	}
	return row{cell(sentence(c.Title(n.name))), cell(c.PredictedWords()), cell(measured), cell(seed), verdictCell(c.Verdict)}
}

// unbrokenBehind keeps on one line what stands behind a separator.
func unbrokenBehind(separator, text string) string {
	before, after, _ := strings.Cut(text, separator)
	if after == "" {
		return text
	}
	return before + separator + strings.ReplaceAll(after, " ", noBreak)
}

// seedOf names the seed that speaks most against a claim; what is counted over
// seeds is of none.
func seedOf(c *claim.Claim) string {
	switch {
	case c.Alike():
		return "all"
	case c.Kind == claim.Rounding:
		return ""
	}
	return seedName(c.Against().Seed)
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

// rivals are other explanations of what became of the pair.
func (n *narrative) rivals() []claim.Rival { return claim.Rivals(n.Findings, n.name) }

// criteria say what the words of claims mean.
func (n *narrative) criteria() string {
	return text(
		when(len(n.claims(claim.WorseThan)) > 0, "A network is worse if its training loss is higher for each seed and the interval of the mean difference excludes zero."),
		when(len(n.claims(claim.SameAs)) > 0, say("Two are the same if their losses agree within %s for %s%s and their mean accuracies within %s.", orderOfMagnitude(claim.SameLoss), count(claim.SameSteps, "step"), n.excused(), exact(claim.SameAccuracy))),
	)
}

// claimGroups are the claims that could have failed, in the order of their
// list; those that scenarios learn, or collapse, and that hold are together.
func (n *narrative) claimGroups() [][]claim.Claim {
	var groups [][]claim.Claim
	at := map[claim.Kind]int{}
	for _, c := range n.verdicts.Fallible() {
		together := c.Throughout() && (c.Kind == claim.Learns || c.Kind == claim.Collapses)
		if i, ok := at[c.Kind]; ok && together {
			groups[i] = append(groups[i], c)
			continue
		}
		if together {
			at[c.Kind] = len(groups)
		}
		groups = append(groups, []claim.Claim{c})
	}
	return groups
}

// groupCells is a row about claims of one kind.
func (n *narrative) groupCells(group []claim.Claim) row {
	c := &group[0]
	if len(group) == 1 {
		r := n.claimCells(c)
		return row{r[0], r[1], r[2], r[4]}
	}
	title, found := say("%s learn", sentence(count(len(group), "scenario"))), leastAccuracy(group)
	if c.Kind == claim.Collapses {
		title, found = say("%s collapse", sentence(count(len(group), "scenario"))), n.collapsesOf(group)
	}
	return row{cell(title), cell(c.PredictedWords()), cell(found), verdictCell(c.Verdict)}
}

// leastAccuracy is that of the worst seed of scenarios that all learn.
func leastAccuracy(group []claim.Claim) string {
	least := math.Inf(1)
	for _, c := range group {
		least = min(least, c.Against().Value)
	}
	return accuracy(least) + " at the least"
}

// collapsesOf counts how the runs ended of scenarios that all collapse.
func (n *narrative) collapsesOf(group []claim.Claim) string {
	var ends []evidence.Ending
	for _, c := range group {
		ends = append(ends, n.Outcome(c.Scenario).All...)
	}
	var said []string
	for _, f := range []struct {
		fate      evidence.Fate
		one, more string
	}{{evidence.Overflowed, "overflows", "overflow"}, {evidence.Died, "dies", "die"}, {evidence.Lived, "ends at no more", "end at no more"}} {
		if k := countFate(ends, f.fate); k > 0 {
			said = append(said, say("%s %s", integer(k), plural(k, f.one, f.more)))
		}
	}
	return say("of %s %s", count(len(ends), "run"), list(said...))
}

// claimTable has the claims one by one, for the appendix.
func (n *narrative) claimTable() []typeset.Block {
	if len(n.verdicts.Claims) == 0 {
		return nil
	}
	identities := n.verdicts.Identities()
	return []typeset.Block{typeset.Table{
		Label: "claims",
		Title: "The claims one by one, and what was measured.",
		Caption: text(
			n.worstSeed(),
			when(len(identities) > 0, say("The first %s of theory.", plural(len(identities), "is an identity", inWords(len(identities))+" are identities"))),
			when(len(n.claims(claim.FirstStep)) > 0, say("Of a first step the factor of rms %s to that of the reference is given.", mXdW)),
		),
		Columns: []typeset.Column{wrapping, {Align: typeset.Right}, {Align: typeset.Right, Wrap: true}, {Align: typeset.Right}, {}},
		Head:    [][]typeset.Cell{cells("Claim", "predicted", "measured", "seed", "outcome")},
		Rows:    append(n.claimRows(identities, false), n.claimRows(n.verdicts.Fallible(), len(identities) > 0)...),
		Inline:  true,
	}}
}
