package kernel

import "math"

// Magnitudes returns the least and the largest |w|, NaN above all numbers.
// Of no values it returns NaN and 0.
func (w *Weights) Magnitudes() (least, largest float64) {
	bits := func(v float32) uint32 { return math.Float32bits(v) &^ (1 << 31) } // in the order of |v|
	low, high := ^uint32(0), uint32(0)
	low1, high1 := low, high // so that one comparison need not wait for another
	for k := range w.m.Rows {
		row := w.m.Row(k)
		for ; len(row) >= 2; row = row[2:] {
			b, b1 := bits(row[0]), bits(row[1])
			low, high = min(low, b), max(high, b)
			low1, high1 = min(low1, b1), max(high1, b1)
		}
		for _, v := range row {
			low, high = min(low, bits(v)), max(high, bits(v))
		}
	}
	low, high = min(low, low1), max(high, high1)
	return float64(math.Float32frombits(low)), float64(math.Float32frombits(high))
}

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
