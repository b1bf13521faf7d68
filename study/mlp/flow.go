package mlp

import (
	"math"
	"slices"

	"firststep/study/internal/kernel"
)

// A Flow is what a step's forward and backward pass, before its update, tell
// of the units and of the gradient that reaches them. All are of the step's
// own batch.
type Flow struct {
	Silent    []int // by hidden layer: units that are zero on every image
	Saturated []int // by hidden layer: units that are positive on every image

	UnitGradient []float64 // by hidden layer: ‖δ‖, Frobenius over images and units
	Gradient     []float64 // by layer: ‖∂loss/∂W‖
	Output       []float64 // by layer: root mean square of its outputs, behind the ReLU but for the last, whose are logits
	Reached      float64   // share of the images with a δ in the first layer that is not zero

	// LogitSpread is the root mean square, over images and classes, of a
	// logit minus its class's mean over the batch.
	LogitSpread float64

	Predicted []int // by class: images that are predicted to be of it
}

// Flow describes the last step that [Network.Step] or [Network.ObservedStep]
// made. What needs a backward pass is NaN where the step made no update.
func (n *Network) Flow(s Step) Flow {
	var f Flow
	last := len(n.layers) - 1
	for l, a := range n.train.a[1 : last+1] {
		silent, saturated := countUnits(a)
		f.Silent = append(f.Silent, silent)
		f.Saturated = append(f.Saturated, saturated)
		norm := math.NaN()
		if s.Updated {
			norm = math.Sqrt(n.delta[l].SumSquares())
		}
		f.UnitGradient = append(f.UnitGradient, norm)
	}
	for l := range n.layers {
		norm := math.NaN()
		if s.Updated {
			norm = n.gradientNorm(l)
		}
		f.Gradient = append(f.Gradient, norm)
		f.Output = append(f.Output, matrixRMS(n.train.a[l+1]))
	}
	f.Reached = math.NaN()
	if s.Updated {
		f.Reached = reached(n.delta[0])
	}
	f.LogitSpread = spread(n.train.logits())
	f.Predicted = n.Predictions()
	return f
}

// Predictions counts, by class, the images of the last step's batch that were
// predicted to be of it before the update.
func (n *Network) Predictions() []int {
	logits := n.train.logits()
	counts := make([]int, logits.Cols)
	for i := range logits.Rows {
		counts[prediction(logits.Row(i))]++
	}
	return counts
}

// countUnits counts the columns of activations that are zero, and positive,
// in every row.
func countUnits(a kernel.Matrix) (silent, saturated int) {
	least, largest := make([]uint32, a.Cols), make([]uint32, a.Cols)
	for j := range least {
		least[j] = math.MaxUint32
	}
	for i := range a.Rows {
		for j, v := range a.Row(i) {
			bits := math.Float32bits(v) // of what a ReLU gives: 0 for zero, above those of +Inf for NaN
			least[j], largest[j] = min(least[j], bits), max(largest[j], bits)
		}
	}
	for j := range a.Cols {
		if largest[j] == 0 {
			silent++
		}
		if least[j] > 0 && largest[j] <= math.Float32bits(float32(math.Inf(1))) {
			saturated++
		}
	}
	return silent, saturated
}

// gradientNorm returns ‖xᵀδ‖ of layer l in the last step. It uses the room
// that ObservedStep has for ΔW.
func (n *Network) gradientNorm(l int) float64 {
	n.makeRoom()
	kernel.Gradient(n.change[l], n.train.a[l], n.delta[l])
	return math.Sqrt(n.change[l].SumSquares())
}

func reached(delta kernel.Matrix) float64 {
	count := 0
	for i := range delta.Rows {
		if slices.ContainsFunc(delta.Row(i), func(d float32) bool { return d != 0 }) {
			count++
		}
	}
	return float64(count) / float64(delta.Rows)
}

func spread(logits kernel.Matrix) float64 {
	sum := 0.0
	for j := range logits.Cols {
		mean := 0.0
		for i := range logits.Rows {
			mean += float64(logits.Row(i)[j])
		}
		mean /= float64(logits.Rows)
		for i := range logits.Rows {
			d := float64(logits.Row(i)[j]) - mean
			sum += float64(d * d)
		}
	}
	return math.Sqrt(sum / float64(logits.Rows*logits.Cols))
}
