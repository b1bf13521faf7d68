package figures

import (
	"math"
	"slices"

	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/words"
)

// completed returns the final accuracies of a scenario's runs that completed,
// and whether there are others.
func (d data) completed(scenario string) (accuracies []float64, overflowed bool) {
	for _, r := range d.Of(scenario) {
		if r.Overflowed() {
			overflowed = true
			continue
		}
		accuracies = append(accuracies, evidence.FinalAccuracy(r))
	}
	return accuracies, overflowed
}

// overflows tells whether a run of the scenario did.
func (d data) overflows(scenario string) bool {
	_, overflowed := d.completed(scenario)
	return overflowed
}

// anyOverflows tells whether a run of some scenarios did.
func (d data) anyOverflows(scenarios []string) bool {
	return slices.ContainsFunc(scenarios, d.overflows)
}

// allOverflow tells whether no run of the scenario completed.
func (d data) allOverflow(scenario string) bool {
	accuracies, overflowed := d.completed(scenario)
	return overflowed && len(accuracies) == 0
}

// mostlyOverflow tells whether more than half of the runs of the scenario did.
func (d data) mostlyOverflow(scenario string) bool {
	overflowed, _ := d.overflowsOf(scenario)
	return 2*overflowed > len(d.Of(scenario))
}

// endings says in short lines how a scenario's runs ended, if not all completed.
func (d data) endings(scenario string) []string {
	results := d.Of(scenario)
	overflowed, last := d.overflowsOf(scenario)
	if overflowed == 0 {
		return nil
	}
	seeds := words.Plural(len(results), " seed", " seeds")
	if len(results) >= 100 {
		seeds = ""
	}
	overflow, when := " overflow", "by step "
	if overflowed == 1 {
		overflow, when = " overflows", "at step "
	}
	lines := []string{
		words.Integer(overflowed) + " of " + words.Integer(len(results)) + seeds + overflow,
		when + words.Integer(last),
	}
	switch len(results) - overflowed {
	case 0:
		return lines
	case 1:
		return []string{lines[0], lines[1] + ", the other", "ends at " + d.lastLoss(scenario)}
	}
	return []string{lines[0], lines[1] + ", the others", "end at " + d.lastLoss(scenario)}
}

// endingsInShort says the same in shorter lines.
func (d data) endingsInShort(scenario string) []string {
	overflowed, last := d.overflowsOf(scenario)
	lines := []string{
		d.overflowCount(scenario),
		"by step " + words.Integer(last),
	}
	if overflowed < len(d.Of(scenario)) {
		lines = append(lines, "the rest: "+d.lastLoss(scenario))
	}
	return lines
}

// overflowCount says how many of a scenario's runs overflow.
func (d data) overflowCount(scenario string) string {
	overflowed, _ := d.overflowsOf(scenario)
	return words.Integer(overflowed) + " of " + words.Integer(len(d.Of(scenario))) + words.Plural(overflowed, " overflows", " overflow")
}

// overflowsOf counts the runs of a scenario that overflowed, and says at which
// step the last one did.
func (d data) overflowsOf(scenario string) (overflowed, last int) {
	for _, r := range d.Of(scenario) {
		if r.Overflowed() {
			overflowed++
			last = max(last, r.Run.Ending.Step)
		}
	}
	return overflowed, last
}

// lastLoss is where the losses of the runs that completed end: at that of
// guessing, if all are within 2 % of it.
func (d data) lastLoss(scenario string) string {
	var lasts []float64
	guessing := true
	for _, curve := range d.lossCurves(scenario) {
		last := curve[len(curve)-1].Y
		lasts = append(lasts, last)
		guessing = guessing && math.Abs(last/d.GuessingLoss()-1) < 0.02
	}
	switch {
	case len(lasts) == 0:
		return "no loss"
	case guessing:
		return d.guessingText()
	}
	if len(lasts) > compare.Many {
		return "a median of " + significant(median(lasts), 2)
	}
	return over(lasts, 2)
}
