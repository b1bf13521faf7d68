package figures_test

import (
	"bytes"
	"image/color"
	"strings"
	"testing"

	"firststep/figures"
	"firststep/study/evidence"
	"firststep/study/record"
)

// drawings are a figure as SVG and as PNG, by format.
func drawings(t *testing.T, f figures.Figure) map[string][]byte {
	t.Helper()
	var svg, png bytes.Buffer
	if err := figures.WriteSVG(&svg, f); err != nil {
		t.Fatal(err)
	}
	if err := figures.WritePNG(&png, f); err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"svg": svg.Bytes(), "png": png.Bytes()}
}

// courseOf is a figure that shows how the runs of d end, with its provenance.
func courseOf(t *testing.T, d evidence.Data) figures.Figure {
	t.Helper()
	f := figure(t, d, "rate")
	f.Provenance = d.Provenance()
	return f
}

func TestFilesSayWhereTheyComeFrom(t *testing.T) {
	d := of(2)
	d.Definition.Title = "Skalierung – größer ≥ 255" // beyond Latin-1
	f := courseOf(t, d)
	for format, file := range drawings(t, f) {
		for _, want := range []string{d.Definition.Title, "sha256:" + f.Provenance.Definition, "sha256:" + f.Provenance.Records,
			"firststep figures . --only rate"} {
			if !bytes.Contains(file, []byte(want)) {
				t.Errorf("the %s does not say %q", format, want)
			}
		}
	}
	f.Provenance = evidence.Provenance{}
	for format, file := range drawings(t, f) {
		if bytes.Contains(file, []byte("Command")) {
			t.Errorf("a %s without provenance names a command", format)
		}
	}
}

// A seed that ends elsewhere moves a dot: the comparison says so in pixels,
// and that the records are others.
func TestCompare(t *testing.T) {
	before := drawings(t, courseOf(t, of(2)))
	d := of(2)
	d.Results[0].Run.Ending.Final.Accuracy = 0.5
	after := drawings(t, courseOf(t, d))
	for format := range before {
		if figures.Compare(format, before[format], before[format]) != nil {
			t.Errorf("%s: a file differs from itself", format)
		}
		diff := figures.Compare(format, before[format], after[format])
		switch {
		case diff == nil:
			t.Errorf("%s: no difference", format)
		case diff.Because != "the records":
			t.Errorf("%s: because of %q, want the records", format, diff.Because)
		case diff.Changed == nil || diff.Changed.Pixels == 0 || diff.Changed.Pixels > diff.Changed.Of/4:
			t.Errorf("%s: changed %+v, %v", format, diff.Changed, diff.Unshown)
		case !shows(diff.Changed, color.RGBA{0xD0, 0x10, 0x10, 0xFF}):
			t.Errorf("%s: the picture of the change has no red", format)
		}
	}
	diff := figures.Compare("svg", before["svg"], after["svg"])
	line := strings.Split(string(after["svg"]), "\n")[diff.Line-1]
	if !strings.Contains(line, diff.Redrawn) || diff.There == diff.Redrawn {
		t.Errorf("line %d is %q, and %q is said to belong there in place of %q", diff.Line, line, diff.Redrawn, diff.There)
	}
}

func shows(c *figures.Change, want color.RGBA) bool {
	picture := c.Image()
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			if picture.At(x, y) == want {
				return true
			}
		}
	}
	return false
}

// What is no figure at all is compared as bytes.
func TestCompareWithForeignFiles(t *testing.T) {
	files := drawings(t, courseOf(t, of(1)))
	for format, foreign := range map[string]string{"svg": "<svg><script/></svg>", "png": "no picture", "pdf": "%PDF"} {
		diff := figures.Compare(format, []byte(foreign), files[format])
		if diff == nil || diff.Changed != nil || diff.Unshown == nil {
			t.Errorf("%s: %+v", format, diff)
		}
	}
}

func TestRecordsListing(t *testing.T) {
	d := of(1)
	lines := strings.Split(strings.TrimSpace(string(evidence.RecordsListing(d.Results))), "\n")
	if len(lines) != len(d.Results) {
		t.Fatalf("%d lines for %d records", len(lines), len(d.Results))
	}
	want := record.Sum(record.Encode(d.Results[0].Run)) + "  " + d.Results[0].Run.Name() + ".json"
	if !strings.Contains(strings.Join(lines, "\n"), want) {
		t.Errorf("the listing lacks %q", want)
	}
}
