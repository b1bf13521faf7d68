package web

import (
	"fmt"
	"html"
	"strings"

	"firststep/report/typeset"
	"firststep/report/typeset/math"
)

// inline is markup as HTML.
func (p *page) inline(markup string) string {
	var b strings.Builder
	var open []string // elements, outermost first
	for _, sp := range p.Spans(markup) {
		wanted := p.around(sp)
		common := 0
		for common < min(len(open), len(wanted)) && open[common] == wanted[common] {
			common++
		}
		closeElements(&b, open[common:])
		for _, element := range wanted[common:] {
			b.WriteString("<" + element + ">")
		}
		open = wanted
		b.WriteString(p.content(sp))
	}
	closeElements(&b, open)
	return b.String()
}

// closeElements closes elements, the innermost first.
func closeElements(b *strings.Builder, elements []string) {
	for i := len(elements) - 1; i >= 0; i-- {
		name, _, _ := strings.Cut(elements[i], " ")
		b.WriteString("</" + name + ">")
	}
}

// around are the elements around a span.
func (p *page) around(sp typeset.Span) []string {
	var around []string
	if sp.Bold {
		around = append(around, "strong")
	}
	if sp.Italic {
		around = append(around, "em")
	}
	switch {
	case sp.URL != "":
		if !strings.HasPrefix(sp.URL, "https://") && !strings.HasPrefix(sp.URL, "http://") {
			p.fail(fmt.Errorf("the address %q does not begin with https://", sp.URL))
		}
		around = append(around, `a href="`+html.EscapeString(sp.URL)+`"`)
	case sp.Anchor != "":
		link := `a href="#` + sp.Anchor + `"`
		if !strings.EqualFold(sp.Says, sp.Text) {
			link += ` aria-label="` + html.EscapeString(sp.Says) + `"`
		}
		around = append(around, link)
	}
	if sp.Colour != (typeset.Colour{}) {
		around = append(around, fmt.Sprintf(`span class="c%d"`, p.colour(sp.Colour)))
	}
	if sp.Mono {
		around = append(around, "code")
	}
	return around
}

func (p *page) content(sp typeset.Span) string {
	if sp.Formula == "" {
		return html.EscapeString(sp.Text)
	}
	f, err := math.Parse(sp.Formula)
	if err != nil {
		p.fail(err)
		return ""
	}
	said := html.EscapeString(f.Spoken())
	name := ""
	if p.inHead { // whose name is read with every cell below it
		name = ` aria-label="` + said + `"`
	}
	return fmt.Sprintf(`<math alttext="%s"%s>%s</math>`, said, name, strings.Join(f.MathML(), ""))
}

// equation writes a display, its lines aligned at their & and with their
// numbers.
func (p *page) equation(b typeset.Equation) {
	var lines [][]string
	for _, line := range b.Lines {
		f, err := math.Parse(line.Source)
		if err != nil {
			p.fail(err)
			return
		}
		lines = append(lines, f.MathML())
	}
	spoken, err := b.Said()
	p.fail(err)
	p.put("<div class=\"equation\" tabindex=\"0\"")
	if len(lines) == 1 {
		id, number := p.equationNumber(b.Lines[0])
		p.put("%s><math display=\"block\" alttext=\"%s\">%s</math><span>%s</span></div>\n", id, html.EscapeString(spoken), strings.Join(lines[0], ""), number)
		return
	}
	p.put("><math display=\"block\" alttext=\"%s\"><mtable displaystyle=\"true\">\n", html.EscapeString(spoken))
	for i, cells := range lines {
		p.put("<mtr><mtd class=\"margin\"></mtd>")
		if len(cells) == 2 {
			p.put("<mtd class=\"left\">%s</mtd><mtd class=\"right\">%s</mtd>", cells[0], cells[1])
		} else {
			p.put("<mtd columnspan=\"2\">%s</mtd>", strings.Join(cells, ""))
		}
		id, number := p.equationNumber(b.Lines[i])
		p.put("<mtd class=\"margin\"%s><mtext>%s</mtext></mtd></mtr>\n", id, number)
	}
	p.put("</mtable></math></div>\n")
}

// equationNumber is a line's number with the attribute that makes its element
// the target of references, where it has a label.
func (p *page) equationNumber(line typeset.EquationLine) (id, number string) {
	if line.Label == "" {
		return "", ""
	}
	n, anchor := p.Equation(line.Label)
	return fmt.Sprintf(` id="%s"`, anchor), "(" + n + ")"
}
