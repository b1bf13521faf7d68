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
