package main

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"firststep/report"
	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/mlp"
	"firststep/study/record"
	"firststep/study/regular"
	"firststep/study/runner"
	"firststep/study/words"
)

// report verifies the PDF of a report from what it carries.
func (c *verifyCommand) report(s *session) (*verification, error) {
	if c.Extract != "" {
		if err := c.Extract.check(); err != nil {
			return nil, fmt.Errorf("--extract: %w", err)
		}
	}
	v := &verification{File: string(c.Target), Carried: same, Composed: notDone, Trained: notDone}
	data, err := regular.ReadFile(string(c.Target), maxOutput)
	if err != nil {
		return nil, err
	}
	carried, err := c.open(data)
	if v.Problems, err = report.Tampered(err); err != nil {
		return nil, fmt.Errorf("%s: %w", c.Target, err)
	}
	if len(v.Problems) > 0 {
		v.Carried = differs
		v.Summary = "is not the report that was made: what it carries is not what it states"
		return v, nil
	}
	if absent := carried.Absent(); len(absent) > 0 { // by which whoever wrote it may have chosen
		v.Problems = append(v.Problems, staleness{State: runner.Missing, Runs: absent}.String())
	}
	known := carried.Known()
	v.Runs, v.Measurements = len(known.Runs()), len(known.Measurements())
	composed, looked, err := v.compose(data, carried, carried.Results)
	if err != nil {
		return nil, err
	}
	var errTraining error
	if !c.NoTrain && v.Composed != differs {
		var again []evidence.Result
		again, errTraining = c.retrainCarried(s, v, carried)
		if errTraining == nil && v.Composed == notDone && v.Trained != differs && len(again) == v.Runs {
			if composed, looked, err = v.compose(data, carried, again); err != nil {
				return nil, err
			}
		}
	}
	said := []string{records(carried), looked, v.trained()}
	if c.Extract != "" {
		wrote, err := c.extract(carried, composed)
		if err != nil {
			return nil, err
		}
		said = append(said, wrote)
	} else if v.Composed == repacked || v.Composed == differs {
		said = append(said, "read the report that verify --extract DIR writes, not this file")
	}
	v.Summary = strings.Join(said, "; ")
	return v, errTraining
}

func (c *verifyCommand) open(data []byte) (*report.Carried, error) {
	memory, err := c.limit()
	if err != nil {
		return nil, err
	}
	return report.Open(data, mlp.Numerics, study.Limits{Memory: memory})
}

// records says what of a report's records its own statements were checked on.
func records(carried *report.Carried) string {
	if !carried.HasRecords() {
		return fmt.Sprintf("it carries the hashes of %s", words.Counted(carried.Statement.Runs, "record", "records"))
	}
	n := len(carried.Results)
	parts := []string{words.Counted(n, "record", "records")}
	if carried.HasTraces() {
		parts = append(parts, words.Counted(n, "trace", "traces"))
	}
	if measured := len(carried.Measurements); measured > 0 {
		parts = append(parts, words.Counted(measured, "measurement", "measurements"))
	}
	last := parts[len(parts)-1]
	if others := parts[:len(parts)-1]; len(others) > 0 {
		last = strings.Join(others, ", ") + " and " + last
	}
	return "its " + last + " are those that it states"
}

// compose composes the report again where that can be done, compares it with
// the file, and says what came of it.
func (v *verification) compose(data []byte, carried *report.Carried, results []evidence.Result) (composed []byte, said string, err error) {
	if carried.Statement.Report != report.Version {
		return nil, fmt.Sprintf("its pages were not looked at, for it was made with report version %d and this program has %d", carried.Statement.Report, report.Version), nil
	}
	if len(results) == 0 || len(results) < carried.Statement.Runs || results[0].Trace == nil {
		return nil, "its pages were not looked at, for that takes every trace, and it does not carry them", nil
	}
	if composed, err = carried.Compose(results); err != nil {
		return nil, "", err
	}
	found, err := report.Differences(data, composed)
	const notThis = "this file is not the one that is composed from them"
	switch {
	case err != nil:
		return nil, "", err
	case len(found) == 0:
		v.Composed = same
		return composed, "composed again from them it is the same, byte for byte", nil
	case found[0] == report.SameContent:
		v.Composed = repacked
		return composed, notThis + ": it " + report.SameContent, nil
	}
	v.Composed = differs
	v.Problems = append(v.Problems, found...)
	return composed, notThis, nil
}

// extract writes the study that a report carries, and the report that was
// composed from it, if it was.
func (c *verifyCommand) extract(carried *report.Carried, composed []byte) (said string, err error) {
	folder := carried.Folder()
	said = fmt.Sprintf("the study that it carries is in %s", c.Extract)
	if composed != nil {
		folder["report.pdf"] = composed
		said += ", and the report composed from it in " + filepath.Join(string(c.Extract), "report.pdf")
	}
	_, err = c.Extract.write(folder)
	if err != nil {
		return "", fmt.Errorf("--extract: %w", err)
	}
	return said, nil
}

// retrainCarried trains and measures again what the report is about. It
// returns the runs.
func (c *verifyCommand) retrainCarried(s *session, v *verification, carried *report.Carried) ([]evidence.Result, error) {
	plan, err := carried.Known().Select(study.Selection{Scenarios: c.Scenario, Seeds: c.Seeds})
	if err != nil {
		return nil, err
	}
	results := map[string]runner.Known{}
	for _, r := range carried.Results {
		results[r.Run.Path()] = runner.Known{Result: r.Run, Trace: r.Trace}
	}
	for _, m := range carried.Measurements {
		results[m.Path()] = runner.Known{Result: m}
	}
	var all []evidence.Result
	err = c.retrain(s, v, runner.VerifyOptions{
		Plan: plan, Folder: filepath.Dir(string(c.Target)),
		Known: func(job study.Job) (runner.Known, error) {
			known := results[job.Path()]
			known.Sum, _ = carried.Sum(job)
			return known, nil
		},
		Dataset: func() (*record.Dataset, error) {
			if carried.Dataset == nil {
				return nil, fs.ErrNotExist
			}
			return carried.Dataset, nil
		},
		Found: func(r record.Result, trace *record.Trace) {
			if run, ok := r.(*record.Run); ok {
				all = append(all, carried.Thin(evidence.Result{Run: run, Trace: trace}))
			}
		},
	})
	return all, err
}
