package report

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"

	"firststep/figures"
	"firststep/report/pdf"
	"firststep/report/pdf/pdfdiff"
	"firststep/report/pdf/reader"
	"firststep/study"
	"firststep/study/evidence"
)

// Departures say how the PDF of a study departs from what is composed now of
// its records and the text of its definition, a sentence each; none where it
// does not. Dates are those of the PDF, unless
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
	if _, _, err := Compose(&composed, data, text, date); err != nil {
		return nil, err
	}
	found, err := Differences(onDisk, composed.Bytes())
	if change := carriedChange(onDisk, text); change != "" && err == nil {
		found = slices.DeleteFunc(found, func(line string) bool { return line == pdfdiff.OfAttachments(DefinitionName) })
		found = append([]string{"carries another " + DefinitionName + " than the study has: " + change}, found...)
	}
	return found, err
}

// carriedChange says how the definition that a PDF carries differs from the
// study's; nothing where it carries none.
func carriedChange(onDisk, text []byte) string {
	file, err := reader.Parse(onDisk)
	if err != nil {
		return "" // which is said already
	}
	attachments, err := file.Attachments()
	i := slices.IndexFunc(attachments, func(a reader.Attachment) bool { return a.Name == DefinitionName })
	if err != nil || i < 0 {
		return ""
	}
	return study.TextChange(attachments[i].Data, text)
}

// PageDepartures is Departures for the page for browsers.
func PageDepartures(onDisk []byte, data evidence.Data, text []byte) ([]string, error) {
	var composed bytes.Buffer
	if _, err := ComposeHTML(&composed, data, Attachments(data, text)); err != nil || bytes.Equal(onDisk, composed.Bytes()) {
		return nil, err
	}
	line, there, belongs := figures.FirstLine(onDisk, composed.Bytes())
	return []string{fmt.Sprintf("differs from line %d on: %q stands where %q belongs", line, there, belongs)}, nil
}

// Tampered says what [Open] found not to be what it should be in a report, a
// sentence each; any other error is returned.
func Tampered(err error) ([]string, error) {
	var said []string
	for _, e := range unjoined(err) {
		found, ok := errors.AsType[tamperedError](e)
		if !ok {
			return nil, err
		}
		said = append(said, string(found))
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
