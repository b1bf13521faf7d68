package study

import (
	"slices"
	"strconv"
)

// Versions of what diagnostics and measurements measure and how: raised when
// the same fields would give other results.
const (
	diagnosticsVersion = "1"
	curvatureVersion   = "1"
	sweepVersion       = "1"
	stabilityVersion   = "1"
	controlsVersion    = "1"
	endingsVersion     = "1"
)

// Expected amounts of work that is not known before: products with a Hessian
// that the two eigenvalues of a curvature take, steps to a control's jump and
// to its end, and the share of trainings whose endings are counted that soon
// overflow.
const (
	expectedProducts     = 40
	expectedControlSteps = 480
	expectedOverflows    = 0.7
)

// measurements lists what the tables ask for, kind by kind and seed by seed.
func (d *Definition) measurements(id Identity) (list []Job) {
	for _, describe := range []func(*Definition, Identity, int64) []Job{
		(*Definition).curvatures, (*Definition).sweeps, (*Definition).maps, (*Definition).controls,
	} {
		for _, seed := range d.Seeds {
			for _, m := range describe(d, id, seed) {
				m.Seed = seed
				list = append(list, m)
			}
		}
	}
	list = append(list, d.endings(id)...)
	for i := range list {
		m := &list[i]
		m.Cost = m.FLOPs
		m.Fields = append(append([]Field{{"measurement", m.Kind}}, startFields(d, id, m.Scenario, m.Seed)...), m.Fields...)
		m.Key = Key(m.Fields)
	}
	return list
}

// flopsPerStep is of one optimizer step with the plan's data.
func (d *Definition) flopsPerStep(id Identity) float64 {
	return d.Network.stepFLOPs(d.Training.Batch, orDefault(id.Inputs, DefaultInputs), orDefault(id.Classes, DefaultClasses))
}

func (d *Definition) curvatures(id Identity, seed int64) (list []Job) {
	if d.Curvature == nil {
		return nil
	}
	for _, name := range d.Curvature.Scenarios {
		s, _ := d.Scenario(name)
		if len(s.Seeds) > 0 && !slices.Contains(s.Seeds, seed) {
			continue
		}
		s = d.Resolve(s)
		list = append(list, Job{
			Kind: CurvatureKind, Subject: name, Scenario: s,
			Fields: append([]Field{
				{"curvature", curvatureVersion},
				{"scenario.feature_divisor", formatNumber(s.FeatureDivisor)},
				{"scenario.weight_divisor", formatNumber(s.WeightDivisor)},
			}, optionalFields("scenario", Scenario{Standardise: s.Standardise})...),
			Steps: expectedProducts,
			FLOPs: expectedProducts * stepsOfWide * d.flopsPerStep(id),
		})
	}
	return list
}

func (d *Definition) sweeps(id Identity, _ int64) []Job {
	if d.Sweep == nil {
		return nil
	}
	reference := d.reference()
	determining := []Field{
		{"sweep", sweepVersion},
		{"sweep.factors", formatNumbers(d.Sweep.Factors)},
	}
	for _, optimizer := range d.Sweep.Optimizers {
		determining = append(determining, Field{"sweep." + optimizer + ".learning_rate", formatNumber(d.SweepRate(optimizer))})
	}
	steps := len(d.Sweep.Factors) * (len(d.Sweep.Optimizers) + 2)
	return []Job{{
		Kind: SweepKind, Scenario: reference,
		Fields: append(determining, referenceFields(d, d.reference())...),
		Steps:  steps, FLOPs: float64(steps) * stepsOfWide * d.flopsPerStep(id),
	}}
}

func (d *Definition) maps(id Identity, _ int64) (list []Job) {
	if d.Stability == nil {
		return nil
	}
	steps := d.Stability.Steps * len(d.Stability.Factors) * len(d.Stability.RateFactors)
	for _, rate := range []string{FirstLayerMap, GlobalMap} {
		list = append(list, Job{
			Kind: StabilityKind, Subject: rate, Scenario: d.reference(),
			Fields: append([]Field{
				{"stability", stabilityVersion},
				{"stability.rate", rate},
				{"stability.steps", strconv.Itoa(d.Stability.Steps)},
				{"stability.factors", formatNumbers(d.Stability.Factors)},
				{"stability.rate_factors", formatNumbers(d.Stability.RateFactors)},
			}, referenceFields(d, d.reference())...),
			Steps: steps, FLOPs: float64(d.Stability.Steps*d.mapTrainings(rate)) * d.flopsPerStep(id),
		})
	}
	return list
}

// mapTrainings is how many trainings a map takes: one for each cell, or for
// each diagonal of the first-layer map under SGD, whose cells are the same
// training.
func (d *Definition) mapTrainings(rate string) int {
	trainings := map[float64]bool{}
	for _, a := range d.Stability.Factors {
		for _, factor := range d.Stability.RateFactors {
			if rate == FirstLayerMap {
				trainings[a*a*factor] = true
			}
		}
	}
	if r := d.reference(); len(trainings) == 0 || r.Optimizer != "sgd" || r.ClipNorm != 0 || r.WeightDecay != 0 {
		return len(d.Stability.Factors) * len(d.Stability.RateFactors)
	}
	return len(trainings)
}

func (d *Definition) controls(id Identity, seed int64) []Job {
	if d.Diagnostics == nil || d.Diagnostics.Controls == 0 {
		return nil
	}
	restored := d.RestoredOf(seed)
	if len(restored) == 0 && len(d.Restored()) > 0 {
		return nil // whom the controls are for is not trained with this seed
	}
	determining := append([]Field{
		{"controls", controlsVersion},
		{"diagnostics.controls", strconv.Itoa(d.Diagnostics.Controls)},
		{"dataset.validation", strconv.Itoa(d.Dataset.Validation)},
		{"training.epochs", strconv.Itoa(d.Training.Epochs)},
		{"reference", d.Reference},
	}, referenceFields(d, d.reference())...)
	for _, s := range restored {
		determining = append(determining, fieldsBeside(d.reference(), "restored."+s.Name, s)...)
	}
	whole := d.steps()
	steps := (1+len(restored))*whole + d.Diagnostics.Controls*min(whole, expectedControlSteps)
	return []Job{{
		Kind: ControlsKind, Scenario: d.reference(), Fields: determining,
		Steps: steps, FLOPs: float64(steps) * d.flopsPerStep(id),
	}}
}

// steps is how many optimizer steps a training takes.
func (d *Definition) steps() int { return d.Training.Epochs * (d.Dataset.Train / d.Training.Batch) }
