package report

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/evidence"
)

// remedies compares ways to train on the same images: what each costs, and how
// it ends beside the reference.
func (n *narrative) remedies() []typeset.Block {
	return blocks(
		heading("remedies", "What people try"),
		paragraph(
			"@tab:remedies lists what was tried, what works best first: how far the first step goes, where the training ends, and what it costs. There $X$ is a batch of features, one image a row, and $W$ the weights of the first layer, one unit a column.",
			n.rateByHand(),
			n.oneRateEach(),
			n.boundedAtOneRate(),
			n.mentions("answer", "@fig:answer sets the ends side by side."), n.mentions("courses", "@fig:courses follows each."),
			n.definitions(),
		),
		inPlace(n.remedyTable()),
		n.courses(),
	)
}

// standing is where a scenario ends beside the reference.
type standing int

// A scenario is lost if it collapses in every seed, and risky if in some; of
// the others the interval of the difference in accuracy says whether they are
// level with the reference, above or below it, where there is an interval that
// is narrow enough to say so.
const (
	above standing = iota
	level
	noInterval
	below
	risky
	lost
)

func (n *narrative) standing(scenario string) standing {
	o := n.Outcome(scenario)
	d, ok := n.against(scenario, "validation_accuracy")
	switch collapsed := o.Collapsed(); {
	case collapsed == len(o.All):
		return lost
	case collapsed > 0:
		return risky
	case !ok || math.IsNaN(float64(d.Low)):
		return noInterval
	case d.Low > 0:
		return above
	case d.High < 0:
		return below
	case max(d.High, -d.Low) > levelWithin:
		return noInterval
	}
	return level
}

// levelWithin is how far a difference in accuracy may be from zero, at either
// end of its interval, for two scenarios to be level.
const levelWithin = 0.05

// standings sorts scenarios by where they end.
func (n *narrative) standings(scenarios []string) map[standing][]string {
	sorted := map[standing][]string{}
	for _, s := range scenarios {
		if s != n.Reference {
			at := n.standing(s)
			sorted[at] = append(sorted[at], s)
		}
	}
	return sorted
}

// against compares a quantity of a scenario with the reference's, seed by
// seed; false where nothing can be compared.
func (n *narrative) against(scenario, quantity string) (compare.Difference, bool) {
	reference, other := evidence.Runs(n.Of(n.Reference)), evidence.Runs(n.Of(scenario))
	if len(reference) == 0 || len(other) == 0 {
		return compare.Difference{}, false
	}
	c, err := compare.Scenarios(reference, other, compare.Options{Quantities: []string{quantity}})
	if err != nil || !c.Paired || min(len(reference), len(other)) < fewestForInterval {
		return compare.Difference{}, false
	}
	return c.Find(quantity)
}

// fewestForInterval is the number of seeds below which an interval says
// nothing: of two differences it is many times as wide as they are apart, and
// nothing wide if they happen to be equal.
const fewestForInterval = 3

// recommendation says which other ways to train are as good as dividing the
// features, which of them change no pixel, and which do not train.
func (n *narrative) recommendation() string {
	scaled := n.standings(slices.DeleteFunc(n.Ran(), func(s string) bool { return !n.Scenario(s).Standardise }))
	at := n.standings(slices.DeleteFunc(n.Ran(), func(s string) bool { return n.Scenario(s).FeatureDivisor != 1 || n.Scenario(s).Standardise }))
	standardised := slices.Concat(scaled[above], scaled[level])
	return text(
		say("Divide the features, as %s does%s.", n.name(n.Reference), when(len(standardised) > 0, say(", or standardise them, as %s does", n.names(standardised)))),
		n.trainFaster(standardised),
		n.leaveThePixels(at),
		n.trainSlower(at[level]),
		n.highestAccuracy(),
		when(len(at[lost]) > 0, say("What collapses in every seed: %s.", n.names(at[lost]))),
	)
}

// leaveThePixels says which ways to train on the pixels as they are do as well
// as the reference; that no difference is shown is no proof that there is none.
func (n *narrative) leaveThePixels(at map[standing][]string) string {
	var said []string
	if better := at[above]; len(better) > 0 {
		said = append(said, say("%s %s above it in accuracy", n.names(better), plural(len(better), "ends", "end")))
	}
	if same := at[level]; len(same) > 0 {
		said = append(said, say("%s %s not shown to differ from it in accuracy", n.names(same), plural(len(same), "is", "are")))
	}
	if len(said) == 0 {
		return "Nothing that leaves the pixels as they are ends level with it."
	}
	return say("Of what leaves the pixels as they are, %s.", list(said...))
}

// trainSlower names scenarios whose training loss is above the reference's in
// every seed, of those that are not shown to differ in accuracy.
func (n *narrative) trainSlower(scenarios []string) string {
	slower := n.inEverySeed(scenarios, func(d compare.Sample) bool { return d.Min > 0 })
	return when(len(slower) > 0, say("Higher than the reference's in every seed is the training loss of %s.", n.names(slower)))
}

// highestAccuracy names the scenario with the highest mean accuracy, where that
// is not the reference.
func (n *narrative) highestAccuracy() string {
	best := n.Reference
	for _, s := range n.Ran() {
		if n.Outcome(s).Collapsed() == 0 && n.finalAccuracy(s) > n.finalAccuracy(best) {
			best = s
		}
	}
	return when(best != n.Reference, say("The highest mean accuracy is that of %s, %s.", n.name(best), roundedAccuracy(n.Sample(best, evidence.FinalAccuracy))))
}

// rateByHand says how far the best of the lowered rates gets, each of which is
// all that its scenario changes in the broken network.
func (n *narrative) rateByHand() string {
	best, tried := "", 0
	for _, s := range n.Ran() {
		as, broken := n.Scenario(s), n.Scenario(n.Broken)
		as.LearningRate = broken.LearningRate
		if n.Broken == "" || s == n.Broken || !study.TrainedAlike(as, broken) {
			continue
		}
		if tried++; best == "" || n.finalAccuracy(s) > n.finalAccuracy(best) {
			best = s
		}
	}
	if tried < 2 {
		return ""
	}
	return say("The simplest remedy is a lower rate for every layer: the best of %s that were tried ends at %s, with %s.", count(tried, "rate"), roundedAccuracy(n.Sample(best, evidence.FinalAccuracy)), n.name(best))
}

func (n *narrative) finalAccuracy(scenario string) float64 {
	return n.Sample(scenario, evidence.FinalAccuracy).Mean
}

// remedyTable has a row for every scenario, what works best first.
func (n *narrative) remedyTable() []typeset.Block {
	table := typeset.Table{
		Label: "remedies",
		Title: "What people try, how it ends, and what it costs.",
		Caption: text(
			say("The first step in the pre-activations, rms %s: predicted, as a multiple of that of the reference, and measured, as a multiple of rms %s.", mXdW, mXW),
			n.otherReferences(),
			n.clippedKey(),
			n.meansAndDeviations(),
			n.differenceCaption(), n.decayApart()),
		Columns: []typeset.Column{{}, {Align: typeset.Decimal}, {Align: typeset.Right}, {Align: typeset.Decimal}, {Align: typeset.Right}, wrapping},
		Head: [][]typeset.Cell{
			cells("", "first step", "", "accuracy", "", "").span(3, 2).span(1, 2),
			cells("", "predicted,", "measured,", "", "", ""),
			cells("Tried", "× reference", "× rms "+mXW, "mean", "difference", "costs"),
		},
	}
	ran := slices.Clone(n.Ran())
	slices.SortStableFunc(ran, func(s, t string) int {
		return cmp.Compare(n.finalAccuracy(t), n.finalAccuracy(s))
	})
	for _, s := range ran {
		table.Rows = append(table.Rows, typeset.Row{Cells: n.cellsFor(s, cell(n.predictedOrClipped(s)),
			cell(n.ratioCell(s)), cell(n.accuracyCell(s)),
			cell(n.overflowed(s)+n.differenceWords(s)), cell(strings.Join(n.Costs(s), "; ")))})
	}
	return []typeset.Block{explained(table)}
}

// predictedOrClipped is the factor of a first step by theory, or for a clipped
// one by theory and the norm of the gradient.
func (n *narrative) predictedOrClipped(scenario string) string {
	if c := n.claim(claim.Clipped, scenario); c.Target != 0 {
		return significant(c.Target, 3)
	}
	return n.predictedStep(scenario)
}

// decayApart says that differences to the reference are due to decay as well,
// where some weights decay otherwise than its.
func (n *narrative) decayApart() string {
	apart := slices.ContainsFunc(n.Ran(), func(s string) bool { return n.Scenario(s).WeightDecay != n.Scenario(n.Reference).WeightDecay })
	return when(apart, "Where weights decay otherwise than the reference's, the decay is part of the difference.")
}

// clippedKey says what the prediction of a clipped step rests on.
func (n *narrative) clippedKey() string {
	var seeds []string
	for _, c := range n.claims(claim.Clipped) {
		if worst := c.Against(); worst != nil && !slices.Contains(seeds, seedName(worst.Seed)) {
			seeds = append(seeds, seedName(worst.Seed))
		}
	}
	return when(len(seeds) > 0, say("The prediction of clipping needs the norm of the gradient, and is that of the seed where it is farthest off (%s).", list(seeds...)))
}

// trainFaster names scenarios whose training loss is lower than the reference's
// in every seed, of those that do not end below it.
func (n *narrative) trainFaster(scenarios []string) string {
	faster := n.inEverySeed(scenarios, func(d compare.Sample) bool { return d.Max < 0 })
	return when(len(faster) > 0, say("The training loss of %s is lower than the reference's in every seed.", n.names(faster)))
}

// inEverySeed are the scenarios whose training losses, less the reference's,
// are such, of seeds enough.
func (n *narrative) inEverySeed(scenarios []string, such func(differences compare.Sample) bool) []string {
	return slices.DeleteFunc(slices.Clone(scenarios), func(s string) bool {
		d := n.Paired(s, n.Reference, evidence.LastTrainingLoss)
		return len(d.Values) < fewestForInterval || !such(d)
	})
}

// oneRateEach says that other optimizers were not tuned, where each was tried at
// one rate.
func (n *narrative) oneRateEach() string {
	rates := map[string][]float64{}
	for _, name := range n.Ran() {
		if s := n.Scenario(name); s.Optimizer != n.Scenario(n.Reference).Optimizer && !slices.Contains(rates[s.Optimizer], s.LearningRate) {
			rates[s.Optimizer] = append(rates[s.Optimizer], s.LearningRate)
		}
	}
	for _, tried := range rates {
		if len(tried) > 1 {
			return ""
		}
	}
	return when(len(rates) > 0, "Other optimizers were tried at one rate each, which was not tuned.")
}

// boundedAtOneRate says that clipping and warm-up were tried at the broken
// network's rate alone.
func (n *narrative) boundedAtOneRate() string {
	rate := n.Scenario(n.Broken).LearningRate
	clips, warmsUp := false, false
	for _, name := range n.Ran() {
		s := n.Scenario(name)
		if (s.ClipNorm != 0 || s.WarmupSteps != 0) && s.LearningRate != rate {
			return ""
		}
		clips, warmsUp = clips || s.ClipNorm != 0, warmsUp || s.WarmupSteps != 0
	}
	return when(clips && warmsUp, say("Clipping and warm-up were tried with the rate %s alone.", exact(rate)))
}
