package figures

import (
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"firststep/study"
	"firststep/study/record"
)

// A map over the first layer's rate is one row: what scaling says is that all
// trainings with one a²η₁ are the same (aη₁ under Adam), so that is what the
// losses stand over, seed by seed.

// isRow reports whether a map is drawn as a row.
func (m stabilityMap) isRow() bool { return m.border.Map == study.FirstLayerMap }

// A trained is one training of a map: its place in the row, and its loss.
type trained struct {
	x, loss float64
	broken  bool
}

// place is where a factor and a rate stand in the row.
func (m stabilityMap) place(factor, rate float64) float64 {
	return rate * power(factor, -m.border.Slope)
}

// trainings are those of a seed, different ones alone.
func (m stabilityMap) trainings(seed *record.Stability) []trained {
	var all []trained
	for i, a := range m.factors {
		for j, rate := range m.rates {
			if i >= len(seed.Loss) || j >= len(seed.Loss[i]) {
				continue
			}
			t := trained{m.place(a, rate), float64(seed.Loss[i][j]), seed.Broken(i, j)}
			if !isFinite(t.loss) {
				t.loss = math.Inf(1)
			}
			if !slices.Contains(all, t) {
				all = append(all, t)
			}
		}
	}
	return all
}

// placeWords is what the row is over, as marked-up text.
func (m stabilityMap) placeWords() string {
	switch m.border.Slope {
	case -2:
		return "$a^2η_1$"
	case -1:
		return "$aη_1$"
	}
	return "$a$$^{" + plainNumber(-m.border.Slope) + "}$$η_1$"
}

// rowAxis is what the row is over.
func (m stabilityMap) rowAxis() axis {
	var places []float64
	for _, seed := range m.seeds {
		for _, t := range m.trainings(seed) {
			places = append(places, t.x)
		}
	}
	x := logAxis(places, 2, 6)
	x.title = m.placeWords()
	return x
}

// rowTop is the loss that the row goes up to: what is above it stands at its
// upper edge.
func (f stabilityMaps) rowTop(m stabilityMap) float64 {
	if isFinite(m.untrained) && m.untrained > f.learned {
		return 1.12 * m.untrained
	}
	return 1.25 * f.learned
}

func (f stabilityMaps) drawRow(s sheet, m stabilityMap, left, height vg.Length) {
	x := m.rowAxis()
	top := f.rowTop(m)
	y := linearAxis(math.Max(0, math.Min(f.low, top)-0.12*top), top, 5)
	y.title = "mean loss of the last steps"
	p := s.newPanel(left, mm(10), mm(48), height-mm(20), x, y)
	p.across(pen{colour: pale, width: 0.5}, f.GuessingLoss())
	p.bottomAxis(2)
	p.leftAxis(0, mm(8.8))
	f.drawRowBorder(p, m)
	f.drawTrainings(p, m)
	f.nameOnRow(p, m)
}

// drawTrainings draws a dot a training and seed, hollow where it is broken; what
// has a loss above the panel stands over it, and over that a cross for what
// overflowed.
func (f stabilityMaps) drawTrainings(p *panel, m stabilityMap) {
	var learned, broken, overflowed []vg.Point
	beyond := false
	for i, seed := range m.seeds {
		aside := vg.Length(5 * jitter(i, len(m.seeds)))
		for _, t := range m.trainings(seed) {
			at := p.at(t.x, t.loss)
			at.X += aside
			if !p.y.shows(t.loss) {
				beyond, at.Y = true, at.Y+4
			}
			switch {
			case math.IsInf(t.loss, 0):
				overflowed = append(overflowed, vg.Point{X: at.X, Y: at.Y + 5})
			case t.broken:
				broken = append(broken, at)
			default:
				learned = append(learned, at)
			}
		}
	}
	for _, at := range distinct(learned) {
		p.dot(neutral.Mark, at, 2.6)
	}
	for _, at := range distinct(broken) {
		p.ring(neutral.Mark, at, 3.8)
	}
	for _, at := range distinct(overflowed) {
		p.cross(neutral.Mark, at)
	}
	if beyond {
		p.line(pen{colour: pale, width: 0.5}, vg.Point{X: p.area.Min.X, Y: p.area.Max.Y}, p.area.Max)
		p.write(note.in(grey), p.area.Min.X+3, p.area.Max.Y+3, "beyond")
	}
}

// drawRowBorder draws the predicted border.
func (f stabilityMaps) drawRowBorder(p *panel, m stabilityMap) {
	rate, before := f.height(m)
	if !isFinite(rate) || !p.x.shows(rate) {
		return
	}
	p.upright(pen{colour: ink, width: 1.1}, rate)
	words := []string{"the border:", significant(rate, 2)}
	if before {
		words = []string{"critical rate", "of the first", "step: " + significant(rate, 2)}
	}
	wide := vg.Length(0)
	for _, w := range words {
		wide = max(wide, note.width(w))
	}
	x := p.at(rate, 0).X + 4 // of what is broken nothing stands this low
	if x+wide > p.area.Max.X {
		x -= 8 + wide
	}
	y := (p.area.Min.Y+p.area.Max.Y)/2 - leading
	for i, w := range words {
		p.writeOn(white, note, x, y-leading*vg.Length(i), w)
	}
}

// nameOnRow marks scenarios of the study at the top of the row, those at one
// place under one another.
func (f stabilityMaps) nameOnRow(p *panel, m stabilityMap) {
	var taken []vg.Length
	for _, name := range f.scenarios(m) {
		a, rate := f.placeOf(name)
		if !p.x.shows(m.place(a, rate)) {
			continue
		}
		at := vg.Point{X: p.at(m.place(a, rate), 0).X, Y: p.area.Min.Y + 4}
		for _, x := range taken {
			if math.Abs(float64(x-at.X)) < 1 {
				at.Y += 9.5
			}
		}
		taken = append(taken, at.X)
		f.drawInCircle(p, name, at)
	}
}
