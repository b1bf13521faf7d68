package study

import (
	"fmt"
	"slices"
	"strconv"
)

// Endings is the table [endings]: one scenario is trained for few steps from
// many seeds, to count how its trainings end.
type Endings struct {
	// Scenario is by name. Left out: the first that is expected to collapse.
	Scenario string `toml:"scenario"`

	Seeds Seeds `toml:"seeds"` // its own, whatever the study's are
	Steps int   `toml:"steps"`

	// Float64Steps is for how many steps what overflows is trained again, from
	// the same start on the same batches, in float64. 0: not at all. Left out:
	// as many as Steps; 0 with another rule than plain SGD.
	Float64Steps int `toml:"float64_steps"`
}

// endingsSeeds is how many seeds share one record of endings.
const endingsSeeds = 10

const (
	defaultEndingsSeeds = 100
	defaultEndingsSteps = 400
	unsaid              = -1
)

// endings reads the table, where there is one.
func (t table) endings(d *Definition) {
	t, ok := t.table("endings")
	if !ok {
		return
	}
	e := &Endings{Steps: defaultEndingsSteps, Float64Steps: unsaid}
	d.Endings = e
	t.refuseUnknown()
	t.slug("scenario", &e.Scenario)
	if t.seeds(&e.Seeds); t.values["seeds"] == nil {
		for seed := range int64(defaultEndingsSeeds) {
			e.Seeds = append(e.Seeds, seed+1)
		}
	}
	t.count("steps", &e.Steps, 1, maxMapSteps)
	t.count("float64_steps", &e.Float64Steps, 0, maxMapSteps)
}

// checkEndings checks the scenario of the table and the work that it makes,
// and fills in the defaults.
func (r *reader) checkEndings() {
	d := &r.definition
	e := d.Endings
	if e == nil || !r.sound("endings", "scenario", "seeds", "steps", "float64_steps") {
		return
	}
	at := r.key("endings", "scenario")
	if e.Scenario == "" {
		first := slices.IndexFunc(d.Scenarios, func(s Scenario) bool { return s.Expectation().Kind == Collapses })
		if first < 0 {
			at.report("is missing, and no scenario is expected to collapse", `write scenario = "…", the one whose endings are to be counted`)
			return
		}
		e.Scenario = d.Scenarios[first].Name
	}
	at.checkScenario("is", e.Scenario, d.names())
	s, ok := d.Scenario(e.Scenario)
	s = d.Resolve(s)
	wide := s.Optimizer == "sgd" && s.FirstLayerTrustCoefficient == 0 && s.ClipNorm == 0 && s.WeightDecay == 0
	switch {
	case e.Float64Steps == unsaid && wide:
		e.Float64Steps = e.Steps
	case e.Float64Steps == unsaid:
		e.Float64Steps = 0
	case e.Float64Steps > 0 && ok && !wide:
		r.key("endings", "float64_steps").report("goes with a scenario that is not trained by plain SGD", "write 0, or remove it")
	}
	if steps := float64(len(e.Seeds)) * float64(e.Steps+e.Float64Steps); steps > maxSteps {
		r.key("endings", "steps").report(fmt.Sprintf("makes trainings of %.3g steps", steps), "all have at most 1e9; lower it, or list fewer seeds")
	}
}

// endings lists a measurement for every few seeds, so that many of them do not
// make many files, and yet workers and shards have parts to share.
func (d *Definition) endings(id Identity) (list []Job) {
	if d.Endings == nil {
		return nil
	}
	s, _ := d.Scenario(d.Endings.Scenario)
	s = d.Resolve(s)
	for seeds := range slices.Chunk(d.Endings.Seeds, endingsSeeds) {
		steps := len(seeds) * (d.Endings.Steps + d.Endings.Float64Steps)
		whole, again := float64(d.Endings.Steps), stepsOfFloat64*float64(d.Endings.Float64Steps)
		cost := float64(len(seeds)) * ((1-expectedOverflows)*whole + expectedOverflows*again)
		list = append(list, Job{
			Kind: EndingsKind, Subject: s.Name, Seed: seeds[0], Seeds: seeds, Scenario: s,
			Fields: append([]Field{
				{"endings", endingsVersion},
				{"endings.seeds", seeds.String()},
				{"endings.steps", strconv.Itoa(d.Endings.Steps)},
				{"endings.float64_steps", strconv.Itoa(d.Endings.Float64Steps)},
			}, scenarioFields("scenario", s)...),
			Steps: steps, FLOPs: cost * d.flopsPerStep(id),
		})
	}
	return list
}

// selectSeeds leaves those out that share a record with none of the given
// ones: what is left makes the same records.
func (e *Endings) selectSeeds(seeds []int64) *Endings {
	part := *e
	part.Seeds = nil
	for some := range slices.Chunk(e.Seeds, endingsSeeds) {
		if share(some, seeds) {
			part.Seeds = append(part.Seeds, some...)
		}
	}
	if len(part.Seeds) == 0 {
		return nil
	}
	return &part
}

// share reports whether two lists of seeds have one in common.
func share(a, b []int64) bool {
	return slices.ContainsFunc(a, func(seed int64) bool { return slices.Contains(b, seed) })
}
