package main

import (
	"firststep/study/console"
	"firststep/study/dataset"
)

type dataCommand struct {
	Fetch dataFetchCommand `cmd:"" help:"Download the files that are missing and check them."`
	Check dataCheckCommand `cmd:"" help:"Say which files are there and whether they are the published ones."`
}

type dataFetchCommand struct {
	JSON bool `help:"As JSON."`
}

func (c *dataFetchCommand) Run(s *session) error {
	options := dataset.Environment()
	progress := newDownloadProgress(s)
	defer progress.done()
	progress.report(&options)
	paths, err := dataset.Fetch(s.ctx, options)
	if err != nil {
		return err
	}
	return s.printFiles(paths, c.JSON)
}

type dataCheckCommand struct {
	JSON bool `help:"As JSON."`
}

func (c *dataCheckCommand) Run(s *session) error {
	files, err := dataset.Check(dataset.Environment())
	if err != nil {
		return err
	}
	if c.JSON {
		err = s.printJSON(files)
	} else {
		writeFileStatus(s, files)
	}
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.State != dataset.Present {
			return errNo
		}
	}
	return nil
}

func writeFileStatus(s *session, files []dataset.FileStatus) {
	t := console.NewTable("file", "state", "SHA-256", "path")
	t.Paint(1, func(row int) console.Colour {
		switch files[row].State {
		case dataset.Present:
			return console.Plain
		case dataset.Damaged:
			return console.Red
		}
		return console.Yellow
	})
	for _, f := range files {
		where := f.Path
		if f.State == dataset.Damaged {
			where += " has SHA-256 " + f.Actual
		}
		t.Add(f.Name, f.State, f.SHA256[:12], where)
	}
	s.printTable(t)
}
