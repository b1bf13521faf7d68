package report

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"firststep/report/pdf/reader"
	"firststep/report/typeset"
	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
)

// oddReport is the report on a study, read back.
func oddReport(t *testing.T, d evidence.Data) *written {
	t.Helper()
	var b bytes.Buffer
	if _, err := compose(&b, d, Options{}); err != nil {
		t.Fatal(err)
	}
	w := &written{name: "odd", bytes: b.Bytes()}
	var err error
	if w.File, err = reader.Parse(w.bytes); err != nil {
		t.Fatal(err)
	}
	if w.pages, err = w.Pages(); err != nil {
		t.Fatal(err)
	}
	return w
}

// pdftotext is what poppler reads in a file.
func pdftotext(t *testing.T, w *written, arguments ...string) string {
	t.Helper()
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext (poppler-utils) is not installed")
	}
	file := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(file, w.bytes, 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, append(arguments, file, "-")...).Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

var wordPattern = regexp.MustCompile(`<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>`)

// checkMargins reports words that stand outside the text block, in whose left
// margin are the sections' numbers and over whose edges punctuation hangs.
func checkMargins(t *testing.T, w *written, height float64) {
	t.Helper()
	const left, right, numbers, hanging, foot = 93.5, 501.7, 40, 5, 55
	for _, m := range wordPattern.FindAllStringSubmatch(pdftotext(t, w, "-bbox"), -1) {
		var at [4]float64
		for i := range at {
			at[i], _ = strconv.ParseFloat(m[i+1], 64)
		}
		if at[0] < left-numbers || at[2] > right+hanging || at[3] > height-foot {
			t.Errorf("%q is at (%v, %v) to (%v, %v)", m[5], at[0], at[1], at[2], at[3])
		}
	}
}

// mediaBox is the first page's.
func mediaBox(t *testing.T, w *written) (width, height float64) {
	t.Helper()
	box := w.Array(w.pages[0].Dict["MediaBox"])
	for node := w.pages[0].Dict; len(box) == 0 && node != nil; node = w.Dict(node["Parent"]) {
		box = w.Array(node["MediaBox"]) // pages inherit it
	}
	if len(box) != 4 {
		t.Fatalf("the first page has the media box %v", box)
	}
	number := func(o reader.Object) float64 {
		v, err := strconv.ParseFloat(fmt.Sprint(o), 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	return number(box[2]), number(box[3])
}

func TestPaper(t *testing.T) {
	for paper, want := range map[string][2]float64{"": {595.276, 841.89}, `paper = "a4"`: {595.276, 841.89}, `paper = "letter"`: {612, 792}} {
		w := oddReport(t, fixture.New(strings.Replace(fixture.Common, "[dataset]", paper+"\n[dataset]", 1)+fixture.Reference+fixture.Divided255))
		width, height := mediaBox(t, w)
		if off := max(width-want[0], want[0]-width, height-want[1], want[1]-height); off > 0.01 {
			t.Errorf("with %q the paper is %v × %v", paper, width, height)
		}
		checkMargins(t, w, height)
	}
}

func TestTitleWithAccentsAndMathematics(t *testing.T) {
	const title = `Mise à l'échelle: $a^2$, Größe und Σκάλα`
	w := oddReport(t, fixture.New(strings.Replace(fixture.Common, `"A study for tests"`, fmt.Sprintf("%q", title), 1)+fixture.Reference+fixture.Divided255))
	text := pdftotext(t, w, "-layout", "-l", "1")
	for _, want := range []string{"Mise à l’échelle:", "Größe und Σκάλα"} {
		if !strings.Contains(text, want) {
			t.Errorf("the first page does not say %q:\n%.300s", want, text)
		}
	}
	if strings.Contains(text, "$") {
		t.Error("it has a dollar sign")
	}
	if got, want := w.xmp(t)["title"], "Mise à l'échelle: a squared, Größe und Σκάλα"; got != want {
		t.Errorf("the file's title is %q, not %q", got, want)
	}
}

func TestLongTitle(t *testing.T) {
	title := strings.TrimSpace(strings.Repeat("How far the first step goes ", 7))
	w := oddReport(t, fixture.New(strings.Replace(fixture.Common, "A study for tests", title, 1)+fixture.Reference+fixture.Divided255))
	_, height := mediaBox(t, w)
	checkMargins(t, w, height)
	head, _, _ := strings.Cut(strings.TrimSpace(pdftotext(t, w, "-layout", "-f", "2", "-l", "2")), "\n")
	if !regexp.MustCompile(`^How far .*…\s+2$`).MatchString(head) {
		t.Errorf("the second page's head is %q", head)
	}
}

func TestThirtyScenariosWithLongLabels(t *testing.T) {
	definition := fixture.Common + fixture.Reference
	for i := range 29 {
		definition += fmt.Sprintf("[[scenario]]\nname = \"scenario-number-%d-with-a-long-name\"\nlabel = \"scenario number %d, with a label that is as long as a label may be, nearly\"\nweight_divisor = %d\n", i, i, i+2)
	}
	w := oddReport(t, fixture.New(definition))
	_, height := mediaBox(t, w)
	checkMargins(t, w, height)
	text := strings.Join(strings.Fields(pdftotext(t, w)), " ")
	for i := range 29 {
		if short := fmt.Sprintf("weights/%d", i+2); !strings.Contains(text, short) && !strings.Contains(text, fmt.Sprintf("scenario number %d,", i)) {
			t.Errorf("scenario %d is not in the report", i)
		}
	}
	if !strings.Contains(text, "(continued)") {
		t.Error("no table goes on over pages")
	}
}

func TestWhatCannotBeSet(t *testing.T) {
	for title, want := range map[string]string{
		`Scaling 大`:        `has '大' (U+5927), which the report's fonts do not have`,
		`By $\frac{a$`:     `a { without }`,
		`By $\nonsense$`:   `\nonsense`,
		`By $大$`:           `大`,
		`Costs $5 at most`: "",
		`By $a^2$, 255²`:   "",
	} {
		what, hint := CheckTitle(title)
		if want == "" && what != "" || !strings.Contains(what, want) || (what == "") != (hint == "") {
			t.Errorf("of %q it says %q (%q), not %q", title, what, hint, want)
		}
	}
	if what, _ := CheckLabel("features/255, η₁×255²"); what != "" {
		t.Errorf("a label that can be set %s", what)
	}
	if what, _ := CheckLabel("→"); !strings.Contains(what, "(U+2192)") {
		t.Errorf("of an arrow it says %q", what)
	}
}

// A formula is what stands between two dollar signs that hug it: prices are
// none.
func TestFormulasOfTitles(t *testing.T) {
	for title, want := range map[string]string{
		`By $a^2$`:                          `By ⟨a^2⟩`,
		`$a$, $b$`:                          `⟨a⟩, ⟨b⟩`,
		`$a$$b$`:                            `⟨a⟩⟨b⟩`,
		`Costs $5 now and $10 later`:        `Costs $5 now and $10 later`,
		`$5, $6 and $7`:                     `$5, $6 and $7`,
		`From $20,000 to $30,000`:           `From $20,000 to $30,000`,
		`The $ of $x$ at $5`:                `The $ of ⟨x⟩ at $5`,
		`A $ b $ is none, nor $c $ nor $$.`: `A $ b $ is none, nor $c $ nor $$.`,
		`$a$-scaled`:                        `⟨a⟩-scaled`,
		``:                                  ``,
	} {
		got := withFormulas(title, func(text string) string { return text }, func(source string) string { return "⟨" + source + "⟩" })
		if got != want {
			t.Errorf("%s is read as %s, want %s", title, got, want)
		}
	}
}

// A scenario with some of the seeds is said to have them.
func TestFewerSeedsAreNamed(t *testing.T) {
	d := fixture.New(fixture.Common + fixture.Reference + strings.Replace(fixture.Restored255, "expect", "seeds = [3, 1]\nexpect", 1))
	table := newNarrative(d).scenarioTable()[0].(typeset.Table)
	for i, want := range []string{"1–3", "1, 3"} {
		if cells := table.Rows[i].Cells; cells[len(cells)-1].Text != want {
			t.Errorf("row %d of the scenarios has the seeds %q, not %q", i, cells[len(cells)-1].Text, want)
		}
	}
}
