package study

import (
	"slices"
	"strconv"
	"strings"
)

// optionalFields lists the keys of a scenario that are left out of most.
func optionalFields(prefix string, s Scenario) (list []Field) {
	if s.RateDivisorSteps != "" {
		list = append(list, Field{prefix + ".rate_divisor_steps", s.RateDivisorSteps})
	}
	if s.Standardise {
		list = append(list, Field{prefix + ".standardise", "true"})
	}
	if s.FirstLayerTrustCoefficient != 0 {
		list = append(list, Field{prefix + ".first_layer_trust_coefficient", formatNumber(s.FirstLayerTrustCoefficient)})
	}
	return list
}

// TrainedAlike reports whether two resolved scenarios differ at most in what
// names and judges them, and in their seeds.
func TrainedAlike(s, t Scenario) bool {
	return slices.Equal(scenarioFields("", s), scenarioFields("", t))
}

// scenarioFields lists everything of a resolved scenario that determines how
// it is trained.
func scenarioFields(prefix string, s Scenario) []Field {
	return append([]Field{
		{prefix + ".optimizer", s.Optimizer},
		{prefix + ".learning_rate", formatNumber(s.LearningRate)},
		{prefix + ".feature_divisor", formatNumber(s.FeatureDivisor)},
		{prefix + ".weight_divisor", formatNumber(s.WeightDivisor)},
		{prefix + ".learning_rate_divisor", formatNumber(s.LearningRateDivisor)},
		{prefix + ".first_layer_rate_divisor", formatNumber(s.FirstLayerRateDivisor)},
	}, optionalFields(prefix, s)...)
}

// referenceFields are those of the study's reference.
func referenceFields(d *Definition) []Field {
	return scenarioFields("reference", d.reference())
}

// reference is the scenario that the others are measured against, resolved.
func (d *Definition) reference() Scenario {
	s, ok := d.Scenario(d.Reference)
	if !ok && len(d.Scenarios) > 0 {
		s = d.Scenarios[0]
	}
	return d.Resolve(s)
}

// startFields list what determines the network and the batches of a seed,
// whatever the scenario.
func startFields(d *Definition, id Identity, seed int64) []Field {
	return []Field{
		{"dataset.sha256", id.Dataset},
		{"dataset.train", strconv.Itoa(d.Dataset.Train)},
		{"network.hidden", formatCounts(d.Network.Hidden)},
		{"network.first_layer_init", d.Network.FirstLayerInit},
		{"network.init", d.Network.Init},
		{"training.batch", strconv.Itoa(d.Training.Batch)},
		{"training.shuffle_buffer", strconv.Itoa(d.Training.ShuffleBuffer)},
		{"seed", strconv.FormatInt(seed, 10)},
		{"numerics", strconv.Itoa(id.Numerics)},
	}
}

// formatNumbers writes numbers as TOML writes an array.
func formatNumbers(numbers []float64) string {
	words := make([]string, len(numbers))
	for i, x := range numbers {
		words[i] = formatNumber(x)
	}
	return "[" + strings.Join(words, ", ") + "]"
}
