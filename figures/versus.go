package figures

import (
	"strconv"

	"firststep/study"
	"firststep/study/compare"
)

// A Versus is two sides that were compared, to be drawn over each other. Its
// figures are in the colours of its sides, whatever colours the scenarios have
// in their studies.
type Versus struct {
	LabelA, LabelB string
	A, B           []Result // of one scenario each
	Comparison     *compare.Comparison
}

// Colours of the sides.
var (
	versusA = darkBlue
	versusB = red
)

// Figures returns what there is to draw of the two sides.
func (v Versus) Figures() []Figure {
	var all []Figure
	for _, draw := range []func(Versus) (Figure, bool){VersusCurves, VersusDifferences} {
		if f, ok := draw(v); ok {
			all = append(all, f)
		}
	}
	return all
}

// sideData makes Data of the runs of one side, as far as its records say what
// the study was.
func sideData(results []Result) Data {
	d := Data{Definition: &study.Definition{}}
	for _, r := range results {
		if r.Trace != nil {
			d.Results = append(d.Results, r)
			d.Definition.Seeds = append(d.Definition.Seeds, r.Run.Seed)
		}
	}
	if len(d.Results) > 0 {
		first := d.Results[0].Run
		d.Definition.Reference = first.Scenario
		field := func(name string) int {
			text, _ := first.Definition.Value(name)
			n, err := strconv.Atoi(text)
			if err != nil {
				return 1
			}
			return n
		}
		d.Definition.Dataset.Train = field("dataset.train")
		d.Definition.Training.Batch = field("training.batch")
		d.Definition.Training.Epochs = field("training.epochs")
	}
	return d
}
