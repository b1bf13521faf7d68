package figures

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/words"
)

// lineFigure shows the loss on the first batch along the first step of the first
// layer's weights, for the two networks whose first steps theory has furthest
// apart, and what each part of the first step does to that loss by itself.
func lineFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := lines{data: d, names: d.linesShown(), palette: Palette(of)}
	if len(f.names) == 0 {
		return Figure{}, false
	}
	f.parts = f.stepParts()
	height := max(mm(82), linePartPitch*vg.Length(len(f.parts))+mm(18))
	return Figure{
		Name:   "line",
		Title:  "The loss along the first step, and after parts of it",
		Alt:    spoken(f.alt()),
		Width:  sheetWidth,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(mm(8), mm(2), f.draw), true
}

// linesShown are the reference and the thrown network of the pair, or without
// one the scenarios of other figures of diagnostics.
func (d data) linesShown() []string {
	scenario, baseline := d.Thrown()
	if len(d.Diagnosed(scenario)) > 0 && len(d.Diagnosed(baseline)) > 0 {
		return []string{baseline, scenario}
	}
	return d.diagnosedProtagonists()
}

// linePartPitch is the distance of rows of the panel of parts.
const linePartPitch = 6 * vg.Millimeter

// lines is the data of figures of the loss along a direction.
type lines struct {
	data
	names   []string
	palette map[string]Colour
	parts   []stepPart
}

// A stepPart is a part of the first step, with the loss after it.
type stepPart struct {
	name string
	loss func(*record.Attribution) record.Float
}

// stepParts are what the first step is taken apart into.
func (f lines) stepParts() []stepPart {
	type a = record.Attribution
	layers := len(f.Diagnosed(f.names[0])[0].Run.Diagnostics.Attribution.OnlyLayer)
	parts := []stepPart{{"all layers", func(a *a) record.Float { return a.All }}}
	const most = 6 // layers that have rows
	for i := range min(layers, most) {
		parts = append(parts, stepPart{words.Ordinal(i+1) + " only", func(a *a) record.Float { return entry(a.OnlyLayer, i) }})
	}
	if layers > 1 {
		parts = append(parts, stepPart{"all but first", func(a *a) record.Float { return entry(a.AllButLayer, 0) }})
	}
	parts = append(parts,
		stepPart{"weights only", func(a *a) record.Float { return a.EveryWeights }},
		stepPart{"biases only", func(a *a) record.Float { return a.EveryBias }})
	last := f.names[len(f.names)-1] // the one that is thrown
	if scenario, _ := f.Thrown(); last == scenario && slices.ContainsFunc(f.Diagnosed(last), isScaled) {
		parts = append(parts, stepPart{"all, the first / " + factorNumber(f.Prediction(last).XdW), func(a *a) record.Float { return a.ReferenceSize }})
	}
	slices.SortStableFunc(parts, func(x, y stepPart) int {
		return -cmp.Compare(compare.GeometricMean(f.lossesAfter(last, x)), compare.GeometricMean(f.lossesAfter(last, y)))
	})
	return parts
}

// isScaled reports whether the first layer's step can be made as long as the
// reference's: one of zero cannot.
func isScaled(r evidence.Result) bool {
	return !math.IsNaN(float64(r.Run.Diagnostics.Attribution.ReferenceScale))
}

// entry of a list, not a number where it has none.
func entry(list []record.Float, i int) record.Float {
	if i < len(list) {
		return list[i]
	}
	return record.Float(math.NaN())
}

func (f lines) draw(s sheet, height vg.Length) {
	heads := height - mm(3)
	s.head(mm(12), heads, "a", "moving the first layer's weights alone")
	of := func(l *record.Line) record.LineCurve { return l.FirstWeights }
	f.drawLines(s.newPanel(mm(12), mm(10), mm(62), height-mm(18), f.rateAxis(mm(62), of), f.lossAxisAbove()), of)
	f.drawParts(s, height)
	s.head(mm(80), heads, "b", "parts of the step")
}

// A direction chooses one of the lines that a run has.
type direction func(*record.Line) record.LineCurve

// curves of a scenario, one a seed: the multiples of the step are turned into
// rates of the first layer.
func (f lines) curves(name string, of direction) []plotter.XYs {
	rate := f.FirstLayerRate(name)
	var all []plotter.XYs
	for _, r := range f.Diagnosed(name) {
		line := &r.Run.Diagnostics.Line
		var curve plotter.XYs
		for i, loss := range of(line).Loss {
			curve = append(curve, plotter.XY{X: rate * float64(line.T[i]), Y: float64(loss)})
		}
		all = append(all, curve)
	}
	return all
}

// start is the mean loss before the step.
func (f lines) start(name string) float64 {
	var losses []float64
	for _, r := range f.Diagnosed(name) {
		losses = append(losses, float64(r.Run.Diagnostics.Attribution.None))
	}
	return compare.Of(losses).Mean
}

// critical are the rates at which the loss comes back to where it started.
func (f lines) critical(name string, of direction) []float64 {
	var rates []float64
	for _, r := range f.Diagnosed(name) {
		if t := of(&r.Run.Diagnostics.Line).Critical; t != nil {
			rates = append(rates, f.FirstLayerRate(name)*float64(*t))
		}
	}
	return rates
}

// drawLines draws the loss along one direction for every scenario.
func (f lines) drawLines(p *panel, of direction) {
	if start := f.start(f.names[0]); isFinite(start) {
		p.across(pen{colour: pale, width: 0.5}, start)
	}
	f.drawStudyRate(p)
	for i := len(f.names) - 1; i >= 0; i-- {
		f.drawBundle(p, f.names[i], of)
	}
	for i, name := range f.names {
		f.drawPredictedLoss(p, name, of, i == len(f.names)-1)
	}
	p.bottomAxis(0)
	p.leftAxis(0, mm(8.4))
	f.nameStudyRate(p)
	f.drawCritical(p, of)
}

// rateAxis covers the rates at which something happens to some curve along any
// of the directions: from where the first one leaves its start by a tenth, to
// so far above where the last one is twice as high that a name has room there.
func (f lines) rateAxis(width vg.Length, along ...direction) axis {
	low, high := math.Inf(1), 0.0
	for _, of := range along {
		for _, name := range f.names {
			start := f.start(name)
			for _, curve := range f.curves(name, of) {
				moved := slices.IndexFunc(curve, func(p plotter.XY) bool { return p.X > 0 && !(math.Abs(p.Y-start) < start/10) })
				if moved < 0 {
					continue
				}
				low = math.Min(low, curve[moved].X)
				if critical := f.critical(name, of); len(critical) > 0 {
					low = math.Min(low, slices.Min(critical)/2)
				}
				for _, p := range curve[moved:] {
					high = math.Max(high, p.X)
					if !(p.Y < 2*start) {
						break
					}
				}
			}
		}
	}
	if !(low < high) {
		low, high = 1e-6, 1e3
	}
	room := 2
	if width < mm(60) {
		room = 3
	}
	a := decades(decadeOf(low), decadeOf(high)+room, 6)
	a.title = "first-layer rate $η_1$ of one step"
	return a
}

// lossAxisAbove reaches two and a half times as high as the losses start.
func (f lines) lossAxisAbove() axis {
	start := 0.0
	for _, name := range f.names {
		if s := f.start(name); isFinite(s) {
			start = math.Max(start, s)
		}
	}
	if start == 0 {
		start = 1
	}
	a := linearAxis(0, 2.5*start, 6)
	a.title = "loss on the batch after the step"
	return a
}

// drawStudyRate marks the first layer's rate in the reference, up to below the
// names of scenarios.
func (f lines) drawStudyRate(p *panel) {
	rate := f.FirstLayerRate(f.names[0])
	if !p.x.shows(rate) {
		return
	}
	at := p.at(rate, 0)
	top := p.area.Max.Y - 6 - leading/2
	p.line(pen{colour: grey, width: 0.5, dashes: []vg.Length{4, 2}}, at, vg.Point{X: at.X, Y: top})
}

// nameStudyRate writes the rate beside its line.
func (f lines) nameStudyRate(p *panel) {
	if at, words := f.studyRateName(p); words != "" {
		p.writeOn(white, note.in(grey), at.X, at.Y, words)
	}
}

// studyRateName is the name of the reference's rate, and where it stands: below
// those of scenarios, on the left of its line if there is room. Where the rate
// isn't shown it is empty.
func (f lines) studyRateName(p *panel) (at vg.Point, words string) {
	rate := f.FirstLayerRate(f.names[0])
	if !p.x.shows(rate) {
		return at, ""
	}
	above := 1 // lines of names
	for _, name := range f.names {
		above = max(above, len(f.nameLines(note, mm(20), name)))
	}
	words = "$η_1$\u2005=\u2005" + plainNumber(rate)
	x := p.at(rate, 0).X
	at = vg.Point{X: x - 2.5 - note.width(words), Y: p.area.Max.Y - 6 - leading*(2*vg.Length(above)+1)/2}
	if at.X <= p.area.Min.X+2 {
		at.X = x + 2.5
	}
	return at, words
}

// drawBundle draws a scenario's seeds and their mean.
func (f lines) drawBundle(p *panel, name string, of direction) {
	c, curves := f.palette[name], f.curves(name, of)
	b := bundled(curves)
	if len(curves) > compare.Many {
		p.band(fade(c.Mark, 0.25), b.spans)
	} else {
		for _, curve := range curves {
			p.curve(pen{colour: fade(c.Mark, 0.5), width: 0.5}, curve)
		}
	}
	p.curve(pen{colour: c.Line, width: 1.4}, below(b.mean, p.y.max))
}

// below is a curve up to where it first leaves the panel: what follows may be
// a mean over seeds some of which are no numbers.
func below(curve plotter.XYs, top float64) plotter.XYs {
	i := slices.IndexFunc(curve, func(p plotter.XY) bool { return !(p.Y <= top) })
	if i < 0 {
		return curve
	}
	return curve[:min(i+1, len(curve))]
}

// expansion is the mean loss, slope and curvature at the start.
func (f lines) expansion(name string, of direction) (start, slope, curvature float64) {
	var slopes, curvatures []float64
	for _, r := range f.Diagnosed(name) {
		curve := of(&r.Run.Diagnostics.Line)
		slopes, curvatures = append(slopes, float64(curve.Slope)), append(curvatures, float64(curve.Curvature))
	}
	return f.start(name), mean(slopes), mean(curvatures)
}

// toFirstOrder and toSecondOrder are the mean loss as the gradient alone has
// it, and as gradient and curvature have it.
func (f lines) toFirstOrder(name string, of direction) plotter.XYs {
	start, slope, _ := f.expansion(name, of)
	return f.predictedLoss(name, func(t float64) float64 { return start + float64(t*slope) })
}

func (f lines) toSecondOrder(name string, of direction) plotter.XYs {
	start, slope, curvature := f.expansion(name, of)
	return f.predictedLoss(name, func(t float64) float64 { return start + float64(t*slope) + float64(t*t*curvature/2) })
}

// predictedLoss is a function of the multiples of the step, from 10⁻⁶ to 10³,
// over the first layer's rate.
func (f lines) predictedLoss(name string, at func(t float64) float64) plotter.XYs {
	const perDecade = 40
	rate := f.FirstLayerRate(name)
	var points plotter.XYs
	for n := range 9*perDecade + 1 {
		t := powerOfTenAt(n-6*perDecade, perDecade)
		points = append(points, plotter.XY{X: rate * t, Y: at(t)})
	}
	return points
}

// drawPredictedLoss draws both orders of a scenario's loss.
func (f lines) drawPredictedLoss(p *panel, name string, of direction, named bool) {
	p.curve(pen{colour: ink, width: 0.7, dashes: []vg.Length{3, 2}}, f.toFirstOrder(name, of))
	p.curve(pen{colour: ink, width: 0.7}, f.toSecondOrder(name, of))
	if !named {
		return
	}
	f.nameSecondOrder(p, name, of)
	start, slope, _ := f.expansion(name, of)
	zero := -start / slope * f.FirstLayerRate(name)
	if zero > 0 && p.x.shows(zero) && f.clearOf(p, of, p.at(zero, 0).X-6-note.width("order"), p.at(zero, 0).X) {
		p.write(note.right(), p.at(zero, 0).X-9, p.at(zero, start/3).Y, "first")
		p.write(note.right(), p.at(zero, 0).X-6, p.at(zero, start/3).Y-leading, "order")
	}
}

// nameSecondOrder writes what the curve is on the left of where it leaves the
// panel, if there is room.
func (f lines) nameSecondOrder(p *panel, name string, of direction) {
	curve := below(f.toSecondOrder(name, of), 0.8*p.y.max)
	if len(curve) == 0 || curve[len(curve)-1].Y < 0.8*p.y.max {
		return
	}
	at := p.at(curve[len(curve)-1].X, 0.8*p.y.max)
	right := at.X - 5
	left := right - note.width("second")
	rate, words := f.studyRateName(p)
	covered := words != "" && rate.X < right && left < rate.X+note.width(words) && rate.Y < at.Y+leading && at.Y-leading < rate.Y+leading
	if left > p.area.Min.X+2 && !covered {
		p.write(note.right(), right, at.Y, "second")
		p.write(note.right(), right, at.Y-leading, "order")
	}
}

// clearOf reports whether a label between two positions is in the panel and has
// no critical rate in it.
func (f lines) clearOf(p *panel, of direction, left, right vg.Length) bool {
	return left > p.area.Min.X && !slices.ContainsFunc(f.names, func(name string) bool {
		rate := compare.GeometricMean(f.critical(name, of))
		return isFinite(rate) && p.at(rate, 0).X > left-2 && p.at(rate, 0).X < right
	})
}

// drawCritical marks the critical rates, and sets the measured one of the
// scenario that breaks beside the one that theory makes of the reference's.
func (f lines) drawCritical(p *panel, of direction) {
	var taken *vg.Rectangle // by the number before
	for _, name := range f.names {
		c, rate := f.palette[name], compare.GeometricMean(f.critical(name, of))
		l := note.in(c.Type)
		if !isFinite(rate) || !p.x.shows(rate) {
			continue
		}
		at := p.at(rate, f.start(name))
		p.line(pen{colour: c.Line, width: 0.5, dashes: []vg.Length{1.5, 1.5}}, p.at(rate, 0), at)
		p.ring(c.Line, at, 4.2)
		words := significant(rate, 2)
		x, y := p.besideCurve(rate, l.width(words))-1.5, p.area.Min.Y+3
		if taken != nil && x < taken.Max.X && taken.Min.X < x+l.width(words) {
			y += leading
		}
		p.write(l, x, y, words)
		taken = &vg.Rectangle{Min: vg.Point{X: x}, Max: vg.Point{X: x + l.width(words)}}
	}
	f.drawCriticalRatio(p, of)
	f.nameCurves(p, of)
}

// nameCurves writes names at the top, beside where the curves leave the panel:
// further right, or else lower, where another name stands; and at the right,
// above it, that of a curve that stays in the panel.
func (f lines) nameCurves(p *panel, of direction) {
	names := slices.Clone(f.names)
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(f.leaves(p, a, of), f.leaves(p, b, of)) })
	var taken []vg.Rectangle
	for _, name := range names {
		l := note.in(f.palette[name].Type)
		words := f.nameLines(l, mm(20), name)
		size := vg.Point{Y: leading * vg.Length(len(words))}
		for _, line := range words {
			size.X = max(size.X, l.width(line)+4)
		}
		at := vg.Point{X: p.besideCurve(f.leaves(p, name, of), size.X-4), Y: p.area.Max.Y - 6}
		if end, stays := f.staysAt(p, name, of); stays {
			at = vg.Point{X: p.area.Max.X - size.X, Y: end + 4 + size.Y - leading}
		}
		for {
			i := slices.IndexFunc(taken, func(b vg.Rectangle) bool {
				return at.X < b.Max.X && b.Min.X < at.X+size.X && at.Y-size.Y < b.Max.Y && b.Min.Y < at.Y
			})
			if i < 0 {
				break
			}
			if right := taken[i].Max.X; right+size.X <= p.area.Max.X {
				at.X = right
			} else {
				at.Y = taken[i].Min.Y
			}
		}
		taken = append(taken, vg.Rectangle{Min: vg.Point{X: at.X, Y: at.Y - size.Y}, Max: vg.Point{X: at.X + size.X, Y: at.Y}})
		for i, line := range words {
			p.writeOn(white, l, at.X, at.Y-leading*vg.Length(i), line)
		}
	}
	if !slices.ContainsFunc(f.names, func(name string) bool { return f.passes(p, name, of) }) {
		p.write(note.centred().in(grey), (p.area.Min.X+p.area.Max.X)/2, p.at(p.x.min, f.start(f.names[0])).Y+5, "on the whole line no loss is this low")
	}
}

// staysAt is where a scenario's mean curve ends that does not leave the panel
// at the top.
func (f lines) staysAt(p *panel, name string, of direction) (y vg.Length, stays bool) {
	curve := bundled(f.curves(name, of)).mean
	n := len(curve)
	if n == 0 || len(below(curve, p.y.max)) < n || !(curve[n-1].Y <= p.y.max) {
		return 0, false
	}
	return p.at(p.x.max, curve[n-1].Y).Y, true
}

// passes reports whether some of a scenario's losses are in the panel.
func (f lines) passes(p *panel, name string, of direction) bool {
	return slices.ContainsFunc(f.curves(name, of), func(curve plotter.XYs) bool {
		return slices.ContainsFunc(curve, func(at plotter.XY) bool { return p.x.shows(at.X) && p.y.shows(at.Y) })
	})
}

// besideCurve is where a label of some width starts right of a value, as far
// as there is room.
func (p *panel) besideCurve(x float64, width vg.Length) vg.Length {
	return max(p.area.Min.X+2, min(p.at(x, 0).X+5, p.area.Max.X+mm(6)-width, sheetWidth-width))
}

// leaves is the rate at which the last of a scenario's curves leaves the
// panel: a seed's, or what is predicted.
func (f lines) leaves(p *panel, name string, of direction) float64 {
	last := 0.0
	curves := f.curves(name, of)
	if predicted := f.toSecondOrder(name, of); len(below(predicted, p.y.max)) < len(predicted) {
		curves = append(curves, predicted)
	}
	for _, curve := range curves {
		if shown := below(curve, p.y.max); len(shown) > 0 {
			last = math.Max(last, shown[len(shown)-1].X)
		}
	}
	if last == 0 {
		return p.x.max
	}
	return p.x.clamp(last)
}

// drawCriticalRatio is an arrow between the two critical rates with their
// measured ratio, seed by seed. It stands well below the loss at the start, where
// the curves run along between the two.
func (f lines) drawCriticalRatio(p *panel, of direction) {
	thrown, reference := f.Thrown()
	if !slices.Contains(f.names, thrown) || !slices.Contains(f.names, reference) {
		return
	}
	from, to := compare.GeometricMean(f.critical(thrown, of)), compare.GeometricMean(f.critical(reference, of))
	if !p.x.shows(from) || !p.x.shows(to) || !(to > from) {
		return
	}
	start, end := p.at(from, 0), p.at(to, 0)
	start.Y = max(start.Y+leading+4, p.at(from, 0.45*f.start(reference)).Y-leading) // over the numbers, below the curves
	end.Y = start.Y
	start.X, end.X = start.X+1, end.X-1
	middle := vg.Point{X: (start.X + end.X) / 2, Y: (start.Y + end.Y) / 2}
	p.line(pen{colour: white, width: 2.4}, start, end)
	p.arrow(pen{colour: ink, width: 0.6}, middle, start)
	p.arrow(pen{colour: ink, width: 0.6}, middle, end)
	words := "×\u2009" + f.criticalRatio(reference, thrown, of)
	p.writeOn(white, label, middle.X-label.width(words)/2, middle.Y+3.5, words)
}

// criticalRatio is how many times the critical rate of one scenario is that of
// another, seed by seed.
func (f lines) criticalRatio(name, other string, of direction) string {
	var ratios []float64
	for _, r := range f.Diagnosed(name) {
		o, ok := f.Find(other, r.Run.Seed)
		if !ok || o.Run.Diagnostics == nil {
			continue
		}
		mine, others := of(&r.Run.Diagnostics.Line).Critical, of(&o.Run.Diagnostics.Line).Critical
		if mine != nil && others != nil {
			ratios = append(ratios, f.FirstLayerRate(name)*float64(*mine)/(f.FirstLayerRate(other)*float64(*others)))
		}
	}
	if len(ratios) > 0 && slices.Max(ratios) > 1.001*slices.Min(ratios) {
		return over(ratios, 2) // as far as seeds agree
	}
	return over(ratios, 5)
}

// drawParts draws the loss after every part of the step.
func (f lines) drawParts(s sheet, height vg.Length) {
	var values []float64
	for _, name := range f.names {
		for _, part := range f.parts {
			values = append(values, f.lossesAfter(name, part)...)
		}
	}
	x := logAxis(append(values, 1), 2, 4).padded()
	x.title = "loss after it"
	const left, width, numbers = 103.5, 21, 127.5
	pitch := (height - mm(18)) / vg.Length(len(f.parts))
	r := s.newRows(mm(left), mm(10), mm(width), pitch, len(f.parts), x)
	r.bottomAxis(0)
	if start := f.start(f.names[0]); x.shows(start) {
		r.upright(pen{colour: pale, width: 0.5}, start)
	}
	for i, part := range f.parts {
		r.label(i, note.right(), mm(left-2), part.name)
		for j, name := range f.names {
			up := 0.0
			if len(f.names) > 1 {
				up = 0.44 * (0.5 - float64(j)/float64(len(f.names)-1))
			}
			c, losses := f.palette[name], f.lossesAfter(name, part)
			f.drawLossesAfter(r, i, up, c, losses)
			y := r.height(i) - 0.32*note.font.Size
			if len(f.names) == 2 { // one above the other
				y += 0.56 * note.font.Size * vg.Length(1-2*j)
			}
			if len(f.names) <= 2 {
				r.write(note.in(c.Type), mm(numbers), y, over(losses, 2))
			}
		}
	}
}

// drawLossesAfter draws the range of a part's losses and their mean; of many
// seeds their quantiles. Those that are not finite are a cross.
func (f lines) drawLossesAfter(r rowPlot, i int, up float64, c Colour, losses []float64) {
	finite := compare.Of(losses).Values
	if len(losses) > compare.Many || len(finite) == 0 {
		r.seedsAt(i, up, 0.4, c, losses)
		return
	}
	r.line(pen{colour: c.Line, width: 1}, r.spot(i, slices.Min(finite), up), r.spot(i, slices.Max(finite), up))
	r.mark(c, r.spot(i, compare.GeometricMean(finite), up), 3)
	if len(finite) < len(losses) {
		r.cross(c.Line, r.spot(i, r.x.max, up))
	}
}

// lossesAfter are the losses of a scenario's seeds after a part of the step.
func (f lines) lossesAfter(name string, part stepPart) []float64 {
	var losses []float64
	for _, r := range f.Diagnosed(name) {
		losses = append(losses, float64(part.loss(&r.Run.Diagnostics.Attribution)))
	}
	return losses
}

func (f lines) alt() string {
	var b strings.Builder
	first := func(l *record.Line) record.LineCurve { return l.FirstWeights }
	for _, name := range f.names {
		fmt.Fprintf(&b, "%s: ", f.Called(name))
		if rate := compare.GeometricMean(f.critical(name, first)); isFinite(rate) {
			fmt.Fprintf(&b, "a step of the first layer's weights lowers the loss up to a rate of %s; ", text.Plain(significant(rate, 3)))
		}
		for i, part := range f.parts {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "after %s: %s", part.name, text.Plain(significant(compare.GeometricMean(f.lossesAfter(name, part)), 3)))
		}
		b.WriteString(". ")
	}
	return "The loss after one step of the first layer's weights over the rate, and after parts of the first step. " + strings.TrimSpace(b.String())
}

// directionsFigure shows the loss along the first step of the first layer with its
// bias, and of all parameters: directions in which the factor between two
// scenarios is not that of their first layers' weights.
func directionsFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := lines{data: d, names: d.linesShown(), palette: Palette(of)}
	if evidence.Gather(of).Broken == "" || len(f.names) < 2 { // the report says nothing of such
		return Figure{}, false
	}
	height := mm(56)
	return Figure{
		Name:   "directions",
		Title:  "The loss along the first step with bias, and of all layers",
		Alt:    spoken(f.directionsAlt()),
		Width:  sheetWidth,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.drawDirections(s, height) }),
	}.elastic(mm(8), mm(6), f.drawDirections), true
}

// otherDirections are the lines of directionsFigure.
var otherDirections = []struct {
	letter, name string
	of           direction
}{
	{"a", "weights and bias of the first layer", func(l *record.Line) record.LineCurve { return l.FirstLayer }},
	{"b", "all parameters", func(l *record.Line) record.LineCurve { return l.All }},
}

func (f lines) drawDirections(s sheet, height vg.Length) {
	x := f.rateAxis(mm(57), otherDirections[0].of, otherDirections[1].of)
	for i, d := range otherDirections {
		left := mm(12 + 71*float64(i))
		s.head(left, height-mm(3), d.letter, d.name)
		f.drawLines(s.newPanel(left, mm(10), mm(57), height-mm(18), x, f.lossAxisAbove()), d.of)
	}
}

func (f lines) directionsAlt() string {
	var b strings.Builder
	for _, d := range otherDirections {
		fmt.Fprintf(&b, "Moving %s, the critical rate is ", d.name)
		for i, name := range f.names {
			if i > 0 {
				b.WriteString(", ")
			}
			rate := "nowhere on the line"
			if v := compare.GeometricMean(f.critical(name, d.of)); isFinite(v) {
				rate = text.Plain(significant(v, 3))
			}
			fmt.Fprintf(&b, "%s for %s", rate, f.Called(name))
		}
		b.WriteString(". ")
	}
	return strings.TrimSpace(b.String())
}
