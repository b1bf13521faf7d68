package report

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// checked runs a checker on a specimen, or skips the test where it is not
// installed. It returns what the checker says.
func checked(t *testing.T, w *written, debianPackage, name string, arguments ...string) string {
	t.Helper()
	program, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s (%s) is not installed", name, debianPackage)
	}
	file := filepath.Join(t.TempDir(), w.name+".pdf")
	if err := os.WriteFile(file, w.bytes, 0o666); err != nil {
		t.Fatal(err)
	}
	for i, a := range arguments {
		arguments[i] = strings.ReplaceAll(a, "FILE", file)
	}
	out, err := exec.Command(program, arguments...).CombinedOutput()
	if _, failed := err.(*exec.ExitError); err != nil && !failed {
		t.Fatal(err)
	}
	return string(out)
}

func forSpecimens(t *testing.T, check func(t *testing.T, w *written)) {
	for _, w := range specimens(t) {
		t.Run(w.name, func(t *testing.T) { check(t, w) })
	}
}

func TestQpdf(t *testing.T) {
	forSpecimens(t, func(t *testing.T, w *written) {
		out := checked(t, w, "qpdf", "qpdf", "--check", "FILE")
		if !strings.Contains(out, "No syntax or stream encoding errors found") || strings.Contains(out, "WARNING") {
			t.Error(out)
		}
	})
}

func TestPdffonts(t *testing.T) {
	embedded := regexp.MustCompile(`^[A-Z]{6}\+\S+ +CID TrueType +Identity-H +yes yes yes `)
	forSpecimens(t, func(t *testing.T, w *written) {
		lines := strings.Split(strings.TrimSpace(checked(t, w, "poppler-utils", "pdffonts", "FILE")), "\n")
		if len(lines) < 3 {
			t.Errorf("it lists no font: %v", lines)
		}
		for _, line := range lines[min(2, len(lines)):] {
			if !embedded.MatchString(line) {
				t.Errorf("a font is not embedded, a subset and mapped: %s", line)
			}
		}
	})
}

// Poppler reads the structure. (Its text too, with -struct-text; since it goes
// through the page for every element, that takes half a minute.)
func TestPdfinfoStructure(t *testing.T) {
	out := checked(t, specimens(t)[0], "poppler-utils", "pdfinfo", "-struct", "FILE")
	rest := out
	for _, want := range []string{"Document", "Figure", "/BBox", "Caption", "TOC", "TOCI", "H1", "Formula", "Table", "THead", "TH", "/Scope /Column", "TBody", "TD", "LI", "BibEntry"} {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			t.Fatalf("there is no %s behind the first %d bytes of\n%s", want, len(out)-len(rest), out)
		}
		rest = after
	}
	if strings.Contains(out, "rror") {
		t.Error(out)
	}
	out = checked(t, specimens(t)[1], "poppler-utils", "pdfinfo", "-struct-text", "FILE")
	if !strings.Contains(out, "features/255") {
		t.Errorf("the structure of a figure has no text: %s", out)
	}
}

// Words copied from the pages are whole: no ligature, no letter of a formula
// and no primed symbol is lost.
func TestPdftotext(t *testing.T) {
	out := checked(t, specimens(t)[0], "poppler-utils", "pdftotext", "-layout", "FILE", "-")
	for _, want := range []string{"first", "different|difference", "XΔW", "W ?′", "η₁", "255²", "Table 1. ", "Figure 1. "} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("the text has no %s", want)
		}
	}
	for _, bad := range []string{"\uFFFD", "ﬁ", "ﬂ", "\u200B", "\uE000"} {
		if strings.Contains(out, bad) {
			t.Errorf("the text has %q", bad)
		}
	}
}

func TestMutool(t *testing.T) {
	forSpecimens(t, func(t *testing.T, w *written) {
		out := checked(t, w, "mupdf-tools", "mutool", "draw", "-F", "stext", "-o", os.DevNull, "FILE")
		for _, line := range strings.Split(out, "\n") {
			if strings.Contains(line, "error") || strings.Contains(line, "warning") && !strings.Contains(line, "ICC support") {
				t.Error(line)
			}
		}
	})
}

// whatPart1Lacks are the complaints of a checker of PDF/A-1 about what part 3
// allows: attached files, transparency, subsets without a CIDSet, profiles of
// version 4, cross references in a stream, and that it is part 3.
var whatPart1Lacks = regexp.MustCompile(`Invalid version of the ICCProfile|/XRef cross reference streams are not allowed|is not a valid PDF/A-1b file|EmbeddedFile entry is present|Transparency error, (ca|CA) entry|part must be 1|CIDSet entry is missing`)

// TestPreflight has PDFBox check the clauses of PDF/A-1 that part 3 keeps.
func TestPreflight(t *testing.T) {
	var path []string
	for _, jar := range strings.Fields("preflight pdfbox2 fontbox2 xmpbox commons-logging commons-io javax.activation jaxb-api") {
		file := "/usr/share/java/" + jar + ".jar"
		if _, err := os.Stat(file); err != nil {
			t.Skipf("%s.jar is not installed (libpdfbox2-java, libcommons-io-java, libactivation-java, libjaxb-api-java)", jar)
		}
		path = append(path, file)
	}
	forSpecimens(t, func(t *testing.T, w *written) {
		out := checked(t, w, "default-jre-headless", "java", "-cp", strings.Join(path, ":"), "org.apache.pdfbox.preflight.Validator_A1b", "FILE")
		lines := bufio.NewScanner(bytes.NewReader([]byte(out)))
		complaints := 0
		for lines.Scan() {
			if line := lines.Text(); line != "" && !whatPart1Lacks.MatchString(line) {
				t.Error(line)
			}
			complaints++
		}
		if complaints == 0 {
			t.Error("it says nothing at all")
		}
	})
}
