package study

// A Plan is every run of a study in a fixed order: scenario by scenario as
// the definition lists them, within a scenario seed by seed. It is a pure
// value: what of it is done already is the runner's business.
type Plan struct {
	Definition *Definition
	Identity   Identity
	Runs       []Run
}

// Identity is what determines results beside the definition.
type Identity struct {
	Dataset  string // SHA-256 of the images and labels, hexadecimal
	Numerics int    // version of the training arithmetic
}

// A Run is one training: a scenario with its defaults resolved, and a seed.
type Run struct {
	Scenario Scenario // Label, Optimizer and LearningRate are filled in
	Seed     int64
	Fields   []Field // everything that determines the run, in a fixed order
	Key      string  // SHA-256 over Fields, hexadecimal
	Steps    int     // optimizer steps over all epochs
	FLOPs    float64 // of the matrix products, counted dense
}

// A Field is one determining value by its name in the definition, as text:
// {"training.batch", "32"}, {"scenario.feature_divisor", "255"}, {"seed", "1"}.
type Field struct {
	Name  string
	Value string
}

// Name is what the run's files are called: "scaled-weights-seed3".
func (r Run) Name() string { panic("unwritten") }

// Rates returns the learning rate of every parameter but the first layer's
// weights, and that of the first layer's weights, with all divisors applied
// in float64: the optimizer narrows them to float32 once.
func (r Run) Rates() (rate, firstLayer float64) { panic("unwritten") }
