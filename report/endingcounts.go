package report

import (
	"slices"

	"firststep/report/typeset"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/words"
)

// endingsInShort says how many of many seeds of one scenario end in which way.
func (n *narrative) endingsInShort() string {
	c, ok := n.EndingCounts()
	if !ok {
		return ""
	}
	unreached := evidence.SampleOf(c.Float32.Guessing, func(e evidence.ShortEnding) float64 { return e.Unreached })
	above := len(n.Outcome(c.Scenario).Overflowed)
	return text(
		say("Of %s of %s, %s each, %s%s.", count(c.Float32.Seeds, "seed"), n.name(c.Scenario), countSteps(c.Float32.Steps), shortEndings(c.Float32, false),
			when(above > 0 && len(c.Float32.Overflowed) > 0, say("; above, %s overflowed", outOf(above, len(n.Of(c.Scenario)), "seed")))),
		when(len(c.Float32.Guessing) > 0, say("In %s of the last steps of those that guess no gradient reaches the first layer, which in a log may look like extremely slow training.", wholePercent(unreached.Mean))),
		when(c.Float64.Seeds > 0, say("Of the %s that overflow, trained again in float64, %s (@sec:further).", integer(c.Float64.Seeds), shortEndings(c.Float64, false))),
	)
}

// endingsCounted is endingsInShort at length, for the appendix.
func (n *narrative) endingsCounted() []typeset.Block {
	c, ok := n.EndingCounts()
	if !ok {
		return nil
	}
	return runIn("Endings, counted.",
		say("Of %s of %s, %s each, %s; in parentheses are %s intervals of Clopper and Pearson.",
			count(c.Float32.Seeds, "seed"), n.name(c.Scenario), countSteps(c.Float32.Steps), shortEndings(c.Float32, true), wholePercent(compare.Confidence)),
		n.slowEnding(c.Float32),
		inFloat64(c),
		n.seedsForBoth(c.Float32),
	)
}

// shortEndings lists how many trainings ended in which way, in full with
// intervals and steps.
func shortEndings(c evidence.EndingCount, inFull bool) string {
	var said []string
	add := func(ends []evidence.ShortEnding, one, more, rest string) {
		if len(ends) > 0 {
			said = append(said, text(integer(len(ends)), when(inFull, say("(%s)", probability(c.Share(ends)))), plural(len(ends), one, more), rest))
		}
	}
	add(c.Overflowed, "overflows", "overflow", when(inFull, overflowSteps(c.Overflowed)))
	add(c.Guessing, "ends", "end", "no better than by guessing")
	add(c.Between, "ends", "end", "between guessing and learning")
	add(c.Learned, "learns", "learn", "")
	return list(said...)
}

// overflowSteps says at which steps trainings overflowed.
func overflowSteps(ends []evidence.ShortEnding) string {
	s := evidence.SampleOf(ends, func(e evidence.ShortEnding) float64 { return float64(e.Step) })
	switch {
	case len(ends) == 0:
		return ""
	case s.Min == s.Max:
		return say("at step~%s", integer(int(s.Min)))
	case len(ends) <= mostNamed:
		var steps []string
		for _, step := range slices.Sorted(slices.Values(s.Values)) {
			steps = append(steps, integer(int(step)))
		}
		return "at steps~" + list(steps...)
	}
	return say("between steps~%s and~%s, half of them by step~%s", integer(int(s.Min)), integer(int(s.Max)), integer(int(medianOf(s))))
}

// probability writes the interval of one: "60–79 %".
func probability(p compare.Proportion) string {
	return words.Document.Decimal(100*p.Low, 0) + "–" + wholePercent(p.High)
}

// slowEnding says what a training looks like that does not overflow and does
// not learn.
func (n *narrative) slowEnding(c evidence.EndingCount) string {
	if len(c.Guessing) == 0 {
		return ""
	}
	loss := evidence.SampleOf(c.Guessing, func(e evidence.ShortEnding) float64 { return e.Loss })
	unreached := evidence.SampleOf(c.Guessing, func(e evidence.ShortEnding) float64 { return e.Unreached })
	return say("Over the last %s of those that guess the loss is %s in the median, and in %s of these steps no gradient at all reaches the first layer, which in a log may look like extremely slow training.",
		countSteps(c.Last), significant(medianOf(loss), 3), wholePercent(unreached.Mean))
}

// inFloat64 says whether what overflows in float32 does so in float64.
func inFloat64(c evidence.EndingCounts) string {
	wide := c.Float64
	if wide.Seeds == 0 {
		return ""
	}
	length := when(wide.Steps != c.Float32.Steps, say(" for %s", countSteps(wide.Steps)))
	said := say("Of the %s that overflow, trained again%s in float64 from the same start on the same batches, %s.", integer(wide.Seeds), length, shortEndings(wide, true))
	if 2*len(wide.Overflowed) < wide.Seeds && 2*len(wide.Guessing) > wide.Seeds {
		return text(said, say("So float32 explains most of these overflows%s, not the collapse.",
			when(wide.Steps < c.Float32.Steps, say(", as far as %s show", countSteps(wide.Steps)))))
	}
	return said
}

// seedsForBoth says how many seeds show both endings.
func (n *narrative) seedsForBoth(c evidence.EndingCount) string {
	need := c.SeedsForBoth()
	if need <= n.Seeds() {
		return ""
	}
	return say("To see an overflow and another ending with a probability of %s takes %s; the runs of this study have %s.",
		wholePercent(compare.Confidence), count(need, "seed"), inWords(n.Seeds()))
}
