package main

import (
	"firststep/study/dataset"
	"firststep/study/runner"
)

type exportCommand struct {
	studyArgument
	part
}

func (c *exportCommand) Run(s *session) error {
	o, err := c.open(s)
	if err != nil {
		return err
	}
	plan, err := o.plan(c.part)
	if err != nil {
		return err
	}
	files, err := runner.Export(s.ctx, runner.ExportOptions{Plan: plan, Store: o.store, Data: dataset.Environment()})
	for _, file := range files {
		s.print("%s", file)
	}
	return err
}
