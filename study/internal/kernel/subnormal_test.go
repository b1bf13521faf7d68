package kernel_test

import (
	"context"
	"os"
	"slices"
	"testing"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/internal/kernel"
	"firststep/study/mlp"
)

// Training has no subnormal operand or result: every scenario of the flagship,
// and the first two by every other rule, with few units and small batches, for as
// many steps as a moment takes to decay from 1 to nothing. The images are
// those in FIRSTSTEP_DATA, or synthetic.
func TestTrainingHasNoSubnormals(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for some seconds")
	}
	set := garments(t)
	d, err := study.Load("../../../studies/fashion-mnist/study.toml", study.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	runs := slices.DeleteFunc(d.Plan(study.Identity{}).Runs(), func(run study.Job) bool { return run.Seed != d.Seeds[0] })
	for _, run := range runs[:2] {
		with := func(rule string, change func(s *study.Scenario)) {
			run := run
			run.Scenario.Name += " with " + rule
			run.Scenario.LearningRate = 0.001
			change(&run.Scenario)
			runs = append(runs, run)
		}
		with("momentum", func(s *study.Scenario) { s.Optimizer = mlp.Momentum })
		with("RMSprop", func(s *study.Scenario) { s.Optimizer = mlp.RMSprop })
		with("clipping", func(s *study.Scenario) { s.ClipNorm, s.LearningRate = 0.01, 0.1 })
		with("decay", func(s *study.Scenario) { s.WeightDecay = 100 })
	}
	for _, run := range runs {
		t.Run(run.Scenario.Name, func(t *testing.T) {
			steps := 900
			if s := run.Scenario; s.Optimizer == mlp.SGD && s.ClipNorm == 0 && s.WeightDecay == 0 {
				steps = 60 // there is nothing that decays
			}
			for loop, count := range kernel.CountSubnormals(func() { train(t, set, d, run, steps) }) {
				t.Errorf("%d operations of %s with a subnormal", count, loop)
			}
		})
	}
}

func garments(t *testing.T) *dataset.Set {
	source := dataset.Source{Kind: dataset.Synthetic, Train: 2000, Validation: 1}
	data := os.Getenv("FIRSTSTEP_DATA")
	if data != "" {
		source.Kind = dataset.FashionMNIST
	}
	set, err := dataset.Open(context.Background(), source, dataset.Options{Data: data, Cache: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// train makes so many steps of a run, until the loss is not finite.
func train(t *testing.T, set *dataset.Set, d *study.Definition, run study.Job, steps int) {
	const batch = 8
	rate, firstLayer := run.Rates()
	n, err := mlp.New(mlp.Config{
		Sizes:          []int{set.Pixels(), 12, 8, len(set.Classes)},
		FirstLayerInit: d.Network.FirstLayerInit, Init: d.Network.Init,
		FeatureDivisor: run.Scenario.FeatureDivisor, WeightDivisor: run.Scenario.WeightDivisor,
		Optimizer: run.Scenario.Optimizer, Rate: rate, FirstLayerRate: firstLayer,
		Decay: run.Scenario.WeightDecay, FirstLayerDecay: run.Scenario.FirstLayerDecay(), Clip: run.Scenario.ClipNorm,
		Batch: batch, Seed: run.Seed,
	})
	if err != nil {
		t.Fatal(err)
	}
	order := dataset.Order(run.Seed, 1, set.Train.Len(), d.Training.ShuffleBuffer)
	images := mlp.Images{Pixels: set.Train.Images, Labels: set.Train.Labels}
	for step := range steps {
		low := step * batch % len(order)
		if !n.Step(images, order[low:low+batch]).Updated {
			return
		}
	}
}
