package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"

	"firststep/report/pdf"
	"firststep/study/evidence"
	"firststep/study/parallel"
	"firststep/study/record"
)

// maxAttached is how many bytes the files in a report may take, compressed.
const maxAttached = 5_000_000

// Names of files that a report carries; records, traces and measurements are
// called as in the study's folder, and as the lists of their hashes have them.
const (
	statementName  = "provenance.json"
	DefinitionName = "study.toml"
	DatasetName    = "dataset.json"
	summaryName    = "summary.csv"
	listingName    = "records.sha256"

	measurementsListingName = "measurements.sha256"
)

// measurementPrefix stands before the name of a measurement that a run has too,
// and no run's name begins with it. Reports of earlier programs have it before
// all of them.
const measurementPrefix = "measurement."

// Attachments are the files that a report on d carries: the definition as it
// was read, what describes the data, the list of the records' hashes, what the
// report states of all these ([Statement]), every run's record, what was
// measured beside the runs, and every run's trace, each with the bytes that it
// has in the study's folder. Where these would take more than [maxAttached],
// the traces are left out; where records and measurements still do, a summary
// stands for them.
func Attachments(d evidence.Data, definition []byte) []*pdf.Attachment {
	return attachmentsWithin(maxAttached, d, definition)
}

func attachmentsWithin(left int, d evidence.Data, definition []byte) []*pdf.Attachment {
	files := append(definitionFiles(d, definition), statementFile(d), listingFile(listingName, "record", evidence.RecordsListing(d.Results)))
	if len(d.Measurements) > 0 {
		files = append(files, listingFile(measurementsListingName, "measurement", d.MeasurementsListing()))
	}
	for _, a := range files {
		left -= a.Compressed()
	}
	records, ok := within(&left, d.Results, recordFile)
	measurements, fits := within(&left, d.Measurements, func(m *record.Measurement) *pdf.Attachment {
		return measurementFile(m, slices.ContainsFunc(d.Results, func(r evidence.Result) bool { return r.Run.Name() == m.Name() }))
	})
	if !ok || !fits {
		return append(files, summaryFile(d.Results))
	}
	files = append(append(files, records...), measurements...)
	if slices.ContainsFunc(d.Results, evidence.Result.IsThinned) {
		return files
	}
	if traces, ok := within(&left, d.Results, traceFile); ok {
		files = append(files, traces...)
	}
	return files
}

// expectedAttachments are, of the files that a report on d carries if all that
// it may carry fits, those that its text tells from others.
func expectedAttachments(d evidence.Data, definition []byte) []*pdf.Attachment {
	files := definitionFiles(d, definition)
	if len(d.Results) > 0 && !slices.ContainsFunc(d.Results, evidence.Result.IsThinned) {
		files = append(files, &pdf.Attachment{Name: traceName(d.Results[0].Run)})
	}
	return files
}

// definitionFiles are the definition, and what describes the data.
func definitionFiles(d evidence.Data, definition []byte) []*pdf.Attachment {
	files := []*pdf.Attachment{{Name: DefinitionName, MIME: "application/toml", Relationship: pdf.Source,
		Description: "The definition of the study", Data: definition}}
	if d.Dataset != nil {
		files = append(files, &pdf.Attachment{Name: DatasetName, MIME: "application/json", Relationship: pdf.Data,
			Description: "What the data are: counts, sums and the images shown", Data: record.Encode(d.Dataset)})
	}
	return files
}

// within makes a file of everything in a list, and subtracts what they take
// from left; ok is false, and left as it was, where that is too little.
func within[T any](left *int, list []T, of func(T) *pdf.Attachment) (files []*pdf.Attachment, ok bool) {
	rest := *left
	for part := range slices.Chunk(list, madeAtOnce) {
		made := make([]*pdf.Attachment, len(part))
		parallel.Do(len(part), func(i int) {
			made[i] = of(part[i])
			made[i].Compressed()
		})
		for _, a := range made {
			rest -= a.Compressed()
		}
		if rest < 0 {
			return nil, false
		}
		files = append(files, made...)
	}
	*left = rest
	return files, true
}

// madeAtOnce is how many files are made before it is seen whether they fit.
const madeAtOnce = 32

func recordFile(r evidence.Result) *pdf.Attachment {
	return &pdf.Attachment{Name: recordName(r.Run), MIME: "application/json", Relationship: pdf.Data,
		Description: fmt.Sprintf("Record of %s, seed %d", r.Run.Scenario, r.Run.Seed), Data: record.Encode(r.Run)}
}

func traceFile(r evidence.Result) *pdf.Attachment {
	return &pdf.Attachment{Name: traceName(r.Run), MIME: "text/csv", Relationship: pdf.Data,
		Description: fmt.Sprintf("Trace of %s, seed %d", r.Run.Scenario, r.Run.Seed),
		Data:        record.EncodeTrace(r.Trace, len(r.Run.Ending.DeadUnits))}
}

func recordName(r *record.Run) string { return r.Name() + ".json" }
func traceName(r *record.Run) string  { return r.Name() + ".csv" }

// measurementFile is a measurement; taken says that a run has its name.
func measurementFile(m *record.Measurement, taken bool) *pdf.Attachment {
	name := m.Name() + ".json"
	if taken {
		name = measurementPrefix + name
	}
	description := fmt.Sprintf("Measurement of %s, seed %d", m.Kind, m.Seed)
	if m.Subject != "" {
		description = fmt.Sprintf("Measurement of %s, %s, seed %d", m.Kind, m.Subject, m.Seed)
	}
	return &pdf.Attachment{Name: name, MIME: "application/json", Relationship: pdf.Data,
		Description: description, Data: record.Encode(m)}
}

func listingFile(name, of string, lines []byte) *pdf.Attachment {
	return &pdf.Attachment{Name: name, MIME: "text/plain", Relationship: pdf.Supplement,
		Description: "SHA-256 of every " + of + ", as sha256sum prints and checks them", Data: lines}
}

// summaryColumns are what a summary tells of every run.
var summaryColumns = []struct {
	name string
	of   evidence.Quantity
}{
	{"weight_norm", evidence.WeightNorm},
	{"delta_norm", evidence.DeltaNorm},
	{"relative_delta", evidence.RelativeDelta},
	{"xw_rms", evidence.XWRMS},
	{"xdw_rms", evidence.XdWRMS},
	{"loss_before", evidence.LossBefore},
	{"loss_after", evidence.LossAfter},
	{"dead_before", evidence.DeadBefore},
	{"dead_after", evidence.DeadAfter},
	{"dead_at_end", evidence.DeadAtEnd},
	{"final_loss", evidence.FinalLoss},
	{"final_accuracy", evidence.FinalAccuracy},
}

func summaryFile(results []evidence.Result) *pdf.Attachment {
	var table bytes.Buffer
	w := csv.NewWriter(&table)
	row := []string{"scenario", "seed", "key", "ending", "ending_step"}
	for _, c := range summaryColumns {
		row = append(row, c.name)
	}
	w.Write(row) // a bytes.Buffer does not fail
	for _, r := range results {
		end := evidence.EndingOf(r)
		row := []string{r.Run.Scenario, strconv.FormatInt(r.Run.Seed, 10), r.Run.Key, end.Fate.String(), strconv.Itoa(end.Step)}
		for _, c := range summaryColumns {
			row = append(row, record.Float(c.of(r)).String())
		}
		w.Write(row)
	}
	w.Flush()
	return &pdf.Attachment{Name: summaryName, MIME: "text/csv", Relationship: pdf.Data,
		Description: "The first step and the end of every run", Data: table.Bytes()}
}
