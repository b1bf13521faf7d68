package mlp

import (
	"math"

	"firststep/study/internal/numeric"
)

// A class whose logit is this far below the largest has a probability below
// 2⁻⁶⁴, and counts as impossible: beside 1 that is lost in rounding, but
// deltas so small would make products of them subnormal, which some
// processors are slow at.
const impossible = -45

// crossEntropy returns the softmax cross-entropy −ln p(label) of one image's
// logits, computed in float64 with the largest logit m taken out:
//
//	ln Σ exp(z_j − m) − (z_label − m)
//
// Unless delta is nil, it sets delta[j] to the derivative of the batch's mean
// loss, (p_j − 1{j = label})/batch, rounded to the type of the logits. A logit
// that is NaN or +Inf makes the loss NaN.
func crossEntropy[T float32 | float64](logits []T, label int, delta []T, batch int) float64 {
	largest := math.Inf(-1)
	for _, z := range logits {
		largest = max(largest, float64(z))
	}
	exps := make([]float64, 0, 16) // of up to 16 classes without allocating
	for _, z := range logits {
		exps = append(exps, float64(z)-largest)
	}
	numeric.Exps(exps, impossible)
	sum := 0.0
	for _, e := range exps {
		sum += e
	}
	if delta != nil {
		for j, e := range exps {
			delta[j] = T(e / sum / float64(batch))
		}
		delta[label] = T((exps[label]/sum - 1) / float64(batch))
	}
	return numeric.Log(sum) - (float64(logits[label]) - largest)
}

// prediction returns the index of the largest logit, the lowest of equal
// ones. NaN is smaller than every number.
func prediction[T float32 | float64](logits []T) int {
	best := 0
	for j, z := range logits {
		if z > logits[best] || logits[best] != logits[best] && z == z {
			best = j
		}
	}
	return best
}
