package font_test

import (
	"fmt"
	"strings"
	"testing"

	"firststep/figures/fonts"
	"firststep/report/typeset/font"
)

func parse(t testing.TB, name string, data []byte) *font.Face {
	t.Helper()
	f, err := font.Parse(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func ExampleFace_Shape() {
	f, err := font.Parse("STIXTwoText-Regular", fonts.Regular)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range f.Shape("WAVE", true) {
		own := f.Advance(g.ID)
		fmt.Printf("%s %d%+d\n", g.Text, own, g.Advance-own)
	}
	// Output:
	// W 944-105
	// A 718-100
	// V 680+0
	// E 626+0
}

// STIX joins f and i by forms of both that touch, rather than by one glyph.
func TestLigaturesOnlyIfAskedFor(t *testing.T) {
	f := parse(t, "STIXTwoText-Regular", fonts.Regular)
	plain, joined := f.Shape("fi", false), f.Shape("fi", true)
	nominal, _ := f.Glyph('f')
	if plain[0].ID != nominal || joined[0].ID == nominal {
		t.Errorf("f before i is glyph %d, and %d with ligatures; alone it is %d", plain[0].ID, joined[0].ID, nominal)
	}
}

func TestKerning(t *testing.T) {
	f := parse(t, "STIXTwoText-Regular", fonts.Regular)
	width := func(text string) int {
		w := 0
		for _, g := range f.Shape(text, true) {
			w += g.Advance
		}
		return w
	}
	if together, apart := width("AV"), width("A")+width("V"); together >= apart {
		t.Errorf("AV is %d wide, A and V are %d", together, apart)
	}
}

func TestTextOfGlyphsIsTheText(t *testing.T) {
	f := parse(t, "STIXTwoText-Italic", fonts.Italic)
	for _, text := range []string{"office", "naïve", "Müller", "e\u0301te", "ﬁ", "255²", ""} {
		var b strings.Builder
		for _, g := range f.Shape(text, true) {
			b.WriteString(g.Text)
		}
		if b.String() != text {
			t.Errorf("the glyphs of %q stand for %q", text, b.String())
		}
	}
}

func TestMissing(t *testing.T) {
	f := parse(t, "STIXTwoText-Regular", fonts.Regular)
	if got := string(f.Missing("aβ漢字漢")); got != "漢字" {
		t.Errorf("missing are %q, not 漢字", got)
	}
}

// A subset has the same outlines and widths under its own codes.
func TestSubset(t *testing.T) {
	f := parse(t, "STIXTwoText-Regular", fonts.Regular)
	var glyphs []font.GlyphID
	for _, r := range "Ä" + "Wx" { // Ä is composite
		g, _ := f.Glyph(r)
		glyphs = append(glyphs, g)
	}
	data, err := f.Subset(glyphs)
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > len(fonts.Regular)/20 {
		t.Errorf("three glyphs take %d bytes", len(data))
	}
	s := parse(t, "subset", data)
	for i, g := range glyphs {
		code := rune(i + 1)
		own, ok := s.Glyph(code)
		if !ok || s.Advance(own) != f.Advance(g) || s.Extents(own) != f.Extents(g) {
			t.Errorf("code %d is glyph %d (%v) of width %d and extents %v; %d and %v before",
				code, own, ok, s.Advance(own), s.Extents(own), f.Advance(g), f.Extents(g))
		}
	}
}

func TestMathTable(t *testing.T) {
	f := parse(t, "STIXTwoMath-Regular", fonts.Math)
	m := f.Math
	if m == nil {
		t.Fatal("no MATH table")
	}
	if c := m.Constants; c.AxisHeight != 258 || c.ScriptPercentScaleDown != 70 || c.RadicalDegreeBottomRaisePercent != 55 {
		t.Errorf("constants are %+v", c)
	}
	paren, _ := f.Glyph('(')
	stretch := m.Vertical(paren)
	for i := 1; i < len(stretch.Variants); i++ {
		if stretch.Variants[i].Extent <= stretch.Variants[i-1].Extent {
			t.Error("variants of ( do not grow")
		}
	}
	if len(stretch.Parts) != 3 || !stretch.Parts[1].Extender {
		t.Errorf("( is built of %+v", stretch.Parts)
	}
}

func TestMathKernAt(t *testing.T) {
	k := font.MathKern{Heights: []int{100, 200}, Kerns: []int{1, 2, 3}}
	for height, want := range map[int]int{-5: 1, 99: 1, 100: 2, 150: 2, 200: 3, 999: 3} {
		if got := k.At(height); got != want {
			t.Errorf("kern at %d is %d, not %d", height, got, want)
		}
	}
	if got := (font.MathKern{}).At(5); got != 0 {
		t.Errorf("no kerns give %d", got)
	}
}

func TestNotAFont(t *testing.T) {
	for _, data := range [][]byte{nil, []byte("not a font"), fonts.Regular[:200]} {
		if _, err := font.Parse("broken", data); err == nil || !strings.Contains(err.Error(), "broken") {
			t.Errorf("error for %d bytes is %v; it should name the font", len(data), err)
		}
	}
}

// Letters in scripts are sturdier than letters made small, those beyond U+FFFF
// as well.
func TestScriptsHaveFormsOfTheirOwn(t *testing.T) {
	f := parse(t, "STIXTwoMath-Regular", fonts.Math)
	for _, r := range "2Δ𝑊𝜂" {
		own, _ := f.Glyph(r)
		first, _ := f.ScriptGlyph(r, 1)
		second, _ := f.ScriptGlyph(r, 2)
		if f.Advance(first) <= f.Advance(own) || f.Advance(second) <= f.Advance(first) {
			t.Errorf("%q is %d wide in the text, %d in scripts and %d in their scripts", r, f.Advance(own), f.Advance(first), f.Advance(second))
		}
	}
	if g, ok := f.ScriptGlyph('→', 0); !ok || g == 0 {
		t.Error("no arrow")
	}
}
