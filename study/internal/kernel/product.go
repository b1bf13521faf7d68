package kernel

import "math"

// Forward computes z = x·W.
//
//	z[i][j] = Σ x[i][k]·W[k][j] over k in increasing order, without x[i][k] = 0
//
// z is batch × out, x batch × in, W in × out.
func Forward(z, x Matrix, w *Weights) { forward(z, x, w.m, &w.work) }

// Backward carries deltas from a layer's pre-activations to its inputs,
// dx = δ·Wᵀ.
//
//	dx[i][k] = Σ δ[i][j]·W[k][j] over j in increasing order, without δ[i][j] = 0
//
// dx is batch × in, δ batch × out, W in × out.
func Backward(dx, delta Matrix, w *Weights) {
	if w.transposed.data == nil {
		w.transposed = NewMatrix(w.m.Cols, w.m.Rows)
	}
	active.transpose(w.transposed, w.m)
	forward(dx, delta, w.transposed, &w.work)
}

// A workspace is what a product needs while it runs.
type workspace struct {
	nonzero bitmap // of the streamed factor
	columns bitmap // its transpose
	g       Matrix // some rows of a gradient
	ones    Matrix // batch × 1, what a bias is multiplied by
	lanes   [8]float64
}

func forward(z, x, w Matrix, work *workspace) {
	clear(z.padded())
	work.nonzero.mark(x)
	active.forward(z, x, w, &work.nonzero)
}

// Gradient computes g = xᵀ·δ, the gradient of the loss with respect to W.
//
//	g[k][j] = Σ x[i][k]·δ[i][j] over i in increasing order, without x[i][k] = 0
//
// g is in × out, x batch × in, δ batch × out. Training uses [Descend], which
// computes the same elements and keeps none.
func Gradient(g *Weights, x, delta Matrix) {
	g.work.markColumns(x)
	active.gradient(g.m, x, delta, 0, &g.work.columns, epilogue{})
}

// markColumns sets the columns' bitmap to that of x.
func (w *workspace) markColumns(x Matrix) {
	w.nonzero.mark(x)
	w.columns.transpose(&w.nonzero, x.Rows, x.Cols)
}

// An epilogue says what becomes of a row g of a gradient: it is stored, or
//
//	W[k][:] = fma(scale, g[:], W[k][:])
type epilogue struct {
	update bool
	scale  float32
}

// Descend computes the gradient G = xᵀ·δ as [Gradient] does and updates W by
// the rule. W is in × out, x batch × in, δ batch × out.
func Descend(w *Weights, rule Rule, x, delta Matrix) {
	sgd, plain := rule.(*SGD)
	if plain && isFinite(sgd.Rate) && delta.IsZero() && x.isFinite() {
		return // the gradient is +0, and fma(−Rate, +0, W) = W
	}
	w.work.markColumns(x)
	if plain {
		active.gradient(w.m, x, delta, 0, &w.work.columns, epilogue{true, -sgd.Rate})
		return
	}
	for low := 0; low < w.m.Rows; low += blockRows {
		g := w.work.block(w.m.Cols).Top(w.m.Rows - low)
		active.gradient(g, x, delta, low, &w.work.columns, epilogue{})
		for k := range g.Rows {
			rule.update(w, low+k, g.paddedRow(k))
		}
	}
}

func isFinite(x float32) bool { return math.Float32bits(x)&0x7f800000 != 0x7f800000 }

// DescendBias updates a bias by the rule from its gradient, the sum of the
// deltas:
//
//	g[j] = Σ δ[i][j] over i in increasing order, in float32 from +0
//
// b is 1 × out, δ batch × out.
func DescendBias(b *Weights, rule Rule, delta Matrix) {
	g := b.work.block(b.m.Cols).Top(1)
	b.work.gradientBias(g, delta)
	rule.update(b, 0, g.paddedRow(0))
}

// GradientBias computes the gradient of a bias, as [DescendBias] has it, and
// keeps it in g, 1 × out.
func GradientBias(g *Weights, delta Matrix) { g.work.gradientBias(g.m, delta) }

// gradientBias computes 1ᵀ·δ: fma(1, δ, g) is δ + g.
func (w *workspace) gradientBias(g, delta Matrix) {
	if w.ones.Rows != delta.Rows {
		w.ones = NewMatrix(delta.Rows, 1)
		for i := range delta.Rows {
			w.ones.Row(i)[0] = 1
		}
	}
	w.markColumns(w.ones)
	active.gradient(g, w.ones, delta, 0, &w.columns, epilogue{})
}

const blockRows = 16 // of a gradient stay in the cache

// block returns room for so many rows of a gradient.
func (w *workspace) block(cols int) Matrix {
	if w.g.data == nil {
		w.g = NewMatrix(blockRows, cols)
	}
	return w.g
}

// Update updates W by the rule from scale·G, each product rounded to float32.
// G is a gradient that [Gradient] or [GradientBias] has kept, of W's shape.
func Update(w *Weights, rule Rule, g *Weights, scale float32) {
	row := w.work.block(w.m.Cols).paddedRow(0)
	for k := range w.m.Rows {
		clear(row)
		active.accumulate(row, g.m.paddedRow(k), scale) // fma(scale, g, +0)
		rule.update(w, k, row)
	}
}
