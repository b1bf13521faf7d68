package report

import (
	"math"
	"slices"

	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/theory"
	"firststep/study/words"
)

// law tests the law of the first step over factors, and the border of what
// trains over factors and rates.
func (n *narrative) law() []typeset.Block {
	parts := blocks(n.sweep(), n.stabilityMap())
	if len(parts) == 0 {
		return nil
	}
	return blocks(heading("law", n.lawHeading()), parts)
}

func (n *narrative) lawHeading() string {
	switch {
	case n.has("law") && n.has("map"):
		return "The law and the map"
	case n.has("map"):
		return "The map"
	}
	return "The law"
}

// slopes describes the measured powers of one optimizer on one arm.
func (n *narrative) slopes(arm, optimizer string) compare.Sample {
	var slopes []float64
	for _, m := range n.Measured(study.SweepKind, "") {
		if series, ok := m.Sweep.Find(arm, optimizer); ok {
			slopes = append(slopes, float64(series.Slope))
		}
	}
	return compare.Of(slopes)
}

// sweep tests the law over many factors.
func (n *narrative) sweep() []typeset.Block {
	if !n.has("law") {
		return nil
	}
	factors := n.Definition.Sweep.Factors
	opening := say("@fig:law takes first steps alone, for %s between %s and %s, beginning with %s.",
		count(len(factors), "factor"), exact(factors[0]), exact(factors[len(factors)-1]), n.name(n.Reference))
	if len(factors) == 1 {
		opening = say("@fig:law takes first steps alone, for the factor %s, beginning with %s. One factor has no slope.", exact(factors[0]), n.name(n.Reference))
	}
	var measured []string
	for _, l := range theory.Laws(n.Definition) {
		measured = append(measured, n.exponentWords(l))
	}
	return blocks(
		paragraph(opening, text(measured...), n.sweepConclusion(), "Where only one of the two is scaled (@fig:law/c) the network is another function, for which no slope is predicted."),
		n.figure("law", n.lawTitle(),
			say("(a) %s lines are @eq:exponent and no fits. (b) The unit %s is the largest relative error of a rounding.%s", n.lawSeeds(), powerOfTwo(float32Bits), when(!n.many(), n.oneOrMany("", " (c) A line a seed.")))),
	)
}

// lawSeeds begins a sentence with how the figure of the law shows seeds.
func (n *narrative) lawSeeds() string {
	if n.many() {
		return "Geometric means over seeds; the"
	}
	return n.oneOrMany("The", "A dot a seed; the")
}

// exponentWords says how far an optimizer's steps are from the line that is
// predicted, and what the definition expects instead.
func (n *narrative) exponentWords(l theory.Law) string {
	largest := n.offLaw(l)
	switch {
	case len(n.slopes(record.BothArm, l.Optimizer).Values) == 0, math.IsNaN(largest), math.IsInf(largest, 0):
		return ""
	case l.Optimizer == "momentum" && n.sweeps("sgd") && n.sameSteps("momentum", "sgd"):
		return "The first step with momentum is that of gradient descent in every bit, and is not drawn again."
	}
	off, expected := errorBound(largest), ""
	if largest < manyRoundings {
		off = significant(words.RoundedUp(largest/claim.Float32Rounding, 2), 2) + " units of rounding"
	}
	if l.Expected != nil && *l.Expected != l.Exponent {
		expected = say(", where the study expects %s,", exact(*l.Expected))
	}
	return say("Under %s no step is off the line of slope %s%s by more than %s.", optimizerName(l.Optimizer), exact(l.Exponent), expected, off)
}

// offLaw is the largest relative deviation of a step from the law, beginning
// with the first factor.
func (n *narrative) offLaw(l theory.Law) float64 {
	largest := 0.0
	for _, m := range n.Measured(study.SweepKind, "") {
		series, ok := m.Sweep.Find(record.BothArm, l.Optimizer)
		if !ok || len(series.XdWRMS) == 0 {
			continue
		}
		for i, v := range series.XdWRMS {
			grown := float64(1)
			for range int(l.Exponent) {
				grown *= float64(m.Sweep.Factors[i]) / float64(m.Sweep.Factors[0])
			}
			largest = max(largest, math.Abs(float64(v)/float64(series.XdWRMS[0])/grown-1))
		}
	}
	return largest
}

// sameSteps reports whether two optimizers took the same steps.
func (n *narrative) sameSteps(a, b string) bool {
	for _, m := range n.Measured(study.SweepKind, "") {
		x, okX := m.Sweep.Find(record.BothArm, a)
		y, okY := m.Sweep.Find(record.BothArm, b)
		if !okX || !okY || len(x.XdWRMS) != len(y.XdWRMS) {
			return false
		}
		for i := range x.XdWRMS {
			if x.XdWRMS[i] != y.XdWRMS[i] {
				return false
			}
		}
	}
	return true
}

// sweepConclusion says what follows where the exponents are claimed.
func (n *narrative) sweepConclusion() string {
	claims := n.claims(claim.Exponent)
	var failing []string
	for _, c := range claims {
		if c.Verdict == claim.Fails {
			where := "in seed~" + seedName(c.Against().Seed)
			if c.Holding() == 0 && len(c.Seeds) > 1 {
				where = "in every seed"
			}
			failing = append(failing, say("under %s by %s %s", optimizerName(c.Subject), significant(c.Against().Off, 1), where))
		}
	}
	switch {
	case len(claims) == 0:
		return ""
	case len(failing) > 0:
		return say("The slope that the definition expects is missed, %s.", list(failing...))
	}
	return ""
}

func (n *narrative) measuredAll(claims []claim.Claim) bool {
	for _, c := range claims {
		if c.Verdict != claim.Holds {
			return false
		}
	}
	return true
}

// slopeRange writes slopes to two decimals.
func slopeRange(s compare.Sample) string {
	return words.Document.Range(s.Min, s.Max, claim.BorderDecimals)
}

func (n *narrative) lawTitle() string {
	claims := n.claims(claim.Exponent)
	if len(claims) == 0 || !n.measuredAll(claims) {
		return "The first step over the factor."
	}
	var powers []string
	for _, c := range claims {
		powers = append(powers, say("%s under %s", exact(c.Target), optimizerName(c.Subject)))
	}
	return say("The power is %s.", list(powers...))
}

// stabilityMap tests where training breaks.
func (n *narrative) stabilityMap() []typeset.Block {
	if !n.has("map") {
		return nil
	}
	first := n.mapSlopes(study.FirstLayerMap)
	global := n.mapSlopes(study.GlobalMap)
	return blocks(
		runIn("The map.",
			n.mapWords(),
			when(!n.mapsLearn(), "None of these trainings has learned after so few steps, so that the maps tell little."),
			n.firstBorder(first),
			n.globalBorder(global),
		),
		n.figure("map", n.mapTitle(),
			n.drawings["map"].Key,
			n.mapAnchor()),
	)
}

// mapWords say what the maps hold, and what a broken training is.
func (n *narrative) mapWords() string {
	cells, trainings, dead := 0, 0, 0.0
	for _, subject := range []string{study.FirstLayerMap, study.GlobalMap} {
		for _, m := range n.Measured(study.StabilityKind, subject) {
			all := len(m.Stability.Factors) * len(m.Stability.Rates)
			distinct, same := evidence.Diagonals(m.Stability)
			if subject == study.GlobalMap || !same {
				distinct = all
			}
			cells, trainings, dead = cells+all, trainings+distinct, float64(m.Stability.Dead)
		}
	}
	return say("@fig:map shows %s%s of %s each. One is broken if the mean loss of its last %s is not finite or, at a rate above the best, no lower than before training or above %s of that of guessing.",
		when(cells != trainings, integer(cells)+" cells, "), count(trainings, "training"), countSteps(n.Definition.Stability.Steps),
		count(min(study.MapLastSteps, n.Definition.Stability.Steps), "step"), wholePercent(dead/n.GuessingLoss()))
}

// mapsLearn reports whether any training of the maps has left the loss of
// guessing behind.
func (n *narrative) mapsLearn() bool {
	for _, subject := range []string{study.FirstLayerMap, study.GlobalMap} {
		for _, m := range n.Measured(study.StabilityKind, subject) {
			for _, row := range m.Stability.Loss {
				for _, loss := range row {
					if loss < m.Stability.Dead {
						return true
					}
				}
			}
		}
	}
	return false
}

func (n *narrative) mapAnchor() string {
	b, ok := n.border(study.FirstLayerMap)
	if !ok || len(n.Measured(study.StabilityKind, study.FirstLayerMap)) == 0 {
		return ""
	}
	if rates := n.criticalRates(n.Definition.Reference); len(rates.Values) > 0 {
		return say("The black line, of slope %s, goes through the critical rate of %s.", decimal(b.Slope, 0), n.whereCritical())
	}
	return when(n.hasBorder(study.FirstLayerMap), say("The black line has the slope %s and goes through the middle of the measured border.", decimal(b.Slope, 0)))
}

// whereCritical says whose the critical rate is that belongs to the maps: that of
// the reference, which the figure of the line has where it is one of the pair.
func (n *narrative) whereCritical() string {
	if _, baseline := n.Thrown(); baseline == "" || baseline == n.Definition.Reference {
		return "@fig:line"
	}
	return say("the first step of %s", n.name(n.Definition.Reference))
}

// hasBorder reports whether some seed has a border in a map.
func (n *narrative) hasBorder(subject string) bool {
	return slices.ContainsFunc(n.Measured(study.StabilityKind, subject), func(m *record.Measurement) bool {
		return slices.ContainsFunc(m.Stability.Border, func(b *record.Float) bool { return b != nil })
	})
}

func (n *narrative) mapTitle() string {
	c := n.firstClaim(claim.Border)
	if c == nil || c.Verdict != claim.Holds {
		return "Where training breaks."
	}
	near := "Where training breaks"
	if _, over := n.borderBracket(); len(over.Values) > 0 && over.Max < manyTimes && over.Min > 1/float64(manyTimes) {
		near = say("With the first layer's rate alone training breaks within a factor of %s of the critical rate", inWords(manyTimes))
	}
	if slopes := n.mapSlopes(study.GlobalMap); len(slopes.Values) > 0 && (slopes.Min > c.Target+theory.BorderTolerance || slopes.Max < c.Target-theory.BorderTolerance) {
		return say("%s; with every rate varied the slope is not %s.", near, decimal(c.Target, 0))
	}
	return near + "."
}

// mapSlopes describes the slopes of a map's border.
func (n *narrative) mapSlopes(subject string) compare.Sample {
	var slopes []float64
	for _, m := range n.Measured(study.StabilityKind, subject) {
		if s := float64(m.Stability.Slope); !math.IsNaN(s) {
			slopes = append(slopes, s)
		}
	}
	return compare.Of(slopes)
}

// firstBorder sets the slope of the first layer's map against the prediction.
func (n *narrative) firstBorder(slopes compare.Sample) string {
	b, ok := n.border(study.FirstLayerMap)
	if !ok || len(n.Measured(study.StabilityKind, study.FirstLayerMap)) == 0 {
		return ""
	}
	if len(slopes.Values) == 0 {
		return "With the first layer's rate alone (a), the grid holds no border that would have a slope."
	}
	measured := say("With the first layer's rate alone (a) the border has a slope of %s%s, where %s was predicted", slopeRange(slopes), n.withSlope(slopes), decimal(b.Slope, 0))
	c := n.firstClaim(claim.Border)
	switch {
	case c == nil || c.Verdict == claim.NotMeasured:
		return measured + "."
	case !b.Aligned:
		return measured + "; but the rates of the grid do not lie the squares of its factors apart, and the border is known to their spacing alone."
	case c.Verdict == claim.Fails:
		return say("%s; in seed~%s it is off by more than %s, and the claim fails.", measured, seedName(c.Against().Seed), exact(c.Threshold))
	}
	if same := n.diagonals(b.Slope); same != "" && n.withSlope(slopes) == "" {
		measured = same
	}
	return text(measured+".", n.borderHeight())
}

// diagonals says that the cells of a diagonal are one training, where they
// are, so that the slope is an identity.
func (n *narrative) diagonals(slope float64) string {
	cells, distinct := 0, 0
	for _, m := range n.Measured(study.StabilityKind, study.FirstLayerMap) {
		trainings, same := evidence.Diagonals(m.Stability)
		if !same {
			return ""
		}
		cells, distinct = len(m.Stability.Factors)*len(m.Stability.Rates), trainings
	}
	if cells == distinct {
		return ""
	}
	return say("With the first layer's rate alone (a) the %s cells of a seed are %s trainings, for those of one $a^2\\eta_1$ are the same in every bit; so by construction the border has the slope %s", integer(cells), integer(distinct), decimal(slope, 0))
}

// withSlope says how many seeds have a slope, where some have none.
func (n *narrative) withSlope(slopes compare.Sample) string {
	maps := len(n.Measured(study.StabilityKind, study.FirstLayerMap))
	return when(len(slopes.Values) < maps, say(" in the %s of %s that %s borders at several factors", count(len(slopes.Values), "seed"), inWords(maps), plural(len(slopes.Values), "shows", "show")))
}

// borderBracket are the rates of the grid on either side of the border, brought
// to a = 1 along the predicted slope: as rates, and as multiples of the critical
// rate, two a seed.
func (n *narrative) borderBracket() (rates, over compare.Sample) {
	var at, ratios []float64
	b, ok := n.border(study.FirstLayerMap)
	for _, m := range n.Measured(study.StabilityKind, study.FirstLayerMap) {
		r, found := n.Find(n.Definition.Reference, m.Seed)
		if !ok || !found || math.IsNaN(evidence.CriticalRate(r)) {
			continue
		}
		if low, high := evidence.BorderBracket(m.Stability, b.Slope); high > 0 {
			at = append(at, low, high)
			ratios = append(ratios, low/evidence.CriticalRate(r), high/evidence.CriticalRate(r))
		}
	}
	return compare.Of(at), compare.Of(ratios)
}

// borderHeight compares where the border lies with the critical rate.
func (n *narrative) borderHeight() string {
	rates, over := n.borderBracket()
	maps := n.Measured(study.StabilityKind, study.FirstLayerMap)
	if len(over.Values) == 0 {
		return ""
	}
	seeds := when(len(maps) > 1, say(" in %s", outOf(len(over.Values)/2, len(maps), "seed")))
	return say("At $a$ = %s it lies%s between the rates %s and %s, %s–%s times the critical rate of %s%s.%s", exact(1), seeds,
		significant(rates.Min, 2), significant(rates.Max, 2), significant(over.Min, 2), significant(over.Max, 2), n.whereCritical(), n.gridWords(len(maps) == 1 || !oneBracket(rates)), n.unbrokenBeyond())
}

// oneBracket reports whether the rates on either side of the border are the same
// in every seed.
func oneBracket(rates compare.Sample) bool {
	return !slices.ContainsFunc(rates.Values, func(r float64) bool { return r != rates.Min && r != rates.Max })
}

// unbrokenBeyond counts the trainings of the first layer's map that are not
// broken although one of the same seed with a smaller product of rate and
// squared factor is.
func (n *narrative) unbrokenBeyond() string {
	var beyond []string
	for _, m := range n.Measured(study.StabilityKind, study.FirstLayerMap) {
		s, broken, losses := m.Stability, map[float64]bool{}, map[float64]record.Float{}
		for i, a := range s.Factors {
			for j, rate := range s.Rates {
				broken[float64(a*a*rate)], losses[float64(a*a*rate)] = s.Broken(i, j), s.Loss[i][j]
			}
		}
		lowest := math.Inf(1)
		for product, is := range broken {
			if is {
				lowest = min(lowest, product)
			}
		}
		for product, is := range broken {
			if !is && product > lowest {
				beyond = append(beyond, say("seed~%s, loss %s", seedName(m.Seed), significant(float64(losses[product]), 2)))
			}
		}
	}
	switch len(beyond) {
	case 0:
		return ""
	case 1:
		return say(" Beyond it one training is not broken (%s).", beyond[0])
	}
	return say(" Beyond it %s trainings are not broken.", inWords(len(beyond)))
}

// gridWords says how far apart the rates of the grid lie, which is how well a
// border is known, and whether it is the same in several seeds.
func (n *narrative) gridWords(apart bool) string {
	rates, least, widest := n.Definition.Stability.RateFactors, math.Inf(1), 0.0
	for i := 1; i < len(rates); i++ {
		least, widest = min(least, rates[i]/rates[i-1]), max(widest, rates[i]/rates[i-1])
	}
	return when(widest > 1, say("; the grid%s steps of %sa factor %s%s", when(apart, " has")+when(!apart, ", with"), when(!words.Near(least, widest), "up to "), factor(widest), when(!apart, ", does not tell seeds apart")))
}

// globalBorder discusses the map of every rate.
func (n *narrative) globalBorder(slopes compare.Sample) string {
	if len(slopes.Values) == 0 {
		return ""
	}
	first := n.mapSlopes(study.FirstLayerMap)
	b, _ := n.border(study.GlobalMap)
	return text(
		say("Where every rate is varied (b), the slope is %s.", slopeRange(slopes)),
		when(b.Aligned && len(first.Values) > 0 && slopes.Min > first.Max+theory.BorderTolerance, "If the first layer's step alone decided, it would be that of (a)."))
}
