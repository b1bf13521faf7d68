package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"firststep/figures"
	"firststep/study"
	"firststep/study/compare"
	"firststep/study/dataset"
	"firststep/study/record"
	"firststep/study/runner"
)

type verifyCommand struct {
	Target string `arg:"" optional:"" default:"quick" name:"study|pdf" help:"A study, or the PDF of a report (${default})."`
	memoryFlag
	part
	Sample  int  `placeholder:"N" help:"Train only N runs again, the same N everywhere."`
	NoTrain bool `help:"Of a PDF: check that all in it follows from the records it carries, and train nothing."`
	Workers int  `placeholder:"N" help:"Runs side by side (as many as there are cores)."`
	JSON    bool `help:"As JSON."`
}

// verification is what verify --json prints.
type verification struct {
	File     string        `json:"file,omitempty"` // the PDF
	Proven   bool          `json:"proven"`
	Summary  string        `json:"summary"`
	Problems []string      `json:"problems,omitempty"`
	Composed string        `json:"composed,omitempty"` // of a PDF: whether it is what its records give
	Runs     int           `json:"runs"`               // that there are records of
	Trained  []verifiedRun `json:"trained,omitempty"`

	Measurements int           `json:"measurements"` // beside the runs, that there are records of
	Measured     []verifiedRun `json:"measured,omitempty"`
}

// A verifiedRun is a run that was trained again, or a measurement that was made
// again.
type verifiedRun struct {
	Name    string `json:"name"`
	Same    bool   `json:"same"`
	Differs string `json:"differs,omitempty"` // the first deviation
}

func (c *verifyCommand) Run(s *session) error {
	if c.Sample < 0 {
		return errors.New("--sample: give the number of runs to train again, 1 or more")
	}
	pdf, err := isPDF(c.Target)
	if err != nil {
		return err
	}
	var v *verification
	switch {
	case pdf:
		v, err = c.report(s)
	case c.NoTrain:
		return errors.New("--no-train is for the PDF of a report; of a study, figures --check and report --check train nothing")
	default:
		v, err = c.study(s)
	}
	if err != nil {
		return err
	}
	return v.say(s, c.JSON)
}

// isPDF reports whether path is a file that begins as a PDF does.
func isPDF(path string) (bool, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false, nil // what else it may be, and whether it exists, others say
	}
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	head := make([]byte, len("%PDF-"))
	if _, err := io.ReadFull(f, head); err != nil {
		return false, nil
	}
	return string(head) == "%PDF-" || filepath.Ext(path) == ".pdf", nil
}

// say prints what was found and what was proven.
func (v *verification) say(s *session, asJSON bool) error {
	if asJSON {
		if err := s.printJSON(v); err != nil {
			return err
		}
	} else {
		prefix := ""
		if v.File != "" {
			prefix = v.File + ": "
		}
		for _, problem := range v.Problems {
			s.print("%s", s.in(red, prefix+problem))
		}
		outcome := green
		if !v.Proven {
			outcome = red
		}
		s.print("%s", s.in(outcome, prefix+v.Summary))
	}
	if !v.Proven {
		return errNo
	}
	return nil
}

// study trains a study's runs again and compares them with their records.
func (c *verifyCommand) study(s *session) (*verification, error) {
	o, err := studyArgument{c.Target, c.memoryFlag}.open(s)
	if err != nil {
		return nil, err
	}
	plan, err := o.plan(c.part)
	if err != nil {
		return nil, err
	}
	v := &verification{}
	known := *plan
	known.Runs, known.Measurements = nil, nil
	for _, item := range runner.Status(plan, o.store) {
		if item.State == runner.UpToDate {
			known.Runs = append(known.Runs, item.Run)
			continue
		}
		v.Problems = append(v.Problems, staleness{item.State, item.Reason(), []string{item.Run.Name()}}.String())
	}
	for _, item := range runner.MeasurementStatus(plan, o.store) {
		if item.State == runner.UpToDate {
			known.Measurements = append(known.Measurements, item.Measurement)
			continue
		}
		v.Problems = append(v.Problems, staleness{item.State, item.Reason(), []string{item.Measurement.Name()}}.String())
	}
	v.Runs, v.Measurements = len(known.Runs), len(known.Measurements)
	if v.Runs == 0 {
		v.Summary = "nothing was trained: no run has a record that is up to date"
		return v, nil
	}
	expected := expectation{
		run: func(run study.Run, again figures.Result) (string, error) {
			was, err := o.result(run.Name())
			if err != nil {
				return "", err
			}
			return deviation(was, again), nil
		},
		measurement: func(m study.Measurement, again *record.Measurement) (string, error) {
			was, err := o.store.Measurement(m.Name())
			if err != nil {
				return "", err
			}
			return differingLine(record.EncodeMeasurement(was), record.EncodeMeasurement(again)), nil
		},
	}
	if err := c.retrain(s, v, &known, o.store.Path(), expected); err != nil {
		return nil, err
	}
	v.Summary = v.trained()
	v.Proven = len(v.Problems) == 0
	return v, nil
}

// An expectation says how what was found again deviates from what is known of
// it; nothing where it does not.
type expectation struct {
	run         func(study.Run, figures.Result) (string, error)
	measurement func(study.Measurement, *record.Measurement) (string, error)
}

// retrain trains the plan again, or a sample of it, and notes what is not as
// expected.
func (c *verifyCommand) retrain(s *session, v *verification, plan *study.Plan, folder string, expected expectation) error {
	if c.Sample > 0 {
		plan = runner.Sample(plan, c.Sample)
	}
	progress := newTrainingProgress(s, plan.Runs, plan.Measurements...)
	defer progress.done()
	data := dataset.Environment()
	download := newDownloadProgress(s)
	defer download.done()
	download.report(&data)
	var errs []error
	found := map[string]string{}
	note := func(name, differs string, err error) {
		errs = append(errs, err)
		found[name] = differs
	}
	memory, err := c.limit()
	if err != nil {
		return err
	}
	err = runner.Retrain(s.ctx, runner.RetrainOptions{
		Plan: plan, Folder: folder, Data: data, Workers: c.Workers, Memory: memory, Events: progress.event,
		Check: func(run study.Run, r *record.Run, trace *record.Trace) {
			differs, err := expected.run(run, figures.Result{Run: r, Trace: trace})
			note(run.Name(), differs, err)
		},
		CheckMeasurement: func(m study.Measurement, r *record.Measurement) {
			differs, err := expected.measurement(m, r)
			note(m.Name(), differs, err)
		},
	})
	for _, run := range plan.Runs {
		v.Trained = v.noted(v.Trained, run.Name(), found)
	}
	for _, m := range plan.Measurements {
		v.Measured = v.noted(v.Measured, m.Name(), found)
	}
	return errors.Join(append(errs, err)...)
}

// noted adds what was found of one name, if anything was.
func (v *verification) noted(to []verifiedRun, name string, found map[string]string) []verifiedRun {
	differs, done := found[name]
	if !done {
		return to
	}
	if differs != "" {
		v.Problems = append(v.Problems, name+": "+differs)
	}
	return append(to, verifiedRun{name, differs == "", differs})
}

// trained says how much was trained and measured again, and what came of it.
func (v *verification) trained() string {
	if len(v.Trained)+len(v.Measured) == 0 {
		return "nothing was trained"
	}
	differing := 0
	for _, r := range slices.Concat(v.Trained, v.Measured) {
		if !r.Same {
			differing++
		}
	}
	done := fmt.Sprintf("%d of %s trained again", len(v.Trained), count(v.Runs, "run", "runs"))
	if len(v.Measured) > 0 {
		done += fmt.Sprintf(" and %d of %s made again", len(v.Measured), count(v.Measurements, "measurement", "measurements"))
	}
	if differing == 0 {
		return done + ": the same, bit for bit"
	}
	return fmt.Sprintf("%s: %d not the same", done, differing)
}

// deviation says where a run that was trained again first departs from its
// record; nothing where both are equal in every byte.
func deviation(was, again figures.Result) string {
	recorded, measured := record.Encode(was.Run), record.Encode(again.Run)
	if bytes.Equal(recorded, measured) {
		return ""
	}
	if parts := parting(was, again); parts != "" {
		return parts
	}
	return differingLine(recorded, measured)
}

// differingLine names the first line in which a record and what was found
// again differ; it says nothing of equal ones.
func differingLine(recorded, measured []byte) string {
	if bytes.Equal(recorded, measured) {
		return ""
	}
	there, here := bytes.Split(recorded, []byte("\n")), bytes.Split(measured, []byte("\n"))
	line := 0
	for line < min(len(there), len(here))-1 && bytes.Equal(there[line], here[line]) {
		line++
	}
	return fmt.Sprintf("line %d of its record is %.60q, and trained again %.60q", line+1, bytes.TrimSpace(there[line]), bytes.TrimSpace(here[line]))
}

// parting says at which step a run's function first departs from what was
// recorded of it; nothing where only parameters or diagnostics do.
func parting(was, again figures.Result) string {
	compared, err := compare.Scenarios([]compare.Run{{Record: was.Run, Trace: was.Trace}}, []compare.Run{{Record: again.Run, Trace: again.Trace}}, compare.Options{})
	if err != nil || len(compared.Pairs) == 0 || compared.Pairs[0].Parting == nil {
		return ""
	}
	p := compared.Pairs[0].Parting
	said := fmt.Sprintf("parts from its record at step %d: %s %v there, %v here", p.Step, p.Quantity, p.A, p.B)
	if p.ULPs > 0 {
		said += ", " + count(int(p.ULPs), "unit", "units") + " in the last place apart"
	}
	return said
}
