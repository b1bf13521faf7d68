package report

import (
	"math"
	"slices"

	"firststep/figures"
	"firststep/report/typeset"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/theory"
	"firststep/study/words"
)

// firstStep sets the measured first step against the predicted one.
func (n *narrative) firstStep() []typeset.Block {
	if len(n.Results) == 0 {
		return nil
	}
	return blocks(
		heading("first", "The first step"),
		paragraph(n.agreement(), n.mentions("pre-activations", "@fig:pre-activations shows every pre-activation of the first batch."), n.notMoved()),
		n.figure("first-step", n.firstStepTitle(),
			say("Rms %s relative to rms %s%s; on the grey line a step is as large as what it changes.", mXdW, mXW, n.ofSeveral(figures.DotWords)),
			when(len(n.pairs()) > 0, say("Black ticks are the prediction: %s times the factor beside it.", n.predictedFrom())),
			n.drawings["first-step"].Key),
		n.figure("pre-activations", n.preActivationTitle(), n.preActivationCaption()),
	)
}

// predictedFrom is what a figure's predictions are multiples of.
func (n *narrative) predictedFrom() string {
	mean := when(n.Seeds() > 1, " mean")
	if whose := n.whoseReference(); whose != "the reference" {
		return say("the%s step of %s", mean, whose)
	}
	return say("the reference's%s step", mean)
}

// whoseReference is whose step predictions start from: not the study's reference
// where that is the reference of no other.
func (n *narrative) whoseReference() string {
	if slices.ContainsFunc(n.pairs(), func(p theory.Prediction) bool { return p.Baseline == n.Definition.Reference }) {
		return "the reference"
	}
	return "a scenario's reference"
}

// measuredFactors has every factor beside its prediction, for the appendix.
func (n *narrative) measuredFactors() []typeset.Block {
	return n.figure("predicted-measured", n.predictedTitle(),
		say("(a) %s, (b) %s and (c) rms %s as multiples of those of %s%s. Black ticks are the prediction and not a fit.",
			mNormDW, mRelative, mXdW, n.whoseReference(), n.ofSeveral(figures.DotWords)+when(n.Seeds() > 1, "; seeds that agree coincide")),
		say("(d) Relative deviation of rms %s from its prediction, in units of %s, half the distance of neighbouring float32 numbers at one; the grey line is one unit.", mXdW, powerOfTwo(float32Bits)))
}

func (n *narrative) firstStepTitle() string {
	claims := n.claims(claim.FirstStep)
	for _, c := range claims {
		if !c.Throughout() {
			return "The first step, measured and predicted."
		}
	}
	if len(claims) == 0 {
		return "How large the first step is."
	}
	if len(n.Unpredicted) > 0 {
		return say("Where theory predicts the first step, it is as large as predicted%s.", when(n.Seeds() > 1, ", for "+n.everySeed(claims)))
	}
	return say("The first step is as large as predicted, in %s.", plural(n.Seeds(), "each scenario", "each scenario and for "+n.everySeed(claims)))
}

// everySeed says how many seeds follow the prediction to a rounding: all but
// those in which a sign changed.
func (n *narrative) everySeed(claims []claim.Claim) string {
	aside := map[int64]bool{}
	for _, c := range claims {
		for _, j := range claim.FlippedIn(c.Seeds) {
			aside[j.Seed] = true
		}
	}
	if len(aside) == 0 {
		return "every seed"
	}
	return "every seed but " + inWords(len(aside))
}

func (n *narrative) predictedTitle() string {
	for _, c := range n.claims(claim.FirstStep) {
		if c.Verdict != claim.Holds {
			return "Predicted and measured factors."
		}
	}
	if len(n.Adam) > 0 {
		return `What is left between prediction and measurement is rounding, and under Adam its $\varepsilon$.`
	}
	return "What is left between prediction and measurement is rounding."
}

// agreement says how well the predictions hold.
func (n *narrative) agreement() string {
	claims := n.claims(claim.FirstStep)
	if len(claims) == 0 {
		if n.has("first-step") {
			return text(n.noPrediction(), "@fig:first-step shows the first step, @tab:first gives its numbers.")
		}
		return text(n.noPrediction(), "@tab:first says what the first step was.")
	}
	subject := "The first step is set"
	if n.has("first-step") {
		subject = "@fig:first-step sets the first step"
	}
	var law, adam []claim.Claim
	for _, c := range claims {
		if n.Prediction(c.Scenario).Exponent == 1 {
			adam = append(adam, c)
		} else {
			law = append(law, c)
		}
	}
	return text(
		say("%s against equations~@eq:step/n, @eq:relative/n and~@eq:law/n: the step of %s with the same seed, times the factor of @tab:scenarios. Nothing is fitted.", subject, n.whoseReference()),
		n.lawAgreement(law),
		n.adamAgreement(adam),
		n.flippedSeeds(claims),
		n.disagreements(claims),
		n.silentSteps(claims),
		n.unpredicted(),
		say("@tab:first lists the numbers%s.", n.mentions("predicted-measured", ", @fig:predicted-measured every factor")),
	)
}

func (n *narrative) lawAgreement(claims []claim.Claim) string {
	c := claim.Worst(claims)
	if c == nil || !c.Against().Holds {
		return ""
	}
	worst, aside := c.Against(), 0
	for _, c := range claims {
		aside += len(claim.FlippedIn(c.Seeds))
	}
	opening := "The"
	if aside > 0 && !worst.Flipped {
		opening = say("But for %s, of which more below, the", count(aside, "run"))
	}
	return say("%s relative error is at most %s%s%s.", opening, bound(worst.Off), when(n.Seeds() > 1, " in any seed"),
		when(worst.Off < claim.FewRoundings, say("; one rounding of float32 is up to %s", bound(claim.Float32Rounding))))
}

// adamAgreement is lawAgreement under Adam and RMSprop.
func (n *narrative) adamAgreement(claims []claim.Claim) string {
	if c := claim.Worst(claims); c == nil || !c.Against().Holds {
		return ""
	}
	var under []string
	largest := 0.0
	for _, c := range claims {
		for _, j := range c.Seeds {
			largest = max(largest, claim.RelativeDifference(j.Factors[claim.XdW], c.Predicted[claim.XdW])) // of that equation
		}
		if name := optimizerName(n.Scenario(c.Scenario).Optimizer); !slices.Contains(under, name) {
			under = append(under, name)
		}
	}
	return say("Under %s, @eq:adam, the error is at most %s, for %s shortens the steps of small gradients.", list(under...), errorBound(largest), mEpsilon)
}

// flippedSeeds names the seeds that are judged more widely.
func (n *narrative) flippedSeeds(claims []claim.Claim) string {
	var named []string
	for _, c := range claims {
		aside := claim.FlippedIn(c.Seeds)
		if len(aside) == 0 {
			continue
		}
		largest := 0.0
		for _, j := range aside {
			largest = max(largest, j.Off)
		}
		named = append(named, say("%s of %s (relative error %s%s)", seedNames(aside), n.name(c.Scenario),
			when(len(aside) > 1, "up to "), bound(largest)))
	}
	if len(named) == 0 {
		return ""
	}
	return say("In %s rounding changed the sign of a hidden unit on some image of the first batch, so that the two networks start on different linear pieces of their function; there the law is only nearly true, and a seed is judged to %s.",
		list(named...), percent(claim.FlippedTolerance, 1))
}

// disagreements says where the prediction fails, and by how much.
func (n *narrative) disagreements(claims []claim.Claim) string {
	var said []string
	for _, c := range claims {
		if worst := c.Against(); worst != nil && !worst.Holds {
			said = append(said, say("The prediction fails for %s: in seed~%s the step in the pre-activations is %s times that of %s, where %s was predicted.",
				n.name(c.Scenario), seedName(worst.Seed), significant(worst.Factors[claim.XdW], 5), n.name(c.Other), factor(c.Predicted[claim.XdW])))
		}
	}
	if others := len(said) - mostNamed; others > 0 {
		said = append(said[:mostNamed], say("It fails for %s more.", inWords(others)))
	}
	return text(said...)
}

// silentSteps says of which steps nothing can be said, and why.
func (n *narrative) silentSteps(claims []claim.Claim) string {
	var said []string
	for _, r := range claim.SharedSilences(claims) {
		var names []string
		for _, c := range r.Claims {
			names = append(names, c.Scenario)
		}
		said = append(said, say("Of %s nothing can be said%s, since %s.", n.names(names), when(len(r.Claims[0].Seeds) > 0, " in some seeds"), r.Why))
	}
	return text(said...)
}

// notMoved says which pre-activations the step leaves alone.
func (n *narrative) notMoved() string {
	thrown, _ := n.Thrown()
	still := n.Sample(thrown, func(r evidence.Result) float64 {
		h := r.Run.FirstStep.PreActivation.XdWHistogram
		entries := h.Zeros + h.NonFinite
		for _, c := range h.Counts {
			entries += c
		}
		return float64(h.Zeros) / float64(entries)
	})
	if len(still.Values) == 0 || still.Max == 0 {
		return ""
	}
	return say("The %s in %s that do not move belong to units that no image of the batch turns on.", share(still), n.name(thrown))
}

func (n *narrative) preActivationTitle() string {
	thrown, _ := n.Thrown()
	if n.claim(claim.FirstStep, thrown).Verdict != claim.Holds {
		return "Pre-activations and what the first step adds to them."
	}
	return say("One step moves the pre-activations by %s decades more in one network than in the other.", n.decades(thrown))
}

// decades writes how far apart the two steps lie, on a logarithmic axis.
func (n *narrative) decades(scenario string) string {
	return decimal(logTen(n.Prediction(scenario).XdW), 1)
}

func (n *narrative) preActivationCaption() string {
	thrown, _ := n.Thrown()
	return text(
		say("Contours hold a quarter, half, three quarters and nineteen twentieths of the entries that the step moves%s; dashed are the pre-activations before the step.", when(n.Seeds() > 1, ", of all seeds")),
		when(n.claim(claim.FirstStep, thrown).Verdict == claim.Holds, say("Shifted by a factor %s the two clouds coincide.", exact(nearInteger(n.Prediction(thrown).XdW)))),
	)
}

// noPrediction says why nothing is predicted of any first step.
func (n *narrative) noPrediction() string {
	if len(n.Definition.Scenarios) == 1 {
		return "The study has one scenario, so there is nothing to predict of one from another."
	}
	var others []string
	for _, s := range n.Definition.Scenarios {
		if s.Name != n.Reference {
			others = append(others, s.Name)
		}
	}
	return say("No two scenarios of this study start as the same function and follow one law, so nothing is predicted of %s.", n.names(others))
}

// unpredicted names the scenarios that nothing is predicted of.
func (n *narrative) unpredicted() string {
	var clipped, normed, others []string
	for _, s := range n.Unpredicted {
		switch {
		case n.claim(claim.Clipped, s.Name).Other != "": // which @tab:scenarios predicts
			clipped = append(clipped, s.Name)
		case s.FirstLayerTrustCoefficient != 0:
			normed = append(normed, s.Name)
		default:
			others = append(others, s.Name)
		}
	}
	return text(
		when(len(others) > 0, say("Nothing is predicted of %s, which %s not start as the same function as another scenario under the same %s.",
			n.names(others), plural(len(others), "does", "do"), n.sameWhat(others))),
		when(len(clipped) > 0, say("Of %s the prediction is the law's step, clipped by the norm of the gradient in each seed.", n.names(clipped))),
		when(len(normed) > 0, say("Nothing is predicted of %s, where norms set the first layer's rate at every step.", n.names(normed))))
}

// sameWhat names what theory compares scenarios under.
func (n *narrative) sameWhat(scenarios []string) string {
	for _, name := range scenarios {
		if s := n.Scenario(name); s.ClipNorm != 0 || s.WeightDecay != 0 {
			return "optimizer, without clipping or with the same decay"
		}
	}
	return "optimizer"
}

// firstStepTable has the first steps in numbers, each that theory predicts
// once; it is for the appendix.
func (n *narrative) firstStepTable() []typeset.Block {
	scenarios := n.distinctSteps()
	table := typeset.Table{
		Label: "first",
		Title: "The first step in numbers.",
		Caption: text(
			n.meansAndDeviations(),
			"Rms and loss are those of the first batch; dead units are counted in the first hidden layer.",
			when(len(scenarios) < len(n.Ran()), "Of scenarios whose first-layer steps are predicted to move the pre-activations alike the first is listed.")),
		Columns: columns(typeset.Left, typeset.Decimal, typeset.Decimal, typeset.Decimal, typeset.Decimal, typeset.Decimal, typeset.Right),
		Head: [][]typeset.Cell{
			cells("", "", "", "", "loss on the batch", "", "dead after").span(4, 2),
			cells("Scenario", "rms "+mXW, "rms "+mXdW, mRelative, "before", "after", "step one"),
		},
	}
	for _, s := range scenarios {
		sample := func(q evidence.Quantity) typeset.Cell { return cell(inParentheses(n.Sample(s, q))) }
		table.Rows = append(table.Rows, typeset.Row{Cells: n.cellsFor(s,
			sample(evidence.XWRMS), sample(evidence.XdWRMS), sample(evidence.RelativeDelta),
			sample(evidence.LossBefore), sample(evidence.LossAfter), cell(shareCell(n.Sample(s, evidence.DeadAfter))))})
	}
	return []typeset.Block{explained(table)}
}

// distinctSteps are the scenarios that were run, without those whose step is
// predicted to be that of an earlier one.
func (n *narrative) distinctSteps() []string {
	type step struct {
		baseline string
		factor   float64
	}
	var names []string
	var seen []step
	for _, s := range n.Ran() {
		p := n.Prediction(s)
		own := step{p.Baseline, p.XdW}
		if p.IsBaseline() {
			own.factor = 1
		}
		if slices.ContainsFunc(seen, func(o step) bool { return o.baseline == own.baseline && words.Near(o.factor, own.factor) }) {
			continue
		}
		seen, names = append(seen, own), append(names, s)
	}
	return names
}

// meansAndDeviations explains 0.277 (20).
func (n *narrative) meansAndDeviations() string {
	if n.Seeds() == 1 {
		return "Of the one seed."
	}
	return "Means over the seeds; in parentheses the standard deviation, in units of the last digit."
}

func shareCell(s compare.Sample) string {
	if len(s.Values) == 0 {
		return ""
	}
	return tableShare(s.Mean)
}

// logTen is the decimal logarithm, for text: it may differ in its last digit
// from one machine to the next, and nothing prints that many.
func logTen(x float64) float64 { return math.Log10(x) }
