package report

import (
	"fmt"
	"strings"
	"sync"

	"firststep/figures/fonts"
	"firststep/report/typeset/box"
	"firststep/report/typeset/font"
	"firststep/report/typeset/math"
)

// CheckTitle says what a title has that the report cannot be set with,
// characters that its fonts lack or a formula that cannot be read, and what to
// do about it. It says nothing of a title that is right.
func CheckTitle(title string) (what, hint string) {
	faces := checkedFaces()
	text := withFormulas(title, func(text string) string { return text }, func(source string) string {
		if err := checkFormula(source, faces.math); err != nil {
			what, hint = "has between dollar signs what cannot be set: "+err.Error(), "mend the formula"
		}
		return ""
	})
	if what != "" {
		return what, hint
	}
	return checkText(text, faces.regular, faces.semiBold)
}

// CheckLabel is CheckTitle for a scenario's label, which has no formulas.
func CheckLabel(label string) (what, hint string) {
	return checkText(label, checkedFaces().regular)
}

type textFaces struct{ regular, semiBold, math *font.Face }

// checkedFaces are read once.
var checkedFaces = sync.OnceValue(func() textFaces {
	parse := func(name string, data []byte) *font.Face {
		f, err := font.Parse(name, data)
		if err != nil {
			panic(fmt.Sprintf("report: an embedded font cannot be read: %v", err))
		}
		return f
	}
	return textFaces{
		parse("STIXTwoText-Regular", fonts.Regular),
		parse("STIXTwoText-SemiBold", fonts.SemiBold),
		parse("STIXTwoMath-Regular", fonts.Math),
	}
})

func checkFormula(source string, face *font.Face) error {
	f, err := math.Parse(source)
	if err != nil {
		return err
	}
	_, err = math.Setting{Math: face, Text: face, Size: box.Pt(1)}.Inline(f)
	return err
}

func checkText(text string, faces ...*font.Face) (what, hint string) {
	for _, face := range faces {
		if missing := face.Missing(text); len(missing) > 0 {
			var characters []string
			for _, r := range missing {
				characters = append(characters, fmt.Sprintf("%q (%U)", r, r))
			}
			return "has " + strings.Join(characters, ", ") + ", which the report's fonts do not have", "write it in other characters"
		}
	}
	return "", ""
}
