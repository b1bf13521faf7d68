package main

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"firststep/studies"
	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/regular"
)

// anySize: nothing is trained here, however large the study is.
var anySize = study.Limits{Memory: math.MaxInt64}

// A side is one of the two that are compared.
type side struct {
	name       string            // as the user wrote it
	whole      *study.Definition // nil for a single record
	definition *study.Definition // narrowed to what is needed
	scenario   string            // the one that is compared, or empty for all
	source     recordSource      // nil once the results are known
	dataset    *record.Dataset   // nil where there is none
	results    []evidence.Result // what is compared
	beside     []evidence.Result // and what its claims are measured against
	measured   []*record.Measurement
}

// A recordSource has the records of a study: its folder, a revision of it, or
// a PDF. Its errors name the file.
type recordSource interface {
	Names() ([]string, error)
	Run(name string) (*record.Run, error)
	Trace(*record.Run) (*record.Trace, error)
	MeasurementNames() ([]string, error)
	Measurement(name string) (*record.Measurement, error)
	Dataset() (*record.Dataset, error)
}

// openSide finds out what an argument means. What exists under its name wins
// over any meaning of "@" and ":".
func openSide(argument string) (*side, error) {
	if _, err := os.Stat(argument); errors.Is(err, fs.ErrNotExist) {
		if colon := strings.LastIndexByte(argument, ':'); colon > 0 {
			whole, err := openStudy(argument[:colon])
			if !errors.Is(err, fs.ErrNotExist) {
				return whole.choose(argument[colon+1:], err)
			}
		}
	}
	whole, err := openStudy(argument)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is no study's folder, no record, no PDF and no FOLDER@REVISION; for a scenario write STUDY:SCENARIO", argument)
	}
	return whole, err
}

// choose narrows a study that was opened, or not, to a scenario.
func (a *side) choose(scenario string, err error) (*side, error) {
	switch {
	case err != nil:
		return nil, err
	case a.whole == nil:
		return nil, fmt.Errorf("%s is a single run; only a study has scenarios to choose from", a.name)
	}
	// The error names the nearest scenario.
	if _, err := a.whole.Select(study.Selection{Scenarios: []string{scenario}}); err != nil {
		return nil, fmt.Errorf("%s: %w", a.name, err)
	}
	a.name += ":" + scenario
	a.scenario = scenario
	return a, nil
}

// openStudy opens an argument without a scenario. The error wraps
// fs.ErrNotExist where it means nothing.
func openStudy(argument string) (*side, error) {
	info, err := os.Stat(argument)
	pdf, errPDF := isPDF(argument)
	switch {
	case errPDF != nil:
		return nil, errPDF
	case err == nil && info.IsDir():
		return openFolder(argument, argument)
	case err == nil && !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: %w", argument, regular.ErrNotRegular)
	case pdf:
		return openPDF(argument)
	case err == nil && filepath.Ext(argument) == ".json":
		return openRecord(argument)
	case err == nil:
		return openFolder(argument, filepath.Dir(argument))
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if strings.Contains(argument, "@") {
		return openRevision(argument)
	}
	if _, ok := studies.Definition(argument); ok {
		return openFolder(argument, "firststep-"+argument)
	}
	return nil, fs.ErrNotExist
}

func openFolder(name, folder string) (*side, error) {
	file := filepath.Join(folder, definitionFile)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s holds no %s", folder, definitionFile) // and does not wrap: the folder is there, or meant
	}
	definition, err := study.Load(file, anySize)
	if err != nil {
		return nil, err
	}
	store, err := record.Open(folder)
	if err != nil {
		return nil, err
	}
	return &side{name: name, whole: definition, source: store}, nil
}

// openRecord reads a record on its own, and the trace where it lies beside.
func openRecord(path string) (*side, error) {
	data, err := regular.ReadFile(path, maxOutput)
	if err != nil {
		return nil, err
	}
	run, err := record.Decode[record.Run](data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	result := evidence.Result{Run: run}
	beside := strings.TrimSuffix(path, ".json") + ".csv"
	data, err = regular.ReadFile(beside, maxOutput)
	switch {
	case err == nil:
		if result.Trace, err = record.DecodeTrace(data, run.Trace); err != nil {
			return nil, fmt.Errorf("%s: %w", beside, err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	return &side{name: path, scenario: run.Scenario, results: []evidence.Result{result}}, nil
}

// shareScenario lets a side that names no scenario have the other's.
func (a *side) shareScenario(b *side) {
	for _, pair := range [2][2]*side{{a, b}, {b, a}} {
		whole, part := pair[0], pair[1]
		if whole.scenario != "" || part.scenario == "" {
			continue
		}
		if _, ok := whole.whole.Scenario(part.scenario); ok {
			whole.scenario = part.scenario
		}
	}
}

// seedsFor are the seeds to load of the other side: those that are asked for,
// or the only one that a single run can be compared with.
func (a *side) seedsFor(asked []int64) []int64 {
	if a.whole == nil && len(asked) == 0 {
		return []int64{a.results[0].Run.Seed}
	}
	return asked
}

// load reads the records of the side's scenarios and of those that its claims
// are measured against. They are taken as they are: whether they are up to
// date is for plan to say.
func (a *side) load(s *session, seeds []int64) error {
	if a.whole == nil {
		return nil
	}
	selection := study.Selection{Seeds: seeds}
	if a.scenario != "" {
		selection.Scenarios = []string{a.scenario}
	}
	narrowed, err := a.whole.Select(selection)
	if err != nil {
		return fmt.Errorf("%s: %w", a.name, err)
	}
	a.definition = narrowed
	a.dataset, err = a.source.Dataset()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	missing, err := a.read()
	if err != nil {
		return err
	}
	if err := a.readMeasurements(); err != nil {
		return err
	}
	if len(a.results) == 0 {
		return fmt.Errorf("%s has no records of these runs; train them with: firststep run", a.name)
	}
	if missing > 0 {
		s.say("%s: %s no record", a.name, count(missing, "run has", "runs have"))
	}
	return nil
}

// read fills in the results and counts the runs that have no record.
func (a *side) read() (missing int, err error) {
	names, err := a.source.Names()
	if err != nil {
		return 0, err
	}
	there := map[string]bool{}
	for _, name := range names {
		there[name] = true
	}
	for _, scenario := range a.definition.Scenarios {
		wanted := a.scenario == "" || a.scenario == scenario.Name
		for _, seed := range a.definition.SeedsOf(scenario.Name) {
			name := (&record.Run{Scenario: scenario.Name, Seed: seed}).Name()
			if !there[name] {
				if wanted {
					missing++
				}
				continue
			}
			result, err := readResult(a.source, name)
			switch {
			case err != nil:
				return missing, err
			case wanted:
				a.results = append(a.results, result)
			default:
				a.beside = append(a.beside, result)
			}
		}
	}
	return missing, nil
}

// readMeasurements reads of what was measured beside the runs what there is.
func (a *side) readMeasurements() error {
	names, err := a.source.MeasurementNames()
	if err != nil {
		return err
	}
	for _, planned := range a.definition.Plan(study.Identity{}).Measurements() {
		if !slices.Contains(names, planned.Name()) {
			continue
		}
		m, err := a.source.Measurement(planned.Name())
		if err != nil {
			return err
		}
		a.measured = append(a.measured, m)
	}
	return nil
}

// readResult reads a record, and its trace where there is one: large reports
// carry records alone.
func readResult(source recordSource, name string) (evidence.Result, error) {
	run, err := source.Run(name)
	if err != nil {
		return evidence.Result{}, err
	}
	trace, err := source.Trace(run)
	if errors.Is(err, fs.ErrNotExist) {
		return evidence.Result{Run: run}, nil
	}
	return evidence.Result{Run: run, Trace: trace}, err
}

func lacksTrace(results []evidence.Result) bool {
	return slices.ContainsFunc(results, func(r evidence.Result) bool { return r.Trace == nil })
}

// data is the side as figures and report see it.
func (a *side) data() evidence.Data {
	results := append(append([]evidence.Result{}, a.results...), a.beside...)
	return evidence.NewData(a.definition, a.dataset, results).With(a.measured)
}
