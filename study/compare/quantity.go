package compare

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"firststep/study/record"
)

// A quantity is a number that is compared across seeds, called as records and
// traces call it.
type quantity struct {
	name string
	// atEnd: it is of the end of a run. A run that overflowed has come to
	// another end than those that it would be averaged with, so it counts as
	// not finite.
	atEnd bool
	// scaled: it is a size, never below zero, that two sides are said to have in
	// a ratio.
	scaled bool
	value  func(*record.Run) record.Float
}

// of is the quantity of a run.
func (q quantity) of(r *record.Run) float64 {
	if q.atEnd && r.Ending.Kind == record.Overflowed {
		return math.NaN()
	}
	return float64(q.value(r))
}

// quantities lists what is compared of networks with so many hidden layers:
// quantities of the function, which two parametrisations of one function
// share, and if asked for, norms of the parameters, which they do not.
func quantities(hidden int, parameters bool) []quantity {
	list := []quantity{
		{"loss_before", false, false, func(r *record.Run) record.Float { return r.FirstStep.LossBefore }},
		{"loss_after", false, false, func(r *record.Run) record.Float { return r.FirstStep.LossAfter }},
		{"xw_rms", false, true, func(r *record.Run) record.Float { return r.FirstStep.PreActivation.XWRMS }},
		{"xdw_rms", false, true, func(r *record.Run) record.Float { return r.FirstStep.PreActivation.XdWRMS }},
		{"relative_delta", false, true, func(r *record.Run) record.Float { return r.FirstStep.Layers[0].RelativeDelta }},
	}
	for i := range hidden {
		list = append(list, quantity{fmt.Sprintf("first_dead_%d", i+1), false, false, func(r *record.Run) record.Float { return record.Float(r.FirstStep.DeadUnits.After[i]) }})
	}
	list = append(list,
		quantity{"training_loss", true, false, func(r *record.Run) record.Float { return r.LastEpoch().TrainingLoss }},
		quantity{"training_accuracy", true, false, func(r *record.Run) record.Float { return r.LastEpoch().TrainingAccuracy }},
		quantity{"validation_loss", true, false, func(r *record.Run) record.Float { return r.Ending.Final.Loss }},
		quantity{"validation_accuracy", true, false, func(r *record.Run) record.Float { return r.Ending.Final.Accuracy }},
	)
	for i := range hidden {
		list = append(list, quantity{fmt.Sprintf("dead_%d", i+1), true, false, func(r *record.Run) record.Float { return record.Float(r.Ending.DeadUnits[i]) }})
	}
	list = append(list, quantity{"overflowed", false, false, overflowed})
	if parameters {
		list = append(list, parameterNorms(hidden+1)...)
	}
	return list
}

// parameterNorms are those of each layer's weights and of their first update.
func parameterNorms(layers int) []quantity {
	var list []quantity
	for i := range layers {
		list = append(list,
			quantity{fmt.Sprintf("weight_norm_%d", i+1), false, true, func(r *record.Run) record.Float { return r.FirstStep.Layers[i].WeightNorm }},
			quantity{fmt.Sprintf("delta_norm_%d", i+1), false, true, func(r *record.Run) record.Float { return r.FirstStep.Layers[i].DeltaNorm }},
		)
	}
	return list
}

// overflowed is 1 for a run that did and 0 for one that did not, so that its
// mean is their share.
func overflowed(r *record.Run) record.Float {
	if r.Ending.Kind == record.Overflowed {
		return 1
	}
	return 0
}

// selected keeps the quantities of the given names; without names, all.
func selected(list []quantity, names []string) ([]quantity, error) {
	if len(names) == 0 {
		return list, nil
	}
	var known []string
	for _, q := range list {
		known = append(known, q.name)
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, &unknownError{Name: name, Known: known}
		}
	}
	return slices.DeleteFunc(list, func(q quantity) bool { return !slices.Contains(names, q.name) }), nil
}

// An unknownError says that no quantity that is compared has a name.
type unknownError struct {
	Name  string
	Known []string
}

func (e *unknownError) Error() string {
	return fmt.Sprintf("%q is none of the quantities that are compared: %s", e.Name, strings.Join(e.Known, ", "))
}
