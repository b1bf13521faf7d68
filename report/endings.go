package report

import "firststep/figures"

// Fate is how a run ended.
type Fate int

// Fates: Overflowed, the loss was no longer finite; Died, the first layer's
// gradient was exactly zero from some step to the end, though there was a loss
// to lower; Lived, neither.
const (
	Lived Fate = iota
	Died
	Overflowed
)

// String returns the word that the report prints.
func (f Fate) String() string { return [...]string{"alive", "died", "overflowed"}[f] }

// An Ending is how one run ended and the state that it ended in.
type Ending struct {
	Scenario string
	Seed     int64
	Fate     Fate
	Step     int     // of the overflow, or from which on the gradient was zero
	Steps    int     // taken in all
	Accuracy float64 // on the validation set, as the rest
	Loss     float64
	TopShare float64 // of the images given the most frequent class
}

// endings returns how every run that there is ended, in the order of the plan.
func (e *evidence) endings() []Ending {
	var all []Ending
	for _, s := range e.Definition.Scenarios {
		for _, r := range e.Of(s.Name) {
			all = append(all, endingOf(r))
		}
	}
	return all
}

func endingOf(r figures.Result) Ending {
	end := r.Run.Ending
	e := Ending{
		Scenario: r.Run.Scenario, Seed: r.Run.Seed, Steps: end.Step,
		Accuracy: float64(end.Final.Accuracy),
		Loss:     float64(end.Final.Loss),
		TopShare: float64(end.Final.TopClassShare),
	}
	switch zero := r.Run.Events.GradientZero; {
	case r.Overflowed():
		e.Fate, e.Step = Overflowed, end.Step
	case zero != nil && !nothingLeft(r):
		e.Fate, e.Step = Died, *zero
	}
	return e
}

// nothingLeft reports whether the gradient of a run is zero because its loss
// is, to a rounding of one: it has learned its images by heart.
func nothingLeft(r figures.Result) bool {
	if r.Trace == nil || len(r.Trace.Loss) == 0 {
		return false
	}
	return r.Trace.Loss[len(r.Trace.Loss)-1] < float32Rounding
}

// crosses is a sentence about the crosses in a figure, where there are some.
func (n *narrative) crosses(figure, sentence string) string {
	return when(n.drawings[figure].Crosses, sentence)
}
