package runner

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"firststep/study"
)

// A Shard is one of the parts that a plan is split into so that several
// machines can train it: the Index-th, from 1, of Of. The zero Shard is the
// whole plan.
//
// Each machine computes the split by itself from the plan alone, and all
// compute the same. Shards need nothing of each other: one may run again,
// twice at once, or on another machine, and two studies whose splits differ
// do no harm but do some runs twice.
type Shard struct{ Index, Of int }

// mostShards bounds a split, far above what a queue takes as one array.
const mostShards = 10_000

// ParseShard reads "3/8", the third of eight shards, or "auto/8", the shard of
// eight that the environment assigns: task SLURM_ARRAY_TASK_ID of an array
// from 1, or else completion JOB_COMPLETION_INDEX, which counts from 0, of an
// Indexed Job.
func ParseShard(text string, getenv func(string) string) (Shard, error) {
	index, of, ok := strings.Cut(text, "/")
	n, err := strconv.Atoi(of)
	if !ok || err != nil || n < 1 || n > mostShards {
		return Shard{}, fmt.Errorf("%q is no shard; write it like 3/8 or auto/8, with at most %d shards", text, mostShards)
	}
	from := fmt.Sprintf("%q", text)
	first := 1
	if index == "auto" {
		switch task, completion := getenv("SLURM_ARRAY_TASK_ID"), getenv("JOB_COMPLETION_INDEX"); {
		case task != "":
			index, from = task, "SLURM_ARRAY_TASK_ID="+task
		case completion != "":
			index, from, first = completion, "JOB_COMPLETION_INDEX="+completion, 0
		default:
			return Shard{}, fmt.Errorf("%q needs SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX in the environment; elsewhere write the shard's number, as 1/%d", text, n)
		}
	}
	i, err := strconv.Atoi(index)
	if err != nil || i < first || i > n+first-1 {
		return Shard{}, fmt.Errorf("%s: of %d shards the number has to be from %d to %d", from, n, first, n+first-1)
	}
	return Shard{i - first + 1, n}, nil
}

// Part returns the shard's jobs of a plan. Each is in exactly
// one of the shards, and the shards' costs differ by no more than the
// costliest one's.
func (s Shard) Part(plan *study.Plan) *study.Plan {
	if s.Of == 0 {
		return plan
	}
	costs := make([]float64, len(plan.Jobs))
	for i, job := range plan.Jobs {
		costs[i] = job.Cost
	}
	part := *plan
	part.Jobs = nil
	for i, shard := range split(costs, s.Of) {
		if shard == s.Index {
			part.Jobs = append(part.Jobs, plan.Jobs[i])
		}
	}
	return &part
}

// split assigns each cost to one of n shards, counted from 1: the largest
// first, each to the shard that has least so far (the longest-processing-time
// rule of Graham 1969). Equal costs are dealt out in turn, so that each shard
// has its share of every scenario.
func split(costs []float64, n int) []int {
	order := make([]int, len(costs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return -cmp.Compare(costs[a], costs[b]) })
	assigned := make([]int, len(costs))
	load := make([]float64, n)
	for _, i := range order {
		least := slices.Index(load, slices.Min(load))
		load[least] += costs[i]
		assigned[i] = least + 1
	}
	return assigned
}
