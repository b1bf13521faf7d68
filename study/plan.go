package study

import (
	"fmt"
)

// A Plan is every run of a study in a fixed order: scenario by scenario as
// the definition lists them, within a scenario seed by seed. It is a pure
// value: what of it is done already is the runner's business.
type Plan struct {
	Definition *Definition
	Identity   Identity
	Runs       []Run

	// Measurements are what the tables [curvature], [sweep], [stability] and
	// [diagnostics] ask for beside the runs, kind by kind and seed by seed.
	Measurements []Measurement
}

// Identity is what determines results beside the definition.
type Identity struct {
	Dataset  string // SHA-256 of the images and labels, hexadecimal
	Numerics int    // version of the training arithmetic

	// The shape of the data, which their hash covers and the costs need:
	// pixels of an image and number of classes. 0: DefaultInputs and
	// DefaultClasses.
	Inputs  int
	Classes int
}

// A Run is one training: a scenario with its defaults resolved, and a seed.
type Run struct {
	Scenario Scenario // Label, Optimizer and LearningRate are filled in
	Seed     int64
	Fields   []Field // everything that determines the run, in a fixed order
	Key      string  // SHA-256 over Fields, hexadecimal
	Hidden   []int   // units of the hidden layers
	Epochs   int     // of the training
	Steps    int     // optimizer steps over all epochs
	FLOPs    float64 // of the matrix products in its steps, counted dense
	Cost     float64 // estimate of its time, in FLOPs of SGD steps that take as long: some end sooner
}

// A Field is one determining value as text, by its name in the definition:
// {"training.batch", "32"}, {"scenario.feature_divisor", "255"}, {"seed", "1"}.
// A scenario's optimizer and learning rate, which two tables may give, are
// "optimizer" and "learning_rate"; "dataset.sha256" and "numerics" come from
// the Identity.
type Field struct {
	Name  string
	Value string
}

// Fields are values by their names, each of which stands once.
type Fields []Field

// Value returns the value of the named field, and whether there is one.
func (f Fields) Value(name string) (string, bool) {
	for _, one := range f {
		if one.Name == name {
			return one.Value, true
		}
	}
	return "", false
}

// Plan lists the runs of the study, with their keys and costs.
func (d *Definition) Plan(id Identity) *Plan {
	steps := d.steps()
	flops := float64(steps) * d.flopsPerStep(id)
	plan := &Plan{Definition: d, Identity: id, Runs: make([]Run, 0, d.runs())}
	for _, s := range d.Scenarios {
		s = d.Resolve(s)
		for _, seed := range d.SeedsOf(s.Name) {
			determining := fields(d, id, s, seed)
			plan.Runs = append(plan.Runs, Run{
				Scenario: s, Seed: seed,
				Fields: determining, Key: Key(determining),
				Hidden: d.Network.Hidden, Epochs: d.Training.Epochs,
				Steps: steps, FLOPs: flops, Cost: d.cost(s, id),
			})
		}
	}
	plan.Measurements = d.measurements(id)
	return plan
}

func orDefault(n, fallback int) int {
	if n == 0 {
		return fallback
	}
	return n
}

// Name is what the run's files are called: "scaled-weights-seed3".
func (r Run) Name() string { return fmt.Sprintf("%s-seed%d", r.Scenario.Name, r.Seed) }

// Rates returns those of the first step; see Scenario.RatesAt.
func (r Run) Rates() (rate, firstLayer float64) { return r.Scenario.Rates() }
