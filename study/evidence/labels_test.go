package evidence

import (
	"testing"

	"firststep/study"
)

// Names in symbols tell scenarios apart, also those that scale alike.
func TestShortNamesDiffer(t *testing.T) {
	d := &study.Definition{Reference: "plain", Training: study.Training{Optimizer: "sgd", LearningRate: 0.1}}
	d.Scenarios = []study.Scenario{
		{Name: "plain", FeatureDivisor: 16},
		{Name: "both", FeatureDivisor: 16, WeightDivisor: 16, LearningRateDivisor: 256},
		{Name: "again", FeatureDivisor: 16, WeightDivisor: 16, LearningRateDivisor: 256},
		{Name: "fast", FeatureDivisor: 16, WeightDivisor: 16, LearningRateDivisor: 256, LearningRate: 0.2},
		{Name: "late", WeightDivisor: 16, FirstLayerRateDivisor: 256, RateDivisorSteps: "2-"},
		{Name: "once", FeatureDivisor: 16, LearningRateDivisor: 2, FirstLayerRateDivisor: 1. / 64, RateDivisorSteps: "1"},
		{Name: "clipped", WeightDivisor: 16, ClipNorm: 0.01},
		{Name: "warm", WeightDivisor: 16, WarmupSteps: 500},
		{Name: "decaying", WeightDivisor: 16, FirstLayerRateDivisor: 256, WeightDecay: 0.01, FirstLayerDecayFactor: 256},
		{Name: "he", WeightDivisor: 16, FirstLayerInit: "he-normal", Init: "he-uniform"},
		{Name: "rms", WeightDivisor: 16, Optimizer: "rmsprop"},
		{Name: "norms", WeightDivisor: 255, FirstLayerTrustCoefficient: 0.01},
		{Name: "longer", WeightDivisor: 255, FirstLayerTrustCoefficient: 0.1},
	}
	for name, want := range map[string]string{
		"plain":    "features/16",
		"both":     "both/16, η/16², η = 0.1, no. 1",
		"again":    "both/16, η/16², η = 0.1, no. 2",
		"fast":     "both/16, η/16², η = 0.2",
		"late":     "weights/16, η₁/16² from step 2",
		"once":     "features/16, η/2 and η₁ × 64 in step 1",
		"clipped":  "weights/16, clip 0.01",
		"warm":     "weights/16, warm-up 500",
		"decaying": "weights/16, η₁/16², decay 0.01, λ₁ × 16²",
		"he":       "weights/16, He",
		"rms":      "RMSprop, weights/16",
		"norms":    "weights/255, η₁ by norms to 0.01",
		"longer":   "weights/255, η₁ by norms to 0.1",
	} {
		if got := (Data{Definition: d}).Short(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
