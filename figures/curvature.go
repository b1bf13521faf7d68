package figures

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/theory"
)

// curvatureFigure shows the largest eigenvalue of the loss's Hessian at the start,
// of the block of the first layer's weights and of the whole network, against
// what theory makes of the block and against 2/η.
func curvatureFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := curvature{data: d, palette: Palette(of), ratios: map[string]theory.Ratio{}}
	for _, r := range theory.BlockEigenvalues(d.Definition) {
		f.ratios[r.Scenario] = r
	}
	for _, s := range d.Definition.Scenarios {
		if len(d.Measured(study.CurvatureKind, s.Name)) > 0 {
			f.names = append(f.names, s.Name)
		}
	}
	if len(f.names) == 0 || len(f.names) == 1 && len(f.ratios) == 0 { // one row tells no more than a number
		return Figure{}, false
	}
	pitch := rowPitch(len(f.names))
	height := 2*pitch*vg.Length(len(f.names)) + mm(20.5)
	return Figure{
		Name:   "curvature",
		Title:  "The curvature at the start",
		Alt:    spoken(f.alt()),
		Width:  sheetWidth,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.draw(s, height) }),
	}, true
}

type curvature struct {
	data
	palette map[string]Colour
	names   []string
	ratios  map[string]theory.Ratio // of scenarios that have one
}

// values are the eigenvalues of a scenario's seeds.
func (f curvature) values(name string, of func(*record.Curvature) record.Eigenvalue) []float64 {
	var values []float64
	for _, m := range f.Measured(study.CurvatureKind, name) {
		values = append(values, float64(of(m.Curvature).Value))
	}
	return values
}

func blockOf(c *record.Curvature) record.Eigenvalue { return c.Block }
func wholeOf(c *record.Curvature) record.Eigenvalue { return c.Whole }

func (f curvature) draw(s sheet, height vg.Length) {
	const names, width = 44, 62
	pitch := rowPitch(len(f.names))
	stable := 2 / f.FirstLayerRate(f.Definition.Reference)
	x := f.axis(stable)
	rows := pitch * vg.Length(len(f.names))
	upper, lower := mm(10)+rows+mm(7), mm(10)

	above := s.newRows(mm(names), upper, mm(width), pitch, len(f.names), x.unlabelled())
	s.head(mm(names), height-mm(3.2), "a", "block of the first layer's weights")
	s.write(note.right(), mm(126), height-mm(3.2), "predicted")
	s.write(note.right(), sheetWidth, height-mm(3.2), "deviation")
	f.drawPredictions(above)
	f.fill(above, stable, blockOf)

	x.title = "largest eigenvalue"
	below := s.newRows(mm(names), lower, mm(width), pitch, len(f.names), x)
	s.head(mm(names), lower+rows+mm(1.8), "b", "whole network")
	below.bottomAxis(0)
	f.fill(below, stable, wholeOf)
	below.write(note.right().in(grey), mm(names+width), lower+rows+mm(1.8), "grey line: 2/$η_1$\u2005=\u2005"+significant(stable, 3))
	for _, r := range []rowPlot{above, below} {
		r.names(f.data, f.palette, f.names, mm(names-2), mm(names-2))
	}
}

// axis covers everything that is drawn.
func (f curvature) axis(stable float64) axis {
	values := []float64{stable}
	for _, name := range f.names {
		values = append(values, f.values(name, blockOf)...)
		values = append(values, f.values(name, wholeOf)...)
		values = append(values, f.predicted(name))
	}
	return logAxis(values, 2, 7).padded()
}

// predicted is the block's mean eigenvalue as theory makes it of the
// reference's; not a number where it makes nothing.
func (f curvature) predicted(name string) float64 {
	r, ok := f.ratios[name]
	if !ok {
		return math.NaN()
	}
	return r.Factor * mean(f.values(r.Baseline, blockOf))
}

// fill draws one eigenvalue of every scenario.
func (f curvature) fill(r rowPlot, stable float64, of func(*record.Curvature) record.Eigenvalue) {
	r.upright(pen{colour: pale, width: 0.8}, stable)
	for i, name := range f.names {
		r.seeds(i, f.palette[name], f.values(name, of))
	}
}

// drawPredictions marks what theory makes of the block, and says how far the
// measurement is from it.
func (f curvature) drawPredictions(r rowPlot) {
	for i, name := range f.names {
		ratio, ok := f.ratios[name]
		if !ok {
			r.label(i, note.right().in(grey), mm(126), f.standing(name))
			continue
		}
		r.tick(i, f.predicted(name), 0.9)
		r.label(i, note.right(), mm(126), "×\u2009"+factorNumber(ratio.Factor))
		r.label(i, note.right(), sheetWidth, f.blockDeviation(ratio))
	}
}

// standing is what a scenario is of which nothing is predicted.
func (f curvature) standing(name string) string {
	for _, r := range f.ratios {
		if r.Baseline == name {
			return "reference"
		}
	}
	return noPrediction
}

// blockDeviation is the largest relative deviation of a seed's eigenvalue from
// what theory makes of the reference's.
func (f curvature) blockDeviation(ratio theory.Ratio) string {
	base := map[int64]float64{}
	for _, m := range f.Measured(study.CurvatureKind, ratio.Baseline) {
		base[m.Seed] = float64(m.Curvature.Block.Value)
	}
	largest, paired := 0.0, false
	for _, m := range f.Measured(study.CurvatureKind, ratio.Scenario) {
		if b, ok := base[m.Seed]; ok && (b != 0 || m.Curvature.Block.Value != 0) {
			paired = true
			largest = math.Max(largest, math.Abs(float64(m.Curvature.Block.Value)/b/ratio.Factor-1))
		}
	}
	switch {
	case !paired && len(base) > 0:
		return "none"
	case !paired:
		return "no reference"
	case !isFinite(largest):
		return "not finite"
	}
	return bound(largest)
}

func (f curvature) alt() string {
	var b strings.Builder
	b.WriteString("Largest eigenvalues of the Hessian at the start. ")
	for _, name := range f.names {
		fmt.Fprintf(&b, "%s: block of the first layer %s, whole network %s", f.Called(name),
			text.Plain(significant(mean(f.values(name, blockOf)), 3)), text.Plain(significant(mean(f.values(name, wholeOf)), 3)))
		if ratio, ok := f.ratios[name]; ok {
			fmt.Fprintf(&b, ", predicted for the block %s times that of %s, largest deviation %s",
				text.Plain(factorNumber(ratio.Factor)), f.Called(ratio.Baseline), text.Plain(f.blockDeviation(ratio)))
		}
		b.WriteString(". ")
	}
	return strings.TrimSpace(b.String())
}
