package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"firststep/report/pdf"
	"firststep/study/evidence"
)

// statementSchema is the version of [Statement]'s shape.
const statementSchema = 1

// A Statement is what a report states of what it was made from: the content
// of the file provenance.json in it.
type Statement struct {
	Schema     int    `json:"schema"`
	Report     int    `json:"report"`     // version of the report: [Version]
	Numerics   int    `json:"numerics"`   // version of the training arithmetic
	Definition string `json:"definition"` // SHA-256 of the definition's values in a fixed order
	Data       string `json:"data"`       // SHA-256 of the images and labels
	Records    string `json:"records"`    // SHA-256 of records.sha256
	Runs       int    `json:"runs"`       // lines of records.sha256

	// Measurements is the SHA-256 of measurements.sha256; empty where nothing
	// was measured beside the runs.
	Measurements string `json:"measurements"`
}

func stated(d evidence.Data) Statement {
	provenance := d.Provenance()
	s := Statement{Schema: statementSchema, Report: Version,
		Definition: provenance.Definition, Records: provenance.Records, Runs: len(d.Results), Measurements: provenance.Measured}
	if d.Dataset != nil {
		s.Data = d.Dataset.SHA256
	}
	if len(d.Results) > 0 {
		version, _ := d.Results[0].Run.Definition.Value("numerics")
		s.Numerics, _ = strconv.Atoi(version) // every record has it; 0 says that it is not known
	}
	return s
}

func statementFile(d evidence.Data) *pdf.Attachment {
	data, err := json.MarshalIndent(stated(d), "", "  ")
	if err != nil {
		panic(err) // of numbers and strings nothing can fail
	}
	return &pdf.Attachment{Name: statementName, MIME: "application/json", Relationship: pdf.Supplement,
		Description: "What the report was made from, and by which versions", Data: append(data, '\n')}
}

// decodeStatement reads provenance.json.
func decodeStatement(data []byte) (s Statement, err error) {
	var head struct {
		Schema int `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return s, fmt.Errorf("%s: %w", statementName, err)
	}
	if head.Schema != statementSchema {
		return s, fmt.Errorf("%s: has schema %d, and this program knows %d: use the version of firststep that made the report",
			statementName, head.Schema, statementSchema)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return s, fmt.Errorf("%s: %w", statementName, err)
	}
	return s, nil
}
