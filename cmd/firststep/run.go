package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/evidence"
	"firststep/study/runner"
	"firststep/study/words"
)

// training is the flags of the commands that train.
type training struct {
	Workers int  `placeholder:"N" help:"Runs side by side (as many as there are cores)."`
	Force   bool `help:"Train runs that are up to date as well."`

	deadline time.Time // zero: none
}

type runCommand struct {
	studyArgument
	part
	training
	Only      string        `placeholder:"STATE" enum:",missing,stale,damaged" default:"" help:"Only runs that are missing, stale or damaged."`
	Shard     string        `placeholder:"I/N" help:"Only the I-th of N parts, balanced by cost; auto/N takes I from SLURM_ARRAY_TASK_ID or JOB_COMPLETION_INDEX."`
	TimeLimit time.Duration `placeholder:"25m" help:"End by then; exit 3 means run again, for some runs are left."`
	JSON      bool          `help:"As JSON."`
}

func (c *runCommand) Run(s *session) error {
	began := time.Now()
	if c.TimeLimit < 0 || c.TimeLimit > 0 && c.Force {
		return errors.New("--time-limit: give a positive duration, as 25m, and not --force, which would never come to an end")
	}
	var shard runner.Shard
	if c.Shard != "" {
		var err error
		if shard, err = runner.ParseShard(c.Shard, os.Getenv); err != nil {
			return fmt.Errorf("--shard: %w", err)
		}
	}
	o, err := c.open(s)
	if err != nil {
		return err
	}
	plan, err := o.plan(c.part)
	if err != nil {
		return err
	}
	plan = shard.Part(plan) // before --only, which differs between stores
	if c.Only != "" {
		plan.Jobs = runner.Jobs(runner.Status(plan, o.store), func(i runner.Item) bool { return i.State == runner.State(c.Only) })
	}
	if c.TimeLimit > 0 {
		c.deadline = began.Add(c.TimeLimit)
	}
	summary, err := c.train(s, o, plan, runner.Status(plan, o.store))
	done := ranLine(plan, summary)
	if c.JSON {
		if printed := s.printJSON(ranSummary(summary)); printed != nil {
			return printed
		}
		s = s.silent()
	}
	if limit, ok := errors.AsType[*runner.TimeLimitError](err); ok && limit.Ended > 0 {
		s.print("%s, %d left: run again", done, limit.Left)
		return errAgain
	}
	if err != nil {
		return err
	}
	s.print("%s", done)
	return nil
}

// ranSummary is what run --json prints.
type ranSummary struct {
	UpToDate int `json:"up_to_date"`
	Trained  int `json:"trained"`
	Measured int `json:"measured"` // beside the runs
	Failed   int `json:"failed"`
	Left     int `json:"left"` // due, but not trained
}

// ranLine says what a run of the plan did.
func ranLine(plan *study.Plan, summary runner.Summary) string {
	if summary.UpToDate == len(plan.Jobs) {
		return fmt.Sprintf("%d of %s up to date, nothing trained", summary.UpToDate, words.Counted(len(plan.Jobs), "record", "records"))
	}
	line := words.Counted(summary.Trained, "run trained", "runs trained")
	if len(plan.Measurements()) > 0 {
		line += ", " + words.Counted(summary.Measured, "measurement made", "measurements made")
	}
	return fmt.Sprintf("%s, %d up to date", line, summary.UpToDate)
}

// train brings the plan's records up to date and shows the progress. items are
// their states.
func (t training) train(s *session, o *opened, plan *study.Plan, items []runner.Item) (runner.Summary, error) {
	due := runner.Jobs(items, func(i runner.Item) bool { return i.Due() || t.Force })
	if err := t.sayCost(s, o, plan, due); err != nil {
		return runner.Summary{}, err
	}
	if len(due) > 0 {
		o.sayDoubts(s)
	}
	progress := newTrainingProgress(s, due)
	defer progress.done()
	data := dataset.Environment()
	download := newDownloadProgress(s)
	defer download.done()
	download.report(&data)
	summary, err := runner.Run(s.ctx, runner.Options{
		Plan: plan, Items: items, Store: o.store, Data: data, Workers: t.Workers, Memory: o.memory, Force: t.Force, Deadline: t.deadline,
		Events: progress.event,
	})
	if summary.Trained > 0 {
		sayAbsentLabels(s, o)
	}
	return summary, o.placed(err)
}

// worthEstimating is the cost, in FLOP, from which on an estimate is said before
// training begins: what is less takes hardly longer than the trial that an
// estimate may need.
const worthEstimating = 1e10

// sayCost says what is about to be trained, and how long that takes.
func (t training) sayCost(s *session, o *opened, plan *study.Plan, due []study.Job) error {
	cost := 0.0
	for _, job := range due {
		cost += job.Cost
	}
	if s.quiet || cost < worthEstimating {
		return nil
	}
	workers := workersOr(t.Workers)
	estimate, err := runner.EstimateTime(s.ctx, plan, due, o.store, workers)
	if err == nil {
		s.say("%s", costOf(due, estimate, workers))
	}
	return err
}

// workersOr is how many workers there are if so many are asked for.
func workersOr(asked int) int {
	if asked < 1 {
		return runtime.GOMAXPROCS(0)
	}
	return asked
}

// costOf says how many jobs there are and how long they take.
func costOf(jobs []study.Job, e runner.Estimate, workers int) string {
	return fmt.Sprintf("%s: about %s with %s", jobCounts(jobs), words.Duration(e.Wall), words.Counted(workers, "worker", "workers"))
}

// jobCounts says how many runs there are and how many measurements.
func jobCounts(jobs []study.Job) string {
	var counts []string
	runs := len(slices.DeleteFunc(slices.Clone(jobs), func(j study.Job) bool { return !j.IsRun() }))
	if runs > 0 {
		counts = append(counts, words.Counted(runs, "run", "runs"))
	}
	if others := len(jobs) - runs; others > 0 {
		counts = append(counts, words.Counted(others, "measurement", "measurements"))
	}
	return strings.Join(counts, ", ")
}

// sayAbsentLabels names labels of the images that were trained on which none of
// them has, so that the network has outputs for nothing.
func sayAbsentLabels(s *session, o *opened) {
	described, err := o.store.Dataset()
	if err != nil {
		return // the run said so, or the report will
	}
	const most = 6
	data := evidence.Data{Dataset: described}
	absent := data.AbsentLabels()
	if len(absent) == 0 {
		return
	}
	named := strings.Join(absent[:min(most, len(absent))], ", ")
	if len(absent) > most {
		named += fmt.Sprintf(" and %d more", len(absent)-most)
	}
	s.say("no image has the %s %s: %d classes, and a network with %d outputs", words.Plural(len(absent), "label", "labels"), named, data.Classes(), len(described.Classes))
}
