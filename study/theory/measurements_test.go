package theory

import (
	"math"
	"testing"

	"firststep/study"
)

func TestPredictionsOfMeasurements(t *testing.T) {
	d := load(t, "fashion-mnist")
	rates := map[string]float64{}
	for _, r := range CriticalRates(d) {
		rates[r.Scenario+" / "+r.Baseline] = r.Factor
	}
	for pair, want := range map[string]float64{
		"scaled-weights / scaled-features":           1. / 65025,
		"scaled-weights-rescaled / scaled-features":  1. / 65025,
		"scaled-features-raised / scaled-features":   1,
		"control-256-weights / control-256-features": 1. / 65536,
	} {
		if got := rates[pair]; math.Abs(got/want-1) > 1e-12 {
			t.Errorf("critical rate of %s is predicted as %g, want %g", pair, got, want)
		}
	}
	if _, ok := rates["adam-weights / adam-features"]; ok {
		t.Error("Adam's step is not along the gradient: nothing is predicted of its critical rate")
	}
	eigenvalues := BlockEigenvalues(d)
	if len(eigenvalues) != 1 || eigenvalues[0].Scenario != "scaled-weights" || eigenvalues[0].Factor != 65025 {
		t.Errorf("%+v", eigenvalues)
	}
	laws := Laws(d)
	if len(laws) != 2 || laws[0].Exponent != 2 || laws[1].Exponent != 1 || *laws[0].Expected != 2 || *laws[1].Expected != 1 {
		t.Errorf("%+v", laws)
	}
	borders := Borders(d)
	if borders[0].Slope != -2 || !borders[0].Claimed || !borders[0].Aligned || borders[1].Claimed {
		t.Errorf("%+v", borders)
	}
	d.Stability.RateFactors = []float64{0.1, 0.5, 1, 2, 7}
	if Borders(d)[0].Aligned {
		t.Error("factors in steps of 2 do not meet the same functions at rates of 0.1, 0.5, 1, 2 and 7")
	}
	if claimed := RoundingClaims(d); len(claimed) != 1 || claimed[0] != "scaled-weights-rescaled" {
		t.Errorf("the controls are to tell of %v", claimed)
	}
}

func TestWithoutTablesNothingIsPredicted(t *testing.T) {
	d := load(t, "fashion-mnist")
	d.Diagnostics, d.Curvature, d.Sweep, d.Stability = nil, nil, nil, nil
	if len(CriticalRates(d))+len(BlockEigenvalues(d))+len(Laws(d))+len(Borders(d))+len(RoundingClaims(d)) != 0 {
		t.Error("something is predicted of what is not measured")
	}
}

// A normalised step is the same in both scalings, whatever a is.
func TestTrustCoefficientRestoresTheFunction(t *testing.T) {
	d := &study.Definition{
		Reference: "features",
		Training:  study.Training{Optimizer: "sgd", LearningRate: 0.1},
		Scenarios: []study.Scenario{
			{Name: "features", FeatureDivisor: 255, WeightDivisor: 1, LearningRateDivisor: 1, FirstLayerRateDivisor: 1, FirstLayerTrustCoefficient: 0.01},
			{Name: "weights", FeatureDivisor: 1, WeightDivisor: 255, LearningRateDivisor: 1, FirstLayerRateDivisor: 1, FirstLayerTrustCoefficient: 0.01},
			{Name: "plain", FeatureDivisor: 255, WeightDivisor: 1, LearningRateDivisor: 1, FirstLayerRateDivisor: 1},
			{Name: "standardised", FeatureDivisor: 1, WeightDivisor: 255, LearningRateDivisor: 1, FirstLayerRateDivisor: 1, Standardise: true},
		},
	}
	p := Predict(d)
	if w := p[1]; w.Baseline != "features" || math.Abs(w.XdW-1) > 1e-12 || math.Abs(w.Relative-1) > 1e-12 || !w.SameTrajectory || w.Exact {
		t.Errorf("%+v", w)
	}
	if !p[2].IsBaseline() || !p[3].IsBaseline() {
		t.Errorf("nothing is predicted of a fixed rate from a normalised one, nor of standardised features: %+v %+v", p[2], p[3])
	}
}
