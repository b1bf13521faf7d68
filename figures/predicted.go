package figures

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study/evidence"
)

// predictedMeasuredFigure sets every measured factor between a scenario's first
// step and its reference's against the predicted one, and their difference
// against the rounding of float32.
func predictedMeasuredFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := predictedMeasured{data: d, palette: Palette(of)}
	for _, name := range d.Ran() {
		if !d.Prediction(name).IsBaseline() && len(d.Factors(name, evidence.XdWRatio)) > 0 {
			f.names = append(f.names, name)
		}
	}
	if len(f.names) == 0 {
		return Figure{}, false
	}
	height := rowPitch(len(f.names))*vg.Length(len(f.names)) + mm(17)
	return Figure{
		Name:   "predicted-measured",
		Title:  "Predicted and measured factors",
		Alt:    spoken(f.alt()),
		Width:  sheetWidth,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(rowStretch(len(f.names)), rowShrink(len(f.names)), f.draw), true
}

// roundingUnit is the largest relative error of rounding to float32.
const roundingUnit = 1.0 / (1 << 24)

type predictedMeasured struct {
	data
	palette map[string]Colour
	names   []string // of scenarios that have a reference
}

func (f predictedMeasured) draw(s sheet, height vg.Length) {
	const names, width, gap, deviations, right, bottom = 44, 17.5, 4, 113, 142, 9.5
	heads := height - mm(3.2)
	pitch := (height - mm(17)) / vg.Length(len(f.names))
	for i, words := range factorNames {
		left := names + (width+gap)*float64(i)
		r := s.newRows(mm(left), mm(bottom), mm(width), pitch, len(f.names), f.factorAxis())
		s.head(mm(left), heads, string(rune('a'+i)), words)
		r.upright(pen{colour: pale, width: 0.5}, 1)
		r.bottomAxis(0)
		for j, name := range f.names {
			f.drawFactors(r, j, name, f.factorKinds(name)[i])
		}
		switch i {
		case 0:
			r.names(f.data, f.palette, f.names, mm(names-2), mm(names-2))
		case 1:
			s.write(label.centred(), mm(left+width/2), mm(bottom-6.9), "times the reference")
		}
	}
	r := s.newRows(mm(deviations), mm(bottom), mm(right-deviations), pitch, len(f.names), f.deviationAxis())
	s.head(mm(deviations), heads, "d", "deviation of rms $XΔW$")
	r.upright(pen{colour: pale, width: 0.5}, 1)
	r.bottomAxis(0)
	for i, name := range f.names {
		r.seeds(i, f.palette[name], f.onAxis(r.x, f.deviations(name)))
	}
}

// deviations of rms XΔW from its prediction, one a seed, in units of rounding.
func (f predictedMeasured) deviations(name string) []float64 {
	var deviations []float64
	for _, factor := range f.Factors(name, evidence.XdWRMS) {
		deviations = append(deviations, math.Abs(factor.Value/f.Prediction(name).XdW-1)/roundingUnit)
	}
	return deviations
}

// onAxis puts exact agreement at the left edge of a logarithmic axis.
func (f predictedMeasured) onAxis(a axis, values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = v
		if v < a.min {
			out[i] = a.min
		}
	}
	return out
}

// deviationAxis is logarithmic from 0.01 units on; its lowest tick says 0.
func (f predictedMeasured) deviationAxis() axis {
	values := []float64{10}
	for _, name := range f.names {
		values = append(values, f.deviations(name)...)
	}
	high := logAxis(values, 1, 9)
	a := decades(-1, decadeOf(high.max), 5)
	zero := plot.Tick{Value: 1e-2, Label: "0"}
	a.min, a.least, a.ticks = zero.Value, a.min, append([]plot.Tick{zero}, a.ticks...)
	a.title = "units of 2$^{-24}$"
	return a
}

// factorAxis covers every predicted and measured factor.
func (f predictedMeasured) factorAxis() axis {
	values := []float64{1}
	for _, name := range f.names {
		for _, k := range f.factorKinds(name) {
			values = append(values, k.predicted)
			for _, factor := range f.Factors(name, k.quantity) {
				values = append(values, factor.Value)
			}
		}
	}
	return logAxis(values, 2, 3).padded()
}

// factorNames are those of the three factors, in their order.
var factorNames = []string{"$‖ΔW‖$", "$‖ΔW‖$\u2009/\u2009$‖W‖$", "rms $XΔW$"}

// drawFactors draws one factor of a scenario's seeds on the tick that predicts it.
func (f predictedMeasured) drawFactors(r rowPlot, i int, name string, k factorKind) {
	r.tick(i, k.predicted, 0.9)
	var values []float64
	for _, factor := range f.Factors(name, k.quantity) {
		values = append(values, factor.Value)
	}
	r.seedsAt(i, 0, 0, f.palette[name], values)
}

func (f predictedMeasured) alt() string {
	var b strings.Builder
	b.WriteString("How many times its reference's first step each scenario's is. ")
	for _, name := range f.names {
		var factors []float64
		for _, factor := range f.Factors(name, evidence.XdWRMS) {
			factors = append(factors, factor.Value)
		}
		fmt.Fprintf(&b, "%s: predicted %s, measured %s, largest relative deviation %s. ", f.Called(name),
			text.Plain(factorNumber(f.Prediction(name).XdW)), text.Plain(over(factors, 5)), text.Plain(f.deviation(name)))
	}
	return strings.TrimSpace(b.String())
}
