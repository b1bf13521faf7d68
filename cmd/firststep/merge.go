package main

import (
	"errors"

	"firststep/study/record"
	"firststep/study/runner"
	"firststep/study/words"
)

type mergeCommand struct {
	Into string   `arg:"" help:"The study that takes the records: a folder with a study.toml, or a built-in study."`
	From []string `arg:"" help:"Folders with records of the same study."`
	memoryFlag
	JSON bool `help:"As JSON."`
}

// mergeResult is what merge --json prints.
type mergeResult struct {
	Merged   int      `json:"merged"`
	Present  int      `json:"present"`  // there already
	LeftOut  []string `json:"left_out"` // what is damaged, and why
	Conflict string   `json:"conflict,omitempty"`
}

func (c *mergeCommand) Run(s *session) error {
	o, err := studyArgument{studyName(c.Into), c.memoryFlag}.open(s)
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
	_, conflict := errors.AsType[*runner.ConflictError](err)
	if err != nil && !conflict {
		return err
	}
	if c.JSON {
		if printed := s.printJSON(resultOf(merged, err)); printed != nil {
			return printed
		}
		s = s.silent()
	}
	if conflict {
		s.print("%v\nnothing was merged", err)
		return errNo
	}
	s.print("%s merged, %d there already", words.Counted(merged.Copied, "record", "records"), merged.Present)
	if len(merged.LeftOut) > 0 {
		return errNo
	}
	return nil
}

func resultOf(merged runner.Merged, conflict error) mergeResult {
	result := mergeResult{Merged: merged.Copied, Present: merged.Present, LeftOut: []string{}}
	for _, damaged := range merged.LeftOut {
		result.LeftOut = append(result.LeftOut, damaged.Error())
	}
	if conflict != nil {
		result = mergeResult{LeftOut: result.LeftOut, Conflict: conflict.Error()}
	}
	return result
}
