package report

import (
	"regexp"

	"firststep/report/pdf"
)

// PartNote begins the definition of a report that is made of a part of a study:
// a comment with the flags that chose it. The report says it on its first page,
// whoever composes it again.
func PartNote(flags string) string { return "# A part of a study:" + flags + "\n" }

var partNote = regexp.MustCompile(`^# A part of a study:((?: --(?:seeds|scenario) [[:alnum:],-]+)+)\n`)

// partial says of which part of a study the report is made.
func (n *narrative) partial() string {
	for _, file := range n.carried {
		if file.Name == DefinitionName && file.Relationship == pdf.Source {
			if note := partNote.FindSubmatch(file.Data); note != nil {
				return say("**A part of the study**, made with `%s`, and with the references of what it shows: the whole may say otherwise.", string(note[1][1:]))
			}
		}
	}
	return ""
}
