package mlp

// An Attribution is the mean loss on the batch after parts of the first
// update, which the fields name.
type Attribution struct {
	None, All     float64
	OnlyLayer     []float64 // by layer: its weights and its bias
	AllButLayer   []float64 // by layer
	OnlyWeights   []float64 // by layer
	OnlyBias      []float64 // by layer
	AllButWeights []float64 // by layer: all but its weights
	EveryWeights  float64   // the weights of every layer, no bias
	EveryBias     float64   // the bias of every layer, no weights

	// AtScale is all, with the first layer's ΔW times Scale.
	Scale   float64
	AtScale float64
}

func newAttribution(m *model, scale float64) Attribution {
	a := Attribution{
		None: m.loss(m.moves(0, 0)), All: m.loss(m.moves(1, 1)),
		EveryWeights: m.loss(m.moves(1, 0)), EveryBias: m.loss(m.moves(0, 1)),
		Scale: scale,
	}
	for l := range m.before {
		lossAt := func(everything, weights, bias float64) float64 {
			v := m.moves(everything, everything)
			v.w[l], v.b[l] = weights, bias
			return m.loss(v)
		}
		a.OnlyLayer = append(a.OnlyLayer, lossAt(0, 1, 1))
		a.AllButLayer = append(a.AllButLayer, lossAt(1, 0, 0))
		a.OnlyWeights = append(a.OnlyWeights, lossAt(0, 1, 0))
		a.OnlyBias = append(a.OnlyBias, lossAt(0, 0, 1))
		a.AllButWeights = append(a.AllButWeights, lossAt(1, 0, 1))
	}
	scaled := m.moves(1, 1)
	scaled.w[0] = scale
	a.AtScale = m.loss(scaled)
	return a
}
