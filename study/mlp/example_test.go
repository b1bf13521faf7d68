package mlp_test

import (
	"fmt"

	"firststep/study/mlp"
)

// Two networks compute the same function: one divides its features by 256,
// the other its first layer's weights. The first step moves the second one's
// pre-activations 256² = 65,536 times as far.
func Example() {
	images := mlp.Images{
		Pixels: []byte{
			250, 200, 0, 10,
			180, 255, 30, 0,
			0, 20, 210, 190,
			10, 0, 170, 240,
		},
		Labels: []byte{0, 0, 1, 1},
	}
	batch := []int32{0, 1, 2, 3}
	rms := func(featureDivisor, weightDivisor float64) float64 {
		n, err := mlp.New(mlp.Config{
			Sizes:          []int{4, 8, 2},
			FirstLayerInit: mlp.GlorotNormal, Init: mlp.GlorotUniform,
			FeatureDivisor: featureDivisor, WeightDivisor: weightDivisor,
			Optimizer: mlp.SGD, Rate: 0.1, FirstLayerRate: 0.1,
			Batch: len(batch), Seed: 1,
		})
		if err != nil {
			panic(err)
		}
		step, change := n.ObservedStep(images, batch)
		fmt.Printf("loss %.4f, ‖ΔW‖/‖W‖ %.3g\n", step.Loss, change.RelativeDelta)
		return change.XdWRMS
	}
	features := rms(256, 1)
	weights := rms(1, 256)
	fmt.Printf("factor %.5g\n", weights/features)
	// Output:
	// loss 0.7905, ‖ΔW‖/‖W‖ 0.00999
	// loss 0.7905, ‖ΔW‖/‖W‖ 655
	// factor 65536
}
