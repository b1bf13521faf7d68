package numeric

// Exps sets each x[j], of numbers up to 0 or NaN, to [Exp] of it, in every bit,
// or to +0 if it is below least, which is -700 or more. It computes four at
// once where the processor can.
func Exps(x []float64, least float64) {
	if hasExpsAVX2 {
		whole := len(x) &^ 3
		expsAVX2(x[:whole], least)
		x = x[whole:]
	}
	for j, v := range x {
		if v < least {
			x[j] = 0
		} else {
			x[j] = Exp(v)
		}
	}
}
