package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"firststep/figures"
	"firststep/report"
	"firststep/report/pdf"
	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
)

type figuresCommand struct {
	studyArgument
	part
	Only   []string `placeholder:"NAME" help:"Only these figures."`
	Check  bool     `help:"Write nothing; exit 1 where a file differs from what the records give."`
	Diff   string   `placeholder:"DIR" help:"With --check: write what was, what is now and what changed as PNG into DIR."`
	JSON   bool     `help:"As JSON."`
	Format []string `default:"svg" enum:"svg,png,pdf" help:"svg, png or pdf, or several (${default})."`
}

func (c *figuresCommand) Run(s *session) error {
	o, err := c.open(s)
	if err != nil {
		return err
	}
	if err := o.narrow(c.part); err != nil {
		return err
	}
	if c.Check {
		return c.check(s, o)
	}
	if c.Diff != "" {
		return errors.New("--diff goes with --check")
	}
	all, err := c.drawn(s, o)
	if err != nil {
		return err
	}
	chosen, err := choose(all, c.Only)
	if err != nil {
		return err
	}
	files, err := writeFigures(o.store, chosen, c.Format)
	return errors.Join(s.printFiles(files, c.JSON), err)
}

// drawn are the figures of the study, or of the part that is asked for.
func (c *figuresCommand) drawn(s *session, o *opened) ([]figures.Figure, error) {
	data, err := o.load(s)
	if err != nil {
		return nil, err
	}
	return figuresOf(data, c.part), nil
}

// figuresOf are the figures of a part of a study, with what their files say
// of where they come from.
func figuresOf(data evidence.Data, p part) []figures.Figure {
	provenance := data.Provenance()
	provenance.Flags = p.flags()
	all := figures.All(data)
	for i := range all {
		all[i].Provenance = provenance
	}
	return all
}

// choose picks figures by name; no names, all of them.
func choose(all []figures.Figure, names []string) ([]figures.Figure, error) {
	if len(names) == 0 {
		return all, nil
	}
	var chosen []figures.Figure
	for _, name := range names {
		i := slices.IndexFunc(all, func(f figures.Figure) bool { return f.Name == name })
		if i < 0 {
			var known []string
			for _, f := range all {
				known = append(known, f.Name)
			}
			hint := "it has " + strings.Join(known, ", ")
			if near := study.Nearest(name, known); near != "" {
				hint = "did you mean " + near + "?"
			}
			return nil, fmt.Errorf("--only: the study has no figure %q; %s", name, hint)
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

// maxOutput bounds a file of figures, report or results that is read back, in
// bytes: that of report.Open, which is the largest of them.
const maxOutput = 64 << 20

// figureWriters write a figure as a file of their format.
var figureWriters = map[string]func(io.Writer, figures.Figure) error{
	"svg": figures.WriteSVG,
	"png": figures.WritePNG,
	"pdf": writePDF,
}

func writePDF(w io.Writer, f figures.Figure) error {
	date, err := pdf.SourceDate()
	if err != nil {
		return err
	}
	return report.WriteFigure(w, f, report.Options{Date: date})
}

// writeFigures draws figures into the study's folder and returns the paths of
// the files.
func writeFigures(store *record.Store, chosen []figures.Figure, formats []string) (files []string, err error) {
	if err := store.MakeFiguresFolder(); err != nil {
		return nil, err
	}
	for _, f := range chosen {
		for _, format := range formats {
			path := filepath.Join(store.FiguresFolder(), f.Name+"."+format)
			draw := func(w io.Writer) error { return figureWriters[format](w, f) }
			if err := record.WriteAtomic(path, draw); err != nil {
				return files, err
			}
			files = append(files, path)
		}
	}
	return files, nil
}
