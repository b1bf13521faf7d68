package main

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"time"

	"firststep/study"
	"firststep/study/runner"
	"firststep/study/words"
)

type planCommand struct {
	studyArgument
	part
	Workers int  `placeholder:"N" help:"Estimate the time for so many runs side by side (as many as there are cores)."`
	JSON    bool `help:"As JSON."`
	Check   bool `help:"Exit 1 if any run is not up to date."`
}

// plannedRun is a row of plan --json.
type plannedRun struct {
	Measurement string         `json:"measurement,omitempty"` // its kind; empty for a run
	Scenario    string         `json:"scenario"`              // of a measurement its subject
	Seed        int64          `json:"seed"`
	Key         string         `json:"key"`
	State       runner.State   `json:"state"`
	Reason      string         `json:"reason,omitempty"`
	Changes     []study.Change `json:"changes,omitempty"`
	Steps       int            `json:"steps"`
	GFLOP       float64        `json:"gflop"`
}

func (c *planCommand) Run(s *session) error {
	o, err := c.open(s)
	if err != nil {
		return err
	}
	plan, err := o.plan(c.part)
	if err != nil {
		return err
	}
	items := runner.Status(plan, o.store)
	measurements := runner.MeasurementStatus(plan, o.store)
	var answer error
	if c.Check && (slices.ContainsFunc(items, func(i runner.Item) bool { return i.State != runner.UpToDate }) ||
		slices.ContainsFunc(measurements, func(i runner.MeasurementItem) bool { return i.State != runner.UpToDate })) {
		answer = errNo
	}
	if c.JSON {
		return cmp.Or(s.printJSON(append(plannedRuns(items), plannedMeasurements(measurements)...)), answer)
	}
	writePlan(s, items)
	workers := c.Workers
	if workers < 1 {
		workers = runtime.GOMAXPROCS(0)
	}
	estimate, err := runner.EstimateTime(s.ctx, plan, items, o.store, workers)
	if err != nil {
		return err
	}
	s.print("%s", costLine(items, estimate, workers))
	if err := o.planMeasurements(s, plan, measurements, workers); err != nil {
		return err
	}
	orphans, err := runner.Orphans(o.whole, o.store)
	for _, name := range orphans {
		s.say("%s: a record of no run of this study; firststep clean removes it", o.store.RunPath(name))
	}
	return cmp.Or(err, answer)
}

func plannedRuns(items []runner.Item) []plannedRun {
	rows := make([]plannedRun, len(items))
	for i, item := range items {
		rows[i] = plannedRun{
			Scenario: item.Run.Scenario.Name, Seed: item.Run.Seed, Key: item.Run.Key,
			State: item.State, Reason: item.Reason(), Changes: item.Changes,
			Steps: item.Run.Steps, GFLOP: item.Run.FLOPs / 1e9,
		}
	}
	return rows
}

func writePlan(s *session, items []runner.Item) {
	t := plainTable("scenario", "seed", "steps", "GFLOP", "state")
	t.paint(len(t.groups)-1, func(row int) colour { return stateColour(items[row].State) })
	for _, item := range items {
		t.add(item.Run.Scenario.Name, item.Run.Seed, item.Run.Steps, fmt.Sprintf("%.1f", item.Run.FLOPs/1e9), stateCell(item.State, item.Reason()))
	}
	s.printTable(t)
}

func stateCell(state runner.State, reason string) string {
	if reason != "" {
		return string(state) + ": " + reason
	}
	return string(state)
}

func stateColour(state runner.State) colour {
	switch state {
	case runner.UpToDate:
		return green
	case runner.Damaged, runner.Blocked:
		return red
	}
	return yellow
}

// costLine sums up what is due.
func costLine(items []runner.Item, e runner.Estimate, workers int) string {
	due, blocked, flops := 0, 0, 0.0
	for _, item := range items {
		if item.State == runner.Blocked {
			blocked++
		}
		if item.Due() {
			due++
			flops += item.Run.FLOPs
		}
	}
	if blocked > 0 {
		return fmt.Sprintf("%s blocked, %d of %d due: nothing is trained until the way is free", count(blocked, "run is", "runs are"), due, len(items))
	}
	if due == 0 {
		return count(len(items), "run, up to date", "runs, all up to date")
	}
	from := "a short trial"
	if e.Measured {
		from = "earlier runs here"
	}
	return fmt.Sprintf("%d of %s due: %.1f GFLOP, about %s with %s (from %s)", due, count(len(items), "run", "runs"),
		flops/1e9, e.Wall.Round(time.Second), count(workers, "worker", "workers"), from)
}

// count is a number with its noun.
func count(n int, one, many string) string {
	return fmt.Sprintf("%d %s", n, words.Plural(n, one, many))
}
