package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"

	"firststep/report"
	"firststep/report/pdf"
	"firststep/study/console"
	"firststep/study/evidence"
)

// checkedReport is what report --check --json prints.
type checkedReport struct {
	File        string      `json:"file"`
	Same        bool        `json:"same"`
	Records     []staleness `json:"records,omitempty"` // that are not up to date
	Differences []string    `json:"differences,omitempty"`
}

// check composes the report again and compares it with the PDF on disk.
func (c *reportCommand) check(s *session, o *opened) error {
	checked := checkedReport{File: o.store.ReportPath()}
	var err error
	if checked.Records, err = o.outdated(); err != nil {
		return err
	}
	if len(checked.Records) == 0 {
		data, err := o.load(s)
		if err != nil {
			return err
		}
		if checked.Differences, err = reportDifferences(o, data); err != nil {
			return err
		}
		checked.Same = len(checked.Differences) == 0
	}
	if c.JSON {
		err = s.printJSON(checked)
	} else {
		checked.say(s)
	}
	if err == nil && !checked.Same {
		err = errNo
	}
	return err
}

func (c checkedReport) say(s *session) {
	if len(c.Records) > 0 {
		sayOutdated(s, c.Records, "the report is")
		return
	}
	for _, difference := range c.Differences {
		s.print("%s", s.stdout.In(console.Red, c.File+": "+difference))
	}
	if c.Same {
		s.print("%s: is what the records give, byte for byte", c.File)
	}
}

// reportDifferences says how the PDF on disk departs from what is composed
// now. Dates are those of the PDF, unless the environment gives one.
func reportDifferences(o *opened, data evidence.Data) ([]string, error) {
	onDisk, err := readOutput(o.store.ReportPath())
	if errors.Is(err, fs.ErrNotExist) {
		return []string{"is missing; make it with firststep report"}, nil
	}
	if err != nil {
		return nil, err
	}
	date, err := pdf.SourceDate()
	if err != nil {
		return nil, err
	}
	if os.Getenv("SOURCE_DATE_EPOCH") == "" {
		if date, err = report.DateOf(onDisk); err != nil {
			return sentences(err)
		}
	}
	var composed bytes.Buffer
	if _, err := report.Compose(&composed, data, report.Options{Date: date, Attachments: report.Attachments(data, o.text)}); err != nil {
		return nil, err
	}
	return report.Differences(onDisk, composed.Bytes())
}

// sentences splits the errors of a tampered report; any other error is one.
func sentences(err error) ([]string, error) {
	var said []string
	for _, e := range unjoined(err) {
		found, ok := errors.AsType[*report.TamperedError](e)
		if !ok {
			return nil, err
		}
		said = append(said, found.What)
	}
	return said, nil
}

// unjoined are the errors that errors.Join has joined.
func unjoined(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, unjoined(e)...)
	}
	return all
}
