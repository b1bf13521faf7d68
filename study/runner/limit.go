package runner

import (
	"errors"
	"fmt"
	"time"

	"firststep/study"
	"firststep/study/record"
)

// A TimeLimitError says that [Options.Deadline] kept runs from being trained.
type TimeLimitError struct {
	Ended int // runs that were due and no longer are
	Left  int // runs that still are
}

// Error says what to do: run again, unless that would come no further.
func (e *TimeLimitError) Error() string {
	if e.Ended == 0 {
		return fmt.Sprintf("the time limit was too short for a single one of %d runs; raise it", e.Left)
	}
	return fmt.Sprintf("the time limit left %d runs: run again", e.Left)
}

var errDeadline = errors.New("the time limit has passed")

// slack is how much longer than the slowest run so far, step for step, one is
// taken to need.
const slack = 1.2

// fits reports whether a run that is started now will probably end before the
// deadline. Before any has ended nothing is known, and it is tried.
func (s *session) fits(job study.Job) bool {
	if s.Deadline.IsZero() {
		return true
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	needed := job.Cost * s.slowest * slack
	return needed <= time.Until(s.Deadline).Seconds()
}

// notePace keeps the pace of the slowest run, in seconds a FLOP. The caller
// holds the mutex.
func (s *session) notePace(t record.Timing) {
	if t.GFLOP > 0 {
		s.slowest = max(s.slowest, float64(t.Seconds)/(float64(t.GFLOP)*1e9))
	}
}
