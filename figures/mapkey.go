package figures

import (
	"math"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/words"
)

// What the colours, dots and lines of a map stand for, in words for its caption
// and as a scale beside it: of those that occur.

// key says panel by panel what is drawn, of what occurs.
func (f stabilityMaps) key() string {
	var said []string
	for i, m := range f.maps {
		panel := ""
		if len(f.maps) > 1 {
			panel = "(" + string(rune('a'+i)) + ") "
		}
		if m.isRow() {
			said = append(said, panel+f.rowKey(m))
		} else {
			said = append(said, panel+f.cellsKey())
		}
	}
	if len(f.markRows()) > 0 {
		said = append(said, "Marks in circles are the scenarios at the top.")
	}
	return strings.Join(said, " ")
}

// rowKey says what is drawn of the map that is a row.
func (f stabilityMaps) rowKey(m stabilityMap) string {
	said := "The mean loss of the last steps over " + m.placeWords() + ", a dot a training and seed"
	if f.anyBrokenOf(m) {
		said += "; rings are broken, crosses overflowed"
	}
	if rate, before := f.height(m); isFinite(rate) {
		said += "; the line is " + words.When(before, "the first step's critical rate") + words.When(!before, "the middle of the border")
	}
	return said + "."
}

// anyBrokenOf reports whether some training of a map is broken.
func (f stabilityMaps) anyBrokenOf(m stabilityMap) bool {
	return slices.ContainsFunc(m.seeds, func(seed *record.Stability) bool {
		return slices.ContainsFunc(m.trainings(seed), func(t trained) bool { return t.broken })
	})
}

// cellsKey says what colours and dots stand for, of those that occur.
func (f stabilityMaps) cellsKey() string {
	var colours []string
	if f.anyLearned() {
		colours = append(colours, "blue has learned")
	}
	if f.anyUnlearned() {
		colours = append(colours, "near-white has not"+words.When(!f.anyLearned(), " learned"))
	}
	if f.anyBroken() {
		colours = append(colours, "hatched is broken")
	}
	said := "The loss" + words.When(len(f.maps[0].seeds) > 1, ", median over seeds") + ": " + strings.Join(colours, ", ") + "."
	switch bordered, fitted := f.borderedSeeds(); {
	case bordered == 0:
		return said
	case bordered == 1:
		return said + " Dark red dots are the measured border" + words.When(fitted == 1, ", dashes a line fitted to it") + "."
	case fitted == 0:
		return said + " Dark red dots are the measured borders of seeds."
	default:
		return said + " Dark red dots are the measured border, joined seed by seed, dashes the mean of the lines fitted to it."
	}
}

// marked are the scenarios that some map marks.
func (f stabilityMaps) marked() []string {
	var names []string
	for _, m := range f.maps {
		for _, name := range f.scenarios(m) {
			if f.isOn(m, name) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// isOn reports whether a scenario lies on a map.
func (f stabilityMaps) isOn(m stabilityMap, name string) bool {
	a, rate := f.placeOf(name)
	if m.isRow() {
		return m.rowAxis().shows(m.place(a, rate))
	}
	within := func(v float64, ends []float64) bool { return v >= ends[0] && v <= ends[len(ends)-1] }
	return within(a, edges(m.factors)) && within(rate, edges(m.rates))
}

// markRow is the height of a row of names of marks, and markGap how far a name is
// from the one before it.
const (
	markRow = 6 * vg.Millimeter
	markGap = 20
)

// markRows are the scenarios that maps mark, as many in a row as it has room for:
// among cells and dots there is none for their names.
func (f stabilityMaps) markRows() (rows [][]string) {
	right := sheetWidth
	for _, name := range f.marked() {
		wide := note.width(f.markName(name)) + markGap
		if right+wide > sheetWidth+markGap/2 {
			rows, right = append(rows, nil), 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], name)
		right += wide
	}
	return rows
}

func (f stabilityMaps) markName(name string) string { return f.name(note, sheetWidth/3, name) }

// drawMarkRows draws them at the top, and returns the height that is left.
func (f stabilityMaps) drawMarkRows(s sheet, height vg.Length) vg.Length {
	for _, row := range f.markRows() {
		x := mm(5)
		for _, name := range row {
			l := note.in(f.palette[name].Type)
			s.mark(f.palette[name], vg.Point{X: x, Y: height - mm(2.2)}, 4.2)
			s.write(l, x+5, height-mm(2.2)-0.32*l.font.Size, f.markName(name))
			x += l.width(f.markName(name)) + markGap
		}
		height -= markRow
	}
	return height
}

// anyCell reports whether some cell is as is asked.
func (f stabilityMaps) anyCell(is func(m stabilityMap, factor, rate int) bool) bool {
	for _, m := range f.cells() {
		for i, row := range m.loss {
			for j := range row {
				if is(m, i, j) {
					return true
				}
			}
		}
	}
	return false
}

func (f stabilityMaps) anyLearned() bool {
	return f.anyCell(func(m stabilityMap, i, j int) bool { return !m.broken[i][j] && m.loss[i][j] < f.learned })
}

func (f stabilityMaps) anyUnlearned() bool {
	return f.anyCell(func(m stabilityMap, i, j int) bool { return !m.broken[i][j] && !(m.loss[i][j] < f.learned) })
}

func (f stabilityMaps) anyBroken() bool {
	return f.anyCell(func(m stabilityMap, i, j int) bool { return m.broken[i][j] })
}

// borderedSeeds is how many seeds have a border in the map that has most of
// them, and how many have one with a slope.
func (f stabilityMaps) borderedSeeds() (bordered, fitted int) {
	for _, m := range f.cells() {
		with, sloped := 0, 0
		for _, seed := range m.seeds {
			if len(evidence.BorderOf(seed)) > 0 {
				with++
			}
			if isFinite(float64(seed.Slope)) {
				sloped++
			}
		}
		bordered, fitted = max(bordered, with), max(fitted, sloped)
	}
	return bordered, fitted
}

// drawScale draws what the colours stand for, of those that occur.
func (f stabilityMaps) drawScale(s sheet, height vg.Length) {
	left, width := mm(132), mm(2.6)
	s.write(note, left, height-mm(3), "loss")
	if f.anyBroken() {
		s.swatch(left, mm(16), width, mm(4.5), brokenColour)
		s.strokeHatch(vg.Point{X: left, Y: mm(16)}, vg.Point{X: left + width, Y: mm(20.5)}, 2)
		s.write(note, left+width+tickLength+tickPad, mm(17), "broken")
	}
	switch {
	case f.anyLearned():
		f.drawRamp(s, left, mm(24), width, height-mm(31))
	case f.anyUnlearned():
		s.swatch(left, mm(28), width, mm(4.5), f.shade(f.learned))
		s.write(note.right(), sheetWidth, mm(28)-leading, "not learned")
	}
}

// drawRamp draws the losses of networks that have learned, and above them the
// colour of those that have not, up to the untrained network's.
func (f stabilityMaps) drawRamp(s sheet, left, bottom, width, height vg.Length) {
	top := f.learned
	for _, m := range f.maps {
		if isFinite(m.untrained) {
			top = math.Max(top, m.untrained)
		}
	}
	y := linearAxis(f.low, top, 4)
	p := s.newPanel(left, bottom, width, height, axis{max: 1}, y)
	const bands = 60
	tall := height / bands
	for i := range bands {
		at := tall * vg.Length(i)
		s.swatch(left, bottom+at, width, min(tall*1.2, height-at), f.shade(f.low+float64((top-f.low)*float64(i)/(bands-1))))
	}
	ends := []plot.Tick{{Value: f.low, Label: significant(f.low, 2)}, {Value: top, Label: significant(top, 2)}}
	for _, t := range append(ends, y.ticks...) {
		at := p.at(0, t.Value).Y
		end := t == ends[0] || t == ends[1]
		if !end && (at < p.area.Min.Y+leading || at > p.area.Max.Y-leading) {
			continue // an end is written there
		}
		p.line(pen{colour: ink, width: spineWidth}, vg.Point{X: p.area.Max.X, Y: at}, vg.Point{X: p.area.Max.X + tickLength, Y: at})
		s.write(note.onMiddle(), p.area.Max.X+tickLength+tickPad, at, t.Label)
	}
}
