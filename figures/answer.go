package figures

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study/evidence"
	"firststep/study/words"
)

// answerFigure is the whole story in one picture: the reference, the scenario that
// breaks and the one that mends it, or without one that breaks those that the
// first page tells of, a row each: how the network is scaled,
// what its first step adds to the pre-activations, its training loss, and the
// accuracy it ends with.
//
// A study of remedies has theirs instead.
func answerFigure(of evidence.Data) (Figure, bool) {
	if of.ComparesRemedies() {
		return remediesFigure(of), true
	}
	d := data{of}
	found := evidence.Gather(of)
	a := answer{data: d, rows: found.Answer(), palette: Palette(of), roles: found.Roles}
	if len(a.rows) == 0 {
		return Figure{}, false
	}
	a.sizes, a.peak = a.commonSizes()
	height := mm(15.2 + answerPitch*float64(len(a.rows)))
	return Figure{
		Name:   "answer",
		Title:  "The answer in one picture",
		Alt:    spoken(a.alt()),
		Key:    a.key(),
		Width:  sheetWidth,
		Height: height,
		Draw:   onSheet(func(s sheet) { a.draw(s, height) }),
	}.elastic(mm(4*float64(len(a.rows))), 0, a.draw), true
}

// key says how losses are drawn of scenarios of which most runs overflow.
func (a *answer) key() string {
	if !slices.ContainsFunc(a.rows, a.mostlyOverflow) {
		return ""
	}
	return "where most runs overflow, step by step"
}

// trace is a share of entries in a bin that is not worth showing.
const trace = 2e-4

// An answer is the figure's data, and what its rows share.
type answer struct {
	data
	rows    []string
	palette map[string]Colour
	roles   evidence.Roles
	sizes   axis
	peak    float64 // the largest share of a bin
}

// Where the columns start, and how far the rows are apart in millimetres.
var (
	answerSizes      = mm(36.5)
	answerSizesWidth = mm(55)
	answerLosses     = mm(98.5)
)

const answerPitch = 17.0

// commonSizes is an axis that holds every row's distributions, and the height
// of the highest.
func (a *answer) commonSizes() (sizes axis, peak float64) {
	low, high := math.Inf(1), 0.0
	for _, row := range a.rows {
		for _, s := range []spectrum{a.before(row), a.added(row)} {
			peak = math.Max(peak, s.peak())
			for _, p := range s.curve() {
				if p.Y > trace {
					low, high = math.Min(low, p.X), math.Max(high, p.X)
				}
			}
		}
	}
	if low >= high {
		return decades(-3, 3, 6), 1
	}
	high = math.Max(high, a.roomForNames(low))
	sizes = decades(decadeOf(low), decadeOf(high)+1, 6)
	return sizes.cut(low/1.6, high*1.6), peak
}

// roomForNames is how far the axis must go, from its lower end on, so that the
// distribution on the right of the first row has room for its name beside it.
func (a *answer) roomForNames(low float64) float64 {
	right, name := a.before(a.rows[0]), nameBefore
	if added := a.added(a.rows[0]); added.mode() > right.mode() {
		right, name = added, nameAdded
	}
	upper := right.upper()
	if len(upper) == 0 {
		return low
	}
	share := float64((label.width(name) + 12) / answerSizesWidth) // of the axis
	return low * math.Pow(upper[len(upper)-1].X/low, 1/(1-share))
}

// Names of the distributions.
const (
	nameBefore = "$|XW|$ before"
	nameAdded  = "$|XΔW|$"
)

// upper is the part of a distribution at more than half its height.
func (s spectrum) upper() plotter.XYs {
	return slices.DeleteFunc(s.curve(), func(p plotter.XY) bool { return p.Y < 0.6*s.peak() })
}

func (a *answer) draw(s sheet, height vg.Length) {
	heads := height - mm(3.2)
	s.write(label, 0, heads, "the network")
	s.write(label, answerSizes, heads, "what the first step adds to the pre-activations")
	s.write(label, answerLosses, heads, "training loss")
	s.write(label.right(), sheetWidth, heads, "accuracy")
	rule := height - mm(5.2)
	s.line(pen{colour: ink, width: spineWidth}, vg.Point{X: 0, Y: rule}, vg.Point{X: sheetWidth, Y: rule})
	pitch := (height - mm(15.2)) / vg.Length(len(a.rows))
	for i, row := range a.rows {
		bottom := height - mm(5) - pitch*vg.Length(i+1)
		a.drawNetwork(s, row, bottom)
		a.drawSizes(s, i, bottom, pitch-mm(answerPitch))
		a.drawLosses(s, i, bottom, pitch-mm(answerPitch))
		a.drawAccuracy(s, row, bottom)
	}
}

// drawNetwork says how a row's network is scaled.
func (a *answer) drawNetwork(s sheet, row string, y vg.Length) {
	bold := note.size(8.5).semibold().in(a.palette[row].Type)
	s.write(bold, 0, y+mm(11.2), a.name(bold, answerSizes-mm(1), row))
	p := a.Prediction(row)
	scaled := "features $X$, weights $W$"
	if p.A != 1 {
		scaled = "features $aX$, weights $W/a$"
	}
	rate := "rate $η$\u2005=\u2005" + plainNumber(a.Scenario(row).LearningRate)
	switch {
	case a.roles.Broken == "":
		scaled, rate = a.dividedBy(row), a.ratesOf(row)
	case row != a.roles.Reference:
		rate = rateWords(p.Rate, p.A)
	}
	s.write(note, 0, y+mm(6.9), scaled)
	s.write(note, 0, y+mm(3.2), rate)
}

// dividedBy says what a network divides, where it need be no rescaling of the
// reference; or what the study calls it, where the label says that.
func (a *answer) dividedBy(row string) string {
	s := a.Scenario(row)
	if s.Label == "" {
		return quoted(row)
	}
	features := "pixels undivided"
	switch {
	case s.Standardise:
		features = "pixels standardised"
	case s.FeatureDivisor != 1:
		features = "pixels/" + factorText(s.FeatureDivisor)
	}
	if s.WeightDivisor != 1 {
		features += ", weights/" + factorText(s.WeightDivisor)
	}
	return features
}

// ratesOf are the rates of the first step.
func (a *answer) ratesOf(row string) string {
	rate, firstLayer := a.Scenario(row).Rates()
	if words.Near(rate, firstLayer) {
		return "rate $η$\u2005=\u2005" + plainNumber(rate)
	}
	return "$η$\u2005=\u2005" + plainNumber(rate) + ", $η_1$\u2005=\u2005" + plainNumber(firstLayer)
}

// rateWords says what the first layer's rate is as a multiple of the
// reference's, in terms of a if it can.
func rateWords(rate, a float64) string {
	switch {
	case words.Near(rate, 1):
		return "rate $η$"
	case words.Near(rate*a*a, 1):
		return "first-layer rate $η/a^2$"
	case words.Near(rate*a, 1):
		return "first-layer rate $η/a$"
	case rate < 1:
		return "first-layer rate $η$/" + factorText(1/rate)
	}
	return "first-layer rate $η$" + times + factorText(rate)
}

// drawSizes draws the distributions of |XW| and |XΔW|.
func (a *answer) drawSizes(s sheet, i int, y, taller vg.Length) {
	row, x := a.rows[i], a.sizes
	x.title = "size of an entry, one batch (log scale)"
	if i < len(a.rows)-1 {
		x = x.unlabelled()
	}
	p := s.newPanel(answerSizes, y, answerSizesWidth, mm(13.9)+taller, x, axis{min: 0, max: a.peak * 1.09})
	colour := a.palette[row]
	before, added := a.before(row), a.added(row)
	p.hill(before.curve(), pale, pen{colour: grey, width: 0.6})
	p.hill(added.curve(), fade(colour.Mark, 0.5), pen{colour: colour.Line, width: 1})
	p.bottomAxis(0)
	if predicted := a.Prediction(row); i > 0 && predicted.Baseline == a.roles.Reference && !words.Near(predicted.XdW, 1) {
		a.drawLeap(p, row)
	} else {
		p.nameHill(added, before, nameAdded, label.in(colour.Type))
	}
	if i == 0 {
		p.nameHill(before, added, nameBefore, label.in(grey))
	}
	if added.nonFinite > 0 {
		corner := p.at(p.x.max, 0)
		p.cross(colour.Line, vg.Point{X: corner.X, Y: corner.Y + mm(1.2)})
		p.write(note.right().in(colour.Type), corner.X, corner.Y+mm(2.8), percent(added.shareNonFinite())+" not finite")
	}
}

// nameHill writes beside a distribution, at more than half its height, on the
// side away from the other one if there is room.
func (p *panel) nameHill(s, other spectrum, name string, l lettering) {
	if s.peak() == 0 {
		return
	}
	y := p.at(p.x.min, 0.6*s.peak()).Y
	foot := y - 0.25*l.font.Size // of the bars that stand for sizes
	left, right := p.flanks(s, foot)
	otherLeft, otherRight := p.flanks(other, foot)
	if after := max(right, otherRight) + 4; s.mode() > other.mode() && after+l.width(name) <= p.area.Max.X {
		p.write(l, after, y, name)
		return
	}
	if s.mode() <= other.mode() {
		left = min(left, otherLeft)
	}
	p.write(l.right(), left-3, y, name)
}

// flanks are where a distribution comes to a height of the panel, and where it
// last leaves it; where it is as high nowhere, the ends of the panel.
func (p *panel) flanks(s spectrum, y vg.Length) (left, right vg.Length) {
	left, right = p.area.Max.X, p.area.Min.X
	last := vg.Point{X: p.area.Min.X, Y: p.area.Min.Y}
	for _, pt := range s.curve() {
		at := p.at(pt.X, pt.Y)
		if (last.Y < y) != (at.Y < y) {
			crossing := last.X + (at.X-last.X)*(y-last.Y)/(at.Y-last.Y)
			left, right = min(left, crossing), max(right, crossing)
		}
		last = at
	}
	return left, right
}

// drawLeap is an arrow from the size of the reference's step to this one's,
// with the predicted factor.
func (a *answer) drawLeap(p *panel, row string) {
	colour := a.palette[row]
	from, to := a.added(a.roles.Reference).mode(), a.added(row).mode()
	prediction := a.Prediction(row)
	if from == 0 || to == 0 || !p.x.shows(from) || !p.x.shows(to) {
		return
	}
	height := math.Max(0.8*a.peak, 1.03*a.added(row).peak())
	start, end := p.at(from, height), p.at(to, height)
	p.line(pen{colour: a.palette[a.roles.Reference].Line, width: 0.6, dashes: []vg.Length{2, 2}}, p.at(from, 0), start)
	p.arrow(pen{colour: colour.Line, width: 0.9}, start, end)
	factor := "×\u2009" + factorText(prediction.XdW)
	if prediction.A != 1 && words.Near(prediction.XdW, prediction.A*prediction.A) {
		factor = "×\u2009$a^2$\u2005=\u2005" + factorNumber(prediction.XdW)
	}
	l := label.right().in(colour.Type)
	p.write(l, end.X-6, end.Y+2.5, factor)
}

// drawLosses draws the training loss, and says in words what is not on it.
func (a *answer) drawLosses(s sheet, i int, y, taller vg.Length) {
	row, colour := a.rows[i], a.palette[a.rows[i]]
	if a.mostlyOverflow(row) {
		a.drawFirstLosses(s, row, y, taller)
		return
	}
	epochs := a.epochAxis(3)
	if i < len(a.rows)-1 {
		epochs = epochs.unlabelled()
	}
	p := s.newPanel(answerLosses, y, mm(27), mm(11.9)+taller, epochs, a.lossAxis(1.3))
	p.across(pen{colour: pale, width: 0.5}, a.GuessingLoss())
	p.bottomAxis(0)
	p.leftAxis(0, 0)
	curves := a.lossCurves(row)
	b := bundled(curves)
	if row == a.roles.Restored {
		p.curve(pen{colour: a.palette[a.roles.Reference].Line, width: 2.4}, bundled(a.lossCurves(a.roles.Reference)).mean)
	} else {
		p.band(fade(colour.Mark, 0.25), b.spans)
	}
	p.curve(pen{colour: colour.Line, width: 1}, b.mean)
	if row == a.roles.Restored && colour.Mark != colour.Line {
		p.curve(pen{colour: colour.Mark, width: 1}, b.mean)
	}
	a.sayLosses(p, row)
}

// drawFirstLosses draws the losses of a scenario of which few runs complete, step
// by step up to the last overflow, over decades: in epochs nothing would be seen.
func (a *answer) drawFirstLosses(s sheet, row string, y, taller vg.Length) {
	t := training{data: a.data, palette: a.palette, courses: []course{{name: row}}}
	steps := t.firstSteps()
	x, losses := firstStepsAxis(steps), t.firstLosses(steps)
	x.ticks, x.title, losses.title = numbered(1, float64(steps)), "", ""
	for i := range losses.ticks {
		if i != 0 && i != len(losses.ticks)-1 {
			losses.ticks[i].Label = ""
		}
	}
	p := s.newPanel(answerLosses, y+mm(2.4), mm(27), mm(8)+taller, x, losses) // its labels stand in its own row
	p.bottomAxis(0)
	p.leftAxis(0, 0)
	t.drawFirst(p, t.courses[0], steps)
	p.write(note.centred(), (p.area.Min.X+p.area.Max.X)/2, p.area.Min.Y-tickLength-tickPad-0.68*note.font.Size, "step")
}

// sayLosses writes where the loss went after one step, if it left the panel,
// and how the runs ended, if some overflowed.
func (a *answer) sayLosses(p *panel, row string) {
	l := note.in(a.palette[row].Type)
	after := a.Values(row, evidence.LossAfter)
	if !(median(slices.Clone(after)) <= p.y.max) {
		origin := p.at(0, math.Min(median(a.Values(row, evidence.LossBefore)), p.y.max))
		tip := vg.Point{X: origin.X + 1.5, Y: p.area.Max.Y + 7}
		p.arrow(pen{colour: a.palette[row].Line, width: 1}, origin, tip)
		words, room := over(after, 2)+" after one step", p.area.Max.X+mm(1)-tip.X-4
		if l.width(words) > room {
			words = over(after, 2) + " after step 1"
		}
		p.write(l.size(min(l.font.Size, l.font.Size*room/l.width(words))), tip.X+4, p.area.Max.Y+3.4, words)
	}
	y := p.at(0, a.lossScale()).Y - 2
	for _, words := range a.endings(row) {
		y -= 8.2
		p.write(l.right(), p.area.Max.X, y, words)
	}
}

// drawAccuracy writes the mean final accuracy of the runs that completed, to
// the digits of the abstract beside it.
func (a *answer) drawAccuracy(s sheet, row string, y vg.Length) {
	l := note.right().in(a.palette[row].Type)
	values, overflowed := a.completed(row)
	ending := "overflow"
	size := vg.Length(10)
	if len(values) > 0 {
		ending, size = strconv.FormatFloat(mean(values), 'f', 3, 64), 16
	}
	if !a.mostlyOverflow(row) {
		s.write(l.size(size), sheetWidth, y+mm(6.1), ending)
		if overflowed {
			s.write(l, sheetWidth, y+mm(2.2), "or overflow")
		}
		return
	}
	s.write(l.size(size), sheetWidth, y+mm(8.1), ending)
	runs, last := a.overflowsOf(row)
	all := words.Integer(len(a.Of(row)))
	lines := []string{words.Integer(runs) + " of " + all + words.Plural(len(a.Of(row)), " seed", " seeds"), "by step " + words.Integer(last)}
	if len(values) > 0 {
		lines = []string{words.Integer(len(values)) + " of " + all + " seeds;", words.Integer(runs) + words.Plural(runs, " overflows", " overflow"), lines[1]}
	}
	for i, line := range lines {
		s.write(l, sheetWidth, y+mm(4.4)-leading*vg.Length(i), line)
	}
}

// alt tells the figure's content row by row.
func (a *answer) alt() string {
	var b strings.Builder
	for _, row := range a.rows {
		fmt.Fprintf(&b, "%s: the first step moves the pre-activations by %s", a.Called(row), a.ratio(row))
		values, overflowed := a.completed(row)
		if len(values) > 0 {
			fmt.Fprintf(&b, "; the runs that complete end at a validation accuracy of %.3f", mean(values))
		}
		if overflowed {
			fmt.Fprintf(&b, "; %s", strings.Join(a.endings(row), " "))
		}
		b.WriteString(". ")
	}
	return strings.TrimSpace(b.String())
}

// ratio is the rms of XΔW as a multiple of that of XW.
func (a *answer) ratio(row string) string {
	if a.HasNoSignal(row) {
		return "nothing, and they are zero"
	}
	return text.Plain(over(a.Values(row, evidence.XdWRatio), 2)) + " times their own size"
}

// hill fills below a distribution and draws it.
func (p *panel) hill(curve plotter.XYs, fill color.Color, outline pen) {
	var spans []span
	var line plotter.XYs
	for _, pt := range curve {
		if p.x.shows(pt.X) && pt.Y > trace {
			spans = append(spans, span{pt.X, 0, pt.Y})
			line = append(line, pt)
		}
	}
	p.band(fill, spans)
	p.curve(outline, line)
}
