package report

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"firststep/report/typeset"
	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
	"firststep/study/record"
	"firststep/study/words"
)

var updateWording = flag.Bool("update", false, "write the golden files instead of comparing with them")

// TestWording holds what the reports on the committed studies say against
// testdata, so that whoever changes a sentence sees where it stands and what
// it became. quick has no records that are kept: it is written as if its
// runs had gone as theory has it.
func TestWording(t *testing.T) {
	quick, err := os.ReadFile("../studies/quick/study.toml")
	if err != nil {
		t.Fatal(err)
	}
	for name, d := range map[string]evidence.Data{
		"fashion-mnist": committed(t, "fashion-mnist"),
		"remedies":      committed(t, "remedies"),
		"quick":         fixture.New(string(quick)),
	} {
		doc, _ := reported(d)
		checkFigures(t, d, doc)
		path := filepath.Join("testdata", name+".txt")
		got := plainText(doc)
		if *updateWording {
			if err := os.WriteFile(path, got, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("the report says something else than %s, from line %d on; if that is meant: go test ./report -run TestWording -update",
				path, differsAt(got, want))
		}
	}
}

func differsAt(a, b []byte) int {
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	return 1 + bytes.Count(a[:same], []byte("\n"))
}

// committed reads a study with its records from the repository.
func committed(t testing.TB, name string) evidence.Data {
	t.Helper()
	folder := filepath.Join("..", "studies", name)
	read := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	d, err := study.Load(filepath.Join(folder, "study.toml"), study.Limits{})
	read(err)
	store, err := record.Open(folder)
	read(err)
	described, err := store.Dataset()
	read(err)
	plan := d.Plan(study.Identity{})
	var results []evidence.Result
	for _, run := range plan.Runs() {
		r, err := store.Run(run.Name())
		read(err)
		trace, err := store.Trace(r)
		read(err)
		results = append(results, evidence.Result{Run: r, Trace: trace, Sum: record.Sum(record.Encode(r))})
	}
	var measurements []*record.Measurement
	for _, measurement := range plan.Measurements() {
		m, err := store.Measurement(measurement.Name())
		read(err)
		measurements = append(measurements, m)
	}
	return evidence.NewData(d, described, results).With(measurements)
}

// plainText is what a document says, a line at most 100 columns wide: markup
// as it is written, but for what colours a name.
func plainText(doc *typeset.Document) []byte {
	var b bytes.Buffer
	write := func(indent string, text ...string) {
		for _, line := range text {
			wrapText(&b, indent, plainMarkup(line))
		}
	}
	write("", "# "+doc.Title, doc.Subtitle, doc.Byline)
	writeBlocks(&b, write, doc.Blocks)
	for _, s := range doc.Sources {
		write("", "["+s.Key+"] "+s.Text)
	}
	return b.Bytes()
}

func writeBlocks(b *bytes.Buffer, write func(indent string, text ...string), blocks []typeset.Block) {
	for _, block := range blocks {
		b.WriteByte('\n')
		switch block := block.(type) {
		case typeset.Heading:
			write("", strings.Repeat("#", block.Level+1)+" "+block.Text)
		case typeset.Paragraph:
			write("", block.Text)
		case typeset.Abstract:
			write("", block.Text)
		case typeset.Equation:
			for _, line := range block.Lines {
				write("    ", line.Source)
			}
			write("    ", block.Spoken)
		case typeset.Figure:
			write("", "Figure "+block.Label+". "+block.Title)
			write("    ", block.Caption, "Alt: "+block.Alt)
		case typeset.Table:
			write("", "Table "+block.Label+". "+block.Title)
			write("    ", block.Caption)
			for _, row := range block.Head {
				write("    ", rowText(row))
			}
			for _, row := range block.Rows {
				write("    ", rowText(row.Cells))
			}
		case typeset.Box:
			write("", "Box. "+block.Title)
			writeBlocks(b, write, block.Blocks)
		default:
			write("", fmt.Sprintf("%T", block)) // contents and bibliography, which set themselves
		}
	}
}

func rowText(row []typeset.Cell) string {
	var texts []string
	for _, cell := range row {
		texts = append(texts, cell.Text)
	}
	return "| " + strings.Join(texts, " | ")
}

// A sum is no wording, and that of records made for a test is not the same on
// every machine.
var hexSum = regexp.MustCompile("[0-9a-f]{16,}")

// coloured is a name in a scenario's colour.
var coloured = regexp.MustCompile(`\{[a-z0-9 -]+\|([^}]*)\}`)

func plainMarkup(s string) string {
	return hexSum.ReplaceAllString(coloured.ReplaceAllString(read(s), "$1"), "SUM")
}

// wrapText writes text in lines of at most 100 columns where words allow it.
func wrapText(b *bytes.Buffer, indent, text string) {
	const columns = 100
	for _, line := range words.Wrapped(text, columns-len(indent)) {
		if line != "" {
			b.WriteString(indent + line + "\n")
		}
	}
}
