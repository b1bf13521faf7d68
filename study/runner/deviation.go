package runner

import (
	"context"
	"fmt"

	"firststep/study"
	"firststep/study/dataset"
)

// A DeviationError is a scenario that standardises pixels which are all alike.
type DeviationError struct {
	Scenario string
	Pixel    int // that all training pixels are
}

func (e *DeviationError) Error() string {
	return fmt.Sprintf("%s: standardise: %s; %s", e.Scenario, e.What(), e.Hint())
}

// What says what is wrong.
func (e *DeviationError) What() string {
	return fmt.Sprintf("every training pixel is %d: there is no deviation to divide by", e.Pixel)
}

// Hint says what to do.
func (e *DeviationError) Hint() string {
	return "use other images, or give the scenario a feature_divisor in its place"
}

// CheckDeviation returns a [*DeviationError] where a scenario standardises
// pixels that are all alike, an error of the files where they cannot be opened.
// It opens those of an "idx" study whose folder is given, if a scenario
// standardises; other images are known to differ.
func CheckDeviation(ctx context.Context, d *study.Definition, folder string) error {
	if d.Dataset.Source != dataset.IDX || standardised(d) == "" {
		return nil
	}
	set, err := dataset.Open(ctx, source(d, folder), dataset.Options{})
	if err != nil {
		return err
	}
	return checkDeviation(d, set)
}

func checkDeviation(d *study.Definition, set *dataset.Set) error {
	name := standardised(d)
	if name == "" {
		return nil
	}
	if summary := set.Summary(); summary.Deviation == 0 {
		return &DeviationError{Scenario: name, Pixel: summary.Maximum}
	}
	return nil
}

// standardised is the first scenario that standardises features, empty without.
func standardised(d *study.Definition) string {
	for _, s := range d.Scenarios {
		if s.Standardise {
			return s.Name
		}
	}
	return ""
}
