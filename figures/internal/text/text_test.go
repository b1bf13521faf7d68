package text

import (
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/recorder"
)

func TestParse(t *testing.T) {
	for _, test := range []struct {
		marked string
		want   []run
	}{
		{"", nil},
		{"plain", []run{{text: "plain"}}},
		{"rms $XΔW$", []run{{text: "rms "}, {text: "X", italic: true}, {text: "Δ"}, {text: "W", italic: true}}},
		{"$η/a^2$", []run{{text: "η", italic: true}, {text: "/"}, {text: "a", italic: true}, {text: "2", script: superscript}}},
		{"10$^{-3}$", []run{{text: "10"}, {text: "−3", script: superscript}}},
		{"$η_1$", []run{{text: "η", italic: true}, {text: "1", script: subscript}}},
		{"$x^{ab}y$", []run{{text: "x", italic: true}, {text: "ab", italic: true, script: superscript}, {text: "y", italic: true}}},
		{"costs $5", []run{{text: "costs $5"}}},
		{`costs \$5 or \$6`, []run{{text: "costs $5 or $6"}}},
		{"$x^$", []run{{text: "x", italic: true}, {text: "^"}}},
		{"$x^{ab$", []run{{text: "x", italic: true}, {text: "{", script: superscript}, {text: "ab", italic: true}}},
		{"$$", nil},
	} {
		if got := parse(test.marked); !slices.Equal(got, test.want) {
			t.Errorf("%q: got %v, want %v", test.marked, got, test.want)
		}
	}
}

// Whatever an author calls a scenario can be set, and is not read as markup
// once its dollar signs are protected; apostrophes alone are made curly.
func FuzzParse(f *testing.F) {
	f.Add("rms $X^2_{ab}$ \\$ $")
	f.Fuzz(func(t *testing.T, name string) {
		New().Width(name, font.From(Regular, 8))
		want := strings.ReplaceAll(name, "'", "’")
		if runs := parse(strings.ReplaceAll(name, "$", `\$`)); len(runs) > 1 || len(runs) == 1 && runs[0].text != want {
			t.Errorf("%q is read as %v", name, runs)
		}
	})
}

func TestPlain(t *testing.T) {
	for marked, want := range map[string]string{
		"6\u2005×\u200510$^{-8}$": "6 × 10⁻⁸",
		"weights/255, $η_1$":      "weights/255, η₁",
		`\$5`:                     "$5",
	} {
		if got := Plain(marked); got != want {
			t.Errorf("%q: got %q, want %q", marked, got, want)
		}
	}
}

// Every character that figures use themselves is in a font.
func TestNoCharacterIsMissing(t *testing.T) {
	h := New()
	for _, c := range "0123456789.,:;()/|‖×−+%=…ΔηXWaln⁻²₁∞" {
		if !has(h.face(font.From(Regular, 8), c), c) {
			t.Errorf("%q is in none of the fonts", c)
		}
	}
}

// A kerned pair is set in two pieces, so that no canvas has to kern.
func TestKerning(t *testing.T) {
	h := New()
	size := font.From(Regular, 10)
	pieces, width := h.layout("To", size)
	if len(pieces) != 2 {
		t.Fatalf("%d pieces, want 2", len(pieces))
	}
	if sum := h.Width("T", size) + h.Width("o", size); width >= sum {
		t.Errorf("%v wide, want less than %v without kerning", width, sum)
	}
}

func TestDrawAligns(t *testing.T) {
	h := New()
	at := vg.Point{X: 100, Y: 50}
	style := text.Style{Font: font.From(Regular, 10), Handler: h}
	width := h.Width("xx", style.Font)
	for align, want := range map[text.XAlignment]vg.Length{text.XLeft: 100, text.XCenter: 100 - width/2, text.XRight: 100 - width} {
		style.XAlign = align
		var c recorder.Canvas
		h.Draw(&c, "xx", style, at)
		for _, action := range c.Actions {
			if s, ok := action.(*recorder.FillString); ok && s.Point.X != want {
				t.Errorf("alignment %v: text starts at %v, want %v", align, s.Point.X, want)
			}
		}
	}
}
