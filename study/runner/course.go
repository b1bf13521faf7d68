package runner

import (
	"sync"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/mlp"
)

// maxCompared is how many images of the probe set logits are compared on,
// at most: comparing at each of the first hundred steps should not take
// longer than the steps.
const maxCompared = 100

// compared reports whether trainings are compared after a step: after the
// first hundred and every 25th after.
func compared(step int) bool { return step <= 100 || step%25 == 0 }

// A course is what trainings are compared by: at each compared step the loss
// on its batch, and the logits after it. A nil course keeps nothing.
type course struct {
	images mlp.Images // that logits are compared on
	points map[int]coursePoint
	end    int // last step
}

type coursePoint struct {
	loss   float64
	logits []float32
}

func newCourse(set *dataset.Set) *course {
	images := min(maxCompared, set.Validation.Len())
	return &course{points: map[int]coursePoint{}, images: mlp.Images{
		Pixels: set.Validation.Images[:images*set.Pixels()],
		Labels: set.Validation.Labels[:images],
	}}
}

// note adds the step that the network has just made.
func (c *course) note(network *mlp.Network, step int, loss float64) {
	if c == nil {
		return
	}
	c.end = step
	if compared(step) {
		c.points[step] = coursePoint{loss, network.Logits(nil, c.images)}
	}
}

// courses are those of a session's runs that control trainings are compared
// with, which so need not make them again.
type courses struct {
	mutex  sync.Mutex
	byPath map[string]*course // of the run; nil until it has ended
}

// want asks for the course of a run.
func (c *courses) want(run study.Job) {
	if c.byPath == nil {
		c.byPath = map[string]*course{}
	}
	c.byPath[run.Path()] = nil
}

// begin returns a course for a run to keep, nil where none is wanted.
func (c *courses) begin(run study.Job, set *dataset.Set) *course {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if _, wanted := c.byPath[run.Path()]; wanted {
		return newCourse(set)
	}
	return nil
}

// end keeps the course of a run that has ended, if it was wanted.
func (c *courses) end(run study.Job, of *course) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if of != nil && of.end > 0 {
		c.byPath[run.Path()] = of
	}
}

// take returns the course of a run and keeps it no longer; nil where there is
// none.
func (c *courses) take(run study.Job) *course {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	of := c.byPath[run.Path()]
	delete(c.byPath, run.Path())
	return of
}

// referenceRun and restoredRuns are the runs that control trainings are
// compared with.
func referenceRun(controls study.Job) study.Job { return runOf(controls.Scenario, controls.Seed) }

func restoredRuns(d *study.Definition, controls study.Job) (runs []study.Job) {
	for _, s := range d.RestoredOf(controls.Seed) {
		runs = append(runs, runOf(s, controls.Seed))
	}
	return runs
}

func runOf(s study.Scenario, seed int64) study.Job {
	return study.Job{Kind: study.RunKind, Subject: s.Name, Scenario: s, Seed: seed}
}
