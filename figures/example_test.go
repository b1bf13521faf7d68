package figures_test

import (
	"fmt"
	"os"
	"path/filepath"

	"firststep/figures"
	"firststep/study/evidence"
)

// Every figure of a study that applies to it, in the order of the report.
func ExampleAll() {
	for _, f := range figures.All(fixture(3)) {
		fmt.Printf("%s: %s\n", f.Name, f.Title)
	}
	// Output:
	// answer: The answer in one picture
	// images: The first images of each class
	// first-step: The first step, predicted and measured
	// predicted-measured: Predicted and measured factors
	// pre-activations: Each pre-activation and its first step
	// dead-units: Dead units in the first steps
	// training: The first batches and the whole training
	// courses: The training loss of every scenario
	// accuracy: The accuracy at the end
}

// A figure as a file. The same records give the same bytes on every machine.
func ExampleWriteSVG() {
	figure, ok := figures.FirstStep(fixture(3))
	if !ok {
		return // no run has been trained
	}
	folder, err := os.MkdirTemp("", "figures")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	file, err := os.Create(filepath.Join(folder, figure.Name+".svg"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	if err := figures.WriteSVG(file, figure); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("wrote", filepath.Base(file.Name()))
	// Output: wrote first-step.svg
}

// How many times as far the first step moves the pre-activations as that of
// the baseline does, seed by seed.
func ExampleData_Factors() {
	d := fixture(3)
	fmt.Println("predicted:", d.Prediction("scaled-weights").XdW)
	for _, f := range d.Factors("scaled-weights", evidence.XdWRMS) {
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
	d := fixture(1)
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
}
