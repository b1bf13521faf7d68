package study

import (
	"fmt"
	"slices"
)

// Kinds of job. All but runs are measurements, and named after the tables that
// ask for them.
const (
	RunKind       = "run"       // each scenario for each of its seeds
	CurvatureKind = "curvature" // [curvature]: for some scenarios and each seed
	SweepKind     = "sweep"     // [sweep]: for each seed
	StabilityKind = "stability" // [stability]: each map for each seed
	ControlsKind  = "controls"  // [diagnostics] controls: for each seed
	EndingsKind   = "endings"   // [endings]: for every few of its own seeds
)

// The subjects of a [StabilityKind] job: which rate the map varies.
const (
	FirstLayerMap = "first-layer" // of the first layer's weights alone
	GlobalMap     = "global"      // of every parameter
)

// A Job is a piece of work that leaves one record: a run, which is one
// training, or a measurement beside the runs, which is what a table asks for,
// for one seed or a few. Its kinds and subjects are those of the records.
type Job struct {
	Kind     string // RunKind to EndingsKind
	Subject  string // of a run, a curvature and endings the scenario, of stability the map; else empty
	Seed     int64
	Seeds    Seeds    // of endings: all that it is of, Seed the first; else none
	Scenario Scenario // resolved: that of Subject where it is a scenario, else the reference
	Fields   []Field  // everything that determines the job, in a fixed order
	Key      string   // SHA-256 over Fields, hexadecimal
	Steps    int      // of progress: optimizer steps, or products with a Hessian
	FLOPs    float64  // of the matrix products in its steps, counted dense; of a measurement an estimate
	Cost     float64  // estimate of its time, in FLOPs of SGD steps that take as long: some end sooner

	Hidden []int // of a run: units of the hidden layers
	Epochs int   // of a run
}

// IsRun tells runs from measurements.
func (j Job) IsRun() bool { return j.Kind == RunKind }

// Name is what the job's files are called: "scaled-weights-seed3" for a run,
// "sweep-seed1" and "curvature-scaled-weights-seed1" for measurements. A run and
// a measurement may have the same name, for their files lie in folders of their
// own: see Path.
func (j Job) Name() string {
	switch {
	case j.IsRun():
		return fmt.Sprintf("%s-seed%d", j.Subject, j.Seed)
	case j.Subject == "":
		return fmt.Sprintf("%s-seed%d", j.Kind, j.Seed)
	}
	return fmt.Sprintf("%s-%s-seed%d", j.Kind, j.Subject, j.Seed)
}

// hasSeed reports whether a job is of one of some seeds.
func (j Job) hasSeed(seeds []int64) bool {
	return slices.Contains(seeds, j.Seed) || share(j.Seeds, seeds)
}

// Folders of a study that hold the records of its jobs.
const (
	RunsFolder         = "records"
	MeasurementsFolder = "measurements"
)

// Path is where the job's files are in the folder of a study, without their
// endings: "records/scaled-weights-seed3", "measurements/sweep-seed1". No two
// jobs of a plan have the same.
func (j Job) Path() string {
	if j.IsRun() {
		return RunsFolder + "/" + j.Name()
	}
	return MeasurementsFolder + "/" + j.Name()
}

// Rates returns those of the first step; see Scenario.RatesAt.
func (j Job) Rates() (rate, firstLayer float64) { return j.Scenario.Rates() }
