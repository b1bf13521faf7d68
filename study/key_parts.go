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
	if s.WeightDecay != 0 && s.FirstLayerDecayFactor != 0 {
		list = append(list, Field{prefix + ".first_layer_decay_factor", formatNumber(s.FirstLayerDecayFactor)})
	}
	return list
}

// optionalTraining lists the keys of a resolved scenario that [training] may
// have too and most leave out.
func optionalTraining(prefix string, s Scenario) (list []Field) {
	if s.ClipNorm != 0 {
		list = append(list, Field{prefix + "clip_norm", formatNumber(s.ClipNorm)})
	}
	if s.WarmupSteps != 0 {
		list = append(list, Field{prefix + "warmup_steps", strconv.Itoa(s.WarmupSteps)})
	}
	if s.WeightDecay != 0 {
		list = append(list, Field{prefix + "weight_decay", formatNumber(s.WeightDecay)})
	}
	return list
}

// TrainedAlike reports whether two resolved scenarios differ at most in what
// names and judges them, and in their seeds.
func TrainedAlike(s, t Scenario) bool {
	return drawnAlike(s, t) && slices.Equal(scenarioFields("", s), scenarioFields("", t))
}

// drawnAlike reports whether two resolved scenarios start from the same weights,
// before these are divided.
func drawnAlike(s, t Scenario) bool {
	return s.FirstLayerInit == t.FirstLayerInit && s.Init == t.Init
}

// fieldsBeside lists everything of a resolved scenario that determines how it
// is trained, beside another: of how its weights are drawn what differs.
func fieldsBeside(other Scenario, prefix string, s Scenario) []Field {
	list := scenarioFields(prefix, s)
	if !drawnAlike(s, other) {
		list = append(list, Field{prefix + ".first_layer_init", s.FirstLayerInit}, Field{prefix + ".init", s.Init})
	}
	return list
}

// scenarioFields is fieldsBeside one that is drawn alike.
func scenarioFields(prefix string, s Scenario) []Field {
	return slices.Concat([]Field{
		{prefix + ".optimizer", s.Optimizer},
		{prefix + ".learning_rate", formatNumber(s.LearningRate)},
		{prefix + ".feature_divisor", formatNumber(s.FeatureDivisor)},
		{prefix + ".weight_divisor", formatNumber(s.WeightDivisor)},
		{prefix + ".learning_rate_divisor", formatNumber(s.LearningRateDivisor)},
		{prefix + ".first_layer_rate_divisor", formatNumber(s.FirstLayerRateDivisor)},
	}, optionalFields(prefix, s), optionalTraining(prefix+".", s))
}

// referenceFields are those of the study's reference, beside the ones of s.
func referenceFields(d *Definition, s Scenario) []Field {
	return fieldsBeside(s, "reference", d.reference())
}

// reference is the scenario that the others are measured against, resolved.
func (d *Definition) reference() Scenario {
	s, ok := d.Scenario(d.Reference)
	if !ok && len(d.Scenarios) > 0 {
		s = d.Scenarios[0]
	}
	return d.Resolve(s)
}

// startFields list what determines the network of a resolved scenario before
// its weights are divided, and the batches of a seed.
func startFields(d *Definition, id Identity, s Scenario, seed int64) []Field {
	return []Field{
		{"dataset.sha256", id.Dataset},
		{"dataset.train", strconv.Itoa(d.Dataset.Train)},
		{"network.hidden", formatCounts(d.Network.Hidden)},
		{"network.first_layer_init", s.FirstLayerInit},
		{"network.init", s.Init},
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
