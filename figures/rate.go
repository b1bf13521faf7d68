package figures

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/words"
)

// rateFigure shows what the right rate of the first layer makes the same again: the
// losses and accuracies of the reference and of the scenarios whose rates are
// divided, how far these are from the reference's function where controls
// measured that, and what seeds end with.
func rateFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := rates{training: training{data: d, palette: Palette(of)}}
	for _, c := range d.courses() {
		switch {
		case !d.allOverflow(c.name):
			f.courses = append(f.courses, c)
		case c.name == d.Roles().Broken:
			f.broken = c.name
		}
	}
	f.same = same{data: d, palette: f.palette, measured: d.Measured(study.ControlsKind, "")}
	if len(f.same.measured) > 0 {
		for _, r := range f.same.measured[0].Controls.Restored {
			f.same.restored = append(f.same.restored, r.Name)
		}
	}
	if d.Roles().Restored == "" || len(f.courses) < 2 {
		return Figure{}, false
	}
	height, stretch, shrink := mm(116), mm(14), mm(6)
	if len(f.same.measured) == 0 {
		height, stretch, shrink = mm(58), mm(9), mm(5)
	}
	return Figure{
		Name:    "rate",
		Title:   "The rate that makes the networks the same again",
		Alt:     spoken(f.alt()),
		Crosses: f.anyOverflows(append(f.names(), f.broken)),
		Key:     f.ticksKey(f.names(), courseTop*f.lossScale()),
		Width:   sheetWidth,
		Height:  height,
		Draw:    onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(stretch, shrink, f.draw), true
}

type rates struct {
	training
	same   same
	broken string // the network that breaks, if no run of it completes
}

// draw draws two rows of panels; without controls one, in which the panel of the
// ends has the names.
func (f rates) draw(s sheet, height vg.Length) {
	if len(f.same.measured) == 0 {
		tall := height - mm(17.5)
		f.drawLosses(s, mm(13), mm(10), mm(38), tall)
		f.drawAccuracies(s, mm(62), mm(10), mm(28), tall)
		f.drawEnds(s, "c", mm(103), mm(10), mm(41), tall)
		return
	}
	const left, right, wide = 13, 85, 49
	tall := height/2 - mm(18)
	upper, lower := height/2+mm(9.5), mm(10)
	f.drawLosses(s, mm(left), upper, mm(wide), tall)
	f.drawNames(f.drawAccuracies(s, mm(right), upper, mm(wide-16), tall))
	x, y := f.same.axes()
	p := s.newPanel(mm(left), lower, mm(wide), tall, x, y)
	p.bottomAxis(0)
	p.leftAxis(0, mm(9.4))
	f.same.drawCurves(p)
	s.head(mm(left), lower+tall+mm(3), "c", "distance to "+f.name(label, mm(38), f.Definition.Reference))
	f.drawEnds(s, "d", mm(right), lower, mm(wide), tall)
}

func (f rates) drawLosses(s sheet, left, bottom, width, height vg.Length) {
	p := s.newPanel(left, bottom, width, height, f.epochAxis(2), linearAxis(0, f.lossScale()*courseTop, 5))
	p.across(pen{colour: pale, width: 0.5}, f.GuessingLoss())
	p.bottomAxis(0)
	p.leftAxis(0, 0)
	p.write(note.right().in(grey), p.area.Max.X, p.at(0, f.lossScale()).Y-8, f.guessingText())
	s.head(left, bottom+height+mm(3), "a", "training loss")
	for _, c := range f.courses {
		f.drawCourse(p, c, f.lossCurves(c.name))
	}
	for _, c := range f.courses {
		f.markOverflows(p, f.palette[c.name], c.name)
		f.markBeyond(p, f.palette[c.name], c.name)
		f.drawEpochs(p, c, func(r evidence.Result, i int) float64 { return float64(r.Run.Epochs[i].Loss) })
	}
	if f.broken == "" {
		return
	}
	f.markOverflows(p, f.palette[f.broken], f.broken)
	_, last := f.overflowsOf(f.broken)
	l := note.in(f.palette[f.broken].Type)
	x := p.at(float64(last)/float64(f.StepsPerEpoch()), 0).X + 4
	name := f.name(l, p.area.Max.X-x, f.broken)
	s.write(l, x, p.area.Max.Y-5.5, l.fitted(p.area.Max.X-x, name+": overflow by step "+words.Integer(last), name))
}

func (f rates) drawAccuracies(s sheet, left, bottom, width, height vg.Length) *panel {
	p := s.newPanel(left, bottom, width, height, f.epochAxis(2), linearAxis(0, 1, 5))
	p.across(pen{colour: pale, width: 0.5}, f.Chance())
	p.bottomAxis(0)
	p.leftAxis(0, 0)
	s.head(left, bottom+height+mm(3), "b", "accuracy")
	for _, c := range f.courses {
		f.drawCourse(p, c, f.accuracyCurves(c.name))
	}
	for _, c := range f.courses {
		f.drawEpochs(p, c, func(r evidence.Result, i int) float64 { return float64(r.Run.Epochs[i].Accuracy) })
	}
	return p
}

// drawEnds draws what the seeds end with, a row a scenario in the order of their
// means, on an axis over those that learn.
func (f rates) drawEnds(s sheet, letter string, left, bottom, width, tall vg.Length) {
	rows := f.names()
	slices.SortStableFunc(rows, func(a, b string) int {
		return compareMeans(f.Values(b, evidence.FinalAccuracy), f.Values(a, evidence.FinalAccuracy))
	})
	if f.broken != "" {
		rows = append(rows, f.broken)
	}
	x := f.endAxis()
	const numbers = 11 // mm that the means take
	pitch := min(mm(11), tall/vg.Length(len(rows)))
	r := s.newRows(left, bottom+tall-pitch*vg.Length(len(rows)), width-mm(numbers), pitch, len(rows), x)
	r.bottomAxis(0)
	for i, name := range rows {
		values, overflowed := f.completed(name)
		l := note.in(f.palette[name].Type)
		named := f.name(l, width-mm(numbers), name)
		if overflowed && len(values) > 0 {
			named = l.fitted(width-mm(numbers), named+", without overflows", named)
		}
		r.write(l, r.area.Min.X, r.height(i)+0.27*pitch, named)
		if len(values) == 0 {
			r.label(i, l.right(), r.area.Max.X+mm(numbers), "overflow")
		} else {
			f.drawEndsOf(r, i, f.palette[name], values)
			r.label(i, l, r.area.Max.X+mm(2), fmt.Sprintf("%.3f", mean(values)))
		}
	}
	s.head(left, bottom+tall+mm(3), letter, "accuracy at the end")
}

// drawEndsOf draws the seeds of a row; where some are below the axis, an arrow
// points there.
func (f rates) drawEndsOf(r rowPlot, i int, c Colour, values []float64) {
	r.tickAt(i, -0.04, 0.16, mean(values), 0.8) // clear of the name above
	shown := slices.DeleteFunc(slices.Clone(values), func(v float64) bool { return v < r.x.min })
	if len(shown) < len(values) {
		at := r.spot(i, r.x.min, 0)
		r.arrow(pen{colour: c.Line, width: 0.8}, vg.Point{X: at.X + 12, Y: at.Y}, at)
		r.writeOn(white, note.in(c.Type), at.X+15, at.Y-0.32*note.font.Size, words.Integer(len(values)-len(shown))+" below")
	}
	if len(values) > compare.Many {
		shown = values // of which the quantiles are drawn
	}
	r.seedsAt(i, 0, 0.7, c, shown)
}

// endAxis is an axis over the runs that learn: those with three quarters of
// the best one's accuracy, or more. Many seeds are in it by their quartiles if
// their median learns, so that the axis does not cut what lies in the middle.
func (f rates) endAxis() axis {
	best := 0.0
	for _, name := range f.names() {
		for _, v := range f.shown(name) {
			best = math.Max(best, v)
		}
	}
	low, high := best, best
	for _, name := range f.names() {
		shown := f.shown(name)
		learns := len(f.Of(name)) > compare.Many && median(slices.Clone(shown)) > 0.75*best
		for _, v := range shown {
			if learns || v > 0.75*best {
				low = math.Min(low, v)
			}
		}
	}
	step := roundStep(math.Max(high-low, 0.01) / 4)
	low = math.Max(0, math.Floor(low/step-0.2)*step)
	high = math.Min(1, math.Ceil(high/step+0.2)*step)
	return linearAxis(low, high, 4)
}

// shown are a scenario's finite values; of many seeds the quartiles, and where
// their bar ends above.
func (f rates) shown(name string) []float64 {
	s := f.Sample(name, evidence.FinalAccuracy)
	if len(f.Of(name)) <= compare.Many || len(s.Values) == 0 {
		return s.Values
	}
	return []float64{s.Quantile(0.25), s.Quantile(0.5), s.Quantile(0.75), s.Quantile(0.95)}
}

// compareMeans orders by the means of what is finite.
func compareMeans(a, b []float64) int {
	switch x, y := compare.Of(a).Mean, compare.Of(b).Mean; {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

func (f rates) alt() string {
	said := f.training.alt()
	if len(f.same.measured) > 0 {
		said += " " + f.same.alt()
	}
	if d := compare.Of(f.differences()); len(d.Values) > 0 {
		said += fmt.Sprintf(" Paired by seed, the accuracies of %s and %s differ by %s.", f.Called(f.Roles().Restored), f.Called(f.Roles().Reference),
			text.Plain(over(d.Values, 2)))
	}
	return strings.TrimSpace(said)
}

// differences are the restored scenario's accuracies less the reference's, seed
// by seed.
func (f rates) differences() []float64 {
	var differences []float64
	for _, r := range f.Of(f.Roles().Restored) {
		if b, ok := f.Find(f.Roles().Reference, r.Run.Seed); ok && !r.Overflowed() && !b.Overflowed() {
			differences = append(differences, evidence.FinalAccuracy(r)-evidence.FinalAccuracy(b))
		}
	}
	return differences
}
