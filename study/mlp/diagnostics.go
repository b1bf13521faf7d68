package mlp

import (
	"math"

	"firststep/study/internal/kernel"
)

// Diagnostics say how a first step came about and what it did, in float64
// from the float32 tensors.
type Diagnostics struct {
	Layers      []LayerDiagnostics
	Attribution Attribution
	Line        Line
}

// LayerDiagnostics are of one layer's first update. X is what the layer gets
// as input on the batch, Z its pre-activations with bias, and
//
//	Z' − Z = (XΔW + Δb) + ΔX·W + ΔX·ΔW
//
// its change, from its own update, from below, and from both at once.
type LayerDiagnostics struct {
	WeightSpectral, DeltaSpectral     float64 // largest singular values of W and ΔW
	WeightStableRank, DeltaStableRank float64 // ‖·‖²/‖·‖₂², Frobenius over spectral
	InputNorm                         float64 // ‖X‖, Frobenius
	OutputDelta                       float64 // ‖XΔW‖
	Alignment                         float64 // ‖XΔW‖/(‖X‖‖ΔW‖)

	// Root mean squares over images and units.
	Z, Change, Own, Below, Joint float64
}

// Diagnostics measures the step. scale is what the first layer's ΔW is
// multiplied by in Attribution.AtScale.
func (t *Tensors) Diagnostics(scale float64) Diagnostics {
	m := newModel(t)
	return Diagnostics{
		Layers:      t.layerDiagnostics(m),
		Attribution: newAttribution(m, scale),
		Line:        newLine(m),
	}
}

// layerDiagnostics goes up through the network, with the inputs of a layer
// before the update and their change.
func (t *Tensors) layerDiagnostics(m *model) []LayerDiagnostics {
	var list []LayerDiagnostics
	x, dx := widened(t.X), []float64(nil) // of features there is no change
	for l, before := range m.before {
		change := m.change[l]
		d := describeWeights(before.w, change.w, m.sizes[l], m.sizes[l+1])
		z, own := m.product(l, x, before.w), m.product(l, x, change.w)
		d.InputNorm = math.Sqrt(kernel.Dot(x, x))
		d.OutputDelta = math.Sqrt(kernel.Dot(own, own))
		d.Alignment = d.OutputDelta / (d.InputNorm * math.Sqrt(kernel.Dot(change.w, change.w)))
		kernel.AddScaled(z, 1, m.biased(before.b))
		kernel.AddScaled(own, 1, m.biased(change.b))

		total := append([]float64(nil), own...)
		if dx != nil {
			below, joint := m.product(l, dx, before.w), m.product(l, dx, change.w)
			d.Below, d.Joint = rootMeanSquare(below), rootMeanSquare(joint)
			kernel.AddScaled(total, 1, below)
			kernel.AddScaled(total, 1, joint)
		}
		d.Z, d.Own, d.Change = rootMeanSquare(z), rootMeanSquare(own), rootMeanSquare(total)
		list = append(list, d)

		after := append([]float64(nil), z...)
		kernel.AddScaled(after, 1, total)
		rectify64(z)
		rectify64(after)
		kernel.AddScaled(after, -1, z)
		x, dx = z, after
	}
	return list
}

// product returns x·w of layer l; of the features it is known already.
func (m *model) product(l int, x, w []float64) []float64 {
	z := make([]float64, m.rows*m.sizes[l+1])
	switch {
	case l == 0 && &w[0] == &m.before[0].w[0]:
		copy(z, m.xw)
	case l == 0:
		copy(z, m.xdw)
	default:
		addProduct(z, x, w, m.rows, m.sizes[l], m.sizes[l+1])
	}
	return z
}

func describeWeights(w, dw []float64, inputs, units int) LayerDiagnostics {
	d := LayerDiagnostics{
		WeightSpectral: spectralNorm(w, inputs, units),
		DeltaSpectral:  spectralNorm(dw, inputs, units),
	}
	d.WeightStableRank = kernel.Dot(w, w) / (d.WeightSpectral * d.WeightSpectral)
	d.DeltaStableRank = kernel.Dot(dw, dw) / (d.DeltaSpectral * d.DeltaSpectral)
	return d
}

func rootMeanSquare(x []float64) float64 { return math.Sqrt(kernel.Dot(x, x) / float64(len(x))) }
