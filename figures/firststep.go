package figures

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/theory"
	"firststep/study/words"
)

// FirstStep sets the size of every scenario's first step against what theory
// makes of its baseline's: relative to the weights, and in the
// pre-activations relative to the pre-activations.
func FirstStep(of evidence.Data) (Figure, bool) {
	d := data{of}
	rows := d.Ran()
	if len(rows) == 0 {
		return Figure{}, false
	}
	f := firstStep{data: d, rows: rows, palette: Palette(of)}
	height := rowPitch(len(rows))*vg.Length(len(rows)) + mm(17)
	return Figure{
		Name:   "first-step",
		Title:  "The first step, predicted and measured",
		Alt:    spoken(f.alt()),
		Width:  Width,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(rowStretch(len(f.rows)), rowShrink(len(f.rows)), f.draw), true
}

type firstStep struct {
	data
	rows    []string
	palette map[string]Colour
}

func (f firstStep) draw(s sheet, height vg.Length) {
	const names, width, gap = 44, 30, 6.5
	heads := height - mm(3.2)
	pitch := (height - mm(17)) / vg.Length(len(f.rows))
	s.head(mm(names), heads, "a", "in the weights")
	s.head(mm(names+width+gap), heads, "b", "in the pre-activations")
	s.write(note.right(), mm(128), heads, "predicted")
	s.write(note.right(), Width, heads, "deviation")

	relative := s.newRows(mm(names), mm(9.5), mm(width), pitch, len(f.rows), f.axis(evidence.RelativeDelta, "$‖ΔW‖$\u2009/\u2009$‖W‖$"))
	f.fill(relative, evidence.RelativeDelta, func(scenario string) float64 { return f.Prediction(scenario).Relative })
	relative.names(f.data, f.palette, f.rows, mm(names-2), mm(names-2))
	inputs := s.newRows(mm(names+width+gap), mm(9.5), mm(width), pitch, len(f.rows), f.axis(evidence.XdWRatio, "rms $XΔW$\u2009/\u2009rms $XW$"))
	f.fill(inputs, evidence.XdWRatio, func(scenario string) float64 { return f.Prediction(scenario).XdW })
	for i, name := range f.rows {
		predicted, deviation := f.columns(name)
		l := note.right()
		if f.Prediction(name).IsBaseline() {
			l = l.in(grey)
		}
		inputs.label(i, l, mm(128), predicted)
		inputs.label(i, l, Width, deviation)
	}
}

// axis covers every scenario's values and one.
func (f firstStep) axis(q evidence.Quantity, title string) axis {
	values := []float64{1}
	for _, name := range f.rows {
		values = append(values, f.Values(name, q)...)
	}
	a := logAxis(values, 3, 5).padded().zeroFor(values)
	a.title = title
	return a
}

// fill draws all rows of one quantity.
func (f firstStep) fill(r rowPlot, q evidence.Quantity, factor func(string) float64) {
	r.upright(pen{colour: pale, width: 0.5}, 1)
	r.bottomAxis(0)
	for i, name := range f.rows {
		values := f.Values(name, q)
		if finite := compare.Of(values).Values; len(finite) > 0 {
			r.bar(i, f.palette[name].Mark, 1, median(finite))
		}
		if p := f.Prediction(name); !p.IsBaseline() {
			if base := f.Sample(p.Baseline, q); len(base.Values) > 0 {
				r.tick(i, base.Mean*factor(name), 0.9)
			}
		}
		if !isFinite(compare.Of(values).Mean) && f.HasNoSignal(name) {
			r.label(i, note.in(f.palette[name].Type), r.spot(i, 1, 0).X+2, noSignal)
			continue
		}
		r.seeds(i, f.palette[name], values)
	}
}

// noSignal stands for rms XΔW / rms XW of a first layer that computes zero.
const noSignal = "$XW$ = 0"

// columns are the predicted factor, of what either panel shows, and the largest
// deviation from a prediction.
func (f firstStep) columns(scenario string) (predicted, deviation string) {
	p := f.Prediction(scenario)
	switch {
	case scenario == f.Definition.Reference:
		return "reference", ""
	case p.IsBaseline() && f.isBaselineOfAnother(scenario):
		return "reference", ""
	case p.IsBaseline():
		return "no prediction", ""
	}
	return "×\u2009" + factorNumber(p.XdW), f.deviation(scenario)
}

func (f firstStep) isBaselineOfAnother(scenario string) bool {
	return slices.ContainsFunc(f.Predictions, func(p theory.Prediction) bool {
		return p.Baseline == scenario && !p.IsBaseline()
	})
}

// A factorKind is a quantity of the first layer's step of which a factor to
// the baseline is predicted.
type factorKind struct {
	quantity  evidence.Quantity
	predicted float64
}

func (d data) factorKinds(scenario string) []factorKind {
	p := d.Prediction(scenario)
	return []factorKind{{evidence.DeltaNorm, p.Delta}, {evidence.RelativeDelta, p.Relative}, {evidence.XdWRMS, p.XdW}}
}

// deviation is the largest relative deviation of a seed's factor from the
// predicted one, of the three that are predicted: the error of a claim. Seeds
// in which a sign changed are left aside, unless it did in all.
func (d data) deviation(scenario string) string {
	largest, paired := 0.0, false
	for _, k := range d.factorKinds(scenario) {
		factors := d.Factors(scenario, k.quantity)
		onePiece := slices.DeleteFunc(slices.Clone(factors), func(f evidence.Factor) bool { return f.Flipped })
		if len(onePiece) > 0 {
			factors = onePiece
		}
		for _, factor := range factors {
			off := math.Abs(factor.Value/k.predicted - 1)
			if !isFinite(off) {
				return "not finite"
			}
			largest, paired = math.Max(largest, off), true
		}
	}
	switch {
	case !paired && len(d.Of(d.Prediction(scenario).Baseline)) > 0:
		return "no step" // in either
	case !paired:
		return "no baseline"
	}
	if largest >= 0.1 {
		return significant(largest, 2)
	}
	return bound(largest)
}

// factorNumber writes a factor as a number: "65,025".
func factorNumber(v float64) string {
	if n := words.NearInteger(v); n == math.Round(n) {
		return plainNumber(n)
	}
	return significant(v, 3)
}

func (f firstStep) alt() string {
	var b strings.Builder
	b.WriteString("A row a scenario. ")
	for _, name := range f.rows {
		ratio := significant(f.Sample(name, evidence.XdWRatio).Mean, 3)
		if f.HasNoSignal(name) {
			ratio = "nothing, for these are zero"
		}
		fmt.Fprintf(&b, "%s: relative step %s, relative to the pre-activations %s", f.Label(name),
			text.Plain(significant(f.Sample(name, evidence.RelativeDelta).Mean, 3)), text.Plain(ratio))
		if p := f.Prediction(name); !p.IsBaseline() {
			fmt.Fprintf(&b, ", predicted %s times that of %s, largest deviation %s",
				text.Plain(factorNumber(p.XdW)), f.Label(p.Baseline), text.Plain(f.deviation(name)))
		}
		b.WriteString(". ")
	}
	return strings.TrimSpace(b.String())
}
