package figures

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/theory"
	"firststep/study/words"
)

// lawFigure shows how the first step in the pre-activations grows with the factor
// a, against the predicted power of it, what is left between the two, and how
// it grows where only features or only weights are scaled.
func lawFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := law{data: d, measured: d.Measured(study.SweepKind, "")}
	for _, m := range f.measured {
		f.factors = positive(append(f.factors, floats(m.Sweep.Factors)...))
	}
	f.laws = f.drawnLaws()
	if len(f.laws) == 0 || len(f.factors) == 0 {
		return Figure{}, false
	}
	height := mm(76)
	return Figure{
		Name:   "law",
		Title:  "The first step over the factor",
		Alt:    spoken(f.alt()),
		Width:  sheetWidth,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(mm(8), mm(2), f.draw), true
}

type law struct {
	data
	measured []*record.Measurement // of sweeps, one a seed
	factors  []float64
	laws     []theory.Law // of optimizers that are drawn
}

// positive are the different positive values, in increasing order.
func positive(values []float64) []float64 {
	values = slices.DeleteFunc(values, func(v float64) bool { return !(v > 0) || !isFinite(v) })
	slices.Sort(values)
	return slices.Compact(values)
}

// drawnLaws are those of the sweep's optimizers; momentum, whose first step is
// that of SGD, only where SGD is not among them.
func (f law) drawnLaws() []theory.Law {
	laws := theory.Laws(f.Definition)
	sgd := slices.ContainsFunc(laws, func(l theory.Law) bool { return l.Optimizer == "sgd" })
	return slices.DeleteFunc(laws, func(l theory.Law) bool {
		return l.Optimizer == "momentum" && sgd || len(f.growth(record.BothArm, l.Optimizer)) == 0
	})
}

// growth is the step relative to that at a = 1 — at the smallest factor where
// there is no 1 —, a curve a seed.
func (f law) growth(arm, optimizer string) []plotter.XYs {
	var curves []plotter.XYs
	for _, m := range f.measured {
		for _, series := range m.Sweep.Series {
			if series.Arm != arm || series.Optimizer != optimizer {
				continue
			}
			var curve plotter.XYs
			one := f.unit(m.Sweep, series)
			for i, a := range m.Sweep.Factors {
				if v := float64(series.XdWRMS[i]); float64(a) > 0 && v >= 0 {
					curve = append(curve, plotter.XY{X: float64(a), Y: v / one})
				}
			}
			if len(curve) > 0 && one > 0 {
				curves = append(curves, curve)
			}
		}
	}
	return curves
}

// unit is the step at a = 1; where there is none, what the law makes of that
// at the first factor.
func (f law) unit(sweep *record.Sweep, series record.SweepSeries) float64 {
	if i := slices.Index(sweep.Factors, 1); i >= 0 {
		return float64(series.XdWRMS[i])
	}
	if len(series.XdWRMS) == 0 {
		return math.NaN()
	}
	return float64(series.XdWRMS[0]) / power(float64(sweep.Factors[0]), exponentOf(f.Definition, series))
}

// exponentOf is the predicted power of a series; 0 where nothing is predicted.
func exponentOf(d *study.Definition, series record.SweepSeries) float64 {
	if series.Arm != record.BothArm {
		return 0
	}
	for _, l := range theory.Laws(d) {
		if l.Optimizer == series.Optimizer {
			return l.Exponent
		}
	}
	return 0
}

// power is a to a whole exponent from 0 to 2, exactly rounded.
func power(a, exponent float64) float64 {
	switch exponent {
	case 1:
		return a
	case 2:
		return a * a
	}
	return math.Pow(a, exponent)
}

// lawColour is what an optimizer has: that of what breaks under SGD, that of
// the first scenario under Adam.
func lawColour(optimizer string) Colour {
	switch optimizer {
	case "sgd":
		return red
	case "adam":
		return green
	}
	return darkRed
}

func (f law) draw(s sheet, height vg.Length) {
	heads, panels := height-mm(3), height-mm(19)
	f.drawGrowth(s.newPanel(mm(13), mm(10), mm(42), panels, f.factorAxis(), f.growthAxis(f.all(f.laws...))))
	s.head(mm(13), heads, "a", "features"+times+"$a$ and weights\u2009/\u2009$a$")
	s.head(mm(69), heads, "b", "deviation from the law")
	f.drawDeviations(s, mm(69), mm(29), panels)
	f.drawArms(s, panels, heads)
}

// factorAxis has a label at every power of four.
func (f law) factorAxis() axis { return baseTwo(f.factors) }

// baseTwo is a logarithmic axis over factors, with a little room at its ends.
func baseTwo(factors []float64) axis {
	low, high := bounded(factors[0], smallest, largest), bounded(factors[len(factors)-1], smallest, largest)
	if low >= high {
		low, high = low/2, low*2
	}
	a := axis{min: low / 1.2, max: high * 1.2, log: true, title: "factor $a$"}
	if len(factors) == 1 {
		a.ticks = numbered(factors[0])
		return a
	}
	step := 4.0
	if high/low > 1<<14 {
		step = 64
	}
	for v := 1.0; v <= a.max; v *= step {
		if a.shows(v) {
			a.ticks = append(a.ticks, numbered(v)...)
		}
	}
	for v := 1 / step; v >= a.min; v /= step {
		a.ticks = append(a.ticks, numbered(v)...)
	}
	if len(a.ticks) == 0 {
		a.ticks = numbered(low, high)
	}
	return a
}

// all are the growths of some laws on the arm that keeps the function.
func (f law) all(laws ...theory.Law) (curves []plotter.XYs) {
	for _, l := range laws {
		curves = append(curves, f.growth(record.BothArm, l.Optimizer)...)
	}
	return curves
}

func (f law) growthAxis(curves []plotter.XYs) axis {
	values := []float64{1}
	for _, c := range curves {
		for _, p := range c {
			values = append(values, p.Y)
		}
	}
	y := logAxis(values, 2, 7).zeroFor(values)
	y.title = "rms $XΔW$ relative to $a$\u2009=\u20091"
	return y
}

func (f law) drawGrowth(p *panel) {
	p.bottomAxis(0)
	p.leftAxis(0, mm(8.4))
	low, high := f.factors[0], f.factors[len(f.factors)-1]
	for _, l := range f.laws {
		p.curve(pen{colour: ink, width: 0.7}, plotter.XYs{{X: low, Y: power(low, l.Exponent)}, {X: high, Y: power(high, l.Exponent)}})
		var dots []vg.Point
		for _, curve := range f.shown(f.growth(record.BothArm, l.Optimizer)) {
			for _, at := range curve {
				dots = append(dots, p.at(at.X, at.Y))
			}
		}
		for _, at := range distinct(dots) {
			p.mark(lawColour(l.Optimizer), at, 2.9)
		}
	}
	for i, l := range f.laws {
		f.nameLaw(p, l, i == 0)
	}
}

// shown are the curves that are drawn: one a seed, or of many seeds their means.
func (f law) shown(curves []plotter.XYs) []plotter.XYs {
	if len(curves) > compare.Many {
		return []plotter.XYs{f.means(curves)}
	}
	return curves
}

// means are the geometric means over seeds at each factor.
func (f law) means(curves []plotter.XYs) plotter.XYs {
	var out plotter.XYs
	for _, a := range f.factors {
		var values []float64
		for _, c := range curves {
			for _, p := range c {
				if p.X == a {
					values = append(values, p.Y)
				}
			}
		}
		m := compare.GeometricMean(values)
		if len(values) > 0 && slices.Max(values) == 0 {
			m = 0
		}
		if isFinite(m) {
			out = append(out, plotter.XY{X: a, Y: m})
		}
	}
	return out
}

// nameLaw writes an optimizer and its measured slope beside its line: above
// the first one, below the others.
func (f law) nameLaw(p *panel, l theory.Law, above bool) {
	slopes := f.slopes(record.BothArm, l.Optimizer)
	middle := math.Sqrt(f.factors[0] * f.factors[len(f.factors)-1])
	at := p.at(middle, power(middle, l.Exponent))
	style := note.in(lawColour(l.Optimizer).Type)
	name, slope := optimizerName(l.Optimizer), ""
	if len(compare.Of(slopes).Values) > 0 {
		slope = "slope " + slopeText(slopes, claimedDecimals)
	}
	wide := max(style.width(name), style.width(slope))
	if above {
		x := at.X - 4
		if x-wide < p.area.Min.X+2 { // no room beside the line, but in the corner
			x, at.Y = p.area.Min.X+4+wide, p.area.Max.Y-2*leading
		}
		p.write(style.right(), x, at.Y+leading+2, name)
		p.write(style.right(), x, at.Y+2, slope)
		return
	}
	if at.X+6+wide > p.area.Max.X {
		p.write(style.right(), p.area.Max.X, p.area.Min.Y+4+leading, name)
		p.write(style.right(), p.area.Max.X, p.area.Min.Y+4, slope)
		return
	}
	p.write(style, at.X+6, at.Y-leading, name)
	p.write(style, at.X+6, at.Y-2*leading, slope)
}

// Decimals of slopes that are claimed, and of those that are not.
const (
	claimedDecimals = 6
	otherDecimals   = 2
)

// slopeText is slopes over seeds as the text has them.
func slopeText(slopes []float64, decimals int) string {
	s := compare.Of(slopes)
	if math.Max(math.Abs(s.Min), math.Abs(s.Max)) >= 1000 { // decimals say nothing then
		return words.Label.Spread(s.Min, s.Max, s.Mean, 2)
	}
	return words.Label.Range(s.Min, s.Max, decimals)
}

// slopes are the measured ones, one a seed.
func (f law) slopes(arm, optimizer string) []float64 {
	var slopes []float64
	for _, m := range f.measured {
		for _, series := range m.Sweep.Series {
			if series.Arm == arm && series.Optimizer == optimizer {
				slopes = append(slopes, float64(series.Slope))
			}
		}
	}
	return slopes
}

// deviations are how far an optimizer's steps are from its law, up or down, in
// units of rounding.
func (f law) deviations(l theory.Law) plotter.XYs {
	var points plotter.XYs
	for _, curve := range f.growth(record.BothArm, l.Optimizer) {
		for _, p := range curve {
			points = append(points, plotter.XY{X: p.X, Y: math.Abs(p.Y/power(p.X, l.Exponent)-1) / roundingUnit})
		}
	}
	return points
}

// drawDeviations draws what is left between steps and laws, with a row for what
// has none, and names the optimizers where their last factor has them.
func (f law) drawDeviations(s sheet, left, width, height vg.Length) {
	values := []float64{1}
	for _, l := range f.laws {
		for _, p := range f.deviations(l) {
			values = append(values, p.Y)
		}
	}
	y := logAxis(values, 3, 6).zeroFor(values)
	y.title = "deviation, units of 2$^{-24}$"
	p := s.newPanel(left, mm(10), width, height, f.factorAxis(), y)
	p.across(pen{colour: pale, width: 0.5}, 1)
	p.bottomAxis(2)
	p.leftAxis(0, mm(8.4))
	var blocks []block
	for _, l := range f.laws {
		c := lawColour(l.Optimizer)
		var dots []vg.Point
		highest := 0.0
		for _, at := range f.deviations(l) {
			if !isFinite(at.Y) {
				p.cross(c.Line, p.at(at.X, at.Y))
				continue
			}
			highest = math.Max(highest, at.Y)
			dots = append(dots, p.at(at.X, at.Y))
		}
		for _, at := range distinct(dots) {
			p.mark(c, at, 2.4)
		}
		blocks = append(blocks, block{middle: p.at(1, highest).Y + leading, lines: []string{optimizerName(l.Optimizer)}, colour: c})
	}
	spread(blocks, 3, p.area.Min.Y, p.area.Max.Y+leading)
	for _, b := range blocks {
		b.draw(p.sheet, p.area.Min.X+6)
	}
}

// arms are those that change the function.
var arms = []struct {
	name, words string
	colour      Colour
}{
	{record.FeaturesArm, "features" + times + "$a$", neutral},
	{record.WeightsArm, "weights\u2009/\u2009$a$", Colour{Line: grey, Type: grey}},
}

// drawArms draws the arms that change the function, of every optimizer that
// was measured on them.
func (f law) drawArms(s sheet, height, heads vg.Length) {
	var curves []plotter.XYs
	type drawn struct {
		curves []plotter.XYs
		words  []string
		colour Colour
		end    float64 // their mean
	}
	var all []drawn
	for _, arm := range arms {
		for _, l := range theory.Laws(f.Definition) {
			growth := f.growth(arm.name, l.Optimizer)
			means := f.means(growth)
			if len(means) == 0 {
				continue
			}
			curves = append(curves, growth...)
			words := []string{arm.words, optimizerName(l.Optimizer)}
			if slopes := f.slopes(arm.name, l.Optimizer); len(compare.Of(slopes).Values) > 0 {
				words = []string{arm.words, optimizerName(l.Optimizer) + ", slope", slopeText(slopes, otherDecimals)}
			}
			all = append(all, drawn{f.shown(growth), words, arm.colour, means[len(means)-1].Y})
		}
	}
	if len(all) == 0 {
		return
	}
	const left, width = 111, 15
	y := f.growthAxis(curves)
	y.title = ""
	x := f.factorAxis()
	for i := 1; i < len(x.ticks); i += 2 {
		x.ticks[i].Label = "" // the panel is narrow
	}
	p := s.newPanel(mm(left), mm(10), mm(width), height, x, y)
	s.head(mm(left), heads, "c", "one of them alone")
	p.bottomAxis(0)
	p.leftAxis(0, 0)
	var blocks []block
	for _, d := range all {
		for _, curve := range d.curves {
			p.curve(pen{colour: d.colour.Line, width: 0.8}, p.raised(curve))
		}
		blocks = append(blocks, block{middle: p.at(1, d.end).Y, lines: d.words, colour: d.colour})
	}
	spread(blocks, 3, p.area.Min.Y, p.area.Max.Y+4)
	for _, b := range blocks {
		b.draw(p.sheet, p.area.Max.X+3)
	}
}

func (f law) alt() string {
	var b strings.Builder
	for _, l := range f.laws {
		fmt.Fprintf(&b, "%s: ", optimizerName(l.Optimizer))
		if slopes := f.slopes(record.BothArm, l.Optimizer); len(compare.Of(slopes).Values) > 0 {
			fmt.Fprintf(&b, "measured slope %s, ", text.Plain(slopeText(slopes, claimedDecimals)))
		}
		fmt.Fprintf(&b, "predicted slope %s. ", text.Plain(plainNumber(l.Exponent)))
	}
	for _, arm := range arms {
		if slopes := compare.Of(f.slopes(arm.name, f.laws[0].Optimizer)).Values; len(slopes) > 0 {
			fmt.Fprintf(&b, "With %s alone the slope is %s. ", arm.name, slopeText(slopes, otherDecimals))
		}
	}
	return strings.TrimSpace(b.String())
}
