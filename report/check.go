package report

import (
	"errors"
	"fmt"
	"strings"

	"firststep/figures/fonts"
	"firststep/report/typeset/box"
	"firststep/report/typeset/font"
	"firststep/report/typeset/math"
	"firststep/study"
)

// Check reports what a definition's title and labels have that the report
// cannot be set with, characters that its fonts lack and formulas that cannot
// be read, so that it can be said before anything is trained.
func Check(d *study.Definition) error {
	regular, err := font.Parse("STIXTwoText-Regular", fonts.Regular)
	if err != nil {
		return err
	}
	semibold, err := font.Parse("STIXTwoText-SemiBold", fonts.SemiBold)
	if err != nil {
		return err
	}
	errs := []error{checkTitle(d.Title, regular, semibold)}
	for _, s := range d.Scenarios {
		errs = append(errs, checkText("scenario "+s.Name+": label", s.Label, regular))
	}
	return errors.Join(errs...)
}

func checkTitle(title string, faces ...*font.Face) error {
	var errs []error
	text := withFormulas(title, func(text string) string { return text }, func(source string) string {
		if err := checkFormula(source); err != nil {
			errs = append(errs, fmt.Errorf("title: %w", err))
		}
		return ""
	})
	return errors.Join(append(errs, checkText("title", text, faces...))...)
}

// checkFormula reports what is wrong with a formula, or that the fonts cannot
// set it.
func checkFormula(source string) error {
	f, err := math.Parse(source)
	if err != nil {
		return err
	}
	face, err := font.Parse("STIXTwoMath-Regular", fonts.Math)
	if err != nil {
		return err
	}
	_, err = math.Setting{Math: face, Text: face, Size: box.Pt(1)}.Inline(f)
	return err
}

func checkText(key, text string, faces ...*font.Face) error {
	for _, face := range faces {
		if missing := face.Missing(text); len(missing) > 0 {
			var characters []string
			for _, r := range missing {
				characters = append(characters, fmt.Sprintf("%q (%U)", r, r))
			}
			return fmt.Errorf("%s: the report's fonts have no %s; write it in other characters", key, strings.Join(characters, ", "))
		}
	}
	return nil
}
