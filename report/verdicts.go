package report

import (
	"math"
	"slices"
	"strings"

	"firststep/report/typeset"
	"firststep/study/claim"
	"firststep/study/evidence"
)

// verdictSection sets other explanations beside what they would predict, and
// every claim beside what was measured.
func (n *narrative) verdictSection() []typeset.Block {
	return blocks(
		heading("verdicts", n.verdictTitle()),
		paragraph(n.rivals()),
		inPlace(n.rivalTable()),
		n.float32InQuestion(),
		paragraph(n.tally()),
		inPlace(n.verdictTable()),
	)
}

func (n *narrative) verdictTitle() string {
	if n.rivals() == "" {
		return "What was claimed"
	}
	return "What else it might be, and what was claimed"
}

// tally leads to the claims, and counts the verdicts on those that could have
// failed.
func (n *narrative) tally() string {
	identities, fallible := n.verdicts.Identities(), claim.Verdicts{Claims: n.verdicts.Fallible()}
	if len(n.verdicts.Claims) == 0 {
		return "The study claims nothing of its scenarios and theory predicts nothing of them, so there is nothing to judge."
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
		"@tab:verdicts sets what was claimed beside what was measured.",
		when(len(identities) > 0, say("%s of theory %s from the chain rule whatever the weights and the images are, so that what could fail in %s is the program: %s one row, and @tab:identities has %s.",
			sentence(count(len(identities), "identity claim")), plural(len(identities), "follows", "follow"), plural(len(identities), "it", "them"),
			plural(len(identities), "it is", "they are"), plural(len(identities), "it", "each"))),
		n.couldHaveFailed(len(fallible.Claims), parts),
		when(len(failing) > 0, say("What does not hold is %s.", n.claimList(failing))),
		n.undecided(),
		n.heldBySome(),
	)
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
			n.worstSeed(),
			n.thresholds(),
			when(len(n.claims(claim.WorseThan)) > 0, "One is worse than another if its training loss is higher for each seed, and the interval of the mean difference excludes zero."),
			say("Two are the same if their losses agree within %s for %s%s and their mean accuracies within %s.", scientific(claim.SameLoss, 1), count(claim.SameSteps, "step"), n.excused(), exact(claim.SameAccuracy)),
		),
		Columns: claimColumns(),
		Head:    claimHead(),
	}
	if identities := n.verdicts.Identities(); len(identities) > 0 {
		table.Rows = append(table.Rows, typeset.Row{Cells: n.identityCells(identities)})
	}
	table.Rows = append(table.Rows, n.claimRows(n.verdicts.Fallible(), len(table.Rows) > 0)...)
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
		largest = append(largest, bound(off))
	}
	if off := claim.LargestOff(identities, true); !math.IsNaN(off) {
		largest = append(largest, "under Adam "+bound(off))
	}
	title := "Identities of theory (@tab:identities)" + when(len(largest) > 0, say("; the largest deviation is %s", list(largest...)))
	return row{cell(title), cell("all"), cell(say("%s of %s", integer(all.Count(claim.Holds)), integer(len(identities)))), cell(""), verdictCell(verdict)}
}

// identityTable has the identities one by one.
func (n *narrative) identityTable() []typeset.Block {
	identities := n.verdicts.Identities()
	if len(identities) == 0 {
		return nil
	}
	return []typeset.Block{typeset.Table{
		Label: "identities",
		Title: "Identities of theory, and what was measured.",
		Caption: text(
			n.worstSeed(),
			when(len(n.claims(claim.FirstStep)) > 0, say("Of the first step rms %s is given, as a multiple of that of the scenario which @tab:scenarios compares it with.", mXdW)),
		),
		Columns: claimColumns(),
		Head:    claimHead(),
		Rows:    n.claimRows(identities, false),
	}}
}

func claimColumns() []typeset.Column {
	return []typeset.Column{{Wrap: true}, {Align: typeset.Right}, {Align: typeset.Right}, {Align: typeset.Right}, {}}
}

func claimHead() [][]typeset.Cell {
	return [][]typeset.Cell{cells("Claim", "predicted", "measured", "seed", "verdict")}
}

// worstSeed says which seed stands in a table of claims.
func (n *narrative) worstSeed() string {
	return text(
		when(n.Seeds() > 1, say("What was measured is that of the seed, of %s, which speaks most against the claim, where they do not all say the same.", inWords(n.Seeds()))),
		when(n.leftAside(), "Seeds in which rounding changed the sign of a hidden unit, and which hold, are left aside in this."),
	)
}

// rivals introduces the other explanations.
func (n *narrative) rivals() string {
	if len(claim.Rivals(n.Findings, n.name)) == 0 {
		return ""
	}
	return say("@tab:rivals sets other explanations of why %s beside what they would predict.", n.whatDiffers())
}

// rivalTable has what other explanations would predict, and how they fared.
func (n *narrative) rivalTable() []typeset.Block {
	rivals := claim.Rivals(n.Findings, n.name)
	if len(rivals) == 0 {
		return nil
	}
	wide := typeset.Column{Wrap: true}
	table := typeset.Table{
		Label:   "rivals",
		Title:   "Other explanations, what they would predict, and what was found.",
		Caption: "One that is not refuted may still be wrong; this study does not decide.",
		Columns: []typeset.Column{{}, wide, wide, {}},
		Head:    [][]typeset.Cell{cells("Explanation", "what it predicts", "found", "outcome")},
	}
	for _, r := range rivals {
		table.Rows = append(table.Rows, typeset.Row{Cells: cells(r.Name, sentence(r.Predicts), sentence(r.Found), r.Outcome())})
	}
	if !slices.ContainsFunc(rivals, func(r claim.Rival) bool { return !r.Refuted }) {
		table.Caption = ""
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
	return say("A network learns from %s up, and collapses if it ends at no more than %s, or overflows or dies.", learns, collapses)
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
