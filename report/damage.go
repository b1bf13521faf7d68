package report

import (
	"math"
	"strings"

	"firststep/figures"
	"firststep/report/typeset"
	"firststep/study/compare"
	"firststep/study/evidence"
)

// damage says what the first step does to the network and how runs that do
// not survive it end.
func (n *narrative) damage() []typeset.Block {
	if len(n.Results) == 0 {
		return nil
	}
	return blocks(
		heading("damage", "What the step does to the network"),
		n.deadUnits(),
		n.figure("dead-units", n.deadTitle(),
			say("Share of the units of %s that are dead after each of the first steps%s.", figures.LayerWords(n.layers()-1), n.ofSeveral(figures.LineWords)),
			when(n.many() && len(n.Outcome(n.Broken).Overflowed) > 0, "A run that overflowed counts as far as it goes."),
			n.crosses("dead-units", "A cross ends a run that overflowed, at its last step with a finite loss.")),
		n.explosion(),
		n.dying(),
		paragraph(n.partingOfSeeds(), n.constancy(), n.endingsInTable()),
		n.endingsTable(),
	)
}

func (n *narrative) deadUnits() []typeset.Block {
	opening := "A rectified unit that a step throws far to the negative side for every input passes no gradient, and cannot come back."
	if n.Broken == "" {
		return paragraph(opening, n.deadInEach(), n.deadInFigure())
	}
	return paragraph(
		opening,
		n.deadInBroken(),
		n.halfDead(),
		n.deadInFigure(),
	)
}

func (n *narrative) deadInFigure() string {
	return n.mentions("dead-units", "@fig:dead-units follows the dead units over the first steps.")
}

func (n *narrative) deadInBroken() string {
	dead := n.Sample(n.Broken, evidence.DeadAfter)
	before, reference := n.Sample(n.Broken, evidence.DeadBefore), n.Sample(n.Reference, evidence.DeadAfter)
	expected := when(n.throwsFar(), say("A step %s times as long should do that to many at once%s.", n.brokenFactor(),
		when(dead.Min > max(before.Max, reference.Max), ", and it does")))
	if dead.Max == 0 {
		return text(expected, say("After step one none of the first hidden layer is dead in %s.", n.name(n.Broken)))
	}
	return text(expected, say("After step one the share of the first hidden layer that is dead is %s in %s, against %s before it, and %s in %s after the same step.",
		share(dead), n.name(n.Broken), share(before), share(reference), n.name(n.Reference)))
}

// throwsFar reports whether the step of the broken network is so much longer
// that units are expected to die of it.
func (n *narrative) throwsFar() bool { return n.Prediction(n.Broken).XdW >= farTimes }

// deadInEach is what deadUnits says of scenarios without parts.
func (n *narrative) deadInEach() string {
	var said []string
	for _, s := range n.Ran() {
		said = append(said, say("%s in %s", share(n.Sample(s, evidence.DeadAfter)), n.name(s)))
	}
	if len(said) > mostNamed {
		return ""
	}
	return say("After step one the dead units of the first hidden layer are %s.", list(said...))
}

// halfDead says when half of the first hidden layer was dead.
func (n *narrative) halfDead() string {
	var steps []float64
	for _, r := range n.Of(n.Broken) {
		if s := r.Run.Events.HalfDead; s != nil {
			steps = append(steps, float64(*s))
		}
	}
	if len(steps) == 0 {
		return ""
	}
	s := compare.Of(steps)
	where := ""
	if len(steps) < len(n.Of(n.Broken)) {
		where = say(", in %s", outOf(len(steps), len(n.Of(n.Broken)), "seed"))
	}
	if s.Min == s.Max {
		return say("Half of the layer is dead after %s%s.", count(int(s.Min), "step"), where)
	}
	return say("Half of the layer is dead after %s to %s steps, depending on the seed%s.", inWords(int(s.Min)), inWords(int(s.Max)), where)
}

func (n *narrative) deadTitle() string {
	if n.Broken == "" {
		return "Dead units in the first steps."
	}
	dead := n.Sample(n.Broken, evidence.DeadAfter)
	if len(dead.Values) == 0 || dead.Max == 0 {
		return "The first step leaves the units alive; what becomes of them then."
	}
	if before := n.Sample(n.Broken, evidence.DeadBefore); wholePercent(before.Max) != wholePercent(0) {
		return say("After one step %s of the first hidden layer is dead.", share(dead))
	}
	return say("One step kills %s of the first hidden layer.", share(dead))
}

// explosion follows the loss.
func (n *narrative) explosion() []typeset.Block {
	if n.Broken == "" {
		return nil
	}
	before, after := n.Sample(n.Broken, evidence.LossBefore), n.Sample(n.Broken, evidence.LossAfter)
	beyond := toLoss(after, 2)
	if after.Mean < before.Mean {
		return paragraph(say("On its own batch the step takes the loss from %s %s, so it is not too long to lower it.", spread(before, 3), beyond))
	}
	return paragraph(
		say("The units that survive do the rest. Their outputs have grown as the pre-activations have, hence so have the gradients of the layers above, which multiply them: the loss on the batch goes from %s %s in one step%s.",
			spread(before, 3), beyond, n.peak()),
		n.referenceAfter(),
	)
}

// toLoss says where a step takes a loss.
func toLoss(after compare.Sample, digits int) string {
	if len(after.Values) == 0 {
		return "beyond float32"
	}
	return "to " + spread(after, digits)
}

// referenceAfter is the loss of the reference after its first step.
func (n *narrative) referenceAfter() string {
	after := n.Sample(n.Reference, evidence.LossAfter)
	if len(after.Values) == 0 {
		return say("In %s it is not finite after the same step either.", n.name(n.Reference))
	}
	return say("In %s the same batch is at %s after the same step.", n.name(n.Reference), spread(after, 3))
}

// peak says how large the loss grows before it is no longer finite.
func (n *narrative) peak() string {
	least := math.Inf(1)
	for _, r := range n.Of(n.Broken) {
		highest := 0.0
		for _, loss := range r.Trace.Loss {
			if l := float64(loss); !math.IsNaN(l) && !math.IsInf(l, 0) {
				highest = max(highest, l)
			}
		}
		least = min(least, highest)
	}
	after := n.Sample(n.Broken, evidence.LossAfter)
	if math.IsInf(least, 0) || len(after.Values) == 0 || least < manyTimes*after.Max {
		return ""
	}
	return say(" and past %s %s later on", orderOfMagnitude(least), plural(len(n.Of(n.Broken)), "", "in every seed"))
}

// partingOfSeeds says which seeds overflow and which die.
func (n *narrative) partingOfSeeds() string {
	if n.Broken == "" {
		return ""
	}
	o := n.Outcome(n.Broken)
	switch {
	case o.Collapsed() == 0:
		return say("It is not the end of the training: %s.", n.fates("it", o))
	case len(o.All) == 1:
		return say("The run %s.", n.fateOfOne(o.All[0]))
	}
	return text(
		sentence(n.fates(n.name(n.Broken), o))+".",
		when(len(o.Overflowed) > 0 && len(o.Overflowed) < len(o.All),
			"The first link is the same in every seed, the last is not. What decides which seed meets which end is not explained here."),
	)
}

// endingsInTable refers to the table of runs that did not live, or says that
// there is none.
func (n *narrative) endingsInTable() string {
	if len(n.notLived()) == 0 {
		return "No run of the study overflowed, and none died."
	}
	if n.many() {
		return "@tab:endings counts them."
	}
	return "@tab:endings has the runs one by one."
}

// notLived are the scenarios in which some run overflowed or died.
func (n *narrative) notLived() []string {
	var scenarios []string
	for _, s := range n.Ran() {
		if o := n.Outcome(s); len(o.Overflowed)+countFate(o.All, evidence.Died) > 0 {
			scenarios = append(scenarios, s)
		}
	}
	return scenarios
}

// constancy says what is left of networks that have died.
func (n *narrative) constancy() string {
	var died []evidence.Ending
	var scenarios []string
	for _, s := range n.Ran() {
		if o := n.Outcome(s); len(o.Died) > 0 {
			died = append(died, o.Died...)
			scenarios = append(scenarios, s)
		}
	}
	if len(died) == 0 {
		return ""
	}
	top := sampleOf(died, func(e evidence.Ending) float64 { return e.TopShare })
	loss := sampleOf(died, func(e evidence.Ending) float64 { return e.Loss })
	classifier := "a nearly constant classifier"
	if top.Min == 1 {
		classifier = "a constant classifier"
	}
	said := say("What is left of a run that has died (in %s) is %s: it gives one class to %s of the validation images, at a loss of %s, where guessing without favour has %s.",
		n.names(scenarios), classifier, share(top), spreadOrMedian(loss, 3), significant(n.GuessingLoss(), 4))
	return text(said, n.lossesOfTheDead(died))
}

// lossesOfTheDead explains losses far above that of guessing: what fires on a
// few images, or where nothing does, the biases.
func (n *narrative) lossesOfTheDead(died []evidence.Ending) string {
	var dead []float64
	for _, e := range died {
		if r, ok := n.Find(e.Scenario, e.Seed); ok && e.Loss > 2*n.GuessingLoss() {
			dead = append(dead, evidence.DeadAtEnd(r))
		}
	}
	switch s := compare.Of(dead); {
	case len(s.Values) == 0:
		return ""
	case s.Max < 1:
		return "A loss far above that comes from a few images on which a living unit with huge weights still fires."
	case s.Min == 1:
		return "A loss far above that comes from the biases, for no unit of the first hidden layer lives."
	}
	return ""
}

func sampleOf(ends []evidence.Ending, of func(evidence.Ending) float64) compare.Sample {
	var values []float64
	for _, e := range ends {
		values = append(values, of(e))
	}
	return compare.Of(values)
}

// endingsTable lists every run of the scenarios in which some run overflowed
// or died.
func (n *narrative) endingsTable() []typeset.Block {
	if n.many() {
		return n.endingsSummary()
	}
	table := typeset.Table{
		Label: "endings",
		Title: n.endingsTitle("Which"),
		Caption: text(
			"Every run of the scenarios in which that happened. The step is "+n.endingSteps(),
			"Accuracy, loss and the share of the most frequent class are those of the validation set at the end; dead units are those of the first hidden layer."),
		Columns: columns(typeset.Left, typeset.Right, typeset.Left, typeset.Right, typeset.Decimal, typeset.Right, typeset.Right, typeset.Right),
		Head:    [][]typeset.Cell{cells("Scenario", "seed", "ending", "step", "loss", "accuracy", "one class", "dead")},
	}
	for _, s := range n.notLived() {
		for i, r := range n.Of(s) {
			e := evidence.EndingOf(r)
			name := typeset.Cell{}
			if i == 0 {
				name = typeset.Cell{Text: n.shortName(s)}
			}
			table.Rows = append(table.Rows, typeset.Row{Gap: i == 0 && len(table.Rows) > 0, Cells: row{name,
				cell(seedName(e.Seed)), cell(e.Fate.String()), cell(stepCell(e)), cell(finiteCell(e.Loss, 4)),
				cell(accuracy(e.Accuracy)), cell(wholePercent(e.TopShare)), cell(deadCell(evidence.Result{Run: r.Run}))}})
		}
	}
	if len(table.Rows) == 0 {
		return nil
	}
	return []typeset.Block{table}
}

// endingsTitle is "Which runs overflowed, and which died", as far as some did.
func (n *narrative) endingsTitle(which string) string {
	switch overflowed, died := n.metFates(); {
	case overflowed && died:
		return say("%s runs overflowed, and %s died.", which, strings.ToLower(which))
	case died:
		return which + " runs died."
	}
	return which + " runs overflowed."
}

// endingSteps says what the steps in a table of endings are.
func (n *narrative) endingSteps() string {
	overflow, death := "that of the first loss that is not finite", "the one from which on the first layer's gradient is exactly zero"
	switch overflowed, died := n.metFates(); {
	case overflowed && died:
		return overflow + ", or " + death + "."
	case died:
		return death + "."
	}
	return overflow + "."
}

// metFates reports whether any run overflowed, and whether any died.
func (n *narrative) metFates() (overflowed, died bool) {
	for _, s := range n.notLived() {
		o := n.Outcome(s)
		overflowed = overflowed || countFate(o.All, evidence.Overflowed) > 0
		died = died || countFate(o.All, evidence.Died) > 0
	}
	return overflowed, died
}

func countFate(ends []evidence.Ending, fate evidence.Fate) int {
	k := 0
	for _, e := range ends {
		if e.Fate == fate {
			k++
		}
	}
	return k
}

func stepCell(e evidence.Ending) string {
	if e.Fate == evidence.Lived {
		return ""
	}
	return integer(e.Step)
}

// finiteCell writes a number in a table, and that it is none.
func finiteCell(x float64, digits int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "not finite"
	}
	return significant(x, digits)
}

func deadCell(r evidence.Result) string {
	if d := evidence.DeadAtEnd(r); !math.IsNaN(d) {
		return wholePercent(d)
	}
	return ""
}
