package report

import (
	"math"

	"firststep/report/typeset"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/theory"
)

// rescaling tests the rate that should make the two networks one, in both
// directions, and the rate that should not.
func (n *narrative) rescaling() []typeset.Block {
	same, left, others := blocks(n.equivalence(), n.exactControl()), n.roundingLeft(), blocks(n.everyRate(), n.reverseCase())
	if len(same)+len(left)+len(others) == 0 {
		return nil
	}
	title := "The rate that makes them the same"
	if len(same) == 0 {
		title = "Other rates, and rounding"
		if len(others) == 0 {
			title = "What rounding does"
		} else if len(left) == 0 {
			title = "Other rates"
		}
	}
	return blocks(heading("rescaling", title), same, left, others)
}

// equivalence compares the restored network with the reference.
func (n *narrative) equivalence() []typeset.Block {
	if n.Restored == "" {
		return nil
	}
	p := n.Prediction(n.Restored)
	gap := n.Paired(n.Restored, n.Reference, evidence.FinalAccuracy)
	return paragraph(
		say("By %s, %s gives %s, for all its steps%s.", cureEquation(p), n.scaling(p.Rate, "the rate of the first layer's weights"), n.whoseTraining(), when(p.UpToEpsilon, ", up to the "+mEpsilon+" of Adam")),
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

// twoAccuracies sets that of a scenario against the reference's.
func (n *narrative) twoAccuracies(scenario string) string {
	mine, others := roundedAccuracy(n.Sample(scenario, evidence.FinalAccuracy)), roundedAccuracy(n.Sample(n.Reference, evidence.FinalAccuracy))
	if mine == others {
		return mine + " in both"
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
	return say("; seed by seed the difference lies between %s and %s, with a mean of %s", signed(gap.Min, 4), signed(gap.Max, 4), signed(gap.Mean, 4))
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
	return text(
		say("The two do not stay that close, for training amplifies what %s leaves: on the last batch the losses differ by up to %s.", n.whatIsLeft(), errorBound(last)),
		when(len(n.Controls) > 0 && !n.Prediction(n.Restored).UpToEpsilon, "Whether that is rounding and nothing else, only a factor that does not round can show."))
}

// exactControl reports the pairs whose factor is a power of two.
func (n *narrative) exactControl() []typeset.Block {
	if len(n.Controls) == 0 {
		return nil
	}
	var all []typeset.Block
	for _, p := range n.Controls {
		all = append(all, runIn(say("The control with %s.", exact(max(p.A, 1/p.A))), n.controlResult(p))...)
	}
	return all
}

func (n *narrative) controlResult(p theory.Prediction) string {
	same, compared := n.identicalSeeds(p.Scenario, p.Baseline)
	opening := say("Here %s is set against %s: every factor between them is a power of two, so float32 scales without rounding, and theory leaves no room for any difference.", n.name(p.Scenario), n.name(p.Baseline))
	if compared == 0 {
		return text(opening, "No seed was run in both, so nothing can be said.")
	}
	if same == compared {
		return text(opening,
			say("There is none: in %s every loss of all %s and every validation logit are equal in every bit.", outOf(same, compared, "seed"), countSteps(n.stepsOf(p.Scenario))),
			"So nothing but scale tells the two networks apart; what else might, an effect of small weights or of large inputs as such, would show here and does not.")
	}
	c := n.claim(claim.IdenticalTo, p.Scenario)
	where := ""
	if j := c.Against(); j != nil && !j.Holds && j.Step > 0 {
		where = say("; in seed~%s they part at step~%s", seedName(j.Seed), integer(j.Step))
	}
	return text(opening, say("Yet they are equal in every bit in %s only%s. The theory does not explain that.", outOf(same, compared, "seed"), where))
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

// everyRate reports what becomes of dividing all rates.
func (n *narrative) everyRate() []typeset.Block {
	if n.AllRates == "" {
		return nil
	}
	gap := n.Paired(n.AllRates, n.Reference, evidence.FinalAccuracy)
	verdict := say("It is not the same network: the accuracy at the end is %s%s.", n.twoAccuracies(n.AllRates), n.gapOverSeeds(gap))
	if math.Abs(gap.Mean) <= claim.SameAccuracy/2 {
		verdict = say("Yet it ends close by: the accuracy is %s%s.", n.twoAccuracies(n.AllRates), n.gapOverSeeds(gap))
	}
	return runIn("Every rate.",
		say("In %s, every rate is divided by %s.", n.name(n.AllRates), n.square(n.rateDivisor(n.AllRates))),
		"Its first layer takes the step that it should, but the later layers and the biases, whose gradients never held the factor, hardly move.",
		say("After step one the loss on the batch is %s, where %s has %s.", spread(n.Sample(n.AllRates, evidence.LossAfter), 3), n.name(n.Reference), spread(n.Sample(n.Reference, evidence.LossAfter), 3)),
		verdict,
		n.howFarItGets(),
	)
}

// howFarItGets remarks on a first layer that trains under fixed ones.
func (n *narrative) howFarItGets() string {
	o := n.Outcome(n.AllRates)
	if len(o.Learned) < len(o.All) {
		return ""
	}
	return "That it gets so far shows how much of the work the first layer can do under later layers that are as good as random."
}

// rateDivisor is what all rates of a scenario are divided by, relative to the
// reference's.
func (n *narrative) rateDivisor(scenario string) float64 {
	s, r := n.Scenario(scenario), n.Scenario(n.Reference)
	return (r.LearningRate / r.LearningRateDivisor) / (s.LearningRate / s.LearningRateDivisor)
}

// reverseCase reports the reference with its first layer's rate raised.
func (n *narrative) reverseCase() []typeset.Block {
	if n.Raised == "" {
		return nil
	}
	p, o := n.Prediction(n.Raised), n.Outcome(n.Raised)
	mine := spread(n.Sample(n.Raised, evidence.XdWRatio), 2)
	moves := say("Its first step moves the pre-activations by %s times their size", mine)
	if n.Broken != "" {
		if broken := spread(n.Sample(n.Broken, evidence.XdWRatio), 2); broken == mine {
			moves += say(", as that of %s does", n.name(n.Broken))
		} else {
			moves += say(", where that of %s moves them by %s times", n.name(n.Broken), broken)
		}
	}
	return runIn("The reverse.",
		say("In %s, features and weights are those of %s, which %s, and the rate of the first layer is multiplied by %s.",
			n.name(n.Raised), n.name(n.Reference), n.whatReferenceDoes(), n.squareAndValue(p.Rate)),
		moves+".",
		when(!n.meetsSameEnds(), sentence(n.fates(n.name(n.Raised), o))+"."),
		n.sameEnds(),
	)
}

func (n *narrative) whatReferenceDoes() string {
	o := n.Outcome(n.Reference)
	switch {
	case len(o.Learned) == len(o.All):
		return "learns"
	case o.Collapsed() == len(o.All):
		return "collapses"
	}
	return "learns in some seeds"
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
		return say("It meets the same end as %s at the same step, in %s: scale and rate can stand in for each other in breaking a network as in mending it.", n.name(n.Broken), outOf(step, compared, "seed"))
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
