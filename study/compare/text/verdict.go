package text

import (
	"fmt"
	"slices"
	"strings"

	"firststep/study/compare"
	"firststep/study/words"
)

// verdict says what a comparison comes to: of definitions, claims, bits and
// quantities.
func verdict(d *compare.Diff) []string {
	var lines []string
	say := func(occasion bool, format string, args ...any) {
		if occasion {
			lines = append(lines, fmt.Sprintf(format, args...))
		}
	}
	say(len(d.Definition) > 0, "The definitions differ in %s.", words.Counted(len(d.Definition), "key", "keys"))
	flips := flipped(d.Claims)
	say(len(flips) > 0, "Of %s the verdict flipped on %d.", words.Counted(len(d.Claims), "claim", "claims"), len(flips))
	say(len(d.OnlyA) > 0, "In A alone: %s.", strings.Join(d.OnlyA, ", "))
	say(len(d.OnlyB) > 0, "In B alone: %s.", strings.Join(d.OnlyB, ", "))
	m := d.Measured
	say(len(m.Differ) > 0, "Measurements that differ: %s.", some(m.Differ))
	say(len(m.OnlyA) > 0, "Measurements in A alone: %s.", some(m.OnlyA))
	say(len(m.OnlyB) > 0, "Measurements in B alone: %s.", some(m.OnlyB))
	say(len(m.Same) > 0 && !m.Differs(), "Identical in every bit: %s.", words.Counted(len(m.Same), "measurement", "measurements"))
	if len(d.Comparisons) == 1 {
		return append(lines, verdictOn(d.Comparisons[0])...)
	}
	say(!slices.ContainsFunc(d.Comparisons, func(c *compare.Comparison) bool { return c.Paired }), noSeedInCommon)
	_, same := d.Telling()
	say(len(same) > 0, "Identical in every bit: %s.", scenarioList(same))
	if len(same) < len(d.Comparisons) {
		lines = append(lines, apart(d.Comparisons))
	}
	return lines
}

// flipped are the claims whose verdict is another one.
func flipped(claims []compare.Claim) []compare.Claim {
	return slices.DeleteFunc(slices.Clone(claims), func(c compare.Claim) bool { return !c.Flipped() })
}

// some names the first of many.
func some(names []string) string {
	const named = 10
	list := strings.Join(names[:min(named, len(names))], ", ")
	if more := len(names) - named; more > 0 {
		list += fmt.Sprintf(" and %d more", more)
	}
	return list
}

func scenarioList(comparisons []*compare.Comparison) string {
	names := make([]string, len(comparisons))
	for i, c := range comparisons {
		names[i] = fmt.Sprintf("%s (%s)", c.ScenarioA, words.Counted(len(c.Pairs), "seed", "seeds"))
	}
	return strings.Join(names, ", ")
}

// apart says of which scenarios a quantity is shown to differ.
func apart(comparisons []*compare.Comparison) string {
	var parts []string
	rows := 0
	for _, c := range comparisons {
		rows += len(c.Quantities)
		if found := c.With(compare.Apart); len(found) > 0 {
			parts = append(parts, c.ScenarioA+": "+quantityList(c, found))
		}
	}
	if len(parts) == 0 {
		return fmt.Sprintf("No quantity is shown to differ (%s), of %d in %s.", compare.Apart.Sign(), rows, words.Counted(len(comparisons), "scenario", "scenarios"))
	}
	return "Different (" + compare.Apart.Sign() + "): " + strings.Join(parts, "; ") + "."
}

// verdictOnOne is verdictOn of one scenario of several, without what was said of
// all.
func verdictOnOne(c *compare.Comparison) []string {
	return slices.DeleteFunc(verdictOn(c), func(line string) bool { return line == noSeedInCommon })
}

// verdictOn says what the comparison of a scenario comes to.
func verdictOn(c *compare.Comparison) []string {
	lines := bitsLines(c)
	if c.Tabled() {
		lines = append(lines, verdictNote(c))
	}
	return lines
}

// verdictNote sorts the quantities by the verdict on them.
func verdictNote(c *compare.Comparison) string {
	var parts []string
	for _, v := range []struct {
		verdict compare.Verdict
		words   string
	}{
		{compare.Apart, "different"}, {compare.Ends, "not finite in more runs of one side"}, {compare.Unconfirmed, "an interval without 0, not confirmed by p"},
		{compare.Rounding, "different by roundings"}, {compare.Within, "no difference shown"}, {compare.Equal, "equal in every bit"}, {compare.Unknown, "of too few seeds to say"},
	} {
		if found := c.With(v.verdict); len(found) > 0 {
			parts = append(parts, v.words+" ("+v.verdict.Sign()+"): "+quantityList(c, found))
		}
	}
	return words.Capital(strings.Join(parts, "; ")) + "."
}

// quantityList names quantities, but all of them at once.
func quantityList(c *compare.Comparison, found []compare.Difference) string {
	if len(found) == len(c.Quantities) && len(found) > 1 {
		return "all quantities"
	}
	names := make([]string, len(found))
	for i, d := range found {
		names[i] = d.Quantity
	}
	return strings.Join(names, ", ")
}
