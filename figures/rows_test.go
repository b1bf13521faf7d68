package figures

import (
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"
)

// Quantiles are those of all values, also where the axis shows only some: what
// is left of the axis is not drawn, and bars end at its edge.
func TestSpreadBeyondTheAxis(t *testing.T) {
	var values []float64
	for i := range 101 {
		values = append(values, float64(i)/100)
	}
	drawn := func(low, high float64) (lines, areas int, from vg.Length) {
		var c recorder.Canvas
		r := sheet{&c}.newRows(0, 0, 100, 10, 1, linearAxis(low, high, 2))
		c.Reset()
		r.spread(0, 0, red, values)
		for _, a := range c.Actions {
			switch a := a.(type) {
			case *recorder.Stroke:
				lines, from = lines+1, a.Path[0].Pos.X
			case *recorder.Fill:
				areas++
			}
		}
		return lines, areas, from
	}
	for _, axis := range []struct {
		low, high    float64
		lines, areas int
		from         vg.Length // where the bar between the quartiles begins
	}{
		{0, 1, 2, 2, 25},    // both bars, and the median with its edge
		{0.6, 1.6, 2, 0, 0}, // the median is not on it
		{0.8, 1.8, 1, 0, 0}, // nor are the quartiles
		{0.96, 2, 0, 0, 0},
	} {
		lines, areas, from := drawn(axis.low, axis.high)
		if lines != axis.lines || areas != axis.areas || from != axis.from {
			t.Errorf("from %v to %v: %d lines and %d areas from %v on, want %d and %d from %v on",
				axis.low, axis.high, lines, areas, from, axis.lines, axis.areas, axis.from)
		}
	}
}
