package study

// A Definition is a study as its author wrote it: what study.toml holds, with defaults filled in.
type Definition struct {
	Title     string     `toml:"title"`
	Seeds     []int64    `toml:"seeds"`
	Reference string     `toml:"reference"` // name of the scenario the others are measured against
	Dataset   Dataset    `toml:"dataset"`
	Network   Network    `toml:"network"`
	Training  Training   `toml:"training"`
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
}

// Network is the shape of the multilayer perceptron and how it is initialised.
type Network struct {
	Hidden         []int  `toml:"hidden"`           // units of each hidden layer
	FirstLayerInit string `toml:"first_layer_init"` // "glorot-normal" or "glorot-uniform"
	Init           string `toml:"init"`
}

// Training holds what every scenario shares unless it says otherwise.
type Training struct {
	Optimizer     string  `toml:"optimizer"` // "sgd", "momentum" or "adam"
	LearningRate  float64 `toml:"learning_rate"`
	Batch         int     `toml:"batch"`
	Epochs        int     `toml:"epochs"`
	ShuffleBuffer int     `toml:"shuffle_buffer"` // 0, or more than Dataset.Train: a full permutation
}

// A Scenario is one way to scale the network. Divisors default to 1;
// Optimizer and LearningRate, where empty or zero, are those of [training].
type Scenario struct {
	Name                  string  `toml:"name"`
	Label                 string  `toml:"label,omitempty"`
	FeatureDivisor        float64 `toml:"feature_divisor"`
	WeightDivisor         float64 `toml:"weight_divisor"`
	Optimizer             string  `toml:"optimizer,omitempty"`
	LearningRate          float64 `toml:"learning_rate,omitempty"`
	LearningRateDivisor   float64 `toml:"learning_rate_divisor"`    // every rate
	FirstLayerRateDivisor float64 `toml:"first_layer_rate_divisor"` // only the first layer's weights
	Expect                string  `toml:"expect,omitempty"`         // see Expectation
}
