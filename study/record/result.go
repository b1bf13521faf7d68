package record

import (
	"slices"

	"firststep/study"
)

// A Result is the file that a job leaves: a [*Run] or a [*Measurement].
type Result interface {
	Sealed
	Name() string   // as that of the job
	Path() string   // as that of the job
	String() string // what messages call it: "the record of scaled-weights-seed3"
	Origin() Origin
	Identify(study.Job) // says that it is of a job
}

// An Origin is what a result says of how it came about.
type Origin struct {
	Key        string
	Definition Definition
	Checksum   string // empty before the result was saved
}

func (r *Run) job() study.Job {
	return study.Job{Kind: study.RunKind, Subject: r.Scenario, Seed: r.Seed}
}

func (m *Measurement) job() study.Job {
	return study.Job{Kind: m.Kind, Subject: m.Subject, Seed: m.Seed}
}

// Name is what the files of the run are called: "scaled-weights-seed3".
func (r *Run) Name() string { return r.job().Name() }

// Name is what the file of a measurement is called: "sweep-seed1",
// "curvature-scaled-weights-seed1".
func (m *Measurement) Name() string { return m.job().Name() }

// Path implements [Result].
func (r *Run) Path() string { return r.job().Path() }

// Path implements [Result].
func (m *Measurement) Path() string { return m.job().Path() }

// String implements [Result].
func (r *Run) String() string { return "the record of " + r.Name() }

// String implements [Result].
func (m *Measurement) String() string { return "the measurement " + m.Name() }

// Origin implements [Result].
func (r *Run) Origin() Origin { return Origin{r.Key, r.Definition, r.Checksum} }

// Origin implements [Result].
func (m *Measurement) Origin() Origin { return Origin{m.Key, m.Definition, m.Checksum} }

// Identify implements [Result].
func (r *Run) Identify(job study.Job) {
	r.Schema, r.Key, r.Scenario, r.Seed = Schema, job.Key, job.Subject, job.Seed
	r.Definition = slices.Clone(job.Fields)
}

// Identify implements [Result].
func (m *Measurement) Identify(job study.Job) {
	m.Schema, m.Key, m.Kind, m.Subject, m.Seed = Schema, job.Key, job.Kind, job.Subject, job.Seed
	m.Definition = slices.Clone(job.Fields)
}
