package figures

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
)

// PredictedMeasured sets every measured factor between a scenario's first
// step and its baseline's against the predicted one, and their difference
// against the rounding of float32.
func PredictedMeasured(d Data) (Figure, bool) {
	f := predictedMeasured{Data: d, palette: Palette(d)}
	for _, name := range d.ran() {
		if !d.Prediction(name).IsBaseline() && len(d.Factors(name, XdWRatio)) > 0 {
			f.names = append(f.names, name)
		}
	}
	if len(f.names) == 0 {
		return Figure{}, false
	}
	height := max(mm(58), rowPitch(len(f.names))*vg.Length(len(f.names))+mm(18))
	return Figure{
		Name:  "predicted-measured",
		Title: "Predicted and measured factors",
		Caption: "(a) Of ‖ΔW‖, of ‖ΔW‖/‖W‖ and of rms XΔW: the scenario's first step as a multiple of its baseline's, a dot a seed. The line is the prediction, not a fit. " +
			"(b) Relative deviation of rms XΔW from it in units of 2\u207b²⁴, half the distance of neighbouring float32 numbers at 1; exact agreement stands at 0.",
		Alt:    f.alt(),
		Width:  Width,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(mm(6), mm(3), f.draw), true
}

// roundingUnit is the largest relative error of rounding to float32.
const roundingUnit = 1.0 / (1 << 24)

type predictedMeasured struct {
	Data
	palette map[string]Colour
	names   []string // of scenarios that have a baseline
}

// factorKinds are the quantities of which a factor is predicted.
func (f predictedMeasured) factorKinds(scenario string) []struct {
	quantity  Quantity
	predicted float64
} {
	p := f.Prediction(scenario)
	return []struct {
		quantity  Quantity
		predicted float64
	}{{DeltaNorm, p.Delta}, {RelativeDelta, p.Relative}, {XdWRMS, p.XdW}}
}

func (f predictedMeasured) draw(s sheet, height vg.Length) {
	heads := height - mm(3)
	f.drawFactors(s, height)
	s.head(mm(14), heads, "a", "factor to the baseline")

	const left, width, bottom = 106, 35, 10
	pitch := max(rowPitch(len(f.names)), min(mm(13), (height-mm(bottom+7))/vg.Length(len(f.names))))
	r := s.newRows(mm(left), mm(bottom), mm(width), pitch, len(f.names), f.deviationAxis())
	s.head(mm(70), heads, "b", "deviation from the prediction")
	r.upright(pen{colour: pale, width: 0.5}, 1)
	r.bottomAxis(0)
	r.names(f.Data, f.palette, f.names, mm(left-2), mm(left-70-2))
	for i, name := range f.names {
		var deviations []float64
		for _, factor := range f.Factors(name, XdWRMS) {
			deviations = append(deviations, math.Abs(factor.Value/f.Prediction(name).XdW-1)/roundingUnit)
		}
		r.seeds(i, f.palette[name], f.onAxis(r.x, deviations))
	}
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
		for _, factor := range f.Factors(name, XdWRMS) {
			values = append(values, math.Abs(factor.Value/f.Prediction(name).XdW-1)/roundingUnit)
		}
	}
	high := logAxis(values, 1, 9)
	a := decades(-1, decadeOf(high.max), 5)
	zero := plot.Tick{Value: 1e-2, Label: "0"}
	a.min, a.ticks = zero.Value, append([]plot.Tick{zero}, a.ticks...)
	a.title = "units of 2$^{-24}$"
	return a
}

// drawFactors draws the measured factors against the predicted ones.
func (f predictedMeasured) drawFactors(s sheet, height vg.Length) {
	values := []float64{1}
	for _, name := range f.names {
		for _, k := range f.factorKinds(name) {
			values = append(values, k.predicted)
			for _, factor := range f.Factors(name, k.quantity) {
				values = append(values, factor.Value)
			}
		}
	}
	x := logAxis(values, 2, 6)
	y := x
	x.title, y.title = "predicted", "measured"
	const bottom, top = 10, 7
	side := min(height-mm(bottom+top), mm(47))
	p := s.newPanel(mm(14), mm(bottom)+(height-mm(bottom+top)-side)/2, side, side, x, y)
	p.bottomAxis(0)
	p.leftAxis(0, mm(8.6))
	p.line(pen{colour: ink, width: 0.7}, p.at(x.min, x.min), p.at(x.max, x.max))
	for i, name := range f.names {
		// Many scenarios share a point: later ones lie in earlier ones.
		rings := vg.Length(len(f.names) - 1 - i)
		diameter := 3 + rings*min(1.6, 6/vg.Length(len(f.names)))
		for _, k := range f.factorKinds(name) {
			var finite, others []vg.Point
			for _, factor := range f.Factors(name, k.quantity) {
				if at := p.at(k.predicted, factor.Value); isFinite(factor.Value) {
					finite = append(finite, at)
				} else {
					others = append(others, at)
				}
			}
			for _, at := range distinct(finite) {
				p.dot(f.palette[name].Line, at, diameter)
			}
			for _, at := range distinct(others) {
				p.cross(f.palette[name].Line, at)
			}
		}
	}
}

func (f predictedMeasured) alt() string {
	var b strings.Builder
	b.WriteString("Measured factors lie on the predicted ones where the deviation is small. ")
	for _, name := range f.names {
		fmt.Fprintf(&b, "%s: predicted %s, largest relative deviation %s. ", f.Label(name),
			text.Plain(factorNumber(f.Prediction(name).XdW)), text.Plain(f.deviation(name)))
	}
	return strings.TrimSpace(b.String())
}
