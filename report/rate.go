package report

import (
	"math"
	"slices"

	"firststep/figures"
	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/theory"
	"firststep/study/words"
)

// rate tests the rate that should make the two networks one, in both
// directions, and the rates that should not, and says where every run ends.
func (n *narrative) rate() []typeset.Block {
	if len(n.Results) == 0 {
		return nil
	}
	follows, lists, table := "", "@tab:ends lists where the runs end.", n.endsTable()
	if n.has(n.courseFigure()) {
		follows = say("@fig:%s follows the runs%s.", n.courseFigure(), when(n.has("courses") && !n.ComparesRemedies(), ", @fig:courses those of every scenario"))
	}
	if n.hasTrials() { // which have the table
		lists, table = "", nil
	}
	return blocks(
		heading("rescaling", n.rateTitle()),
		paragraph(n.equivalence(), n.exactControls(), n.roundingInShort(), follows, lists),
		n.trainingFigure(),
		paragraph(n.everyRate(), n.adamCure(), n.reverseCase(), n.referenceCourse(), n.othersCourses()),
		table,
	)
}

func (n *narrative) rateTitle() string {
	if n.Restored == "" && len(n.Controls) == 0 {
		return "Training"
	}
	return "The rate that makes them the same"
}

// equivalence compares the restored network with the reference.
func (n *narrative) equivalence() string {
	if n.Restored == "" {
		return ""
	}
	p := n.Prediction(n.Restored)
	gap := n.Paired(n.Restored, n.Reference, evidence.FinalAccuracy)
	return text(
		say("By %s, %s gives %s%s.", cureEquation(p), n.scaling(p.Rate, "the rate of the first layer's weights"), n.whoseTraining(), when(p.UpToEpsilon, ", up to the "+mEpsilon+" of Adam")),
		n.earlyAgreement(),
		n.partedSeeds(),
		say("At the end the accuracy is %s%s.", n.twoAccuracies(n.Restored), n.gapOverSeeds(gap)),
		n.drift(),
	)
}

// cureEquation is the one that names the rate of a restored network.
func cureEquation(p theory.Prediction) string {
	if p.UpToEpsilon {
		return "@eq:adam"
	}
	return "@eq:cure"
}

// whatIsLeft is what differs between the restored network and the reference.
func (n *narrative) whatIsLeft() string {
	if n.Prediction(n.Restored).UpToEpsilon {
		return "the " + mEpsilon + " of Adam"
	}
	return "rounding"
}

// whoseTraining says which network should be trained as which.
func (n *narrative) whoseTraining() string {
	if n.Broken == "" {
		return say("%s the training of %s", n.name(n.Restored), n.name(n.Reference))
	}
	return "the second network the training of the first"
}

// twoAccuracies sets that of a scenario against the reference's, over the
// seeds that both were run with.
func (n *narrative) twoAccuracies(scenario string) string {
	mine, others := n.accuracyBeside(n.Reference, scenario), n.accuracyBeside(scenario, n.Reference)
	if mine == others {
		return mine + " in both"
	}
	if beside := len(n.SampleBeside(scenario, n.Reference, evidence.FinalAccuracy).Values); beside < len(n.Of(n.Reference)) {
		others += say(" on the same %s", count(beside, "seed"))
	}
	return say("%s against %s", mine, others)
}

// gapOverSeeds writes a paired difference of accuracy.
func (n *narrative) gapOverSeeds(gap compare.Sample) string {
	switch {
	case gap.Min == 0 && gap.Max == 0:
		return ", the same in " + outOf(len(gap.Values), len(gap.Values), "seed")
	case len(gap.Values) < 2:
		return say(", a difference of %s", signed(gap.Mean, 4))
	}
	return say(" (seed by seed a difference of %s to %s)", signed(gap.Min, 4), signed(gap.Max, 4))
}

// earlyAgreement says how far the losses of the first steps agree.
func (n *narrative) earlyAgreement() string {
	seeds := n.earlyOfRestored()
	parted := len(claim.FlippedIn(seeds))
	first := "the first " + plural(n.comparedSteps(), "step", inWords(n.comparedSteps())+" steps")
	where := when(parted > 0, say(", in %s", outOf(len(seeds)-parted, len(seeds), "seed")))
	switch largest := largestEarly(seeds); {
	case parted == len(seeds):
		return ""
	case math.IsInf(largest, 0), math.IsNaN(largest):
		return say("The losses of %s do not agree: some are finite in one network alone.", first)
	case largest > claim.SameLoss:
		return say("The losses of %s differ by up to %s of their size, more than the %s that the theory allows.", first, bound(largest), n.whatIsLeft())
	case largest == 0:
		return say("The losses of %s agree in every bit%s.", first, where)
	default:
		return say("The losses of %s agree to within %s of their size%s.", first, bound(largest), where)
	}
}

// comparedSteps is over how many steps losses are compared.
func (e *findings) comparedSteps() int { return min(claim.SameSteps, e.Steps()) }

// partedSeeds names the seeds in which a changed sign parts the two networks
// within the first steps.
func (n *narrative) partedSeeds() string {
	parted := claim.FlippedIn(n.earlyOfRestored())
	if len(parted) == 0 {
		return ""
	}
	first, last, largest := math.MaxInt, 0, 0.0
	for _, j := range parted {
		first, last, largest = min(first, j.Step), max(last, j.Step), max(largest, j.Off)
	}
	step := say("step~%s", integer(first))
	if first != last {
		step = say("a step between %s and~%s", integer(first), integer(last))
	}
	return say("In %s they agree to a few roundings until, at %s, they part, by up to %s within %s steps: a rounding changed the sign of a hidden unit on some image, and from there on the two networks are on different linear pieces of their function.",
		seedNames(parted), step, errorBound(largest), inWords(claim.SameSteps))
}

// earlyOfRestored judges the early losses of every seed that was run both in
// the restored network and in the reference.
func (n *narrative) earlyOfRestored() []claim.Judgement {
	return claim.Same(n.Findings, n.Restored, n.Reference).Seeds
}

// largestEarly is the largest difference of the seeds in which no sign parts
// the two.
func largestEarly(seeds []claim.Judgement) float64 {
	largest := 0.0
	for _, j := range seeds {
		if !j.Flipped {
			largest = max(largest, j.Off)
		}
	}
	return largest
}

// drift says what becomes of the small differences.
func (n *narrative) drift() string {
	last, compared := 0.0, 0
	for _, r := range n.Of(n.Restored) {
		if o, ok := n.Find(n.Reference, r.Run.Seed); ok && len(r.Trace.Loss) == len(o.Trace.Loss) && len(r.Trace.Loss) > 0 {
			i := len(r.Trace.Loss) - 1
			last = max(last, claim.RelativeDifference(float64(r.Trace.Loss[i]), float64(o.Trace.Loss[i])))
			compared++
		}
	}
	if compared == 0 || last == 0 || math.IsNaN(last) || math.IsInf(last, 0) {
		return ""
	}
	switch early := largestEarly(n.earlyOfRestored()); {
	case last <= max(early, claim.SameLoss) && last <= manyTimes*early:
		return say("They stay that close: on the last batch the losses differ by at most %s of their size.", bound(last))
	case last <= claim.SameLoss:
		return say("On the last batch they differ by at most %s.", bound(last))
	}
	return say("Training amplifies what %s leaves: on the last batch the losses differ by up to %s.", n.whatIsLeft(), errorBound(last))
}

// exactControls report the pairs whose factor is a power of two.
func (n *narrative) exactControls() string {
	var said []string
	for _, p := range n.Controls {
		said = append(said, n.controlResult(p))
	}
	return text(said...)
}

func (n *narrative) controlResult(p theory.Prediction) string {
	same, compared := n.identicalSeeds(p.Scenario, p.Baseline)
	if compared == 0 {
		return say("Of %s and %s, whose factors are powers of two, no seed was run in both.", n.name(p.Scenario), n.name(p.Baseline))
	}
	opening := say("Between %s and %s, where no factor rounds,", n.name(p.Scenario), n.name(p.Baseline))
	if same == compared {
		return text(opening, say("every loss of all %s and every validation logit agree in every bit, in %s.", countSteps(n.stepsOf(p.Scenario)), outOf(same, compared, "seed")))
	}
	c := n.claim(claim.IdenticalTo, p.Scenario)
	where := ""
	if j := c.Against(); j != nil && !j.Holds && j.Step > 0 {
		where = say("; in seed~%s they part at step~%s", seedName(j.Seed), integer(j.Step))
	}
	return text(opening, say("they agree in every bit in %s only%s. The theory does not explain that.", outOf(same, compared, "seed"), where))
}

// stepsOf counts the steps that a scenario's runs took.
func (n *narrative) stepsOf(scenario string) int {
	steps := 0
	for _, r := range n.Of(scenario) {
		steps += len(r.Trace.Loss)
	}
	return steps
}

// identicalSeeds counts the seeds in which two scenarios agree bit for bit,
// of those that were run in both.
func (n *narrative) identicalSeeds(a, b string) (same, compared int) {
	for _, r := range n.Of(a) {
		o, ok := n.Find(b, r.Run.Seed)
		if !ok {
			continue
		}
		compared++
		if claim.Identical(r.Run, o.Run) {
			same++
		}
	}
	return same, compared
}

// everyRate reports what becomes of dividing all rates: by the square of the
// factor, and by the factor.
func (n *narrative) everyRate() string {
	if n.AllRates == "" {
		return ""
	}
	gap := n.Paired(n.AllRates, n.Reference, evidence.FinalAccuracy)
	verdict := "The accuracy at the end is"
	if math.Abs(gap.Mean) <= claim.SameAccuracy/2 {
		verdict = "Yet it ends close by, at an accuracy of"
	}
	return text(
		say("In %s every rate is divided by %s.", n.name(n.AllRates), n.square(n.rateDivisor(n.AllRates))),
		verdict, n.twoAccuracies(n.AllRates)+".",
	)
}

// adamCure reports the rate that equation (adam) gives for a network under
// Adam.
func (n *narrative) adamCure() string {
	var said []string
	for _, p := range n.Adam {
		if !words.Near(p.XdW, 1) || words.Near(p.A, 1) || !n.HasRun(p.Scenario) || p.Scenario == n.Restored {
			continue
		}
		largest := largestEarly(claim.Same(n.Findings, p.Scenario, p.Baseline).Seeds)
		mine, others := n.accuracyBeside(p.Baseline, p.Scenario), n.accuracyBeside(p.Scenario, p.Baseline)
		said = append(said, say("Under Adam the rate is divided by %s and not by its square: the losses of the first %s steps of %s and %s differ by up to %s, the accuracies at the end are %s and %s.",
			exact(nearInteger(p.A)), inWords(n.comparedSteps()), n.name(p.Scenario), n.name(p.Baseline), errorBound(largest), mine, others))
	}
	return text(said...)
}

// rateDivisor is what all rates of a scenario are divided by, relative to the
// reference's.
func (n *narrative) rateDivisor(scenario string) float64 {
	s, r := n.Scenario(scenario), n.Scenario(n.Reference)
	return (r.LearningRate / r.LearningRateDivisor) / (s.LearningRate / s.LearningRateDivisor)
}

// reverseCase reports the reference with its first layer's rate raised.
func (n *narrative) reverseCase() string {
	if n.Raised == "" {
		return ""
	}
	p, o := n.Prediction(n.Raised), n.Outcome(n.Raised)
	return text(
		say("Conversely, %s is the reference with the rate of its first layer multiplied by %s.", n.name(n.Raised), n.square(p.Rate)),
		when(!n.meetsSameEnds(), sentence(n.fates("it", o))+"."),
		n.sameEnds(),
	)
}

// sameEnds compares the endings of the raised and the broken scenario.
func (n *narrative) sameEnds() string {
	if n.Broken == "" || n.Prediction(n.Broken).XdW == 0 {
		return ""
	}
	fate, step, compared := n.endsInCommon()
	if compared == 0 {
		return ""
	}
	switch {
	case fate == 0:
		return say("It does not end as %s does.", n.name(n.Broken))
	case n.meetsSameEnds():
		return say("It meets the same end as %s at the same step, in %s.", n.name(n.Broken), outOf(step, compared, "seed"))
	case compared == 1:
		return say("It ends as %s does.", n.name(n.Broken))
	}
	return say("It meets the same end as %s in %s, and at the same step in %s. The two are one function only up to rounding, which their course amplifies.",
		n.name(n.Broken), outOf(fate, compared, "seed"), outOf(step, compared, "seed"))
}

// meetsSameEnds reports whether the raised scenario ends in every seed as the
// broken one does, of which @sec:damage has told, and at the same step.
func (n *narrative) meetsSameEnds() bool {
	_, step, compared := n.endsInCommon()
	return compared > 1 && step == compared && compared == len(n.Of(n.Raised))
}

// endsInCommon counts the seeds in which the raised and the broken scenario
// meet the same fate, and at the same step, of those that were run in both.
func (n *narrative) endsInCommon() (fate, step, compared int) {
	for _, r := range n.Of(n.Raised) {
		b, ok := n.Find(n.Broken, r.Run.Seed)
		if !ok {
			continue
		}
		compared++
		mine, other := evidence.EndingOf(r), evidence.EndingOf(b)
		if mine.Fate == other.Fate {
			fate++
			if mine.Step == other.Step {
				step++
			}
		}
	}
	return fate, step, compared
}

// courseFigure is the figure that follows the story to the end: with what
// rounding leaves where that was measured.
func (n *narrative) courseFigure() string {
	if n.has("rate") {
		return "rate"
	}
	return "training"
}

// trainingFigure follows the scenarios of the story to the end.
func (n *narrative) trainingFigure() []typeset.Block {
	course := say("%s; dots are validation after each epoch%s%s%s.", n.smoothed("", when(n.courseFigure() == "rate", ", in (b) means,")+when(n.courseFigure() != "rate", ", in (c) means,")), figures.FirstDotWords(n.Seeds()),
		n.crosses(n.courseFigure(), ", crosses runs that overflowed, which are in no mean"), n.ticks(n.courseFigure()))
	if n.courseFigure() == "rate" {
		panels, last := []string{"(a, b) " + course + when(n.Restored != "", " Light in dark: two that coincide.")}, "c"
		if len(n.Measured(study.ControlsKind, "")) > 0 {
			panels, last = append(panels, say("(c) %s are the controls.", n.oneOrMany("Grey", sentence(figures.LineWords(n.Seeds()))+", against the same seed; grey"))), "d"
		}
		return n.figure("rate", n.trainingTitle(), append(panels, when(n.Seeds() > 1, say("(%s) %s, and their mean.", last, sentence(figures.DotWords(n.Seeds())))))...)
	}
	return n.figure("training", n.trainingTitle(),
		say("(a) Loss on each of the first batches%s%s.", n.ofSeveral(figures.FirstLineWords), n.crosses("training", "; a cross is the last finite loss of a run that overflowed")),
		"(b, c) "+course, "Grey lines are guessing.",
		n.coincide())
}

// smoothed says over how many steps curves of a training are taken together, and
// how they show seeds.
func (n *narrative) smoothed(of, also string) string {
	if n.Window() == 1 {
		return sentence(of + "step by step" + n.meanAndBand())
	}
	return sentence(say("%smedians%s of %s steps each%s", of, also, integer(n.Window()), n.meanAndBand()))
}

// ticks explains those of a figure, if it has any.
func (n *narrative) ticks(figure string) string {
	key := n.drawings[figure].Key
	return when(key != "", "; "+key)
}

// courses has each scenario by itself, for the appendix.
func (n *narrative) courses() []typeset.Block {
	return n.figure("courses", "The course of every scenario, beside that of the reference.",
		say("%s; dots are the validation loss after each epoch%s, the wide pale line is that of %s, the thin grey one the loss of guessing%s.",
			n.smoothed("training loss: ", ""), figures.FirstDotWords(n.Seeds()), n.name(n.Reference), n.ticks("courses")),
		n.crosses("courses", "A cross above a panel is a run that overflowed, at its step; it is in no mean."))
}

// coincide explains curves that lie in others.
func (n *narrative) coincide() string {
	return when(n.Restored != "" || n.Broken != "" && n.Raised != "", "Where two curves coincide, one lies in the other.")
}

// othersCourses tell how the scenarios without a part in the story end; in a
// study of a pair the table has it.
func (n *narrative) othersCourses() string {
	if n.Restored != "" && n.Broken != "" {
		return when(n.Seeds() == 1, n.endsOverSeeds())
	}
	return text(n.apartCourses(), n.adamCourse(), n.otherCourses(), n.endsOverSeeds())
}

// referenceCourse tells how the reference ends, where it does not learn in
// every seed.
func (n *narrative) referenceCourse() string {
	o := n.Outcome(n.Reference)
	return when(len(o.Learned) < len(o.All), n.fateIn(n.Reference))
}

// apartCourses tells how the scenarios end that nothing is predicted of.
func (n *narrative) apartCourses() string {
	var scenarios []string
	for _, s := range n.Unpredicted {
		scenarios = append(scenarios, s.Name)
	}
	return n.fatesIn(scenarios)
}

// otherCourses tell how the scenarios end that have no part in the report
// otherwise.
func (n *narrative) otherCourses() string {
	var scenarios []string
	for _, p := range n.pairs() {
		if n.HasRun(p.Scenario) && n.hasNoPart(p) {
			scenarios = append(scenarios, p.Scenario)
		}
	}
	return n.fatesIn(scenarios)
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

// endsOverSeeds says whether seeds of one scenario end differently.
func (n *narrative) endsOverSeeds() string {
	if n.Seeds() == 1 {
		return "The study has one seed, so nothing can be said of what another draw of weights and batches would change."
	}
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
	switch {
	case len(n.notLived()) == 0:
		return ""
	case len(said) == 0:
		return "Whether a run overflows, dies or does neither does not depend on the seed here."
	}
	return text(say("How a run ends depends on the seed in %s.", n.names(said)),
		when(!n.many(), "So few seeds say that more than one end occurs, not how often each would."))
}

// fatesIn says how the networks of some scenarios end, those together that end
// alike; the table has those of many.
func (n *narrative) fatesIn(scenarios []string) string {
	if len(scenarios) > mostNamed {
		return ""
	}
	var fates []string
	alike := map[string][]string{}
	for _, s := range scenarios {
		fate := n.fates("the network", n.Outcome(s))
		if alike[fate] == nil {
			fates = append(fates, fate)
		}
		alike[fate] = append(alike[fate], "in "+n.name(s))
	}
	var said []string
	for _, fate := range fates {
		said = append(said, say("%s %s.", sentence(list(alike[fate]...)), fate))
	}
	return text(said...)
}

// fateIn says how the network of a scenario ends.
func (n *narrative) fateIn(scenario string) string {
	return say("In %s %s.", n.name(scenario), n.fates("the network", n.Outcome(scenario)))
}
