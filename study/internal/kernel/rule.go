package kernel

// A Rule is how an optimizer turns a gradient into an update, element by
// element: [SGD], [Momentum] or [Adam]. Its fields are float32 because that
// is what the update computes with.
type Rule interface {
	// update changes row k of w, and of its moments, by the gradient in
	// w.gradient, which may be overwritten.
	update(w *Weights, k int)
}

// SGD is stochastic gradient descent:
//
//	W ← fma(−Rate, g, W)
type SGD struct {
	Rate float32
}

func (s *SGD) update(w *Weights, k int) {
	active.accumulate(w.row(k), w.gradient, -s.Rate)
}

// Momentum is gradient descent with a decaying sum of gradients (Polyak
// 1964), which starts at 0, so that the first update is that of [SGD]:
//
//	m ← fma(Decay, m, g)
//	W ← fma(−Rate, m, W)
type Momentum struct {
	Rate, Decay float32
}

func (s *Momentum) update(w *Weights, k int) {
	if w.first == nil {
		w.first = make([]float32, len(w.w))
	}
	m := w.first[k*w.out : (k+1)*w.out]
	active.accumulate(w.gradient, m, s.Decay)
	copy(m, w.gradient)
	active.accumulate(w.row(k), m, -s.Rate)
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

func (a *Adam) update(w *Weights, k int) {
	if w.second == nil {
		w.first = make([]float32, len(w.w))
		w.second = make([]float32, len(w.w))
	}
	low, high := k*w.out, (k+1)*w.out
	active.adam(w.w[low:high], w.gradient, w.first[low:high], w.second[low:high], a)
}
