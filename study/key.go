package study

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// fields lists what determines the run of a resolved scenario with a seed:
// nothing that only names or judges it (title, label, name, expect, reference)
// and nothing of other runs. Where the images come from is not among them:
// the hash of their bytes is. The names and texts are part of every key; a
// change to them makes every record stale.
//
// What not every definition has is listed only where it does: a record made
// without it stays as good as it was.
func fields(d *Definition, id Identity, s Scenario, seed int64) []Field {
	list := []Field{
		{"dataset.sha256", id.Dataset},
		{"dataset.train", strconv.Itoa(d.Dataset.Train)},
		{"dataset.validation", strconv.Itoa(d.Dataset.Validation)},
		{"network.hidden", formatCounts(d.Network.Hidden)},
		{"network.first_layer_init", d.Network.FirstLayerInit},
		{"network.init", d.Network.Init},
		{"training.batch", strconv.Itoa(d.Training.Batch)},
		{"training.epochs", strconv.Itoa(d.Training.Epochs)},
		{"training.shuffle_buffer", strconv.Itoa(d.Training.ShuffleBuffer)},
		{"optimizer", s.Optimizer},
		{"learning_rate", formatNumber(s.LearningRate)},
		{"scenario.feature_divisor", formatNumber(s.FeatureDivisor)},
		{"scenario.weight_divisor", formatNumber(s.WeightDivisor)},
		{"scenario.learning_rate_divisor", formatNumber(s.LearningRateDivisor)},
		{"scenario.first_layer_rate_divisor", formatNumber(s.FirstLayerRateDivisor)},
		{"seed", strconv.FormatInt(seed, 10)},
		{"numerics", strconv.Itoa(id.Numerics)},
	}
	list = append(list, optionalFields("scenario", s)...)
	if d.Diagnostics != nil {
		list = append(list, Field{"diagnostics", diagnosticsVersion})
		list = append(list, referenceFields(d)...)
	}
	return list
}

// Key returns the SHA-256 of the fields, in hexadecimal: of a line
// "name=value" each, every line with its line feed.
func Key(fields []Field) string {
	hash := sha256.New()
	for _, f := range fields {
		fmt.Fprintf(hash, "%s=%s\n", f.Name, f.Value)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// formatCounts writes integers as TOML writes an array.
func formatCounts(counts []int) string {
	words := make([]string, len(counts))
	for i, n := range counts {
		words[i] = strconv.Itoa(n)
	}
	return "[" + strings.Join(words, ", ") + "]"
}
