// Package report writes what a study found as a document: prose, formulas,
// figures and tables, set as a PDF.
//
//  1. [evidence.Gather] indexes the evidence, which is a study's definition,
//     the predictions of package theory and the records of its runs, and finds
//     the part that each scenario plays from what is predicted of it.
//  2. [claim.Judge] holds every claim against the evidence.
//  3. narrative writes the document as blocks, a file a section. It knows no
//     number: what is measured comes in through the functions of numbers.go,
//     and a sentence stands only where the evidence gives occasion for it.
//  4. Package typeset sets the blocks on pages, and package web writes them as
//     a page for browsers.
//
// [Compose] goes through these for a PDF, [ComposeHTML] for the page. The PDF
// carries what it was made from ([Attachments]); [Open] reads that back and
// checks it, and [Departures] compares a PDF with what would be composed now.
package report

import (
	"io"
	"time"

	"firststep/figures"
	"firststep/report/pdf"
	"firststep/report/typeset"
	"firststep/report/web"
	"firststep/study/claim"
	"firststep/study/evidence"
	"firststep/study/parallel"
	"firststep/study/record"
)

// Version counts changes of what the report says and how it is set.
const Version = 3

// Options say how the report is set.
type Options = typeset.Options

// compose writes the report on d to w as a PDF, and returns what it says of
// every claim. The same data and options give the same bytes.
func compose(w io.Writer, d evidence.Data, opts Options) (claim.Verdicts, error) {
	n, opts := prepare(d, opts.Attachments, opts)
	return n.verdicts, typeset.Compose(w, n.document(), opts)
}

// prepare prepares a report whose text speaks of the carried files.
func prepare(d evidence.Data, carried []*pdf.Attachment, opts Options) (*narrative, Options) {
	n := newNarrative(d)
	n.carried = carried
	opts.Strict = true
	if opts.Paper == "" {
		opts.Paper = d.Definition.Paper
	}
	return n, opts
}

// Compose writes the report on d to w as a PDF, and returns what it says of
// every claim, and its [Attachments], which are packed while it is set. The same
// data, definition and date give the same bytes.
func Compose(w io.Writer, d evidence.Data, definition []byte, date time.Time) (claim.Verdicts, []*pdf.Attachment, error) {
	var n *narrative
	var file *pdf.Document
	var err error
	var carried []*pdf.Attachment
	parallel.Do(2, func(i int) {
		if i == 0 {
			var opts Options
			n, opts = prepare(d, expectedAttachments(d, definition), Options{Date: date})
			file, err = typeset.Set(n.document(), opts)
		} else {
			carried = Attachments(d, definition)
		}
	})
	said := n.attached()
	if n.carried = carried; n.attached() != said { // not everything fits
		verdicts, err := compose(w, d, Options{Date: date, Attachments: carried})
		return verdicts, carried, err
	}
	if err == nil {
		file.Attach(carried...)
		_, err = file.WriteTo(w)
	}
	return n.verdicts, carried, err
}

// ComposeHTML writes the report on d to w as a page for browsers, and returns
// what Compose says of claims. carried is what the PDF beside it carries.
func ComposeHTML(w io.Writer, d evidence.Data, carried []*pdf.Attachment) (claim.Verdicts, error) {
	n := newNarrative(d)
	n.carried, n.web = carried, true
	return n.verdicts, web.Write(w, n.document(), web.Options{Other: record.ReportFile, Strict: true})
}

// WriteFigure writes a single figure as a PDF of its own size.
func WriteFigure(w io.Writer, f figures.Figure, opts Options) error {
	meta := typeset.Metadata{Title: f.Title, Subject: f.Describe("pdf")}
	return typeset.WriteDrawing(w, meta, f.Alt, f.Width, f.Height, f.Draw, opts)
}
