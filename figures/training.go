package figures

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/words"
)

// trainingFigure shows the losses of the first batches, seed by seed, and over the
// whole training the loss and the accuracy, on the batches and on the
// validation set. It stands for rateFigure in a study that has none.
func trainingFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := training{data: d, palette: Palette(of), courses: d.courses()}
	if _, ok := rateFigure(of); ok || len(f.courses) == 0 {
		return Figure{}, false
	}
	height, crosses := mm(60), f.anyOverflows(f.names())
	return Figure{
		Name:    "training",
		Title:   "The first batches and the whole training",
		Alt:     spoken(f.alt()),
		Crosses: crosses,
		Key:     f.ticksKey(f.names(), courseTop*f.lossScale()),
		Width:   sheetWidth,
		Height:  height,
		Draw:    onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(mm(9), mm(5), f.draw), true
}

// courseTop is how high panels of losses go, in multiples of the loss of guessing.
const courseTop = 1.09

// A course is a scenario as a training figure draws it: one that should
// coincide with another lies on it as a thin core.
type course struct {
	name string
	core bool
	over bool // something else is drawn as its core
}

// width of a course's curve.
func (c course) width() vg.Length {
	switch {
	case c.core:
		return 0.8
	case c.over:
		return 2.2
	}
	return 1.1
}

// courses are the parts of the story in the order they are drawn in; of a
// study that has but the reference, the first few scenarios.
func (d data) courses() []course {
	r := d.Roles()
	ran := func(name string) bool { return name != "" && len(d.Of(name)) > 0 }
	var all []course
	for _, c := range []course{
		{name: r.AllRates},
		{name: r.Broken, over: ran(r.Raised)},
		{name: r.Raised, core: ran(r.Broken)},
		{name: r.Reference, over: ran(r.Restored)},
		{name: r.Restored, core: ran(r.Reference)},
	} {
		if ran(c.name) {
			all = append(all, c)
		}
	}
	const few = 5
	if len(all) < 2 {
		all = nil
		for _, name := range d.Ran()[:min(few, len(d.Ran()))] {
			all = append(all, course{name: name})
		}
	}
	return all
}

type training struct {
	data
	palette map[string]Colour
	courses []course
}

// names are those of the scenarios that are drawn.
func (f training) names() []string {
	var names []string
	for _, c := range f.courses {
		names = append(names, c.name)
	}
	return names
}

func (f training) draw(s sheet, height vg.Length) {
	heads := height - mm(3)
	steps := f.firstSteps()
	first := s.newPanel(mm(12), mm(10), mm(34), height-mm(17), firstStepsAxis(steps), f.firstLosses(steps))
	first.bottomAxis(0)
	first.leftAxis(0, mm(8.4))
	s.head(mm(12), heads, "a", firstBatches(steps))
	for _, c := range f.courses {
		f.drawFirst(first, c, steps)
	}

	losses := linearAxis(0, f.lossScale()*courseTop, 5)
	loss := s.newPanel(mm(56), mm(10), mm(28), height-mm(17), f.epochAxis(2), losses)
	loss.across(pen{colour: pale, width: 0.5}, f.GuessingLoss())
	loss.bottomAxis(0)
	loss.leftAxis(0, 0)
	s.head(mm(56), heads, "b", "training loss")
	loss.write(note.onMiddle().in(grey), loss.area.Max.X+3, loss.at(0, f.lossScale()).Y, f.guessingText())

	accuracy := s.newPanel(mm(94), mm(10), mm(25), height-mm(17), f.epochAxis(2), linearAxis(0, 1, 5))
	accuracy.across(pen{colour: pale, width: 0.5}, f.Chance())
	accuracy.bottomAxis(0)
	accuracy.leftAxis(0, 0)
	s.head(mm(94), heads, "c", "accuracy")
	for _, c := range f.courses {
		f.drawCourse(loss, c, f.lossCurves(c.name))
		f.drawCourse(accuracy, c, f.accuracyCurves(c.name))
	}
	for _, c := range f.courses {
		f.markOverflows(loss, f.palette[c.name], c.name)
		f.markBeyond(loss, f.palette[c.name], c.name)
		f.drawEpochs(loss, c, func(r evidence.Result, i int) float64 { return float64(r.Run.Epochs[i].Loss) })
		f.drawEpochs(accuracy, c, func(r evidence.Result, i int) float64 { return float64(r.Run.Epochs[i].Accuracy) })
	}
	f.nameOverflowed(first, steps)
	f.drawNames(accuracy)
}

// firstBatches is the head of the panel of so many batches.
func firstBatches(steps int) string {
	if steps == 1 {
		return "the first batch"
	}
	return fmt.Sprintf("the first %d batches", steps)
}

// firstSteps is how many steps panel a shows: to the last overflow, if that
// comes early, and at least 12.
func (f training) firstSteps() int {
	const least, most = 12, 40
	steps := least
	for _, c := range f.courses {
		for _, r := range f.Of(c.name) {
			if r.Overflowed() && r.Run.Ending.Step <= most {
				steps = max(steps, r.Run.Ending.Step)
			}
		}
	}
	return min(steps, f.Steps())
}

// firstStepsAxis is linear over so many steps from the first one on.
func firstStepsAxis(steps int) axis {
	a := linearAxis(1, float64(steps), 4)
	a.ticks = append(numbered(1), slices.DeleteFunc(a.ticks, func(t plot.Tick) bool {
		return t.Value <= 1 || t.Value != math.Trunc(t.Value)
	})...)
	a.title = "step"
	return a
}

// firstLosses is an axis that holds the first batches' losses.
func (f training) firstLosses(steps int) axis {
	var values []float64
	for _, c := range f.courses {
		for _, r := range f.Of(c.name) {
			for _, l := range r.Trace.Loss[:min(steps, len(r.Trace.Loss))] {
				values = append(values, float64(l))
			}
		}
	}
	a := logAxis(values, 2, 6)
	a.title = "loss on the batch"
	return a
}

// drawFirst draws the first losses of a scenario's seeds.
func (f training) drawFirst(p *panel, c course, steps int) {
	colour := f.palette[c.name]
	results := f.Of(c.name)
	for _, r := range results[:min(compare.Many, len(results))] {
		losses := drawn(r.Losses())
		losses = losses[:min(steps, len(losses))]
		p.curve(pen{colour: colour.Line, width: firstWidth(c)}, losses)
		if r.Overflowed() && r.Run.Ending.Step <= steps {
			last := plotter.XY{X: 1, Y: math.NaN()}
			if stretches := finite(losses); len(stretches) > 0 {
				last = stretches[0][len(stretches[0])-1]
			}
			p.cross(colour.Line, p.at(last.X, last.Y))
		}
	}
}

// firstWidth is how wide a seed's line is.
func firstWidth(c course) vg.Length {
	if c.core {
		return 0.5
	}
	if c.over {
		return 2
	}
	return 0.9
}

// drawCourse draws a scenario's mean curve and, unless it lies in another, its
// band.
func (f training) drawCourse(p *panel, c course, curves []plotter.XYs) {
	colour := f.palette[c.name]
	b := bundled(curves)
	line := colour.Mark
	if !c.core {
		p.band(fade(colour.Mark, 0.25), b.spans)
		line = colour.Line
	}
	p.curve(pen{colour: line, width: c.width()}, b.mean)
}

// overEdge is how far above a panel marks of what is beyond it stand, clear of
// the axis on the left.
const overEdge = 3

// markOverflows marks above the upper edge where runs overflowed.
func (d data) markOverflows(p *panel, c Colour, scenario string) {
	var marks []vg.Point
	for _, r := range d.Of(scenario) {
		if r.Overflowed() {
			marks = append(marks, p.at(float64(r.Run.Ending.Step)/float64(d.StepsPerEpoch()), p.y.max))
		}
	}
	for _, at := range distinct(marks) {
		p.cross(c.Line, vg.Point{X: at.X, Y: at.Y + overEdge})
	}
}

// markBeyond marks with a tick above the upper edge each batch of a run that
// completed whose loss is beyond it: a median over steps hides it.
func (d data) markBeyond(p *panel, c Colour, scenario string) {
	var ticks []vg.Point
	for _, r := range d.Of(scenario) {
		if r.Overflowed() {
			continue
		}
		for _, step := range stepsAbove(r, p.y.max) {
			ticks = append(ticks, p.at(step/float64(d.StepsPerEpoch()), p.y.max))
		}
	}
	for _, at := range distinct(ticks) {
		p.line(pen{colour: c.Line, width: 0.5}, vg.Point{X: at.X, Y: at.Y + 1}, vg.Point{X: at.X, Y: at.Y + 4})
	}
}

// stepsAbove are those whose batch has a loss above a bound.
func stepsAbove(r evidence.Result, bound float64) (steps []float64) {
	for _, at := range r.Losses() {
		if !(at.Y <= bound) {
			steps = append(steps, at.X)
		}
	}
	return steps
}

// ticksKey explains the ticks of markBeyond, if some scenario has any.
func (d data) ticksKey(names []string, bound float64) string {
	for _, name := range names {
		for _, r := range d.Of(name) {
			if !r.Overflowed() && len(stepsAbove(r, bound)) > 0 {
				return "ticks are batches with a loss above the panel"
			}
		}
	}
	return ""
}

// drawEpochs draws the validation set's values after each epoch, a dot a seed.
func (f training) drawEpochs(p *panel, c course, value func(evidence.Result, int) float64) {
	results := f.Of(c.name)
	var dots, crosses []vg.Point
	for _, r := range results[:min(compare.Many, len(results))] {
		if r.Overflowed() {
			continue
		}
		for i, e := range r.Run.Epochs {
			v := value(r, i)
			switch {
			case !isFinite(v):
				crosses = append(crosses, p.at(float64(e.Epoch), p.y.max))
			case p.y.shows(v):
				dots = append(dots, p.at(float64(e.Epoch), v))
			}
		}
	}
	for _, at := range distinct(dots) {
		p.mark(f.palette[c.name], at, 2)
	}
	for _, at := range distinct(crosses) {
		p.cross(f.palette[c.name].Line, at)
	}
}

// nameOverflowed writes the names of scenarios without a run that completed
// into the panel of the first batches, at the right: their losses are far above,
// and those of the others below.
func (f training) nameOverflowed(p *panel, steps int) {
	below := p.y.min
	for _, c := range f.courses {
		for _, r := range f.Of(c.name) {
			if losses := r.Trace.Loss[:min(steps, len(r.Trace.Loss))]; !f.allOverflow(c.name) && len(losses) > 0 {
				below = math.Max(below, float64(losses[len(losses)-1]))
			}
		}
	}
	y := p.at(p.x.max, below).Y + 5
	for i := len(f.courses) - 1; i >= 0; i-- {
		name := f.courses[i].name
		if !f.allOverflow(name) {
			continue
		}
		l := note.in(f.palette[name].Type)
		lines := f.nameLines(l, mm(20), name)
		y = min(y, p.area.Max.Y-leading*vg.Length(len(lines)))
		for j := len(lines) - 1; j >= 0; j-- {
			p.writeOn(white, l, p.area.Max.X-l.width(lines[j]), y, lines[j])
			y += leading
		}
		y += 2
	}
}

// drawNames writes the names of scenarios with runs that completed beside the
// last panel, where their accuracies end.
func (f training) drawNames(p *panel) {
	x := p.area.Max.X + 5
	var blocks []block
	for _, c := range f.courses {
		if f.allOverflow(c.name) {
			continue
		}
		end := 0.0
		if f.Classes() > 0 {
			end = f.Chance()
		}
		if values, _ := f.completed(c.name); len(compare.Of(values).Values) > 0 {
			end = compare.Of(values).Mean
		}
		lines := f.nameLines(note, sheetWidth-x, c.name)
		if overflowed, _ := f.overflowsOf(c.name); overflowed > 0 {
			lines = append(lines, note.broken(sheetWidth-x, f.overflowCount(c.name))...)
		}
		blocks = append(blocks, block{middle: p.at(0, end).Y, lines: lines, colour: f.palette[c.name]})
	}
	spread(blocks, 3, p.area.Min.Y, p.area.Max.Y+4)
	for _, b := range blocks {
		b.draw(p.sheet, x)
	}
}

func (f training) alt() string {
	var b strings.Builder
	for _, c := range f.courses {
		values, overflowed := f.completed(c.name)
		var said []string
		if len(values) > 0 {
			said = append(said, fmt.Sprintf("mean validation accuracy at the end %.3f", mean(values)))
		}
		if overflowed {
			said = append(said, words.OutOf(len(f.Of(c.name))-len(values), len(f.Of(c.name)), "seed")+
				words.Plural(len(f.Of(c.name))-len(values), " overflows", " overflow"))
		}
		fmt.Fprintf(&b, "%s: %s. ", f.Called(c.name), strings.Join(said, "; "))
	}
	return strings.TrimSpace(b.String())
}
