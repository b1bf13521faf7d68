package figures

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
)

// classes is how many there are to tell apart.
func (d data) classes() int {
	if d.Dataset != nil && len(d.Dataset.Classes) > 1 {
		return len(d.Dataset.Classes)
	}
	return 10
}

// chanceLoss is the loss of guessing, the logarithm of the number of classes.
func (d data) chanceLoss() float64 { return math.Log(float64(d.classes())) }

// epochAxis covers the whole training, in epochs.
func (d data) epochAxis(about int) axis {
	a := linearAxis(0, float64(d.Definition.Training.Epochs), about)
	a.title = "epochs"
	return a
}

// lossAxis goes from 0 to a multiple of the loss of guessing, which it marks.
func (d data) lossAxis(multiple float64) axis {
	return axis{max: d.chanceLoss() * multiple, ticks: []plot.Tick{
		{Value: 0, Label: "0"}, {Value: d.chanceLoss(), Label: "ln\u2009" + strconv.Itoa(d.classes())},
	}}
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
