package evidence_test

import (
	"fmt"

	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
)

// How many times as far the first step moves the pre-activations as that of
// the baseline does, seed by seed.
func ExampleData_Factors() {
	d := fixture.New(fixture.Everything)
	fmt.Println("predicted:", d.Prediction("divided").XdW)
	for _, f := range d.Factors("divided", evidence.XdWRMS) {
		fmt.Printf("seed %d: %.0f\n", f.Seed, f.Value)
	}
	// Output:
	// predicted: 65025
	// seed 1: 65025
	// seed 2: 65025
	// seed 3: 65025
}

// What a scenario does, in symbols: η is the rate, η₁ the first layer's.
func ExampleData_Short() {
	d := fixture.New(fixture.Everything)
	for _, s := range d.Definition.Scenarios {
		fmt.Println(d.Short(s.Name))
	}
	// Output:
	// features/255
	// weights/255
	// weights/255, η₁/255²
	// weights/255, η/255²
	// features/255, η₁ × 255²
	// undivided
	// Adam, features/255
	// Adam, weights/255
	// features/256
	// weights/256, η₁/256²
}
