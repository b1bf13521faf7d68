package math_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"firststep/figures/fonts"
	"firststep/report/typeset/box"
	"firststep/report/typeset/font"
	"firststep/report/typeset/linebreak"
	"firststep/report/typeset/math"
)

func setting(t testing.TB) math.Setting {
	t.Helper()
	stix, err := font.Parse("STIXTwoMath-Regular", fonts.Math)
	if err != nil {
		t.Fatal(err)
	}
	text, err := font.Parse("STIXTwoText-Regular", fonts.Regular)
	if err != nil {
		t.Fatal(err)
	}
	return math.Setting{Math: stix, Text: text, Size: box.Pt(10)}
}

// display is a formula as one box.
func display(t testing.TB, s math.Setting, source string) *box.Box {
	t.Helper()
	f, err := math.Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	cells, err := s.Display(f)
	if err != nil {
		t.Fatal(err)
	}
	b := &box.Box{}
	for _, c := range cells {
		b.Append(c)
	}
	return b
}

// glyph is a glyph with its place on the page.
type glyph struct {
	text string
	x, y box.Length
}

// glyphs lists what a box shows, in order.
func glyphs(b *box.Box, x, y box.Length) []glyph {
	var found []glyph
	for _, item := range b.Items {
		switch c := item.Content.(type) {
		case *box.Box:
			found = append(found, glyphs(c, x+item.X, y+item.Y)...)
		case *box.Run:
			at := x + item.X
			for _, g := range c.Glyphs {
				found = append(found, glyph{g.Text, at, y + item.Y})
				at += g.Advance
			}
		}
	}
	return found
}

func ExampleParse() {
	_, err := math.Parse(`\Delta W = \fraq{1}{2}`)
	fmt.Println(err)
	// Output: formula "\\Delta W = \\fraq{1}{2}", character 12: \fraq is not known
}

func TestErrorsNameThePlace(t *testing.T) {
	for _, c := range []struct {
		source string
		offset int
		reason string
	}{
		{`a + \foo b`, 4, `\foo is not known`},
		{`\Etaa`, 0, `\Etaa is not known`},
		{`\delt`, 0, `\delt is not known; \delta is`},
		{`{a`, 0, "a { without }"},
		{`a}`, 1, "a } without {"},
		{`x^`, 2, "^ has nothing to apply to"},
		{`x^2^3`, 3, `a second '^' for the same symbol; put the first in braces`},
		{`x'^2'`, 4, "a second superscript; put the first in braces"},
		{`\frac{a}`, 8, `\frac has nothing to apply to`},
		{`\sqrt[3{x}`, 5, "a [ without ]"},
		{`\text x`, 6, `\text wants its text in braces`},
		{`\left( a`, 0, `a \left without \right`},
		{`\left a`, 6, `\left wants a delimiter, which 'a' is not`},
		{`{a & b}`, 3, "an & inside braces; & aligns lines and stands outside"},
	} {
		want := fmt.Sprintf("formula %q, character %d: %s", c.source, c.offset+1, c.reason)
		if _, err := math.Parse(c.source); err == nil || err.Error() != want {
			t.Errorf("error is %v, not %s", err, want)
		}
	}
}

func TestCharacterThatTheFontLacks(t *testing.T) {
	f, err := math.Parse("a + 漢")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := setting(t).Display(f); err == nil || !strings.Contains(err.Error(), "U+6F22") {
		t.Errorf("error is %v; it should name the character", err)
	}
}

// The space between atoms is by their classes (The TeXbook, p. 170).
func TestSpacing(t *testing.T) {
	s := setting(t)
	mu := func(n int64) box.Length { return s.Size.Scale(n, 18) }
	width := func(source string) box.Length { return display(t, s, source).Width }
	for _, c := range []struct {
		source, parts string
		want          box.Length
	}{
		{"1+2", "1 + 2", mu(4) + mu(4)},
		{"1=2", "1 = 2", mu(5) + mu(5)},
		{"1, 2", "1 , 2", mu(3)},
		{"-1", "- 1", 0},
		{"1=-1", "1 = - 1", mu(5) + mu(5)},
		{"(-1)", "( - 1 )", 0},
		{`1\,2`, "1 2", mu(3)},
		{`1\quad2`, "1 2", mu(18)},
		{`\log 2`, `\log 2`, mu(3)},
		{`2\log(2)`, `2 \log ( 2 )`, mu(3)},
		{"65,025", "6 5 , 0 2 5", 0},
		{"0.5", "0 . 5", 0},
	} {
		sum := box.Length(0)
		for _, part := range strings.Fields(c.parts) {
			sum += width("{" + part + "}")
		}
		if got := width(c.source) - sum; got != c.want {
			t.Errorf("%q has %v of space, not %v", c.source, got, c.want)
		}
	}
}

func TestNoSpacingInScripts(t *testing.T) {
	s := setting(t)
	sum := display(t, s, "x^{1+1}").Width - display(t, s, "x^1").Width
	signAndDigit := display(t, s, "x^{+1}").Width - display(t, s, "x").Width // a sign without operands has no space
	if sum > signAndDigit {
		t.Errorf("+1 makes a superscript %v wider, more than the %v of its characters", sum, signAndDigit)
	}
}

func TestFractionIsCentredOnTheAxis(t *testing.T) {
	s := setting(t)
	b := display(t, s, `\frac{1}{2}`)
	got := glyphs(b, 0, 0)
	if len(got) != 2 || got[0].text != "1" || got[1].text != "2" || got[0].y <= 0 || got[1].y >= 0 {
		t.Fatalf("a half is %v", got)
	}
	if spread := got[0].x - got[1].x; spread > 1 || spread < -1 {
		t.Errorf("numerator and denominator are %v apart sideways", spread)
	}
}

// A prime stands as near to W as the font's cut-in has it: nearer than the
// italic correction, but clear of the letter.
func TestPrimeStandsByTheCutIn(t *testing.T) {
	s := setting(t)
	got := glyphs(display(t, s, "W'"), 0, 0)
	w, _ := s.Math.Glyph('𝑊')
	advance := s.Size.Scale(int64(s.Math.Advance(w)), 1000)
	cutIn := s.Size.Scale(int64(s.Math.Math.Kern(w, font.TopRight).At(600)), 1000)
	if got[1].x != advance+cutIn {
		t.Errorf("the prime is at %v, not at the advance %v plus the cut-in %v", got[1].x, advance, cutIn)
	}
	if italic := s.Size.Scale(int64(s.Math.Math.Italic(w)), 1000); cutIn >= italic {
		t.Errorf("the cut-in %v is no less than the italic correction %v", cutIn, italic)
	}
}

// A subscript stands below the arm of V, not beyond it.
// The scripts of an accented letter stand where they do without the accent.
func TestScriptsOfAnAccentedLetter(t *testing.T) {
	s := setting(t)
	bare := glyphs(display(t, s, `\eta_1' = 0`), 0, 0)
	accented := glyphs(display(t, s, `\hat\eta_1' = 0`), 0, 0)
	if want := slices.Insert(slices.Clone(bare), 1, accented[1]); !slices.Equal(accented, want) {
		t.Errorf("glyphs are at %v, without the accent at %v", accented, bare)
	}
}

func TestSubscriptStandsByTheCutIn(t *testing.T) {
	s := setting(t)
	v, _ := s.Math.Glyph('𝑉')
	advance := s.Size.Scale(int64(s.Math.Advance(v)), 1000)
	for _, source := range []string{"V_i", "V_b", "V_n"} {
		if got := glyphs(display(t, s, source), 0, 0); got[1].x >= advance {
			t.Errorf("in %s the subscript is at %v, beyond the letter's advance %v", source, got[1].x, advance)
		}
	}
}

func TestDelimitersGrow(t *testing.T) {
	s := setting(t)
	small, large := display(t, s, `\left(a\right)`), display(t, s, `\left(\frac{a}{\frac{b}{\frac{c}{d}}}\right)`)
	if large.Height+large.Depth < 2*(small.Height+small.Depth) {
		t.Errorf("delimiters are %v high around a tower of fractions", large.Height+large.Depth)
	}
	content := display(t, s, `\frac{a}{\frac{b}{\frac{c}{d}}}`)
	if large.Height < content.Height.Scale(80, 100) || large.Depth < content.Depth.Scale(80, 100) {
		t.Error("delimiters cover less than most of what they enclose")
	}
}

func TestLimits(t *testing.T) {
	s := setting(t)
	f, err := math.Parse(`\sum_{i=1}^n`)
	if err != nil {
		t.Fatal(err)
	}
	cells, _ := s.Display(f)
	segments, _ := s.Inline(f)
	if inDisplay, inline := cells[0].Height, segments[0].Height; inDisplay <= inline {
		t.Errorf("a sum's limits are at %v in a display and at %v in text", inDisplay, inline)
	}
}

// A formula in a line breaks after relations and binary operators, around which
// space gives, and not in braces.
func TestInlineBreaks(t *testing.T) {
	s := setting(t)
	f, err := math.Parse(`Z = XW + {b = c}`)
	if err != nil {
		t.Fatal(err)
	}
	segments, err := s.Inline(f)
	if err != nil {
		t.Fatal(err)
	}
	// Z | = | XW | + | {b=c}
	if len(segments) != 5 {
		t.Fatalf("%d segments, not 5", len(segments))
	}
	for _, i := range []int{0, 2, 4} {
		if segments[i].Penalty != linebreak.Never {
			t.Errorf("segment %d offers a break", i)
		}
	}
	if segments[1].Penalty >= segments[3].Penalty {
		t.Errorf("breaking after = costs %d, after + %d", segments[1].Penalty, segments[3].Penalty)
	}
	if segments[0].Stretch == 0 || segments[0].Shrink != 0 || segments[2].Shrink == 0 {
		t.Error("the space around = should stretch, that around + shrink as well")
	}
}

func TestTextIsWhatIsCopied(t *testing.T) {
	for source, want := range map[string]string{
		`\lVert\Delta W'\rVert \le \sqrt{2}`: "‖ΔW′‖≤√2",
		`X\Delta W, \eta_1, \hat\lambda`:     "XΔW,η₁,λ\u0302",
		`a^2 = 10^{-12}`:                     "a²=10⁻¹²",
		`X'^2, X^{\top}`:                     "X′²,X⊤",
		`x_{\max}, x_{ij}, 2^{-k}, e^{x^2}`:  "x_max,x_ij,2^(−k),e^(x²)",
		`\mathbf{1}h`:                        "1h",
	} {
		var text strings.Builder
		for _, g := range glyphs(display(t, setting(t), source), 0, 0) {
			text.WriteString(g.text)
		}
		if got := text.String(); got != want {
			t.Errorf("%s is copied as %q, not %q", source, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, source := range []string{
		`X'\Delta W' = a^2\,\frac{\eta'}{\eta}\,X\Delta W`, `\sqrt[3]{\left(\frac ab\right)}`,
		`\sum_{i=1}^n x_i &= \hat\theta`, `\text{if }x\mathbf{1}^{\top}`, `\left.\frac{a}{b}\right|_0`, `{}_1^2`, `\overline{ab}\ldots`,
	} {
		f.Add(source)
	}
	s := setting(f)
	f.Fuzz(func(t *testing.T, source string) {
		formula, err := math.Parse(source)
		if err != nil {
			return
		}
		if _, err := s.Display(formula); err == nil {
			if _, err := s.Inline(formula); err != nil {
				t.Fatalf("can be displayed but not set in a line: %v", err)
			}
		}
	})
}
