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
		{Name: "norms", WeightDivisor: 255, FirstLayerTrustCoefficient: 0.01},
		{Name: "longer", WeightDivisor: 255, FirstLayerTrustCoefficient: 0.1},
	}
	for name, want := range map[string]string{
		"plain":  "features/16",
		"both":   "both/16, η/16², η = 0.1, no. 1",
		"again":  "both/16, η/16², η = 0.1, no. 2",
		"fast":   "both/16, η/16², η = 0.2",
		"norms":  "weights/255, η₁ by norms to 0.01",
		"longer": "weights/255, η₁ by norms to 0.1",
	} {
		if got := (Data{Definition: d}).Short(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
