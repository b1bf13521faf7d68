package runner

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/internal/numeric"
	"firststep/study/mlp"
	"firststep/study/record"
)

// endingSteps is how many steps at the end of a training whose ending is
// counted its loss and its accuracy are of: 3,200 images where a batch has 32.
const endingSteps = 100

// measureEndings trains a scenario from a few seeds and says how that ended;
// what overflows also in float64.
func measureEndings(ctx context.Context, set *dataset.Set, d *study.Definition, m study.Job, b bench) (*record.Measurement, error) {
	w := &endings{ctx: ctx, set: set, definition: d, scenario: m.Scenario}
	narrow, wide := make([]shortTraining, len(m.Seeds)), make([]*shortTraining, len(m.Seeds))
	errs := make([]error, len(m.Seeds))
	var mutex sync.Mutex // of the progress
	ended := 0
	b.share(len(m.Seeds), func(i int) {
		narrow[i], wide[i], errs[i] = w.train(m.Seeds[i])
		mutex.Lock()
		defer mutex.Unlock()
		ended++
		b.progress(ended * m.Steps / len(m.Seeds))
	})
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	result := &record.Endings{Steps: d.Endings.Steps, Float64Steps: d.Endings.Float64Steps, Last: endingSteps}
	for i, seed := range m.Seeds {
		narrow[i].addTo(&result.Float32, seed)
		if wide[i] != nil {
			wide[i].addTo(&result.Float64, seed)
		}
	}
	return &record.Measurement{Endings: result}, context.Cause(ctx)
}

// endings is the work on one measurement.
type endings struct {
	ctx        context.Context
	set        *dataset.Set
	definition *study.Definition
	scenario   study.Scenario
}

// train trains from one seed; wide is nil where nothing is to be trained in
// float64.
func (w *endings) train(seed int64) (narrow shortTraining, wide *shortTraining, err error) {
	c := config(w.set, w.definition, study.Job{Scenario: w.scenario, Seed: seed})
	if c.Initial, err = mlp.DrawInitial(c); err != nil {
		return narrow, nil, err
	}
	network, err := mlp.New(c)
	if err != nil {
		return narrow, nil, err
	}
	narrow = w.follow(seed, w.definition.Endings.Steps, network.Step)
	if steps := w.definition.Endings.Float64Steps; narrow.overflow != 0 && steps > 0 {
		if network, err = mlp.New(c); err != nil {
			return narrow, nil, err
		}
		again, err := network.Widened()
		if err != nil {
			return narrow, nil, err
		}
		training := w.follow(seed, steps, again.Step)
		wide = &training
	}
	return narrow, wide, nil
}

// A shortTraining is what is kept of one.
type shortTraining struct {
	batch        int // its images
	overflow     int // step whose loss was not finite; 0: none
	gradientZero int // step from which on the first layer's gradient is zero; 0: it is not
	largest      float64

	// Of every step up to then.
	losses    []float64
	correct   []int
	unreached []bool
}

// follow makes so many steps with the batches of a seed.
func (w *endings) follow(seed int64, steps int, step func(mlp.Images, []int32) mlp.Step) shortTraining {
	t := shortTraining{batch: w.definition.Training.Batch, largest: math.NaN()}
	for number, batch := range batches(w.ctx, w.set, w.definition, seed, steps) {
		s := step(trainingImages(w.set), batch)
		if !s.Updated {
			t.overflow, t.gradientZero = number, 0
			break
		}
		switch {
		case !s.ZeroGradient:
			t.gradientZero = 0
		case t.gradientZero == 0:
			t.gradientZero = number
		}
		if !(s.Loss <= t.largest) {
			t.largest = s.Loss
		}
		t.losses, t.correct, t.unreached = append(t.losses, s.Loss), append(t.correct, s.Correct), append(t.unreached, s.ZeroGradient)
	}
	return t
}

// addTo adds what is recorded of the training.
func (t *shortTraining) addTo(list *record.ShortTrainings, seed int64) {
	rounded := func(x float64) record.Float { return record.Float(numeric.Significant(x, courseDigits)) }
	unreached, loss, accuracy := math.NaN(), math.NaN(), math.NaN()
	if from := max(0, len(t.losses)-endingSteps); t.overflow == 0 && len(t.losses) > 0 {
		loss = numeric.Quantile(slices.Sorted(slices.Values(t.losses[from:])), 0.5)
		correct, zero := 0, 0
		for i, is := range t.unreached[from:] {
			correct += t.correct[from+i]
			if is {
				zero++
			}
		}
		steps := len(t.losses) - from
		accuracy, unreached = ratio(float64(correct), steps*t.batch), ratio(float64(zero), steps)
	}
	list.Seeds = append(list.Seeds, seed)
	list.Overflow = append(list.Overflow, stepOrNone(t.overflow))
	list.GradientZero = append(list.GradientZero, stepOrNone(t.gradientZero))
	list.LargestLoss = append(list.LargestLoss, rounded(t.largest))
	list.Unreached = append(list.Unreached, rounded(unreached))
	list.Loss = append(list.Loss, rounded(loss))
	list.Accuracy = append(list.Accuracy, rounded(accuracy))
}

func stepOrNone(step int) *int {
	if step == 0 {
		return nil
	}
	return &step
}
