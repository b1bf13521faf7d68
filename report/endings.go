package report

import "firststep/study/record"

// Fate is how a run ended.
type Fate int

// Fates: Overflowed, the loss was no longer finite; Died, the first layer's
// gradient was exactly zero from some step to the end; Lived, neither.
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
			all = append(all, endingOf(r.Run))
		}
	}
	return all
}

func endingOf(r *record.Run) Ending {
	e := Ending{
		Scenario: r.Scenario, Seed: r.Seed, Steps: r.Ending.Step,
		Accuracy: float64(r.Ending.Final.Accuracy),
		Loss:     float64(r.Ending.Final.Loss),
		TopShare: float64(r.Ending.Final.TopClassShare),
	}
	switch {
	case r.Ending.Kind == record.Overflowed:
		e.Fate, e.Step = Overflowed, r.Ending.Step
	case r.Events.GradientZero != nil:
		e.Fate, e.Step = Died, *r.Events.GradientZero
	}
	return e
}
