package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"

	"firststep/report"
	"firststep/report/drawn"
	"firststep/report/pdf"
	"firststep/study/claim"
	"firststep/study/console"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/regular"
	"firststep/study/runner"
)

type reportCommand struct {
	studyArgument
	part
	training
	Only   []string `placeholder:"STAGE" enum:"records,figures,pdf" xor:"check" help:"Only these stages: records, figures, pdf."`
	Check  bool     `xor:"check" help:"Write nothing; exit 1 where the PDF, or a report.html beside it, differs from what the records give."`
	Output string   `short:"o" placeholder:"FILE" help:"The PDF (report.pdf in the study's folder; of a part, report-part.pdf)."`
	Open   bool     `help:"Show the report when it is written."`
	JSON   bool     `help:"As JSON."`
	Format []string `placeholder:"FORMAT" enum:"pdf,html" help:"pdf or html, or both; by default pdf, and html where there is a report.html."`
}

// formats are those to write.
func (c *reportCommand) formats(o *opened) []string {
	if len(c.Format) > 0 {
		return c.Format
	}
	if _, err := os.Lstat(o.store.PagePath()); err == nil && c.path(o) == o.store.ReportPath() {
		return []string{"pdf", "html"}
	}
	return []string{"pdf"}
}

// path is where the PDF belongs. That of a part is not where the whole report
// is, and neither are its figures.
func (c *reportCommand) path(o *opened) string {
	switch {
	case c.Output != "":
		return c.Output
	case o.part != "":
		return o.store.Path("report-part.pdf")
	}
	return o.store.ReportPath()
}

// does reports whether a stage is wanted.
func (c *reportCommand) does(stage string) bool {
	if len(c.Only) == 0 {
		return stage != "figures" || c.flags() == ""
	}
	return slices.Contains(c.Only, stage)
}

func (c *reportCommand) Run(s *session) error {
	if c.Open && (c.Check || !c.does("pdf")) {
		return errors.New("--open shows what is written; it goes neither with --check nor without the stage pdf")
	}
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
	if slices.Contains(c.formats(o), "html") && c.path(o) != o.store.ReportPath() {
		return errors.New("--format html: the page stands beside the report of the whole study and leads to it; leave out -o, --seeds and --scenario")
	}
	if c.does("figures") { // before any training
		if err := regular.Folder(o.store.FiguresFolder()); err != nil {
			return err
		}
	}
	if c.does("records") {
		items := o.find().items
		if slices.ContainsFunc(items, runner.Item.Due) || c.Force {
			o.found = nil // what training changes
		}
		summary, err := c.train(s, o, o.whole, items)
		if err != nil {
			return err
		}
		s.say("%s", ranLine(o.whole, summary))
	}
	if !c.does("figures") && !c.does("pdf") {
		return nil
	}
	data, err := o.load(s)
	if err != nil {
		return err
	}
	if c.does("figures") {
		folder, err := o.makeFiguresFolder("", "")
		if err != nil {
			return err
		}
		if _, err := drawn.Write(folder, figuresOf(data, c.part), []string{"svg"}, readOutput); err != nil {
			return err
		}
	}
	if !c.does("pdf") {
		return nil
	}
	return c.write(s, o, data)
}

// writtenReport is what report --json prints.
type writtenReport struct {
	File     string        `json:"file"`            // the first of them
	Files    []string      `json:"files,omitempty"` // where there are several
	Headline []string      `json:"headline"`
	Hold     bool          `json:"hold"` // every claim does, of those that can be judged
	Claims   []judgedClaim `json:"claims"`
}

type judgedClaim struct {
	Claim   string `json:"claim"`
	Verdict string `json:"verdict"`
}

// write composes the report, prints where it is with its headline, and says
// which claims do not hold, or cannot be judged.
func (c *reportCommand) write(s *session, o *opened, data evidence.Data) error {
	date, err := pdf.SourceDate()
	if err != nil {
		return err
	}
	var carried []*pdf.Attachment
	var verdicts claim.Verdicts
	var files []string
	for _, format := range c.formats(o) {
		path, compose := c.path(o), func(w io.Writer) (err error) {
			verdicts, carried, err = report.Compose(w, data, o.text, date)
			return err
		}
		if format == "html" {
			path, compose = o.store.PagePath(), func(w io.Writer) (err error) {
				if carried == nil {
					carried = report.Attachments(data, o.text)
				}
				verdicts, err = report.ComposeHTML(w, data, carried)
				return err
			}
		}
		if err := record.WriteAtomic(path, compose); err != nil {
			return err
		}
		files = append(files, path)
	}
	if _, err := os.Lstat(c.path(o)); errors.Is(err, fs.ErrNotExist) {
		s.say("%s leads to %s, which is not there; --format pdf,html writes both", files[0], record.ReportFile)
	}
	if c.Open {
		if err := openFile(files[0]); err != nil {
			return err
		}
	}
	if c.JSON {
		written := writtenReport{File: files[0], Headline: report.Headline(data), Hold: verdicts.Hold()}
		if len(files) > 1 {
			written.Files = files
		}
		return writtenAsJSON(s, written, verdicts)
	}
	for _, file := range files {
		s.print("%s", file)
	}
	for _, line := range report.Headline(data) {
		s.paragraph(console.Plain, line)
	}
	for _, c := range verdicts.Claims {
		switch c.Verdict {
		case claim.Holds:
		case claim.Undecided:
			s.paragraph(console.Plain, c.String())
		default:
			s.paragraph(console.Red, c.String())
		}
	}
	if !verdicts.Hold() {
		return errNo
	}
	return nil
}

func writtenAsJSON(s *session, written writtenReport, verdicts claim.Verdicts) error {
	for _, c := range verdicts.Claims {
		written.Claims = append(written.Claims, judgedClaim{c.String(), c.Verdict.String()})
	}
	if err := s.printJSON(written); err != nil {
		return err
	}
	if !written.Hold {
		return errNo
	}
	return nil
}

// checkedReport is what report --check --json prints.
type checkedReport struct {
	File        string      `json:"file"`
	Same        bool        `json:"same"`
	Records     []staleness `json:"records,omitempty"` // that are not up to date
	Differences []string    `json:"differences,omitempty"`

	Page *checkedReport `json:"page,omitempty"` // the page for browsers, where there is one
}

// check composes the report again and compares it with the PDF on disk, and
// with the page for browsers where there is one, and says what it found.
func (c *reportCommand) check(s *session, o *opened) error {
	found, err := c.compare(s, o)
	if err != nil {
		return err
	}
	return o.answer(s, found, found.Same, c.JSON)
}

func (c *reportCommand) compare(s *session, o *opened) (found checkedReport, err error) {
	found.File = c.path(o)
	if found.Records, err = o.outdated(); err != nil || len(found.Records) > 0 {
		return found, err
	}
	data, err := o.load(s)
	if err != nil {
		return found, err
	}
	if found.Differences, err = departures(o, c.path(o), data); err != nil {
		return found, err
	}
	if c.path(o) == o.store.ReportPath() {
		found.Page, err = comparePage(o, data)
	}
	found.Same = len(found.Differences) == 0 && (found.Page == nil || found.Page.Same)
	return found, err
}

func (c checkedReport) faults(o *opened) []fault {
	if len(c.Records) > 0 {
		return o.outdatedFaults(c.Records, "the report is")
	}
	var faults []fault
	for _, difference := range c.Differences {
		faults = append(faults, fault{c.File, c.File + ": " + difference})
	}
	if c.Page != nil {
		faults = append(faults, c.Page.faults(o)...)
	}
	return faults
}

func (c checkedReport) right() string {
	said := c.File + ": is what the records give, byte for byte"
	if c.Page != nil {
		said += ", and so is " + filepath.Base(c.Page.File)
	}
	return said
}

// comparePage compares the page for browsers; nil where there is none.
func comparePage(o *opened, data evidence.Data) (*checkedReport, error) {
	onDisk, err := readOutput(o.store.PagePath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	found := &checkedReport{File: o.store.PagePath()}
	found.Differences, err = report.PageDepartures(onDisk, data, o.text)
	found.Same = len(found.Differences) == 0
	return found, err
}

// departures say how the PDF on disk departs from what the records give.
func departures(o *opened, path string, data evidence.Data) ([]string, error) {
	onDisk, err := readOutput(path)
	if errors.Is(err, fs.ErrNotExist) {
		return []string{"is missing"}, nil
	}
	if err != nil {
		return nil, err
	}
	return report.Departures(onDisk, data, o.text)
}

// openFile shows a file in the program that the user's system has for it.
func openFile(path string) error {
	opener := map[string][]string{
		"darwin":  {"open"},
		"windows": {"rundll32", "url.dll,FileProtocolHandler"},
	}[runtime.GOOS]
	if opener == nil {
		opener = []string{"xdg-open"}
	}
	absolute, err := filepath.Abs(path) // which no program takes for a flag
	if err != nil {
		return err
	}
	if err := exec.Command(opener[0], append(opener[1:], absolute)...).Run(); err != nil {
		return fmt.Errorf("--open: %s is written, but %s does not show it: %w", path, opener[0], err)
	}
	return nil
}
