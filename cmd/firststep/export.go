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
	data := dataset.Environment()
	download := newDownloadProgress(s)
	defer download.done()
	download.report(&data)
	files, err := runner.Export(s.ctx, runner.ExportOptions{Plan: plan, Store: o.store, Data: data})
	return errors.Join(s.printFiles(files, c.JSON), o.placed(err))
}
