package figures

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
)

// Directions shows the loss along the first step of the first layer with its
// bias, and of all parameters: directions in which the factor between two
// scenarios is not that of their first layers' weights.
func Directions(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := lines{data: d, names: d.diagnosedProtagonists(), palette: Palette(of)}
	if evidence.Gather(of).Broken == "" || len(f.names) < 2 { // the report says nothing of such
		return Figure{}, false
	}
	height := mm(56)
	return Figure{
		Name:   "directions",
		Title:  "The loss along the first step with bias, and of all layers",
		Alt:    spoken(f.directionsAlt()),
		Width:  Width,
		Height: height,
		Draw:   onSheet(func(s sheet) { f.drawDirections(s, height) }),
	}.elastic(mm(8), mm(6), f.drawDirections), true
}

// otherDirections are the lines of [Directions].
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
			fmt.Fprintf(&b, "%s for %s", rate, f.Label(name))
		}
		b.WriteString(". ")
	}
	return strings.TrimSpace(b.String())
}
