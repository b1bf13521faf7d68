package runner

import (
	"context"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/internal/numeric"
	"firststep/study/mlp"
	"firststep/study/record"
)

// An arm of a sweep changes a scenario by a factor.
type arm struct {
	name  string
	scale func(s study.Scenario, a float64) study.Scenario
}

var arms = []arm{
	{record.BothArm, scaled},
	{record.FeaturesArm, func(s study.Scenario, a float64) study.Scenario {
		s.FeatureDivisor /= a
		return s
	}},
	{record.WeightsArm, func(s study.Scenario, a float64) study.Scenario {
		s.WeightDivisor *= a
		return s
	}},
}

// measureSweep takes first steps over the factors of [sweep]: with every
// optimizer where both are scaled, with the first one on the other arms.
func measureSweep(ctx context.Context, set *dataset.Set, d *study.Definition, m study.Job, b bench) (*record.Measurement, error) {
	w := &sweep{ctx: ctx, set: set, definition: d, seed: m.Seed, batch: firstBatch(set, d, m.Seed), progress: b.progress}
	var err error
	if w.initial, err = mlp.DrawInitial(config(set, d, m)); err != nil {
		return nil, err
	}
	result := &record.Sweep{Factors: record.Floats(d.Sweep.Factors)}
	for i, arm := range arms {
		optimizers := d.Sweep.Optimizers
		if i > 0 {
			optimizers = optimizers[:1]
		}
		for _, optimizer := range optimizers {
			series, err := w.series(m.Scenario, arm, optimizer)
			if err != nil {
				return nil, err
			}
			result.Series = append(result.Series, series)
		}
	}
	return &record.Measurement{Sweep: result}, nil
}

// A sweep is the work on one sweep.
type sweep struct {
	ctx        context.Context
	set        *dataset.Set
	definition *study.Definition
	seed       int64
	initial    *mlp.Initial
	batch      []int32
	progress   func(step int)
	steps      int
}

// series takes the first steps of one optimizer on one arm. All rates are the
// optimizer's, whatever the divisors of the reference, and nothing else changes
// its steps.
func (w *sweep) series(reference study.Scenario, arm arm, optimizer string) (record.SweepSeries, error) {
	reference.Optimizer = optimizer
	reference.LearningRate = w.definition.SweepRate(optimizer)
	reference.LearningRateDivisor, reference.FirstLayerRateDivisor = 1, 1
	reference.FirstLayerTrustCoefficient = 0
	reference.ClipNorm, reference.WarmupSteps, reference.WeightDecay = 0, 0, 0
	var rms []float64
	for _, a := range w.definition.Sweep.Factors {
		if err := context.Cause(w.ctx); err != nil {
			return record.SweepSeries{}, err
		}
		c := config(w.set, w.definition, study.Job{Scenario: arm.scale(reference, a), Seed: w.seed})
		c.Initial = w.initial
		network, err := mlp.New(c)
		if err != nil {
			return record.SweepSeries{}, err
		}
		rms = append(rms, network.StepXdWRMS(trainingImages(w.set), w.batch))
		w.steps++
		w.progress(w.steps)
	}
	return record.SweepSeries{
		Arm: arm.name, Optimizer: optimizer, LearningRate: record.Float(reference.LearningRate),
		XdWRMS: record.Floats(rms), Slope: record.Float(numeric.LogSlope(w.definition.Sweep.Factors, rms)),
	}, nil
}
