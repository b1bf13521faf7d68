package report

import (
	"slices"

	"firststep/figures"
	"firststep/report/typeset"
	"firststep/study/claim"
	"firststep/study/evidence"
	"firststep/study/theory"
)

// training follows all scenarios to the end.
func (n *narrative) training() []typeset.Block {
	if len(n.Results) == 0 {
		return nil
	}
	return blocks(
		heading("training", "Training"),
		paragraph(
			n.trainingOpening(),
			n.referenceCourse(),
			n.brokenCourse(),
			n.apartCourses(),
			n.adamCourse(),
			n.otherCourses(),
		),
		n.figure("training", n.trainingTitle(),
			say("(a) Loss on each of the first batches%s%s.", n.ofSeveral(figures.FirstLineWords), n.crosses("training", "; a cross is the last finite loss of a run that overflowed")),
			say("(b) Training loss, smoothed%s, and as dots the validation loss after each epoch%s%s. (c) Accuracy, likewise. Grey lines are guessing.",
				n.meanAndBand(), figures.FirstDotWords(n.Seeds()), n.crosses("training", "; a cross at the upper edge is a run that overflowed, at its step, and in no mean")),
			n.coincide()),
		n.figure("courses", "The course of every scenario, beside that of the reference.",
			say("Training loss over epochs, smoothed%s; dots are the validation loss after each epoch%s, the wide pale line is that of %s, the thin grey one the loss of guessing.", n.meanAndBand(), figures.FirstDotWords(n.Seeds()), n.fullName(n.Reference)),
			n.crosses("courses", "A cross at the upper edge is a run that overflowed, at its step; it is in no mean.")),
		n.trainingTable(),
	)
}

// coincide explains curves that lie in others.
func (n *narrative) coincide() string {
	return when(n.Restored != "" || n.Broken != "" && n.Raised != "", "Where two curves coincide, one lies in the other.")
}

func (n *narrative) trainingOpening() string {
	if n.has("training") {
		return text(
			say("@fig:training follows the runs over %s, @tab:training has where they end.", n.epochs()),
			n.mentions("courses", "@fig:courses has each scenario by itself."))
	}
	return say("@tab:training has where the runs end after %s.", n.epochs())
}

func (n *narrative) referenceCourse() string {
	if !n.HasRun(n.Reference) {
		return ""
	}
	o := n.Outcome(n.Reference)
	if len(o.Learned) == len(o.All) && len(o.All) > 1 {
		acc := n.Sample(n.Reference, evidence.FinalAccuracy)
		return sentence(say("%s reaches an accuracy of %s, in its worst seed %s.", n.name(n.Reference), roundedAccuracy(acc), accuracy(acc.Min)))
	}
	return sentence(n.fates(n.name(n.Reference), o)) + "."
}

func (n *narrative) brokenCourse() string {
	if n.Broken == "" {
		return ""
	}
	o := n.Outcome(n.Broken)
	collapsed := o.Collapsed()
	switch {
	case collapsed == len(o.All) && collapsed == 1:
		return sentence(say("%s collapses, as @sec:damage says.", n.name(n.Broken)))
	case collapsed == len(o.All):
		return sentence(say("%s collapses in %s, as @sec:damage says.", n.name(n.Broken), outOf(collapsed, len(o.All), "seed")))
	case collapsed == 0:
		return sentence(n.fates(n.name(n.Broken), o)) + when(n.throwsFar(), ", so the larger step does not stop it") + "."
	}
	return sentence(n.fates(n.name(n.Broken), o)) + "."
}

// apartCourses tells how the scenarios end that nothing is predicted of.
func (n *narrative) apartCourses() string {
	var said []string
	for _, s := range n.Apart {
		said = append(said, sentence(n.fates(n.name(s.Name), n.Outcome(s.Name)))+".")
	}
	if len(said) > mostNamed {
		return "" // the table has them
	}
	return text(said...)
}

// otherCourses tell how the scenarios end that have no part in the report
// otherwise.
func (n *narrative) otherCourses() string {
	var said []string
	for _, p := range n.pairs() {
		if n.HasRun(p.Scenario) && n.hasNoPart(p) {
			said = append(said, sentence(n.fates(n.name(p.Scenario), n.Outcome(p.Scenario)))+".")
		}
	}
	if len(said) > mostNamed {
		return ""
	}
	return text(said...)
}

// hasNoPart reports whether a scenario is neither one that the story is told
// with, nor half of a pair that is told of as such.
func (n *narrative) hasNoPart(p theory.Prediction) bool {
	is := func(o theory.Prediction) bool { return o.Scenario == p.Scenario || o.Baseline == p.Scenario }
	return !slices.Contains([]string{n.Reference, n.Broken, n.Restored, n.AllRates, n.Raised}, p.Scenario) &&
		!slices.ContainsFunc(n.Controls, is) && !slices.ContainsFunc(n.adamTold(), is)
}

// adamCourse tells what the smaller factor under Adam comes to.
func (n *narrative) adamCourse() string {
	var said []string
	for _, p := range n.adamTold() {
		o, b := n.Outcome(p.Scenario), n.Outcome(p.Baseline)
		s := say("Under Adam the first step of %s moves the pre-activations %s times as far as that of %s.", n.name(p.Scenario), factor(p.XdW), n.name(p.Baseline))
		if len(o.Learned) < len(o.All) {
			s = text(s, say("%s, %s.", sentence(n.fates("the latter", b)), n.fates("the former", o)))
		} else {
			s = text(s, say("The latter reaches a validation accuracy of %s, the former one of %s.", accuracyOf(b.Learned), accuracyOf(o.Learned)), "So a first step that is far too long need not be the end, where the steps that follow it are bounded, as Adam's are.")
		}
		said = append(said, s)
	}
	if len(said) > mostNamed {
		return ""
	}
	return text(said...)
}

// adamTold are the pairs under Adam, beside that of the story, whose smaller
// factor can be told of by what becomes of a network that learns.
func (n *narrative) adamTold() []theory.Prediction {
	return slices.DeleteFunc(slices.Clone(n.Adam), func(p theory.Prediction) bool {
		b := n.Outcome(p.Baseline)
		return p.Scenario == n.Broken || p.Rate != 1 || len(b.Learned) != len(b.All)
	})
}

func (n *narrative) trainingTitle() string {
	if n.Broken == "" {
		return "The course of the training."
	}
	switch {
	case !n.breaksOneOfTwo():
		return "Two networks that start as one, in training."
	case n.Restored == "" || !n.oneCurve(n.Restored):
		return "The same rate breaks one of two equal networks."
	}
	return "The same rate breaks one of two equal networks; the right rate gives both one curve."
}

// breaksOneOfTwo reports whether, at one rate, every run of the scenario that
// breaks collapses and none of the reference does.
func (n *narrative) breaksOneOfTwo() bool {
	broken, reference := n.Outcome(n.Broken), n.Outcome(n.Reference)
	return n.FirstLayerRate(n.Broken) == n.FirstLayerRate(n.Reference) &&
		len(broken.All) > 0 && broken.Collapsed() == len(broken.All) &&
		len(reference.All) > 0 && reference.Collapsed() == 0
}

// oneCurve reports whether a scenario is the same as the reference, as a
// definition would expect it.
func (n *narrative) oneCurve(scenario string) bool {
	return claim.Same(n.Findings, scenario, n.Reference).Verdict == claim.Holds
}

// trainingTable has where every scenario ends.
func (n *narrative) trainingTable() []typeset.Block {
	overflowed, _ := n.metFates()
	table := typeset.Table{
		Label: "training",
		Title: say("Where the runs end, after %s at most.", n.epochs()),
		Caption: text(n.meansAndDeviations(),
			"Accuracy and loss on the validation set; the training loss is the mean over the last epoch's batches, as they came.",
			when(overflowed, "Of a run that overflowed accuracy and validation loss are those of its last weights, where they are finite.")),
		Columns: columns(typeset.Left, typeset.Right, typeset.Right, typeset.Right, typeset.Decimal, typeset.Decimal, typeset.Decimal, typeset.Decimal, typeset.Decimal),
		Head: [][]typeset.Cell{
			cells("", "runs", "", "", "accuracy", "", "", "loss", "").span(7, 2).span(4, 3).span(1, 3),
			cells("Scenario", "all", "overflowed", "died", "mean", "lowest", "highest", "validation", "training"),
		},
	}
	for _, s := range n.Ran() {
		o := n.Outcome(s)
		acc := n.Sample(s, evidence.FinalAccuracy)
		table.Rows = append(table.Rows, typeset.Row{Cells: append(row{{Text: n.shortName(s)}},
			cell(integer(len(o.All))), cell(integer(len(o.Overflowed))), cell(integer(countFate(o.All, evidence.Died))),
			cell(inParentheses(acc)), cell(accuracy(acc.Min)), cell(accuracy(acc.Max)),
			cell(inParentheses(n.Sample(s, evidence.FinalLoss))), cell(inParentheses(n.Sample(s, evidence.LastTrainingLoss))))})
	}
	return []typeset.Block{explained(table)}
}
