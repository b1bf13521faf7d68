package report

import (
	"firststep/study/compare"
	"firststep/study/evidence"
)

// fates says how the runs of a scenario ended, as a clause about subject:
// "the second collapses in all five seeds: four overflow …, and one dies …".
func (n *narrative) fates(subject string, o evidence.Outcome) string {
	if len(o.Learned) == len(o.All) {
		return say("%s reaches a validation accuracy of %s", subject, accuraciesOf(o.Learned))
	}
	if len(o.All) == 1 {
		return subject + " " + n.fateOfOne(o.All[0])
	}
	var parts []string
	for _, group := range []struct {
		ends []evidence.Ending
		do   func([]evidence.Ending) string
	}{
		{o.Overflowed, overflow}, {o.Died, die}, {o.Guessing, n.guess}, {o.Between, stay}, {o.Learned, learn},
	} {
		switch len(group.ends) {
		case 0:
		case len(o.All):
			parts = append(parts, plural(len(o.All)-1, "both ", "all ")+group.do(group.ends))
		default:
			parts = append(parts, inWords(len(group.ends))+" "+group.do(group.ends))
		}
	}
	switch collapsed := o.Collapsed(); {
	case len(o.Between) == len(o.All):
		return say("%s ends at an accuracy of %s", subject, accuraciesOf(o.All))
	case collapsed == 0 && len(parts) > 1:
		return say("%s ends differently from seed to seed: %s", subject, list(parts...))
	case collapsed == 0:
		return say("%s ends in one way: %s", subject, list(parts...))
	case len(o.Guessing) == len(o.All):
		return say("%s collapses: in %s it ends %s, at %s", subject, outOf(len(o.All), len(o.All), "seed"), n.besideGuessing(o.All), accuraciesOf(o.All))
	default:
		return say("%s collapses in %s: %s", subject, outOf(collapsed, len(o.All), "seed"), list(parts...))
	}
}

// What some of several runs did, as the rest of a clause about them.

func overflow(ends []evidence.Ending) string {
	return say("%s float32 %s", plural(len(ends), "overflows", "overflow"), atSteps(ends))
}

func die(ends []evidence.Ending) string {
	first, last := stepRange(ends)
	when := say("step~%s", integer(first))
	switch {
	case last == first+1:
		when = say("step~%s or~%s", integer(first), integer(last))
	case first != last:
		when = say("a step between %s and~%s", integer(first), integer(last))
	}
	return say("%s, with no gradient in the first layer from %s to the end", plural(len(ends), "dies", "die"), when)
}

func (n *narrative) guess(ends []evidence.Ending) string {
	return say("%s %s, at %s", plural(len(ends), "ends", "end"), n.besideGuessing(ends), accuraciesOf(ends))
}

// besideGuessing says how good networks are that have collapsed to about the
// accuracy of guessing.
func (n *narrative) besideGuessing(ends []evidence.Ending) string {
	if sampleOf(ends, func(e evidence.Ending) float64 { return e.Accuracy }).Max > n.Chance() {
		return "little better than by guessing"
	}
	return "no better than by guessing"
}

func stay(ends []evidence.Ending) string {
	return say("%s at an accuracy of %s", plural(len(ends), "ends", "end"), accuraciesOf(ends))
}

func learn(ends []evidence.Ending) string {
	return say("%s, to an accuracy of %s", plural(len(ends), "learns", "learn"), accuraciesOf(ends))
}

// fateOfOne says how a single run ended.
func (n *narrative) fateOfOne(end evidence.Ending) string {
	switch {
	case end.Fate == evidence.Overflowed:
		return say("overflows float32 at step~%s", integer(end.Step))
	case end.Fate == evidence.Died:
		return say("dies: from step~%s to the end no gradient reaches its first layer", integer(end.Step))
	case end.Accuracy <= n.CollapsesTo():
		return say("ends %s, at %s", n.besideGuessing([]evidence.Ending{end}), accuracy(end.Accuracy))
	}
	return say("ends at a validation accuracy of %s", accuracy(end.Accuracy))
}

// atSteps says when something happened: "at step 8", "between steps 8 and 12".
func atSteps(ends []evidence.Ending) string {
	first, last := stepRange(ends)
	if first == last {
		return say("at step~%s", integer(first))
	}
	return say("between steps~%s and~%s", integer(first), integer(last))
}

func accuracyOf(ends []evidence.Ending) string {
	return roundedAccuracy(sampleOf(ends, func(e evidence.Ending) float64 { return e.Accuracy }))
}

// accuraciesOf is accuracyOf, or the range where a mean would say little.
func accuraciesOf(ends []evidence.Ending) string {
	const far = 0.05 // apart
	s := sampleOf(ends, func(e evidence.Ending) float64 { return e.Accuracy })
	if s.Max-s.Min < far {
		return roundedAccuracy(s)
	}
	return accuracyRange(s)
}

// accuracyRange writes 0.31–0.46.
func accuracyRange(s compare.Sample) string { return decimal(s.Min, 2) + "–" + decimal(s.Max, 2) }

// stepRange returns the first and the last step of endings; there is one at
// least.
func stepRange(ends []evidence.Ending) (first, last int) {
	first, last = ends[0].Step, ends[0].Step
	for _, e := range ends {
		first, last = min(first, e.Step), max(last, e.Step)
	}
	return first, last
}

// crosses is a sentence about the crosses in a figure, where there are some.
func (n *narrative) crosses(figure, sentence string) string {
	return when(n.drawings[figure].Crosses, sentence)
}
