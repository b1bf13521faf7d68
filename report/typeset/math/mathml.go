package math

import (
	"fmt"
	"html"
	"strings"
)

// MathML is the formula for a browser, in MathML Core: what stands inside
// <math>, one string a cell. Letters of the italic alphabet are written as
// those that they are copied as, which <mi> shows in italics by itself.
func (f *Formula) MathML() []string {
	var cells []string
	for _, cell := range f.cells {
		cells = append(cells, mathml(cell, false))
	}
	return cells
}

// noSpace keeps a browser from spacing an operator by its own dictionary.
const noSpace = ` lspace="0" rspace="0"`

// mathml is a list of nodes. In a tight one, a script, operators have no space
// around them, as TeX has it.
func mathml(nodes []node, tight bool) string {
	var b strings.Builder
	previous := class(-1)
	classes := settledClasses(nodes)
	for i := 0; i < len(nodes); i++ {
		switch n := nodes[i].(type) {
		case kern:
			if n.mu > 0 {
				b.WriteString(mspace(n.mu))
			}
		case *atom:
			if previous >= 0 && !tight {
				b.WriteString(between(previous, classes[i]))
			}
			previous = classes[i]
			number := numeral(nodes[i:])
			if number == "" {
				b.WriteString(scripted(n, mathmlNucleus(n, classes[i], tight)))
				continue
			}
			i += len([]rune(number)) - 1
			b.WriteString(scripted(nodes[i].(*atom), "<mn>"+number+"</mn>"))
		}
	}
	return b.String()
}

// settledClasses are the classes of atoms, by node.
func settledClasses(nodes []node) []class {
	classes := make([]class, len(nodes))
	var atoms []*class
	for i, n := range nodes {
		if a, ok := n.(*atom); ok {
			classes[i] = a.class
			atoms = append(atoms, &classes[i])
		}
	}
	settleClasses(atoms)
	return classes
}

// between is the space of TeX's table between two classes of which neither has
// space in the dictionary of browsers.
func between(a, b class) string {
	known := func(c class) bool { return c == rel || c == bin || c == punct }
	mu := spacing[a][b]
	if known(a) || known(b) || mu == 0 {
		return ""
	}
	return mspace(max(mu, -mu))
}

func mspace(mu int) string { return fmt.Sprintf(`<mspace width="%.3gem"/>`, float64(mu)/18) }

// numeral is the number that a list begins with, as "65,025" or "0.1"; empty
// where it begins with none. Its last digit may have scripts.
func numeral(nodes []node) string {
	number, length := "", 0 // of which length ends with a digit
	for _, n := range nodes {
		a, ok := n.(*atom)
		if !ok {
			break
		}
		inner := a
		if l, ok := a.nucleus.(list); ok && number != "" { // 65{,}025
			if only, ok := single(l.nodes); ok && only.nucleus == (char{','}) {
				inner = only
			}
		}
		c, ok := inner.nucleus.(char)
		point := c.r == '.' || c.r == ',' && (inner != a || a.class == ord)
		if !ok || !isDigit(c.r) && !(point && number != "" && a.sub == nil && a.sup == nil) {
			break
		}
		number += string(c.r)
		if isDigit(c.r) {
			length = len(number)
		}
		if a.sub != nil || a.sup != nil {
			break
		}
	}
	return number[:length]
}

// scripted is a nucleus with an atom's scripts.
func scripted(a *atom, base string) string {
	kind, parts := "", row(base)
	if a.sub != nil {
		kind, parts = "sub", parts+row(mathml(a.sub, true))
	}
	if a.sup != nil {
		kind, parts = kind+"sup", parts+row(mathml(a.sup, true))
	}
	if a.limits {
		kind = strings.NewReplacer("sub", "under", "sup", "over").Replace(kind)
	}
	if kind == "" {
		return base
	}
	return element("m"+kind, parts)
}

func element(name, content string) string { return "<" + name + ">" + content + "</" + name + ">" }

// row makes one element of several, or of none.
func row(content string) string {
	if strings.Count(content, "<") == 2 && !strings.HasSuffix(content, "/>") {
		return content
	}
	return element("mrow", content)
}

func mathmlNucleus(a *atom, c class, tight bool) string {
	switch n := a.nucleus.(type) {
	case char:
		return mathmlChar(n.r, a.class, c, tight)
	case list:
		if inner, ok := single(n.nodes); ok {
			return mathmlNucleus(inner, inner.class, tight)
		}
		return element("mrow", mathml(n.nodes, tight))
	case words:
		return mathmlWords(n, a)
	case fraction:
		return element("mfrac", row(mathml(n.numerator, tight))+row(mathml(n.denominator, tight)))
	case radical:
		if len(n.degree) > 0 {
			return element("mroot", row(mathml(n.radicand, tight))+row(mathml(n.degree, true)))
		}
		return element("msqrt", mathml(n.radicand, tight))
	case overlined:
		return `<mover accent="true">` + row(mathml(n.nodes, tight)) + `<mo stretchy="true">¯</mo></mover>`
	case accent:
		return `<mover accent="true">` + row(mathml(n.base, tight)) + `<mo stretchy="false">` + spacingAccents[n.mark] + `</mo></mover>`
	case fenced:
		return element("mrow", fenceML(n.left, "prefix")+mathml(n.nodes, tight)+fenceML(n.right, "postfix"))
	}
	return ""
}

// spacingAccents are the characters that browsers set as accents.
var spacingAccents = map[rune]string{
	'\u0302': "^", '\u0303': "~", '\u0304': "¯", '\u20D7': "→", '\u0307': "˙",
	'\u0308': "¨", '\u030C': "ˇ", '\u0306': "˘", '\u0301': "´", '\u0300': "`",
}

func fenceML(r rune, form string) string {
	if r == 0 {
		return ""
	}
	return fmt.Sprintf(`<mo form="%s" stretchy="true">%c</mo>`, form, r)
}

// mathmlWords are upright words; those of an operator that has limits stand as
// one, since its scripts move with the style.
func mathmlWords(w words, a *atom) string {
	text := html.EscapeString(w.text)
	switch {
	case w.roman:
		return element("mtext", strings.ReplaceAll(text, " ", "\u00A0"))
	case a.limits:
		return `<mo movablelimits="true"` + noSpace + `>` + text + `</mo>`
	case len([]rune(w.text)) == 1:
		return `<mi mathvariant="normal">` + text + `</mi>`
	}
	return element("mi", text)
}

// mathmlChar is a character: written as a class, it stands as another where an
// operator has nothing to join.
func mathmlChar(r rune, written, stands class, tight bool) string {
	text := html.EscapeString(string(r))
	space := ""
	if tight {
		space = noSpace
	}
	switch {
	case isDigit(r):
		return element("mn", text)
	case written == bin && stands != bin:
		return `<mo form="prefix"` + noSpace + `>` + text + `</mo>`
	case written == bin, written == rel, written == punct:
		return "<mo" + space + ">" + text + "</mo>"
	case written == op:
		return "<mo" + noSpace + ">" + text + "</mo>"
	case written == opening:
		return `<mo form="prefix" stretchy="false">` + text + `</mo>`
	case written == closing:
		return `<mo form="postfix" stretchy="false">` + text + `</mo>`
	case strings.ContainsRune("/|‖′.:", r):
		return `<mo stretchy="false"` + noSpace + `>` + text + `</mo>`
	case isItalic(r):
		return element("mi", copied(r))
	case r >= 0x1D400: // of another alphabet
		return element("mi", text)
	}
	return `<mi mathvariant="normal">` + text + `</mi>`
}

// isItalic reports whether <mi> shows a letter's copied form as the letter.
func isItalic(r rune) bool {
	return r == 'ℎ' || r >= 0x1D434 && r <= 0x1D467 || r >= 0x1D6E2 && r <= 0x1D71B
}
