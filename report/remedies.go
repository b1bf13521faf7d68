package report

import (
	"math"

	"firststep/figures"
	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/compare"
)

// remedies compares ways to train on the same images: what each costs, and how
// it ends beside the reference. It stands in studies of such ways, which are
// those with standardised features or a normalised step among them.
func (n *narrative) remedies() []typeset.Block {
	if !n.comparesRemedies() || len(n.measuredScenarios()) < 2 || !n.measured(n.Reference) {
		return nil
	}
	return blocks(
		heading("remedies", "What to take home"),
		paragraph(
			say("The law leaves several places to put the factor that is missing: the features, the first layer's rate, or an optimizer that sets the length of the step by itself. @tab:remedies has what each asks for and where it ends beside %s, seed by seed.", n.name(n.Reference)),
			n.remedyVerdicts(),
			n.normalisedWords(),
			n.initialNormWords(),
		),
		n.remedyTable(),
	)
}

func (n *narrative) comparesRemedies() bool {
	for _, s := range n.Definition.Scenarios {
		if s.Standardise || s.FirstLayerTrustCoefficient != 0 {
			return true
		}
	}
	return false
}

// against compares a quantity of a scenario with the reference's, seed by
// seed; false where nothing can be compared.
func (n *narrative) against(scenario, quantity string) (compare.Difference, bool) {
	reference, other := runsOf(n.Of(n.Reference)), runsOf(n.Of(scenario))
	if len(reference) == 0 || len(other) == 0 {
		return compare.Difference{}, false
	}
	c, err := compare.Scenarios(reference, other, compare.Options{Quantities: []string{quantity}})
	if err != nil || !c.Paired {
		return compare.Difference{}, false
	}
	return c.Find(quantity)
}

// runsOf are results as package compare has them. Traces are of no use here.
func runsOf(results []figures.Result) []compare.Run {
	var runs []compare.Run
	for _, r := range results {
		runs = append(runs, compare.Run{Record: r.Run})
	}
	return runs
}

// remedyVerdicts says which scenarios end with the reference, above or below.
func (n *narrative) remedyVerdicts() string {
	var with, above, below, lost []string
	for _, s := range n.measuredScenarios() {
		if s == n.Reference {
			continue
		}
		o := n.outcome(s)
		d, ok := n.against(s, "validation_accuracy")
		switch {
		case n.collapsed(o) == len(o.all):
			lost = append(lost, n.name(s))
		case !ok || math.IsNaN(float64(d.Low)):
		case d.Low > 0:
			above = append(above, n.name(s))
		case d.High < 0:
			below = append(below, n.name(s))
		default:
			with = append(with, n.name(s))
		}
	}
	return text(
		when(len(with) > 0, say("The interval of %s of the difference in accuracy contains zero for %s.", percent(compare.Confidence, 2), list(with...))),
		when(len(above) > 0, say("Above the reference %s %s.", plural(len(above), "ends", "end"), list(above...))),
		when(len(below) > 0, say("Below it %s %s.", plural(len(below), "ends", "end"), list(below...))),
		when(len(lost) > 0, sentence(say("%s %s in every seed.", list(lost...), plural(len(lost), "collapses", "collapse")))),
	)
}

// normalisedWords explain the step whose length is set from that of the
// weights.
func (n *narrative) normalisedWords() string {
	for _, s := range n.Definition.Scenarios {
		if s.FirstLayerTrustCoefficient != 0 && n.measured(s.Name) {
			return say(`A step whose length is a share of the weights', %s of it here, needs no factor from anybody: with features $a$ times as large the gradient is $a$ times as large and the weights $a$ times smaller, so that a rate in proportion to $\|W\|/\|\nabla_{W}L\|$ is the one of @eq:cure by itself %s. What it takes away is the gradient's own say in how long a step is.`,
				factor(s.FirstLayerTrustCoefficient), n.cite("you"))
		}
	}
	return ""
}

// initialNormWords say what sets the pre-activations right and not the step.
func (n *narrative) initialNormWords() string {
	if n.Broken == "" {
		return ""
	}
	o := n.outcome(n.Broken)
	return say("An initial norm that suits raw features, which is %s, sets the pre-activations right and leaves the step as it is: it collapses in %s.", n.name(n.Broken), outOf(n.collapsed(o), len(o.all), "seed"))
}

// remedyTable has a row for every scenario.
func (n *narrative) remedyTable() []typeset.Block {
	table := typeset.Table{
		Label: "remedies",
		Title: "Ways to train, what they ask for, and where they end.",
		Caption: text(
			say("The first step is rms %s relative to rms %s. The difference to %s is that of the accuracy on the validation set at the end, the mean over seeds and its interval of %s; the last column is that of the training loss in the last epoch.",
				mXdW, mXW, n.name(n.Reference), percent(compare.Confidence, 2))),
		Columns: []typeset.Column{{}, {Wrap: true}, {Align: typeset.Right}, {Align: typeset.Right}, {Align: typeset.Right}, {Align: typeset.Right}},
		Head: [][]typeset.Cell{
			cells("", "", "", "difference to the reference", "", "").span(3, 3),
			cells("Scenario", "asks for", "first step", "accuracy", "interval", "loss"),
		},
	}
	for _, s := range n.measuredScenarios() {
		row := append(row{{Text: n.shortName(s)}}, cell(asksFor(n.Scenario(s))), cell(spread(n.Sample(s, figures.XdWRatio), 2)))
		table.Rows = append(table.Rows, typeset.Row{Cells: append(row, n.differenceCells(s)...)})
	}
	return []typeset.Block{table}
}

// differenceCells are the differences of accuracy and loss to the reference.
func (n *narrative) differenceCells(scenario string) row {
	if scenario == n.Reference {
		return cells("", "", "")
	}
	difference, interval, loss := "none finite", "", ""
	if d, ok := n.against(scenario, "validation_accuracy"); ok && d.Mean.IsFinite() {
		difference = signed(float64(d.Mean), 4)
		if d.Low.IsFinite() {
			interval = say("%s to %s", signed(float64(d.Low), 4), signed(float64(d.High), 4))
		}
	}
	if d, ok := n.against(scenario, "training_loss"); ok && d.Mean.IsFinite() {
		loss = signed(float64(d.Mean), 3)
	}
	return cells(difference, interval, loss)
}

// asksFor says what a scenario costs whoever uses it.
func asksFor(s study.Scenario) string {
	switch {
	case s.Optimizer == "adam":
		return "two more numbers a parameter"
	case s.FirstLayerTrustCoefficient != 0:
		return "two norms a step"
	case s.Standardise:
		return "mean and deviation of the training set"
	case s.LearningRateDivisor != 1:
		return "nothing, but later layers hardly move"
	case s.FirstLayerRateDivisor != 1:
		return "the factor, and a rate of the first layer's own"
	case s.FeatureDivisor != 1:
		return "one division a pixel"
	}
	return "nothing"
}
