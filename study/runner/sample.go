package runner

import (
	"fmt"
	"slices"

	"firststep/study"
	"firststep/study/record"
)

// Sample returns the plan of n of a plan's runs and n of its measurements, in
// their order, the same on every machine: a hash of the draw and of each one's
// key picks them. It is the plan itself where that has no more, or n is 0.
func Sample(plan *study.Plan, n int, draw string) *study.Plan {
	if n < 1 || n >= len(plan.Runs()) && n >= len(plan.Measurements()) {
		return plan
	}
	part := *plan
	part.Jobs = append(drawn(plan.Runs(), n, draw), drawn(plan.Measurements(), n, draw)...)
	return &part
}

// drawn picks n of a list, or all where there are no more.
func drawn(list []study.Job, n int, draw string) []study.Job {
	lots := make([]string, len(list))
	for i, job := range list {
		lots[i] = record.Sum(fmt.Appendf(nil, "%s %s %s", draw, job.Name(), job.Key))
	}
	if n >= len(list) {
		return list
	}
	last := slices.Sorted(slices.Values(lots))[n]
	var picked []study.Job
	for i, x := range list {
		if lots[i] < last {
			picked = append(picked, x)
		}
	}
	return picked
}
