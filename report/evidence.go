package report

import (
	"math"
	"slices"

	"firststep/figures"
	"firststep/report/pdf"
	"firststep/study"
	"firststep/study/compare"
	"firststep/study/record"
	"firststep/study/theory"
)

// evidence is what the report may speak of: a study's definition, predictions
// and records, and the parts that its scenarios play.
type evidence struct {
	figures.Data
	figures.Roles // of scenarios that were run

	controls []theory.Prediction // pairs of different scale that have to agree bit for bit
	adam     []theory.Prediction // pairs under Adam
	carried  []*pdf.Attachment   // files that the document carries
	apart    []study.Scenario    // scenarios that start as another function than the reference, and are nobody's baseline
}

func gather(d figures.Data) *evidence {
	e := &evidence{Data: d, Roles: d.Roles()}
	for _, part := range []*string{&e.Broken, &e.Restored, &e.AllRates, &e.Raised} {
		if !e.measured(*part) || !e.measured(e.Reference) {
			*part = ""
		}
	}
	if o := e.outcome(e.Reference); len(o.all) > 0 && e.collapsed(o) == len(o.all) {
		e.Broken = "" // of two networks that both collapse, neither is the one that works
	}
	for _, p := range d.Predictions {
		switch {
		case p.IsBaseline() || !e.measured(p.Scenario) || !e.measured(p.Baseline):
		case p.Exact && p.SameTrajectory && p.A != 1:
			e.controls = append(e.controls, p)
		case p.Exponent == 1 && e.Scenario(p.Scenario).Optimizer == "adam":
			e.adam = append(e.adam, p)
		}
	}
	for _, s := range d.Definition.Scenarios {
		if e.measured(s.Name) && e.startsApart(s.Name) {
			e.apart = append(e.apart, s)
		}
	}
	return e
}

// startsApart reports whether nothing is predicted from or for a scenario.
func (e *evidence) startsApart(name string) bool {
	return name != e.Reference && !slices.ContainsFunc(e.Predictions, func(p theory.Prediction) bool {
		return (p.Scenario == name || p.Baseline == name) && !p.IsBaseline()
	})
}

// measured reports whether there is a record of a scenario.
func (e *evidence) measured(scenario string) bool { return len(e.Of(scenario)) > 0 }

// missing counts the runs of the plan without a record.
func (e *evidence) missing() int {
	return len(e.Definition.Scenarios)*len(e.Definition.Seeds) - len(e.Results)
}

// seeds returns how many seeds there are runs of: of a study that is not
// complete, captions do not speak of means that nobody took.
func (e *evidence) seeds() int {
	measured := map[int64]bool{}
	for _, r := range e.Results {
		measured[r.Run.Seed] = true
	}
	return len(measured)
}

// chance is the accuracy of guessing, not a number where nothing is known of
// the data.
func (e *evidence) chance() float64 {
	if e.Dataset == nil || len(e.Dataset.Counts) == 0 {
		return math.NaN()
	}
	return 1 / float64(len(e.Dataset.Counts))
}

// learnsFrom is the accuracy from which on a network counts as one that
// learns: several times that of guessing, or midway between guessing and
// certainty where classes are so few that this is less.
func (e *evidence) learnsFrom() float64 {
	return min(learnsTimesChance*e.chance(), (1+e.chance())/2)
}

// collapsesTo is the accuracy up to which a network counts as collapsed: twice
// that of guessing, or a quarter of the way from guessing to certainty.
func (e *evidence) collapsesTo() float64 {
	return min(collapsesTimesChance*e.chance(), (1+3*e.chance())/4)
}

// guessing is the loss of a network that gives every class the same
// probability. Its last digit may differ from one machine to the next; nothing
// prints that many.
func (e *evidence) guessing() float64 { return -math.Log(e.chance()) }

// stepsPerEpoch is how many whole batches the training set has.
func (e *evidence) stepsPerEpoch() int {
	return e.Definition.Dataset.Train / e.Definition.Training.Batch
}

// Quantities of a run beside those of package figures.
var (
	lossBefore           figures.Quantity = func(r figures.Result) float64 { return float64(r.Run.FirstStep.LossBefore) }
	lossAfter            figures.Quantity = func(r figures.Result) float64 { return float64(r.Run.FirstStep.LossAfter) }
	weightNorm           figures.Quantity = func(r figures.Result) float64 { return float64(r.Run.FirstStep.Layers[0].WeightNorm) }
	unmoved              figures.Quantity = func(r figures.Result) float64 { return float64(r.Run.FirstStep.Layers[0].Unmoved) }
	xwRMS                figures.Quantity = func(r figures.Result) float64 { return float64(r.Run.FirstStep.PreActivation.XWRMS) }
	exceeds              figures.Quantity = func(r figures.Result) float64 { return float64(r.Run.FirstStep.PreActivation.Exceeds) }
	flips                figures.Quantity = func(r figures.Result) float64 { return float64(r.Run.FirstStep.PreActivation.Flips) }
	finalLoss            figures.Quantity = func(r figures.Result) float64 { return float64(r.Run.Ending.Final.Loss) }
	lastTrainingLoss     figures.Quantity = func(r figures.Result) float64 { return lastLoss(r) }
	lastTrainingAccuracy figures.Quantity = func(r figures.Result) float64 { return float64(lastEpoch(r).TrainingAccuracy) }
	deadBefore           figures.Quantity = func(r figures.Result) float64 { return deadShare(r, r.Run.FirstStep.DeadUnits.Before) }
	deadAfter            figures.Quantity = func(r figures.Result) float64 { return deadShare(r, r.Run.FirstStep.DeadUnits.After) }
	deadAtEnd            figures.Quantity = func(r figures.Result) float64 { return deadShare(r, r.Run.Ending.DeadUnits) }
)

// deadShare is the share of the first hidden layer's units that are dead.
func deadShare(r figures.Result, dead []int) float64 {
	units := r.Run.FirstStep.DeadUnits.Units
	if len(units) == 0 || len(dead) == 0 || units[0] == 0 {
		return math.NaN()
	}
	return float64(dead[0]) / float64(units[0])
}

// paired describes a quantity of one scenario less that of another, seed by
// seed.
func (e *evidence) paired(scenario, other string, q figures.Quantity) compare.Sample {
	var differences []float64
	for _, r := range e.Of(scenario) {
		if o, ok := e.Find(other, r.Run.Seed); ok {
			differences = append(differences, q(r)-q(o))
		}
	}
	return compare.Of(differences)
}

// outcome is how the runs of one scenario ended.
type outcome struct {
	all, overflowed, died []Ending
	// Of the rest: guessing ends at no more than what Collapses allows,
	// learned at no less than what Learns demands.
	guessing, between, learned []Ending
}

func (e *evidence) outcome(scenario string) outcome {
	var o outcome
	for _, r := range e.Of(scenario) {
		end := endingOf(r)
		o.all = append(o.all, end)
		switch {
		case end.Fate == Overflowed:
			o.overflowed = append(o.overflowed, end)
		case end.Accuracy >= e.learnsFrom():
			o.learned = append(o.learned, end)
		case end.Fate == Died:
			o.died = append(o.died, end)
		case end.Accuracy <= e.collapsesTo():
			o.guessing = append(o.guessing, end)
		default:
			o.between = append(o.between, end)
		}
	}
	return o
}

// collapsed counts the runs that the definition's "collapses" is true of.
func (e *evidence) collapsed(o outcome) int {
	n := len(o.overflowed) + len(o.guessing)
	for _, end := range o.died {
		if end.Accuracy <= e.collapsesTo() {
			n++
		}
	}
	return n
}

// stepRange returns the first and the last step of endings; there is one at
// least.
func stepRange(ends []Ending) (first, last int) {
	first, last = ends[0].Step, ends[0].Step
	for _, e := range ends {
		first, last = min(first, e.Step), max(last, e.Step)
	}
	return first, last
}

// claims returns the claims of a kind, in the order of the definition.
func (n *narrative) claims(kind Kind) []Claim {
	var some []Claim
	for _, c := range n.verdicts.Claims {
		if c.Kind == kind {
			some = append(some, c)
		}
	}
	return some
}

// claim returns what is claimed of a scenario; a claim without seeds where
// nothing is.
func (n *narrative) claim(kind Kind, scenario string) *Claim {
	for i, c := range n.verdicts.Claims {
		if c.Kind == kind && c.Scenario == scenario {
			return &n.verdicts.Claims[i]
		}
	}
	return &Claim{Kind: kind, Scenario: scenario}
}

// measuredScenarios are the names of those that have a record.
func (e *evidence) measuredScenarios() []string {
	var names []string
	for _, s := range e.Definition.Scenarios {
		if e.measured(s.Name) {
			names = append(names, s.Name)
		}
	}
	return names
}

// lastLoss is the training loss of the last epoch. The mean over the batches
// before an overflow is none.
func lastLoss(r figures.Result) float64 {
	if r.Overflowed() {
		return math.NaN()
	}
	return float64(lastEpoch(r).TrainingLoss)
}

// lastEpoch is the last epoch of a run that was begun.
func lastEpoch(r figures.Result) record.Epoch {
	if epochs := r.Run.Epochs; len(epochs) > 0 {
		return epochs[len(epochs)-1]
	}
	nan := record.Float(math.NaN())
	return record.Epoch{TrainingLoss: nan, TrainingAccuracy: nan}
}

// logTen is the decimal logarithm, for text: it may differ in its last digit
// from one machine to the next, and nothing prints that many.
func logTen(x float64) float64 { return math.Log10(x) }
