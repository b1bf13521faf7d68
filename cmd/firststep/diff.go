package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"firststep/figures"
	"firststep/report/sides"
	"firststep/study/compare"
	"firststep/study/compare/text"
	"firststep/study/record"
)

type diffCommand struct {
	A string `arg:"" help:"A study (folder, zip archive or PDF), FOLDER@REVISION in git, STUDY:SCENARIO, or a record."`
	B string `arg:"" optional:"" help:"What A is compared with; the difference is B - A."`

	Seeds         seedList `placeholder:"1-5" help:"Only these seeds."`
	Against       seedList `placeholder:"6-10" help:"Compare with these seeds of the same study."`
	Only          []string `placeholder:"QUANTITY" help:"Only these quantities, such as validation_accuracy."`
	Parameters    bool     `help:"Norms of the parameters too."`
	Interquartile bool     `help:"Interquartile means in place of means, from 20 seeds on."`
	FailOn        []string `placeholder:"CONDITION" help:"Exit 1 on any (a bit), definition, significant, claim (flipped), 'QUANTITY>TOLERANCE'; else on any difference."`
	Format        string   `default:"text" enum:"text,markdown,csv,json" help:"text, markdown, csv or json (${default})."`
	JSON          bool     `help:"As JSON."`
	Figures       string   `placeholder:"DIR" help:"Draw both sides, and their differences, in DIR."`
}

func (c *diffCommand) Run(s *session) error {
	conditions, err := compare.ParseConditions(c.FailOn)
	if err != nil {
		return fmt.Errorf("--fail-on %w", err)
	}
	a, b, err := c.sides(s)
	if err != nil {
		return err
	}
	return c.compare(s, a, b, conditions)
}

// compare compares two sides that are loaded.
func (c *diffCommand) compare(s *session, a, b *sides.Side, conditions compare.Conditions) error {
	d, unjudged, err := sides.Compare(a, b, compare.Options{Parameters: c.Parameters, Interquartile: c.Interquartile, Quantities: c.Only})
	if err != nil {
		return err
	}
	if unjudged != nil && conditions.Has("claim") {
		return fmt.Errorf("--fail-on claim: %w", unjudged)
	}
	differs, err := conditions.Met(d)
	if err != nil {
		return fmt.Errorf("--fail-on %w", err)
	}
	if err := c.write(s, d); err != nil {
		return err
	}
	if c.Figures != "" {
		if err := c.draw(s, sides.Figures(d, a, b)); err != nil {
			return err
		}
	}
	if differs {
		return errNo
	}
	return nil
}

// write writes the diff in the form that was asked for.
func (c *diffCommand) write(s *session, d *compare.Diff) error {
	switch {
	case c.JSON || c.Format == "json":
		return s.printJSON(d)
	case c.Format == "csv":
		return text.CSV(s.stdout, d)
	case c.Format == "markdown":
		text.Markdown(s.stdout, d)
	default:
		text.Write(s.stdout, d, s.stdout.Width())
	}
	return nil
}

// draw writes figures into the folder of --figures.
func (c *diffCommand) draw(s *session, all []figures.Figure) error {
	if err := os.MkdirAll(c.Figures, 0o777); err != nil {
		return err
	}
	for _, f := range all {
		path := filepath.Join(c.Figures, f.Name+".svg")
		if err := record.WriteAtomic(path, func(w io.Writer) error { return figures.WriteSVG(w, f) }); err != nil {
			return err
		}
		s.say("%s", path)
	}
	return nil
}

// sides loads both sides.
func (c *diffCommand) sides(s *session) (a, b *sides.Side, err error) {
	argumentB := c.B
	switch {
	case len(c.Against) > 0 && c.B != "":
		return nil, nil, errors.New("--against compares seeds of one study; name one, or leave --against out")
	case len(c.Against) > 0 && len(c.Seeds) == 0:
		return nil, nil, errors.New("--against needs --seeds, the seeds of the other side")
	case len(c.Against) > 0:
		argumentB = c.A
		for _, seed := range c.Against {
			if slices.Contains(c.Seeds, seed) {
				return nil, nil, fmt.Errorf("seed %d is on both sides; --seeds and --against must have none in common", seed)
			}
		}
	case c.B == "":
		return nil, nil, errors.New("a second side is needed: another study, STUDY@REVISION, STUDY:SCENARIO, or --seeds 1-5 --against 6-10")
	}
	a, err = sides.Open(c.A)
	if err != nil {
		return nil, nil, err
	}
	b, err = sides.Open(argumentB)
	if err != nil {
		return nil, nil, err
	}
	seedsB := c.Seeds
	if len(c.Against) > 0 {
		seedsB = c.Against
		a.Name += " --seeds " + c.Seeds.String()
		b.Name += " --seeds " + c.Against.String()
	}
	return a, b, sides.Load(a, b, c.Seeds, seedsB, s.say)
}
