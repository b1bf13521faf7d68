package theory_test

import (
	"fmt"

	"firststep/study"
	"firststep/study/theory"
)

// Weights divided by 255 in place of the features: the first step is a times
// as long and moves the pre-activations a² times as far, unless the first
// layer's rate is divided by a².
func ExamplePredict() {
	d, err := study.Parse("study.toml", []byte(`
title = "Two scales"
seeds = [1]

[[scenario]]
name = "features"
feature_divisor = 255

[[scenario]]
name = "weights"
weight_divisor = 255

[[scenario]]
name = "mended"
weight_divisor = 255
first_layer_rate_divisor = 65025
`), study.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range theory.Predict(d)[1:] {
		fmt.Printf("%s: ‖ΔW‖ × %.3g, rms XΔW × %.0f, same at every step: %v\n", p.Scenario, p.Delta, p.XdW, p.SameTrajectory)
	}
	// Output:
	// weights: ‖ΔW‖ × 255, rms XΔW × 65025, same at every step: false
	// mended: ‖ΔW‖ × 0.00392, rms XΔW × 1, same at every step: true
}
