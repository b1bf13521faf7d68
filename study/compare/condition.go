package compare

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Conditions say which differences count as a failure, as the flag --fail-on has
// them.
type Conditions []condition

// A condition's met reports whether a diff has it.
type condition struct {
	text string
	met  func(*Diff) (bool, error)
}

// ParseConditions reads "any", "definition", "significant", "claim" and
// "validation_accuracy>0.01".
func ParseConditions(texts []string) (Conditions, error) {
	var all Conditions
	for _, text := range texts {
		met, err := parseCondition(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", text, err)
		}
		all = append(all, condition{text, met})
	}
	return all, nil
}

// Met reports whether any condition is; without conditions, whether anything
// differs. All are looked at, so that a mistake in the last one is found.
func (all Conditions) Met(d *Diff) (bool, error) {
	if len(all) == 0 {
		return d.Differs(), nil
	}
	any := false
	for _, c := range all {
		met, err := c.met(d)
		if err != nil {
			return false, fmt.Errorf("%s: %w", c.text, err)
		}
		any = any || met
	}
	return any, nil
}

// Has reports whether a condition is among them.
func (all Conditions) Has(text string) bool {
	return slices.ContainsFunc(all, func(c condition) bool { return c.text == text })
}

func parseCondition(text string) (func(*Diff) (bool, error), error) {
	switch text {
	case "any":
		return bitDiffers, nil
	case "definition":
		return definitionDiffers, nil
	case "significant":
		return significant, nil
	case "claim":
		return claimFlipped, nil
	}
	quantity, bound, ok := strings.Cut(text, ">")
	tolerance, err := strconv.ParseFloat(strings.TrimSpace(bound), 64)
	if !ok || err != nil || !(tolerance >= 0) || math.IsInf(tolerance, 0) {
		return nil, errors.New("is no condition; write any, definition, significant, claim or 'validation_accuracy>0.01', several with commas")
	}
	return exceeds(strings.TrimSpace(quantity), tolerance), nil
}

func bitDiffers(d *Diff) (bool, error) {
	if !d.Paired() {
		return false, errors.New("bits are compared of runs of the same seed, and the sides have none in common")
	}
	return d.bitsDiffer(), nil
}

func definitionDiffers(d *Diff) (bool, error) {
	return len(d.Definition) > 0 || slices.ContainsFunc(d.Comparisons, func(c *Comparison) bool { return len(c.Changes) > 0 }), nil
}

func significant(d *Diff) (bool, error) {
	return slices.ContainsFunc(d.Comparisons, func(c *Comparison) bool {
		return slices.ContainsFunc(c.Quantities, Difference.Significant)
	}), nil
}

func claimFlipped(d *Diff) (bool, error) {
	return slices.ContainsFunc(d.Claims, Claim.Flipped), nil
}

// exceeds is the condition that a quantity differs by more than a tolerance
// in any scenario.
func exceeds(quantity string, tolerance float64) func(*Diff) (bool, error) {
	return func(d *Diff) (bool, error) {
		any := false
		for _, c := range d.Comparisons {
			q, ok := c.Find(quantity)
			if !ok {
				var known []string
				for _, q := range c.Quantities {
					known = append(known, q.Quantity)
				}
				return false, &unknownError{Name: quantity, Known: known}
			}
			any = any || q.Exceeds(tolerance)
		}
		return any, nil
	}
}
