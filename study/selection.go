package study

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Selection is a part of a plan. An empty list selects everything.
type Selection struct {
	Scenarios []string // by name
	Seeds     []int64
}

// Select returns the plan of the selected runs alone, in the plan's order, and
// of what is measured beside them for the selected seeds; of a selection of
// scenarios that is only their curvature and their endings. A name or seed that the study does
// not have is an error, which names the nearest.
func (p *Plan) Select(s Selection) (*Plan, error) {
	if err := s.check(p.Definition); err != nil {
		return nil, err
	}
	return p.Only(func(j Job) bool {
		ofScenario := (j.IsRun() || j.Kind == CurvatureKind || j.Kind == EndingsKind) && slices.Contains(s.Scenarios, j.Subject)
		return (len(s.Scenarios) == 0 || ofScenario) && (len(s.Seeds) == 0 || j.hasSeed(s.Seeds))
	}), nil
}

// Select returns the study of the selected seeds and scenarios alone, and of
// the scenarios that those are measured against: the reference, and whom they
// are expected to be the same as. Its errors are those of Plan.Select.
func (d *Definition) Select(s Selection) (*Definition, error) {
	if err := s.check(d); err != nil {
		return nil, err
	}
	part := *d
	if len(s.Scenarios) > 0 {
		wanted := d.withOthers(append([]string{d.Reference}, s.Scenarios...))
		part.Scenarios = slices.DeleteFunc(slices.Clone(d.Scenarios), func(s Scenario) bool { return !slices.Contains(wanted, s.Name) })
	}
	if len(s.Seeds) > 0 {
		part.Seeds = slices.DeleteFunc(slices.Clone(d.Seeds), func(seed int64) bool { return !slices.Contains(s.Seeds, seed) })
		part.selectScenarios()
		if part.Endings != nil {
			part.Endings = part.Endings.selectSeeds(s.Seeds)
		}
	}
	if len(part.Scenarios) < len(d.Scenarios) {
		part.selectMeasurements(d)
	}
	return &part, nil
}

// selectScenarios leaves out the scenarios that have none of the seeds, and
// what is expected in comparison with them.
func (d *Definition) selectScenarios() {
	scenarios := d.Scenarios
	d.Scenarios = nil
	for _, s := range scenarios {
		if len(s.Seeds) > 0 {
			s.Seeds = slices.DeleteFunc(slices.Clone(d.Seeds), func(seed int64) bool { return !slices.Contains(s.Seeds, seed) })
			switch len(s.Seeds) {
			case 0:
				continue
			case len(d.Seeds):
				s.Seeds = nil
			}
		}
		d.Scenarios = append(d.Scenarios, s)
	}
	for i, s := range d.Scenarios {
		if of := s.Expectation().Of; of != "" && (!slices.Contains(d.names(), of) || len(d.SeedsOf(s.Name, of)) == 0) {
			d.Scenarios[i].Expect = ""
		}
	}
}

// selectMeasurements leaves out what cannot be measured without the scenarios
// of the whole that d does not have.
func (d *Definition) selectMeasurements(whole *Definition) {
	if d.Curvature != nil {
		names := d.names()
		kept := slices.DeleteFunc(slices.Clone(d.Curvature.Scenarios), func(name string) bool { return !slices.Contains(names, name) })
		d.Curvature = &Curvature{Scenarios: kept}
		if len(kept) == 0 {
			d.Curvature = nil
		}
	}
	if d.Endings != nil && !slices.Contains(d.names(), d.Endings.Scenario) {
		d.Endings = nil
	}
	fewer := func(seed int64) bool { return len(d.RestoredOf(seed)) < len(whole.RestoredOf(seed)) }
	if d.Diagnostics != nil && slices.ContainsFunc(d.Seeds, fewer) {
		d.Diagnostics = &Diagnostics{Controls: 0}
	}
}

// withOthers adds to names those whom their scenarios are expected to be the
// same as, and so on.
func (d *Definition) withOthers(names []string) []string {
	for i := 0; i < len(names); i++ {
		scenario, _ := d.Scenario(names[i])
		if other := scenario.Expectation().Of; other != "" && !slices.Contains(names, other) {
			names = append(names, other)
		}
	}
	return names
}

// check reports every name and seed that the study does not have.
func (s Selection) check(d *Definition) error {
	names := d.names()
	var errs []error
	for _, name := range s.Scenarios {
		if !slices.Contains(names, name) {
			errs = append(errs, fmt.Errorf("the study has no scenario %s; %s", quote(name), suggestScenario(name, names)))
		}
	}
	unknown := slices.DeleteFunc(slices.Clone(s.Seeds), func(seed int64) bool { return slices.Contains(d.Seeds, seed) })
	if len(unknown) > 0 {
		errs = append(errs, fmt.Errorf("the study has no seed %s; write one of %s", shortSeeds(unknown), formatSeeds(d.Seeds)))
	}
	has := func(name string) bool {
		own := d.SeedsOf(name)
		return slices.ContainsFunc(s.Seeds, func(seed int64) bool { return slices.Contains(own, seed) })
	}
	for _, name := range s.Scenarios {
		if len(errs) == 0 && len(s.Seeds) > 0 && !has(name) {
			errs = append(errs, fmt.Errorf("scenario %s has no seed %s; it has %s", name, shortSeeds(s.Seeds), formatSeeds(d.SeedsOf(name))))
		}
	}
	return errors.Join(errs...)
}

// shortSeeds lists seeds as far as one line holds them.
func shortSeeds(seeds []int64) string {
	const line, most = 60, 8
	text := formatSeeds(seeds)
	if len(text) > line && len(seeds) > most {
		return fmt.Sprintf("%s and %d more", formatSeeds(seeds[:most]), len(seeds)-most)
	}
	return text
}

// formatSeeds lists seeds, successive ones as a range: "1–5, 9".
func formatSeeds(seeds []int64) string {
	sorted := slices.Sorted(slices.Values(seeds))
	var words []string
	for i := 0; i < len(sorted); {
		last := i
		for last+1 < len(sorted) && sorted[last+1] == sorted[last]+1 {
			last++
		}
		word := strconv.FormatInt(sorted[i], 10)
		if last > i {
			word += "–" + strconv.FormatInt(sorted[last], 10)
		}
		words = append(words, word)
		i = last + 1
	}
	return strings.Join(words, ", ")
}
