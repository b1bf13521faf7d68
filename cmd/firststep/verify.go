package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"firststep/figures"
	"firststep/study"
	"firststep/study/compare"
	"firststep/study/dataset"
	"firststep/study/record"
	"firststep/study/runner"
)

type verifyCommand struct {
	Target      string `arg:"" optional:"" default:"quick" name:"study|pdf" help:"A study, or the PDF of a report (${default})."`
	MemoryLimit string `default:"8GiB" placeholder:"SIZE" help:"Refuse a study that needs more memory (${default})."`
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
	Runs     int           `json:"runs"`               // that there are records of
	Composed string        `json:"composed,omitempty"` // of a PDF: whether it is what its records give
	Trained  []verifiedRun `json:"trained,omitempty"`
}

// A verifiedRun is a run that was trained again.
type verifiedRun struct {
	Run     string `json:"run"`
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
	o, err := studyArgument{c.Target, c.MemoryLimit}.open(s)
	if err != nil {
		return nil, err
	}
	plan, err := o.plan(c.part)
	if err != nil {
		return nil, err
	}
	v := &verification{}
	known := *plan
	known.Runs = nil
	for _, item := range runner.Status(plan, o.store) {
		if item.State == runner.UpToDate {
			known.Runs = append(known.Runs, item.Run)
			continue
		}
		v.Problems = append(v.Problems, staleness{item.State, item.Reason(), []string{item.Run.Name()}}.String())
	}
	v.Runs = len(known.Runs)
	if v.Runs == 0 {
		v.Summary = "nothing was trained: no run has a record that is up to date"
		return v, nil
	}
	stored := func(run study.Run) (figures.Result, error) { return o.result(run.Name()) }
	if err := c.retrain(s, v, &known, o.store.Path(), stored); err != nil {
		return nil, err
	}
	v.Summary = v.trained()
	v.Proven = len(v.Problems) == 0
	return v, nil
}

// retrain trains the plan again, or a sample of it, and notes which runs
// differ from what stored returns of them.
func (c *verifyCommand) retrain(s *session, v *verification, plan *study.Plan, folder string, stored func(study.Run) (figures.Result, error)) error {
	return c.retrainWith(s, v, plan, folder, func(run study.Run, again figures.Result) (string, error) {
		was, err := stored(run)
		if err != nil {
			return "", err
		}
		return deviation(was, again), nil
	})
}

// retrainWith is retrain with a function that says how a run deviates from
// what is known of it; nothing where it does not.
func (c *verifyCommand) retrainWith(s *session, v *verification, plan *study.Plan, folder string, deviates func(study.Run, figures.Result) (string, error)) error {
	if c.Sample > 0 {
		plan = runner.Sample(plan, c.Sample)
	}
	progress := newTrainingProgress(s, plan.Runs)
	defer progress.done()
	data := dataset.Environment()
	download := newDownloadProgress(s)
	defer download.done()
	data.Progress = download.update
	var errs []error
	found := map[string]verifiedRun{}
	err := runner.Retrain(s.ctx, runner.RetrainOptions{
		Plan: plan, Folder: folder, Data: data, Workers: c.Workers, Events: progress.event,
		Check: func(run study.Run, r *record.Run, trace *record.Trace) {
			differs, err := deviates(run, figures.Result{Run: r, Trace: trace})
			if err != nil {
				errs = append(errs, err)
			}
			found[run.Name()] = verifiedRun{run.Name(), differs == "", differs}
		},
	})
	for _, run := range plan.Runs {
		r, trained := found[run.Name()]
		if !trained {
			continue
		}
		v.Trained = append(v.Trained, r)
		if !r.Same {
			v.Problems = append(v.Problems, r.Run+": "+r.Differs)
		}
	}
	return errors.Join(append(errs, err)...)
}

// trained says how many runs were trained again, and what came of it.
func (v *verification) trained() string {
	differing := 0
	for _, r := range v.Trained {
		if !r.Same {
			differing++
		}
	}
	of := fmt.Sprintf("%d of %s trained again", len(v.Trained), count(v.Runs, "run", "runs"))
	switch {
	case len(v.Trained) == 0:
		return "nothing was trained"
	case differing == 0:
		return of + ": the same, bit for bit"
	case differing == len(v.Trained):
		return fmt.Sprintf("%s: not the same", of)
	}
	return fmt.Sprintf("%s: %d not the same", of, differing)
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
