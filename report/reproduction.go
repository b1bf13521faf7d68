package report

import (
	"slices"

	"firststep/report/pdf"
	"firststep/report/typeset"
	"firststep/study/record"
	"firststep/study/words"
)

// reproduction says how to make this document again, and from what it was
// made; the appendix has the rest.
func (n *narrative) reproduction() []typeset.Block {
	return blocks(
		heading("reproduction", "Reproduction"),
		paragraph(
			say("With STUDY the folder of the definition, `firststep report STUDY` trains what is missing and makes this document, and `firststep verify` takes %s and trains again what it carries.", n.thePDF("this file")),
			"The arithmetic is defined to the bit: the same definition and data give the same bytes on any machine.",
			n.attached(),
			"The appendix lists all hashes (@tab:hashes), and says how to cite them.",
		),
	)
}

// provenance has the citation, the hashes and the commands that draw the
// figures, for the appendix.
func (n *narrative) provenance() []typeset.Block {
	return blocks(
		[]typeset.Block{typeset.Heading{Level: 2, Text: "Hashes and commands"}},
		paragraph(
			"@tab:hashes identifies what this document was made from.", n.drawing(),
			"`firststep export STUDY` writes the first step's tensors for NumPy, so that it can be computed by other means.",
			"Random numbers come from streams named by seed and purpose, so that a scenario or a seed more changes no other run.",
			say("The images are %s; the last partial batch of an epoch is left out.", n.order())),
		runIn("How to cite this report.", n.citation()),
		inPlace(n.hashes()),
	)
}

// order says how the images are shuffled.
func (n *narrative) order() string {
	buffer := n.Definition.Training.ShuffleBuffer
	if buffer == 0 || buffer >= n.Definition.Dataset.Train {
		return "permuted anew for each epoch"
	}
	return say("shuffled through a buffer of %s, anew for each epoch", integer(buffer))
}

// attached says which files the document carries.
func (n *narrative) attached() string {
	if len(n.carried) == 0 {
		return ""
	}
	has := func(name string) bool {
		return slices.ContainsFunc(n.carried, func(a *pdf.Attachment) bool { return a.Name == name })
	}
	what := []string{"the definition"}
	if has(DatasetName) {
		what = append(what, "the description of the data")
	}
	switch {
	case has(summaryName):
		what = append(what, "a summary of the runs", "the hashes of their records")
	case len(n.Results) > 0 && has(traceName(n.Results[0].Run)):
		what = append(what, "the records and traces of all runs")
	default:
		what = append(what, "the records of all runs")
	}
	if len(n.Measurements) > 0 && !has(summaryName) {
		what = append(what, "the measurements")
	}
	return say("%s carries %s as attachments.", words.Capital(n.thePDF("the file")), list(what...))
}

// thePDF names the PDF, in itself as this.
func (n *narrative) thePDF(this string) string {
	if n.web {
		return "the PDF"
	}
	return this
}

// hashes lists what the document was made from.
func (n *narrative) hashes() []typeset.Block {
	runs := n.storyRuns()
	table := typeset.Table{
		Label: "hashes",
		Title: "What this document was made from.",
		Caption: text(
			say("SHA-256 sums. That of the records is over the lines that `sha256sum *.json` prints in their folder; there %s.",
				plural(len(n.Results), "is one", say("are %s", integer(len(n.Results))))),
			when(len(n.Measurements) > 0, "That of the measurements, which were made beside the runs, is over the same lines for their files."),
			"That of the definition is over its values in a fixed order, so that comments do not count; that of the data over the images and labels that were read.",
			when(len(runs) > 0, "The sums of the final weights, as float32 in little-endian order, are there to compare a run by itself.")),
		Columns: columns(typeset.Left, typeset.Left),
		Head:    [][]typeset.Cell{cells("Part", "SHA-256")},
	}
	add := func(part, sum string) {
		table.Rows = append(table.Rows, typeset.Row{Cells: row{cell(part), cell("`" + sum + "`")}})
	}
	provenance := n.Provenance()
	add("definition", provenance.Definition)
	if n.Dataset != nil {
		add("data", n.Dataset.SHA256)
		for _, f := range n.Dataset.Files {
			add("`"+f.Name+"`", f.SHA256)
		}
	}
	if len(n.Results) > 0 {
		add("records", provenance.Records)
	}
	if len(n.Measurements) > 0 {
		add("measurements", provenance.Measured)
	}
	for i, r := range runs {
		if i == 0 {
			table.Rows = append(table.Rows, typeset.Row{Gap: true, Cells: cells(say("*final weights of seed~%s*", seedName(r.Seed))).over(2)})
		}
		add(n.name(r.Scenario), r.Print.FinalWeights)
	}
	return []typeset.Block{table}
}

// storyRuns are the first runs of the scenarios that the report tells of.
func (n *narrative) storyRuns() []*record.Run {
	var runs []*record.Run
	for _, s := range n.Ran() {
		if s == n.Reference || s == n.Broken || s == n.Restored {
			runs = append(runs, n.Of(s)[0].Run)
		}
	}
	return runs
}
