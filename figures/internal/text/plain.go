package text

import "strings"

// Plain is marked-up text as plain text: raised and lowered digits become the
// characters for them, and narrow blanks ordinary ones.
func Plain(marked string) string {
	var b strings.Builder
	for _, r := range parse(marked) {
		switch r.script {
		case superscript:
			b.WriteString(raised.Replace(r.text))
		case subscript:
			b.WriteString(lowered.Replace(r.text))
		default:
			b.WriteString(spaces.Replace(r.text))
		}
	}
	return b.String()
}

var (
	spaces  = strings.NewReplacer("\u2009", " ", "\u2005", " ")
	raised  = digits("⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
	lowered = digits("₀₁₂₃₄₅₆₇₈₉₋")
)

// digits replaces the digits and the minus by others.
func digits(by string) *strings.Replacer {
	var pairs []string
	to := []rune(by)
	for i, from := range []rune("0123456789−") {
		pairs = append(pairs, string(from), string(to[i]))
	}
	return strings.NewReplacer(pairs...)
}
