package kernel

// Moments and gradients are kept from becoming subnormal: where a gradient has
// become zero, a moment would decay to the smallest subnormal and stay, for
// 0.9 of it rounds back to it, and some processors take a hundred times as
// long for a subnormal operand or result as for any other. So ⌊x⌋ in a rule
// is x, or +0 where |x| is below tiny; NaN stays NaN. It is a comparison, not
// a mode of the processor: those differ between architectures.
//
// tiny is the least power of two, nearly, that keeps Adam's (Fresh2·g)·g
// normal. What it takes away moves no weight: Adam's update by a moment of
// tiny is at most 2⁻²⁸ of the learning rate (at its first steps; 2⁻³¹ later),
// and that of momentum far less. A sum of a decayed moment and a gradient that
// both are 0 or at least tiny cannot be subnormal, for it is a multiple of
// 2⁻¹⁰⁵. A second moment is a square, and its bound is too: the square root
// of what is below tiny² does not change Epsilon by half a unit in its last
// place, whatever Correction is.
const (
	tiny       = 0x1p-58
	tinySquare = tiny * tiny
)

// A Rule is how an optimizer turns a gradient into an update, element by
// element: [SGD], [Momentum] or [Adam], or one of them behind [Decay]. Its
// fields are float32 because that is what the update computes with.
type Rule interface {
	// update changes row k of w, and of its moments, by its gradient g, a
	// padded row, which it may overwrite.
	update(w *Weights, k int, g []float32)
}

// SGD is stochastic gradient descent:
//
//	W ← fma(−Rate, g, W)
type SGD struct {
	Rate float32
}

func (s *SGD) update(w *Weights, k int, g []float32) {
	active.accumulate(w.m.paddedRow(k), g, -s.Rate)
}

// Momentum is gradient descent with a decaying sum of gradients (Polyak
// 1964), which starts at 0, so that the first update is that of [SGD]:
//
//	m ← ⌊fma(Decay, m, ⌊g⌋)⌋
//	W ← fma(−Rate, m, W)
//
// With a Decay of 0 it is SGD by ⌊g⌋, for gradients that something makes small.
type Momentum struct {
	Rate, Decay float32
}

func (s *Momentum) update(w *Weights, k int, g []float32) {
	if w.first.data == nil {
		w.first = NewMatrix(w.m.Rows, w.m.Cols)
	}
	active.momentum(w.m.paddedRow(k), g, w.first.paddedRow(k), s)
}

// Adam is Algorithm 1 of Kingma and Ba, "Adam: a method for stochastic
// optimization" (2015), with moments that start at 0 and each operation
// rounded to float32:
//
//	m ← ⌊fma(Decay1, m, Fresh1·⌊g⌋)⌋
//	v ← ⌊fma(Decay2, v, (Fresh2·⌊g⌋)·⌊g⌋)⌋, with tiny² for tiny
//	W ← fma(Scale, m / fma(Correction, √v, Epsilon), W)
//
// At step t, counted from 1, Scale is −η/(1−β₁ᵗ) and Correction
// 1/√(1−β₂ᵗ): they undo the moments' bias towards 0. With β₁ = 0 and without
// these corrections it is RMSprop (Tieleman and Hinton, "Neural networks for
// machine learning", lecture 6.5, 2012), as PyTorch has it, with ε outside the
// root: m is ⌊g⌋, the next of
//
//	v ← ⌊fma(Decay2, v, (Fresh2·⌊g⌋)·⌊g⌋)⌋, with tiny² for tiny
//	W ← fma(−η, ⌊g⌋ / (√v + Epsilon), W)
type Adam struct {
	Decay1, Fresh1 float32 // β₁, 1−β₁
	Decay2, Fresh2 float32 // β₂, 1−β₂
	Scale          float32
	Correction     float32
	Epsilon        float32
}

func (a *Adam) update(w *Weights, k int, g []float32) {
	if w.second.data == nil {
		w.first = NewMatrix(w.m.Rows, w.m.Cols)
		w.second = NewMatrix(w.m.Rows, w.m.Cols)
	}
	active.adam(w.m.paddedRow(k), g, w.first.paddedRow(k), w.second.paddedRow(k), a)
}

// Decay is a rule with L2 regularisation: the gradient that it goes by is that
// of loss + Rate·‖W‖²/2, where Rate is the field's "weight decay" λ:
//
//	g ← fma(Rate, W, g)
type Decay struct {
	Rate float32
	Rule Rule
}

func (d *Decay) update(w *Weights, k int, g []float32) {
	active.accumulate(g, w.m.paddedRow(k), d.Rate)
	d.Rule.update(w, k, g)
}
