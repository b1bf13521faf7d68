// Package evidence is what the records of a study say, before anybody draws it
// or puts it in sentences.
//
//  1. Who has read a definition and the records of its runs brings them
//     together with [NewData], and with [Data.With] what was measured beside
//     the runs. Missing runs are missing; nothing here reads a file.
//  2. [Data] finds a run ([Data.Find]), those of a scenario ([Data.Of]), a
//     [Quantity] over seeds ([Data.Sample]), and the same as a multiple of the
//     run of the same seed of its baseline, the scenario that it rescales
//     ([Data.Factors]), which is what theory predicts ([Data.Prediction]).
//  3. [Data.Roles] tells from the predictions which scenarios the story is told
//     with, whatever they are called: the one that breaks, the one that is
//     mended.
//  4. [EndingOf] says how a run ended, [Data.Outcome] how those of a scenario
//     did, against what guessing would reach ([Data.Chance]).
//  5. [Gather] takes the parts together that were run, as [Findings]: what a
//     report may speak of.
//  6. [Data.Label] and [Data.Short] name scenarios in plain text,
//     [Data.Provenance] says which bytes all of it stands on.
//
// Package figures draws Data, package report writes about Findings, and the
// commands print both. A number that is not finite stays visible as such.
package evidence

import (
	"slices"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/record"
	"firststep/study/theory"
)

// Data is a study as its reader has it: a definition, what theory says of it,
// and what its runs left behind. Runs may be missing: a part of a study is
// told as far as it goes.
type Data struct {
	Definition  *study.Definition
	Predictions []theory.Prediction // one a scenario, in the definition's order
	Dataset     *record.Dataset     // nil where the study has none yet
	Results     []Result            // scenario by scenario, seed by seed, in the definition's order

	// Measurements are what was measured beside the runs, see [Data.With];
	// none where the definition has no table that asks for them.
	Measurements []*record.Measurement

	measurementsListing func() []byte // once they are in order

	scenarios map[string][2]int // where the results of a scenario begin and end
	seeds     int               // that there are results of
}

// A Result is what one run left: its record and the trace beside it.
type Result struct {
	Run   *record.Run
	Trace *record.Trace
	Sum   string // SHA-256 of the record's file, in hexadecimal; empty: computed where it is needed

	smoothed *smoothed // nil before the result is among others
	thinned  bool      // it is one of very many, see Thin
}

// sum is Sum, or what it would be.
func (r Result) sum() string {
	if r.Sum != "" {
		return r.Sum
	}
	return record.Sum(record.Encode(r.Run))
}

// NewData brings results into the definition's order. A result of a scenario
// or a seed that the definition does not have is left out; dataset may be nil.
func NewData(definition *study.Definition, dataset *record.Dataset, results []Result) Data {
	d := Data{Definition: definition, Predictions: theory.Predict(definition), Dataset: dataset, scenarios: map[string][2]int{}}
	type key struct {
		scenario string
		seed     int64
	}
	byRun := map[key]Result{}
	for _, r := range results {
		if r.Trace == nil {
			r.Trace = &record.Trace{}
		}
		if !r.thinned {
			r.smoothed = d.smooth(r)
		}
		byRun[key{r.Run.Scenario, r.Run.Seed}] = r
	}
	seen := map[int64]bool{}
	for _, s := range definition.Scenarios {
		first := len(d.Results)
		for _, seed := range definition.SeedsOf(s.Name) {
			if r, ok := byRun[key{s.Name, seed}]; ok {
				d.Results = append(d.Results, r)
				seen[seed] = true
			}
		}
		d.scenarios[s.Name] = [2]int{first, len(d.Results)}
	}
	d.seeds = len(seen)
	return d
}

// Of returns a scenario's results, one a seed, in the order of the seeds.
func (d Data) Of(scenario string) []Result { return slices.Clone(d.of(scenario)) }

func (d Data) of(scenario string) []Result {
	between := d.scenarios[scenario]
	return d.Results[between[0]:between[1]]
}

// Find returns the result of one run.
func (d Data) Find(scenario string, seed int64) (Result, bool) {
	of := d.of(scenario)
	i := slices.IndexFunc(of, func(r Result) bool { return r.Run.Seed == seed })
	if i < 0 {
		return Result{}, false
	}
	return of[i], true
}

// Scenario returns a scenario with the defaults of [training] filled in, and
// with divisors of 1 where none is given.
func (d Data) Scenario(name string) study.Scenario {
	s, ok := d.Definition.Scenario(name)
	if ok {
		s = d.Definition.Resolve(s)
	}
	s.Name = name
	for _, divisor := range []*float64{&s.FeatureDivisor, &s.WeightDivisor, &s.LearningRateDivisor, &s.FirstLayerRateDivisor} {
		if *divisor == 0 {
			*divisor = 1
		}
	}
	return s
}

// FirstLayerRate is the learning rate of a scenario's first-layer weights in
// its first step.
func (d Data) FirstLayerRate(scenario string) float64 {
	_, rate := d.Scenario(scenario).Rates()
	return rate
}

// Prediction returns what theory says of a scenario's first step.
func (d Data) Prediction(scenario string) theory.Prediction {
	i := slices.IndexFunc(d.Predictions, func(p theory.Prediction) bool { return p.Scenario == scenario })
	if i < 0 {
		return theory.Prediction{Scenario: scenario, Baseline: scenario}
	}
	return d.Predictions[i]
}

// Values returns a quantity of every result of a scenario, in the order of the
// seeds; values that are not finite are among them.
func (d Data) Values(scenario string, q Quantity) []float64 {
	var values []float64
	for _, r := range d.Of(scenario) {
		values = append(values, q(r))
	}
	return values
}

// Sample describes a quantity of a scenario over its seeds.
func (d Data) Sample(scenario string, q Quantity) compare.Sample {
	return compare.Of(d.Values(scenario, q))
}

// SampleBeside describes a quantity of a scenario over the seeds that another
// was run with as well.
func (d Data) SampleBeside(other, scenario string, q Quantity) compare.Sample {
	var values []float64
	for _, r := range d.Of(scenario) {
		if _, ok := d.Find(other, r.Run.Seed); ok {
			values = append(values, q(r))
		}
	}
	return compare.Of(values)
}

// A Factor is a quantity of one run as a multiple of the same seed's baseline.
type Factor struct {
	Seed  int64
	Value float64 // NaN or infinite where either of the two is not finite

	// Flipped says that rounding changed the sign of a hidden unit on some
	// image of the first batch, so that the two are on different linear pieces.
	Flipped bool
}

// Factors sets every run of a scenario against its baseline's run of the same
// seed. Seeds of which either is missing are left out, and those of which both
// are zero, so that there is nothing to compare.
func (d Data) Factors(scenario string, q Quantity) []Factor {
	type step struct {
		value float64
		signs string
	}
	baseline := map[int64]step{}
	for _, r := range d.Of(d.Prediction(scenario).Baseline) {
		baseline[r.Run.Seed] = step{q(r), r.Run.Print.FirstSigns}
	}
	var factors []Factor
	for _, r := range d.Of(scenario) {
		if b, ok := baseline[r.Run.Seed]; ok && (b.value != 0 || q(r) != 0) {
			factors = append(factors, Factor{Seed: r.Run.Seed, Value: q(r) / b.value, Flipped: r.Run.Print.FirstSigns != b.signs})
		}
	}
	return factors
}

// Runs are results as package compare has them.
func Runs(results []Result) []compare.Run {
	runs := make([]compare.Run, len(results))
	for i, r := range results {
		runs[i] = compare.Run{Record: r.Run, Trace: r.Trace}
	}
	return runs
}

// Overflowed reports whether the run ended because its loss was not finite.
func (r Result) Overflowed() bool { return r.Run.Ending.Kind == record.Overflowed }

// HasRun reports whether there is a record of a scenario.
func (d Data) HasRun(scenario string) bool { return len(d.Of(scenario)) > 0 }

// Missing counts the runs of the plan without a record.
func (d Data) Missing() int {
	missing := -len(d.Results)
	for _, s := range d.Definition.Scenarios {
		missing += len(d.Definition.SeedsOf(s.Name))
	}
	return missing
}

// Seeds returns how many seeds there are runs of: of a study that is not
// complete, captions do not speak of means that nobody took.
func (d Data) Seeds() int { return d.seeds }

// StepsPerEpoch is how many whole batches the training set has.
func (d Data) StepsPerEpoch() int {
	return max(1, d.Definition.Dataset.Train/max(1, d.Definition.Training.Batch))
}

// Steps is how many a run takes in all.
func (d Data) Steps() int { return d.StepsPerEpoch() * d.Definition.Training.Epochs }

// Paired describes a quantity of one scenario less that of another, seed by
// seed.
func (d Data) Paired(scenario, other string, q Quantity) compare.Sample {
	var differences []float64
	for _, r := range d.Of(scenario) {
		if o, ok := d.Find(other, r.Run.Seed); ok {
			differences = append(differences, q(r)-q(o))
		}
	}
	return compare.Of(differences)
}

// ComparesRemedies reports whether the study is one of ways to train, which are
// those with standardised features or a normalised step among them.
func (d Data) ComparesRemedies() bool {
	if len(d.Ran()) < 2 || !d.HasRun(d.Definition.Reference) {
		return false
	}
	return slices.ContainsFunc(d.Definition.Scenarios, func(s study.Scenario) bool {
		return s.Standardise || s.FirstLayerTrustCoefficient != 0
	})
}

// Ran are the names of the scenarios that have a record, in the order of the
// definition.
func (d Data) Ran() []string {
	var names []string
	for _, s := range d.Definition.Scenarios {
		if d.HasRun(s.Name) {
			names = append(names, s.Name)
		}
	}
	return names
}
