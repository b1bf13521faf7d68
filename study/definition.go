// Package study holds what a study is before anything is trained.
//
//  1. Load reads a study.toml into a Definition, or lists everything that is
//     wrong with it, each problem with its place in the file.
//  2. Definition.Plan expands it into runs, scenario by scenario and seed by
//     seed, each with the fields that determine it, their hash, and its cost,
//     and into what is measured beside the runs.
//  3. Plan.Select narrows the plan to some scenarios and seeds.
//
// Everything here is a pure value: no run is started, no record is read.
package study

import "cmp"

// A Definition is a study as its author wrote it: what study.toml holds, with
// defaults filled in.
type Definition struct {
	Title     string   `toml:"title"`
	Seeds     Seeds    `toml:"seeds"`
	Reference string   `toml:"reference"`       // name of the scenario the others are measured against
	Paper     string   `toml:"paper,omitempty"` // that the report is set for: "a4", which is also the default, or "letter"
	Dataset   Dataset  `toml:"dataset"`
	Network   Network  `toml:"network"`
	Training  Training `toml:"training"`

	// What is measured beyond that, where the definition has these tables.
	Diagnostics *Diagnostics `toml:"diagnostics"`
	Curvature   *Curvature   `toml:"curvature"`
	Sweep       *Sweep       `toml:"sweep"`
	Stability   *Stability   `toml:"stability"`
	Endings     *Endings     `toml:"endings"`

	Scenarios []Scenario `toml:"scenario"`
}

// Dataset says where the images come from and how many train and validate.
type Dataset struct {
	Source     string `toml:"source"` // "fashion-mnist", "synthetic" or "idx"
	Train      int    `toml:"train"`
	Validation int    `toml:"validation"`

	// For "idx" alone: paths relative to the study's folder. The validation
	// pair may be left out; the last images of the training pair validate then.
	TrainImages      string `toml:"train_images,omitempty"`
	TrainLabels      string `toml:"train_labels,omitempty"`
	ValidationImages string `toml:"validation_images,omitempty"`
	ValidationLabels string `toml:"validation_labels,omitempty"`

	// For "idx" alone, words of the report, which no run depends on: what the
	// images are called, and their labels from 0 on.
	Name    string   `toml:"name,omitempty"`
	Classes []string `toml:"classes,omitempty"`
}

// Network is the shape of the multilayer perceptron and how it is initialised.
type Network struct {
	Hidden         []int  `toml:"hidden"`           // units of each hidden layer
	FirstLayerInit string `toml:"first_layer_init"` // "glorot-normal", "glorot-uniform", "he-normal" or "he-uniform"
	Init           string `toml:"init"`
}

// Training holds what every scenario shares unless it says otherwise.
type Training struct {
	Optimizer     string  `toml:"optimizer"` // "sgd", "momentum", "adam" or "rmsprop"
	LearningRate  float64 `toml:"learning_rate"`
	Batch         int     `toml:"batch"`
	Epochs        int     `toml:"epochs"`
	ShuffleBuffer int     `toml:"shuffle_buffer"` // 0, or more than Dataset.Train: a full permutation

	ClipNorm    float64 `toml:"clip_norm,omitzero"`    // a larger gradient is scaled to this norm, over all layers; 0: never
	WarmupSteps int     `toml:"warmup_steps,omitzero"` // rates rise over these steps from a fraction to the whole; 0: at once
	WeightDecay float64 `toml:"weight_decay,omitzero"` // L2 regularisation of the weights, not of the biases
}

// A Scenario is one way to scale the network. Divisors and factors default to
// 1; what [network] or [training] have too is theirs where it is empty or zero.
type Scenario struct {
	Name                  string  `toml:"name"`
	Label                 string  `toml:"label,omitempty"`
	FeatureDivisor        float64 `toml:"feature_divisor"`
	WeightDivisor         float64 `toml:"weight_divisor"`
	Optimizer             string  `toml:"optimizer,omitempty"`
	LearningRate          float64 `toml:"learning_rate,omitzero"`
	LearningRateDivisor   float64 `toml:"learning_rate_divisor"`    // every rate
	FirstLayerRateDivisor float64 `toml:"first_layer_rate_divisor"` // only the first layer's weights

	// RateDivisorSteps are the steps in which the two divisors of rates apply,
	// counted from 1: "1", "2-" or "1-10"; in the others every rate is
	// LearningRate.
	// Empty: in all.
	RateDivisorSteps string `toml:"rate_divisor_steps,omitempty"`

	ClipNorm    float64 `toml:"clip_norm,omitzero"`
	WarmupSteps int     `toml:"warmup_steps,omitzero"`
	WeightDecay float64 `toml:"weight_decay,omitzero"`

	// FirstLayerDecayFactor, where not zero, multiplies the weight decay of the
	// first layer.
	FirstLayerDecayFactor float64 `toml:"first_layer_decay_factor,omitzero"`

	FirstLayerInit string `toml:"first_layer_init,omitempty"`
	Init           string `toml:"init,omitempty"`

	// Standardise: features are (pixel − mean)/deviation, of all training
	// pixels, in place of pixel/FeatureDivisor.
	Standardise bool `toml:"standardise,omitempty"`

	// FirstLayerTrustCoefficient, where not zero, sets the rate of the first
	// layer's weights anew at every step so that ‖ΔW‖/‖W‖ is this number: the
	// trust coefficient of layer-wise adaptive rate scaling (You, Gitman and
	// Ginsburg 2017).
	FirstLayerTrustCoefficient float64 `toml:"first_layer_trust_coefficient,omitzero"`

	// Seeds are some of the study's; empty: all of them. See SeedsOf.
	Seeds Seeds `toml:"seeds,omitempty"`

	Expect string `toml:"expect,omitempty"` // see Expectation
}

// Scenario returns the scenario of that name.
func (d *Definition) Scenario(name string) (Scenario, bool) {
	for _, s := range d.Scenarios {
		if s.Name == name {
			return s, true
		}
	}
	return Scenario{}, false
}

// Resolve returns the scenario with what it leaves to [network] and [training]
// filled in.
func (d *Definition) Resolve(s Scenario) Scenario {
	s.Optimizer = cmp.Or(s.Optimizer, d.Training.Optimizer)
	s.LearningRate = cmp.Or(s.LearningRate, d.Training.LearningRate)
	s.ClipNorm = cmp.Or(s.ClipNorm, d.Training.ClipNorm)
	s.WarmupSteps = cmp.Or(s.WarmupSteps, d.Training.WarmupSteps)
	s.WeightDecay = cmp.Or(s.WeightDecay, d.Training.WeightDecay)
	s.FirstLayerInit = cmp.Or(s.FirstLayerInit, d.Network.FirstLayerInit)
	s.Init = cmp.Or(s.Init, d.Network.Init)
	return s
}

// FirstLayerDecay is the weight decay of the first layer of a scenario that
// Definition.Resolve has filled in.
func (s Scenario) FirstLayerDecay() float64 {
	return s.WeightDecay * cmp.Or(s.FirstLayerDecayFactor, 1)
}
