package figures

import (
	"math"
	"slices"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/record"
	"firststep/study/theory"
)

// Data is what figures and report draw from: a definition, what theory says
// of it, and what its runs left behind. Runs may be missing: a part of a study
// is drawn as far as it goes.
type Data struct {
	Definition  *study.Definition
	Predictions []theory.Prediction // one a scenario, in the definition's order
	Dataset     *record.Dataset     // nil where the study has none yet
	Results     []Result            // scenario by scenario, seed by seed, in the definition's order

	// Measurements are what was measured beside the runs, see [Data.With];
	// none where the definition has no table that asks for them.
	Measurements []*record.Measurement

	scenarios map[string][2]int // where the results of a scenario begin and end
}

// A Result is what one run left: its record and the trace beside it.
type Result struct {
	Run   *record.Run
	Trace *record.Trace
	Sum   string // SHA-256 of the record's file, in hexadecimal; empty: computed where it is needed

	thinned *thinned // of a result that is one of very many, see Thin
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
		byRun[key{r.Run.Scenario, r.Run.Seed}] = r
	}
	for _, s := range definition.Scenarios {
		first := len(d.Results)
		for _, seed := range definition.Seeds {
			if r, ok := byRun[key{s.Name, seed}]; ok {
				d.Results = append(d.Results, r)
			}
		}
		d.scenarios[s.Name] = [2]int{first, len(d.Results)}
	}
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

// Scenario returns a scenario with the defaults of [training] filled in.
func (d Data) Scenario(name string) study.Scenario {
	s, ok := d.Definition.Scenario(name)
	if !ok {
		return study.Scenario{Name: name}
	}
	return d.Definition.Resolve(s)
}

// Prediction returns what theory says of a scenario's first step.
func (d Data) Prediction(scenario string) theory.Prediction {
	i := slices.IndexFunc(d.Predictions, func(p theory.Prediction) bool { return p.Scenario == scenario })
	if i < 0 {
		return theory.Prediction{Scenario: scenario, Baseline: scenario}
	}
	return d.Predictions[i]
}

// A Quantity is a number that a run leaves, such as its final accuracy.
type Quantity func(Result) float64

// Quantities of the first layer's first step, and of the end.
var (
	DeltaNorm     Quantity = func(r Result) float64 { return float64(r.firstLayer().DeltaNorm) }
	RelativeDelta Quantity = func(r Result) float64 { return float64(r.firstLayer().RelativeDelta) }
	XdWRMS        Quantity = func(r Result) float64 { return float64(r.Run.FirstStep.PreActivation.XdWRMS) }
	XdWRatio      Quantity = func(r Result) float64 { return float64(r.Run.FirstStep.PreActivation.Ratio) }
	LossBefore    Quantity = func(r Result) float64 { return float64(r.Run.FirstStep.LossBefore) }
	LossAfter     Quantity = func(r Result) float64 { return float64(r.Run.FirstStep.LossAfter) }
	FinalAccuracy Quantity = func(r Result) float64 { return float64(r.Run.Ending.Final.Accuracy) }
)

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

// firstLayer is the first layer's first step; of NaN if the record has none.
func (r Result) firstLayer() record.LayerStep {
	if layers := r.Run.FirstStep.Layers; len(layers) > 0 {
		return layers[0]
	}
	nan := record.Float(math.NaN())
	return record.LayerStep{WeightNorm: nan, DeltaNorm: nan, RelativeDelta: nan, DeltaRMS: nan, DeltaMax: nan, Unmoved: nan}
}

// Overflowed reports whether the run ended because its loss was not finite.
func (r Result) Overflowed() bool { return r.Run.Ending.Kind == record.Overflowed }

// Roles names the scenarios that the story is told with; a study that has
// none for a part leaves it empty. All but the reference have the reference
// as their baseline, and the first scenario listed takes the part.
type Roles struct {
	Reference string
	Broken    string // the same function, thrown further by the first step: features a, weights 1/a
	Restored  string // the same function at every step: the first layer's rate divided by a²
	AllRates  string // the same first step in the first layer, but another course: every rate divided by a²
	Raised    string // the reference with its first layer's rate multiplied by a²
}

// Roles finds the parts by what theory predicts, whatever the scenarios are called.
func (d Data) Roles() Roles {
	r := Roles{Reference: d.Definition.Reference}
	for _, p := range d.Predictions {
		if part := r.part(d, p); part != nil && *part == "" {
			*part = p.Scenario
		}
	}
	return r
}

// part returns the part that a scenario qualifies for, nil if for none.
func (r *Roles) part(d Data, p theory.Prediction) *string {
	const above = 1 + 1e-9 // one, but for the rounding of divisors
	s := d.Scenario(p.Scenario)
	switch {
	case p.Baseline != r.Reference || p.IsBaseline():
		return nil
	case p.SameTrajectory && p.A != 1:
		return &r.Restored
	case p.A != 1 && s.LearningRateDivisor == 1 && p.XdW > above:
		return &r.Broken
	case p.A != 1 && s.LearningRateDivisor != 1:
		return &r.AllRates
	case p.A == 1 && p.XdW > above:
		return &r.Raised
	}
	return nil
}
