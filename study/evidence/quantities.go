package evidence

import (
	"math"
	"slices"

	"firststep/study/record"
)

// A Quantity is a number that a run leaves, such as its final accuracy; not a
// number where the run has none.
type Quantity func(Result) float64

// Quantities of the first step: of the first layer's weights W, of its
// pre-activations XW over the first batch, of the loss on that batch, and of
// the first hidden layer's units on the probe set.
var (
	WeightNorm    Quantity = func(r Result) float64 { return float64(r.firstLayer().WeightNorm) }    // ‖W‖
	DeltaNorm     Quantity = func(r Result) float64 { return float64(r.firstLayer().DeltaNorm) }     // ‖ΔW‖
	RelativeDelta Quantity = func(r Result) float64 { return float64(r.firstLayer().RelativeDelta) } // ‖ΔW‖/‖W‖
	Unmoved       Quantity = func(r Result) float64 { return float64(r.firstLayer().Unmoved) }       // share of entries that kept their value

	XWRMS    Quantity = func(r Result) float64 { return float64(r.Run.FirstStep.PreActivation.XWRMS) }
	XdWRMS   Quantity = func(r Result) float64 { return float64(r.Run.FirstStep.PreActivation.XdWRMS) }
	XdWRatio Quantity = func(r Result) float64 { return float64(r.Run.FirstStep.PreActivation.Ratio) }   // rms XΔW / rms XW
	Exceeds  Quantity = func(r Result) float64 { return float64(r.Run.FirstStep.PreActivation.Exceeds) } // share with |XΔW| > |XW|
	Flips    Quantity = func(r Result) float64 { return float64(r.Run.FirstStep.PreActivation.Flips) }   // share that changed sign

	LossBefore Quantity = func(r Result) float64 { return float64(r.Run.FirstStep.LossBefore) }
	LossAfter  Quantity = func(r Result) float64 { return float64(r.Run.FirstStep.LossAfter) }

	DeadBefore Quantity = func(r Result) float64 { return deadShare(r, r.Run.FirstStep.DeadUnits.Before) }
	DeadAfter  Quantity = func(r Result) float64 { return deadShare(r, r.Run.FirstStep.DeadUnits.After) }
)

// Quantities of the end, on the validation set unless they are named after the
// training set.
var (
	CompletedAccuracy Quantity = func(r Result) float64 { // that of a run that did not overflow
		if r.Overflowed() {
			return math.NaN()
		}
		return float64(r.Run.Ending.Final.Accuracy)
	}
	FinalAccuracy Quantity = func(r Result) float64 { return float64(r.Run.Ending.Final.Accuracy) }
	FinalLoss     Quantity = func(r Result) float64 { return float64(r.Run.Ending.Final.Loss) }
	DeadAtEnd     Quantity = func(r Result) float64 { return deadShare(r, r.Run.Ending.DeadUnits) }

	LastTrainingLoss     Quantity = lastTrainingLoss
	LastTrainingAccuracy Quantity = func(r Result) float64 { return float64(r.Run.LastEpoch().TrainingAccuracy) }
)

// HasNoSignal reports whether XW and XΔW are zero in every run of a scenario, as
// of black images: that rms XΔW / rms XW is no number then is no overflow.
func (d Data) HasNoSignal(scenario string) bool {
	sizes := slices.Concat(d.Values(scenario, XWRMS), d.Values(scenario, XdWRMS))
	return len(sizes) > 0 && !slices.ContainsFunc(sizes, func(size float64) bool { return size != 0 })
}

// firstLayer is the first layer's first step; of NaN if the record has none.
func (r Result) firstLayer() record.LayerStep {
	if layers := r.Run.FirstStep.Layers; len(layers) > 0 {
		return layers[0]
	}
	nan := record.Float(math.NaN())
	return record.LayerStep{WeightNorm: nan, DeltaNorm: nan, RelativeDelta: nan, DeltaRMS: nan, DeltaMax: nan, Unmoved: nan}
}

// deadShare is the share of the first hidden layer's units that are dead.
func deadShare(r Result, dead []int) float64 {
	units := r.Run.FirstStep.DeadUnits.Units
	if len(units) == 0 || len(dead) == 0 || units[0] == 0 {
		return math.NaN()
	}
	return float64(dead[0]) / float64(units[0])
}

// lastTrainingLoss is the training loss of the last epoch. The mean over the
// batches before an overflow is none.
func lastTrainingLoss(r Result) float64 {
	if r.Overflowed() {
		return math.NaN()
	}
	return float64(r.Run.LastEpoch().TrainingLoss)
}
