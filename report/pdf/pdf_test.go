package pdf

import (
	"bytes"
	"fmt"
	"image/color"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"firststep/figures/fonts"
	"firststep/report/pdf/reader"
	"firststep/report/typeset/box"
	"firststep/report/typeset/font"
	"firststep/report/typeset/tag"

	plotfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

func regular(t testing.TB) *font.Face {
	t.Helper()
	f, err := font.Parse("STIXTwoText-Regular", fonts.Regular)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// write is a document's file.
func write(t testing.TB, d *Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := d.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// drawn is the content stream of a drawing of 100 by 100 points.
func drawn(t testing.TB, draw func(vg.Canvas), faces ...*font.Face) string {
	t.Helper()
	d := New(Info{}, faces...)
	p := d.AddPage(box.Pt(100), box.Pt(100))
	p.put(0, 0, &box.Drawing{Draw: draw})
	if d.err != nil {
		t.Fatal(d.err)
	}
	return string(p.content.bytes)
}

// document has text, a link, an anchor with a place in the outline, and a drawing.
func document(t testing.TB) *Document {
	face := regular(t)
	d := New(Info{
		Title: "Title of 𝑊 (with parentheses)", Subject: "Subject", Author: "Author", Keywords: []string{"one", "two"},
		Date: time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC),
	}, face)
	for range 2 {
		b := &box.Box{}
		b.Put(0, 0, box.Shaped(face, box.Pt(10), box.Colour{R: 255}, "Office, AV", true))
		b.Put(0, 0, &box.Link{Width: box.Pt(20), Height: box.Pt(10), Anchor: "here"})
		b.Put(0, 0, &box.Link{Width: box.Pt(20), Height: box.Pt(10), URL: "https://example.org/(a)"})
		b.Put(0, 0, &box.Anchor{Name: "here", Title: "Somewhere"})
		b.Put(0, 20*box.Point, &box.Drawing{Draw: func(c vg.Canvas) {
			c.SetColor(color.NRGBA{G: 200, A: 64})
			var p vg.Path
			p.Move(vg.Point{})
			p.CubeTo(vg.Point{X: 20}, vg.Point{X: 20, Y: 20}, vg.Point{Y: 20})
			c.Fill(p)
		}})
		d.AddPage(box.Pt(200), box.Pt(100)).Put(box.Pt(10), box.Pt(10), b)
	}
	return d
}

func TestFileIsWellFormed(t *testing.T) {
	f, err := reader.Parse(write(t, document(t)))
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n < f.Objects(); n++ {
		o := f.Resolve(reader.Reference{Number: n})
		if o == nil {
			t.Errorf("object %d cannot be read", n)
		}
		if s, ok := o.(*reader.Stream); ok {
			if _, err := f.Data(s); err != nil {
				t.Errorf("object %d: %v", n, err)
			}
		}
		eachReference(o, func(r reader.Reference) {
			if f.Resolve(r) == nil {
				t.Errorf("object %d refers to object %d, which is none", n, r.Number)
			}
		})
	}
	for _, want := range []reader.Name{"Metadata", "Lang", "ViewerPreferences", "Outlines", "StructTreeRoot", "MarkInfo", "OutputIntents"} {
		if f.Catalogue()[want] == nil {
			t.Errorf("the catalogue has no %s: %v", want, f.Catalogue())
		}
	}
	if date := f.Dict(f.Trailer["Info"])["CreationDate"]; date != reader.String("D:20240506070809Z") {
		t.Errorf("Info has the date %v", date)
	}
}

// eachReference calls visit with the references in an object.
func eachReference(o reader.Object, visit func(reader.Reference)) {
	switch o := o.(type) {
	case reader.Reference:
		visit(o)
	case reader.Array:
		for _, element := range o {
			eachReference(element, visit)
		}
	case reader.Dict:
		for _, value := range o {
			eachReference(value, visit)
		}
	case *reader.Stream:
		eachReference(o.Dict, visit)
	}
}

func TestQpdfFindsNothing(t *testing.T) {
	qpdf, err := exec.LookPath("qpdf")
	if err != nil {
		t.Skip("qpdf is not installed")
	}
	path := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(path, write(t, document(t)), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(qpdf, "--check", path).CombinedOutput(); err != nil || bytes.Contains(out, []byte("WARNING")) {
		t.Errorf("%v: %s", err, out)
	}
}

func TestSameContentSameBytes(t *testing.T) {
	if !bytes.Equal(write(t, document(t)), write(t, document(t))) {
		t.Error("the same document came out differently the second time")
	}
	other := document(t)
	other.info.Title = "Other"
	identifier := regexp.MustCompile(`/ID \[<(\w+)>`)
	a, b := identifier.FindSubmatch(write(t, document(t))), identifier.FindSubmatch(write(t, other))
	if a == nil || bytes.Equal(a[1], b[1]) {
		t.Error("two documents have the same identifier")
	}
}

func TestLinkThatLeadsNowhere(t *testing.T) {
	d := New(Info{})
	b := &box.Box{}
	b.Put(0, 0, &box.Link{Anchor: "lost"})
	d.AddPage(box.Pt(100), box.Pt(100)).Put(0, 0, b)
	if _, err := d.WriteTo(&bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "lost") {
		t.Errorf("error is %v; it should name the link", err)
	}
}

// What a reader's pen does with a TJ operator must lead to where the glyphs
// are meant to be, to less than a thousandth of the size.
func TestGlyphsStandWhereTheyShould(t *testing.T) {
	for _, expansion := range []int{0, 13, -20} {
		t.Run(fmt.Sprint(expansion), func(t *testing.T) { testPlaces(t, expansion) })
	}
}

func testPlaces(t *testing.T, expansion int) {
	face := regular(t)
	d := New(Info{}, face)
	p := d.AddPage(box.Pt(100), box.Pt(100))
	run := box.Shaped(face, box.Pt(9.963), box.Colour{}, "WAVE and Office", true).Expanded(expansion)
	wider := 1 + float64(expansion)/1000 // by Tz
	for i := range run.Glyphs {
		if run.Glyphs[i].Text == " " {
			run.Glyphs[i].Advance += box.Pt(1.2345)
		}
	}
	p.put(0, 0, run)
	p.content.endText()
	operands := regexp.MustCompile(`(?s)\[(.*)\] TJ`).FindStringSubmatch(string(p.content.bytes))
	if operands == nil {
		t.Fatalf("no TJ in %q", p.content.bytes)
	}
	e := d.embed(face)
	var pen, want float64
	i := 0
	for _, token := range regexp.MustCompile(`<[0-9A-F]*>|-?\d+`).FindAllString(operands[1], -1) {
		if token[0] != '<' {
			var n float64
			for _, r := range strings.TrimPrefix(token, "-") {
				n = 10*n + float64(r-'0')
			}
			if token[0] == '-' {
				n = -n
			}
			pen -= n / 1000 * run.Size.Points() * wider
			continue
		}
		for range (len(token) - 2) / 4 {
			if difference := math.Abs(pen - want); difference > run.Size.Points()/1000 {
				t.Errorf("glyph %d is shown %f pt off", i, difference)
			}
			pen += float64(pdfWidth(face, e.uses[e.code(glyphUse{run.Glyphs[i].ID, run.Glyphs[i].Text})-1].glyph)) / 1000 * run.Size.Points() * wider
			want += run.Glyphs[i].Advance.Points()
			i++
		}
	}
	if i != len(run.Glyphs) {
		t.Errorf("%d of %d glyphs are shown", i, len(run.Glyphs))
	}
}

func TestRunsOnALineShareAnOperator(t *testing.T) {
	face := regular(t)
	d := New(Info{}, face)
	p := d.AddPage(box.Pt(100), box.Pt(100))
	x := box.Length(0)
	for _, word := range []string{"two", " ", "words"} {
		run := box.Shaped(face, box.Pt(10), box.Colour{}, word, false)
		p.put(x, 0, run)
		x += run.Width()
	}
	p.content.endText()
	if n := bytes.Count(p.content.bytes, []byte("TJ")); n != 1 {
		t.Errorf("%d operators show three runs: %s", n, p.content.bytes)
	}
}

// Tz is set where a line's expansion is not that of the one before.
func TestExpansionIsSetOnce(t *testing.T) {
	face := regular(t)
	d := New(Info{}, face)
	p := d.AddPage(box.Pt(100), box.Pt(100))
	for i, expansion := range []int{0, 13, 13, -20, 0} {
		p.put(0, box.Pt(float64(10*i)), box.Shaped(face, box.Pt(10), box.Colour{}, "word", false).Expanded(expansion))
	}
	p.content.endText()
	got := regexp.MustCompile(`\S+ Tz`).FindAllString(string(p.content.bytes), -1)
	if want := []string{"101.3 Tz", "98 Tz", "100 Tz"}; !slices.Equal(got, want) {
		t.Errorf("expansions are set by %q, not %q", got, want)
	}
}

func TestCanvasSnapsToItsGrid(t *testing.T) {
	got := drawn(t, func(c vg.Canvas) {
		var p vg.Path
		p.Move(vg.Point{X: 1.0001, Y: 2.5000001})
		p.Line(vg.Point{X: 10.0078125 + 1e-13, Y: 3}) // half-way between grid lines, but for a rounding error
		c.Stroke(p)
	})
	for _, want := range []string{"1 2.5 m", "10.016 3 l", "S"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
}

func TestCanvasTransforms(t *testing.T) {
	line := func(c vg.Canvas) {
		var p vg.Path
		p.Move(vg.Point{X: 1})
		p.Line(vg.Point{X: 2})
		c.Stroke(p)
	}
	got := drawn(t, func(c vg.Canvas) {
		c.Push()
		c.Translate(vg.Point{X: 10, Y: 20})
		c.Rotate(math.Pi / 2)
		c.SetLineWidth(3)
		line(c)
		c.Pop()
		line(c)
	})
	for _, want := range []string{"10 21 m", "10 22 l", "3 w", "1 0 m", "2 0 l", "1 w"} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("%q is not in %s", want, got)
		}
	}
}

// A raised 2 is copied as ², and what follows it as what goes on.
func TestScriptsInDrawings(t *testing.T) {
	face := regular(t)
	d := New(Info{}, face)
	page := d.AddPage(box.Pt(100), box.Pt(100))
	page.put(0, 0, &box.Drawing{Draw: func(c vg.Canvas) {
		label := func(size vg.Length) plotfont.Face {
			return plotfont.Face{Font: plotfont.Font{Typeface: "STIX Two Text", Size: size}}
		}
		c.FillString(label(10), vg.Point{X: 10, Y: 20}, "a")
		c.(*canvas).CopyNext("²")
		c.FillString(label(7), vg.Point{X: 15, Y: 23.6}, "2")
		c.FillString(label(10), vg.Point{X: 19, Y: 20}, "b")
		c.FillString(label(10), vg.Point{X: 19, Y: 50}, "c")
	}})
	if d.err != nil {
		t.Fatal(d.err)
	}
	text := ""
	for _, code := range regexp.MustCompile(`<[0-9A-F]{4}>`).FindAllString(string(page.content.bytes), -1) {
		n, _ := strconv.ParseUint(code[1:5], 16, 16)
		text += d.fonts[0].uses[n-1].text
	}
	if want := "a²b c"; text != want {
		t.Errorf("the drawing is copied as %q, not %q", text, want)
	}
}

// Anchors are destinations that addresses may end in.
func TestNamedDestinations(t *testing.T) {
	f, err := reader.Parse(write(t, document(t)))
	if err != nil {
		t.Fatal(err)
	}
	tree := f.Array(f.Dict(f.Dict(f.Catalogue()["Names"])["Dests"])["Names"])
	if len(tree) != 2 || tree[0] != reader.String("here") {
		t.Fatalf("the destinations are %v", tree)
	}
	pages, err := f.Pages()
	if err != nil {
		t.Fatal(err)
	}
	if to := f.Array(tree[1]); len(to) != 5 || to[0] != pages[1].Reference || to[1] != reader.Name("XYZ") {
		t.Errorf("it leads to %v", to)
	}
}

func TestInvisibleLinesAreNotDrawn(t *testing.T) {
	got := drawn(t, func(c vg.Canvas) {
		c.SetLineWidth(0)
		var p vg.Path
		p.Move(vg.Point{})
		p.Line(vg.Point{X: 5})
		c.Stroke(p)
	})
	if strings.Contains(got, "S\n") {
		t.Errorf("a line of no width is drawn: %s", got)
	}
}

func TestSourceDate(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "86400")
	if date, err := SourceDate(); err != nil || date.Format(time.DateOnly) != "1970-01-02" {
		t.Errorf("date is %v, %v", date, err)
	}
	t.Setenv("SOURCE_DATE_EPOCH", "yesterday")
	if _, err := SourceDate(); err == nil {
		t.Error("a date that is no number is accepted")
	}
	t.Setenv("SOURCE_DATE_EPOCH", "")
	if date, err := SourceDate(); err != nil || date.Unix() != 0 {
		t.Errorf("date without the variable is %v, %v", date, err)
	}
}

// Another fpdf may set its spaces elsewhere; where it writes something else
// than is known of it, that is an error and no broken file.
func TestOtherOutputOfFpdf(t *testing.T) {
	for _, test := range []struct{ was, is, want string }{
		{"/Kids [", "/Kids\n[", ""},
		{"/BaseFont /", "/BaseFont\n/", ""},
		{"/CIDSystemInfo ", "/CIDSystemInfo\n", ""},
		{"/Root ", "/Root\t", ""},
		{"startxref", "startxxxx", "cut short"},
		{"\n4 0 obj", "\n9 0 obj", "object 4"},
		{"/Kids [3 0 R 5 0 R", "/Kids [3 0 R      ", "1 pages and not 2"},
		{"/Type /Page\n", "/Type /Leaf\n", "no page"},
		{"/Resources 2 0 R", "/Resources <<>> ", "no resources"},
		{"/utf8f1", "/utf8x1", "font STIXTwoText-Regular"},
		{"/ToUnicode", "/NoUnicode", "font STIXTwoText-Regular"},
	} {
		d := document(t)
		data, err := d.assemble()
		if err != nil || !bytes.Contains(data, []byte(test.was)) {
			t.Fatalf("fpdf does not write %q (%v)", test.was, err)
		}
		_, err = d.mended(bytes.ReplaceAll(data, []byte(test.was), []byte(test.is)))
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%q instead of %q: the error is %v, and should be about %q", test.is, test.was, err, test.want)
		}
	}
}

// Boxes with tags become content of the structure, wherever they are put;
// everything else is an artifact, and all within an artifact is one.
func TestMarkedContent(t *testing.T) {
	face := regular(t)
	d := New(Info{}, face)
	paragraph, later := d.Structure.Add(tag.Paragraph), d.Structure.Add(tag.Paragraph)
	text := func(e *tag.Element, s string) *box.Box {
		b := box.Tagged(e)
		b.Put(0, 0, box.Shaped(face, box.Pt(10), box.Colour{}, s, false))
		return b
	}
	page := d.AddPage(box.Pt(100), box.Pt(100))
	page.Put(0, 0, text(later, "later"))
	b := text(paragraph, "a ")
	b.Put(0, 0, &box.Rule{Width: box.Point, Height: box.Point})
	b.Put(0, 0, text(tag.New(tag.Link), "link"))
	b.Put(0, 0, text(nil, " b"))
	page.Put(0, 20*box.Point, b)
	head := box.Tagged(tag.RunningHead)
	head.Put(0, 0, text(tag.New(tag.Link), "in a running head"))
	page.Put(0, 90*box.Point, head)
	page.unmark()

	marks := regexp.MustCompile(`/\S+ (<<.*>> )?B[MD]C|EMC`).FindAllString(string(page.content.bytes), -1)
	want := []string{
		"/P <</MCID 0>> BDC", "EMC",
		"/P <</MCID 1>> BDC", "EMC", "/Artifact BMC", "EMC", "/Link <</MCID 2>> BDC", "EMC", "/P <</MCID 3>> BDC", "EMC",
		"/Artifact <</Type /Pagination /Subtype /Header>> BDC", "EMC",
	}
	if !slices.Equal(marks, want) {
		t.Errorf("the content is marked as\n%s\nnot\n%s", strings.Join(marks, "\n"), strings.Join(want, "\n"))
	}
	if len(paragraph.Kids) != 3 || d.Structure.Kids[0] != tag.Kid(paragraph) {
		t.Errorf("the paragraph has the kids %v", paragraph.Kids)
	}
}
