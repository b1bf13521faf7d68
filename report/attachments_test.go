package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"firststep/report/pdf"
	"firststep/study"
	"firststep/study/evidence/fixture"
	"firststep/study/record"
)

func names(files []*pdf.Attachment) (names []string) {
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}

// What is attached gives way as the room does: the traces first, then the
// records, of which a summary and the hashes remain.
func TestAttachmentsInLessAndLessRoom(t *testing.T) {
	d := fixture.New(fixture.Common + fixture.Reference + fixture.Divided255)
	definition := []byte("title = \"as the user typed it\"\n")
	all := attachmentsWithin(maxAttached, d, definition)
	runs := len(d.Results)
	if want := 4 + 2*runs; d.Dataset == nil || len(all) != want {
		t.Fatalf("%d files are attached: %v", len(all), names(all))
	}
	if string(all[0].Data) != string(definition) || all[0].Name != "study.toml" {
		t.Errorf("the definition is attached as %s: %q", all[0].Name, all[0].Data)
	}
	first := d.Results[0].Run
	i := slices.IndexFunc(all, func(a *pdf.Attachment) bool { return a.Name == first.Name()+".json" })
	if i < 0 || string(all[i].Data) != string(record.Encode(first)) {
		t.Errorf("the record of %s is not attached as it is on the disk", first.Name())
	}

	size := func(files []*pdf.Attachment) (sum int) {
		for _, f := range files {
			sum += f.Compressed()
		}
		return sum
	}
	withoutTraces := attachmentsWithin(size(all)-1, d, definition)
	if got := names(withoutTraces); len(got) != 4+runs || slices.ContainsFunc(got, func(n string) bool { return strings.HasSuffix(n, ".csv") }) {
		t.Errorf("where all but a byte fits, %v is attached", got)
	}
	listed := attachmentsWithin(size(withoutTraces)-1, d, definition)
	if got := names(listed); !slices.Equal(got, []string{"study.toml", "dataset.json", "provenance.json", "records.sha256", "summary.csv"}) {
		t.Fatalf("where the records do not fit, %v is attached", got)
	}
	if lines := strings.Count(string(listed[4].Data), "\n"); lines != 1+runs {
		t.Errorf("the summary of %d runs has %d lines", runs, lines)
	}
	if line, want := string(listed[3].Data), record.Sum(record.Encode(first))+"  "+first.Name()+".json\n"; !strings.Contains(line, want) {
		t.Errorf("the list of hashes lacks %q:\n%s", want, line)
	}
}

// What was measured beside the runs is carried and found again, and what is
// composed from it is the same report.
func TestMeasurementsAreCarried(t *testing.T) {
	d := sealed(t, fixture.Common+"[curvature]\nscenarios = [\"reference\"]\n"+fixture.Reference+fixture.Divided255)
	var measured []*record.Measurement
	for _, m := range d.Definition.Plan(study.Identity{Dataset: d.Dataset.SHA256, Numerics: testNumerics}).Measurements() {
		made := &record.Measurement{Kind: m.Kind, Subject: m.Subject, Seed: m.Seed, Key: m.Key, Curvature: &record.Curvature{}}
		made.Definition = m.Fields
		measured = append(measured, made)
	}
	d = d.With(measured)
	attached := Attachments(d, d.Definition.Encode())
	sums := map[string]string{}
	for _, a := range attached {
		sums[a.Name] = record.Sum(a.Data)
	}
	for _, list := range []string{"records.sha256", "measurements.sha256"} {
		at := slices.IndexFunc(attached, func(a *pdf.Attachment) bool { return a.Name == list })
		for line := range strings.Lines(string(attached[at].Data)) { // as sha256sum -c does
			if sum, name, _ := strings.Cut(strings.TrimSpace(line), "  "); sums[name] != sum {
				t.Errorf("%s has %s, which is not attached under this name", list, name)
			}
		}
	}
	data := composed(t, d, time.Time{})
	carried, err := Open(data, testNumerics, study.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(carried.Measurements) != len(measured) || carried.Measurements[1].Seed != measured[1].Seed {
		t.Errorf("%d measurements are read back, not %d", len(carried.Measurements), len(measured))
	}
	if again, err := carried.Compose(carried.Results); err != nil || !bytes.Equal(again, data) {
		t.Errorf("composed again it is not the same, %v", err)
	}

	for _, a := range attached { // as earlier programs did
		if strings.HasPrefix(a.Name, "curvature-") {
			a.Name = measurementPrefix + a.Name
		}
	}
	var older bytes.Buffer
	if _, err := compose(&older, d, Options{Attachments: attached}); err != nil {
		t.Fatal(err)
	}
	if carried, err = Open(older.Bytes(), testNumerics, study.Limits{}); err != nil || len(carried.Measurements) != len(measured) {
		t.Errorf("with the names of earlier programs %d measurements are read back, %v", len(carried.Measurements), err)
	}
}

// A scenario may have a name that makes its run's that of a measurement.
func TestMeasurementNamedLikeARun(t *testing.T) {
	d := fixture.New(fixture.Common + fixture.Reference + fixture.Divided255)
	d.Results[0].Run.Scenario, d.Results[0].Run.Seed = "curvature-a", 1
	d.Measurements = []*record.Measurement{{Kind: "curvature", Subject: "a", Seed: 1}, {Kind: "curvature", Subject: "b", Seed: 1}}
	got := names(Attachments(d, nil))
	for _, want := range []string{"curvature-a-seed1.json", "measurement.curvature-a-seed1.json", "curvature-b-seed1.json"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not among %v", want, got)
		}
	}
}
