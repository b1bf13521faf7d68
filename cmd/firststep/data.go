package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"firststep/study/dataset"
)

type dataCommand struct {
	Fetch dataFetchCommand `cmd:"" help:"Download the files that are missing and check them."`
	Check dataCheckCommand `cmd:"" help:"Say which files are there and whether they are the published ones."`
}

type dataFetchCommand struct{}

func (c *dataFetchCommand) Run(s *session) error {
	options := dataset.Environment()
	progress := newDownloadProgress(s)
	defer progress.done()
	options.Progress = progress.update
	paths, err := dataset.Fetch(s.ctx, options)
	if err != nil {
		return err
	}
	for _, path := range paths {
		s.print("%s", path)
	}
	return nil
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
		err = writeFileStatus(s.stdout, files)
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

func writeFileStatus(w io.Writer, files []dataset.FileStatus) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range files {
		where := f.Path
		if f.State == dataset.Damaged {
			where += " has SHA-256 " + f.Actual
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", f.Name, f.State, f.SHA256[:12], where)
	}
	return t.Flush()
}
