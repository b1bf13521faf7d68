package kernel

import "math"

// Magnitudes are the least and the largest |x| of some numbers, NaN above all
// and zeros left out; +Inf and 0 of no others.
type Magnitudes struct{ Least, Largest float64 }

// MagnitudesOf returns those of x.
func MagnitudesOf(x []float32) Magnitudes {
	least, largest := active.magnitudes(x)
	m := Magnitudes{math.Inf(1), float64(math.Float32frombits(largest))}
	if largest != 0 {
		m.Least = float64(math.Float32frombits(least + 1))
	}
	return m
}

// Magnitudes returns those of the elements.
func (m Matrix) Magnitudes() Magnitudes {
	all := MagnitudesOf(nil)
	for i := range m.Rows {
		row := MagnitudesOf(m.Row(i))
		all = Magnitudes{min(all.Least, row.Least), max(all.Largest, row.Largest)}
	}
	return all
}

// Magnitudes returns those of the values.
func (w *Weights) Magnitudes() Magnitudes { return w.m.Magnitudes() }

// Subtract sets the values to those of a minus those of b, of the same shape,
// each rounded to float32. It returns the sums of the squares of the
// differences and of b, as [Matrix.SumSquares] does, from one pass over memory.
func (w *Weights) Subtract(a, b *Weights) (difference, base float64) {
	var d, s [8]float64
	for k := range w.m.Rows {
		active.subtract(w.m.paddedRow(k), a.m.paddedRow(k), b.m.paddedRow(k))
		active.squares(&d, w.m.Row(k))
		active.squares(&s, b.m.Row(k))
		d, s = rotated(d, w.m.Cols%8), rotated(s, w.m.Cols%8)
	}
	back := -w.m.Rows * w.m.Cols % 8 & 7
	return sumLanes(rotated(d, back)), sumLanes(rotated(s, back))
}
