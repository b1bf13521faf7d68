package runner

import (
	"fmt"

	"firststep/study"
	"firststep/study/record"
)

// An EventKind is what an [Event] tells.
type EventKind int

// Kinds of event, with the fields that they fill in beside Run, or beside
// Measurement.
const (
	SetAside EventKind = iota // a damaged file was moved: Path
	Started
	Stepped  // a training went on: Step
	Finished // a run was trained and saved: Result, Seconds
	Failed   // it could not be trained, measured or saved: Err
)

// An Event is a moment of [Run].
type Event struct {
	Kind        EventKind
	Run         study.Job
	Measurement *study.Job // nil: the event is of Run

	Path    string      // the file's new path
	Step    int         // steps taken, of Steps()
	Result  *record.Run // what was saved; nil of a measurement
	Seconds float64     // that the training took
	Err     error

	Ended, Due int // runs and measurements that are no longer left, and that were due at first
}

// Name is that of the run or the measurement.
func (e Event) Name() string {
	if e.Measurement != nil {
		return e.Measurement.Name()
	}
	return e.Run.Name()
}

// Steps is how many steps the run or the measurement takes.
func (e Event) Steps() int {
	if e.Measurement != nil {
		return e.Measurement.Steps
	}
	return e.Run.Steps
}

// A runError is why one run of several failed.
type runError struct {
	Run study.Job
	Err error
}

// Error names the run by scenario, seed and the beginning of its key.
func (e *runError) Error() string {
	return fmt.Sprintf("%s, seed %d (key %.12s): %v", e.Run.Scenario.Name, e.Run.Seed, e.Run.Key, e.Err)
}

func (e *runError) Unwrap() error { return e.Err }

// A PanicError is a panic in a goroutine, such as that of a run's training.
type PanicError struct {
	Value any
	Stack []byte // of the goroutine that panicked
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }
