package mlp

import (
	"math"

	"firststep/study/internal/kernel"
	"firststep/study/internal/numeric"
)

// The grid of a line: t from 10⁻⁶ to 10³.
const (
	lineFirst     = -6 // decades
	lineLast      = 3
	linePerDecade = 4
)

// Relative widths to which a critical t is bisected: the one that is judged,
// and those that are drawn.
const (
	criticalTolerance = 1e-7
	drawnTolerance    = 1e-4
)

// A Line is the loss on the batch along the first update, L(θ + t·Δθ).
type Line struct {
	T            []float64
	FirstWeights LineCurve // the first layer's weights move alone
	FirstLayer   LineCurve // its weights and its bias
	All          LineCurve // every parameter
}

// A LineCurve is the loss along one direction.
type LineCurve struct {
	Loss      []float64 // at Line.T
	Slope     float64   // dL/dt at t = 0, ⟨∇L, Δθ⟩
	Curvature float64   // d²L/dt² at t = 0, ⟨Δθ, ∇²L·Δθ⟩

	// Critical is where the loss first crosses its start upwards; NaN where
	// it does not between two points of the grid.
	Critical float64
}

func newLine(m *model) Line {
	var line Line
	for i := lineFirst * linePerDecade; i <= lineLast*linePerDecade; i++ {
		line.T = append(line.T, numeric.Significant(numeric.Exp(float64(i)/linePerDecade*math.Ln10), 3))
	}
	weights := m.moves(0, 0)
	weights.w[0] = 1
	layer := m.moves(0, 0)
	layer.w[0], layer.b[0] = 1, 1
	line.FirstWeights = m.along(weights, line.T, criticalTolerance)
	line.FirstLayer = m.along(layer, line.T, drawnTolerance)
	line.All = m.along(m.moves(1, 1), line.T, drawnTolerance)
	return line
}

// along follows a move.
func (m *model) along(v move, grid []float64, tolerance float64) LineCurve {
	c := LineCurve{Critical: math.NaN()}
	c.Slope, c.Curvature = m.derivatives(v)
	start := m.loss(m.moves(0, 0))
	above := func(t float64) bool { return !(m.loss(v.times(t)) <= start) } // NaN is
	for i, t := range grid {
		loss := m.loss(v.times(t))
		c.Loss = append(c.Loss, loss)
		if i > 0 && math.IsNaN(c.Critical) && c.Loss[i-1] <= start && !(loss <= start) {
			c.Critical = bisect(grid[i-1], t, tolerance, above)
		}
	}
	return c
}

// bisect narrows low < high, of which only high is above, to a relative width
// and returns the middle.
func bisect(low, high, width float64, above func(float64) bool) float64 {
	for high-low > width*low {
		middle := (low + high) / 2
		if above(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return (low + high) / 2
}

// derivatives returns the first and second derivative of the loss along a
// move at its start, by carrying those of the activations through the network
// (forward mode; the ReLU is linear on the piece where it starts):
//
//	z = a·W + b,  z′ = a′·W + a·V + c,  z″ = a″·W + 2·a′·V
//
// with (V, c) the move of the layer. Of the loss of one image, with p its
// probabilities and y its label as a vector,
//
//	L′ = ⟨p − y, z′⟩,  L″ = Σ p·z′² − ⟨p, z′⟩² + ⟨p − y, z″⟩
func (m *model) derivatives(v move) (first, second float64) {
	a := m.firstPreActivations(m.moves(0, 0))
	scaled := func(s float64, x []float64) []float64 {
		z := make([]float64, len(x))
		if s != 0 {
			kernel.AddScaled(z, s, x)
		}
		return z
	}
	a1 := m.biased(scaled(v.b[0], m.change[0].b))
	if v.w[0] != 0 {
		kernel.AddScaled(a1, v.w[0], m.xdw)
	}
	a2 := make([]float64, len(a))
	for l := 1; l < len(m.before); l++ {
		for i, z := range a {
			if z <= 0 {
				a[i], a1[i], a2[i] = 0, 0, 0
			}
		}
		in, out := m.sizes[l], m.sizes[l+1]
		w := m.before[l].w
		step := scaled(v.w[l], m.change[l].w)
		z := m.biased(m.before[l].b)
		z1 := m.biased(scaled(v.b[l], m.change[l].b))
		z2 := make([]float64, len(z))
		addProduct(z2, a1, step, m.rows, in, out)
		scale(z2, 2)
		addProduct(z2, a2, w, m.rows, in, out)
		addProduct(z1, a1, w, m.rows, in, out)
		addProduct(z1, a, step, m.rows, in, out)
		addProduct(z, a, w, m.rows, in, out)
		a, a1, a2 = z, z1, z2
	}
	return m.lossDerivatives(a, a1, a2)
}

// lossDerivatives returns the derivatives of the mean loss from those of the
// logits.
func (m *model) lossDerivatives(logits, logits1, logits2 []float64) (first, second float64) {
	classes := m.sizes[len(m.sizes)-1]
	p := make([]float64, classes)
	for i := range m.rows {
		row := func(z []float64) []float64 { return z[i*classes : (i+1)*classes] }
		label := int(m.labels[i])
		softmax64(p, row(logits), label)
		z1, z2 := row(logits1), row(logits2)
		mean, square, turn := 0.0, 0.0, 0.0
		for j, pj := range p {
			mean += float64(pj * z1[j])
			square += float64(pj * float64(z1[j]*z1[j]))
			turn += float64(pj * z2[j])
		}
		first += mean - z1[label]
		second += square - float64(mean*mean) + (turn - z2[label])
	}
	return first / float64(m.rows), second / float64(m.rows)
}
