package report

import (
	"strings"

	"firststep/study/claim"
	"firststep/study/evidence"
)

// Headline returns the report's findings as a few lines of plain text: how
// far the first step moves the broken network against the reference, how the
// scenarios of the story end, and how many claims hold.
func Headline(d evidence.Data) []string {
	n := newNarrative(d)
	lines := []string{n.headlineStep(), n.headlineEnds(), n.headlineClaims()}
	var said []string
	for _, line := range lines {
		if line != "" {
			said = append(said, line)
		}
	}
	return said
}

func (n *narrative) headlineStep() string {
	if n.Broken == "" {
		if !n.HasRun(n.Reference) {
			return ""
		}
		if n.HasNoSignal(n.Reference) {
			return say("first step: none of the first layer in %s, where rms XW is zero", n.Reference)
		}
		return say("first step: rms XΔW is %s rms XW in %s", multipleOf(n.Sample(n.Reference, evidence.XdWRatio), 2), n.Reference)
	}
	line := say("first step: rms XΔW in %s is %s times that in %s", n.Broken, factor(n.Prediction(n.Broken).XdW), n.Reference)
	if c := n.claim(claim.FirstStep, n.Broken); c.Against() != nil {
		line = say("first step: rms XΔW in %s is %s times that in %s; predicted %s", n.Broken,
			significant(c.Against().Factors[claim.XdW], 8), n.Reference, factor(c.Predicted[claim.XdW]))
	}
	return line
}

func (n *narrative) headlineEnds() string {
	var ends []string
	told := []string{n.Reference, n.Broken, n.Restored}
	if n.Broken == "" {
		told = n.FirstPage()
	}
	for _, scenario := range told {
		if !n.HasRun(scenario) {
			continue
		}
		end := roundedAccuracy(n.Sample(scenario, evidence.FinalAccuracy))
		if scenario == n.Reference && n.HasRun(n.Restored) {
			end = n.accuracyBeside(n.Restored, scenario) // over the seeds of both
		}
		if o := n.Outcome(scenario); o.Collapsed() > 0 {
			end = say("collapses in %s of %s", integer(o.Collapsed()), integer(len(o.All)))
		}
		ends = append(ends, scenario+" "+end)
	}
	if len(ends) == 0 {
		return ""
	}
	return "validation accuracy: " + strings.Join(ends, ", ")
}

func (n *narrative) headlineClaims() string {
	if len(n.verdicts.Claims) == 0 {
		return ""
	}
	line := say("claims: %s of %s hold", integer(n.verdicts.Count(claim.Holds)), integer(len(n.verdicts.Claims)))
	for _, open := range []claim.Verdict{claim.Undecided, claim.NotMeasured} {
		if k := n.verdicts.Count(open); k > 0 {
			line += say(", %s %s", integer(k), open)
		}
	}
	return line
}
