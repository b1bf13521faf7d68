package report

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"firststep/report/pdf/reader"
	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
	"firststep/study/record"
)

const testNumerics = 1

// sealed makes the records of a fixture such as a training leaves them, with
// keys and hashes that belong together.
func sealed(t testing.TB, definition string) evidence.Data {
	t.Helper()
	d := fixture.New(definition)
	plan := d.Definition.Plan(study.Identity{Dataset: d.Dataset.SHA256, Numerics: testNumerics})
	for i, r := range d.Results {
		run := plan.Runs()[i]
		r.Run.Key, r.Run.Definition = run.Key, nil
		r.Run.Definition = run.Fields
		for _, hash := range []*string{&r.Run.Print.InitialWeights, &r.Run.Print.FinalWeights, &r.Run.Print.Losses, &r.Run.Print.ValidationLogits, &r.Run.Print.FirstSigns} {
			*hash = record.Sum([]byte(*hash))
		}
		trace := record.EncodeTrace(r.Trace, len(r.Run.Ending.DeadUnits))
		r.Run.Trace = record.TraceFile{Rows: len(r.Trace.Loss), SHA256: record.Sum(trace)}
		decoded, err := record.DecodeTrace(trace, r.Run.Trace)
		if err != nil {
			t.Fatal(err)
		}
		d.Results[i].Trace = decoded // without points behind the last step
	}
	return d
}

// composed is the PDF of a report on d.
func composed(t testing.TB, d evidence.Data, date time.Time) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := compose(&b, d, Options{Date: date, Attachments: Attachments(d, d.Definition.Encode())}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// verified opens a report, composes it again, and returns in what it differs.
func verified(data []byte) (differences string, err error) {
	c, err := Open(data, testNumerics, study.Limits{})
	if err != nil {
		return "", err
	}
	again, err := c.Compose(c.Results)
	if err != nil {
		return "", err
	}
	found, err := Differences(data, again)
	return strings.Join(found, "\n"), err
}

// An update replaces objects of a PDF file in the way that editors do, by an
// appendix with cross references of its own.
func update(t *testing.T, data []byte, objects map[int]string) []byte {
	t.Helper()
	f, err := reader.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	out := bytes.Clone(data)
	var references strings.Builder
	for n, body := range objects {
		fmt.Fprintf(&references, "%d 1\n%010d 00000 n \n", n, len(out))
		out = fmt.Appendf(out, "%d 0 obj\n%s\nendobj\n", n, body)
	}
	start := len(out)
	root := f.Trailer["Root"].(reader.Reference).Number
	info := f.Trailer["Info"].(reader.Reference).Number
	previous := bytes.LastIndex(data, []byte("startxref\n")) + len("startxref\n")
	end := previous + bytes.IndexByte(data[previous:], '\n')
	return fmt.Appendf(out, "xref\n%strailer\n<</Size %d /Root %d 0 R /Info %d 0 R /Prev %s>>\nstartxref\n%d\n%%%%EOF\n",
		references.String(), f.Objects(), root, info, data[previous:end], start)
}

func stream(data []byte) string {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	w.Write(data)
	w.Close()
	return fmt.Sprintf("<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream", packed.Len(), packed.String())
}

func TestReportFollowsFromWhatItCarries(t *testing.T) {
	d := sealed(t, fixture.Common+fixture.Reference+fixture.Divided255+fixture.Restored255)
	for _, date := range []time.Time{time.Unix(0, 0), time.Date(2024, 2, 29, 23, 59, 58, 0, time.UTC)} {
		if differences, err := verified(composed(t, d, date)); err != nil || differences != "" {
			t.Errorf("of %v: %s, %v", date, differences, err)
		}
	}
}

// A number changed on a page: the page and both numbers are named.
func TestChangedDigit(t *testing.T) {
	data := composed(t, sealed(t, fixture.Common+fixture.Reference+fixture.Divided255), time.Time{})
	_, page, content := secondPage(t, data)
	object := page.Dict["Contents"].(reader.Reference).Number
	changed := swapCodes(content)
	differences, err := verified(rewritten(t, data, map[int]string{object: stream(changed)}))
	if err != nil || !strings.HasPrefix(differences, "page 2: “") || !strings.Contains(differences, "” stands where “") {
		t.Errorf("a changed page: %s, %v", differences, err)
	}
	// The same content in other bytes explains itself, and is another file.
	differences, err = verified(rewritten(t, data, nil))
	if err != nil || differences != SameContent {
		t.Errorf("the same content packed otherwise: %s, %v", differences, err)
	}
}

// swapCodes exchanges two neighbouring glyphs of a content stream.
func swapCodes(content []byte) []byte {
	changed := bytes.Clone(content)
	for at := range changed {
		if changed[at] != '<' || at+9 > len(changed) || changed[at+1] == '<' {
			continue
		}
		first, second := string(changed[at+1:at+5]), string(changed[at+5:at+9])
		if _, err := strconv.ParseUint(first+second, 16, 32); err == nil && first != second {
			copy(changed[at+1:], second+first)
			return changed
		}
	}
	return changed
}

// An exchanged attachment is named, with the hash that it should have.
func TestExchangedAttachment(t *testing.T) {
	d := sealed(t, fixture.Common+fixture.Reference)
	data := composed(t, d, time.Time{})
	other := d.Results[1]
	other.Run.FirstStep.LossAfter++
	for _, c := range []struct {
		name string
		with []byte
		want string
	}{
		{"reference-seed2.json", record.Encode(other.Run), "the attachment reference-seed2.json is not the one that the report was made with"},
		{"reference-seed1.csv", []byte("step,loss\n"), "the attachment reference-seed1.csv is not the one"},
		{"study.toml", bytes.Replace(d.Definition.Encode(), []byte("epochs = 2"), []byte("epochs = 1"), 1), "the attachment study.toml is not the one"},
		{"study.toml", []byte("nonsense"), "the attachment study.toml cannot be used"},
		{"dataset.json", []byte("{}"), "the attachment dataset.json is damaged"},
		{"records.sha256", []byte(""), "the attachment records.sha256 is not the one"},
	} {
		object := attachmentObject(t, data, c.name)
		if _, err := verified(update(t, data, map[int]string{object: stream(c.with)})); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", c.name, err, c.want)
		}
	}
	empty := update(t, data, map[int]string{attachmentObject(t, data, "provenance.json"): stream(nil)})
	if _, err := verified(empty); err == nil {
		t.Error("a report without statements passed")
	}
}

// A report of another schema says so once, and not that it was tampered with.
func TestReportOfAnotherSchema(t *testing.T) {
	data := composed(t, sealed(t, fixture.Common+fixture.Reference), time.Time{})
	c, err := Open(data, testNumerics, study.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	older := strings.Replace(string(c.files[DatasetName]), fmt.Sprintf(`"schema": %d`, record.Schema), `"schema": 1`, 1)
	older, _, _ = strings.Cut(older, `"checksum": "`)
	older += `"checksum": "` + record.Sum([]byte(older+"\"checksum\": \"\"\n}\n")) + "\"\n}\n"
	_, err = Open(update(t, data, map[int]string{attachmentObject(t, data, DatasetName): stream([]byte(older))}), testNumerics, study.Limits{})
	if want := fmt.Sprintf("the report carries records of schema 1, and this program has %d: use the firststep that has schema 1", record.Schema); err == nil || err.Error() != want {
		t.Errorf("%v; want %q", err, want)
	}
}

// A listing that belongs to no report is refused as what it is: of no run at
// all, which there was a panic at, or of one again and again, each of which
// would be read.
func TestForgedListings(t *testing.T) {
	data := composed(t, sealed(t, fixture.Common+fixture.Reference), time.Time{})
	c, err := Open(data, testNumerics, study.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	listing := c.files[listingName]
	lines := slices.Collect(strings.Lines(string(listing)))
	for _, f := range []struct{ lines, want string }{
		{"", "records.sha256 lists no run"},
		{lines[0] + lines[0] + lines[1], "not in order, each once"},
		{lines[1] + lines[0], "not in order, each once"},
		{string(listing) + strings.Replace(lines[2], "seed3", "seed4", 1), "lists more than the 3 that the definition has"},
	} {
		statement := c.Statement
		statement.Records, statement.Runs = record.Sum([]byte(f.lines)), strings.Count(f.lines, "\n")
		encoded, err := json.Marshal(statement)
		if err != nil {
			t.Fatal(err)
		}
		forged := update(t, data, map[int]string{
			attachmentObject(t, data, listingName):   stream([]byte(f.lines)),
			attachmentObject(t, data, statementName): stream(encoded),
		})
		if _, err := Open(forged, testNumerics, study.Limits{}); err == nil || !strings.Contains(err.Error(), f.want) {
			t.Errorf("%d lines: %v; want %q", statement.Runs, err, f.want)
		}
	}
}

// attachmentObject is the number of the stream of an attached file.
func attachmentObject(t *testing.T, data []byte, name string) int {
	t.Helper()
	f, err := reader.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	for n := range f.Objects() {
		d, ok := f.Resolve(reader.Reference{Number: n}).(reader.Dict)
		if s, _ := d["UF"].(reader.String); ok && reader.Text(s) == name {
			return f.Dict(d["EF"])["F"].(reader.Reference).Number
		}
	}
	t.Fatalf("%s is not attached", name)
	return 0
}

// A page that is missing, doubled or turned is named.
func TestPagesThatAreNotThere(t *testing.T) {
	data := composed(t, sealed(t, fixture.Common+fixture.Reference+fixture.Divided255), time.Time{})
	f, err := reader.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	tree := f.Catalogue()["Pages"].(reader.Reference)
	kids := f.Array(f.Dict(tree)["Kids"])
	for _, c := range []struct {
		what string
		kids reader.Array
		want string
	}{
		{"removed", slices.Delete(slices.Clone(kids), 1, 2), fmt.Sprintf("page 2 of %d is missing", len(kids))},
		{"the last removed", slices.Clone(kids[:len(kids)-1]), fmt.Sprintf("page %d of %d is missing", len(kids), len(kids))},
		{"added", append(slices.Clone(kids), kids[0]), "twice"},
	} {
		var body strings.Builder
		fmt.Fprintf(&body, "<</Type /Pages /Count %d /Resources %s /Kids [", len(c.kids), "2 0 R")
		for _, kid := range c.kids {
			fmt.Fprintf(&body, "%d 0 R ", kid.(reader.Reference).Number)
		}
		body.WriteString("]>>")
		differences, err := verified(rewritten(t, data, map[int]string{tree.Number: body.String()}))
		if err != nil || !strings.Contains(differences, c.want) {
			t.Errorf("%s: %s, %v; want %q", c.what, differences, err, c.want)
		}
	}
}

// What another program saved again is another file, of which it is said that
// it holds the same. What is no report, or cannot be read, says why.
func TestReportsFromOtherPrograms(t *testing.T) {
	folder := t.TempDir()
	before, after := filepath.Join(folder, "before.pdf"), filepath.Join(folder, "after.pdf")
	if err := os.WriteFile(before, composed(t, sealed(t, fixture.Common+fixture.Reference), time.Time{}), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		command []string
		want    string
	}{
		{[]string{"qpdf", before, after}, SameContent},
		{[]string{"qpdf", "--object-streams=generate", before, after}, SameContent},
		{[]string{"qpdf", "--linearize", before, after}, SameContent},
		{[]string{"qpdf", "--qdf", before, after}, SameContent},
		{[]string{"mutool", "clean", before, after}, SameContent},
		{[]string{"mutool", "clean", "-gggg", "-z", before, after}, SameContent},
		{[]string{"pdftk", before, "output", after}, SameContent},
		{[]string{"qpdf", before, "--remove-attachment=reference-seed1.json", after}, "the attachment reference-seed1.json is missing"},
		{[]string{"qpdf", "--encrypt", "", "", "256", "--", before, after}, "encrypted"},
	} {
		if _, err := exec.LookPath(c.command[0]); err != nil {
			t.Logf("%s is not installed", c.command[0])
			continue
		}
		if out, err := exec.Command(c.command[0], c.command[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", c.command, err, out)
		}
		data, err := os.ReadFile(after)
		if err != nil {
			t.Fatal(err)
		}
		differences, err := verified(data)
		if err != nil {
			differences = err.Error()
		}
		if differences != c.want && (err == nil || !strings.Contains(differences, c.want)) {
			t.Errorf("%v: %s; want %q", c.command[:3], differences, c.want)
		}
	}
}

func TestOtherVersions(t *testing.T) {
	data := composed(t, sealed(t, fixture.Common+fixture.Reference), time.Time{})
	_, err := Open(data, testNumerics+1, study.Limits{})
	if err == nil || !strings.Contains(err.Error(), "made with numerics version 1, and this program has 2") {
		t.Errorf("other numerics: %v", err)
	}
	for _, c := range []struct{ data, want string }{
		{"no PDF", "no PDF"},
		{"%PDF-1.7\n", "cut short"},
		{string(data[:len(data)/2]), "cut short"},
	} {
		if _, err := Open([]byte(c.data), testNumerics, study.Limits{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.20q: %v; want %q", c.data, err, c.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(composed(f, sealed(f, fixture.Common+fixture.Reference), time.Time{}))
	f.Fuzz(func(t *testing.T, data []byte) {
		Open(data, testNumerics, study.Limits{})
	})
}

// A report on very many runs carries their hashes alone. They are checked, and
// training has to give what they stand for.
func TestReportWithHashesAlone(t *testing.T) {
	d := sealed(t, fixture.Common+fixture.Reference)
	var b bytes.Buffer
	if _, err := compose(&b, d, Options{Attachments: attachmentsWithin(1, d, d.Definition.Encode())}); err != nil {
		t.Fatal(err)
	}
	c, err := Open(b.Bytes(), testNumerics, study.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if c.HasRecords() || c.HasTraces() || len(c.Known().Runs()) != len(d.Results) {
		t.Errorf("records %t, traces %t, %d runs", c.HasRecords(), c.HasTraces(), len(c.Known().Runs()))
	}
	run, job := d.Results[0].Run, c.Plan().Jobs[0]
	if sum, ok := c.Sum(job); run.Path() != job.Path() || !ok || sum != record.Sum(record.Encode(run)) {
		t.Errorf("%s has the sum %q", run.Name(), sum)
	}
	if _, ok := c.Sum(study.Job{Kind: study.RunKind, Subject: "other", Seed: 1}); ok {
		t.Error("a run that is not listed has a sum")
	}
}
