package report

import (
	"math"
	"slices"
	"strings"

	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/compare"
	"firststep/study/evidence"
)

// remedies compares ways to train on the same images: what each costs, and how
// it ends beside the reference.
func (n *narrative) remedies() []typeset.Block {
	if !n.comparesRemedies() {
		return nil
	}
	return blocks(
		heading("remedies", "What to take home"),
		paragraph(
			say("The law leaves several places to put the factor that is missing: the features, the first layer's rate, or an optimizer that sets the length of the step by itself. @tab:remedies has what each asks for and where it ends beside %s.", n.name(n.Reference)),
			n.remedyVerdicts(),
			n.normalisedWords(),
			n.initialNormWords(),
		),
		inPlace(n.remedyTable()),
	)
}

// comparesRemedies reports whether the study is one of ways to train, which are
// those with standardised features or a normalised step among them.
func (n *narrative) comparesRemedies() bool {
	if len(n.Ran()) < 2 || !n.HasRun(n.Reference) {
		return false
	}
	return slices.ContainsFunc(n.Definition.Scenarios, func(s study.Scenario) bool {
		return s.Standardise || s.FirstLayerTrustCoefficient != 0
	})
}

// standing is where a scenario ends beside the reference.
type standing int

// A scenario is lost if it collapses in every seed, and risky if in some; of
// the others the interval of the difference in accuracy says whether they are
// level with the reference, above or below it, where there is an interval that
// is narrow enough to say so.
const (
	noInterval standing = iota
	above
	level
	below
	risky
	lost
)

func (n *narrative) standing(scenario string) standing {
	o := n.Outcome(scenario)
	d, ok := n.against(scenario, "validation_accuracy")
	switch collapsed := o.Collapsed(); {
	case collapsed == len(o.All):
		return lost
	case collapsed > 0:
		return risky
	case !ok || math.IsNaN(float64(d.Low)):
		return noInterval
	case d.Low > 0:
		return above
	case d.High < 0:
		return below
	case max(d.High, -d.Low) > levelWithin:
		return noInterval
	}
	return level
}

// levelWithin is how far a difference in accuracy may be from zero, at either
// end of its interval, for two scenarios to be level.
const levelWithin = 0.05

// standings sorts scenarios by where they end.
func (n *narrative) standings(scenarios []string) map[standing][]string {
	sorted := map[standing][]string{}
	for _, s := range scenarios {
		if s != n.Reference {
			at := n.standing(s)
			sorted[at] = append(sorted[at], s)
		}
	}
	return sorted
}

// against compares a quantity of a scenario with the reference's, seed by
// seed; false where nothing can be compared.
func (n *narrative) against(scenario, quantity string) (compare.Difference, bool) {
	reference, other := evidence.Runs(n.Of(n.Reference)), evidence.Runs(n.Of(scenario))
	if len(reference) == 0 || len(other) == 0 {
		return compare.Difference{}, false
	}
	c, err := compare.Scenarios(reference, other, compare.Options{Quantities: []string{quantity}})
	if err != nil || !c.Paired || len(reference) < fewestForInterval {
		return compare.Difference{}, false
	}
	return c.Find(quantity)
}

// fewestForInterval is the number of seeds below which an interval says
// nothing: of two differences it is many times as wide as they are apart, and
// nothing wide if they happen to be equal.
const fewestForInterval = 3

// mostListed is how many scenarios there may be for a paragraph to say of each
// how it ends; of more the table has it.
const mostListed = 2 * mostNamed

// remedyVerdicts says which scenarios end with the reference, above or below.
func (n *narrative) remedyVerdicts() string {
	if len(n.Ran()) > mostListed {
		return ""
	}
	at := n.standings(n.Ran())
	return text(
		when(len(at[level]) > 0, say("The interval of %s of the difference in accuracy contains zero for %s.", percent(compare.Confidence, 2), n.names(at[level]))),
		when(len(at[above]) > 0, say("Above the reference %s %s.", plural(len(at[above]), "ends", "end"), n.names(at[above]))),
		when(len(at[below]) > 0, say("Below it %s %s.", plural(len(at[below]), "ends", "end"), n.names(at[below]))),
		when(len(at[risky]) > 0, sentence(say("%s %s in some seeds.", n.names(at[risky]), plural(len(at[risky]), "collapses", "collapse")))),
		when(len(at[lost]) > 0, sentence(say("%s %s in every seed.", n.names(at[lost]), plural(len(at[lost]), "collapses", "collapse")))),
	)
}

// otherRemedies are the scenarios that the story of the two networks does not
// tell of.
func (n *narrative) otherRemedies() []string {
	return slices.DeleteFunc(n.Ran(), func(s string) bool {
		return slices.Contains([]string{n.Reference, n.Broken, n.Restored, n.AllRates, n.Raised}, s)
	})
}

// answerRemedies says which of the other remedies help, and where they end.
func (n *narrative) answerRemedies() string {
	return n.remediesInShort(func(s string) string {
		return say("%s (%s)", n.name(s), roundedAccuracy(n.Sample(s, evidence.FinalAccuracy)))
	})
}

// remediesInShort says in a sentence where the other remedies end.
func (n *narrative) remediesInShort(named func(scenario string) string) string {
	if !n.comparesRemedies() {
		return ""
	}
	at := n.standings(n.otherRemedies())
	var clauses []string
	for _, c := range []struct {
		at        standing
		one, more string
	}{
		{above, "ends above the first network", "end above the first network"},
		{level, "ends level with the first network", "end level with the first network"},
		{below, "trains but ends below it", "train but end below it"},
		{risky, "collapses in some seeds", "collapse in some seeds"},
		{lost, "collapses in every seed", "collapse in every seed"},
	} {
		var names []string
		for _, s := range at[c.at] {
			names = append(names, named(s))
		}
		switch {
		case len(names) > mostNamed || len(n.Ran()) > mostListed && len(names) > 1:
			clauses = append(clauses, count(len(names), "scenario")+" "+c.more)
		case len(names) > 0:
			clauses = append(clauses, list(names...)+" "+plural(len(names), c.one, c.more))
		}
	}
	if len(clauses) == 0 {
		return ""
	}
	return say("Of the other remedies, %s.", strings.Join(clauses, "; "))
}

// normalisedWords explain the step whose length is set from that of the
// weights.
func (n *narrative) normalisedWords() string {
	var shares []string
	for _, share := range n.stepShares() {
		shares = append(shares, factor(share))
	}
	for _, s := range n.Definition.Scenarios {
		if s.FirstLayerTrustCoefficient != 0 && n.HasRun(s.Name) {
			return say(`A step whose length is a share of the weights', %s of it here, needs no factor that is known beforehand: with features $a$ times as large the gradient is $a$ times as large and the weights $a$ times smaller, so that a rate in proportion to $\|W\|/\|\nabla_{W}L\|$ is the one of @eq:cure by itself %s. What it takes away is the gradient's own say in how long a step is.`,
				list(shares...), n.cite("you"))
		}
	}
	return ""
}

// initialNormWords say what sets the pre-activations right and not the step.
func (n *narrative) initialNormWords() string {
	if n.Broken == "" {
		return ""
	}
	o := n.Outcome(n.Broken)
	return say("An initial norm that suits raw features, which is %s, sets the pre-activations right and leaves the step as it is: it collapses in %s.", n.name(n.Broken), outOf(o.Collapsed(), len(o.All), "seed"))
}

// remedyTable has a row for every scenario.
func (n *narrative) remedyTable() []typeset.Block {
	table := typeset.Table{
		Label: "remedies",
		Title: "Ways to train, what they ask for, and where they end.",
		Caption: text(
			say("The first step is rms %s relative to rms %s, the accuracy that on the validation set at the end.", mXdW, mXW),
			n.meansAndDeviations(),
			say("Differences to %s are taken seed by seed: of the accuracy the interval of %s, where no run overflowed, and of the training loss in the last epoch mean and deviation.", n.name(n.Reference), percent(compare.Confidence, 2))),
		Columns: []typeset.Column{{}, {Wrap: true}, {Align: typeset.Decimal}, {Align: typeset.Decimal}, {Align: typeset.Right}, {Align: typeset.Decimal}},
		Head: [][]typeset.Cell{
			cells("", "", "", "", "difference to the reference", "").span(4, 2),
			cells("Scenario", "asks for", "first step", "accuracy", "in accuracy", "in loss"),
		},
	}
	for _, s := range n.Ran() {
		row := append(row{{Text: n.shortName(s)}}, cell(asksFor(n.Scenario(s))),
			cell(meanCell(n.Sample(s, evidence.XdWRatio), 2)), cell(inParentheses(n.Sample(s, evidence.FinalAccuracy))))
		table.Rows = append(table.Rows, typeset.Row{Cells: append(row, n.differenceCells(s)...)})
	}
	return []typeset.Block{explained(table)}
}

// differenceCells are the differences of accuracy and loss to the reference.
func (n *narrative) differenceCells(scenario string) row {
	if scenario == n.Reference {
		return cells("", "")
	}
	interval := ""
	if o := n.Outcome(scenario); len(o.Overflowed) > 0 {
		interval = say("%s of %s overflowed", integer(len(o.Overflowed)), integer(len(o.All)))
	} else if d, ok := n.against(scenario, "validation_accuracy"); ok && d.Low.IsFinite() {
		interval = say("%s to %s", signed(float64(d.Low), 4), signed(float64(d.High), 4))
	}
	return cells(interval, signedInParentheses(n.Paired(scenario, n.Reference, evidence.LastTrainingLoss)))
}

// asksFor says what a scenario costs whoever uses it.
func asksFor(s study.Scenario) string {
	switch {
	case s.Optimizer == "adam":
		return "two more numbers a parameter"
	case s.Optimizer == "momentum":
		return "one more number a parameter"
	case s.FirstLayerTrustCoefficient != 0:
		return "two norms a step"
	case s.Standardise:
		return "mean and deviation of the training set"
	case s.LearningRateDivisor != 1:
		return "nothing, but later layers hardly move"
	case s.FirstLayerRateDivisor != 1:
		return "the factor, and a first-layer rate"
	case s.FeatureDivisor != 1:
		return "one division a pixel"
	}
	return "nothing"
}
