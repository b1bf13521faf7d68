package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"firststep/figures"
	"firststep/report"
	"firststep/study"
	"firststep/study/mlp"
	"firststep/study/record"
)

// report verifies the PDF of a report from what it carries.
func (c *verifyCommand) report(s *session) (*verification, error) {
	v := &verification{File: c.Target}
	carried, err := c.open()
	if v.Problems, err = sentences(err); err != nil {
		return nil, fmt.Errorf("%s: %w", c.Target, err)
	}
	if len(v.Problems) > 0 {
		v.Summary = "is not the report that was made: what it carries is not what it states"
		return v, nil
	}
	known := carried.Known()
	v.Runs, v.Measurements = len(known.Runs), len(known.Measurements)
	proofs := []string{records(carried)}
	composed, err := v.compose(carried, carried.Results)
	if err != nil {
		return nil, err
	}
	if len(v.Problems) > 0 {
		v.Summary = "is not what its records give"
		return v, nil
	}
	if !c.NoTrain {
		again, err := c.retrainCarried(s, v, carried)
		if err != nil {
			return nil, err
		}
		if v.Composed == "" && len(v.Problems) == 0 && len(again) == v.Runs {
			if composed, err = v.compose(carried, again); err != nil {
				return nil, err
			}
		}
	}
	v.Summary = strings.Join(append(proofs, composed, v.trained()), "; ")
	v.Proven = len(v.Problems) == 0 && (v.Composed != "" || len(v.Trained) > 0)
	return v, nil
}

func (c *verifyCommand) open() (*report.Carried, error) {
	memory, err := c.limit()
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(c.Target)
	if err != nil {
		return nil, err
	}
	return report.Open(data, mlp.Numerics, study.Limits{Memory: memory})
}

// records says what of a report's records its own statements were checked on.
func records(carried *report.Carried) string {
	if !carried.HasRecords() {
		return fmt.Sprintf("it carries the hashes of %s", count(carried.Statement.Runs, "record", "records"))
	}
	n := len(carried.Results)
	parts := []string{count(n, "record", "records")}
	if carried.HasTraces() {
		parts = append(parts, count(n, "trace", "traces"))
	}
	if measured := len(carried.Measurements); measured > 0 {
		parts = append(parts, count(measured, "measurement", "measurements"))
	}
	last := parts[len(parts)-1]
	if others := parts[:len(parts)-1]; len(others) > 0 {
		last = strings.Join(others, ", ") + " and " + last
	}
	return "its " + last + " are those that it states"
}

// How a report was found to follow from its records.
const (
	composedBytes   = "same bytes"
	composedContent = "same content"
)

// compose composes the report again where that can be done, and says what was
// proven by it, or why it was not done.
func (v *verification) compose(carried *report.Carried, results []figures.Result) (string, error) {
	if carried.Statement.Report != report.Version {
		return fmt.Sprintf("not composed again, for it was made with report version %d and this program has %d", carried.Statement.Report, report.Version), nil
	}
	if len(results) < carried.Statement.Runs || results[0].Trace == nil {
		return "not composed again, for that takes every trace, and it does not carry them", nil
	}
	match, err := carried.CompareComposed(results)
	if v.Problems, err = sentences(err); err != nil || len(v.Problems) > 0 {
		return "", err
	}
	if match == report.SameContent {
		v.Composed = composedContent
		return "composed again from them it is the same on every page and in all else that it holds (another program saved it again, or another release of Go made it)", nil
	}
	v.Composed = composedBytes
	return "composed again from them it is the same, byte for byte", nil
}

// retrainCarried trains and measures again what the report is about. It
// returns the runs.
func (c *verifyCommand) retrainCarried(s *session, v *verification, carried *report.Carried) ([]figures.Result, error) {
	plan, err := carried.Known().Select(study.Selection{Scenarios: c.Scenario, Seeds: c.Seeds})
	if err != nil {
		return nil, err
	}
	results := map[string]figures.Result{}
	for _, r := range carried.Results {
		results[r.Run.Name()] = r
	}
	measured := map[string]*record.Measurement{}
	for _, m := range carried.Measurements {
		measured[m.Name()] = m
	}
	var all []figures.Result
	expected := expectation{
		run: func(run study.Run, again figures.Result) (string, error) {
			all = append(all, carried.Thin(again))
			sum, _ := carried.Sum(run.Name())
			if record.Sum(record.Encode(again.Run)) == sum {
				return "", nil
			}
			if was, ok := results[run.Name()]; ok {
				return deviation(was, again), nil
			}
			return otherSum(sum), nil
		},
		measurement: func(m study.Measurement, again *record.Measurement) (string, error) {
			sum, _ := carried.MeasurementSum(m.Name())
			data := record.EncodeMeasurement(again)
			if record.Sum(data) == sum {
				return "", nil
			}
			if was, ok := measured[m.Name()]; ok {
				return differingLine(record.EncodeMeasurement(was), data), nil
			}
			return otherSum(sum), nil
		},
	}
	err = c.retrain(s, v, plan, filepath.Dir(c.Target), expected)
	return all, err
}

func otherSum(stated string) string {
	return fmt.Sprintf("made again, its record has not the SHA-256 %.12s… that the report states", stated)
}
