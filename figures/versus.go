package figures

import (
	"slices"
	"strconv"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
)

// A Versus is two sides that were compared, to be drawn over each other. Its
// figures are in the colours of its sides, whatever colours the scenarios have
// in their studies.
type Versus struct {
	LabelA, LabelB string
	A, B           []evidence.Result // of one scenario each
	Comparison     *compare.Comparison
	Dataset        *record.Dataset // of both, as far as its classes go; nil where it is not known
}

// Colours of the sides.
var (
	versusA = darkBlue
	versusB = red
)

// Figures returns what there is to draw of the two sides.
func (v Versus) Figures() []Figure {
	var all []Figure
	for _, draw := range []func(Versus) (Figure, bool){versusCurvesFigure, versusDifferencesFigure} {
		if f, ok := draw(v); ok {
			all = append(all, f)
		}
	}
	return all
}

// sideData makes Data of the runs of one side that have a trace, as far as
// their records say what the study was.
func (v Versus) sideData(results []evidence.Result) data {
	d := &study.Definition{}
	results = slices.DeleteFunc(slices.Clone(results), func(r evidence.Result) bool { return r.Trace == nil })
	for _, r := range results {
		d.Seeds = append(d.Seeds, r.Run.Seed)
	}
	if len(results) > 0 {
		first := results[0].Run
		field := func(name string) int {
			text, _ := first.Definition.Value(name)
			n, err := strconv.Atoi(text)
			if err != nil {
				return 1
			}
			return n
		}
		d.Reference = first.Scenario
		d.Scenarios = []study.Scenario{{Name: first.Scenario, FeatureDivisor: 1, WeightDivisor: 1, LearningRateDivisor: 1, FirstLayerRateDivisor: 1}}
		d.Dataset.Train = field("dataset.train")
		d.Training.Batch = field("training.batch")
		d.Training.Epochs = field("training.epochs")
	}
	return data{evidence.NewData(d, v.Dataset, results)}
}
