package figures

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/theory"
)

// fewestRates is how many rates a map has at least to be drawn.
const fewestRates = 4

// mapFigure shows short trainings over factor and rate, once the first layer's and
// once every rate, with the border that theory predicts over the measured one.
//
// A map of fewer rates than fewestRates shows nothing that a sentence does not.
func mapFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := stabilityMaps{data: d, palette: Palette(of)}
	for _, b := range theory.Borders(d.Definition) {
		if m, ok := mapOf(d.Measured(study.StabilityKind, b.Map)); ok && len(d.Definition.Stability.RateFactors) >= fewestRates {
			m.border = b
			f.maps = append(f.maps, m)
		}
	}
	if len(f.maps) == 0 {
		return Figure{}, false
	}
	f.low, f.learned = f.lowest(), float64(f.maps[0].seeds[0].Dead)
	height := mm(90) + markRow*vg.Length(len(f.markRows()))
	return Figure{
		Name:   "map",
		Title:  "Where training breaks",
		Alt:    spoken(f.alt()),
		Key:    f.key(),
		Width:  sheetWidth,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(mm(8), mm(3), f.draw), true
}

type stabilityMaps struct {
	data
	palette map[string]Colour
	maps    []stabilityMap
	low     float64 // loss of the darkest colour
	learned float64 // loss below which a network has learned, that of the palest one
}

// A stabilityMap is one map, with its seeds taken together.
type stabilityMap struct {
	border         theory.Border
	factors, rates []float64
	loss           [][]float64 // medians over seeds, by factor and rate; infinite where most are not finite
	broken         [][]bool    // in most seeds
	untrained      float64     // mean over seeds
	seeds          []*record.Stability
}

// mapOf takes the seeds of a map together.
func mapOf(measured []*record.Measurement) (m stabilityMap, ok bool) {
	if len(measured) == 0 || len(measured[0].Stability.Factors) == 0 || len(measured[0].Stability.Rates) == 0 {
		return m, false
	}
	first := measured[0].Stability
	m.factors, m.rates = floats(first.Factors), floats(first.Rates)
	var untrained []float64
	for _, seed := range measured {
		untrained = append(untrained, float64(seed.Stability.Untrained))
		m.seeds = append(m.seeds, seed.Stability)
	}
	m.untrained = compare.Of(untrained).Mean
	for i := range m.factors {
		m.loss, m.broken = append(m.loss, nil), append(m.broken, nil)
		for j := range m.rates {
			m.loss[i] = append(m.loss[i], medianLoss(measured, i, j))
			m.broken[i] = append(m.broken[i], mostlyBroken(measured, i, j))
		}
	}
	return m, true
}

// medianLoss of one cell over seeds; a loss that is not finite is the largest.
func medianLoss(measured []*record.Measurement, factor, rate int) float64 {
	var losses []float64
	for _, m := range measured {
		if s := m.Stability; factor < len(s.Loss) && rate < len(s.Loss[factor]) {
			loss := float64(s.Loss[factor][rate])
			if !isFinite(loss) {
				loss = math.Inf(1)
			}
			losses = append(losses, loss)
		}
	}
	slices.Sort(losses)
	return losses[len(losses)/2]
}

// mostlyBroken reports whether a cell is broken in more than half of the
// seeds.
func mostlyBroken(measured []*record.Measurement, factor, rate int) bool {
	broken := 0
	for _, m := range measured {
		if s := m.Stability; factor < len(s.Loss) && rate < len(s.Loss[factor]) && s.Broken(factor, rate) {
			broken++
		}
	}
	return 2*broken > len(measured)
}

// lowest is the lowest loss of all maps.
func (f stabilityMaps) lowest() float64 {
	low := math.Inf(1)
	for _, m := range f.maps {
		for _, row := range m.loss {
			low = math.Min(low, slices.Min(row))
		}
	}
	return low
}

// height of the predicted border at a = 1, and whether it was measured before
// any training: the reference's critical rate, else the middle of the measured
// border.
func (f stabilityMaps) height(m stabilityMap) (rate float64, before bool) {
	var critical []float64
	for _, r := range f.Diagnosed(f.Definition.Reference) {
		critical = append(critical, evidence.CriticalRate(r))
	}
	if rate := compare.GeometricMean(critical); isFinite(rate) {
		return rate, true
	}
	var measured []float64
	for _, seed := range m.seeds {
		measured = append(measured, evidence.BorderHeight(seed, m.border.Slope))
	}
	return compare.GeometricMean(measured), false
}

func (f stabilityMaps) draw(s sheet, height vg.Length) {
	height = f.drawMarkRows(s, height)
	for i, m := range f.maps {
		left := mm(14 + 63*float64(i))
		s.head(left, height-mm(3), string(rune('a'+i)), mapWords(m.border.Map))
		if m.isRow() {
			f.drawRow(s, m, left, height)
		} else {
			f.drawMap(s, m, left, height)
		}
	}
	if len(f.cells()) > 0 {
		f.drawScale(s, height)
	}
}

// cells are the maps that are drawn cell by cell.
func (f stabilityMaps) cells() []stabilityMap {
	return slices.DeleteFunc(slices.Clone(f.maps), stabilityMap.isRow)
}

// mapWords says which rate a map varies.
func mapWords(name string) string {
	if name == study.FirstLayerMap {
		return "the first layer's rate alone"
	}
	return "every rate"
}

// edges are the borders of cells around increasing values, half way between
// them on a logarithmic scale.
func edges(values []float64) []float64 {
	between := func(a, b float64) float64 { return math.Sqrt(a * b) }
	if len(values) == 1 {
		return []float64{values[0] / 2, values[0] * 2}
	}
	n := len(values)
	out := []float64{values[0] * values[0] / between(values[0], values[1])}
	for i := 1; i < n; i++ {
		out = append(out, between(values[i-1], values[i]))
	}
	return append(out, values[n-1]*values[n-1]/between(values[n-2], values[n-1]))
}

func (f stabilityMaps) drawMap(s sheet, m stabilityMap, left, height vg.Length) {
	across, upward := edges(m.factors), edges(m.rates)
	x := baseTwo(m.factors)
	x.min, x.max = across[0], across[len(across)-1]
	y := logAxis(m.rates, 1, 7).cut(upward[0], upward[len(upward)-1])
	y.title = "every rate $η$"
	if m.border.Map == study.FirstLayerMap {
		y.title = "first-layer rate $η_1$"
	}
	p := s.newPanel(left, mm(10), mm(48), height-mm(17), x, y)
	for i, row := range m.loss {
		for j, loss := range row {
			p.cell(f.colour(m, i, j, loss), across[i], upward[j], across[i+1], upward[j+1])
			if m.broken[i][j] {
				p.hatch(across[i], upward[j], across[i+1], upward[j+1])
			}
		}
	}
	p.joints(across, upward)
	p.mapAxes()
	f.drawBorders(p, m)
	f.drawScenarios(p, m)
}

// cell fills a rectangle, which touches its neighbours.
func (p *panel) cell(c color.Color, x0, y0, x1, y1 float64) {
	low, high := p.at(x0, y0), p.at(x1, y1)
	p.swatch(low.X, low.Y, high.X-low.X, high.Y-low.Y, c)
}

// hatch draws diagonals over a cell, which go on in cells of its size: in grey
// print the colour alone is that of a loss.
func (p *panel) hatch(x0, y0, x1, y1 float64) {
	low, high := p.at(x0, y0), p.at(x1, y1)
	p.strokeHatch(low, high, 2)
}

// strokeHatch draws so many diagonals from every edge of a rectangle.
func (s sheet) strokeHatch(low, high vg.Point, lines int) {
	over := pen{colour: fade(white, 0.8), width: 0.45}
	for i := range 2 * lines {
		at := vg.Length(i)/vg.Length(lines) - 1 // of the sides, from the left upper half to the right lower one
		from, to := vg.Point{X: 0, Y: -at}, vg.Point{X: 1 + at, Y: 1}
		if at > 0 {
			from, to = vg.Point{X: at, Y: 0}, vg.Point{X: 1, Y: 1 - at}
		}
		if i == 0 {
			continue // a corner
		}
		part := func(p vg.Point) vg.Point {
			return vg.Point{X: low.X + p.X*(high.X-low.X), Y: low.Y + p.Y*(high.Y-low.Y)}
		}
		s.line(over, part(from), part(to))
	}
}

// joints are white lines between cells that touch: gaps between them would come
// and go with the pixels of a screen.
func (p *panel) joints(across, upward []float64) {
	joint := pen{colour: white, width: 0.5}
	for _, x := range across[1 : len(across)-1] {
		p.upright(joint, x)
	}
	for _, y := range upward[1 : len(upward)-1] {
		p.across(joint, y)
	}
}

// mapAxes draws ticks and labels without lines: the cells end where these
// would be.
func (p *panel) mapAxes() {
	p.bottomAxis(0)
	p.leftAxis(0, mm(8.8))
}

// The colours of losses, from the lowest to where nothing has been learned, and
// of what is broken.
var (
	lossColours  = []color.RGBA{rgb(0x123B6B), rgb(0x3E79B5), rgb(0x8DB8DD), rgb(0xD3E2EE), rgb(0xF3F1EC)}
	brokenColour = rgb(0xE8805F)
)

// colour of a cell.
func (f stabilityMaps) colour(m stabilityMap, factor, rate int, loss float64) color.RGBA {
	if m.broken[factor][rate] {
		return brokenColour
	}
	return f.shade(loss)
}

// shade is the colour of a loss that is not broken: the palest where nothing
// has been learned.
func (f stabilityMaps) shade(loss float64) color.RGBA {
	if !(loss < f.learned) {
		return lossColours[len(lossColours)-1]
	}
	return lossColour((loss - f.low) / (f.learned - f.low))
}

// lossColour is a place from 0 to 1 on the scale of losses.
func lossColour(place float64) color.RGBA {
	if !(place > 0) { // or all losses are one
		return lossColours[0]
	}
	place = math.Min(place, 1) * float64(len(lossColours)-1)
	i := min(int(place), len(lossColours)-2)
	part := place - float64(i)
	mix := func(a, b uint8) uint8 {
		return uint8(math.Round(float64(a) + float64(part*(float64(b)-float64(a)))))
	}
	a, b := lossColours[i], lossColours[i+1]
	return color.RGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 0xFF}
}

// borderPens are those of the predicted border and of the line fitted to the
// measured one.
var borderPens = []pen{{colour: ink, width: 1.1}, {colour: ink, width: 0.8, dashes: []vg.Length{3, 2}}}

// drawBorders draws the measured borders, a line fitted to them, and over them
// the predicted one. Seeds may have their borders at other factors than each
// other, so no mean is taken factor by factor: it would have a slope that no
// seed has.
func (f stabilityMaps) drawBorders(p *panel, m stabilityMap) {
	if rate, slope := m.fitted(); isFinite(rate) && isFinite(slope) {
		f.drawPower(p, m, rate, slope, borderPens[1])
	}
	if rate, _ := f.height(m); isFinite(rate) {
		f.drawPower(p, m, rate, m.border.Slope, borderPens[0])
	}
	var dots []vg.Point
	for _, border := range m.borders() {
		p.curve(pen{colour: white, width: 1.4}, border)
	}
	for _, border := range m.borders() {
		p.curve(pen{colour: darkRed.Line, width: 0.5}, border)
		for _, at := range border {
			dots = append(dots, p.at(at.X, at.Y))
		}
	}
	for _, at := range distinct(dots) {
		p.dot(white, at, 3.6)
		p.dot(darkRed.Mark, at, 2.6)
	}
	f.drawSlopes(p, m)
}

// borders are the different ones that seeds have.
func (m stabilityMap) borders() []plotter.XYs {
	var different []plotter.XYs
	for _, seed := range m.seeds {
		border := drawn(evidence.BorderOf(seed))
		if !slices.ContainsFunc(different, func(other plotter.XYs) bool { return slices.Equal(border, other) }) {
			different = append(different, border)
		}
	}
	return different
}

// fitted is the mean of the straight lines through the borders of the seeds
// that have a slope: its rate at a = 1, and its slope.
func (m stabilityMap) fitted() (rate, slope float64) {
	var heights, slopes []float64
	for _, seed := range m.seeds {
		if s := float64(seed.Slope); isFinite(s) {
			heights, slopes = append(heights, evidence.BorderHeight(seed, s)), append(slopes, s)
		}
	}
	return compare.GeometricMean(heights), mean(slopes)
}

// drawPower draws rate·a^slope over a wider white line.
func (f stabilityMaps) drawPower(p *panel, m stabilityMap, rate, slope float64, over pen) {
	var points plotter.XYs
	for _, a := range []float64{p.x.min, p.x.max} {
		points = append(points, plotter.XY{X: a, Y: rate * math.Pow(a, slope)})
	}
	p.curve(pen{colour: white, width: over.width + 1.3}, points)
	p.curve(over, points)
}

// drawSlopes writes the predicted and the measured slope beside samples of their
// lines on a ground of their own, in the corner that the border leaves free.
func (f stabilityMaps) drawSlopes(p *panel, m stabilityMap) {
	words := []string{"slope " + plainNumber(m.border.Slope)}
	if m.border.Claimed {
		words = []string{"predicted slope " + plainNumber(m.border.Slope)}
	}
	if _, slope := m.fitted(); isFinite(slope) {
		words = append(words, "measured "+strings.Replace(fmt.Sprintf("%.2f", slope), "-", "−", 1))
	}
	const sample = 13
	wide := vg.Length(0)
	for _, w := range words {
		wide = max(wide, note.width(w)+sample)
	}
	right, y := p.area.Max.X-2, p.area.Max.Y-2
	p.SetColor(rgb(0xF3F1EC))
	var ground vg.Path
	ground.Move(vg.Point{X: right - wide - 3, Y: y})
	ground.Line(vg.Point{X: right, Y: y})
	ground.Line(vg.Point{X: right, Y: y - leading*vg.Length(len(words)) - 1})
	ground.Line(vg.Point{X: right - wide - 3, Y: y - leading*vg.Length(len(words)) - 1})
	ground.Close()
	p.Fill(ground)
	for i, w := range words {
		at := vg.Point{X: right - wide - 1.5, Y: y - leading*vg.Length(i+1) + 2}
		p.line(borderPens[i], vg.Point{X: at.X, Y: at.Y + 2.4}, vg.Point{X: at.X + sample - 3, Y: at.Y + 2.4})
		p.write(note, at.X+sample, at.Y, w)
	}
}

// drawScenarios marks scenarios of the study that lie on the map.
func (f stabilityMaps) drawScenarios(p *panel, m stabilityMap) {
	for _, name := range f.scenarios(m) {
		if a, rate := f.placeOf(name); p.x.shows(a) && p.y.shows(rate) {
			at := p.at(a, rate)
			f.drawInCircle(p, name, at)
		}
	}
}

// drawInCircle marks a scenario, whose colour that of a cell may be.
func (f stabilityMaps) drawInCircle(p *panel, name string, at vg.Point) {
	p.dot(ink, at, 9)
	p.dot(white, at, 8)
	p.mark(f.palette[name], at, 4)
}

// scenarios are those that a map would show.
func (f stabilityMaps) scenarios(m stabilityMap) []string {
	r := f.Roles()
	names := []string{r.Reference, r.Broken, r.AllRates}
	if m.border.Map == study.FirstLayerMap {
		names = []string{r.Reference, r.Broken, r.Restored, r.Raised}
	}
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

// placeOf is the factor and the rate of a scenario.
func (f stabilityMaps) placeOf(name string) (a, rate float64) {
	a = 1
	if name != f.Definition.Reference {
		a = f.Prediction(name).A
	}
	return a, f.FirstLayerRate(name)
}

func (f stabilityMaps) alt() string {
	var b strings.Builder
	for _, m := range f.maps {
		broken, cells := 0, 0
		for _, row := range m.broken {
			for _, b := range row {
				cells++
				if b {
					broken++
				}
			}
		}
		fmt.Fprintf(&b, "Varying %s: %d of %d trainings are broken", mapWords(m.border.Map), broken, cells)
		if _, slope := m.fitted(); isFinite(slope) {
			fmt.Fprintf(&b, "; the border's slope is %s", text.Plain(significant(slope, 3)))
			if m.border.Claimed {
				fmt.Fprintf(&b, ", predicted %s", text.Plain(plainNumber(m.border.Slope)))
			} else {
				b.WriteString(", and no slope is claimed")
			}
		}
		b.WriteString(". ")
	}
	return strings.TrimSpace(b.String())
}
