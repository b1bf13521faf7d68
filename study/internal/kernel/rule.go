package kernel

// A Rule is how an optimizer turns a gradient into an update, element by
// element: [SGD], [Momentum] or [Adam]. Its fields are float32 because that
// is what the update computes with.
type Rule interface {
	// update changes row k of w, and of its moments, by its gradient g,
	// which may be overwritten.
	update(w *Weights, k int, g []float32)
}

// SGD is stochastic gradient descent:
//
//	W ← fma(−Rate, g, W)
type SGD struct {
	Rate float32
}

func (s *SGD) update(w *Weights, k int, g []float32) {
	active.accumulate(w.m.Row(k), g, -s.Rate)
}

// Momentum is gradient descent with a decaying sum of gradients (Polyak
// 1964), which starts at 0, so that the first update is that of [SGD]:
//
//	m ← fma(Decay, m, g)
//	W ← fma(−Rate, m, W)
type Momentum struct {
	Rate, Decay float32
}

func (s *Momentum) update(w *Weights, k int, g []float32) {
	if w.first.data == nil {
		w.first = NewMatrix(w.m.Rows, w.m.Cols)
	}
	m := w.first.Row(k)
	active.accumulate(g, m, s.Decay)
	copy(m, g)
	active.accumulate(w.m.Row(k), m, -s.Rate)
}

// Adam is Algorithm 1 of Kingma and Ba, "Adam: a method for stochastic
// optimization" (2015), with moments that start at 0 and each operation
// rounded to float32:
//
//	m ← fma(Decay1, m, Fresh1·g)
//	v ← fma(Decay2, v, (Fresh2·g)·g)
//	W ← fma(Scale, m / fma(Correction, √v, Epsilon), W)
//
// At step t, counted from 1, Scale is −η/(1−β₁ᵗ) and Correction
// 1/√(1−β₂ᵗ): they undo the moments' bias towards 0.
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
	active.adam(w.m.Row(k), g, w.first.Row(k), w.second.Row(k), a)
}
