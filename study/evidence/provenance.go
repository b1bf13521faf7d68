package evidence

import (
	"cmp"
	"fmt"
	"slices"

	"firststep/study/record"
)

// Provenance is what a figure's file says of where it comes from: in the
// metadata element of an SVG, in tEXt chunks of a PNG, in the Info of a PDF.
// It names no path and no folder.
type Provenance struct {
	Study      string // title of the study
	Definition string // SHA-256 of the definition, in hexadecimal
	Records    string // SHA-256 of [RecordsListing]
	Measured   string // SHA-256 of [Data.MeasurementsListing]; empty where nothing was measured beside the runs
	Flags      string // that chose a part of the study: " --seeds 1-3"
}

// Provenance of every figure of the study.
func (d Data) Provenance() Provenance {
	p := Provenance{
		Study:      d.Definition.Title,
		Definition: record.Sum(d.Definition.Encode()),
		Records:    record.Sum(RecordsListing(d.Results)),
	}
	if len(d.Measurements) > 0 {
		p.Measured = record.Sum(d.MeasurementsListing())
	}
	return p
}

// RecordsListing has a line for every record, sorted by file name, as
// sha256sum prints it in the folder of the records.
func RecordsListing(results []Result) []byte {
	list := make([]listed, len(results))
	for i, r := range results {
		list[i] = listed{r.Run.Name() + ".json", r.sum()}
	}
	return listing(list)
}

// MeasurementsListing is [RecordsListing] of what was measured beside the runs.
func (d Data) MeasurementsListing() []byte {
	if d.measurementsListing == nil {
		return measurementsListing(d.Measurements)
	}
	return d.measurementsListing()
}

func measurementsListing(measurements []*record.Measurement) []byte {
	list := make([]listed, len(measurements))
	for i, m := range measurements {
		list[i] = listed{m.Name() + ".json", record.Sum(record.Encode(m))}
	}
	return listing(list)
}

// listed is a file with its SHA-256.
type listed struct{ file, sum string }

func listing(list []listed) []byte {
	slices.SortFunc(list, func(a, b listed) int { return cmp.Compare(a.file, b.file) })
	var lines []byte
	for _, l := range list {
		lines = fmt.Appendf(lines, "%s  %s\n", l.sum, l.file)
	}
	return lines
}
