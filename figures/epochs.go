package figures

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"

	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/words"
)

// epochAxis covers the whole training, in epochs.
func (d data) epochAxis(about int) axis {
	a := linearAxis(0, float64(d.Definition.Training.Epochs), about)
	a.title = "epochs"
	return a
}

// inEpochs turns steps into epochs.
func (d data) inEpochs(points plotter.XYs) plotter.XYs {
	steps := float64(d.StepsPerEpoch())
	for i := range points {
		points[i].X /= steps
	}
	return points
}

// lossCurves are the smoothed losses of a scenario's runs that completed, over
// epochs, each from its loss at the start on.
func (d data) lossCurves(scenario string) []plotter.XYs {
	var curves []plotter.XYs
	for _, r := range d.Of(scenario) {
		if r.Overflowed() || len(r.Trace.Loss) == 0 {
			continue
		}
		start := plotter.XY{Y: float64(r.Trace.Loss[0])}
		curves = append(curves, append(plotter.XYs{start}, d.inEpochs(drawn(d.SmoothLosses(r)))...))
	}
	return curves
}

// accuracyCurves are the smoothed shares of rightly classified images of a
// scenario's runs that completed, over epochs.
func (d data) accuracyCurves(scenario string) []plotter.XYs {
	var curves []plotter.XYs
	for _, r := range d.Of(scenario) {
		if r.Overflowed() {
			continue
		}
		curves = append(curves, d.inEpochs(drawn(d.SmoothAccuracies(r))))
	}
	return curves
}

// lossScale is the loss that panels of losses are sized by: that of guessing,
// or, where the classes are not known, the one that most runs start at.
func (d data) lossScale() float64 {
	if guessing := d.GuessingLoss(); guessing > 0 {
		return guessing
	}
	var starts []float64
	for _, r := range d.Results {
		starts = append(starts, evidence.LossBefore(r))
	}
	if start := compare.Of(starts).Quantile(0.5); start > 0 {
		return start
	}
	return 1
}

// guessingText is the loss of guessing as text; empty where it is not known.
func (d data) guessingText() string {
	if d.Classes() == 0 {
		return ""
	}
	return "ln\u2009" + words.Integer(d.Classes())
}

// lossAxis goes from 0 to a multiple of the scale, and marks the loss of
// guessing where it is known.
func (d data) lossAxis(multiple float64) axis {
	if d.Classes() == 0 {
		return linearAxis(0, d.lossScale()*multiple, 2)
	}
	return axis{max: d.lossScale() * multiple, ticks: []plot.Tick{
		{Value: 0, Label: "0"}, {Value: d.GuessingLoss(), Label: d.guessingText()},
	}}
}
