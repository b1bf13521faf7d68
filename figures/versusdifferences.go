package figures

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study/compare"
	"firststep/study/record"
)

// versusDifferencesFigure shows in a panel for each quantity how the sides differ:
// of runs of the same seed the differences, a dot a seed, else both samples.
func versusDifferencesFigure(v Versus) (Figure, bool) {
	f := versusDifferences{Versus: v}
	for _, d := range v.Comparison.Quantities {
		if p, ok := f.panelOf(d); ok {
			f.panels = append(f.panels, p)
		}
	}
	if len(f.panels) == 0 {
		return Figure{}, false
	}
	rows := (len(f.panels) + differenceColumns - 1) / differenceColumns
	height := mm(differencePitch * float64(rows))
	return Figure{
		Name:   "differences",
		Title:  f.title(),
		Alt:    spoken(f.alt()),
		Width:  sheetWidth,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.draw(s, height) }),
	}, true
}

// differencePitch is the distance of rows of panels in millimetres.
const (
	differenceColumns = 4
	differencePitch   = 26.0
)

type versusDifferences struct {
	Versus
	panels []differencePanel
}

// A differencePanel is what is drawn of one quantity.
type differencePanel struct {
	compare.Difference
	rows []differenceRow
}

// A differenceRow is a sample with the interval of its mean.
type differenceRow struct {
	colour          Colour
	values          []float64
	mean, low, high float64
}

// panelOf is the panel of a quantity, if anything of it differs and is finite.
func (f versusDifferences) panelOf(d compare.Difference) (differencePanel, bool) {
	p := differencePanel{Difference: d}
	switch {
	case d.Verdict == compare.Equal:
	case !f.Comparison.Paired:
		p.rows = []differenceRow{sampleRow(versusA, d.ValuesA, d.A), sampleRow(versusB, d.ValuesB, d.B)}
	default:
		row := differenceRow{colour: versusB, mean: float64(d.Mean), low: float64(d.Low), high: float64(d.High)}
		for i := range d.ValuesA {
			row.values = append(row.values, float64(d.ValuesB[i]-d.ValuesA[i]))
		}
		p.rows = []differenceRow{row}
	}
	return p, slices.ContainsFunc(p.rows, func(r differenceRow) bool { return len(compare.Of(r.values).Values) > 0 })
}

func sampleRow(c Colour, values []record.Float, s compare.Summary) differenceRow {
	row := differenceRow{colour: c, mean: float64(s.Mean), low: float64(s.Low), high: float64(s.High)}
	for _, v := range values {
		row.values = append(row.values, float64(v))
	}
	return row
}

func (f versusDifferences) title() string {
	if f.Comparison.Paired {
		return "The difference of each seed"
	}
	return "The samples of both sides"
}

func (f versusDifferences) draw(s sheet, height vg.Length) {
	const left, gap = 7, 8
	width := (sheetWidth - mm(left+2+gap*(differenceColumns-1))) / differenceColumns
	for i, d := range f.panels {
		x := mm(left) + vg.Length(i%differenceColumns)*(width+mm(gap))
		top := height - mm(differencePitch*float64(i/differenceColumns))
		d.draw(s, x, top, width)
	}
}

// draw draws one quantity below a height.
func (d differencePanel) draw(s sheet, x, top, width vg.Length) {
	const rows = 13.0 // mm
	pitch := mm(rows / float64(len(d.rows)))
	r := s.newRows(x, top-mm(rows+6), width, pitch, len(d.rows), d.axis(len(d.rows) == 1))
	if len(d.rows) == 1 {
		r.upright(pen{colour: pale, width: 0.8}, 0)
	}
	r.bottomAxis(0)
	s.write(label, x, top-mm(3.6), strings.ReplaceAll(d.Quantity, "_", " "))
	s.write(label.right().in(grey), x+width, top-mm(3.6), d.Verdict.Sign())
	for i, row := range d.rows {
		row.draw(r, i)
	}
}

// draw draws a row's values, and below them the interval.
func (d differenceRow) draw(r rowPlot, i int) {
	if len(d.values) > compare.Many {
		r.seeds(i, d.colour, d.values)
	} else {
		for j, v := range d.values {
			at := r.spot(i, v, 0.12+jitter(j, len(d.values)))
			if isFinite(v) {
				r.dot(d.colour.Line, at, 2.7)
			} else {
				r.cross(d.colour.Line, at)
			}
		}
	}
	low, high := r.spot(i, d.low, -0.36), r.spot(i, d.high, -0.36)
	if isFinite(d.low) && isFinite(d.high) {
		r.line(pen{colour: ink, width: 0.8}, low, high)
	}
	if isFinite(d.mean) {
		r.dot(ink, r.spot(i, d.mean, -0.36), 2.7)
	}
}

// axis covers values and intervals, and 0 for differences.
func (d differencePanel) axis(differences bool) axis {
	low, high := math.Inf(1), math.Inf(-1)
	include := func(v float64) {
		if isFinite(v) {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	if differences {
		include(0)
	}
	for _, row := range d.rows {
		include(row.low)
		include(row.high)
		for _, v := range row.values {
			include(v)
		}
	}
	margin := 0.06 * (high - low)
	if margin == 0 {
		margin = math.Max(math.Abs(low)/2, 0.5)
	}
	return linearAxis(low-margin, high+margin, 2)
}

func (f versusDifferences) alt() string {
	var b strings.Builder
	for _, d := range f.panels {
		fmt.Fprintf(&b, "%s: B less A %s", strings.ReplaceAll(d.Quantity, "_", " "), text.Plain(significant(float64(d.Mean), 3)))
		if isFinite(float64(d.Low)) {
			fmt.Fprintf(&b, ", interval from %s to %s", text.Plain(significant(float64(d.Low), 3)), text.Plain(significant(float64(d.High), 3)))
		}
		b.WriteString(". ")
	}
	return strings.TrimSpace(b.String())
}
