package report

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"firststep/report/pdf/reader"
	"firststep/study"
	"firststep/study/evidence/fixture"
	"firststep/study/record"
)

// rewritten is a PDF file saved again by a program that keeps to the simplest
// form, with the bodies of some objects exchanged.
func rewritten(t *testing.T, data []byte, bodies map[int]string) []byte {
	t.Helper()
	f, err := reader.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	out := []byte("%PDF-1.7\n")
	var references strings.Builder
	for n := range f.Objects() {
		body, ok := bodies[n]
		o := f.Resolve(reader.Reference{Number: n})
		if !ok && o == nil {
			references.WriteString("0000000000 65535 f \n")
			continue
		}
		if s, isStream := o.(*reader.Stream); isStream && !ok {
			content, err := f.Data(s)
			if err != nil {
				t.Fatal(err)
			}
			d := maps.Clone(s.Dict)
			delete(d, "Filter")
			delete(d, "DecodeParms")
			d["Length"] = len(content)
			body = fmt.Sprintf("%s\nstream\n%s\nendstream", reader.AppendObject(nil, d), content)
		} else if !ok {
			body = string(reader.AppendObject(nil, o))
		}
		fmt.Fprintf(&references, "%010d 00000 n \n", len(out))
		out = fmt.Appendf(out, "%d 0 obj\n%s\nendobj\n", n, body)
	}
	trailer := reader.Dict{"Size": f.Objects(), "Root": f.Trailer["Root"], "Info": f.Trailer["Info"]}
	return fmt.Appendf(out, "xref\n0 %d\n%strailer\n%s\nstartxref\n%d\n%%%%EOF\n", f.Objects(), references.String(), reader.AppendObject(nil, trailer), len(out))
}

// secondPage is that of a file, with what is drawn on it.
func secondPage(t *testing.T, data []byte) (*reader.File, reader.Page, []byte) {
	t.Helper()
	f, err := reader.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := f.Pages()
	if err != nil || len(pages) < 2 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	content, err := pages[1].Content()
	if err != nil {
		t.Fatal(err)
	}
	return f, pages[1], content
}

// TestForgedPages: pages that some program shows otherwise than this reader
// once read them. None is the file that was composed, and each is named.
func TestForgedPages(t *testing.T) {
	data := composed(t, sealed(t, fixture.Common+fixture.Reference+fixture.Divided255), time.Time{})
	f, page, content := secondPage(t, data)
	object := page.Dict["Contents"].(reader.Reference).Number
	// with is the file with another body of the page's, or of its content.
	with := func(n int, body string) []byte { return rewritten(t, data, map[int]string{n: body}) }
	pageWith := func(old, new string) []byte {
		own := f.Dict(page.Reference)
		body := string(reader.AppendObject(nil, own))
		if !strings.Contains(body, old) {
			t.Fatalf("the page %s has no %s", body, old)
		}
		return with(page.Reference.Number, strings.Replace(body, old, new, 1))
	}
	colour := regexp.MustCompile(`\n(\S+ \S+ \S+) rg`)
	if !colour.Match(content) {
		t.Fatalf("the page has no colour: %.300q", content)
	}
	number := regexp.MustCompile(`\n([0-9]+)(\.[0-9]+)? `)
	blank := update(t, data, map[int]string{object: stream(nil)})
	contents := fmt.Sprintf("/Contents %d 0 R", object)
	parent := page.Dict["Parent"].(reader.Reference).Number
	freed := update(t, data, map[int]string{page.Reference.Number: string(reader.AppendObject(nil, f.Dict(page.Reference)))})
	at := bytes.LastIndex(freed, []byte("\nxref\n")) + len("\nxref\n")
	freed = slices.Insert(freed, at, fmt.Appendf(nil, "%d 1\n0000000000 00001 f \n", object)...)
	for _, c := range []struct {
		what   string
		forged []byte
		named  string
	}{
		{"an update whose startxref has no white space behind it", append(bytes.TrimSuffix(blank, []byte("\n%%EOF\n")), "%%EOF"...), "2 revisions"},
		{"a later revision", update(t, data, map[int]string{object: stream(content)}), "2 revisions"},
		{"operands that print alike", with(object, stream(colour.ReplaceAll(content, []byte("\n($1) rg")))), "page 2: its text is right, but it is drawn otherwise: “<"},
		{"a key twice", pageWith(contents, contents+" /Contents 3 0 R"), `the key "Contents" stands twice`},
		{"a false parent", pageWith(fmt.Sprintf("/Parent %d 0 R", parent), contents[len("/Contents "):]+" /Parent 5 0 R"), "cannot be read"},
		{"another parent", pageWith(fmt.Sprintf("/Parent %d 0 R", parent), "/Parent 5 0 R"), "is not the node above it"},
		{"a freed object", freed, fmt.Sprintf("object %d was taken away", object)},
		{"an exponent", with(object, stream(number.ReplaceAll(content, []byte("\n${1}e0 ")))), "is no number"},
		{"another generation", pageWith(contents, fmt.Sprintf("/Contents %d 5 R", object)), "is called with the generation 5"},
		{"something behind the end", append(bytes.Clone(data), "1 0 obj"...), "7 bytes stand behind its end"},
	} {
		carried, err := Open(c.forged, testNumerics, study.Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		again, err := carried.Compose(carried.Results)
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("%s: what it carries does not give the true report, %v", c.what, err)
		}
		found, err := Differences(c.forged, again)
		if said := strings.Join(found, "\n"); err != nil || !strings.Contains(said, c.named) || said == SameContent {
			t.Errorf("%s: %q, %v; want %q", c.what, said, err, c.named)
		}
	}
}

// TestForgedRecords: a sealed record that cannot be of the run whose key it has
// is not what the report was made with, and one of a newer report is not judged.
func TestForgedRecords(t *testing.T) {
	for _, c := range []struct {
		what, want string
		how        func(*record.Run)
	}{
		{"of another network", "the record of reference-seed1 is none: it is of a network with hidden layers of [31 10] units", func(r *record.Run) { r.FirstStep.DeadUnits.Units = []int{31, 10} }},
		{"of other values", "the record of reference-seed1 is none: its key is", func(r *record.Run) { r.Definition[0].Value = "other" }},
		{"of other epochs", "the record of reference-seed1 is none: it is of a training of", func(r *record.Run) { r.Epochs = r.Epochs[:1] }},
	} {
		d := sealed(t, fixture.Common+fixture.Reference)
		c.how(d.Results[0].Run)
		if _, err := Open(composed(t, d, time.Time{}), testNumerics, study.Limits{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", c.what, err, c.want)
		}
	}
	data := composed(t, sealed(t, fixture.Common+fixture.Reference), time.Time{})
	carried, err := Open(data, testNumerics, study.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	statement := bytes.Replace(carried.files[statementName], fmt.Appendf(nil, `"report": %d`, Version), fmt.Appendf(nil, `"report": %d`, Version+1), 1)
	_, err = Open(rewritten(t, data, map[int]string{attachmentObject(t, data, statementName): stream(statement)}), testNumerics, study.Limits{})
	if err == nil || !strings.Contains(err.Error(), "use a newer firststep") {
		t.Errorf("a newer report: %v", err)
	}
}
