package report

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
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

	files    map[string][]byte
	listed   []listedRecord
	measured []listedRecord
	file     *reader.File
	data     []byte
}

// A listedRecord is a line of records.sha256 or measurements.sha256.
type listedRecord struct{ name, sum string }

// A TamperedError says what in a report is not what it should be.
type TamperedError struct{ What string }

func (e *TamperedError) Error() string { return e.What }

func tampered(format string, args ...any) error { return &TamperedError{fmt.Sprintf(format, args...)} }

// A NumericsError says that a report was made with another training
// arithmetic than this program's, which cannot say anything of its records.
type NumericsError struct{ Report, Program int }

func (e *NumericsError) Error() string {
	return fmt.Sprintf("the report was made with numerics version %d, and this program has %d: use the firststep that has version %d",
		e.Report, e.Program, e.Report)
}

// A VersionError says that a report was made with a newer version of the report
// than this program's.
type VersionError struct{ Report int }

func (e *VersionError) Error() string {
	return fmt.Sprintf("the report was made with report version %d, newer than the %d of this program: use a newer firststep", e.Report, Version)
}

// AnyNumerics lets [Open] read the reports of every version of the training
// arithmetic.
const AnyNumerics = 0

// maxReport bounds the file of a report, in bytes: one with all that it may
// carry is a tenth as large.
const maxReport = 64 << 20

// Open reads a report and checks what it carries against what it states: the
// definition, the description of the data, every record and every trace. What
// is not right is a [TamperedError], or several joined. A report of other
// numerics than the program's is a [NumericsError], one of a newer version a
// [VersionError].
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
	statement, ok := c.files[StatementName]
	if !ok {
		return nil, fmt.Errorf("it carries no %s: it is no report of this program, or one of an earlier version", StatementName)
	}
	if c.Statement, err = decodeStatement(statement); err != nil {
		return nil, err
	}
	if c.Statement.Report > Version {
		return nil, &VersionError{c.Statement.Report}
	}
	if numerics != AnyNumerics && c.Statement.Numerics != numerics {
		return nil, &NumericsError{c.Statement.Numerics, numerics}
	}
	if c.Date, err = dateOf(file); err != nil {
		return nil, err
	}
	return c, errors.Join(c.readDefinition(limits), c.readDataset(), c.readListing(), c.readRecords(), c.readMeasurements(), c.unknownFiles(), c.checkKeys())
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

// DateOf is when the PDF of a report says that it was made.
func DateOf(data []byte) (time.Time, error) {
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
		return exchanged(DefinitionName, sum, StatementName, c.Statement.Definition)
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
		return exchanged(DatasetName, c.Dataset.SHA256, StatementName, c.Statement.Data)
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

func (c *Carried) readListing() error {
	data, err := c.attached(ListingName)
	if err != nil {
		return err
	}
	if sum := record.Sum(data); sum != c.Statement.Records {
		return exchanged(ListingName, sum, StatementName, c.Statement.Records)
	}
	if c.Definition == nil {
		return nil // which is said already
	}
	if c.listed, err = readListing(ListingName, data, len(c.Plan().Runs())); err != nil {
		return err
	}
	if len(c.listed) != c.Statement.Runs {
		return tampered("%s has %d lines, where %s states %d runs", ListingName, len(c.listed), StatementName, c.Statement.Runs)
	}
	if len(c.listed) == 0 {
		return tampered("%s lists no run, and every report is on some", ListingName)
	}
	return nil
}

// readListing reads a list of at most so many files, in order.
func readListing(name string, data []byte, most int) (listed []listedRecord, err error) {
	for line := range strings.Lines(string(data)) {
		sum, file, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		l := listedRecord{strings.TrimSuffix(file, ".json"), sum}
		switch n := len(listed); {
		case n == most:
			return nil, tampered("%s lists more than the %d that the definition has", name, most)
		case n > 0 && l.name+".json" <= listed[n-1].name+".json": // as whole names of files sort
			return nil, tampered("%s lists %.60q behind %.60q, and not in order, each once", name, l.name, listed[n-1].name)
		}
		listed = append(listed, l)
	}
	return listed, nil
}

// readMeasurements reads what was measured beside the runs, which a report
// carries if it carries records.
func (c *Carried) readMeasurements() error {
	if c.Statement.Measurements == "" {
		return nil
	}
	data, err := c.attached(MeasurementsListingName)
	if err != nil {
		return err
	}
	if sum := record.Sum(data); sum != c.Statement.Measurements {
		return exchanged(MeasurementsListingName, sum, StatementName, c.Statement.Measurements)
	}
	if c.Definition == nil {
		return nil
	}
	if c.measured, err = readListing(MeasurementsListingName, data, len(c.Plan().Measurements())); err != nil {
		return err
	}
	if !c.HasRecords() {
		return nil
	}
	var errs []error
	for _, listed := range c.measured {
		m, err := c.readMeasurement(listed)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		c.Measurements = append(c.Measurements, m)
	}
	return errors.Join(errs...)
}

// measurementFile is what a measurement is attached as.
func (c *Carried) measurementFile(measurement string) string {
	name := measurement + ".json"
	if _, ok := c.files[measurementPrefix+name]; ok {
		return measurementPrefix + name
	}
	return name
}

func (c *Carried) readMeasurement(listed listedRecord) (*record.Measurement, error) {
	name := c.measurementFile(listed.name)
	data, err := c.attached(name)
	if err != nil {
		return nil, err
	}
	if sum := record.Sum(data); sum != listed.sum {
		return nil, exchanged(name, sum, MeasurementsListingName, listed.sum)
	}
	m, err := record.Decode[record.Measurement](data)
	if err != nil {
		return nil, unreadable(name, err)
	}
	if m.Name() != listed.name {
		return nil, tampered("the attachment %s is the measurement %s", name, m.Name())
	}
	return m, nil
}

// readRecords reads the records that are listed, with their traces. A report
// on many runs carries none, or records without traces.
func (c *Carried) readRecords() error {
	if !c.HasRecords() {
		return nil
	}
	var errs []error
	withTraces := c.carries(".csv")
	for _, listed := range c.listed {
		run, err := c.readRecord(listed)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		result := evidence.Result{Run: run}
		if withTraces {
			if result.Trace, err = c.readTrace(run); err != nil {
				errs = append(errs, err)
				continue
			}
		}
		c.Results = append(c.Results, result)
	}
	return errors.Join(errs...)
}

// HasRecords reports whether the report carries records, and not their hashes
// alone.
func (c *Carried) HasRecords() bool {
	return slices.ContainsFunc(c.listed, func(l listedRecord) bool { return c.files[l.name+".json"] != nil })
}

// HasTraces reports whether the report carries traces as well, which it takes
// to compose it again.
func (c *Carried) HasTraces() bool {
	return len(c.Results) > 0 && c.carries(".csv") && len(c.Results) == len(c.listed)
}

func (c *Carried) carries(ending string) bool {
	return slices.ContainsFunc(c.listed, func(l listedRecord) bool { return c.files[l.name+ending] != nil })
}

func (c *Carried) readRecord(listed listedRecord) (*record.Run, error) {
	name := listed.name + ".json"
	data, err := c.attached(name)
	if err != nil {
		return nil, err
	}
	if sum := record.Sum(data); sum != listed.sum {
		return nil, exchanged(name, sum, ListingName, listed.sum)
	}
	run, err := record.Decode[record.Run](data)
	if err != nil {
		return nil, unreadable(name, err)
	}
	if run.Name() != listed.name {
		return nil, tampered("the attachment %s is the record of %s", name, run.Name())
	}
	return run, nil
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
	known := map[string]bool{DefinitionName: true, DatasetName: true, StatementName: true, ListingName: true, SummaryName: true}
	if c.Statement.Measurements != "" {
		known[MeasurementsListingName] = true
	}
	for _, l := range c.measured {
		known[c.measurementFile(l.name)] = true
	}
	for _, l := range c.listed {
		known[l.name+".json"], known[l.name+".csv"] = true, true
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(c.files)) {
		if !known[name] {
			errs = append(errs, tampered("the attachment %q belongs to no report on this study", name))
		}
	}
	return errors.Join(errs...)
}

// Plan is every run of the carried definition.
func (c *Carried) Plan() *study.Plan {
	return c.Definition.Plan(study.Identity{Dataset: c.Statement.Data, Numerics: c.Statement.Numerics})
}

// Known is the plan of what the report lists: the runs that it has records of,
// and what was measured beside them.
func (c *Carried) Known() *study.Plan {
	return c.Plan().Only(c.lists())
}

// Absent names the runs and measurements of the definition that the report
// lists no record of.
func (c *Carried) Absent() (names []string) {
	lists := c.lists()
	for _, job := range c.Plan().Jobs {
		if !lists(job) {
			names = append(names, job.Name())
		}
	}
	return names
}

// lists returns whether the report lists a record of a job.
func (c *Carried) lists() func(study.Job) bool {
	runs, measurements := namesOf(c.listed), namesOf(c.measured)
	return func(job study.Job) bool {
		if job.IsRun() {
			return runs[job.Name()]
		}
		return measurements[job.Name()]
	}
}

func namesOf(listed []listedRecord) map[string]bool {
	names := map[string]bool{}
	for _, l := range listed {
		names[l.name] = true
	}
	return names
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
	plan := c.Plan()
	runs, measurements := map[string]string{}, map[string]string{}
	planned := map[string]study.Job{}
	for _, run := range plan.Runs() {
		runs[run.Name()] = run.Key
		planned[run.Name()] = run
	}
	for _, m := range plan.Measurements() {
		measurements[m.Name()] = m.Key
	}
	errs := append(foreign(ListingName, c.listed, runs), foreign(MeasurementsListingName, c.measured, measurements)...)
	for _, r := range c.Results {
		err := cmp.Or(otherDefinition(r.Run.Name(), r.Run.Key, runs), notItsOwn(r.Run.Name(), study.CheckOwnKey(r.Run.Key, r.Run.Definition)))
		if run, ok := planned[r.Run.Name()]; err == nil && ok {
			err = notItsOwn(r.Run.Name(), run.CheckShape(r.Run.Shape()))
		}
		errs = append(errs, err)
	}
	for _, m := range c.Measurements {
		errs = append(errs, cmp.Or(otherDefinition(m.Name(), m.Key, measurements), notItsOwn(m.Name(), study.CheckOwnKey(m.Key, m.Definition))))
	}
	return errors.Join(errs...)
}

func notItsOwn(name string, err error) error {
	if err != nil {
		return tampered("the record of %s is none: %v", name, err)
	}
	return nil
}

// foreign finds lines of a listing that name nothing of the definition.
func foreign(listing string, listed []listedRecord, keys map[string]string) (errs []error) {
	for _, l := range listed {
		if keys[l.name] == "" {
			errs = append(errs, tampered("%s lists %s, which the definition does not have", listing, l.name))
		}
	}
	return errs
}

func otherDefinition(name, key string, keys map[string]string) error {
	if planned := keys[name]; planned != "" && planned != key {
		return tampered("the record of %s was made from another definition", name)
	}
	return nil
}

// Sum is the SHA-256 that the report states of the result of a job.
func (c *Carried) Sum(job study.Job) (sum string, ok bool) {
	listed := c.measured
	if job.IsRun() {
		listed = c.listed
	}
	i := slices.IndexFunc(listed, func(l listedRecord) bool { return l.name == job.Name() })
	if i < 0 {
		return "", false
	}
	return listed[i].sum, true
}

// Compose composes the report again from results.
func (c *Carried) Compose(results []evidence.Result) ([]byte, error) {
	d := evidence.NewData(c.Definition, c.Dataset, results).With(c.Measurements)
	var composed bytes.Buffer
	_, err := Compose(&composed, d, Options{Date: c.Date, Attachments: Attachments(d, c.Text)})
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
	take := func(path, name string) {
		if data, ok := c.files[name]; ok {
			folder[path] = data
		}
	}
	take(DatasetName, DatasetName)
	for _, l := range c.listed {
		take("records/"+l.name+".json", l.name+".json")
		take("records/"+l.name+".csv", l.name+".csv")
	}
	for _, l := range c.measured {
		take("measurements/"+l.name+".json", c.measurementFile(l.name))
	}
	return folder
}

// Files are the attachments, by their names.
func (c *Carried) Files() map[string][]byte { return c.files }
