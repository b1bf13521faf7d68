package report

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"firststep/report/pdf/pdfdiff"
	"firststep/report/pdf/reader"
	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
)

// Carried is what a report carries, read back from its PDF.
type Carried struct {
	Statement  Statement
	Text       []byte // study.toml
	Definition *study.Definition
	Dataset    *record.Dataset // nil where the report carries none
	Results    []evidence.Result
	Date       time.Time

	Measurements []*record.Measurement

	files  map[string][]byte
	listed []listedResult
	file   *reader.File
	data   []byte
}

// A listedResult is a line of records.sha256 or measurements.sha256.
type listedResult struct {
	path, file string // in a study's folder, and among the attachments, without their endings
	sum        string
	listing    string // that has it
}

func (l listedResult) name() string {
	_, name, _ := strings.Cut(l.path, "/")
	return name
}

func (l listedResult) isRun() bool { return l.listing == listingName }

// A tamperedError says what in a report is not what it should be.
type tamperedError string

func (e tamperedError) Error() string { return string(e) }

func tampered(format string, args ...any) error { return tamperedError(fmt.Sprintf(format, args...)) }

// AnyNumerics lets [Open] read the reports of every version of the training
// arithmetic.
const AnyNumerics = 0

// maxReport bounds the file of a report, in bytes: one with all that it may
// carry is a tenth as large.
const maxReport = 64 << 20

// Open reads a report and checks what it carries against what it states: the
// definition, the description of the data, every record and every trace. What
// is not right can be told by [Tampered] from other errors, such as that of a
// report of other numerics than those asked for, or of a newer version.
func Open(data []byte, numerics int, limits study.Limits) (*Carried, error) {
	if len(data) > maxReport {
		return nil, fmt.Errorf("it has %d bytes, where no report has more than %d", len(data), maxReport)
	}
	file, err := reader.Parse(data)
	if err != nil {
		return nil, err
	}
	c := &Carried{file: file, data: data}
	if err := c.readFiles(); err != nil {
		return nil, err
	}
	statement, ok := c.files[statementName]
	if !ok {
		return nil, fmt.Errorf("it carries no %s: it is no report of this program, or one of an earlier version", statementName)
	}
	if c.Statement, err = decodeStatement(statement); err != nil {
		return nil, err
	}
	if c.Statement.Report > Version {
		return nil, fmt.Errorf("the report was made with report version %d, newer than the %d of this program: use a newer firststep", c.Statement.Report, Version)
	}
	if numerics != AnyNumerics && c.Statement.Numerics != numerics {
		return nil, fmt.Errorf("the report was made with numerics version %d, and this program has %d: use the firststep that has version %[1]d", c.Statement.Numerics, numerics)
	}
	if c.Date, err = dateOf(file); err != nil {
		return nil, err
	}
	err = errors.Join(c.readDefinition(limits), c.readDataset(), c.readListings(), c.readResults(), c.unknownFiles(), c.checkKeys())
	return c, inOne(err)
}

// inOne says once what is wrong with a report whose files all have the schema
// of another version.
func inOne(err error) error {
	var other *record.SchemaError
	for _, e := range unjoined(err) {
		is := false
		if other, is = errors.AsType[*record.SchemaError](e); !is {
			return err
		}
	}
	if other == nil {
		return err
	}
	return fmt.Errorf("the report carries records of schema %d, and this program has %d: use the firststep that has schema %[1]d", other.Schema, record.Schema)
}

func (c *Carried) readFiles() error {
	attachments, err := c.file.Attachments()
	if err != nil {
		return tampered("%v", err)
	}
	c.files = map[string][]byte{}
	for _, a := range attachments {
		if _, ok := c.files[a.Name]; ok {
			return tampered("two attachments have the name %q", a.Name)
		}
		c.files[a.Name] = a.Data
	}
	return nil
}

// dateIn is when the PDF of a report says that it was made.
func dateIn(data []byte) (time.Time, error) {
	file, err := reader.Parse(data)
	if err != nil {
		return time.Time{}, tampered("%v", err)
	}
	return dateOf(file)
}

func dateOf(file *reader.File) (time.Time, error) {
	text, _ := file.Resolve(file.Dict(file.Trailer["Info"])["CreationDate"]).(reader.String)
	date, err := time.Parse("D:20060102150405Z", reader.Text(text))
	if err != nil {
		return date, tampered("the metadata have no date of the form that reports have: %.40q", reader.Text(text))
	}
	return date, nil
}

// attached returns a file that has to be there.
func (c *Carried) attached(name string) ([]byte, error) {
	data, ok := c.files[name]
	if !ok {
		return nil, tampered("the attachment %s is missing", name)
	}
	return data, nil
}

// exchanged is the error of an attachment that has another hash.
func exchanged(name, sum, by, stated string) error {
	return tampered("the attachment %s is not the one that the report was made with: its SHA-256 is %.12s…, where %s states %.12s…", name, sum, by, stated)
}

func (c *Carried) readDefinition(limits study.Limits) (err error) {
	if c.Text, err = c.attached(DefinitionName); err != nil {
		return err
	}
	if c.Definition, err = study.Parse(DefinitionName, c.Text, limits); err != nil {
		return tampered("the attachment %s cannot be used: %v", DefinitionName, err)
	}
	if sum := record.Sum(c.Definition.Encode()); sum != c.Statement.Definition {
		return exchanged(DefinitionName, sum, statementName, c.Statement.Definition)
	}
	return nil
}

func (c *Carried) readDataset() (err error) {
	if c.Statement.Data == "" {
		return nil
	}
	data, err := c.attached(DatasetName)
	if err != nil {
		return err
	}
	if c.Dataset, err = record.Decode[record.Dataset](data); err != nil {
		return unreadable(DatasetName, err)
	}
	if c.Dataset.SHA256 != c.Statement.Data {
		return exchanged(DatasetName, c.Dataset.SHA256, statementName, c.Statement.Data)
	}
	return nil
}

// unreadable is the error of an attachment that was read with err: damage, or
// another version's form, which is no fault of the report's.
func unreadable(name string, err error) error {
	if _, other := errors.AsType[*record.SchemaError](err); other {
		return fmt.Errorf("the attachment %s: %w", name, err)
	}
	return tampered("the attachment %s is %v", name, err)
}

// readListings reads what the report says that it was made from.
func (c *Carried) readListings() error {
	runs, err := c.readListing(listingName, c.Statement.Records, study.RunsFolder)
	if err == nil && c.Definition != nil { // else it is said already
		switch {
		case len(runs) != c.Statement.Runs:
			err = tampered("%s has %d lines, where %s states %d runs", listingName, len(runs), statementName, c.Statement.Runs)
		case len(runs) == 0:
			err = tampered("%s lists no run, and every report is on some", listingName)
		}
	}
	c.listed = runs
	if c.Statement.Measurements == "" {
		return err
	}
	measurements, errMeasurements := c.readListing(measurementsListingName, c.Statement.Measurements, study.MeasurementsFolder)
	c.listed = append(c.listed, measurements...)
	return errors.Join(err, errMeasurements)
}

// readListing reads a list, of no more files than the definition has of the
// folder, in order.
func (c *Carried) readListing(name, stated, folder string) (listed []listedResult, err error) {
	data, err := c.attached(name)
	if err != nil {
		return nil, err
	}
	if sum := record.Sum(data); sum != stated {
		return nil, exchanged(name, sum, statementName, stated)
	}
	if c.Definition == nil {
		return nil, nil
	}
	most := len(c.Plan().Only(func(job study.Job) bool { return path.Dir(job.Path()) == folder }).Jobs)
	for line := range strings.Lines(string(data)) {
		sum, file, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		file = strings.TrimSuffix(file, ".json")
		l := listedResult{folder + "/" + file, file, sum, name}
		if _, ok := c.files[measurementPrefix+file+".json"]; ok && !l.isRun() {
			l.file = measurementPrefix + file
		}
		switch n := len(listed); {
		case n == most:
			return nil, tampered("%s lists more than the %d that the definition has", name, most)
		case n > 0 && l.name()+".json" <= listed[n-1].name()+".json": // as whole names of files sort
			return nil, tampered("%s lists %.60q behind %.60q, and not in order, each once", name, file, listed[n-1].name())
		}
		listed = append(listed, l)
	}
	return listed, nil
}

// readResults reads the records that are listed, with their traces, and what was
// measured beside the runs, which a report carries if it carries records. One on
// many runs carries none, or records without traces.
func (c *Carried) readResults() error {
	if !c.HasRecords() {
		return nil
	}
	var errs []error
	withTraces := c.carries(".csv")
	for _, listed := range c.listed {
		r, err := c.readResult(listed)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		switch r := r.(type) {
		case *record.Measurement:
			c.Measurements = append(c.Measurements, r)
		case *record.Run:
			result := evidence.Result{Run: r}
			if withTraces {
				if result.Trace, err = c.readTrace(r); err != nil {
					errs = append(errs, err)
					continue
				}
			}
			c.Results = append(c.Results, result)
		}
	}
	return errors.Join(errs...)
}

// HasRecords reports whether the report carries records, and not their hashes
// alone.
func (c *Carried) HasRecords() bool {
	return c.carries(".json")
}

// HasTraces reports whether the report carries traces as well, which it takes
// to compose it again.
func (c *Carried) HasTraces() bool {
	return len(c.Results) > 0 && c.carries(".csv") && len(c.Results) == c.Statement.Runs
}

func (c *Carried) carries(ending string) bool {
	return slices.ContainsFunc(c.listed, func(l listedResult) bool { return l.isRun() && c.files[l.file+ending] != nil })
}

func (c *Carried) readResult(listed listedResult) (record.Result, error) {
	name := listed.file + ".json"
	data, err := c.attached(name)
	if err != nil {
		return nil, err
	}
	if sum := record.Sum(data); sum != listed.sum {
		return nil, exchanged(name, sum, listed.listing, listed.sum)
	}
	r, err := record.DecodeResult(listed.path, data)
	if err != nil {
		return nil, unreadable(name, err)
	}
	if r.Path() != listed.path {
		return nil, tampered("the attachment %s is %v", name, r)
	}
	return r, nil
}

func (c *Carried) readTrace(run *record.Run) (*record.Trace, error) {
	name := run.Name() + ".csv"
	data, err := c.attached(name)
	if err != nil {
		return nil, err
	}
	if sum := record.Sum(data); sum != run.Trace.SHA256 {
		return nil, exchanged(name, sum, run.Name()+".json", run.Trace.SHA256)
	}
	trace, err := record.DecodeTrace(data, run.Trace)
	if err != nil {
		return nil, unreadable(name, err)
	}
	return trace, nil
}

// unknownFiles finds attachments that no report carries.
func (c *Carried) unknownFiles() error {
	known := map[string]bool{DefinitionName: true, DatasetName: true, statementName: true, listingName: true, summaryName: true}
	if c.Statement.Measurements != "" {
		known[measurementsListingName] = true
	}
	for _, l := range c.listed {
		known[l.file+".json"] = true
		if l.isRun() {
			known[l.file+".csv"] = true
		}
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		if !known[name] {
			errs = append(errs, tampered("the attachment %q belongs to no report on this study", name))
		}
	}
	return errors.Join(errs...)
}

// Plan is every job of the carried definition.
func (c *Carried) Plan() *study.Plan {
	return c.Definition.Plan(study.Identity{Dataset: c.Statement.Data, Numerics: c.Statement.Numerics})
}

// Known is the plan of what the report lists.
func (c *Carried) Known() *study.Plan { return c.Plan().Only(c.lists(true)) }

// Absent names the jobs of the definition that the report lists no record of.
func (c *Carried) Absent() (names []string) {
	for _, job := range c.Plan().Only(c.lists(false)).Jobs {
		names = append(names, job.Name())
	}
	return names
}

// lists returns whether a job is listed, or whether it is not.
func (c *Carried) lists(are bool) func(study.Job) bool {
	listed := map[string]bool{}
	for _, l := range c.listed {
		listed[l.path] = true
	}
	return func(job study.Job) bool { return listed[job.Path()] == are }
}

// Thin is a result as the report is drawn from it: where its runs are very
// many, with less than its whole trace.
func (c *Carried) Thin(r evidence.Result) evidence.Result {
	steps := 0
	for _, run := range c.Known().Runs() {
		steps += run.Steps
	}
	if steps > evidence.ThinnedAbove {
		return r.Thin(c.Definition)
	}
	return r
}

// checkKeys finds records that the definition does not have, and those that
// were made from another definition.
func (c *Carried) checkKeys() error {
	if c.Definition == nil {
		return nil
	}
	planned := map[string]study.Job{}
	for _, job := range c.Plan().Jobs {
		planned[job.Path()] = job
	}
	var errs []error
	for _, l := range c.listed {
		if _, ok := planned[l.path]; !ok {
			errs = append(errs, tampered("%s lists %s, which the definition does not have", l.listing, l.name()))
		}
	}
	check := func(r record.Result) {
		job, ok := planned[r.Path()]
		if err := record.CheckOrigin(r, job); ok && r.Origin().Key != job.Key {
			errs = append(errs, tampered("the record of %s was made from another definition", r.Name()))
		} else if err != nil {
			errs = append(errs, tampered("the record of %s is none: %v", r.Name(), err))
		}
	}
	for _, r := range c.Results {
		check(r.Run)
	}
	for _, m := range c.Measurements {
		check(m)
	}
	return errors.Join(errs...)
}

// Sum is the SHA-256 that the report states of the result of a job.
func (c *Carried) Sum(job study.Job) (sum string, ok bool) {
	i := slices.IndexFunc(c.listed, func(l listedResult) bool { return l.path == job.Path() })
	if i < 0 {
		return "", false
	}
	return c.listed[i].sum, true
}

// Compose composes the report again from results.
func (c *Carried) Compose(results []evidence.Result) ([]byte, error) {
	d := evidence.NewData(c.Definition, c.Dataset, results).With(c.Measurements)
	var composed bytes.Buffer
	_, _, err := Compose(&composed, d, c.Text, c.Date)
	return composed.Bytes(), err
}

// SameContent is how [Differences] explains a file in which nothing differs but
// its bytes.
const SameContent = "holds the same content, packed by another program"

// Differences explains how the PDF of a report departs from the one that
// belongs in its place. It is empty only where they are the same in every byte.
func Differences(is, should []byte) ([]string, error) {
	if bytes.Equal(is, should) {
		return nil, nil
	}
	file, err := reader.Parse(is)
	if err != nil {
		return []string{err.Error()}, nil
	}
	wanted, err := reader.Parse(should)
	if err != nil {
		return nil, err
	}
	found, err := pdfdiff.Compare(file, wanted)
	if err == nil && len(found) == 0 {
		found = []string{SameContent}
	}
	return found, err
}

// Folder returns what the report carries of a study's folder: the definition,
// the description of the data, records, traces and measurements, by their paths
// in it, with slashes.
func (c *Carried) Folder() map[string][]byte {
	folder := map[string][]byte{DefinitionName: c.Text}
	take := func(at, name string) {
		if data, ok := c.files[name]; ok {
			folder[at] = data
		}
	}
	take(DatasetName, DatasetName)
	for _, l := range c.listed {
		take(l.path+".json", l.file+".json")
		if l.isRun() {
			take(l.path+".csv", l.file+".csv")
		}
	}
	return folder
}
