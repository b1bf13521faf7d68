package mlp

import (
	"math"

	"firststep/study/internal/kernel"
	"firststep/study/internal/numeric"
)

// A model is the network and the batch of a first step in float64: what the
// diagnostics evaluate at parameters that no training visits.
type model struct {
	sizes  []int
	rows   int // images of the batch
	labels []byte
	before []layer64
	change []layer64 // the update, new − old
	xw     []float64 // X·W and X·ΔW of the first layer, rows × units
	xdw    []float64
	buffer []float64 // weights of one layer, where they are neither old nor new

	// Rooms for pre-activations, by layer, that one evaluation leaves to the
	// next.
	rooms [][]float64
}

// A layer64 is the parameters of one layer, or a change of them.
type layer64 struct {
	w []float64 // inputs × units
	b []float64 // units
}

func newModel(t *Tensors) *model {
	m := &model{sizes: t.Sizes, rows: t.Batch, labels: t.Labels, xw: t.XW, xdw: t.XdW}
	largest := 0
	for l, old := range t.Before {
		m.rooms = append(m.rooms, make([]float64, t.Batch*t.Sizes[l+1]))
		before := layer64{widened(old.W), widened(old.B)}
		change := layer64{difference(t.After[l].W, old.W), difference(t.After[l].B, old.B)}
		m.before, m.change = append(m.before, before), append(m.change, change)
		if l > 0 {
			largest = max(largest, len(before.w))
		}
	}
	m.buffer = make([]float64, largest)
	return m
}

// A move says how much of the update each layer's weights and bias make: 0
// for none, 1 for all of it.
type move struct {
	w, b []float64 // by layer
}

// moves returns a move that makes the given shares in every layer.
func (m *model) moves(weights, bias float64) move {
	var v move
	for range m.before {
		v.w, v.b = append(v.w, weights), append(v.b, bias)
	}
	return v
}

// times returns the move that goes t times as far.
func (v move) times(t float64) move {
	var far move
	for l := range v.w {
		far.w, far.b = append(far.w, t*v.w[l]), append(far.b, t*v.b[l])
	}
	return far
}

// loss returns the mean loss on the batch after a move.
func (m *model) loss(v move) float64 {
	z := m.firstPreActivations(v)
	for l := 1; l < len(m.before); l++ {
		rectify64(z)
		w, b := m.moved(l, v)
		next := m.fill(m.rooms[l], b)
		addProduct(next, z, w, m.rows, m.sizes[l], m.sizes[l+1])
		z = next
	}
	return m.meanLoss(z)
}

// firstPreActivations returns those of the first layer after a move, rows ×
// units, in the room for them. Multiplying the features again is not needed: XW and XΔW are there.
func (m *model) firstPreActivations(v move) []float64 {
	z := m.fill(m.rooms[0], m.movedBias(0, v))
	kernel.AddScaled(z, 1, m.xw)
	if v.w[0] != 0 {
		kernel.AddScaled(z, v.w[0], m.xdw)
	}
	return z
}

// moved returns the parameters of a layer above the first after a move. The
// weights may be those of the model, or the model's buffer.
func (m *model) moved(l int, v move) (w, b []float64) {
	w = m.before[l].w
	if v.w[l] != 0 {
		w = m.buffer[:len(w)]
		copy(w, m.before[l].w)
		kernel.AddScaled(w, v.w[l], m.change[l].w)
	}
	return w, m.movedBias(l, v)
}

func (m *model) movedBias(l int, v move) []float64 {
	b := append([]float64(nil), m.before[l].b...)
	if v.b[l] != 0 {
		kernel.AddScaled(b, v.b[l], m.change[l].b)
	}
	return b
}

// biased returns a row of b for each image.
func (m *model) biased(b []float64) []float64 { return m.fill(make([]float64, m.rows*len(b)), b) }

// fill sets each row of z to b.
func (m *model) fill(z, b []float64) []float64 {
	for i := range m.rows {
		copy(z[i*len(b):], b)
	}
	return z
}

// rectify64 is the ReLU, in place. It keeps NaN.
func rectify64(z []float64) {
	for i, v := range z {
		if v <= 0 {
			z[i] = 0
		}
	}
}

// meanLoss returns the mean softmax cross-entropy of logits, rows × classes.
func (m *model) meanLoss(logits []float64) float64 {
	classes := m.sizes[len(m.sizes)-1]
	p := make([]float64, classes)
	sum := 0.0
	for i := range m.rows {
		sum += softmax64(p, logits[i*classes:(i+1)*classes], int(m.labels[i]))
	}
	return sum / float64(m.rows)
}

// softmax64 sets p to the probabilities that logits give and returns the
// cross-entropy −ln p[label], with the largest logit taken out as in
// crossEntropy.
func softmax64(p, logits []float64, label int) float64 {
	largest := math.Inf(-1)
	for _, z := range logits {
		largest = max(largest, z)
	}
	sum := 0.0
	for j, z := range logits {
		p[j] = numeric.Exp(z - largest)
		sum += p[j]
	}
	for j := range p {
		p[j] /= sum
	}
	return numeric.Log(sum) - (logits[label] - largest)
}
