package report

import (
	"math"
	"strings"

	"firststep/figures"
	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/theory"
	"firststep/study/words"
)

// whichLayer says which layer's step breaks the network, and what the later
// steps have to do with it.
func (n *narrative) whichLayer() []typeset.Block {
	parts := blocks(n.attribution(), n.linesAlone(), n.lineFigure(), n.trials(), n.criticalRate())
	if len(parts) == 0 {
		return nil
	}
	return blocks(heading("breaking", "Which layer, and which steps"), parts)
}

// linesAlone stands in for the attribution where there is no broken network.
func (n *narrative) linesAlone() []typeset.Block {
	if n.bothTold() || !n.has("line") {
		return nil
	}
	verdict := n.ratioVerdict(n.claims(claim.CriticalRate), "")
	return paragraph(
		say("@fig:line moves the first layer's weights%s along their first step, and applies parts of the whole step one at a time.", n.whoseLines()),
		n.criticalAlone(),
		when(verdict != "", "Where two scenarios start as one function, @eq:critical predicts the ratio of their critical rates."),
		verdict)
}

// whoseLines names the two networks that the figure shows, where it shows two of
// several.
func (n *narrative) whoseLines() string {
	thrown, reference := n.Thrown()
	return when(thrown != "", say(" of %s and of %s", n.name(reference), n.name(thrown)))
}

// criticalAlone is the critical rate of a network of which no other's is told.
func (n *narrative) criticalAlone() string {
	ran := n.Ran()
	if len(ran) > 1 || len(n.criticalRates(n.Reference).Values) == 0 {
		return ""
	}
	return say("From a rate of %s on that no longer lowers the loss; trained was with %s.", spread(n.criticalRates(n.Reference), 2), exact(n.FirstLayerRate(n.Reference)))
}

// only is the loss after the step of one layer alone.
func only(layer int) func(*record.Attribution) record.Float {
	return func(a *record.Attribution) record.Float { return a.OnlyLayer[layer] }
}

func allBut(layer int) func(*record.Attribution) record.Float {
	return func(a *record.Attribution) record.Float { return a.AllButLayer[layer] }
}

// attribution takes the first step apart.
func (n *narrative) attribution() []typeset.Block {
	if !n.bothTold() {
		return nil
	}
	before := n.lossAfterPart(n.Broken, func(a *record.Attribution) record.Float { return a.None })
	return paragraph(
		when(n.has("line"), "@fig:line/b applies the parts of the first step one at a time."),
		n.culprit(before),
		n.counterfactual(),
	)
}

// culprit says which layers' steps raise the loss, from the numbers.
func (n *narrative) culprit(before compare.Sample) string {
	var raising, spared []string
	first := false
	for layer := range n.layers() {
		after := n.lossAfterPart(n.Broken, only(layer))
		name := ordinal(layer + 1)
		if claim.Raises(after, before) {
			raising = append(raising, name)
			first = first || layer == 0
		} else {
			spared = append(spared, name)
		}
	}
	alone := !claim.Raises(n.lossAfterPart(n.Broken, allBut(0)), before)
	switch {
	case len(raising) == 0:
		return "No layer's step raises the loss by itself."
	case len(raising) == 1 && first && alone:
		return say("In %s the first layer's step raises the loss on the batch, and no other does.", n.name(n.Broken))
	case len(raising) == 1:
		return say("In %s the %s layer's step raises the loss.", n.name(n.Broken), raising[0])
	case len(spared) == 0:
		return "Every layer's step raises the loss by itself."
	}
	return say("The steps of the %s layers raise the loss by themselves, %s of the %s %s not.", list(raising...),
		plural(len(spared), "that", "those"), list(spared...), plural(len(spared), "does", "do"))
}

// counterfactual is the step with the first layer's part made as long as the
// reference's.
func (n *narrative) counterfactual() string {
	shortened := n.lossAfterPart(n.Broken, func(a *record.Attribution) record.Float { return a.ReferenceSize })
	reference := n.lossAfterPart(n.Reference, func(a *record.Attribution) record.Float { return a.All })
	outcome := ""
	if largest := claim.RelativeDifference(shortened.Mean, reference.Mean); !(largest <= counterfactualTolerance) {
		outcome = say(", so the length of that one matrix does not explain all (the means differ by %s)", errorSize(largest))
	}
	comes := say("%s, where that network's is %s", spread(shortened, 3), spread(reference, 3))
	if spread(shortened, 3) == spread(reference, 3) {
		comes = say("the %s of that network", spread(reference, 3))
	}
	return say("With the first layer's step as short as in %s, and all else as it was, the loss comes to %s%s.", n.name(n.Reference), comes, outcome)
}

func (n *narrative) lineFigure() []typeset.Block {
	return n.figure("line", n.lineTitle(),
		say("(a) On the first batch%s. Black: Taylor expansion, first order dashed, second solid. Circles are critical rates; grey are the loss before the step and, dashed, the rate of the training.", n.linesAndMeans()),
		n.partsKey())
}

// partsKey explains the panel of the parts of a step, if there is anything to.
func (n *narrative) partsKey() string {
	key := text(when(n.Seeds() > 1, sentence(figures.PartWords(n.Seeds()))+"."), n.pairInRows(), n.dividedFirst())
	return when(key != "", "(b) "+key)
}

// pairInRows says which of two networks is which in the rows of parts.
func (n *narrative) pairInRows() string {
	thrown, reference := n.Thrown()
	both := len(n.Diagnosed(thrown)) > 0 && len(n.Diagnosed(reference)) > 0
	return when(both, "Above "+n.name(reference)+", below "+n.name(thrown)+".")
}

// dividedFirst explains the part of the thrown network's step that has the first
// layer's as short as in the network that it is thrown from.
func (n *narrative) dividedFirst() string {
	thrown, reference := n.Thrown()
	return when(thrown != "", say("Where the first is divided, its step is as short as in %s.", n.name(reference)))
}

// linesAndMeans says how curves of seeds and their means are drawn.
func (n *narrative) linesAndMeans() string {
	if n.many() {
		return n.ofSeveral(figures.LineWords)
	}
	return when(n.Seeds() > 1, "; thin lines are seeds, thick ones their means")
}

func (n *narrative) lineTitle() string {
	if n.Broken == "" || n.claim(claim.CriticalRate, n.Broken).Verdict != claim.Holds {
		return "The loss along the first step, and after parts of it."
	}
	return say("The same valley, %s times narrower.", factor(1/n.claim(claim.CriticalRate, n.Broken).Target))
}

// criticalRate sets the measured critical rates against the predicted ones.
func (n *narrative) criticalRate() []typeset.Block {
	if !n.bothTold() {
		return nil
	}
	reference, broken := n.criticalRates(n.Reference), n.criticalRates(n.Broken)
	switch c := n.claim(claim.CriticalRate, n.Broken); {
	case c.Target == 0:
		return runIn("How far is too far.", "@fig:line/a moves the first layer's weights alone along their step. Nothing is predicted of the rate from which on that does not lower the loss, because under this optimizer the step does not follow the gradient.")
	case len(reference.Values) == 0 || len(broken.Values) == 0:
		return runIn("How far is too far.", "On the line along the first layer's step no critical rate was found, for lack of a point at which the loss comes back to its start.")
	}
	return runIn("How far is too far.",
		say("The critical rate of a step of the first layer's weights alone (@fig:line/a) is %s in %s and %s in %s%s.", spread(reference, 2), n.name(n.Reference), spread(broken, 2), n.name(n.Broken), n.trainedWith()),
		n.ratioVerdict(n.claims(claim.CriticalRate), ""),
		n.sizeIsNoCriterion(),
		n.mentions("curvature", "The curvature scales alike (@fig:curvature)."),
	)
}

// trainedWith sets the rates that were trained with against the critical ones.
func (n *narrative) trainedWith() string {
	below := n.criticalOver(n.Reference)
	beyond := n.criticalOver(n.Broken)
	if !(below.Min > 1) || !(beyond.Max < 1) {
		return ""
	}
	return say("; the rate of the training, %s, is %s times below the first and %s times above the second",
		exact(n.FirstLayerRate(n.Reference)), spread(below, 2), spread(inverse(beyond), 2))
}

// criticalOver are critical rates as multiples of the rate that was trained
// with.
func (n *narrative) criticalOver(scenario string) compare.Sample {
	var multiples []float64
	for _, v := range n.criticalRates(scenario).Values {
		multiples = append(multiples, v/n.FirstLayerRate(scenario))
	}
	return compare.Of(multiples)
}

// times is a sample of multiples.
func times(s compare.Sample, factor float64) compare.Sample {
	var values []float64
	for _, v := range s.Values {
		values = append(values, v*factor)
	}
	return compare.Of(values)
}

// inverse is a sample of reciprocals.
func inverse(s compare.Sample) compare.Sample {
	var values []float64
	for _, v := range s.Values {
		values = append(values, 1/v)
	}
	return compare.Of(values)
}

// ratioVerdict says how well ratios hold, of the scenarios that they are
// claimed of, and what follows where all do.
func (n *narrative) ratioVerdict(claims []claim.Claim, conclusion string) string {
	var failing []claim.Claim
	largest, measured := 0.0, 0
	for _, c := range claims {
		if c.Verdict == claim.Fails {
			failing = append(failing, c)
		}
		for _, j := range c.Seeds {
			largest = max(largest, j.Off)
			measured++
		}
	}
	switch {
	case measured == 0:
		return ""
	case len(failing) > 0:
		worst := failing[0].Against()
		return say("The prediction fails for %s: in seed~%s the ratio is %s, where %s was predicted.",
			n.name(failing[0].Scenario), seedName(worst.Seed), failing[0].MeasuredWords(worst), failing[0].PredictedWords())
	}
	within := "in every bit"
	if largest > 0 {
		within = "to within " + bound(largest)
	}
	return text(sentence(say("%sthe ratio is the predicted one %s.", when(n.Seeds() > 1, "seed by seed "), within)), conclusion)
}

// otherDirections discusses the lines of which nothing is claimed.
func (n *narrative) otherDirections() []typeset.Block {
	if !n.bothTold() {
		return nil
	}
	square := 1 / n.claim(claim.CriticalRate, n.Broken).Target
	bias := n.directionRatio(func(l *record.Line) record.LineCurve { return l.FirstLayer }, square)
	all := n.directionRatio(func(l *record.Line) record.LineCurve { return l.All }, square)
	if len(bias.Values) == 0 || len(all.Values) == 0 || math.IsInf(square, 0) { // or no law to compare with
		return blocks(paragraph("@fig:directions shows the loss along other directions, of which theory predicts nothing."), n.directionsFigure())
	}
	held := "they move along, and what that does to the critical rate depends on the seed"
	switch {
	case all.Max < 1:
		held = "they move along, and bring the loss back to its start at a lower rate"
	case all.Min > 1:
		held = "they move along, and keep the loss below its start up to a higher rate"
	}
	return blocks(
		paragraph(
			"Along other directions the two losses are different curves (@fig:directions).",
			say("If the first layer's bias moves along, the ratio of the two critical rates is %s, which is %s of the predicted one, and if all parameters move, %s, which is %s of it.",
				spread(times(bias, square), 3), spread(bias, 3), spread(times(all, square), 2), spread(all, 2)),
			say("The gradient of the biases and of the later layers holds no %s, so a step that is short enough for the first layer of %s leaves them where they are; in %s %s.",
				mA, n.name(n.Broken), n.name(n.Reference), held),
		),
		n.directionsFigure(),
	)
}

func (n *narrative) directionsFigure() []typeset.Block {
	return n.figure("directions", n.directionsTitle(),
		say("As @fig:line/a, with (a) the bias of the first layer moving along, and (b) all parameters. %s is the rate of the first layer; the other parameters move in the proportion in which they were stepped.", mEta1))
}

func (n *narrative) directionsTitle() string {
	if n.Broken != "" {
		square := 1 / n.claim(claim.CriticalRate, n.Broken).Target
		apart := func(of func(*record.Line) record.LineCurve) bool {
			ratios := n.directionRatio(of, square)
			return len(ratios.Values) > 0 && (ratios.Min > 1+manyRoundings || ratios.Max < 1-manyRoundings)
		}
		if apart(func(l *record.Line) record.LineCurve { return l.FirstLayer }) && apart(func(l *record.Line) record.LineCurve { return l.All }) {
			return "Along other directions the two losses are not one curve."
		}
	}
	return "The loss along other directions."
}

// directionRatio is the ratio of the critical rates along a direction, in the
// reference and in the scenario that breaks, as a multiple of the predicted
// one.
func (n *narrative) directionRatio(of func(*record.Line) record.LineCurve, square float64) compare.Sample {
	var ratios []float64
	for _, r := range n.Diagnosed(n.Broken) {
		o, ok := n.Find(n.Reference, r.Run.Seed)
		if !ok || o.Run.Diagnostics == nil {
			continue
		}
		mine, other := of(&r.Run.Diagnostics.Line).Critical, of(&o.Run.Diagnostics.Line).Critical
		if mine != nil && other != nil {
			rates := n.FirstLayerRate(n.Broken) / n.FirstLayerRate(n.Reference)
			ratios = append(ratios, float64(*other)/(float64(*mine)*rates*square))
		}
	}
	return compare.Of(ratios)
}

// eigenvalues describes those of a scenario's seeds.
func (n *narrative) eigenvalues(scenario string, of func(*record.Curvature) record.Eigenvalue) compare.Sample {
	var values []float64
	for _, m := range n.Measured(study.CurvatureKind, scenario) {
		values = append(values, float64(of(m.Curvature).Value))
	}
	return compare.Of(values)
}

// curvature sets the Hessian's largest eigenvalues against the prediction.
func (n *narrative) curvature() []typeset.Block {
	if len(n.curved()) == 0 {
		return nil
	}
	block := func(c *record.Curvature) record.Eigenvalue { return c.Block }
	whole := func(c *record.Curvature) record.Eigenvalue { return c.Whole }
	var measured, wholes []string
	for _, s := range n.curved() {
		measured = append(measured, say("%s in %s", spread(n.eigenvalues(s, block), 3), n.name(s)))
		wholes = append(wholes, say("%s in %s", spread(n.eigenvalues(s, whole), 3), n.name(s)))
	}
	shown := "The largest eigenvalue of the Hessian in the first layer's weights was measured"
	if n.has("curvature") {
		shown = "@fig:curvature shows it"
	}
	return blocks(
		runIn("Curvature.",
			when(len(theory.BlockEigenvalues(n.Definition)) > 0, "By @eq:hessian the first layer's block of the Hessian is the square of the factor times the reference's, and so is its largest eigenvalue."),
			say("%s at the start, on the first batch: it is %s. It was found by Lanczos' method on exact products with the Hessian %s%s.", shown, list(measured...), n.cite("pearlmutter"), n.convergence()),
			n.ratioVerdict(n.claims(claim.BlockEigenvalue), when(n.claim(claim.CriticalRate, n.Broken).Verdict == claim.Holds, `Curvature and critical rate scale alike.`)),
			say("The largest eigenvalue of the whole network is %s.", list(wholes...)),
			n.stability(whole),
		),
		n.figure("curvature", n.curvatureTitle(),
			say("Largest eigenvalue of the Hessian on the first batch, before any step%s, (a) of the block of the first layer's weights, (b) of the whole network. The black tick is the prediction: the value of the reference%s, times the factor in the last but one column. The last column is the largest relative deviation%s, rounded up. The grey line is %s.", n.ofSeveral(figures.DotWords), when(n.Seeds() > 1, ", the mean over seeds"), when(n.Seeds() > 1, " of a seed from its own prediction"), mStable)),
	)
}

// curved are the scenarios whose curvature was measured.
func (n *narrative) curved() []string {
	var names []string
	for _, s := range n.Definition.Scenarios {
		if len(n.Measured(study.CurvatureKind, s.Name)) > 0 {
			names = append(names, s.Name)
		}
	}
	return names
}

// convergence says how well the eigenvalues are known.
func (n *narrative) convergence() string {
	residual, open := 0.0, 0
	for _, s := range n.curved() {
		for _, m := range n.Measured(study.CurvatureKind, s) {
			for _, v := range []record.Eigenvalue{m.Curvature.Block, m.Curvature.Whole} {
				residual = max(residual, float64(v.Residual))
				if !v.Converged {
					open++
				}
			}
		}
	}
	switch {
	case open > 0:
		return say("; of the eigenvalues %s did not converge", inWords(open))
	case math.IsNaN(residual):
		return ""
	case residual == 0:
		return ", to no residual"
	}
	return say(", to a relative residual of at most %s", bound(residual))
}

// stability sets the whole network's curvature beside the rate's yardstick.
func (n *narrative) stability(whole func(*record.Curvature) record.Eigenvalue) string {
	if len(n.Measured(study.CurvatureKind, n.Reference)) == 0 || n.Scenario(n.Reference).FirstLayerTrustCoefficient != 0 {
		return "" // a rate by norms is another at every step
	}
	yardstick := 2 / n.FirstLayerRate(n.Reference)
	s := n.eigenvalues(n.Reference, whole)
	above := 0
	for _, v := range s.Values {
		if v > yardstick {
			above++
		}
	}
	where := outOf(above, len(s.Values), "seed")
	if len(s.Values) == 1 {
		where = "its one seed"
	}
	switch {
	case above == 0:
		return say("For the reference %s is %s, and its values lie below that in every seed.", mStable, exact(yardstick))
	case len(n.Outcome(n.Reference).Learned) < len(n.Outcome(n.Reference).All):
		return say("For the reference %s is %s, and its value lies above that in %s.", mStable, exact(yardstick), where)
	}
	return say("For the reference %s is %s, and its value lies above that in %s. These seeds learn all the same: the bound holds for a quadratic loss, which this one is not.", mStable, exact(yardstick), where)
}

func (n *narrative) curvatureTitle() string {
	claims, grows := n.claims(claim.BlockEigenvalue), false
	for _, c := range claims {
		if c.Verdict != claim.Holds {
			return "The curvature at the start."
		}
		grows = grows || c.Target != 1
	}
	if !grows {
		return "The curvature at the start."
	}
	return "The first layer's curvature grows with the square of the factor."
}

// trialScenarios are the scenarios that start as the reference does, under its
// optimizer, and have learning rates of their own.
func (n *narrative) trialScenarios() []string {
	var names []string
	for _, s := range n.Ran() {
		p := n.Prediction(s)
		own := s == n.Reference || p.Baseline == n.Reference && n.Scenario(s).Optimizer == n.Scenario(n.Reference).Optimizer
		if own && n.Broken != "" && (words.Near(p.A, n.Prediction(n.Broken).A) || words.Near(p.A, 1) || s == n.Reference) {
			names = append(names, s)
		}
	}
	return names
}

// oneLongStep says whether the first step alone breaks the network: in a
// scenario whose rate is right from the second step on.
func (n *narrative) oneLongStep() string {
	s := n.thrownOnce()
	if s == "" {
		return ""
	}
	o := n.Outcome(s)
	question := say("Does one long step break the network? At %s times,", factor(n.Prediction(s).XdW))
	switch {
	case o.Collapsed() == len(o.All):
		return say("%s yes: with the right rate from the second step on and the other layers' as they are, it collapses in %s.", question, outOf(o.Collapsed(), len(o.All), "seed"))
	case o.Collapsed() == 0:
		return say("%s no: with the right rate from the second step on, %s.", question, n.fates("it", o))
	}
	return say("%s in some seeds: with the right rate from the second step on, %s.", question, n.fates("it", o))
}

// thrownOnce is a scenario that takes the broken network's first step, and
// the restored one's rates from the second step on.
func (n *narrative) thrownOnce() string {
	for _, s := range n.trialScenarios() {
		if n.Scenario(s).RateDivisorSteps == "" || n.Restored == "" || !words.Near(n.Prediction(s).XdW, n.Prediction(n.Broken).XdW) {
			continue
		}
		rate, firstLayer := n.Scenario(s).RatesAt(2)
		right, rightFirst := n.Scenario(n.Restored).RatesAt(2)
		if words.Near(rate, right) && words.Near(firstLayer, rightFirst) {
			return s
		}
	}
	return ""
}

// nearTheBorder compares one long step of the reference with as long a rate in
// every step.
func (n *narrative) nearTheBorder() string {
	for _, once := range n.trialScenarios() {
		p, steps := n.Prediction(once), n.Scenario(once).DividedSteps()
		if !words.Near(p.A, 1) || n.Scenario(once).RateDivisorSteps == "" || steps.First != 1 || steps.Last == 0 || p.XdW <= 1 {
			continue
		}
		for _, always := range n.trialScenarios() {
			q := n.Prediction(always)
			if n.Scenario(always).RateDivisorSteps != "" || !words.Near(q.A, 1) || !words.Near(q.XdW, p.XdW) {
				continue
			}
			a, b := n.Outcome(once), n.Outcome(always)
			from := say("From one step %s times as long", factor(p.XdW))
			if n.thrownOnce() != "" { // which asks whether one step breaks the network
				from = say("At %s times, no: from one such step", factor(p.XdW))
			}
			if len(a.Learned) == len(a.All) && b.Collapsed() == len(b.All) {
				return say("%s the reference recovers (%s); it collapses if every step is as long.", from, accuraciesOf(a.All))
			}
			return say("With a first step %s times as long as the reference's %s; if every step is as long %s.", factor(p.XdW), n.fates("the network", a), n.fates("it", b))
		}
	}
	return ""
}

// whoFollows compares networks that take the same first step in the first layer
// and differ in the rates of the later layers.
func (n *narrative) whoFollows() string {
	a := n.Prediction(n.Broken).A
	every, first := n.Sibling(a, a), n.Sibling(a, 1)
	later := n.Sibling(1, a*a)
	var said []string
	if every != "" && first != "" && n.HasRun(every) && n.HasRun(first) {
		x, y := n.Outcome(every), n.Outcome(first)
		said = append(said, say("In %s, with the first layer's rate divided by %s, the first step is the same whether the other rates are divided too or not: if they are, %s; if not, %s.", n.name(n.Broken), exact(n.pairFactor()), n.endInShort(x), n.endInShort(y)))
	}
	if later != "" && n.HasRun(later) {
		o := n.Outcome(later)
		said = append(said, say("With the first layer's rate left at %s throughout and all others divided by %s, %s.", exact(n.FirstLayerRate(later)), n.square(a*a), n.endInShort(o)))
	}
	return text(said...)
}

// endInShort says how a network ended.
func (n *narrative) endInShort(o evidence.Outcome) string {
	switch {
	case o.Collapsed() == len(o.All):
		return say("it collapses (%s)", accuraciesOf(o.All))
	case o.Collapsed() > 0:
		return say("it collapses in %s", outOf(o.Collapsed(), len(o.All), "seed"))
	case len(o.Learned) == len(o.All):
		return say("it learns (%s)", accuraciesOf(o.All))
	case len(o.Overflowed) == 0:
		return say("nothing overflows and it ends at %s", accuraciesOf(o.All))
	}
	return say("it ends at %s", accuraciesOf(o.All))
}

// trials says what comes of each change of a rate, in a study that has some.
func (n *narrative) trials() []typeset.Block {
	if !n.hasTrials() {
		return nil
	}
	return blocks(paragraph(strings.TrimSuffix(n.trialResults(), ".")+" (@tab:ends)."), n.endsTable())
}

// hasTrials reports whether scenarios that start as the reference does, at other
// rates, say something of which steps break the network.
func (n *narrative) hasTrials() bool { return n.trialResults() != "" }

func (n *narrative) trialResults() string {
	return text(n.oneLongStep(), n.nearTheBorder(), n.whoFollows())
}

// sizeIsNoCriterion names a network that takes a longer first step than
// another, relative to what it moves, and learns while the other collapses; of
// several the two farthest apart. The critical rate tells these apart.
func (n *narrative) sizeIsNoCriterion() string {
	size := func(s string) compare.Sample { return n.Sample(s, evidence.XdWRatio) }
	var learns, collapses string
	for _, s := range n.Ran() {
		if n.Scenario(s).Optimizer != "sgd" || n.Scenario(s).RateDivisorSteps != "" || len(size(s).Values) == 0 || !n.allAtCritical(s) {
			continue
		}
		o, over := n.Outcome(s), n.criticalOver(s)
		if len(o.Learned) == len(o.All) && over.Min > 1 && (learns == "" || size(s).Min > size(learns).Min) {
			learns = s
		}
		if o.Collapsed() == len(o.All) && over.Max < 1 && (collapses == "" || size(s).Max < size(collapses).Max) {
			collapses = s
		}
	}
	if learns == "" || collapses == "" || size(learns).Min <= size(collapses).Max {
		return ""
	}
	return text(say("How long the step is beside what it moves does not decide: with a rate %s times below the critical one, %s learns after a step of %s times rms %s; with one %s times above, %s collapses after one of %s.",
		spread(n.criticalOver(learns), 2), n.name(learns), spread(size(learns), 2), mXW,
		spread(inverse(n.criticalOver(collapses)), 2), n.name(collapses), spread(size(collapses), 2)), n.criticalIsNoCriterion())
}

// criticalIsNoCriterion names a network that learns though its rate is above the
// critical one of its first step; of several the one that is farthest above.
func (n *narrative) criticalIsNoCriterion() string {
	learns, over := "", compare.Sample{}
	for _, s := range n.Ran() {
		if n.Scenario(s).Optimizer != "sgd" || n.Scenario(s).RateDivisorSteps != "" || !n.allAtCritical(s) {
			continue
		}
		o, above := n.Outcome(s), inverse(n.criticalOver(s))
		if len(o.Learned) == len(o.All) && above.Min > 1 && (learns == "" || above.Min > over.Min) {
			learns, over = s, above
		}
	}
	return when(learns != "", say("Nor does the critical rate, which tells of one step: %s learns at %s times its own.", n.name(learns), spread(over, 2)))
}

// allAtCritical reports whether each run of a scenario has a critical rate.
func (n *narrative) allAtCritical(scenario string) bool {
	runs := len(n.Of(scenario))
	return runs > 0 && len(n.criticalRates(scenario).Values) == runs && n.Scenario(scenario).FirstLayerTrustCoefficient == 0
}
