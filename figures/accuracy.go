package figures

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"

	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/words"
)

// Accuracy shows what every scenario ends with on the validation set, seed by
// seed: on the whole scale, and closer for those that learn.
func Accuracy(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := accuracy{data: d, rows: d.Ran(), palette: Palette(of)}
	if len(f.rows) == 0 {
		return Figure{}, false
	}
	height := rowPitch(len(f.rows))*vg.Length(len(f.rows)) + mm(17)
	return Figure{
		Name:    "accuracy",
		Title:   "The accuracy at the end",
		Alt:     spoken(f.alt()),
		Crosses: f.anyOverflows(f.rows),
		Width:   Width,
		Height:  height,
		Draw:    onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(rowStretch(len(f.rows)), rowShrink(len(f.rows)), f.draw), true
}

type accuracy struct {
	data
	rows    []string
	palette map[string]Colour
}

func (f accuracy) draw(s sheet, height vg.Length) {
	const names, width, gap = 44, 42, 10
	pitch := (height - mm(17)) / vg.Length(len(f.rows))
	whole := linearAxis(0, 1, 5)
	whole.title = f.axisTitle()
	a := s.newRows(mm(names), mm(9.5), mm(width), pitch, len(f.rows), whole)
	s.head(mm(names), height-mm(3.2), "a", "the whole scale")
	a.upright(pen{colour: pale, width: 0.5}, f.Chance())
	a.bottomAxis(0)
	a.names(f.data, f.palette, f.rows, mm(names-2), mm(names-2))
	f.fill(a)

	upper := f.upperEnd()
	upper.title = f.axisTitle()
	b := s.newRows(mm(names+width+gap), mm(9.5), mm(width), pitch, len(f.rows), upper)
	s.head(mm(names+width+gap), height-mm(3.2), "b", "the upper end")
	b.bottomAxis(0)
	f.fill(b)
}

func (f accuracy) axisTitle() string {
	epochs := f.Definition.Training.Epochs
	if epochs == 1 {
		return "accuracy after 1 epoch"
	}
	return fmt.Sprintf("accuracy after %d epochs", epochs)
}

// fill draws the rows' values as far as the axis shows them.
func (f accuracy) fill(r rowPlot) {
	for i, name := range f.rows {
		completed, _ := f.completed(name)
		completed = compare.Of(completed).Values
		if len(completed) > 0 {
			r.tick(i, mean(completed), 0.8)
		}
		results := f.Of(name)
		if len(results) > compare.Many {
			r.spread(i, 0, f.palette[name], completed)
		}
		var crosses []vg.Point
		for j, result := range results {
			v := evidence.FinalAccuracy(result)
			switch {
			case isFinite(v) && !r.x.shows(v):
			case result.Overflowed() || !isFinite(v):
				crosses = append(crosses, r.spot(i, v, 0))
			case len(results) <= compare.Many:
				r.dot(f.palette[name].Line, r.spot(i, v, jitter(j, len(results))), 2.7)
			}
		}
		f.drawOverflowed(r, i, name, crosses)
	}
}

// drawOverflowed draws crosses as far as they can be told apart, and behind the
// last one how many runs they are.
func (f accuracy) drawOverflowed(r rowPlot, i int, name string, crosses []vg.Point) {
	if len(crosses) == 0 {
		return
	}
	slices.SortFunc(crosses, func(a, b vg.Point) int { return cmp.Compare(a.X, b.X) })
	const apart = 5
	last := crosses[0]
	r.cross(f.palette[name].Line, last)
	for _, at := range crosses[1:] {
		if at.X-last.X >= apart {
			last = at
			r.cross(f.palette[name].Line, last)
		}
	}
	label := words.Integer(len(crosses)) + " overflowed"
	l := note.in(f.palette[name].Type)
	if x := last.X + 5; x+l.width(label) < r.area.Max.X {
		r.writeOn(white, l, x, r.height(i)-0.32*l.font.Size, label)
	}
}

// upperEnd is an axis over the runs that learn: those with three quarters of
// the best one's accuracy, or more. Many seeds are in it by their quartiles if
// their median learns, so that the axis does not cut what lies in the middle.
func (f accuracy) upperEnd() axis {
	best := 0.0
	for _, name := range f.rows {
		for _, v := range f.shown(name) {
			best = math.Max(best, v)
		}
	}
	low, high := best, best
	for _, name := range f.rows {
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
func (f accuracy) shown(name string) []float64 {
	s := f.Sample(name, evidence.FinalAccuracy)
	if len(f.Of(name)) <= compare.Many || len(s.Values) == 0 {
		return s.Values
	}
	return []float64{s.Quantile(0.25), s.Quantile(0.5), s.Quantile(0.75), s.Quantile(0.95)}
}

func (f accuracy) alt() string {
	var b strings.Builder
	for _, name := range f.rows {
		completed, overflowed := f.completed(name)
		var said []string
		if len(completed) > 0 {
			said = append(said, fmt.Sprintf("mean accuracy %.3f of %s", mean(completed), words.Count(len(completed), "seed")))
		}
		if overflowed {
			said = append(said, words.Integer(len(f.Of(name))-len(completed))+" overflowed")
		}
		fmt.Fprintf(&b, "%s: %s. ", f.Label(name), strings.Join(said, ", "))
	}
	return strings.TrimSpace(b.String())
}
