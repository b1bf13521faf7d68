package study

import "fmt"

// Images are 28×28 and have ten classes unless the data say otherwise.
const (
	DefaultInputs  = 28 * 28
	DefaultClasses = 10
)

// layers returns the number of units from the input to the output.
func (n Network) layers(inputs, classes int) []int {
	units := append([]int{inputs}, n.Hidden...)
	return append(units, classes)
}

// stepFLOPs counts what the matrix products of one optimizer step take, a
// multiplication and an addition each, with every zero multiplied: for a
// batch of B, 2·B·nᵢ·nᵢ₊₁ for the forward product of each layer, as much for
// the gradient of its weights, and, except in the first layer, as much to
// carry δ down through it.
func (n Network) stepFLOPs(batch, inputs, classes int) float64 {
	units := n.layers(inputs, classes)
	var sum float64
	for i := range len(units) - 1 {
		products := 3.0
		if i == 0 {
			products = 2
		}
		sum += products * float64(units[i]) * float64(units[i+1])
	}
	return 2 * float64(batch) * sum
}

// Times of other work, in SGD steps, as measured: of a step of another
// optimizer, or of SGD with clipping or decay, which is made as momentum is; of looking at as many images as a batch has; and of what float64
// arithmetic, outside the kernels of training, takes for a product with the
// Hessian, for a first step with its products, for the whole of what
// [diagnostics] measures of one, and for a step of a training that has
// collapsed.
const (
	stepsOfAdam        = 2
	stepsOfMomentum    = 1.3
	stepsOfLook        = 0.4
	stepsOfWide        = 35
	stepsOfDiagnostics = 300
	stepsOfFloat64     = 6
)

// cost is that of a run of a scenario: its steps, an evaluation at the start
// and after each epoch, and what is measured of the first step.
func (d *Definition) cost(s Scenario, id Identity) float64 {
	steps := float64(d.steps())
	switch {
	case s.Optimizer == "adam" || s.Optimizer == "rmsprop":
		steps *= stepsOfAdam
	case s.Optimizer == "momentum" || s.ClipNorm != 0 || s.WeightDecay != 0:
		steps *= stepsOfMomentum
	}
	steps += stepsOfLook * float64((1+d.Training.Epochs)*d.Dataset.Validation) / float64(d.Training.Batch)
	if d.Diagnostics != nil {
		steps += stepsOfDiagnostics
	}
	return steps * d.flopsPerStep(id)
}

// programMemory is what the program takes by itself, as measured.
const programMemory = 64 << 20

// Memory estimates the bytes that training takes with so many runs side by
// side, from the definition alone: 64 MiB for the program; the images once,
// shared by all runs, a byte a pixel and one for the label; and for each run
//
//   - five float32 a parameter: weights, weights before the step, gradient,
//     and the two moments of Adam;
//   - three float32 a unit and image of the batch, from the features to the
//     logits: pre-activation, activation, δ; and for the first layer two
//     float64, XW and XΔW;
//   - what it leaves of every step and epoch, as numbers and as text;
//   - where a curvature is measured, a float64 a parameter for each of the
//     vectors that span the search; where endings are counted in float64, two
//     of them a parameter, and of a unit and image.
//
// With memory to spare the garbage collector lets up to as much again gather
// as the images and the runs take. Images are taken to have DefaultInputs
// pixels and DefaultClasses classes.
func (d *Definition) Memory(runs int) int64 { return d.MemoryOf(d.defaultSize(), runs) }

// MemoryOf is Memory for data of a known size.
func (d *Definition) MemoryOf(data DataSize, runs int) int64 {
	images, parameters, activations, trace := d.memory(data)
	return programMemory + images + int64(runs)*(parameters+activations+trace)
}

// A DataSize is what data take in memory.
type DataSize struct {
	Inputs int   // pixels of an image
	Bytes  int64 // of all images and labels that are read, not only of those that are used
}

func (d *Definition) defaultSize() DataSize {
	return DataSize{DefaultInputs, int64(d.Dataset.Train+d.Dataset.Validation) * (DefaultInputs + 1)}
}

// CheckData returns an error where one run alone takes more than the limit,
// with data of that size.
func (d *Definition) CheckData(data DataSize, limit int64) error {
	if total := d.MemoryOf(data, 1); limit > 0 && total > limit {
		return fmt.Errorf("the images make training take %s of memory, more than the limit of %s: they have %d pixels each, and are %s in all; use smaller or fewer ones, or raise --memory-limit",
			formatBytes(total), formatBytes(limit), data.Inputs, formatBytes(data.Bytes))
	}
	return nil
}

// Bytes of a trace's step and of a record's epoch: a number or some, which
// double where they gather, and a line or some of text.
const (
	stepMemory  = 48
	epochMemory = 512
)

// memory is Memory for one run, in its four parts.
func (d *Definition) memory(data DataSize) (images, parameters, activations, trace int64) {
	trace = int64(d.steps())*stepMemory + int64(d.Training.Epochs)*epochMemory
	units := d.Network.layers(data.Inputs, DefaultClasses)
	batch := int64(d.Training.Batch)
	activations = batch * int64(units[1]) * 2 * 8
	for i, n := range units {
		activations += batch * int64(n) * 3 * 4
		if i > 0 {
			count := int64(units[i-1]+1) * int64(n)
			parameters += count * 5 * 4
			if d.Curvature != nil {
				parameters += count * 8 * expectedProducts
			}
			if d.Endings != nil && d.Endings.Float64Steps != 0 {
				parameters += count * 8 * 2
				activations += batch * int64(n) * 8 * 2
			}
		}
	}
	return data.Bytes, parameters, activations, trace
}
