package report

import (
	"bytes"
	"errors"
	"os"

	"firststep/report/pdf"
	"firststep/study/evidence"
)

// Departures say how the PDF of a study departs from what is composed now of
// its records and the text of its definition. Dates are those of the PDF, unless
// the environment gives one.
func Departures(onDisk []byte, data evidence.Data, text []byte) ([]string, error) {
	date, err := pdf.SourceDate()
	if err != nil {
		return nil, err
	}
	if os.Getenv("SOURCE_DATE_EPOCH") == "" {
		if date, err = dateIn(onDisk); err != nil {
			return Tampered(err)
		}
	}
	var composed bytes.Buffer
	if _, err := Compose(&composed, data, Options{Date: date, Attachments: Attachments(data, text)}); err != nil {
		return nil, err
	}
	return Differences(onDisk, composed.Bytes())
}

// Tampered are the sentences of a [TamperedError], or of several joined; any
// other error is returned.
func Tampered(err error) ([]string, error) {
	var said []string
	for _, e := range unjoined(err) {
		found, ok := errors.AsType[*TamperedError](e)
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
