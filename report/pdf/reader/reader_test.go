package reader_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"firststep/report/pdf"
	"firststep/report/pdf/reader"
	"firststep/report/typeset/box"
	"firststep/study/testenv"
)

// carrier is a file that carries two others.
func carrier(t testing.TB) []byte {
	t.Helper()
	d := pdf.New(pdf.Info{Title: "Carrier"})
	d.AddPage(box.Pt(72), box.Pt(72))
	d.Attach(
		&pdf.Attachment{Name: "study.toml", MIME: "application/toml", Description: "Définition", Relationship: pdf.Source, Data: []byte("seeds = [1]\n")},
		&pdf.Attachment{Name: "a-seed1.json", MIME: "application/json", Relationship: pdf.Data, Data: bytes.Repeat([]byte("{}\n"), 1000)},
	)
	var b bytes.Buffer
	if _, err := d.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// listed is what is to be said of the carrier's attachments.
const listed = `a-seed1.json application/json Data "" 3000
study.toml application/toml Source "Définition" 12
`

func list(data []byte) (string, error) {
	f, err := reader.Parse(data)
	if err != nil {
		return "", err
	}
	files, err := f.Attachments()
	var b strings.Builder
	for _, a := range files {
		fmt.Fprintf(&b, "%s %s %s %q %d\n", a.Name, a.MIME, a.Relationship, a.Description, len(a.Data))
	}
	return b.String(), err
}

func TestAttachments(t *testing.T) {
	if got, err := list(carrier(t)); err != nil || got != listed {
		t.Errorf("the attachments are\n%s(%v), not\n%s", got, err, listed)
	}
}

// Files that another program has saved again have another form: objects in
// streams, cross references in a stream with predictions, or a tree of names
// in several nodes.
func TestAttachmentsInOtherForms(t *testing.T) {
	qpdf, err := exec.LookPath("qpdf")
	if err != nil {
		t.Skip("qpdf is not installed")
	}
	folder := t.TempDir()
	before, after := filepath.Join(folder, "before.pdf"), filepath.Join(folder, "after.pdf")
	if err := os.WriteFile(before, carrier(t), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, options := range [][]string{
		{"--object-streams=generate"},
		{"--object-streams=disable"},
		{"--linearize", "--object-streams=generate"},
		{"--qdf"},
		{"--stream-data=uncompress"},
	} {
		if out, err := exec.Command(qpdf, append(options, before, after)...).CombinedOutput(); err != nil {
			t.Fatalf("qpdf %v: %v\n%s", options, err, out)
		}
		data, err := os.ReadFile(after)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := list(data); err != nil || got != listed {
			t.Errorf("after qpdf %v the attachments are\n%s(%v)", options, got, err)
		}
	}
	if out, err := exec.Command(qpdf, "--encrypt", "", "", "256", "--", before, after).CombinedOutput(); err != nil {
		t.Fatalf("qpdf: %v\n%s", err, out)
	}
	data, err := os.ReadFile(after)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := list(data); err == nil || !strings.Contains(err.Error(), "encrypted") {
		t.Errorf("an encrypted file: %v", err)
	}
}

func TestDamagedFiles(t *testing.T) {
	sound := carrier(t)
	stream := bytes.Index(sound, []byte("/EmbeddedFile "))
	data := stream + bytes.Index(sound[stream:], []byte("stream\n")) + len("stream\n")
	flipped := bytes.Clone(sound)
	flipped[data+10] ^= 0xFF
	for _, c := range []struct {
		what string
		data []byte
		want string
	}{
		{"nothing", nil, "no PDF file"},
		{"text", []byte("seeds = [1]\n"), "no PDF file"},
		{"half of it", sound[:len(sound)/2], "cut short"},
		{"a head alone", []byte("%PDF-1.7\nstartxref\n999999\n%%EOF\n"), "byte 999999"},
		{"a byte of a file changed", flipped, "damaged"},
		{"another check sum", bytes.Replace(sound, []byte("/CheckSum <"), []byte("/CheckSum <0"), 1), "damaged"},
	} {
		if _, err := list(c.data); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; want %q", c.what, err, c.want)
		}
	}
}

func TestObjects(t *testing.T) {
	body := `<< /A#20b [1 -2 +3.5 .5 true false null 7 0 R (a\(b\)\101\n(c)) <48 65 6C6> /N] >>`
	file := "%PDF-1.7\n1 0 obj\n" + body + "\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer <</Root 1 0 R>>\nstartxref\n" +
		fmt.Sprint(len("%PDF-1.7\n1 0 obj\n")+len(body)+len("\nendobj\n")) + "\n%%EOF\n"
	f, err := reader.Parse([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	want := `[1 -2 3.5 0.5 true false <nil> {7 0} a(b)A` + "\n" + `(c) Hel` + "`" + ` N]`
	if got := fmt.Sprint(f.Catalogue()["A b"]); got != want {
		t.Errorf("read as %s, not %s", got, want)
	}
	if got := reader.Text("\xFE\xFF\x00W\xD8\x35\xDC\x4A"); got != "W𝑊" {
		t.Errorf("text is %q", got)
	}
}

// What is drawn on a page is read operation by operation, with numbers,
// strings and names in one form however they are written.
func TestPages(t *testing.T) {
	f, err := reader.Parse(carrier(t))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := f.Pages()
	if err != nil || len(pages) != 1 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	if _, err := pages[0].Content(); err != nil {
		t.Error(err)
	}
}

// What is not given anew keeps its spelling, comments and white space too.
func TestSpelled(t *testing.T) {
	f, err := reader.Parse(fileOf("<</A(>>)\n/B[1 <</A 2>>] % /A 3\n\n/C<</B /E>>\n>>", "[1]", "<</Length 1>>\nstream\n.\nendstream"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		values map[reader.Name]string
		want   string
	}{
		{nil, "<</A(>>)\n/B[1 <</A 2>>] % /A 3\n\n/C<</B /E>>\n>>"},
		{map[reader.Name]string{"A": "4", "D": "5"}, "<</A 4\n/B[1 <</A 2>>] % /A 3\n\n/C<</B /E>>\n>>"},
		{map[reader.Name]string{"B": "", "C": "null"}, "<</A(>>)\n/C null\n>>"},
		{map[reader.Name]string{"C": "", "E": ""}, "<</A(>>)\n/B[1 <</A 2>>] % /A 3\n\n>>"},
	} {
		if got, err := f.Spelled(1, test.values); err != nil || string(got) != test.want {
			t.Errorf("with %v it is spelled %q (%v), not %q", test.values, got, err, test.want)
		}
	}
	for n := 2; n <= 4; n++ { // an array, a stream, nothing
		if got, err := f.Spelled(n, nil); err == nil {
			t.Errorf("object %d is spelled %q", n, got)
		}
	}
}

// fileOf is a file of objects, the first of them the catalogue.
func fileOf(objects ...string) []byte {
	file := []byte("%PDF-1.7\n")
	references := fmt.Appendf(nil, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for i, body := range objects {
		references = fmt.Appendf(references, "%010d 00000 n \n", len(file))
		file = fmt.Appendf(file, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	return fmt.Appendf(file, "%strailer <</Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", references, len(file))
}

// A tree of pages that leads back to itself ends in an error, not in a loop.
func TestCyclesOfPages(t *testing.T) {
	f, err := reader.Parse(fileOf("<</Pages 2 0 R>>", "<</Type /Pages /Kids [2 0 R 2 0 R]>>"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Pages(); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("a node that is its own child: %v", err)
	}
}

// A few bytes that decompress to more than any report holds are refused.
func TestBombs(t *testing.T) {
	file := fileOf("<<>>", streamOf("/Filter /FlateDecode", deflated(make([]byte, 80<<20))))
	f, err := reader.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	s, ok := f.Resolve(reader.Reference{Number: 2}).(*reader.Stream)
	if !ok {
		t.Fatal("there is no stream")
	}
	if _, err := f.Data(s); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("%d bytes that hold 80 MiB: %v", len(file), err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(carrier(f))
	f.Add([]byte("%PDF-1.7\n1 0 obj<</Type/XRef/W[1 2 1]/Size 1/Root 1 0 R/Length 4>>stream\n0000\nendstream\nstartxref\n9\n%%EOF\n"))
	f.Add([]byte("%PDF-1.7\n1 0 obj<</Length 1 0 R>>stream\nxref\n0 2\n0 0 f \n9 0 n \ntrailer<</Root 1 0 R/Prev 9>>startxref\n42\n%%EOF\n"))
	for _, input := range testenv.Corpus(f, "testdata/FuzzParse.txtar") {
		f.Add(input)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, work := everything(data)
		runtime.ReadMemStats(&after)
		// What is allocated has to have been counted as work, but for constants.
		if allocated := after.TotalAlloc - before.TotalAlloc; allocated > uint64(64*(len(data)+work)+32<<20) {
			t.Errorf("%d bytes of a file, %d of work, and %d allocated", len(data), work, allocated)
		}
	})
}
