package runner

import (
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
	"sync"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/internal/numeric"
	"firststep/study/mlp"
	"firststep/study/record"
)

const (
	// jumpThreshold is 128 units in the last place of float32: rounding alone
	// leaves the logits some ten of them apart.
	jumpThreshold = 0x1p-17

	// afterJump is at how many of these steps a control is compared after its
	// jump.
	afterJump = 4
)

// measureControls trains the controls on the batches of the reference, and
// compares them and the scenarios that restore it with the reference. Of these
// it trains what no run has left its course of.
func measureControls(ctx context.Context, set *dataset.Set, d *study.Definition, m study.Job, b bench) (*record.Measurement, error) {
	w := &comparison{ctx: ctx, set: set, definition: d, seed: m.Seed, progress: b.progress}
	var err error
	if w.initial, err = mlp.DrawInitial(config(set, d, m)); err != nil {
		return nil, err
	}
	if w.reference, err = w.courseOf(referenceRun(m), b); err != nil {
		return nil, err
	}
	restored := restoredRuns(d, m)
	trained := make([]record.Distance, len(restored)+d.Diagnostics.Controls)
	errs := make([]error, len(trained))
	b.share(len(trained), func(i int) {
		if i < len(restored) {
			trained[i], errs[i] = w.restored(restored[i], b)
			return
		}
		trained[i], errs[i] = w.control(m.Scenario, i-len(restored)+1)
	})
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &record.Measurement{Controls: &record.Controls{
		Reference: d.Reference, Images: len(w.reference.images.Labels), Threshold: jumpThreshold,
		Restored: slices.Clip(trained[:len(restored)]), Controls: trained[len(restored):],
	}}, context.Cause(ctx)
}

// A comparison is the work on one measurement of controls.
type comparison struct {
	ctx        context.Context
	set        *dataset.Set
	definition *study.Definition
	seed       int64
	initial    *mlp.Initial
	reference  *course

	mutex    sync.Mutex // guards what follows
	progress func(step int)
	steps    int // taken by all trainings
}

// network returns one that has not been trained.
func (w *comparison) network(s study.Scenario) (*mlp.Network, error) {
	c := config(w.set, w.definition, runOf(s, w.seed))
	c.Initial = w.initial
	return mlp.New(c)
}

func (w *comparison) advance(steps int) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.steps += steps
	w.progress(w.steps)
}

// courseOf returns what a run has left, or trains it.
func (w *comparison) courseOf(run study.Job, b bench) (*course, error) {
	if c := b.course(run); c != nil {
		w.advance(c.end)
		return c, nil
	}
	network, err := w.network(run.Scenario)
	if err != nil {
		return nil, err
	}
	c := newCourse(w.set)
	steps := w.definition.Training.Epochs * (w.set.Train.Len() / w.definition.Training.Batch)
	for step, batch := range batches(w.ctx, w.set, w.definition, w.seed, steps) {
		s := network.Step(trainingImages(w.set), batch)
		w.advance(1)
		c.note(network, step, s.Loss)
		if !s.Updated {
			break
		}
	}
	return c, context.Cause(w.ctx)
}

// restored measures how far a run that restores the reference is from it.
func (w *comparison) restored(run study.Job, b bench) (record.Distance, error) {
	c, err := w.courseOf(run, b)
	if err != nil {
		return record.Distance{}, err
	}
	d := w.distance(run.Scenario.Name)
	for step := 1; step <= min(c.end, w.reference.end); step++ {
		if compared(step) {
			w.compare(&d, step, c.points[step])
		}
	}
	return d, nil
}

// control trains the reference from first-layer weights that are moved by one
// unit in the last place, and measures how far it is from the reference. The
// training stops with the reference, or after being compared so many times
// (afterJump) past its jump.
func (w *comparison) control(s study.Scenario, number int) (record.Distance, error) {
	network, err := w.network(s)
	if err != nil {
		return record.Distance{}, err
	}
	network.Nudge(number)
	d := w.distance(strconv.Itoa(number))
	after := 0
	var logits []float32
	for step, batch := range batches(w.ctx, w.set, w.definition, w.seed, w.reference.end) {
		s := network.Step(trainingImages(w.set), batch)
		w.advance(1)
		if compared(step) {
			if d.Jump != nil {
				after++
			}
			logits = network.Logits(logits[:0], w.reference.images)
			w.compare(&d, step, coursePoint{s.Loss, logits})
		}
		if !s.Updated || after == afterJump {
			break
		}
	}
	return d, nil
}

// distance returns one of which nothing is measured yet.
func (w *comparison) distance(name string) record.Distance {
	return record.Distance{Name: name, Steps: []int{}, End: w.reference.end}
}

// compare adds to a distance how far the training is from the reference after
// a step.
func (w *comparison) compare(d *record.Distance, step int, p coursePoint) {
	reference := w.reference.points[step]
	difference, size := distance(p.logits, reference.logits)
	d.Steps = append(d.Steps, step)
	d.Logit = append(d.Logit, record.Float(numeric.Significant(difference, courseDigits)))
	d.Loss = append(d.Loss, record.Float(numeric.Significant(math.Abs(p.loss-reference.loss), courseDigits)))
	if d.Jump == nil && !(difference <= jumpThreshold*size) {
		d.Jump = &step
	}
}

// distance returns the largest difference between logits and a reference's,
// and the largest magnitude of the latter; NaN where one of them is.
func distance(logits, reference []float32) (difference, size float64) {
	for i, z := range reference {
		size = math.Max(size, math.Abs(float64(z)))
		difference = math.Max(difference, math.Abs(float64(logits[i])-float64(z)))
	}
	return difference, size
}
