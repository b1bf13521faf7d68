package runner

import (
	"fmt"

	"firststep/study"
	"firststep/study/record"
)

// An EventKind is what an [Event] tells.
type EventKind int

// Kinds of event, with the fields that they fill in beside Job.
const (
	SetAside EventKind = iota // a damaged file was moved: Path
	Started
	Stepped  // a training went on: Step
	Finished // a job was done and saved: Result, Seconds
	Failed   // it could not be done or saved: Err
)

// An Event is a moment of [Run].
type Event struct {
	Kind EventKind
	Job  study.Job

	Path    string        // the file's new path
	Step    int           // steps taken, of those of the job
	Result  record.Result // what was saved
	Seconds float64       // that it took
	Err     error

	Ended, Due int // jobs that are no longer left, and that were due at first
}

// A jobError is why one job of several failed.
type jobError struct {
	Job study.Job
	Err error
}

// Error names the job, a run by its scenario and seed, and the beginning of its
// key.
func (e *jobError) Error() string {
	name := e.Job.Name()
	if e.Job.IsRun() {
		name = fmt.Sprintf("%s, seed %d", e.Job.Subject, e.Job.Seed)
	}
	return fmt.Sprintf("%s (key %.12s): %v", name, e.Job.Key, e.Err)
}

func (e *jobError) Unwrap() error { return e.Err }
