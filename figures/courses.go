package figures

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"firststep/figures/internal/text"
	"firststep/study/compare"
	"firststep/study/evidence"
)

// coursesFigure shows the training loss of every scenario in a panel of its own,
// before the reference's.
func coursesFigure(of evidence.Data) (Figure, bool) {
	d := data{of}
	f := courses{data: d, names: d.Ran(), palette: Palette(of)}
	if len(f.names) < 2 {
		return Figure{}, false
	}
	f.names = f.names[:min(len(f.names), mostCourses)]
	f.columns = courseColumns(len(f.names))
	rows := f.rows()
	height := mm(min(28*float64(rows), 200) + 8)
	return Figure{
		Name:    "courses",
		Title:   "The training loss of every scenario",
		Alt:     spoken(f.alt()),
		Crosses: f.anyOverflows(f.names),
		Key:     f.ticksKey(f.names, d.lossAxis(coursesTop).max),
		Width:   sheetWidth,
		Height:  height,
		Draw:    onSheet(func(s sheet) { f.draw(s, height) }),
	}.elastic(mm(3*float64(rows)), mm(2*float64(rows)), f.draw), true
}

// coursesTop is how high panels go, in multiples of the loss of guessing.
const coursesTop = 1.25

// mostCourses is how many panels a page has room for.
const mostCourses = 48

// courseColumns is how many panels stand beside each other: as leaves least
// empty.
func courseColumns(panels int) int {
	columns := []int{4, 3}
	switch {
	case panels > 30:
		return 6
	case panels > 16:
		columns = []int{6, 5}
	}
	return slices.MinFunc(columns, func(a, b int) int { return cmp.Compare((a-panels%a)%a, (b-panels%b)%b) })
}

// rows is how many there are of panels.
func (f courses) rows() int { return (len(f.names) + f.columns - 1) / f.columns }

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
	rows := f.rows()
	pitch := (height - mm(8)) / vg.Length(rows)
	width := (144 - left - right - gap*float64(f.columns-1)) / float64(f.columns)
	place := func(i int) (x, y vg.Length) {
		return mm(left + float64(i%f.columns)*(width+gap)), height - pitch*vg.Length(i/f.columns+1) + mm(1)
	}
	titles := note.size(f.titleSize(mm(width + gap - 2.2)))
	for i, name := range f.names {
		x := f.epochAxis(2)
		if i/f.columns+1 < rows {
			x = x.unlabelled()
		}
		y := f.lossAxis(coursesTop)
		if i%f.columns > 0 {
			y = y.unlabelled()
		}
		l, lines := f.twoLines(titles.in(f.palette[name].Type), mm(width+gap-2.2), name)
		if parts := l.broken(l.width(lines[0])-1, lines[0]); len(lines) == 1 && parts != nil && strings.HasSuffix(parts[0], ",") {
			lines = parts // as longer names are
		}
		atX, atY := place(i)
		p := s.newPanel(atX, atY, mm(width), pitch-mm(9.5), x, y)
		p.across(pen{colour: pale, width: 0.5}, f.GuessingLoss())
		p.bottomAxis(0)
		p.leftAxis(0, 0)
		f.drawCourse(p, name)
		for j, line := range lines {
			p.write(l, p.area.Min.X+2, p.area.Max.Y+overEdge+4+leading*vg.Length(len(lines)-1-j), line)
		}
	}
	if len(f.names)%f.columns > 0 {
		x, y := place(len(f.names))
		f.drawKey(s, x+2, y+(pitch-mm(9.5))/2, mm(width+gap))
	}
}

// titleSize is the one in which every panel's title fits.
func (f courses) titleSize(width vg.Length) vg.Length {
	size := note.font.Size
	for _, name := range f.names {
		l, _ := f.twoLines(note, width, name)
		size = min(size, l.font.Size)
	}
	return size
}

// drawKey says what is in every panel, where one is free.
func (f courses) drawKey(s sheet, x, y, width vg.Length) {
	lines := []string{"wide and pale:"}
	l, name := f.twoLines(note.in(grey), width, f.Definition.Reference)
	for i, line := range append(lines, name...) {
		s.write(l, x, y-leading*vg.Length(i), line)
	}
}

// drawCourse draws one scenario's curve over the reference's.
func (f courses) drawCourse(p *panel, name string) {
	c := f.palette[name]
	if name != f.Definition.Reference {
		p.curve(pen{colour: hair, width: 2.4}, bundled(f.lossCurves(f.Definition.Reference)).mean)
	}
	b := bundled(f.lossCurves(name))
	if n := len(b.mean); n > 0 && b.mean[n-1].Y > p.y.max && len(f.Of(name)) <= compare.Many {
		for _, curve := range f.lossCurves(name) { // a band to above the panel says nothing
			p.curve(pen{colour: c.Line, width: 0.7}, curve)
		}
	} else {
		p.band(fade(c.Mark, 0.25), b.spans)
		p.curve(pen{colour: c.Line, width: 1}, b.mean)
	}
	f.markOverflows(p, c, name)
	f.markBeyond(p, c, name)
	training{data: f.data, palette: f.palette}.drawEpochs(p, course{name: name}, func(r evidence.Result, i int) float64 {
		return float64(r.Run.Epochs[i].Loss)
	})
	for i, words := range f.endingWords(p, name, b.mean) {
		words = note.fitted(p.area.Max.X-p.area.Min.X-1, words, "")
		p.write(note.right().in(c.Type), p.area.Max.X-1, p.at(0, f.lossScale()).Y-9-8.4*vg.Length(i), words)
	}
}

// endingWords are endings, and where the loss ends of a curve that leaves the
// panel for good.
func (f courses) endingWords(p *panel, name string, curve plotter.XYs) []string {
	words := f.endings(name)
	if n := len(curve); len(words) == 0 && n > 0 && curve[n-1].Y > p.y.max {
		return []string{"", "", "ends at " + f.lastLoss(name)} // below what comes back into the panel
	}
	room := p.area.Max.X - p.area.Min.X - 8 // beside the reference's fall
	if slices.ContainsFunc(words, func(line string) bool { return note.width(line) > room }) {
		return f.endingsInShort(name)
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
		fmt.Fprintf(&b, "%s: %s. ", f.Called(name), text.Plain(said))
	}
	return strings.TrimSpace(b.String())
}
