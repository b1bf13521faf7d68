package math

import (
	"slices"
	"unicode/utf8"

	"firststep/report/typeset/box"

	"golang.org/x/text/unicode/norm"
)

// What a formula is copied and found as: XΔW and η₁, as whoever searches types
// them, and not in letters of the mathematical alphabets.

// copied is what a character stands for when it is copied.
func copied(r rune) string {
	if r >= 0x1D400 && r <= 0x1D7FF || r == 'ℎ' { // the alphabets, and the letter that Unicode had before them
		return norm.NFKC.String(string(r))
	}
	return string(r)
}

// raised and lowered are the characters of scripts.
var (
	raised  = scriptForms("0123456789+−=()ni′⊤∗", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ′⊤∗")
	lowered = scriptForms("0123456789+−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
)

func scriptForms(from, to string) map[string]string {
	forms := map[string]string{}
	for from != "" {
		f, n := utf8.DecodeRuneInString(from)
		t, m := utf8.DecodeRuneInString(to)
		forms[string(f)] = string(t)
		from, to = from[n:], to[m:]
	}
	return forms
}

// copyScript makes a script's glyphs stand for raised or lowered characters,
// a². Where one of them has no such form the script stands behind a mark, x_max
// and 2^(−k).
func copyScript(script *box.Box, forms map[string]string, mark string) {
	glyphs := glyphsOf(script)
	if !slices.ContainsFunc(glyphs, func(g *box.Glyph) bool { return forms[g.Text] == "" }) {
		for _, g := range glyphs {
			g.Text = forms[g.Text]
		}
		return
	}
	first, last := glyphs[0], glyphs[len(glyphs)-1]
	if len(glyphs) > 1 && slices.ContainsFunc(glyphs, func(g *box.Glyph) bool { return !isLatin(rune(g.Text[0])) }) {
		first.Text, last.Text = "("+first.Text, last.Text+")"
	}
	first.Text = mark + first.Text
}

// glyphsOf are the glyphs in a box that stand for a text, in their order.
func glyphsOf(b *box.Box) []*box.Glyph {
	var glyphs []*box.Glyph
	for _, item := range b.Items {
		switch c := item.Content.(type) {
		case *box.Box:
			glyphs = append(glyphs, glyphsOf(c)...)
		case *box.Run:
			for i := range c.Glyphs {
				if c.Glyphs[i].Text != "" {
					glyphs = append(glyphs, &c.Glyphs[i])
				}
			}
		}
	}
	return glyphs
}
