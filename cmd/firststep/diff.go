package main

import (
	"errors"
	"fmt"
	"slices"

	"firststep/study"
	"firststep/study/claim"
	"firststep/study/compare"
	"firststep/study/compare/text"
	"firststep/study/evidence"
)

type diffCommand struct {
	A string `arg:"" help:"A study (a folder, or a PDF that carries it), FOLDER@REVISION of it in git, STUDY:SCENARIO, or a record."`
	B string `arg:"" optional:"" help:"What A is compared with; the difference is B - A."`

	Seeds         seedList `placeholder:"1-5" help:"Only these seeds."`
	Against       seedList `placeholder:"6-10" help:"Compare with these seeds of the same study."`
	Only          []string `placeholder:"QUANTITY" help:"Only these quantities, such as validation_accuracy."`
	Parameters    bool     `help:"Norms of the parameters too, which two parametrisations of a function do not share."`
	Interquartile bool     `help:"Interquartile means in place of means, from 20 seeds on."`
	FailOn        []string `placeholder:"CONDITION" help:"Exit with 1 on: any (a bit), definition, significant (adjusted p < 0.05), claim (a verdict flipped), 'QUANTITY>TOLERANCE'. By default on any difference."`
	Format        string   `default:"text" enum:"text,markdown,csv,json" help:"text, markdown, csv or json (${default})."`
	JSON          bool     `help:"As JSON."`
	Figures       string   `placeholder:"DIR" help:"Draw both sides into this folder: curves, and differences per seed."`
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
func (c *diffCommand) compare(s *session, a, b *side, conditions compare.Conditions) error {
	d, err := compare.Sides(evidence.Runs(a.results), evidence.Runs(b.results), compare.Options{
		Parameters: c.Parameters, Interquartile: c.Interquartile, Quantities: c.Only,
	})
	if err != nil {
		return err
	}
	if len(d.Comparisons) == 0 {
		return fmt.Errorf("%s and %s have no scenario in common; compare two of them with: STUDY:SCENARIO STUDY:SCENARIO", a.name, b.name)
	}
	d.A, d.B = a.name, b.name
	d.Definition = append(d.Definition, definitionChanges(a, b)...)
	if a.whole != nil && b.whole != nil && a.scenario+b.scenario == "" && len(c.Against) == 0 && d.Paired() {
		d.Measured = compare.Measurements(a.measured, b.measured)
	}
	claims, err := claimsOf(a, b)
	if err != nil && conditions.Has("claim") {
		return fmt.Errorf("--fail-on claim: %w", err)
	}
	d.Claims = append(d.Claims, claims...)
	differs, err := conditions.Met(d)
	if err != nil {
		return fmt.Errorf("--fail-on %w", err)
	}
	if err := c.write(s, d); err != nil {
		return err
	}
	if c.Figures != "" {
		if err := c.draw(s, d, a, b); err != nil {
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

// sides loads both sides.
func (c *diffCommand) sides(s *session) (a, b *side, err error) {
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
	a, err = openSide(c.A)
	if err != nil {
		return nil, nil, err
	}
	b, err = openSide(argumentB)
	if err != nil {
		return nil, nil, err
	}
	a.shareScenario(b)
	seedsB := c.Seeds
	if len(c.Against) > 0 {
		seedsB = c.Against
		a.name += " --seeds " + c.Seeds.String()
		b.name += " --seeds " + c.Against.String()
	}
	if err := a.load(s, b.seedsFor(c.Seeds)); err != nil {
		return nil, nil, err
	}
	return a, b, b.load(s, a.seedsFor(seedsB))
}

// definitionChanges are those between the definitions of two studies. Of two
// scenarios of one study there are none, whatever the scenarios say.
func definitionChanges(a, b *side) []study.Change {
	if a.whole == nil || b.whole == nil || a.scenario != b.scenario {
		return nil
	}
	return study.Changes(a.whole, b.whole)
}

// claimsOf are the claims that both studies make of the same scenarios. The
// error says why none are judged.
func claimsOf(a, b *side) ([]compare.Claim, error) {
	if a.whole == nil || b.whole == nil || a.scenario != b.scenario {
		return nil, errors.New("claims are those of studies, and of one scenario those that both sides make; compare two studies, or two revisions of one")
	}
	for _, side := range []*side{a, b} {
		if lacksTrace(side.results) || lacksTrace(side.beside) {
			return nil, fmt.Errorf("claims cannot be judged without the traces, and %s does not have all", side.name)
		}
	}
	verdicts := map[string]string{}
	for _, c := range claim.Judge(evidence.Gather(b.data())).Claims {
		verdicts[c.Plain()] = c.Verdict.String()
	}
	var claims []compare.Claim
	for _, c := range claim.Judge(evidence.Gather(a.data())).Claims {
		verdict, common := verdicts[c.Plain()]
		if common && (a.scenario == "" || c.Scenario == a.scenario) {
			claims = append(claims, compare.Claim{Claim: c.Plain(), A: c.Verdict.String(), B: verdict})
		}
	}
	return claims, nil
}
