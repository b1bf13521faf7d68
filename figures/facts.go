package figures

import (
	"fmt"
	"strings"

	"firststep/figures/internal/canvas"
	"firststep/study/evidence"
)

// Command returns the command line that draws a figure again, from within the
// study's folder. flags are those that chose a part of the study; see
// [evidence.Provenance].
func Command(figure, format, flags string) string {
	command := "firststep figures . --only " + figure
	if format != "svg" {
		command += " --format " + format
	}
	return command + flags
}

// Names of what a file says of its provenance.
const (
	studyFact      = "Study"
	definitionFact = "Definition"
	recordsFact    = "Records"
	measuredFact   = "Measurements"
	commandFact    = "Command"
)

// facts are what the file of a figure says; none without a provenance.
func (f Figure) facts(format string) []canvas.Fact {
	p := f.Provenance
	if p == (evidence.Provenance{}) {
		return nil
	}
	facts := []canvas.Fact{
		{Key: studyFact, Value: p.Study},
		{Key: definitionFact, Value: "sha256:" + p.Definition},
		{Key: recordsFact, Value: "sha256:" + p.Records},
	}
	if p.Measured != "" {
		facts = append(facts, canvas.Fact{Key: measuredFact, Value: "sha256:" + p.Measured})
	}
	flags := p.Flags
	if f.style != "" {
		flags += " --style " + f.style
	}
	if format == "png" && f.DPI != 0 && f.DPI != canvas.DPI {
		flags += fmt.Sprintf(" --dpi %d", f.DPI)
	}
	return append(facts, canvas.Fact{Key: commandFact, Value: Command(f.Name, format, flags)})
}

// Describe says in a sentence each, for a format without fields of its own,
// what the file of a figure says of its provenance.
func (f Figure) Describe(format string) string {
	var said []string
	for _, fact := range f.facts(format) {
		said = append(said, fact.Key+": "+fact.Value)
	}
	return strings.Join(said, "; ")
}
