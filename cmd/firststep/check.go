package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"firststep/study/console"
	"firststep/study/record"
	"firststep/study/runner"
	"firststep/study/words"
)

// staleness is why records of the study cannot be drawn from: some of them, in
// one state for one reason.
type staleness struct {
	State  runner.State `json:"state"`
	Reason string       `json:"reason,omitempty"`
	Runs   []string     `json:"runs"`
}

// String says it in a line.
func (g staleness) String() string {
	const named = 3
	names := strings.Join(g.Runs[:min(named, len(g.Runs))], ", ")
	if more := len(g.Runs) - named; more > 0 {
		names += fmt.Sprintf(" and %d more", more)
	}
	if g.State == runner.Damaged || g.State == runner.Blocked {
		return fmt.Sprintf("%s: %s", names, g.Reason) // which names the file and what is wrong with it
	}
	line := fmt.Sprintf("%s %s: %s", words.Counted(len(g.Runs), "record is", "records are"), g.State, names)
	if g.Reason != "" {
		line += " (" + g.Reason + ")"
	}
	return line
}

// outdatedOf groups the jobs whose records are not up to date.
func outdatedOf(items []runner.Item) (groups []staleness) {
	for _, item := range items {
		if item.State == runner.UpToDate {
			continue
		}
		i := slices.IndexFunc(groups, func(g staleness) bool { return g.State == item.State && g.Reason == item.Reason() })
		if i < 0 {
			i = len(groups)
			groups = append(groups, staleness{State: item.State, Reason: item.Reason()})
		}
		groups[i].Runs = append(groups[i].Runs, item.Job.Name())
	}
	return groups
}

// outdated groups the jobs of the study whose records are not up to date, and
// looks at dataset.json likewise.
func (o *opened) outdated() ([]staleness, error) {
	groups := outdatedOf(o.find().items)
	add := func(state runner.State, reason, name string) {
		groups = append(groups, staleness{State: state, Reason: reason, Runs: []string{name}})
	}
	described, err := o.store.Dataset()
	_, damaged := errors.AsType[*record.CorruptError](err)
	other, otherSchema := errors.AsType[*record.SchemaError](err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		add(runner.Missing, "", datasetName)
	case damaged:
		add(runner.Damaged, err.Error(), datasetName)
	case otherSchema && !other.Newer():
		add(runner.Stale, other.Change().String(), datasetName)
	case err != nil:
		return nil, err
	case described.SHA256 != o.whole.Identity.Dataset:
		add(runner.Stale, fmt.Sprintf("dataset.sha256: %.12s… → %.12s…", described.SHA256, o.whole.Identity.Dataset), datasetName)
	}
	return groups, nil
}

const datasetName = "dataset.json"

// A fault is what a check found wrong, in a line, and the file that it is about.
type fault struct{ file, line string }

// outdatedFaults say why nothing is compared.
func (o *opened) outdatedFaults(groups []staleness, what string) []fault {
	var faults []fault
	for _, g := range groups {
		faults = append(faults, fault{o.file, g.String()})
	}
	return append(faults, fault{o.file, what + " not compared: the records have to be up to date first"})
}

// A checkResult is what the check of figures or of a report found.
type checkResult interface {
	faults(*opened) []fault
	right() string // what is said where there is no fault
}

// answer prints what a check found, as JSON or as its faults and how to mend them. The
// answer is no unless all is the same.
func (o *opened) answer(s *session, found checkResult, same, asJSON bool) error {
	if asJSON {
		err := s.printJSON(found)
		if !same {
			err = errors.Join(err, errNo)
		}
		return err
	}
	faults := found.faults(o)
	for _, f := range faults {
		s.paragraph(console.Red, f.line)
	}
	if len(faults) > 0 {
		s.paragraph(console.Plain, fmt.Sprintf("to mend that, run %s and commit what it writes", o.advice("report")))
		return errNo
	}
	s.paragraph(console.Plain, found.right())
	return nil
}
