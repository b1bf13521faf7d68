package main

import (
	"cmp"
	"fmt"
	"time"

	"firststep/study"
	"firststep/study/runner"
)

// dueMeasurements picks those that have to be made.
func dueMeasurements(items []runner.MeasurementItem, force bool) (due []study.Job) {
	for _, item := range items {
		if item.Due() || force {
			due = append(due, item.Measurement)
		}
	}
	return due
}

// measurementsInState keeps the measurements of a plan that are in a state.
func measurementsInState(items []runner.MeasurementItem, state runner.State) (list []study.Job) {
	for _, item := range items {
		if item.State == state {
			list = append(list, item.Measurement)
		}
	}
	return list
}

// plannedMeasurements are rows of plan --json.
func plannedMeasurements(items []runner.MeasurementItem) []plannedRun {
	rows := make([]plannedRun, len(items))
	for i, item := range items {
		m := item.Measurement
		rows[i] = plannedRun{
			Measurement: m.Kind, Scenario: m.Subject, Seed: m.Seed, Key: m.Key,
			State: item.State, Reason: item.Reason(), Changes: item.Changes,
			Steps: m.Steps, GFLOP: m.FLOPs / 1e9,
		}
	}
	return rows
}

// planMeasurements prints what is measured beside the runs, and its cost
// apart from theirs.
func (o *opened) planMeasurements(s *session, plan *study.Plan, items []runner.MeasurementItem, workers int) error {
	if len(items) == 0 {
		return nil
	}
	writeMeasurements(s, items)
	estimate, err := runner.EstimateMeasurements(s.ctx, plan, items, o.store, workers)
	if err != nil {
		return err
	}
	s.print("%s", measurementCostLine(items, estimate, workers))
	return nil
}

func writeMeasurements(s *session, items []runner.MeasurementItem) {
	t := plainTable("measurement", "of", "seed", "GFLOP", "state")
	t.paint(len(t.groups)-1, func(row int) colour { return stateColour(items[row].State) })
	for _, item := range items {
		m := item.Measurement
		t.add(m.Kind, cmp.Or(m.Subject, "–"), m.Seed, fmt.Sprintf("%.1f", m.FLOPs/1e9), stateCell(item.State, item.Reason()))
	}
	s.print("")
	s.printTable(t)
}

// measurementCostLine sums up what is due. The costs are estimates.
func measurementCostLine(items []runner.MeasurementItem, e runner.Estimate, workers int) string {
	due, flops := dueMeasurements(items, false), 0.0
	for _, m := range due {
		flops += m.FLOPs
	}
	if blocked := measurementsInState(items, runner.Blocked); len(blocked) > 0 {
		return fmt.Sprintf("%s blocked, %d of %d due: nothing is made until the way is free",
			count(len(blocked), "measurement is", "measurements are"), len(due), len(items))
	}
	if len(due) == 0 {
		return count(len(items), "measurement, up to date", "measurements, all up to date")
	}
	return fmt.Sprintf("%d of %s due: about as much as %.1f GFLOP of training, %s with %s",
		len(due), count(len(items), "measurement", "measurements"), flops/1e9,
		e.Wall.Round(time.Second), count(workers, "worker", "workers"))
}

// ranLine says what a run of the plan did.
func ranLine(plan *study.Plan, summary runner.Summary) string {
	line := count(summary.Trained, "run trained", "runs trained")
	if len(plan.Measurements()) > 0 {
		line += ", " + count(summary.Measured, "measurement made", "measurements made")
	}
	return fmt.Sprintf("%s, %d up to date", line, summary.UpToDate)
}
