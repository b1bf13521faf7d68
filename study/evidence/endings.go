package evidence

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

// String returns the word for it.
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

// Endings returns how every run that there is ended, in the order of the plan.
func (d Data) Endings() []Ending {
	var all []Ending
	for _, s := range d.Definition.Scenarios {
		for _, r := range d.Of(s.Name) {
			all = append(all, EndingOf(r))
		}
	}
	return all
}

// EndingOf says how one run ended.
func EndingOf(r Result) Ending {
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
func nothingLeft(r Result) bool {
	if r.Trace == nil || len(r.Trace.Loss) == 0 {
		return false
	}
	return r.Trace.Loss[len(r.Trace.Loss)-1] < 0x1p-24
}

// An Outcome is how the runs of one scenario ended.
type Outcome struct {
	All, Overflowed, Died []Ending
	// Of those that lived: Guessing ends at no more than CollapsesTo, Learned at
	// no less than LearnsFrom.
	Guessing, Between, Learned []Ending
}

// Outcome says how every run of a scenario ended.
func (d Data) Outcome(scenario string) Outcome {
	var o Outcome
	for _, r := range d.Of(scenario) {
		end := EndingOf(r)
		o.All = append(o.All, end)
		switch {
		case end.Fate == Overflowed:
			o.Overflowed = append(o.Overflowed, end)
		case end.Fate == Died:
			o.Died = append(o.Died, end)
		case end.Accuracy >= d.LearnsFrom():
			o.Learned = append(o.Learned, end)
		case end.Accuracy <= d.CollapsesTo():
			o.Guessing = append(o.Guessing, end)
		default:
			o.Between = append(o.Between, end)
		}
	}
	return o
}

// Collapsed counts the runs that the definition's "collapses" is true of. One
// that died is among them whatever its accuracy is.
func (o Outcome) Collapsed() int { return len(o.Overflowed) + len(o.Died) + len(o.Guessing) }
