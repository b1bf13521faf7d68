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

// PredictedMeasured sets every measured factor between a scenario's first
// step and its reference's against the predicted one, and their difference
// against the rounding of float32.
func PredictedMeasured(of evidence.Data) (Figure, bool) {
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
	height := 1.25*rowPitch(len(f.names))*vg.Length(len(f.names)) + mm(17) // three factors a row
	return Figure{
		Name:   "predicted-measured",
		Title:  "Predicted and measured factors",
		Alt:    spoken(f.alt()),
		Width:  Width,
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
	const names, deviations, right, bottom = 44, 104, 142, 9.5
	heads := height - mm(3.2)
	pitch := (height - mm(17)) / vg.Length(len(f.names))
	a := s.newRows(mm(names), mm(bottom), mm(deviations-names-10), pitch, len(f.names), f.factorAxis())
	s.head(mm(names), heads, "a", "$‖ΔW‖$, $‖ΔW‖$\u2009/\u2009$‖W‖$ and rms $XΔW$")
	a.upright(pen{colour: pale, width: 0.5}, 1)
	a.bottomAxis(0)
	a.names(f.data, f.palette, f.names, mm(names-2), mm(names-2))
	for i, name := range f.names {
		f.drawFactors(a, i, name)
	}

	b := s.newRows(mm(deviations), mm(bottom), mm(right-deviations), pitch, len(f.names), f.deviationAxis())
	s.head(mm(deviations), heads, "b", "deviation of rms $XΔW$")
	b.upright(pen{colour: pale, width: 0.5}, 1)
	b.bottomAxis(0)
	for i, name := range f.names {
		b.seeds(i, f.palette[name], f.onAxis(b.x, f.deviations(name)))
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
	a.min, a.ticks = zero.Value, append([]plot.Tick{zero}, a.ticks...)
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
	x := logAxis(values, 2, 6).padded()
	x.title = "times the reference"
	return x
}

// factorNames are those of the three factors, in their order.
var factorNames = []string{"$‖ΔW‖$", "$‖ΔW‖$\u2009/\u2009$‖W‖$", "rms $XΔW$"}

// drawFactors draws a scenario's three factors below each other, each on the
// tick that predicts it; the first scenario's have their names.
func (f predictedMeasured) drawFactors(r rowPlot, i int, name string) {
	for j, k := range f.factorKinds(name) {
		up := 0.3 * float64(1-j)
		r.tickAt(i, up, 0.16, k.predicted, 0.9)
		var values []float64
		for _, factor := range f.Factors(name, k.quantity) {
			values = append(values, factor.Value)
		}
		r.seedsAt(i, up, 0, f.palette[name], values)
		if i == 0 {
			l, at := note.size(6.5).in(grey), r.spot(i, k.predicted, up)
			x := at.X + 4
			if x+l.width(factorNames[j]) > r.area.Max.X {
				x = at.X - 4 - l.width(factorNames[j])
			}
			r.writeOn(white, l, x, at.Y-0.32*l.font.Size, factorNames[j])
		}
	}
}

func (f predictedMeasured) alt() string {
	var b strings.Builder
	b.WriteString("How many times its reference's first step each scenario's is. ")
	for _, name := range f.names {
		var factors []float64
		for _, factor := range f.Factors(name, evidence.XdWRMS) {
			factors = append(factors, factor.Value)
		}
		fmt.Fprintf(&b, "%s: predicted %s, measured %s, largest relative deviation %s. ", f.Label(name),
			text.Plain(factorNumber(f.Prediction(name).XdW)), text.Plain(over(factors, 5)), text.Plain(f.deviation(name)))
	}
	return strings.TrimSpace(b.String())
}
