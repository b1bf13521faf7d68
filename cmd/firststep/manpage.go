package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

type manCommand struct{}

func (c *manCommand) Run(s *session, parser *kong.Kong) error {
	return writeManual(s.stdout, parser.Model)
}

// writeManual writes the manual page from the texts that help shows, in the
// macros of man(7).
func writeManual(w io.Writer, model *kong.Application) error {
	m := &manual{w: w}
	m.printf(".TH FIRSTSTEP 1 \"\" firststep \"User Commands\"\n")
	m.section("NAME")
	m.text("firststep - what the first step of training does to scaled networks")
	m.section("SYNOPSIS")
	m.printf(".B firststep\n.I COMMAND\n[\\fISTUDY\\fR] [\\fIflags\\fR]\n")
	m.section("DESCRIPTION")
	m.text(description)
	m.text(studyHelp())
	m.section("COMMANDS")
	for _, node := range model.Leaves(true) {
		m.command(node)
	}
	m.section("EXIT STATUS")
	m.text(exitHelp)
	m.section("ENVIRONMENT")
	for _, variable := range environment {
		m.item(variable.name, variable.meaning)
	}
	return m.err
}

// environment is what the program reads of it.
var environment = []struct{ name, meaning string }{
	{"FIRSTSTEP_DATA", "Folder that holds the four files of Fashion-MNIST; without it they are downloaded into the user's cache."},
	{"FIRSTSTEP_MIRROR", "Address of a folder to download them from; a query stays behind the file's name, and messages show neither it nor user and password. A server that sends less than 60 kB in a minute is left."},
	{"FIRSTSTEP_KERNEL", "Implementation of the matrix products, in place of the fastest that the processor has. All give the same bits."},
	{"GITHUB_STEP_SUMMARY", "File that ci adds its page to, beside stdout."},
	{"SOURCE_DATE_EPOCH", "Date of the PDF, in seconds since 1970; without it dates are fixed."},
	{"NO_COLOR", "If not empty: no colour. Off a terminal there is none anyway."},
	{"GOTRACEBACK", "If not empty, a panic of the program shows its stack, which belongs into a report of it."},
	{"COLUMNS", "Width of tables, in place of the terminal's."},
}

// A manual is a page in the making.
type manual struct {
	w   io.Writer
	err error
}

func (m *manual) printf(format string, args ...any) {
	if m.err == nil {
		_, m.err = fmt.Fprintf(m.w, format, args...)
	}
}

func (m *manual) section(title string) { m.printf(".SH %s\n", title) }

func (m *manual) text(text string) { m.printf(".PP\n%s\n", roff(text)) }

func (m *manual) item(term, meaning string) { m.printf(".TP\n.B %s\n%s\n", roff(term), roff(meaning)) }

func (m *manual) command(node *kong.Node) {
	m.printf(".SS firststep %s\n", roff(usage(node)))
	m.printf("%s\n", roff(node.Help))
	if more := lessonOf(node).more; more != "" {
		m.text(more)
	}
	for _, argument := range node.Positional {
		m.item(argumentName(argument), argument.Help)
	}
	for _, flag := range node.Flags {
		if flag.Name != "help" {
			m.item(flagName(flag), flag.Help)
		}
	}
	m.printf(".PP\nExample:\n.PP\n.in +4n\n.nf\n%s\n.fi\n.in\n", roff(lessonOf(node).example))
}

// roff escapes what has a meaning to the formatter.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "…", "...", "−", `\-`).Replace(text)
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	return text
}
