package report

import (
	"fmt"
	"strings"

	"firststep/report/typeset"
)

// CheckTitle says what a title has that the report cannot be set with,
// characters that its fonts lack or a formula that cannot be read, and what to
// do about it. It says nothing of a title that is right.
func CheckTitle(title string) (what, hint string) {
	text := withFormulas(title, func(text string) string { return text }, func(source string) string {
		if err := typeset.CheckFormula(source); err != nil {
			what, hint = "has between dollar signs what cannot be set: "+err.Error(), "mend the formula"
		}
		return ""
	})
	if what != "" {
		return what, hint
	}
	if what, hint = checkText(text, false); what != "" {
		return what, hint
	}
	return checkText(text, true)
}

// CheckLabel is CheckTitle for a scenario's label, which has no formulas.
func CheckLabel(label string) (what, hint string) { return checkText(label, false) }

func checkText(text string, bold bool) (what, hint string) {
	missing := typeset.Missing(text, bold)
	if len(missing) == 0 {
		return "", ""
	}
	var characters []string
	for _, r := range missing {
		characters = append(characters, fmt.Sprintf("%q (%U)", r, r))
	}
	return "has " + strings.Join(characters, ", ") + ", which the report's fonts do not have", "write it in other characters"
}
