package report

import (
	"math"

	"firststep/report/typeset"
	"firststep/study/claim"
	"firststep/study/evidence"
)

// float32InQuestion takes up an explanation that predicts no number. It stands
// where the diagnostics are there to answer it.
func (n *narrative) float32InQuestion() []typeset.Block {
	if !n.bothTold() {
		return nil
	}
	return runIn("Is it float32?", n.notFloat32())
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
	if agrees := n.float64Agrees(); agrees != "" {
		said = append(said, agrees)
	}
	if c, ok := n.EndingCounts(); ok && c.Float64.Seeds > 0 && len(c.Float64.Guessing)*2 > c.Float64.Seeds {
		said = append(said, say("Of %s that overflow in float32, %s no better than by guessing in float64.", count(c.Float64.Seeds, "training"), say("%s %s", integer(len(c.Float64.Guessing)), plural(len(c.Float64.Guessing), "ends", "end"))))
	}
	if c := n.firstClaim(claim.Rounding); len(said) == 0 && c != nil && c.Verdict == claim.Holds && n.neverJumped(c) == 0 {
		said = append(said, "The rescaled network departs from the reference when copies of that do whose weights are moved by one unit in the last place.")
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
