package web_test

import (
	"bytes"
	"strings"
	"testing"

	"firststep/report/typeset"
	"firststep/report/web"

	"gonum.org/v1/plot/vg"
)

func written(t *testing.T, doc typeset.Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := web.Write(&b, &doc, web.Options{Other: "report.pdf"}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func cells(texts ...string) (row []typeset.Cell) {
	for _, text := range texts {
		row = append(row, typeset.Cell{Text: text})
	}
	return row
}

func draw(vg.Canvas, vg.Length) {}

func TestBlocks(t *testing.T) {
	for name, test := range map[string]struct {
		blocks []typeset.Block
		want   string
	}{
		"inline": {[]typeset.Block{typeset.Paragraph{Text: "*a* **b `c`** {ref|d $x$} <https://e.org>~f"}},
			`<p><em>a</em> <strong>b <code>c</code></strong> <span class="c0">d <math alttext="x"><mi>x</mi></math></span> <a href="https://e.org">https://e.org</a>` + "\u00A0f</p>\n"},
		"sections": {[]typeset.Block{typeset.Heading{Level: 1, Text: "A", Label: "a"}, typeset.Heading{Level: 2, Text: "B"}, typeset.Heading{Level: 3, Text: "C"}, typeset.Paragraph{Text: "c"}, typeset.Heading{Level: 1, Text: "D", Unnumbered: true}, typeset.Contents{}},
			`<section id="section-1">
<h2><span class="number">1</span> A</h2>
<section id="section-1.1">
<h3><span class="number">1.1</span> B</h3>
<div class="runin">
<h4 id="heading-3">C.</h4>
<p>c</p>
</div>
</section>
</section>
<section id="heading-4">
<h2>D</h2>
<nav aria-label="Contents">
<ul>
<li><a href="#section-1"><span class="number">1</span> <span>A</span></a></li>
<li><a href="#heading-4"><span>D</span></a></li>
</ul>
</nav>
</section>
`},
		"a table": {[]typeset.Block{typeset.Table{Title: "T", Columns: []typeset.Column{{}, {Align: typeset.Decimal}, {Align: typeset.Right}},
			Head: [][]typeset.Cell{{{}, {Text: "two", Span: 2}}, cells("name", "$x$", "y")},
			Rows: []typeset.Row{{Cells: []typeset.Cell{{Text: "group", Span: 3}}}, {Cells: cells("a", "1.5", "2")}, {Cells: cells("b", "10", "3"), Gap: true}}}},
			`<figure id="table-1">
<figcaption id="table-1-caption"><strong>Table` + "\u00A0" + `1. T.</strong></figcaption>
<div class="wide" role="region" aria-labelledby="table-1-caption" tabindex="0">
<table aria-labelledby="table-1-caption">
<thead>
<tr><th scope="col" rowspan="2">name</th><th scope="col" colspan="2">two</th></tr>
<tr><th scope="col"><math alttext="x" aria-label="x"><mi>x</mi></math></th><th scope="col" class="right">y</th></tr>
</thead>
<tbody>
<tr><th scope="rowgroup" colspan="3">group</th></tr>
<tr><th scope="row">a</th><td style="text-indent:1ch">1.5</td><td class="right">2</td></tr>
</tbody>
<tbody>
<tr><th scope="row">b</th><td>10</td><td class="right">3</td></tr>
</tbody>
</table>
</div>
</figure>
`},
		"equations": {[]typeset.Block{
			typeset.Equation{Lines: []typeset.EquationLine{{Source: "a = b", Label: "one"}}, Spoken: "a is b"},
			typeset.Equation{Lines: []typeset.EquationLine{{Source: "a &= b"}, {Source: "c", Label: "two"}}}},
			`<div class="equation" tabindex="0" id="equation-1"><math display="block" alttext="a is b"><mi>a</mi><mo>=</mo><mi>b</mi></math><span>(1)</span></div>
<div class="equation" tabindex="0"><math display="block" alttext="a equals b; c"><mtable displaystyle="true">
<mtr><mtd class="margin"></mtd><mtd class="left"><mi>a</mi></mtd><mtd class="right"><mo>=</mo><mi>b</mi></mtd><mtd class="margin"><mtext></mtext></mtd></mtr>
<mtr><mtd class="margin"></mtd><mtd columnspan="2"><mi>c</mi></mtd><mtd class="margin" id="equation-2"><mtext>(2)</mtext></mtd></mtr>
</mtable></math></div>
`},
		"references": {[]typeset.Block{
			typeset.Paragraph{Text: "@fig:f/b is of [@two, @one]."},
			typeset.Figure{Label: "f", Title: "F", Alt: "a <b>", Width: 10, Height: 5, Draw: draw}, typeset.Bibliography{}},
			`<p><a href="#figure-1">Figure` + "\u00A0" + `1b</a> is of [<a href="#reference-1" aria-label="reference 1">1</a>,` + "\u00A0" + `<a href="#reference-2" aria-label="reference 2">2</a>].</p>
<figure id="figure-1">
<div class="drawing" tabindex="0">
<svg viewBox="0 0 160 80" role="img" aria-label="a &lt;b&gt;" fill="none" stroke-linejoin="round">
<path d="M0 0H160V80H0z" fill="#fff"/>
</svg>
</div>
<figcaption><strong>Figure` + "\u00A0" + `1. F.</strong></figcaption>
</figure>
<ol class="references">
<li id="reference-1">Two</li>
<li id="reference-2">One</li>
</ol>
`},
		"a box": {[]typeset.Block{typeset.Box{Title: "B", Blocks: []typeset.Block{typeset.Paragraph{Text: "a & b"}}}}, "<div class=\"box\">\n<p>B</p>\n<p>a &amp; b</p>\n</div>\n"},
	} {
		doc := typeset.Document{Blocks: test.blocks, Palette: map[string]typeset.Colour{"ref": {R: 1}}}
		if name == "references" {
			doc.Sources = []typeset.Source{{Key: "one", Text: "One"}, {Key: "two", Text: "Two"}}
		}
		_, body, _ := strings.Cut(written(t, doc), "<main>\n")
		if got := strings.TrimSuffix(body, "</main>\n</body>\n</html>\n"); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

// What a study says is text, wherever it stands.
func TestTextsStayTexts(t *testing.T) {
	const hostile = `"><script>alert(1)</script>`
	escaped := strings.ReplaceAll(hostile, "<", `\<`)
	page := written(t, typeset.Document{
		Title: escaped, Subtitle: escaped, Meta: typeset.Metadata{Title: hostile, Subject: hostile, Author: hostile, Keywords: []string{hostile}},
		Blocks: []typeset.Block{
			typeset.Paragraph{Text: escaped + " `" + hostile + "` $\\text{" + hostile + "}$"},
			typeset.Figure{Title: escaped, Alt: hostile, Width: 1, Height: 1, Draw: draw},
			typeset.Table{Title: escaped, Columns: []typeset.Column{{}}, Rows: []typeset.Row{{Cells: cells(escaped)}}},
			typeset.Equation{Lines: []typeset.EquationLine{{Source: "a"}}, Spoken: hostile},
		},
	})
	if strings.Contains(page, "<script") || strings.Contains(page, `"">`) {
		t.Errorf("a text becomes an element:\n%s", page)
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"[a](javascript:alert)": `the address "javascript:alert" does not begin with https://`,
		"@fig:none":             "@fig:none refers to nothing",
		`$\nonsense$`:           `\nonsense is not known`,
		"*a":                    "a * is missing",
	} {
		var b bytes.Buffer
		err := web.Write(&b, &typeset.Document{Blocks: []typeset.Block{typeset.Paragraph{Text: text}}}, web.Options{})
		if err == nil || !strings.Contains(err.Error(), want) || b.Len() > 0 {
			t.Errorf("%s: %v with %d bytes, want %q and none", text, err, b.Len(), want)
		}
	}
}
