package main

import (
	"errors"

	"firststep/study"
	"firststep/study/claim"
	"firststep/study/dataset"
	"firststep/study/evidence"
	"firststep/study/runner"
)

type exportCommand struct {
	studyArgument
	part
	Output string `short:"o" placeholder:"DIR" help:"Write there, and not to the study's exports, or exports-part of a part."`
	JSON   bool   `help:"As JSON."`
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
	folder := c.Output
	if folder == "" && o.part != "" {
		folder = o.store.Path("exports-part")
	}
	if groups := outdatedOf(runner.Status(plan.Only(study.Job.IsRun), o.store)); len(groups) > 0 {
		for _, group := range groups {
			s.say("%s", group)
		}
		return errors.New("nothing was exported; train these runs first, with: " + o.advice("run"))
	}
	data := dataset.Environment()
	download := newDownloadProgress(s)
	defer download.done()
	download.report(&data)
	files, err := runner.Export(s.ctx, runner.ExportOptions{Plan: plan, Store: o.store, Data: data, Folder: folder, Judge: func() (runner.Judged, error) { return o.judge(s, c.part) }})
	return errors.Join(s.printFiles(files, c.JSON), o.placed(err))
}

// judge judges the expectations in the part that is asked for.
func (o *opened) judge(s *session, p part) (runner.Judged, error) {
	narrowed := *o
	if err := narrowed.narrow(p); err != nil {
		return nil, err
	}
	data, err := narrowed.load(s)
	if err != nil {
		return nil, err
	}
	verdicts := claim.Judge(evidence.Gather(data))
	return func(scenario string, seed int64) (ofAll, ofSeed string) {
		if c, ok := verdicts.Expectation(scenario); ok {
			return c.Verdict.String(), c.OfSeed(seed).String()
		}
		return "", ""
	}, nil
}
