package main

import (
	"errors"

	"firststep/study/record"
	"firststep/study/runner"
)

type mergeCommand struct {
	Into        string   `arg:"" help:"The study that takes the records: a folder with a study.toml, or a built-in study."`
	From        []string `arg:"" help:"Folders with records of the same study."`
	MemoryLimit string   `default:"8GiB" placeholder:"SIZE" help:"Refuse a study that needs more memory (${default})."`
}

func (c *mergeCommand) Run(s *session) error {
	o, err := studyArgument{c.Into, c.MemoryLimit}.open(s)
	if err != nil {
		return err
	}
	if err := o.expand(); err != nil {
		return err
	}
	from := make([]*record.Store, len(c.From))
	for i, folder := range c.From {
		if from[i], err = record.Open(folder); err != nil {
			return err
		}
	}
	merged, err := runner.Merge(s.ctx, o.whole, o.store, from)
	for _, damaged := range merged.LeftOut {
		s.say("%v\nleft out: what is damaged is trained again where it belongs", damaged)
	}
	if _, ok := errors.AsType[*runner.ConflictError](err); ok {
		s.print("%v\nnothing was merged", err)
		return errNo
	}
	if err != nil {
		return err
	}
	s.print("%s merged, %d there already", count(merged.Copied, "record", "records"), merged.Present)
	if len(merged.LeftOut) > 0 {
		return errNo
	}
	return nil
}
