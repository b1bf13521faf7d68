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
	// maxCompared is how many images of the probe set logits are compared on,
	// at most: comparing at each of the first hundred steps should not take
	// longer than the steps.
	maxCompared = 100

	// jumpThreshold is 128 units in the last place of float32: rounding alone
	// leaves the logits some ten of them apart.
	jumpThreshold = 0x1p-17

	// afterJump is at how many of these steps a control is compared after its
	// jump.
	afterJump = 4
)

// compared reports whether trainings are compared after a step: after the
// first hundred and every 25th after.
func compared(step int) bool { return step <= 100 || step%25 == 0 }

// measureControls trains the reference, the scenarios that restore it, and the
// controls, on the same batches, and compares them with the reference.
func measureControls(ctx context.Context, set *dataset.Set, d *study.Definition, m study.Job, b bench) (*record.Measurement, error) {
	images := min(maxCompared, set.Validation.Len())
	w := &comparison{
		ctx: ctx, set: set, definition: d, seed: m.Seed, progress: b.progress,
		images: mlp.Images{
			Pixels: set.Validation.Images[:images*set.Pixels()],
			Labels: set.Validation.Labels[:images],
		},
	}
	var err error
	if w.initial, err = mlp.DrawInitial(config(set, d, m)); err != nil {
		return nil, err
	}
	if err := w.trainReference(m.Scenario); err != nil {
		return nil, err
	}
	restored := d.RestoredOf(m.Seed)
	trained := make([]record.Distance, len(restored)+d.Diagnostics.Controls)
	errs := make([]error, len(trained))
	b.share(len(trained), func(i int) {
		if i < len(restored) {
			trained[i], errs[i] = w.compare(restored[i].Name, restored[i], 0, math.MaxInt)
			return
		}
		number := i - len(restored) + 1
		trained[i], errs[i] = w.compare(strconv.Itoa(number), m.Scenario, number, afterJump)
	})
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &record.Measurement{Controls: &record.Controls{
		Reference: d.Reference, Images: images, Threshold: jumpThreshold,
		Restored: slices.Clip(trained[:len(restored)]), Controls: trained[len(restored):],
	}}, context.Cause(ctx)
}

// A comparison holds what the reference did.
type comparison struct {
	ctx        context.Context
	set        *dataset.Set
	definition *study.Definition
	seed       int64
	initial    *mlp.Initial
	images     mlp.Images // that logits are compared on

	mutex    sync.Mutex // guards what follows
	progress func(step int)
	steps    int // taken by all trainings

	// Of the reference: nothing changes them once it is trained.
	losses []float64         // of every step
	logits map[int][]float32 // after each step that is compared
	end    int               // last step
}

// network returns one that has not been trained.
func (w *comparison) network(s study.Scenario) (*mlp.Network, error) {
	c := config(w.set, w.definition, study.Job{Scenario: s, Seed: w.seed})
	c.Initial = w.initial
	return mlp.New(c)
}

// wholeSteps is how many steps a whole training takes.
func (w *comparison) wholeSteps() int {
	return w.definition.Training.Epochs * (w.set.Train.Len() / w.definition.Training.Batch)
}

func (w *comparison) advance() {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.steps++
	w.progress(w.steps)
}

func (w *comparison) trainReference(s study.Scenario) error {
	network, err := w.network(s)
	if err != nil {
		return err
	}
	w.logits = map[int][]float32{}
	for step, batch := range batches(w.ctx, w.set, w.definition, w.seed, w.wholeSteps()) {
		s := network.Step(trainingImages(w.set), batch)
		w.advance()
		w.end = step
		w.losses = append(w.losses, s.Loss)
		if compared(step) {
			w.logits[step] = network.Logits(nil, w.images)
		}
		if !s.Updated {
			break
		}
	}
	return context.Cause(w.ctx)
}

// compare trains a scenario on the reference's batches and measures its
// distance from the reference. A nudge that is not 0 numbers the control whose
// moved first-layer weights it starts from. The training stops with the
// reference, or after being compared so many times (after) past its jump.
func (w *comparison) compare(name string, s study.Scenario, nudge, after int) (record.Distance, error) {
	network, err := w.network(s)
	if err != nil {
		return record.Distance{}, err
	}
	if nudge > 0 {
		network.Nudge(nudge)
	}
	d := record.Distance{Name: name, Steps: []int{}, End: w.end}
	var logits []float32
	for step, batch := range batches(w.ctx, w.set, w.definition, w.seed, w.end) {
		s := network.Step(trainingImages(w.set), batch)
		w.advance()
		if compared(step) {
			logits = network.Logits(logits[:0], w.images)
			difference, size := distance(logits, w.logits[step])
			d.Steps = append(d.Steps, step)
			d.Logit = append(d.Logit, record.Float(numeric.Significant(difference, courseDigits)))
			d.Loss = append(d.Loss, record.Float(numeric.Significant(math.Abs(s.Loss-w.losses[step-1]), courseDigits)))
			if d.Jump == nil && !(difference <= jumpThreshold*size) {
				jump := step
				d.Jump = &jump
			} else if d.Jump != nil {
				after--
			}
		}
		if !s.Updated || after == 0 {
			break
		}
	}
	return d, nil
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
