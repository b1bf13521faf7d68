package figures

import (
	"fmt"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study/evidence"
)

// Courses shows the training loss of every scenario in a panel of its own,
// before the reference's.
func Courses(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := courses{data: d, names: d.Ran(), palette: Palette(of)}
	if len(f.names) < 2 {
		return Figure{}, false
	}
	f.names = f.names[:min(len(f.names), mostCourses)]
	f.columns = courseColumns(len(f.names))
	rows := (len(f.names) + f.columns - 1) / f.columns
	height := mm(coursePitch*float64(rows) + 8)
	return Figure{
		Name:    "courses",
		Title:   "The training loss of every scenario",
		Alt:     spoken(f.alt()),
		Crosses: f.anyOverflows(f.names),
		Width:   Width,
		Height:  height,
		Draw:    onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(mm(3*float64(rows)), mm(2*float64(rows)), f.draw), true
}

// coursePitch is the distance of rows in millimetres, and mostCourses how many
// panels a page has room for.
const (
	coursePitch = 25.0
	mostCourses = 48
)

// courseColumns is how many panels stand beside each other: three or four,
// whichever leaves less empty, or six.
func courseColumns(panels int) int {
	switch {
	case panels > 16:
		return 6
	case (3-panels%3)%3 < (4-panels%4)%4:
		return 3
	}
	return 4
}

type courses struct {
	data
	names   []string
	columns int
	palette map[string]Colour
}

func (f courses) draw(s sheet, height vg.Length) {
	const right, gap = 2, 3.5
	guessing := note.width(f.guessingText()) + tickLength + tickPad
	left := max(7, float64(guessing/vg.Millimeter))
	rows := (len(f.names) + f.columns - 1) / f.columns
	pitch := (height - mm(8)) / vg.Length(rows)
	width := (144 - left - right - gap*float64(f.columns-1)) / float64(f.columns)
	for i, name := range f.names {
		column, row := i%f.columns, i/f.columns
		x := f.epochAxis(2)
		if i+f.columns < len(f.names) {
			x = x.unlabelled()
		}
		y := f.lossAxis(1.25)
		if column > 0 {
			y = y.unlabelled()
		}
		p := s.newPanel(mm(left+float64(column)*(width+gap)), height-pitch*vg.Length(row+1)+mm(1), mm(width), pitch-mm(6.5), x, y)
		p.across(pen{colour: pale, width: 0.5}, f.GuessingLoss())
		p.bottomAxis(0)
		p.leftAxis(0, 0)
		f.drawCourse(p, name)
		l := note.in(f.palette[name].Type)
		p.write(l, p.area.Min.X+2, p.area.Max.Y+4.5, f.name(l, mm(width-1), name))
	}
}

// drawCourse draws one scenario's curve over the reference's.
func (f courses) drawCourse(p *panel, name string) {
	c := f.palette[name]
	if name != f.Definition.Reference {
		p.curve(pen{colour: hair, width: 2.4}, bundled(f.lossCurves(f.Definition.Reference)).mean)
	}
	b := bundled(f.lossCurves(name))
	p.band(fade(c.Mark, 0.25), b.spans)
	p.curve(pen{colour: c.Line, width: 1}, b.mean)
	f.markOverflows(p, c, name)
	training{data: f.data, palette: f.palette}.drawEpochs(p, course{name: name}, func(r evidence.Result, i int) float64 {
		return float64(r.Run.Epochs[i].Loss)
	})
	for i, words := range f.endingWords(p, name, b.mean) {
		if words = note.fitted(p.area.Max.X-p.area.Min.X-2, words, strings.Replace(words, " seeds", "", 1), ""); words != "" {
			p.write(note.right().in(c.Type), p.area.Max.X-1, p.at(0, f.lossScale()).Y-9-8.4*vg.Length(i), words)
		}
	}
}

// endingWords are endings, and where the loss ends of a curve that leaves the
// panel for good.
func (f courses) endingWords(p *panel, name string, curve plotter.XYs) []string {
	words := f.endings(name)
	if n := len(curve); len(words) == 0 && n > 0 && curve[n-1].Y > p.y.max {
		return []string{"ends at " + f.lastLoss(name)}
	}
	return words
}

func (f courses) alt() string {
	var b strings.Builder
	b.WriteString("A small panel a scenario. ")
	for _, name := range f.names {
		said := strings.Join(f.endings(name), " ") // which has where the others end
		if said == "" {
			said = "the loss ends at " + f.lastLoss(name)
		}
		fmt.Fprintf(&b, "%s: %s. ", f.Label(name), text.Plain(said))
	}
	return strings.TrimSpace(b.String())
}
