package mlp

import (
	"fmt"
	"math"

	"firststep/study/internal/numeric"
)

// Initialisers of a layer's weights. Both have the variance that Glorot and
// Bengio propose in "Understanding the difficulty of training deep
// feedforward neural networks" (2010), 2/(inputs + units). Biases are zero.
const (
	GlorotNormal  = "glorot-normal"  // normal, not truncated
	GlorotUniform = "glorot-uniform" // uniform in ±√(6/(inputs + units))
)

// initialise draws the weights. Each layer has a random stream of its own
// that depends on the seed alone, so that networks of one seed start from the
// same weights before the first layer's are divided.
func (n *Network) initialise() error {
	for l, layer := range n.layers {
		kind, divisor := n.config.Init, 1.0
		if l == 0 {
			kind, divisor = n.config.FirstLayerInit, n.config.WeightDivisor
		}
		draw, err := initialiser(kind, layer.w.In()+layer.w.Out())
		if err != nil {
			return err
		}
		stream := numeric.NewStream(n.config.Seed, fmt.Sprintf("initial weights of layer %d", l+1))
		values := make([]float32, layer.w.In()*layer.w.Out())
		for i := range values {
			values[i] = float32(float64(float32(draw(stream))) / divisor)
		}
		layer.w.Load(values)
	}
	return nil
}

// initialiser returns how to draw one weight of a layer whose inputs and
// units together are fan.
func initialiser(kind string, fan int) (func(*numeric.Stream) float64, error) {
	switch kind {
	case GlorotNormal:
		deviation := math.Sqrt(2 / float64(fan))
		return func(s *numeric.Stream) float64 { return deviation * s.Normal() }, nil
	case GlorotUniform:
		limit := math.Sqrt(6 / float64(fan))
		return func(s *numeric.Stream) float64 { return limit * (float64(2*s.Float64()) - 1) }, nil
	}
	return nil, fmt.Errorf("mlp: initialiser %q is not known; use %q or %q", kind, GlorotNormal, GlorotUniform)
}
