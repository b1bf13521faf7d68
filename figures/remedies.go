package figures

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"

	"firststep/study/compare"
	"firststep/study/evidence"
)

// remediesFigure is the answer of a study of remedies, a row each in the order of
// the definition: the accuracies that its seeds end with, and how far they are
// from the reference's.
func remediesFigure(of evidence.Data) Figure {
	d := data{of}
	f := remedies{data: d, names: d.Ran(), palette: Palette(of), reference: d.Definition.Reference}
	n := len(f.names)
	height := rowPitch(n)*vg.Length(n) + mm(13.5)
	return Figure{
		Name:   "answer",
		Title:  "The answer in one picture",
		Alt:    spoken(f.alt()),
		Width:  sheetWidth,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(rowStretch(n), rowShrink(n), f.draw)
}

type remedies struct {
	data
	names     []string
	palette   map[string]Colour
	reference string
}

func (f remedies) draw(s sheet, height vg.Length) {
	const ends, differences, width, bottom = 47, 100, 42, 6
	pitch := (height - mm(13.5)) / vg.Length(len(f.names))
	a := s.newRows(mm(ends), mm(bottom), mm(width), pitch, len(f.names), linearAxis(0, 1, 5))
	b := s.newRows(mm(differences), mm(bottom), mm(width), pitch, len(f.names), f.differenceAxis())
	s.head(mm(ends), height-mm(3.2), "a", "accuracy at the end")
	s.head(mm(differences), height-mm(3.2), "b", "difference to "+f.name(label, mm(24), f.reference))
	a.names(f.data, f.palette, f.names, mm(ends-2), mm(ends-2))
	a.upright(pen{colour: pale, width: 0.5}, f.Chance())
	b.upright(pen{colour: pale, width: 0.8}, 0)
	a.bottomAxis(0)
	b.bottomAxis(0)
	for i, name := range f.names {
		f.drawEnds(a, i, name)
		if name != f.reference {
			f.drawDifference(b, i, name)
		}
	}
}

// drawEnds draws what the runs that completed end with, and beside it how many
// did not.
func (f remedies) drawEnds(r rowPlot, i int, name string) {
	c := f.palette[name]
	values, overflowed := f.completed(name)
	r.seeds(i, c, values)
	if !overflowed {
		return
	}
	l, at, gap := note.in(c.Type), r.spot(i, 0, 0), vg.Length(6)
	if len(values) > 0 {
		at = r.spot(i, slices.Max(values), 0)
		if lowest := slices.Min(values); lowest > 0.5 {
			at, gap = r.spot(i, lowest, 0), -gap-l.width(f.overflowCount(name))
		}
	}
	r.writeOn(white, l, at.X+gap, at.Y-0.32*l.font.Size, f.overflowCount(name))
}

// difference is how far a scenario ends from the reference, seed by seed, with
// the interval of its mean where no run overflowed: of two seeds it is so wide
// that it says nothing.
func (f remedies) difference(name string) (mean, low, high float64) {
	d := f.Paired(name, f.reference, evidence.FinalAccuracy)
	low, high = math.NaN(), math.NaN()
	if d.NonFinite == 0 && len(d.Values) > 2 {
		low, high = compare.MeanInterval(d.Values)
	}
	return d.Mean, low, high
}

// drawDifference draws a mean and its interval; an arrow points to what lies
// beyond the axis, with its number.
func (f remedies) drawDifference(r rowPlot, i int, name string) {
	c := f.palette[name]
	mean, low, high := f.difference(name)
	if f.overflows(name) || !isFinite(mean) {
		return // what is left is not what the reference is compared with
	}
	if !r.x.shows(mean) {
		at := r.spot(i, r.x.min, 0)
		r.arrow(pen{colour: c.Line, width: 0.8}, vg.Point{X: at.X + 12, Y: at.Y}, at)
		l := note.in(c.Type)
		r.writeOn(white, l, at.X+15, at.Y-0.32*l.font.Size, strings.Replace(fmt.Sprintf("%.2f", mean), "-", "−", 1))
		return
	}
	if isFinite(low) {
		r.line(pen{colour: c.Line, width: 1.2}, r.spot(i, low, 0), r.spot(i, high, 0))
	}
	r.mark(c, r.spot(i, mean, 0), 3.3)
}

// differenceAxis holds the intervals of scenarios that end within a quarter of
// the reference's accuracy.
func (f remedies) differenceAxis() axis {
	least := -0.25 * f.Sample(f.reference, evidence.FinalAccuracy).Mean
	low, high := 0.0, 0.01
	for _, name := range f.names {
		mean, from, to := f.difference(name)
		if f.overflows(name) || !(mean > least) {
			continue
		}
		for _, v := range []float64{mean, from, to} {
			if isFinite(v) {
				low, high = math.Min(low, v), math.Max(high, v)
			}
		}
	}
	margin := 0.06 * (high - low)
	return linearAxis(math.Max(low, -1)-margin, math.Min(high, 1)+margin, 4)
}

func (f remedies) alt() string {
	var b strings.Builder
	for _, name := range f.names {
		values, overflowed := f.completed(name)
		var said []string
		if len(values) > 0 {
			said = append(said, fmt.Sprintf("mean accuracy at the end %.3f", mean(values)))
		}
		if overflowed {
			said = append(said, f.overflowCount(name))
		}
		fmt.Fprintf(&b, "%s: %s. ", f.Called(name), strings.Join(said, "; "))
	}
	return strings.TrimSpace(b.String())
}
