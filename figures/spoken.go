package figures

import (
	"regexp"
	"strings"
)

// spoken is a description of a figure as it is to be heard: readers that speak
// skip raised digits and signs, and read a dash between numbers as a pause.
func spoken(text string) string {
	for _, way := range waysToSay {
		text = way.of.ReplaceAllString(text, way.as)
	}
	return signs.Replace(exponents.ReplaceAllStringFunc(text, sayExponent))
}

// waysToSay are what takes more than a word for a sign.
var waysToSay = []struct {
	of *regexp.Regexp
	as string
}{
	{regexp.MustCompile(`(\d|[⁰-⁹²³]) ?– ?([−\d])`), "$1 to $2"},
	{regexp.MustCompile(` × ?10([⁻⁰¹²³⁴-⁹])`), " times 10$1"},
	{regexp.MustCompile(` [/÷] `), " over "},
	{regexp.MustCompile(`‖([^‖]*)‖`), "the norm of $1"},
	{regexp.MustCompile(`\|([^|]*)\|`), "the size of $1"},
}

var exponents = regexp.MustCompile(`[⁻⁰¹²³⁴-⁹]+`)

// sayExponent says a raised number.
func sayExponent(raised string) string {
	switch raised {
	case "²":
		return " squared"
	case "³":
		return " cubed"
	}
	return " to the " + raisedDigits.Replace(raised)
}

var (
	raisedDigits = strings.NewReplacer("⁻", "minus ", "⁰", "0", "¹", "1", "²", "2", "³", "3", "⁴", "4", "⁵", "5", "⁶", "6", "⁷", "7", "⁸", "8", "⁹", "9")
	signs        = strings.NewReplacer(
		"×", "times", "−", "minus ", "Δ", "Delta ", "η", "eta", "λ", "lambda", "\u2009", " ", "\u2005", " ", "\u00A0", " ",
		"₀", " 0", "₁", " 1", "₂", " 2", "₃", " 3", "∞", "infinity")
)
