package text

import (
	"fmt"
	"slices"
	"strings"

	"firststep/study/compare"
	"firststep/study/words"
)

// notes say what so many seeds can show, and what is not in the table.
func notes(c *compare.Comparison) []string {
	return spoken(reachNote(c), nonFiniteNote(c))
}

// methodNotes say how that was found out.
func methodNotes(comparisons []*compare.Comparison) []string {
	var all []string
	for _, c := range comparisons {
		if !c.Tabled() {
			continue
		}
		for _, note := range spoken(intervalNote(c), ratioNote(c), testNote(c)) {
			if !slices.Contains(all, note) {
				all = append(all, note)
			}
		}
	}
	return all
}

// spoken leaves out notes that say nothing.
func spoken(notes ...string) []string {
	return slices.DeleteFunc(notes, func(note string) bool { return note == "" })
}

// reachNote says what so many seeds can show.
func reachNote(c *compare.Comparison) string {
	r := c.Reach
	if r.Tests == 0 {
		return "Nothing was tested: that takes two seeds, and values that differ."
	}
	n, seeds, test := mostTested(c), "", "a paired two-sided test"
	if seeds = words.Counted(n, "seed", "seeds"); !c.Paired {
		test = "a two-sided test of two samples"
		seeds = fmt.Sprintf("%d and %d seeds", mostFinite(c, true), mostFinite(c, false))
	}
	smallest := compare.SmallestP(c.Paired, n, n)
	if !c.Paired {
		smallest = compare.SmallestP(false, mostFinite(c, true), mostFinite(c, false))
	}
	line := fmt.Sprintf("%s cannot show p < %.3g in %s, %.3g after adjustment for %s", seeds, smallest, test, float64(r.Smallest), words.Counted(r.Tests, "quantity", "quantities"))
	switch {
	case float64(r.Smallest) < compare.Significance:
		return line + "."
	case r.Needed == 0:
		return line + "; no number of seeds brings that below 0.05: compare fewer quantities with --only."
	}
	sides := ""
	if !c.Paired {
		sides = " on either side"
	}
	return line + fmt.Sprintf("; for p < 0.05 it takes %d seeds%s.", r.Needed, sides)
}

// mostTested is the largest number of pairs of which a quantity was tested.
func mostTested(c *compare.Comparison) int {
	n := 0
	for _, d := range c.Quantities {
		if d.P.IsFinite() {
			n = max(n, d.N)
		}
	}
	return n
}

// mostFinite is the largest number of finite values on a side.
func mostFinite(c *compare.Comparison, sideA bool) int {
	n := 0
	for _, d := range c.Quantities {
		if sideA {
			n = max(n, d.A.N)
		} else {
			n = max(n, d.B.N)
		}
	}
	return n
}

// nonFiniteNote explains the n of sides with runs that overflowed.
func nonFiniteNote(c *compare.Comparison) string {
	for _, d := range c.Quantities {
		for _, s := range []compare.Summary{d.A, d.B} {
			if s.NonFinite > 0 && s.N == 0 {
				return fmt.Sprintf("n 0/%d: none of %d runs is averaged: they overflowed or are not finite, and are counted apart.", s.NonFinite, s.NonFinite)
			}
			if s.NonFinite > 0 {
				return fmt.Sprintf("n %d/%d: %d of %d runs are averaged; the others overflowed or are not finite, and are counted apart.",
					s.N, s.N+s.NonFinite, s.N, s.N+s.NonFinite)
			}
		}
	}
	return ""
}

// intervalNote says what the intervals are.
func intervalNote(c *compare.Comparison) string {
	used := map[string]bool{}
	for _, d := range c.Quantities {
		used[d.A.Method], used[d.B.Method], used[d.Method] = true, true, true
	}
	of := "the " + c.Center + " and of the paired differences'"
	student := "Student's t"
	if !c.Paired {
		of, student = "the "+c.Center+" and of the difference of two", "Student's t and Welch's"
	}
	var methods []string
	if used[compare.Student] {
		methods = append(methods, fmt.Sprintf("%s below n = %d", student, compare.BootstrapFrom))
	}
	if used[compare.Bootstrap] {
		methods = append(methods, fmt.Sprintf("BCa bootstrap of %d resamples from n = %d", compare.Resamples, compare.BootstrapFrom))
	}
	if len(methods) == 0 {
		return ""
	}
	return fmt.Sprintf("±: 95 %% interval of %s: %s.", of, strings.Join(methods, ", "))
}

// ratioNote says what the ratios are.
func ratioNote(c *compare.Comparison) string {
	if !hasRatios(c) {
		return ""
	}
	of := "paired ratios"
	if !c.Paired {
		of = "sides, one over the other"
	}
	return fmt.Sprintf("B / A: geometric mean of the %s, for sizes (norms and root mean squares), with the 95 %% interval of its logarithm; zeros are left out.", of)
}

// testNote says what the p are.
func testNote(c *compare.Comparison) string {
	if c.Reach.Tests == 0 {
		return ""
	}
	if c.Paired {
		return fmt.Sprintf("p: permutation test of the paired differences' mean, exact up to %d pairs, above with %d random sign changes; adjusted by Holm.",
			compare.ExactPairs, compare.Permutations)
	}
	return fmt.Sprintf("p: permutation test of the difference of means, exact up to %d arrangements, above with %d random ones; adjusted by Holm.",
		compare.MaxExact, compare.Permutations)
}
