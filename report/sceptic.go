package report

import (
	"math"

	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
)

// sceptic takes up explanations that predict no number, each with a measurement.
// It stands where the diagnostics are there to answer them.
func (n *narrative) sceptic() []typeset.Block {
	if !n.bothTold() {
		return nil
	}
	return blocks(
		runIn("Is it float32?", n.notFloat32()),
		runIn("Is it the bias?", n.notTheBias()),
		runIn("Is it the seed?", n.notTheSeed()),
		runIn("Does Adam save it?", n.adamSaves()),
	)
}

// whatDiffers is what is to be explained.
func (n *narrative) whatDiffers() string {
	if n.Outcome(n.Broken).Collapsed() > 0 {
		return "one network learns and the other does not"
	}
	return "the two networks are not trained alike"
}

func (n *narrative) notFloat32() string {
	var said []string
	for _, p := range n.Controls {
		same, compared := n.identicalSeeds(p.Scenario, p.Baseline)
		if compared > 0 && same == compared {
			said = append(said, say("With the factor %s, where nothing rounds differently, the rescaled network is the reference in every bit.", exact(max(p.A, 1/p.A))))
			break
		}
	}
	if c := n.firstClaim(claim.Rounding); c != nil && c.Verdict == claim.Holds && n.neverJumped(c) == 0 {
		said = append(said, say("With %s the rescaled network departs from the reference when copies of the reference do whose weights are moved by one unit in the last place.", exact(nearInteger(n.Prediction(n.Broken).A))))
	}
	if agrees := n.float64Agrees(); agrees != "" {
		said = append(said, agrees)
	}
	if len(said) == 0 {
		return "The study cannot say: it has no pair whose factor is a power of two, no control that departs, and no loss after the first step that is the same in float32 and in float64."
	}
	return text("No.", text(said...))
}

// float64Agrees compares the loss after the first step with the same
// computed in float64.
func (n *narrative) float64Agrees() string {
	largest, compared := 0.0, 0
	for _, r := range n.Diagnosed(n.Broken) {
		if after := evidence.LossAfter(r); !math.IsNaN(after) && !math.IsInf(after, 0) {
			largest = max(largest, claim.RelativeDifference(after, float64(r.Run.Diagnostics.Attribution.All)))
			compared++
		}
	}
	if compared == 0 || !(largest <= counterfactualTolerance) {
		return ""
	}
	return say("The loss of %s after its first step is the same in float64, to within %s.", n.name(n.Broken), bound(largest))
}

func (n *narrative) notTheBias() string {
	before := n.lossAfterPart(n.Broken, func(a *record.Attribution) record.Float { return a.None })
	biases := n.lossAfterPart(n.Broken, func(a *record.Attribution) record.Float { return a.EveryBias })
	weights := n.lossAfterPart(n.Broken, func(a *record.Attribution) record.Float { return a.EveryWeights })
	measured := say("In %s the steps of all biases together take the loss from %s %s, those of all weights %s.",
		n.name(n.Broken), spread(before, 3), toLossInDouble(biases, 3), toLossInDouble(weights, 2))
	if claim.Raises(biases, before) {
		return text("Not by itself.", measured)
	}
	return text("No.", measured, "The gradient of a bias holds no feature, so it is the same in both networks.")
}

func (n *narrative) notTheSeed() string {
	c := n.claim(claim.FirstStep, n.Broken)
	if len(c.Seeds) == 0 {
		return ""
	}
	if len(c.Seeds) == 1 {
		return "The study has one seed, so it cannot say; what theory predicts does not depend on it."
	}
	var factors []float64
	for _, j := range c.Seeds {
		factors = append(factors, j.Factors[claim.XdW])
	}
	s := compare.Of(factors)
	o := n.Outcome(n.Broken)
	times := significant(s.Min, claim.FactorDigits)
	if highest := significant(s.Max, claim.FactorDigits); highest != times {
		times = say("between %s and %s", times, highest)
	}
	measured := say("Over %s the step of %s is %s times that of %s, and it collapses in %s.",
		count(len(factors), "seed"), n.name(n.Broken), times, n.name(n.Reference), outOf(o.Collapsed(), len(o.All), "seed"))
	if c.Verdict != claim.Holds {
		return text("The factor itself is not as predicted in every seed.", measured)
	}
	decides := "The seed decides at which step."
	if len(o.Overflowed) > 0 && len(o.Overflowed) < len(o.All) {
		decides = "The seed decides in which way, and at which step."
	}
	return text("No.", measured, when(len(o.Overflowed)+len(o.Died) == len(o.All), decides))
}

func (n *narrative) adamSaves() string {
	for _, p := range n.Adam {
		if p.Rate != 1 || p.A == 1 {
			continue
		}
		c := n.claim(claim.FirstStep, p.Scenario)
		worst := c.Against()
		if worst == nil {
			continue
		}
		mine, others := n.Sample(p.Scenario, evidence.FinalAccuracy), n.Sample(p.Baseline, evidence.FinalAccuracy)
		verdict := "In part."
		switch o := n.Outcome(p.Scenario); {
		case o.Collapsed() == len(o.All):
			verdict = "No."
		case math.Abs(mine.Mean-others.Mean) <= claim.SameAccuracy:
			verdict = "Nearly."
		}
		return text(verdict, say("Its first step is %s times as long in the pre-activations, not %s times: the factor in the gradient is divided out, that in the features is not. %s ends at %s, where %s ends at %s.",
			significant(worst.Factors[claim.XdW], 4), n.square(p.A*p.A), sentence(n.name(p.Scenario)), roundedAccuracy(mine), n.name(p.Baseline), roundedAccuracy(others)))
	}
	power := ""
	if s := n.slopes(record.BothArm, "adam"); len(s.Values) > 0 {
		power = say("Its first step grows with the power %s of the factor, not with the square.", decimal(s.Mean, 3))
	}
	for _, s := range n.Ran() {
		if n.isBrokenUnderAdam(n.Scenario(s)) {
			return text(n.savedInPart(s), power, n.endUnderAdam(s))
		}
	}
	return text(power, when(power != "", "How a training goes on from there, this study does not measure."))
}

// savedInPart is the verdict on a network that has no counterpart under Adam to
// be measured by.
func (n *narrative) savedInPart(scenario string) string {
	if o := n.Outcome(scenario); o.Collapsed() == len(o.All) {
		return "No."
	}
	return "In part."
}

// endUnderAdam is how it ends, beside the reference.
func (n *narrative) endUnderAdam(scenario string) string {
	if n.Outcome(scenario).Collapsed() > 0 {
		return sentence(n.fates(n.name(scenario), n.Outcome(scenario))) + "."
	}
	return sentence(say("%s ends at %s, where %s ends at %s under %s.", n.name(scenario), roundedAccuracy(n.Sample(scenario, evidence.FinalAccuracy)),
		n.name(n.Reference), roundedAccuracy(n.Sample(n.Reference, evidence.FinalAccuracy)), optimizerName(n.Scenario(n.Reference).Optimizer)))
}

// isBrokenUnderAdam reports whether a scenario is the one that breaks, but
// trained with Adam.
func (n *narrative) isBrokenUnderAdam(s study.Scenario) bool {
	b := n.Scenario(n.Broken)
	return s.Optimizer == "adam" && s.FeatureDivisor == b.FeatureDivisor && s.WeightDivisor == b.WeightDivisor && s.Standardise == b.Standardise
}
