package main

import (
	"errors"

	"firststep/study/dataset"
	"firststep/study/runner"
)

type exportCommand struct {
	studyArgument
	part
	JSON bool `help:"As JSON."`
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
	return errors.Join(s.printFiles(files, c.JSON), err)
}
