package report

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/claim"
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
		heading("remedies", "What people try"),
		paragraph(
			n.rateByHand(),
			say("@tab:remedies lists what was tried, beginning with what works, what theory says of its first step, and what it costs."),
			n.mentions("courses", "@fig:courses follows each."),
		),
		inPlace(n.remedyTable()),
		n.courses(),
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
	above standing = iota
	level
	noInterval
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
	if err != nil || !c.Paired || min(len(reference), len(other)) < fewestForInterval {
		return compare.Difference{}, false
	}
	return c.Find(quantity)
}

// fewestForInterval is the number of seeds below which an interval says
// nothing: of two differences it is many times as wide as they are apart, and
// nothing wide if they happen to be equal.
const fewestForInterval = 3

// recommendation says which ways to train on undivided features are as good as
// the reference, and which do not train.
func (n *narrative) recommendation() string {
	at := n.standings(slices.DeleteFunc(n.Ran(), func(s string) bool { return n.Scenario(s).FeatureDivisor != 1 }))
	works := slices.Concat(at[above], at[level])
	return text(
		when(len(works) > 0, say("Divide the features, as %s does. Of what leaves the pixels undivided, %s %s level with it in accuracy.", n.name(n.Reference), n.names(works), plural(len(works), "ends", "end"))),
		when(len(works) == 0, say("Divide the features, as %s does: nothing that leaves the pixels undivided ends level with it.", n.name(n.Reference))),
		when(len(at[lost]) > 0, say("What collapses in every seed: %s.", n.names(at[lost]))),
	)
}

// rateByHand says how far the best of the lowered rates gets, each of which is
// all that its scenario changes in the broken network.
func (n *narrative) rateByHand() string {
	best, tried := "", 0
	for _, s := range n.Ran() {
		as, broken := n.Scenario(s), n.Scenario(n.Broken)
		as.LearningRate = broken.LearningRate
		if n.Broken == "" || s == n.Broken || !study.TrainedAlike(as, broken) {
			continue
		}
		if tried++; best == "" || n.finalAccuracy(s) > n.finalAccuracy(best) {
			best = s
		}
	}
	if tried < 2 {
		return ""
	}
	return say("A lower rate for every layer is what most people find: the best of %s that were tried ends at %s, with %s.", count(tried, "rate"), roundedAccuracy(n.Sample(best, evidence.FinalAccuracy)), n.name(best))
}

func (n *narrative) finalAccuracy(scenario string) float64 {
	return n.Sample(scenario, evidence.FinalAccuracy).Mean
}

// remedyTable has a row for every scenario, what works best first.
func (n *narrative) remedyTable() []typeset.Block {
	table := typeset.Table{
		Label: "remedies",
		Title: "What people try, what theory says of it, what happened, and what it costs.",
		Caption: text(
			say("Theory says how many times as long as in %s, unless it names another, the first step in the pre-activations is, or that all steps are the same; a clipped step follows from the norm of the gradient, here of one seed. Measured are rms %s relative to rms %s, and the validation accuracy at the end.", n.name(n.Reference), mXdW, mXW),
			n.meansAndDeviations(),
			n.differenceCaption()),
		Columns: []typeset.Column{{Wrap: true}, {Wrap: true}, {Align: typeset.Decimal}, {Align: typeset.Decimal}, {Align: typeset.Right}, {Wrap: true}},
		Head:    [][]typeset.Cell{cells("Tried", "theory says", "first step", "accuracy", "difference", "costs")},
	}
	ran := slices.Clone(n.Ran())
	slices.SortStableFunc(ran, func(s, t string) int {
		return cmp.Compare(n.finalAccuracy(t), n.finalAccuracy(s))
	})
	for _, s := range ran {
		table.Rows = append(table.Rows, typeset.Row{Cells: n.cellsFor(s, cell(n.theorySays(s)),
			cell(n.ratioCell(s)), cell(inParentheses(n.Sample(s, evidence.FinalAccuracy))),
			cell(n.overflowed(s)+n.differenceWords(s)), cell(strings.Join(n.Costs(s), "; ")))})
	}
	return []typeset.Block{explained(table)}
}

// theorySays is what is predicted of a scenario beside another.
func (n *narrative) theorySays(scenario string) string {
	p, c := n.Prediction(scenario), n.claim(claim.Clipped, scenario)
	of := ""
	if p.Baseline != n.Reference {
		of = " " + n.shortName(p.Baseline)
	}
	switch {
	case c.Target != 0:
		return "× " + significant(c.Target, 3)
	case p.IsBaseline():
		return ""
	case p.Exact:
		return text("the same in every bit", when(of != "", "as"+of))
	case p.SameTrajectory:
		return text("the same", when(of != "", "as"+of))
	case p.UpToEpsilon:
		return "the same but for ε"
	}
	return "× " + factor(p.XdW) + of
}
