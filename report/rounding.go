package report

import (
	"math"
	"slices"

	"firststep/figures"
	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/record"
	"firststep/study/theory"
)

// roundingInShort says whether rounding explains what is left, and leads to
// the measurement.
func (n *narrative) roundingInShort() string {
	measured := n.Measured(study.ControlsKind, "")
	if len(measured) == 0 || !n.has("same") {
		return ""
	}
	claims := n.claims(claim.Rounding)
	switch {
	case len(claims) == 0:
		return ""
	case n.measuredAll(claims):
		within, seeds, earlier := 0, 0, ""
		for _, c := range claims {
			within, seeds = within+c.Holding(), seeds+len(c.Seeds)
			earlier = when(departsEarlier(&c), ", though earlier than most of them")
		}
		return say("%s: within the range of their steps in %s%s (@fig:same).", n.withOtherFactors("the two part when controls do"),
			outOf(within, seeds, plural(len(claims), "seed", "case")), earlier)
	}
	return n.withOtherFactors("@fig:same follows what is left") + "."
}

// withOtherFactors begins a sentence about networks that rounding sets apart:
// where the study has a factor that rounds nothing, they have another.
func (n *narrative) withOtherFactors(rest string) string {
	if len(n.Controls) > 0 {
		return n.otherFactors() + " " + rest
	}
	return sentence(rest)
}

// otherFactors names the factor of what is judged, where there is but one.
func (n *narrative) otherFactors() string {
	judged := theory.RoundingClaims(n.Definition)
	if len(judged) != 1 {
		return "With other factors"
	}
	a := n.Prediction(judged[0]).A
	return say("With $a$ = %s", exact(nearInteger(max(a, 1/a))))
}

// roundingLeft says what is left between the reference and the scenarios that
// should be it, beside controls that differ by a rounding.
func (n *narrative) roundingLeft() []typeset.Block {
	measured := n.Measured(study.ControlsKind, "")
	if len(measured) == 0 {
		return nil
	}
	return blocks(
		runIn(n.roundingHead(),
			n.distances(measured),
			n.roundingVerdict(measured),
		),
		n.figure("same", n.sameTitle(),
			say("(a) Largest difference of a logit to %s of the same seed, on the first %s images of the validation set%s%s%s.",
				n.name(n.Reference), integer(measured[0].Controls.Images), n.seedLines(),
				when(len(measured[0].Controls.Controls) > 0, say("; grey are the controls%s, drawn to a little after their jump", figures.ControlWords(n.Seeds()))),
				when(n.predicts(func(p theory.Prediction) bool { return p.Exact && p.SameTrajectory }), "; at the bottom a pair that agrees in every bit")),
			"(b) The step of the jump"+figures.ControlWords(n.Seeds())+": grey dots the controls, the larger the more of them jump at a step, black their range"+when(len(n.claims(claim.Rounding)) > 0, ", in colour what is judged")+n.crosses("same", "; a cross never jumped, beside it how many controls")+"."),
	)
}

// expectedAlike reports whether a network is followed that is expected to be the
// same as the reference, whatever theory says.
func (n *narrative) expectedAlike() bool {
	measured := n.Measured(study.ControlsKind, "")
	return slices.ContainsFunc(n.Definition.Restored(), func(s study.Scenario) bool { return len(restoredDistances(measured, s.Name)) > 0 })
}

func (n *narrative) roundingHead() string {
	switch {
	case len(n.claims(claim.Rounding)) > 0:
	case n.expectedAlike():
		return "How far apart they are."
	default:
		return "What rounding alone does."
	}
	return "What rounding leaves."
}

func (n *narrative) sameTitle() string {
	claims := n.claims(claim.Rounding)
	switch {
	case len(claims) == 0 && n.expectedAlike():
		return "How far networks are apart that are expected to be one."
	case len(claims) == 0:
		return "How far a rounding alone takes the network."
	case !n.measuredAll(claims):
		return "How far networks are apart that should be one."
	}
	for _, c := range claims {
		if c.Holding() < len(c.Seeds) {
			return "The two part much as controls do that a rounding sets apart."
		}
	}
	return "The two part within the range of controls that a rounding sets apart."
}

// seedLines says how the figure shows what is judged, seed by seed.
func (n *narrative) seedLines() string {
	return when(n.Seeds() > 1, ", a line a seed"+figures.ControlWords(n.Seeds()))
}

// restoredDistances are those of one scenario, seed by seed.
func restoredDistances(measured []*record.Measurement, scenario string) []record.Distance {
	var all []record.Distance
	for _, m := range measured {
		for _, d := range m.Controls.Restored {
			if d.Name == scenario && len(d.Logit) > 0 {
				all = append(all, d)
			}
		}
	}
	return all
}

// distances says how far the restored scenarios are from the reference.
func (n *narrative) distances(measured []*record.Measurement) string {
	var said []string
	one := false // of some theory says that it is the reference, up to an ε at the most
	for _, s := range n.Definition.Restored() {
		p := n.Prediction(s.Name)
		one = one || p.SameTrajectory || p.UpToEpsilon
		all := restoredDistances(measured, s.Name)
		if len(all) == 0 {
			continue
		}
		var first, last []float64
		for _, d := range all {
			first, last = append(first, float64(d.Logit[0])), append(last, float64(d.Logit[len(d.Logit)-1]))
		}
		said = append(said, say("@fig:same/a follows the largest difference of a logit of %s to %s: at most %s after step one, and %s after the last.",
			n.name(s.Name), n.name(n.Reference), bound(compare.Of(first).Max), spread(compare.Of(last), 2)))
	}
	if len(said) == 0 {
		return say("@fig:same follows %s with its first-layer weights moved by one unit in the last place. No scenario is expected to be the same as it, so that nothing is judged by that.", n.name(n.Reference))
	}
	return text(text(said...), when(!one, "Theory does not have them as one; the controls show what a rounding alone does."))
}

// roundingVerdict sets the steps of the jumps against those of the controls.
func (n *narrative) roundingVerdict(measured []*record.Measurement) string {
	controls := len(measured[0].Controls.Controls)
	if controls == 0 {
		return ""
	}
	var said []string
	for _, c := range n.claims(claim.Rounding) {
		switch {
		case len(c.Seeds) > 0:
			said = append(said, n.jumpWords(&c, controls))
		case c.Verdict == claim.Undecided:
			said = append(said, say("Neither %s nor any control jumps at any of the %s, so nothing can be said.", n.name(c.Scenario), countSteps(n.Steps())))
		}
	}
	return text(say("The jump is the first step%s at which a logit differs by more than %s of the largest logit.", n.jumpGrid(measured), scientific(float64(measured[0].Controls.Threshold), 1)),
		text(said...))
}

// jumpGrid says at which steps logits are compared, if not at each.
func (n *narrative) jumpGrid(measured []*record.Measurement) string {
	for _, d := range measured[0].Controls.Restored {
		for i, step := range d.Steps {
			if step == i+1 {
				continue
			}
			apart := step
			if i+1 < len(d.Steps) {
				apart = d.Steps[i+1] - step
			}
			return say(", of each of the first %s and then one in %s,", integer(i), integer(apart))
		}
	}
	return ""
}

func (n *narrative) jumpWords(c *claim.Claim, controls int) string {
	low, high := math.MaxInt, 0
	var steps []float64
	for _, j := range c.Seeds {
		low, high = min(low, j.Low), max(high, j.High)
		steps = append(steps, float64(j.Step))
	}
	s := compare.Of(steps)
	opening := say("The logits of %s jump %s, those of %s of each seed, which are %s with every first-layer weight moved by one unit in the last place, %s.",
		n.name(c.Scenario), n.jumpsAt(int(s.Min), int(s.Max)), count(controls, "control"), n.name(c.Other), n.jumpsAt(low, high))
	return text(opening, n.outsideControls(c, controls), n.neverJumps(c), n.earlierAndLater(c), roundingConclusion(c))
}

// outsideByChance is the chance, as a fraction, that one more draw lies outside
// the range of so many.
func outsideByChance(controls int) string { return say("%s/%s", integer(2), integer(controls+1)) }

// outsideControls says in how many seeds a jump lies outside the range of the
// controls' jumps, and in how many it may by chance.
func (n *narrative) outsideControls(c *claim.Claim, controls int) string {
	outside := len(c.Seeds) - c.Holding()
	chance := ", and may so in all"
	if c.Allowed < len(c.Seeds) {
		chance = say(", and in more than %s with a chance of at most one in a thousand", inWords(c.Allowed))
	}
	return say("The jump lies outside the range of the same seed's controls, whose ends count as inside, in %s. If it were drawn as theirs are, it would do so with a chance of at most %s a seed%s.",
		outOf(outside, len(c.Seeds), "seed"), outsideByChance(controls), chance)
}

// neverJumps says in how many seeds a scenario does not jump, and some control
// does not either.
func (n *narrative) neverJumps(c *claim.Claim) string {
	never := n.neverJumped(c)
	return when(never > 0, say("In %s it does not jump, nor does some control of the same seed.", outOf(never, len(c.Seeds), "seed")))
}

// earlierAndLater counts the controls that jump before a scenario does, with it
// and after it, and says whether the seeds lean to one side.
func (n *narrative) earlierAndLater(c *claim.Claim) string {
	var earlier, ties, later, neither int
	for _, j := range c.Seeds {
		earlier, later = earlier+j.Earlier, later+j.Later
		if j.Step > n.Steps() {
			neither += j.Ties
		} else {
			ties += j.Ties
		}
	}
	counts := say("Of all %s %s %s earlier, %s at the very same step and %s later%s.", count(earlier+ties+later+neither, "control"),
		integer(earlier), plural(earlier, "jumps", "jump"), integer(ties), integer(later), when(neither > 0, say("; %s %s no more than it does", integer(neither), plural(neither, "jumps", "jump"))))
	before, after := leanings(c)
	if len(c.Seeds) < 2 {
		return counts
	}
	leaning := say("More of them jump later than earlier in %s", outOf(before, before+after, "seed"))
	if after > before {
		leaning = say("More of them jump earlier than later in %s", outOf(after, before+after, "seed"))
	}
	if before+after == 0 {
		return counts
	}
	return text(counts, say("%s (sign test over seeds: $p$ = %s).", leaning, significant(compare.SignTest(before, before+after), 2)))
}

// leanings counts the seeds in which a scenario jumps before more controls than
// after, and those in which it does the opposite.
func leanings(c *claim.Claim) (before, after int) {
	for _, j := range c.Seeds {
		switch {
		case j.Later > j.Earlier:
			before++
		case j.Earlier > j.Later:
			after++
		}
	}
	return before, after
}

// departsEarlier reports whether a sign test over seeds says that a scenario
// jumps earlier than most controls.
func departsEarlier(c *claim.Claim) bool {
	before, after := leanings(c)
	return before > after && compare.SignTest(before, before+after) < compare.Significance
}

func roundingConclusion(c *claim.Claim) string {
	switch {
	case c.Verdict == claim.Holds && departsEarlier(c):
		return "So it departs somewhat earlier than they do, though within their range. A likely reason is that a control is rounded differently once, at the start, and the rescaled network at every step."
	case c.Verdict == claim.Fails:
		return "It departs otherwise than the controls do."
	}
	return ""
}

// neverJumped counts the seeds in which a scenario does not jump, and some
// control does not.
func (n *narrative) neverJumped(c *claim.Claim) int {
	never := 0
	for _, j := range c.Seeds {
		if j.Holds && j.Step > n.Steps() {
			never++
		}
	}
	return never
}

// jumpsAt says when something jumps; a step past the end is never.
func (n *narrative) jumpsAt(low, high int) string {
	switch end := n.Steps(); {
	case low > end:
		return say("at none of the %s", countSteps(end))
	case high > end:
		return say("at step %s or later, or not within the %s", integer(low), countSteps(end))
	case low == high:
		return "at step " + integer(low)
	}
	return say("at steps %s", integers(low, high))
}
