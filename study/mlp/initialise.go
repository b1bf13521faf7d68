package mlp

import (
	"fmt"
	"math"

	"firststep/study/internal/numeric"
)

// Initialisers of a layer's weights, with the variance 2/(inputs + units) of
// Glorot and Bengio, "Understanding the difficulty of training deep
// feedforward neural networks" (2010), or 2/inputs of He, Zhang, Ren and Sun,
// "Delving deep into rectifiers" (2015). The normal ones are not truncated, the
// uniform ones lie in ±√(3·variance). Biases are zero.
const (
	GlorotNormal  = "glorot-normal"
	GlorotUniform = "glorot-uniform"
	HeNormal      = "he-normal"
	HeUniform     = "he-uniform"
)

// initialise draws the weights. Each layer has a random stream of its own
// that depends on the seed alone, so that networks of one seed start from the
// same weights before the first layer's are divided.
func (n *Network) initialise() error {
	drawn := n.config.Initial
	if drawn == nil || drawn.firstLayer != n.config.FirstLayerInit || drawn.others != n.config.Init {
		var err error
		if drawn, err = DrawInitial(n.config); err != nil {
			return err
		}
	}
	for l, layer := range n.layers {
		values := drawn.weights[l]
		if l == 0 && n.config.WeightDivisor != 1 {
			values = make([]float32, len(values))
			for i, w := range drawn.weights[l] {
				values[i] = float32(float64(w) / n.config.WeightDivisor)
			}
		}
		layer.w.Load(values)
	}
	return nil
}

// An Initial is the weights that a network starts from, before the first
// layer's are divided: the same for every network of the same sizes,
// initialisers and seed.
type Initial struct {
	firstLayer, others string // initialisers

	weights [][]float32 // by layer, inputs × units
}

// DrawInitial draws the initial weights of c, for networks that share them.
func DrawInitial(c Config) (*Initial, error) {
	initial := &Initial{firstLayer: c.FirstLayerInit, others: c.Init}
	for l := range len(c.Sizes) - 1 {
		in, out := c.Sizes[l], c.Sizes[l+1]
		kind := c.Init
		if l == 0 {
			kind = c.FirstLayerInit
		}
		draw, err := initialiser(kind, in, out)
		if err != nil {
			return nil, err
		}
		stream := numeric.NewStream(c.Seed, fmt.Sprintf("initial weights of layer %d", l+1))
		values := make([]float32, in*out)
		for i := range values {
			values[i] = float32(draw(stream))
		}
		initial.weights = append(initial.weights, values)
	}
	return initial, nil
}

// initialiser returns how to draw one weight of a layer.
func initialiser(kind string, inputs, units int) (func(*numeric.Stream) float64, error) {
	fan := inputs // the variance is 2/fan
	if kind == GlorotNormal || kind == GlorotUniform {
		fan += units
	}
	switch kind {
	case GlorotNormal, HeNormal:
		deviation := math.Sqrt(2 / float64(fan))
		return func(s *numeric.Stream) float64 { return deviation * s.Normal() }, nil
	case GlorotUniform, HeUniform:
		limit := math.Sqrt(6 / float64(fan))
		return func(s *numeric.Stream) float64 { return limit * (float64(2*s.Float64()) - 1) }, nil
	}
	return nil, fmt.Errorf("mlp: initialiser %q is not known; use %q, %q, %q or %q", kind, GlorotNormal, GlorotUniform, HeNormal, HeUniform)
}
