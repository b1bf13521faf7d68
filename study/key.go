package study

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
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
		{"network.first_layer_init", s.FirstLayerInit},
		{"network.init", s.Init},
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
	list = slices.Concat(list, optionalFields("scenario", s), optionalTraining("", s))
	if d.Diagnostics != nil {
		list = append(list, Field{"diagnostics", diagnosticsVersion})
		list = append(list, referenceFields(d, s)...)
	}
	return list
}

// Key returns the SHA-256 of the fields of a definition, or of those that a
// record says it was made with, in hexadecimal: of a line "name=value" each,
// every line with its line feed.
func Key[F ~struct{ Name, Value string }](fields []F) string {
	hash := sha256.New()
	for _, f := range fields {
		f := Field(f)
		io.WriteString(hash, f.Name+"="+f.Value+"\n") // a hash does not fail
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// A Shape is what a training leaves of each kind.
type Shape struct {
	Hidden     []int // units of the hidden layers
	Epochs     int   // begun
	Steps      int   // taken
	Overflowed bool  // and ended by it, before its time
}

// CheckOwnKey returns an error where a key is not that of the fields that a
// record says it was made with: one of the two was changed afterwards.
func CheckOwnKey[F ~struct{ Name, Value string }](key string, made []F) error {
	if own := Key(made); own != key {
		return fmt.Errorf("its key is %.12s…, and that of the values it says it was made with is %.12s…", key, own)
	}
	return nil
}

// CheckShape returns an error where what a training left cannot be this run's.
func (j Job) CheckShape(left Shape) error {
	switch {
	case !slices.Equal(left.Hidden, j.Hidden):
		return fmt.Errorf("it is of a network with hidden layers of %v units, and the run's has %v", left.Hidden, j.Hidden)
	case left.Overflowed && (left.Steps > j.Steps || left.Epochs > j.Epochs), !left.Overflowed && (left.Steps != j.Steps || left.Epochs != j.Epochs):
		return fmt.Errorf("it is of a training of %d steps in %d epochs, and the run has %d in %d", left.Steps, left.Epochs, j.Steps, j.Epochs)
	}
	return nil
}

// formatCounts writes integers as TOML writes an array.
func formatCounts(counts []int) string {
	words := make([]string, len(counts))
	for i, n := range counts {
		words[i] = strconv.Itoa(n)
	}
	return "[" + strings.Join(words, ", ") + "]"
}
