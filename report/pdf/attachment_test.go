package pdf_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"firststep/report/pdf"
	"firststep/report/typeset/box"
)

func withAttachments(files ...*pdf.Attachment) ([]byte, error) {
	d := pdf.New(pdf.Info{Title: "A file with files"})
	d.AddPage(box.Pt(72), box.Pt(72))
	d.Attach(files...)
	var b bytes.Buffer
	_, err := d.WriteTo(&b)
	return b.Bytes(), err
}

func TestAttachmentsComeOutAsTheyWentIn(t *testing.T) {
	if _, err := exec.LookPath("pdfdetach"); err != nil {
		t.Skip("pdfdetach (poppler-utils) is not installed")
	}
	files := map[string][]byte{
		"study.toml":     []byte("title = \"Glühbirne\"\n"),
		"empty.csv":      {},
		"a-seed1.json":   bytes.Repeat([]byte("endstream endobj\n"), 1000),
		"Z_seed10.json":  {0, 1, 2, 0xFF, '\r', '\n', '('},
		"records.sha256": []byte("…"),
	}
	var attached []*pdf.Attachment
	for name, data := range files { // in any order
		attached = append(attached, &pdf.Attachment{Name: name, MIME: "text/plain", Description: "Übung (1)", Relationship: pdf.Data, Data: data})
	}
	data, err := withAttachments(attached...)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	file := filepath.Join(folder, "a.pdf")
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
	list, err := exec.Command("pdfdetach", "-list", file).CombinedOutput()
	want := "5 embedded files\n1: Z_seed10.json\n2: a-seed1.json\n3: empty.csv\n4: records.sha256\n5: study.toml\n"
	if err != nil || string(list) != want {
		t.Errorf("pdfdetach lists\n%s(%v), not\n%s", list, err, want)
	}
	if out, err := exec.Command("pdfdetach", "-saveall", "-o", folder, file).CombinedOutput(); err != nil {
		t.Fatalf("pdfdetach: %v\n%s", err, out)
	}
	for name, want := range files {
		if got, err := os.ReadFile(filepath.Join(folder, name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s comes out as %q (%v), not %q", name, got, err, want)
		}
	}
}

func TestAttachmentNames(t *testing.T) {
	for _, names := range [][]string{{""}, {"records/a.json"}, {`C:\a.json`}, {"a b"}, {"a)"}, {"ä.json"}, {"same", "same"}} {
		var files []*pdf.Attachment
		for _, name := range names {
			files = append(files, &pdf.Attachment{Name: name, MIME: "text/plain", Relationship: pdf.Data})
		}
		if _, err := withAttachments(files...); err == nil || !strings.Contains(err.Error(), "attachment") {
			t.Errorf("attachments named %q: %v", names, err)
		}
	}
}
