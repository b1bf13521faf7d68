package main

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"firststep/figures"
	"firststep/report"
	"firststep/report/drawn"
	"firststep/study"
	"firststep/study/console"
	"firststep/study/evidence"
	"firststep/study/regular"
	"firststep/study/words"
)

type figuresCommand struct {
	studyArgument
	part
	Only   []string `placeholder:"NAME" help:"Only these figures, with commas between."`
	Check  bool     `help:"Write nothing; exit 1 where a file differs from what the records give."`
	Diff   string   `placeholder:"DIR" help:"With --check: show what changed in DIR/index.html."`
	JSON   bool     `help:"As JSON."`
	Format []string `default:"svg" enum:"svg,png,pdf" help:"svg, png or pdf, or several (${default})."`
	DPI    int      `name:"dpi" placeholder:"N" help:"Pixels an inch of --format png (200)."`
	Width  int      `placeholder:"PIXELS" help:"As --dpi: how wide a PNG is at most."`
	Style  string   `enum:",slides,slides-dark" default:"" placeholder:"STYLE" help:"slides (large, no ground) or slides-dark (large, on a dark ground), in figures-slides or figures-slides-dark."`
	Output string   `short:"o" placeholder:"DIR" help:"Draw there, and not in the study's figures."`
	List   bool     `help:"Draw nothing; print the names of the figures and what they show."`
}

func (c *figuresCommand) Run(s *session) error {
	o, err := c.openToRead(s, report.AnyNumerics)
	if err != nil {
		return err
	}
	if err := o.narrow(c.part); err != nil {
		return err
	}
	if err := c.checkFlags(o); err != nil {
		return err
	}
	if c.Check && o.carried != nil {
		return fmt.Errorf("--check holds the files in a study's folder; of a PDF, firststep verify %s --no-train composes all of it again", shellWord(o.named))
	}
	if c.Check {
		return c.check(s, o)
	}
	if c.Diff != "" {
		return errors.New("--diff goes with --check")
	}
	all, err := c.all(s, o)
	if err != nil {
		return err
	}
	chosen, err := choose(all, c.Only)
	if err != nil {
		return err
	}
	if c.List {
		return c.list(s, chosen)
	}
	folder, err := o.makeFiguresFolder(c.Output, c.Style)
	if err != nil {
		return err
	}
	for i, f := range chosen {
		if chosen[i], err = c.styled(f); err != nil {
			return err
		}
	}
	files, err := drawn.Write(folder, chosen, c.Format, readOutput)
	return errors.Join(s.printFiles(files, c.JSON), err)
}

// figuresFolder is the folder that figures are drawn into: of a PDF one of its
// name in the current folder, report-figures, of a part figures-part, and so of
// a style, or another that is asked for.
func (o *opened) figuresFolder(asked, style string) string {
	if asked != "" {
		return asked
	}
	ending := ""
	if o.part != "" {
		ending = "-part"
	}
	if style != "" {
		ending += "-" + style
	}
	if o.carried != nil {
		name := filepath.Base(o.file)
		return strings.TrimSuffix(name, filepath.Ext(name)) + "-figures" + ending
	}
	return o.store.FiguresFolder() + ending
}

// makeFiguresFolder makes it.
func (o *opened) makeFiguresFolder(asked, style string) (string, error) {
	folder := o.figuresFolder(asked, style)
	if err := regular.Folder(folder); err != nil {
		return "", err
	}
	return folder, os.MkdirAll(folder, 0o777)
}

// checkFlags refuses flags that do not go together.
func (c *figuresCommand) checkFlags(o *opened) error {
	resolution := c.DPI != 0 || c.Width != 0
	switch {
	case c.DPI != 0 && c.Width != 0:
		return errors.New("--dpi and --width say the same; give one of them")
	case resolution && c.Check:
		return errors.New("--dpi and --width do not go with --check, which draws every file in its own resolution")
	case resolution && !slices.Contains(c.Format, "png"):
		return errors.New("--dpi and --width are of pixels: add --format png")
	case c.Style != "" && c.Check:
		return errors.New("--style does not go with --check, which holds the figures of the report")
	case c.Style != "" && o.carried == nil && sameFolder(c.Output, o.store.FiguresFolder()):
		return fmt.Errorf("%s has the figures of the report, which others in --style %s would replace; name another folder", c.Output, c.Style)
	}
	return nil
}

// sameFolder reports whether two names are of one folder.
func sameFolder(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// styled is a figure in the style and the resolution that are asked for.
func (c *figuresCommand) styled(f figures.Figure) (figures.Figure, error) {
	f = f.Styled(c.Style)
	f.DPI = c.DPI
	if c.Width != 0 {
		f.DPI = f.DPIForWidth(c.Width)
	}
	if (c.DPI != 0 || c.Width != 0) && (f.DPI < figures.LeastDPI || f.DPI > figures.MostDPI) {
		return f, fmt.Errorf("that is %d pixels an inch, where %d to %d can be drawn", f.DPI, figures.LeastDPI, figures.MostDPI)
	}
	return f, nil
}

// listedFigure is a row of figures --list --json.
type listedFigure struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// list prints what figures there are.
func (c *figuresCommand) list(s *session, all []figures.Figure) error {
	list := []listedFigure{}
	wide := 0
	for _, f := range all {
		list = append(list, listedFigure{f.Name, f.Title})
		wide = max(wide, len(f.Name))
	}
	if c.JSON {
		return s.printJSON(list)
	}
	for _, f := range list {
		console.Hang(s.stdout, fmt.Sprintf("%-*s  ", wide, f.Name), f.Title, cmp.Or(s.width(), math.MaxInt))
	}
	return nil
}

// all are the figures of the study, or of the part that is asked for.
func (c *figuresCommand) all(s *session, o *opened) ([]figures.Figure, error) {
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

// checkReport is what figures --check --json prints.
type checkReport struct {
	Same    bool         `json:"same"`
	Records []staleness  `json:"records,omitempty"` // that are not up to date
	Files   []drawn.File `json:"files,omitempty"`
}

// check compares the figures on disk with what the records give now, and says
// what it found.
func (c *figuresCommand) check(s *session, o *opened) error {
	found, err := c.compare(s, o)
	if err != nil {
		return err
	}
	return o.answer(s, found, found.Same, c.JSON)
}

func (c *figuresCommand) compare(s *session, o *opened) (found checkReport, err error) {
	if found.Records, err = o.outdated(); err != nil || len(found.Records) > 0 {
		return found, err
	}
	if err := regular.Folder(o.figuresFolder(c.Output, "")); err != nil {
		return found, err
	}
	all, err := c.all(s, o)
	if err != nil {
		return found, err
	}
	chosen, err := choose(all, c.Only)
	if err != nil {
		return found, err
	}
	if found.Files, err = drawn.Check(o.figuresFolder(c.Output, ""), chosen, c.Format, readOutput); err != nil {
		return found, err
	}
	if len(c.Only) == 0 {
		unknown, err := drawn.Unclaimed(o.figuresFolder(c.Output, ""), all)
		if err != nil {
			return found, err
		}
		found.Files = append(found.Files, unknown...)
	}
	found.Same = !slices.ContainsFunc(found.Files, func(f drawn.File) bool { return f.State != drawn.Same })
	if c.Diff != "" {
		err = s.showChanged(c.Diff, drawn.Section{Title: againstFiles, Files: found.Files})
	}
	return found, err
}

// faults are a line for each file, but one for all that look the same.
func (r checkReport) faults(o *opened) []fault {
	if len(r.Records) > 0 {
		return o.outdatedFaults(r.Records, "the figures are")
	}
	var faults []fault
	for _, f := range r.Files {
		if f.State != drawn.Same && !f.LooksSame() {
			faults = append(faults, fault{f.File, f.String()})
		}
	}
	for _, line := range drawn.LookingSame(r.Files) {
		faults = append(faults, fault{o.figuresFolder("", ""), line})
	}
	return faults
}

func (r checkReport) right() string {
	return words.Counted(len(r.Files), "figure is", "figures are") + " what the records give, byte for byte"
}

// readOutput reads a file that this program may have written. A link is none:
// what it leads to is shown to nobody.
func readOutput(path string) ([]byte, error) {
	if err := regular.Replaceable(path); err != nil {
		return nil, err
	}
	return regular.ReadFile(path, maxOutput)
}

// showChanged writes the page of figures that look different, and names it.
func (s *session) showChanged(folder string, sections ...drawn.Section) error {
	path, err := drawn.WritePage(folder, sections...)
	if path != "" && err == nil {
		s.say("%s", path)
	}
	return err
}

// againstFiles is the title of the files of a study on that page.
const againstFiles = "What is in the study's folder, and what its records give"
