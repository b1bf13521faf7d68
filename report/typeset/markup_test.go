package typeset

import (
	"slices"
	"strings"
	"testing"
)

// marked is a text's spans, each in brackets with what is special about it.
func marked(t *testing.T, source string) string {
	t.Helper()
	s, err := newSetter(&Document{
		Palette: map[string]Colour{"red": {R: 255}},
		Blocks:  []Block{Figure{Label: "one"}, Equation{Lines: []EquationLine{{Label: "same"}}}},
		Sources: []Source{{Key: "b"}, {Key: "a"}},
	}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.number(s.doc.Blocks); err != nil {
		t.Fatal(err)
	}
	spans, err := s.inline(source, textStyle{})
	if err != nil {
		return "error: " + err.Error()
	}
	var b strings.Builder
	for _, sp := range spans {
		var marks []string
		mark := func(on bool, name string) {
			if on {
				marks = append(marks, name)
			}
		}
		mark(sp.style.bold, "bold")
		mark(sp.style.italic, "italic")
		mark(sp.style.mono, "mono")
		mark(sp.style.colour.R == 255, "red")
		mark(sp.formula != "", "math")
		if l := sp.style.link; l != nil {
			mark(l.anchor != "", "#"+l.anchor)
			mark(l.url != "", l.url)
		}
		b.WriteString("[" + strings.Join(append(marks, sp.text+sp.formula), " ") + "]")
	}
	return b.String()
}

func TestMarkup(t *testing.T) {
	for _, c := range []struct{ source, want string }{
		{"plain text", "[plain text]"},
		{"an *emphasis* and **strong**", "[an ][italic emphasis][ and ][bold strong]"},
		{"**strong with *both* in it**", "[bold strong with ][bold italic both][bold  in it]"},
		{"*title of a *book* in it*", "[italic title of a ][book][italic  in it]"},
		{"`a*b`", "[mono a*b]"},
		{"$a*b$ is", "[math a*b][ is]"},
		{"{red|weights/$a$}", "[red weights/][red math a]"},
		{"@fig:one shows", "[#figure-1 Figure\u00A01][ shows]"},
		{"@fig:one/b shows", "[#figure-1 Figure\u00A01b][ shows]"},
		{"see @fig:one.", "[see ][#figure-1 figure\u00A01][.]"},
		{"It ends. @eq:same starts", "[It ends. ][#equation-1 Equation\u00A0(1)][ starts]"},
		{"in (@eq:same)", "[in (][#equation-1 equation\u00A0(1)][)]"},
		{"equations~@eq:same/n", "[equations\u00A0][#equation-1 (1)]"},
		{"said [@a] and [@b, @a]", "[said ][[][#reference-1 1][]][ and ][[][#reference-2 2][,\u00A0][#reference-1 1][]]"},
		{"<https://a.org>", "[https://a.org https://a.org]"},
		{"[the *site*](https://a.org)", "[https://a.org the ][italic https://a.org site]"},
		{"seed~3, 1--2, 37 %, 5~%", "[seed\u00A03, 1–2, 37\u202F%, 5\u202F%]"},
		{`\*\$\@\[\{\<\~\\`, `[*$@[{<~\]`},
		{"*open", `error: character 6: a * is missing, in "*open"`},
		{"a $x", `error: character 3: $ is not closed by $, in "a $x"`},
		{"@fig:two", `error: character 1: @fig:two refers to nothing, in "@fig:two"`},
		{"[@c]", `error: character 1: [@c] cites nothing that is among the sources, in "[@c]"`},
		{"{blue|x}", `error: character 1: the palette has no "blue", in "{blue|x}"`},
		{"*[$]($]()", "error: character 9: a formula or code in the text of a link holds ](, in \"*[$]($]()\""},
		{"a [b", `error: character 3: [ starts a citation [@key] or a link [text](address); \[ is the character itself, in "a [b"`},
	} {
		if got := marked(t, c.source); got != c.want {
			t.Errorf("%s\nis   %s\nwant %s", c.source, got, c.want)
		}
	}
}

func FuzzMarkup(f *testing.F) {
	for _, s := range []string{"*a* **b** `c` $d$", "@fig:one [@a] {red|x}", "<u> [t](u) ~ -- \\*", "37 %", "**a*b**"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) { marked(t, source) })
}

// An exponent is set as in a formula, and copied as it was written.
func TestExponentsAreRaised(t *testing.T) {
	s, err := newSetter(&Document{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]string{"5 × 10⁻⁸, the first": "5 × 10⁻⁸, the first", "a layer's 255²": "a layer’s 255²", "**255²**": "255²"} {
		p, err := s.paragraph(source, textStyle{size: bodySize.size})
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, r := range rows(p.natural()) {
			text += r
		}
		if sorted(text) != sorted(want) {
			t.Errorf("%q is copied as %q", source, text)
		}
	}
}

// sorted is a text's characters in order, for those that stand higher than others.
func sorted(text string) string {
	runes := []rune(text)
	slices.Sort(runes)
	return string(runes)
}
