package figures_test

import (
	"fmt"
	"os"
	"path/filepath"

	"firststep/figures"
)

// Every figure of a study that applies to it, in the order of the report.
func ExampleAll() {
	for _, f := range figures.All(of(3)) {
		fmt.Printf("%s: %s\n", f.Name, f.Title)
	}
	// Output:
	// answer: The answer in one picture
	// images: The first images of each class
	// first-step: The first step, predicted and measured
	// predicted-measured: Predicted and measured factors
	// pre-activations: Each pre-activation and its first step
	// ten-steps: The first batches: loss and dead units
	// rate: The rate that makes the networks the same again
	// courses: The training loss of every scenario
}

// A figure as a file. The same records give the same bytes on every machine.
func ExampleWriteSVG() {
	figure := figures.All(of(3))[2]
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
