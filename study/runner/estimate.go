package runner

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/record"
)

// An Estimate is how long jobs will take on this machine.
type Estimate struct {
	Wall     time.Duration // with the given workers
	Core     time.Duration // summed over the jobs
	Measured bool          // from runs of this study rather than from a short trial
}

// EstimateTime estimates how long jobs of a plan take, from their costs and this
// machine's speed: that of the runs in environment.json if they were trained
// here, otherwise, or without a store, that of a tenth of a second of
// training on noise. Runs that overflow end sooner than the estimate.
func EstimateTime(ctx context.Context, plan *study.Plan, jobs []study.Job, store *record.Store, workers int) (Estimate, error) {
	var total, longest float64
	for _, job := range jobs {
		total += job.Cost
		longest = max(longest, job.Cost)
	}
	if total == 0 {
		return Estimate{}, nil
	}
	speed, measured := 0.0, false
	if store != nil {
		speed, measured = measuredSpeed(store)
	}
	if !measured {
		var err error
		if speed, err = trialSpeed(ctx, plan, train); err != nil {
			return Estimate{}, err
		}
	}
	duration := func(flops float64) time.Duration {
		return time.Duration(flops / speed * float64(time.Second))
	}
	return Estimate{
		Wall:     duration(max(longest, total/float64(max(1, workers)))),
		Core:     duration(total),
		Measured: measured,
	}, nil
}

// measuredSpeed returns the FLOP/s of a core over the runs that this machine
// has trained.
func measuredSpeed(store *record.Store) (speed float64, ok bool) {
	e, err := store.Environment()
	if err != nil || !sameMachine(e, Environment()) {
		return 0, false
	}
	var gflop, seconds float64
	for _, t := range e.Timings {
		if isMeasurement(t) {
			continue // its cost is an estimate itself
		}
		gflop += float64(t.GFLOP)
		seconds += float64(t.Seconds)
	}
	speed = gflop * 1e9 / seconds
	return speed, gflop > 0 && seconds > 0
}

// A trial leaves out the first steps, which warm caches up, and then runs for
// trialTime or to the end of its images.
const (
	trialWarmUp = 3
	trialTime   = 100 * time.Millisecond
	trialPixels = 4 << 20 // about 170 batches of 32 images

	largestTrial = 1 << 14 // pixels of an image: of more the speed is the same
)

// trialSpeed trains the plan's network on noise and returns FLOP/s.
func trialSpeed(ctx context.Context, plan *study.Plan, train trainFunc) (float64, error) {
	definition := *plan.Definition
	set := noise(plan, definition.Training.Batch)
	definition.Diagnostics = nil
	definition.Training.Epochs = 1
	definition.Training.ShuffleBuffer = 0
	definition.Dataset.Train = set.Train.Len()
	definition.Dataset.Validation = set.Validation.Len()
	run := definition.Plan(plan.Identity).Jobs[0]

	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var start time.Time
	var steps int
	var elapsed time.Duration
	_, _, err := train(ctx, set, &definition, run, func(step int) {
		switch {
		case step == trialWarmUp:
			start = time.Now()
		case step > trialWarmUp && elapsed < trialTime:
			steps, elapsed = step-trialWarmUp, time.Since(start)
			if elapsed >= trialTime {
				stop()
			}
		}
	}, nil)
	if elapsed == 0 {
		return 0, errors.Join(errors.New("the speed of this machine could not be measured"), err)
	}
	return run.Cost / float64(run.Steps) * float64(steps) / elapsed.Seconds(), nil
}

// noise returns images for a trial, as many as make whole batches, in the
// plan's shape. Half of their pixels are zero, as in the data of a study.
func noise(plan *study.Plan, batch int) *dataset.Set {
	pixels := min(cmp.Or(plan.Identity.Inputs, study.DefaultInputs), largestTrial)
	classes := cmp.Or(plan.Identity.Classes, study.DefaultClasses)
	batches := max(2*trialWarmUp, trialPixels/(pixels*batch))
	random := rand.New(rand.NewPCG(1, 1))
	split := func(n int) dataset.Split {
		s := dataset.Split{Images: make([]byte, n*pixels), Labels: make([]byte, n)}
		for i := range s.Images {
			s.Images[i] = byte(max(0, random.IntN(512)-256))
		}
		for i := range s.Labels {
			s.Labels[i] = byte(random.IntN(classes))
		}
		return s
	}
	return &dataset.Set{
		Source: dataset.Synthetic, Rows: 1, Columns: pixels, Classes: make([]string, classes),
		Train: split(batches * batch), Validation: split(1),
	}
}
