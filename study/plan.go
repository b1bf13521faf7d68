package study

import "slices"

// A Plan is every job of a study in a fixed order: first the runs, scenario by
// scenario as the definition lists them and within a scenario seed by seed;
// then what the tables [curvature], [sweep], [stability], [diagnostics] and
// [endings] ask for beside them, kind by kind and seed by seed. It is a pure
// value: what of it is done already is the runner's business.
type Plan struct {
	Definition *Definition
	Identity   Identity
	Jobs       []Job
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

// A Field is one determining value as text, by its name in the definition:
// {"training.batch", "32"}, {"scenario.feature_divisor", "255"}, {"seed", "1"}.
// What a scenario and [training] may both give are "optimizer",
// "learning_rate" and so on, and what a scenario and [network] may is as of the
// latter, "network.init"; "dataset.sha256" and "numerics" come from the Identity.
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

// Plan lists the jobs of the study, with their keys and costs.
func (d *Definition) Plan(id Identity) *Plan {
	plan := &Plan{Definition: d, Identity: id, Jobs: make([]Job, 0, d.runs())}
	steps := d.steps()
	flops := float64(steps) * d.flopsPerStep(id)
	for _, s := range d.Scenarios {
		s = d.Resolve(s)
		for _, seed := range d.SeedsOf(s.Name) {
			determining := fields(d, id, s, seed)
			plan.Jobs = append(plan.Jobs, Job{
				Kind: RunKind, Subject: s.Name, Scenario: s, Seed: seed,
				Fields: determining, Key: Key(determining),
				Hidden: d.Network.Hidden, Epochs: d.Training.Epochs,
				Steps: steps, FLOPs: flops, Cost: d.cost(s, id),
			})
		}
	}
	plan.Jobs = append(plan.Jobs, d.measurements(id)...)
	return plan
}

// Runs are the jobs that train.
func (p *Plan) Runs() []Job { return p.Jobs[:p.runs():p.runs()] }

// Measurements are the jobs beside the runs.
func (p *Plan) Measurements() []Job { return p.Jobs[p.runs():] }

func (p *Plan) runs() int {
	if first := slices.IndexFunc(p.Jobs, func(j Job) bool { return !j.IsRun() }); first >= 0 {
		return first
	}
	return len(p.Jobs)
}

// Only is the plan of the jobs that are wanted, in the plan's order.
func (p *Plan) Only(wanted func(Job) bool) *Plan {
	part := *p
	part.Jobs = nil
	for _, job := range p.Jobs {
		if wanted(job) {
			part.Jobs = append(part.Jobs, job)
		}
	}
	return &part
}

func orDefault(n, fallback int) int {
	if n == 0 {
		return fallback
	}
	return n
}
