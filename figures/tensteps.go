package figures

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study/evidence"
)

// tenStepsFigure follows the reference and the scenario that breaks over the first
// batches, seed by seed: the loss on each, and the first hidden layer's units
// that are dead after it.
func tenStepsFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := tenSteps{deadUnits{data: d, palette: Palette(of)}}
	for _, name := range d.protagonists() {
		if len(f.curves(name, 0)) > 0 {
			f.names = append(f.names, name)
		}
	}
	if len(f.names) == 0 || d.Roles().Broken == "" {
		return Figure{}, false
	}
	height := mm(72)
	return Figure{
		Name:    "ten-steps",
		Title:   "The first batches: loss and dead units",
		Alt:     spoken(f.alt()),
		Crosses: f.anyOverflows(f.names),
		Width:   sheetWidth,
		Height:  height,
		Draw:    onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(mm(9), mm(3), f.draw), true
}

// tenSteps draws the same runs as deadUnits, step by step.
type tenSteps struct{ deadUnits }

// losses are drawn as the figure of the whole training does.
func (f tenSteps) losses() training {
	t := training{data: f.data, palette: f.palette}
	for _, name := range f.names {
		t.courses = append(t.courses, course{name: name})
	}
	return t
}

func (f tenSteps) draw(s sheet, height vg.Length) {
	heads, losses := height-mm(3), f.losses()
	steps := losses.firstSteps()
	y := losses.firstLosses(steps)
	y.title = "" // the head has it
	a := s.newPanel(mm(13), mm(10), mm(46), height-mm(17.5), firstStepsAxis(steps), y)
	a.bottomAxis(2)
	a.leftAxis(2, 0)
	s.head(mm(13), heads, "a", "loss on the batch, before its step")
	b := s.newPanel(mm(73), mm(10), mm(46), height-mm(17.5), firstStepsAxis(steps), shareAxis([]float64{1}))
	b.bottomAxis(2)
	b.leftAxis(2, 0)
	s.head(mm(73), heads, "b", "dead units of the first layer, after the step")
	for i := len(f.names) - 1; i >= 0; i-- {
		losses.drawFirst(a, losses.courses[i], steps)
		f.drawUpTo(b, f.names[i], 0, steps)
	}
	f.drawNames(b, 0)
}

func (f tenSteps) alt() string {
	var b strings.Builder
	steps := f.losses().firstSteps()
	fmt.Fprintf(&b, "The first %d batches. ", steps)
	for _, name := range f.names {
		var second, dead []float64
		for _, r := range f.Of(name) {
			if len(r.Trace.Loss) > 1 {
				second = append(second, float64(r.Trace.Loss[1]))
			}
		}
		for _, d := range f.curves(name, 0) {
			dead = append(dead, d.curve[0].Y)
		}
		fmt.Fprintf(&b, "%s: %s of the first layer's units are dead after the first step, and the loss on the second batch is %s",
			f.Called(name), text.Plain(percent(dead...)), text.Plain(over(second, 2)))
		if words := f.endings(name); len(words) > 0 {
			fmt.Fprintf(&b, "; %s", text.Plain(strings.Join(words, " ")))
		}
		b.WriteString(". ")
	}
	return strings.TrimSpace(b.String())
}

// upTo is a course up to a step, or to the first point beyond, which the panel
// cuts off.
func (d death) upTo(step int) death {
	var within plotter.XYs
	for _, p := range d.curve {
		within = append(within, p)
		if p.X > float64(step) {
			break
		}
	}
	ended := d.overflowed && len(within) > 0 && within[len(within)-1].X <= float64(step)
	return death{within, ended}
}
