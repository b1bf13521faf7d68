package main

import (
	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/runner"
)

// training is the flags of the commands that train.
type training struct {
	Workers int  `placeholder:"N" help:"Runs side by side (as many as there are cores)."`
	Force   bool `help:"Train runs that are up to date as well."`
}

type runCommand struct {
	studyArgument
	part
	training
	Only string `placeholder:"STATE" enum:",missing,stale,damaged" default:"" help:"Only runs that are missing, stale or damaged."`
}

func (c *runCommand) Run(s *session) error {
	o, err := c.open(s)
	if err != nil {
		return err
	}
	plan, err := o.plan(c.part)
	if err != nil {
		return err
	}
	if c.Only != "" {
		plan = inState(plan, runner.Status(plan, o.store), runner.State(c.Only))
	}
	summary, err := c.train(s, o, plan)
	if err != nil {
		return err
	}
	s.print("%s, %d up to date", count(summary.Trained, "run trained", "runs trained"), summary.UpToDate)
	return nil
}

// inState keeps the runs of a plan that are in a state.
func inState(plan *study.Plan, items []runner.Item, state runner.State) *study.Plan {
	part := *plan
	part.Runs = nil
	for _, item := range items {
		if item.State == state {
			part.Runs = append(part.Runs, item.Run)
		}
	}
	return &part
}

// train brings the plan's records up to date and shows the progress.
func (t training) train(s *session, o *opened, plan *study.Plan) (runner.Summary, error) {
	var due []study.Run
	for _, item := range runner.Status(plan, o.store) {
		if item.Due() || t.Force {
			due = append(due, item.Run)
		}
	}
	progress := newTrainingProgress(s, due)
	defer progress.done()
	data := dataset.Environment()
	download := newDownloadProgress(s)
	defer download.done()
	data.Progress = download.update
	return runner.Run(s.ctx, runner.Options{
		Plan: plan, Store: o.store, Data: data, Workers: t.Workers, Force: t.Force, Events: progress.event,
	})
}
