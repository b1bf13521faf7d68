package kernel

// Forward computes z = x·W.
//
//	z[i][j] = Σ x[i][k]·W[k][j] over k in increasing order, without x[i][k] = 0
//
// z is batch × out, x batch × in, W in × out.
func Forward(z, x Matrix, w *Weights) {
	clear(z.Data)
	const block = 16 // rows of W that stay in the first-level cache for all images
	for low := 0; low < w.in; low += block {
		high := min(low+block, w.in)
		for i := range x.Rows {
			zi := z.Row(i)
			for k, value := range x.Row(i)[low:high] {
				if value != 0 {
					active.accumulate(zi, w.row(low+k), value)
				}
			}
		}
	}
}

// ForwardUnit computes column j of x·W for many images at once, given xᵀ.
//
//	z[i] = Σ xᵀ[k][i]·W[k][j] over k in increasing order
//
// z has one element for each image, xᵀ is in × images, W in × out. Zeros
// of x are not left out: z is what [Forward] computes up to the sign of
// zeros, provided that column j is finite.
func ForwardUnit(z []float32, transposed Matrix, w *Weights, j int) {
	clear(z)
	for k := range w.in {
		active.accumulate(z, transposed.Row(k), w.row(k)[j])
	}
}

// Backward carries deltas from a layer's pre-activations to its inputs,
// dx = δ·Wᵀ.
//
//	dx[i][k] = Σ δ[i][j]·W[k][j] over j in increasing order, without δ[i][j] = 0
//
// dx is batch × in, δ batch × out, W in × out.
func Backward(dx, delta Matrix, w *Weights) {
	clear(dx.Data)
	w.transpose()
	for i := range delta.Rows {
		row := dx.Row(i)
		for j, d := range delta.Row(i) {
			if d != 0 {
				active.accumulate(row, w.transposed[j*w.in:(j+1)*w.in], d)
			}
		}
	}
}

// Gradient computes g = xᵀ·δ, the gradient of the loss with respect to W.
//
//	g[k][j] = Σ x[i][k]·δ[i][j] over i in increasing order, without x[i][k] = 0
//
// g is in × out, x batch × in, δ batch × out. Training uses [Descend], which
// computes the same rows and keeps none.
func Gradient(g *Weights, x, delta Matrix) {
	for k := range g.in {
		gradientRow(g.row(k), x, delta, k)
	}
}

// gradientRow computes row k of xᵀ·δ.
func gradientRow(g []float32, x, delta Matrix, k int) {
	clear(g)
	for i := range x.Rows {
		if value := x.Data[i*x.Cols+k]; value != 0 {
			active.accumulate(g, delta.Row(i), value)
		}
	}
}

// Descend computes the gradient G = xᵀ·δ as [Gradient] does and updates W by
// the rule, row by row. W is in × out, x batch × in, δ batch × out.
func Descend(w *Weights, rule Rule, x, delta Matrix) {
	for k := range w.in {
		gradientRow(w.gradient, x, delta, k)
		rule.update(w, k)
	}
}

// DescendBias updates a bias by the rule from its gradient, the sum of the
// deltas:
//
//	g[j] = Σ δ[i][j] over i in increasing order, in float32 from +0
//
// b is 1 × out, δ batch × out.
func DescendBias(b *Weights, rule Rule, delta Matrix) {
	clear(b.gradient)
	for i := range delta.Rows {
		active.accumulate(b.gradient, delta.Row(i), 1) // fma(1, δ, g) is δ + g
	}
	rule.update(b, 0)
}
