package figures

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"

	"firststep/study/compare"
)

// A rowPlot has a row for every scenario: a name on the left, in its colour,
// and on a hairline a dot a seed.
type rowPlot struct {
	*panel
	pitch vg.Length // the distance of rows
}

// rowPitch is the distance of rows, closer where there are many.
func rowPitch(rows int) vg.Length {
	switch {
	case rows <= 6:
		return mm(6)
	case rows <= 12:
		return mm(5)
	}
	return mm(4)
}

// rowStretch and rowShrink are by how much rows may be further apart, or
// closer, in all.
func rowStretch(rows int) vg.Length { return rowPitch(rows) * vg.Length(rows) / 5 }
func rowShrink(rows int) vg.Length  { return rowPitch(rows) * vg.Length(rows) / 10 }

// newRows places a panel for rows whose data area ends half a row outside the
// first and the last.
func (s sheet) newRows(left, bottom, width, pitch vg.Length, rows int, x axis) rowPlot {
	p := s.newPanel(left, bottom, width, pitch*vg.Length(rows), x, axis{min: 0, max: float64(rows)})
	r := rowPlot{panel: p, pitch: pitch}
	for i := range rows {
		y := r.height(i)
		p.line(pen{colour: hair, width: 0.5}, vg.Point{X: p.area.Min.X, Y: y}, vg.Point{X: p.area.Max.X, Y: y})
	}
	return r
}

// padded gives a logarithmic axis room at its ends for the halves of marks.
func (a axis) padded() axis {
	room := math.Pow(a.max/a.min, 0.03)
	a.min, a.max = a.min/room, a.max*room
	return a
}

// height is where row i is; the first one is at the top.
func (r rowPlot) height(i int) vg.Length {
	return r.area.Max.Y - r.pitch*(vg.Length(i)+0.5)
}

// spot is where a value stands in row i, shifted up by a part of the pitch.
func (r rowPlot) spot(i int, v float64, up float64) vg.Point {
	at := r.at(v, 0)
	at.Y = r.height(i) + vg.Length(up)*r.pitch
	return at
}

// seeds draws values of row i, a dot each; of many seeds a bar from the 5th to
// the 95th percentile, a thicker one between the quartiles, and a dot at the
// median. Values that are not finite become crosses at the right edge.
func (r rowPlot) seeds(i int, c Colour, values []float64) { r.seedsAt(i, 0, 1, c, values) }

// seedsAt is seeds shifted up by a part of the pitch, the dots spread over a
// part of what they otherwise are.
func (r rowPlot) seedsAt(i int, up, spread float64, c Colour, values []float64) {
	finite := compare.Of(values).Values
	if len(values) > compare.Many {
		r.spread(i, up, c, finite)
	} else {
		for j, v := range values {
			if isFinite(v) {
				r.mark(c, r.spot(i, v, up+float64(spread*jitter(j, len(values)))), 2.7)
			}
		}
	}
	if len(finite) < len(values) {
		r.cross(c.Line, r.spot(i, r.x.max, up))
	}
}

// spread draws the quantiles of many finite values, as far as they are on the
// axis.
func (r rowPlot) spread(i int, up float64, c Colour, values []float64) {
	sorted := slices.Sorted(slices.Values(values))
	if len(sorted) == 0 {
		return
	}
	for _, bar := range []struct {
		from, to float64
		width    vg.Length
	}{{0.05, 0.95, 1}, {0.25, 0.75, 3.2}} {
		from, to := compare.Quantile(sorted, bar.from), compare.Quantile(sorted, bar.to)
		if to >= r.x.min && from <= r.x.max {
			r.line(pen{colour: c.Line, width: bar.width}, r.spot(i, from, up), r.spot(i, to, up))
		}
	}
	if median := compare.Quantile(sorted, 0.5); r.x.shows(median) {
		r.mark(c, r.spot(i, median, up), 2.7)
	}
}

// jitter spreads seeds over a third of a row, so that equal values are seen;
// many seeds are not drawn one by one.
func jitter(i, n int) float64 {
	if n < 2 || n > compare.Many {
		return 0
	}
	return 0.34 * (float64(i)/float64(n-1) - 0.5)
}

// tick is a short upright line in row i: a prediction, or a mean.
func (r rowPlot) tick(i int, v float64, width vg.Length) { r.tickAt(i, 0, 0.42, v, width) }

// tickAt is a tick shifted up by a part of the pitch, and so long to either side.
func (r rowPlot) tickAt(i int, up, part, v float64, width vg.Length) {
	if !r.x.shows(v) {
		return
	}
	p := r.spot(i, v, up)
	half := r.pitch * vg.Length(part)
	r.line(pen{colour: ink, width: width}, vg.Point{X: p.X, Y: p.Y - half}, vg.Point{X: p.X, Y: p.Y + half})
}

// bar is a broad faint line in row i from one value to another.
func (r rowPlot) bar(i int, c color.RGBA, from, to float64) {
	r.line(pen{colour: fade(c, 0.28), width: 2.2}, r.spot(i, from, 0), r.spot(i, to, 0))
}

// label writes into row i, at a distance from the figure's left edge.
func (r rowPlot) label(i int, l lettering, x vg.Length, txt string) {
	r.write(l, x, r.height(i)-0.32*l.font.Size, txt)
}

// names writes the rows' scenarios, ending at a distance from the left edge.
func (r rowPlot) names(d data, palette map[string]Colour, scenarios []string, right, room vg.Length) {
	for i, name := range scenarios {
		l := note.right().in(palette[name].Type)
		r.label(i, l, right, d.name(l, room, name))
	}
}
