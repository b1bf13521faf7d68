package figures_test

import (
	"strings"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
)

// definition is that of the fixture, with a training that is long enough for
// curves to be smoothed.
func definition(seeds int) string {
	return strings.Replace(fixture.Seeds(seeds, fixture.Everything), "train = 320", "train = 3200", 1)
}

// of is a study of so many seeds.
func of(seeds int) evidence.Data { return fixture.New(definition(seeds)) }

// deeper adds to a study the tables that ask for deeper measurements, and what
// they leave.
func deeper(d evidence.Data) evidence.Data {
	tables, err := study.Parse("study.toml", []byte(definition(1)+fixture.Tables), study.Limits{})
	if err != nil {
		panic(err)
	}
	altered := *d.Definition
	altered.Diagnostics, altered.Curvature, altered.Sweep, altered.Stability = tables.Diagnostics, tables.Curvature, tables.Sweep, tables.Stability
	return fixture.Measure(evidence.NewData(&altered, d.Dataset, d.Results))
}
