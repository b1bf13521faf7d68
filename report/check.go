package report

import (
	"errors"
	"fmt"
	"strings"

	"firststep/figures/fonts"
	"firststep/report/typeset/font"
	"firststep/study"
)

// Check reports the characters of a definition's title and labels that the
// report's fonts do not have, so that it can be said before anything is
// trained.
func Check(d *study.Definition) error {
	regular, err := font.Parse("STIXTwoText-Regular", fonts.Regular)
	if err != nil {
		return err
	}
	semibold, err := font.Parse("STIXTwoText-SemiBold", fonts.SemiBold)
	if err != nil {
		return err
	}
	errs := []error{checkText("title", d.Title, regular, semibold)}
	for _, s := range d.Scenarios {
		errs = append(errs, checkText("scenario "+s.Name+": label", s.Label, regular))
	}
	return errors.Join(errs...)
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
