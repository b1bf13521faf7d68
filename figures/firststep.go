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

// firstStepFigure sets the size of a first step in the pre-activations, relative to
// these, against what theory makes of its reference's, scenario by scenario.
func firstStepFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	rows, alike := d.firstSteps()
	if len(rows) < 2 && !d.isPredicted() {
		return Figure{}, false
	}
	key := ""
	if alike {
		key = "Of scenarios with one first step one is shown."
	}
	f := firstStep{data: d, rows: rows, palette: Palette(of)}
	height := rowPitch(len(rows))*vg.Length(len(rows)) + mm(14)
	return Figure{
		Name:   "first-step",
		Title:  "The first step, predicted and measured",
		Alt:    spoken(f.alt()),
		Key:    key,
		Width:  sheetWidth,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(rowStretch(len(f.rows)), rowShrink(len(f.rows)), f.draw), true
}

// firstSteps are the scenarios that the figure shows: the reference, or where
// nothing is predicted from that those from which something is, those of which
// something is predicted, and those of which nothing is and that learn though
// their step is larger than what it changes; alike says that of several with one
// first step the first stands for all. Of a study without predictions they are
// all.
func (d data) firstSteps() (rows []string, alike bool) {
	ran := d.Ran()
	if !d.isPredicted() {
		return ran, false
	}
	others := !d.isReferenceOfAnother(d.Definition.Reference)
	for _, name := range ran {
		switch {
		case name == d.Definition.Reference, d.learnsAllTheSame(name), others && d.isReferenceOfAnother(name):
		case d.Prediction(name).IsBaseline():
			continue
		case slices.ContainsFunc(rows, func(row string) bool { return d.sameFirstStep(row, name) }):
			alike = true
			continue
		}
		rows = append(rows, name)
	}
	return rows, alike
}

// isPredicted reports whether theory predicts the first step of some scenario
// that was run.
func (d data) isPredicted() bool {
	return slices.ContainsFunc(d.Ran(), func(name string) bool { return !d.Prediction(name).IsBaseline() })
}

// learnsAllTheSame reports whether a scenario of which nothing is predicted, and
// from which nothing, learns in every seed though its first step is larger than
// the pre-activations.
func (d data) learnsAllTheSame(name string) bool {
	o := d.Outcome(name)
	return d.Prediction(name).IsBaseline() && !d.isReferenceOfAnother(name) &&
		len(o.Learned) == len(o.All) && d.Sample(name, evidence.XdWRatio).Min > 1
}

// sameFirstStep reports whether two scenarios take the same first step in the
// first layer, bit for bit, in every seed that both were run with.
func (d data) sameFirstStep(a, b string) bool {
	paired := 0
	for _, r := range d.Of(a) {
		other, ok := d.Find(b, r.Run.Seed)
		if !ok {
			continue
		}
		paired++
		for _, q := range []evidence.Quantity{evidence.WeightNorm, evidence.DeltaNorm, evidence.XWRMS, evidence.XdWRMS} {
			if q(r) != q(other) {
				return false
			}
		}
	}
	return paired > 0
}

type firstStep struct {
	data
	rows    []string
	palette map[string]Colour
}

func (f firstStep) draw(s sheet, height vg.Length) {
	const names, width = 44, 78
	heads := height - mm(3.2)
	pitch := (height - mm(14)) / vg.Length(len(f.rows))
	if f.isPredicted() {
		s.write(note.right(), sheetWidth, heads, "predicted")
	}
	r := s.newRows(mm(names), mm(9.5), mm(width), pitch, len(f.rows), f.axis())
	f.fill(r)
	r.names(f.data, f.palette, f.rows, mm(names-2), mm(names-2))
	for i, name := range f.rows {
		if !f.isPredicted() {
			break
		}
		l := note.right()
		if f.Prediction(name).IsBaseline() {
			l = l.in(grey)
		}
		r.label(i, l, sheetWidth, f.predicted(name))
	}
}

// axis covers every scenario's values and one.
func (f firstStep) axis() axis {
	values := []float64{1}
	for _, name := range f.rows {
		values = append(values, f.Values(name, evidence.XdWRatio)...)
	}
	a := logAxis(values, 3, 8).padded().zeroFor(values)
	a.title = "rms $XΔW$\u2009/\u2009rms $XW$"
	return a
}

// fill draws all rows.
func (f firstStep) fill(r rowPlot) {
	r.upright(pen{colour: pale, width: 0.5}, 1)
	r.bottomAxis(0)
	for i, name := range f.rows {
		values := f.Values(name, evidence.XdWRatio)
		if finite := compare.Of(values).Values; len(finite) > 0 {
			r.bar(i, f.palette[name].Mark, 1, median(finite))
		}
		if p := f.Prediction(name); !p.IsBaseline() {
			if reference := f.SampleBeside(name, p.Baseline, evidence.XdWRatio); len(reference.Values) > 0 {
				r.tick(i, reference.Mean*p.XdW, 0.9)
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

// noPrediction stands for a factor that theory does not give.
const noPrediction = "no prediction"

// predicted is the factor of a scenario's first step.
func (f firstStep) predicted(scenario string) string {
	p := f.Prediction(scenario)
	switch {
	case p.IsBaseline() && f.isReferenceOfAnother(scenario):
		return "reference"
	case p.IsBaseline():
		return noPrediction
	}
	return "×\u2009" + factorNumber(p.XdW)
}

func (d data) isReferenceOfAnother(scenario string) bool {
	return slices.ContainsFunc(d.Predictions, func(p theory.Prediction) bool {
		return p.Baseline == scenario && !p.IsBaseline()
	})
}

// A factorKind is a quantity of the first layer's step of which a factor to
// the reference is predicted.
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
		return "no reference"
	}
	if largest >= 0.1 {
		return significant(largest, 2)
	}
	return bound(largest)
}

// factorNumber writes a factor as a number: "65,025", or "1/65,025".
func factorNumber(v float64) string {
	if n := words.NearInteger(v); n == math.Round(n) {
		return plainNumber(n)
	}
	if n := words.NearInteger(1 / v); n > 1 && n == math.Round(n) {
		return "1/" + plainNumber(n)
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
		fmt.Fprintf(&b, "%s: the step relative to the pre-activations is %s", f.Called(name), text.Plain(ratio))
		if p := f.Prediction(name); !p.IsBaseline() {
			fmt.Fprintf(&b, ", predicted %s times that of %s, largest deviation %s",
				text.Plain(factorNumber(p.XdW)), f.Called(p.Baseline), text.Plain(f.deviation(name)))
		}
		b.WriteString(". ")
	}
	return strings.TrimSpace(b.String())
}
