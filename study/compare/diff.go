package compare

import (
	"slices"

	"firststep/study"
	"firststep/study/record"
)

// Schema is the version of what a Diff is as JSON.
const Schema = 2

// A Run is what one training left: its record, and its trace or nil.
type Run struct {
	Record *record.Run
	Trace  *record.Trace
}

// Options say what is compared.
type Options struct {
	Parameters    bool     // norms of parameters too
	Interquartile bool     // interquartile means in place of means; needs BootstrapFrom seeds
	Quantities    []string // these alone; none: all
}

// A Diff is everything in which two sides differ, or not. What is not in the
// records is left to who has it: the names of the sides, the definitions that
// the runs were planned by, and claims.
type Diff struct {
	Schema int    `json:"schema"`
	A      string `json:"a"`
	B      string `json:"b"`

	Only        []string       `json:"only,omitempty"` // the quantities that were asked for; left out: all
	Definition  []study.Change `json:"definition"`     // of the studies' definitions
	OnlyA       []string       `json:"only_a"`         // scenarios of which one side alone has runs
	OnlyB       []string       `json:"only_b"`
	Comparisons []*Comparison  `json:"comparisons"`
	Measured    Measured       `json:"measured"` // beside the runs; of whole studies
	Claims      []Claim        `json:"claims"`
}

// A Claim is what the records of either side say of something that both
// studies expect.
type Claim struct {
	Claim string `json:"claim"` // "scaled-weights collapses"
	A     string `json:"a"`     // the verdict: "holds"
	B     string `json:"b"`
}

// Flipped reports whether the verdicts differ.
func (c Claim) Flipped() bool { return c.A != c.B }

// Sides compares the runs of two sides, scenario by scenario in the order of
// A's runs. Sides of one scenario each are compared whatever these are called.
func Sides(a, b []Run, o Options) (*Diff, error) {
	d := &Diff{Schema: Schema, Only: o.Quantities, Definition: []study.Change{}, OnlyA: []string{}, OnlyB: []string{}, Comparisons: []*Comparison{}, Measured: Measurements(nil, nil), Claims: []Claim{}}
	inA, inB := byScenario(a), byScenario(b)
	if len(inA) == 1 && len(inB) == 1 {
		c, err := Scenarios(a, b, o)
		d.Comparisons = append(d.Comparisons, c)
		return d, err
	}
	for _, runs := range inA {
		name := runs[0].Record.Scenario
		i := slices.IndexFunc(inB, func(other []Run) bool { return other[0].Record.Scenario == name })
		if i < 0 {
			d.OnlyA = append(d.OnlyA, name)
			continue
		}
		c, err := Scenarios(runs, inB[i], o)
		if err != nil {
			return nil, err
		}
		d.Comparisons = append(d.Comparisons, c)
		inB = slices.Delete(inB, i, i+1)
	}
	for _, runs := range inB {
		d.OnlyB = append(d.OnlyB, runs[0].Record.Scenario)
	}
	return d, nil
}

// byScenario takes runs apart, in the order in which scenarios come first.
func byScenario(runs []Run) [][]Run {
	var groups [][]Run
	for _, r := range runs {
		i := slices.IndexFunc(groups, func(g []Run) bool { return g[0].Record.Scenario == r.Record.Scenario })
		if i < 0 {
			groups = append(groups, []Run{r})
			continue
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}

// Paired reports whether runs of the same seed are compared throughout.
func (d *Diff) Paired() bool {
	return !slices.ContainsFunc(d.Comparisons, func(c *Comparison) bool { return !c.Paired })
}

// bitsDiffer reports whether any two runs that were compared differ in a bit,
// as Comparison.bitsDiffer says, or a run has none to be compared with; or any
// two measurements.
func (d *Diff) bitsDiffer() bool {
	return len(d.OnlyA)+len(d.OnlyB) > 0 || d.Measured.Differs() || slices.ContainsFunc(d.Comparisons, func(c *Comparison) bool {
		return len(c.OnlyA)+len(c.OnlyB) > 0 || c.bitsDiffer()
	})
}

// Differs reports whether anything differs: a definition or, where it is of
// one study, none; a bit; and of sides that share no seed, a quantity.
func (d *Diff) Differs() bool {
	return len(d.Definition) > 0 || d.bitsDiffer() || slices.ContainsFunc(d.Comparisons, func(c *Comparison) bool {
		return c.SameScenario() && len(c.Changes) > 0 || !c.Paired && len(c.With(Apart)) > 0
	})
}

// Telling parts the scenarios of studies into those of which there is something
// to tell and those that are identical. A single one is told, and so are all
// where quantities were asked for.
func (d *Diff) Telling() (tell, same []*Comparison) {
	for _, c := range d.Comparisons {
		if len(d.Comparisons) == 1 || len(d.Only) > 0 || !c.Paired || c.bitsDiffer() || len(c.Changes)+len(c.OnlyA)+len(c.OnlyB) > 0 {
			tell = append(tell, c)
		} else {
			same = append(same, c)
		}
	}
	return tell, same
}
