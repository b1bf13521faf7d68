package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/kong"

	"firststep/study/console"
	"firststep/study/words"
)

// A lesson is what help and the manual say of a command beside its flags.
type lesson struct {
	example string // that works as it stands
	more    string // for the manual
}

// lessons by the command's words.
var lessons = map[string]lesson{
	"report": {"firststep report quick",
		"Trains the runs that have no record yet, or one of another definition, draws the figures as SVG, and copies as PNG or PDF that lie there again, composes report.pdf (and report.html, for browsers, with --format pdf,html or where there is one), and prints the headline. Exits with 1 where a claim does not hold."},
	"run": {"firststep run quick --seeds 1-2",
		"Ctrl-C leaves complete records; the same command goes on from there, to the same bytes."},
	"plan": {"firststep plan quick",
		"Compares every run of the definition with its record: up to date, missing, stale (which value changed), damaged, blocked. With times of earlier trainings it also says where time went."},
	"figures": {"firststep figures quick --check",
		"Draws from the records alone. With --check nothing is written: each file is compared with what the records give, and what differs is named with its first difference and the number of pixels. --style is for slides of 16:9: a figure as large as fits on one, its type 18 points where it is wide, on no ground or a dark one."},
	"show": {"firststep show quick", "One row a scenario, means over seeds: how large the first step is beside that of the scenario it is compared with, predicted and measured, and what came of it. --json has the numbers unrounded."},
	"diff": {"firststep diff quick:scaled-features quick:scaled-weights-rescaled",
		"Says whether the definitions are the same, whether runs are identical bit for bit and where they part, and which quantities differ, with intervals and adjusted p values. " + signs},
	"verify": {"firststep verify quick --sample 1",
		"Trains again and compares with the records, bit for bit. Of a PDF: checks its attachments against what it states, composes it again from them, and trains again what it is about. Exits with 0 only if the PDF is the same in every byte: one that another program saved again is explained, and --extract writes the true one. What was not looked at is said."},
	"unpack": {"firststep unpack firststep-quick/report.pdf study",
		"Writes the definition, and the records, traces and measurements that the PDF carries, if they are those that it states: report then gives the same bytes, and trains nothing. show, plan, figures and diff take the PDF itself."},
	"ci": {"firststep ci firststep-quick",
		"Checks figures and report as --check does, and writes what differs from BASE as Markdown, to stdout and to the file that GITHUB_STEP_SUMMARY names. Where the folder is in BASE but without results, --fail-on is an error."},
	"merge": {"firststep merge quick part-1 part-2",
		"Records of the same key have to be the same bytes, and dataset.json has to be of the study's images; where they are not, nothing is merged and the files are named."},
	"clean":      {"firststep clean quick --yes", "Lists the records, traces and measurements that belong to no run of the definition, and removes them; what else is in their folders stays."},
	"export":     {"firststep export quick --seeds 1", "The tensors of each first step as .npz, traces.csv with a row a step, runs.csv with a row a run: for NumPy, R, C++ and Julia. studies/README.md explains every array and column."},
	"data fetch": {"firststep data fetch", "Downloads into the cache folder of the user, or does nothing where FIRSTSTEP_DATA names a folder that has the files. A server that sends nothing for 30 seconds, or less than 60 kB in a minute, is left, and the next one tried."},
	"data check": {"firststep data check", ""},
	"schema":     {"firststep schema definition", "Editors that know the hint #:schema complete and check a study.toml by it."},
	"new": {"firststep new my-study --from quick --set seeds=1-2",
		"The definition runs as it is written, without a network. Its schema is put beside it for editors, and studies/README.md has its keys in a table. --set changes the text where the key stands and leaves comments: training.epochs=4, 'seeds=[1, 2]', scenario.NAME.feature_divisor=128, 'scenario.*.seeds=1-3' for those that have some; what is no key, or of another type, is refused, and nothing is written."},
	"completion": {"firststep completion bash", "For bash: source <(firststep completion bash). For zsh, into a folder of fpath as _firststep. For fish: firststep completion fish | source."},
	"man":        {"firststep man", "To read it: firststep man | man -l -"},
	"version":    {"firststep version --json", "With --json also what environment.json says of the machine and the program."},
	"help":       {"firststep help figures", ""},
}

// signs are those of diff's tables.
const signs = "The signs: = equal in every bit; ≈ the interval of the difference does not contain 0, but is one of a few roundings of float32; ~ it contains 0: no difference is shown; ≠ it does not, and adjusted p < 0.05; ≠? it does not, but p does not confirm it, which of few seeds it cannot; ∞ more runs of one side are not finite (of two sets of seeds: all of one side and not of the other), and means are of what is left; ? too few seeds for an interval."

// lessonOf returns the lesson on a command.
func lessonOf(node *kong.Node) lesson { return lessons[commandName(node)] }

// commandName is a command's words, without the program's name.
func commandName(node *kong.Node) string {
	if node.Parent == nil {
		return ""
	}
	return strings.TrimSpace(commandName(node.Parent) + " " + node.Name)
}

// helpWidth is what help is set to: a terminal of the usual width, or one that
// is narrower.
func helpWidth(w io.Writer) int {
	const usual = 80
	if o, ok := w.(*console.Output); ok {
		return min(usual, o.Width())
	}
	return usual
}

// printHelp writes help on the command that was chosen, or on the program.
func printHelp(_ kong.HelpOptions, ctx *kong.Context) error {
	if node := ctx.Selected(); node != nil {
		commandHelp(ctx.Stdout, node)
		return nil
	}
	programHelp(ctx.Stdout, ctx.Model)
	return nil
}

// programHelp lists the commands.
func programHelp(w io.Writer, model *kong.Application) {
	var list definitions
	for _, node := range model.Children {
		list.add(node.Name, node.Help)
	}
	fmt.Fprintf(w, "Usage: %s COMMAND [STUDY] [flags]\n\n", model.Name)
	console.Wrap(w, description+" "+begin, helpWidth(w))
	fmt.Fprintln(w)
	list.write(w)
	fmt.Fprintln(w)
	for _, paragraph := range []string{studyHelp(), exitHelp} {
		console.Wrap(w, paragraph, helpWidth(w))
	}
}

// commandHelp explains a command: how it is called, what it takes, and an
// example.
func commandHelp(w io.Writer, node *kong.Node) {
	fmt.Fprintf(w, "Usage: firststep %s\n\n", usage(node))
	console.Wrap(w, strings.TrimSpace(node.Help+" "+lessonOf(node).more), helpWidth(w))
	fmt.Fprintln(w)
	var list definitions
	for _, child := range node.Children {
		list.add(child.Name, child.Help)
	}
	for _, argument := range node.Positional {
		list.add(argumentName(argument), argument.Help)
	}
	for _, flag := range flags(node) {
		list.add(flagName(flag), flag.Help)
	}
	list.write(w)
	if example := lessonOf(node).example; example != "" {
		fmt.Fprintf(w, "\nExample: %s\n", example)
	}
}

// usage is how a command is called.
func usage(node *kong.Node) string {
	parts := []string{commandName(node)}
	if len(node.Children) > 0 {
		parts = append(parts, "COMMAND")
	}
	for _, argument := range node.Positional {
		name := argumentName(argument)
		if argument.IsCumulative() {
			name += " …"
		}
		if !argument.Required {
			name = "[" + name + "]"
		}
		parts = append(parts, name)
	}
	if len(flags(node)) > 0 {
		parts = append(parts, "[flags]")
	}
	return strings.Join(parts, " ")
}

func argumentName(argument *kong.Positional) string { return strings.ToUpper(argument.Name) }

// flags are a command's own, and those of the whole program but --help.
func flags(node *kong.Node) []*kong.Flag {
	var all []*kong.Flag
	groups := node.AllFlags(true)
	for i := range groups {
		for _, flag := range groups[len(groups)-1-i] {
			if flag.Name != "help" && flag.Name != "version" && !flag.Hidden {
				all = append(all, flag)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *kong.Flag) int { return flagRank(a) - flagRank(b) })
	return all
}

// flagRank puts a flag that few need behind the others.
func flagRank(flag *kong.Flag) int {
	if flag.Name == "memory-limit" {
		return 1
	}
	return 0
}

// flagName is a flag as it is typed: "-y, --yes", "--only NAME".
func flagName(flag *kong.Flag) string {
	name := "--" + flag.Name
	if flag.Short != 0 {
		name = fmt.Sprintf("-%c, %s", flag.Short, name)
	}
	if !flag.IsBool() {
		name += " " + placeholder(flag)
	}
	return name
}

func placeholder(flag *kong.Flag) string {
	switch {
	case flag.PlaceHolder != "":
		return flag.PlaceHolder
	case flag.Enum != "":
		return "FORMAT"
	}
	return strings.ToUpper(flag.Name)
}

// definitions are terms with what they mean, set in two columns.
type definitions struct{ terms, meanings []string }

func (d *definitions) add(term, meaning string) {
	d.terms, d.meanings = append(d.terms, term), append(d.meanings, meaning)
}

func (d *definitions) write(w io.Writer) {
	const indent, gap, longest = 2, 2, 24
	column := 0
	for _, term := range d.terms {
		if n := utf8.RuneCountInString(term); n <= longest {
			column = max(column, n)
		}
	}
	for i, term := range d.terms {
		lines := words.Wrapped(d.meanings[i], helpWidth(w)-indent-column-gap)
		fmt.Fprintf(w, "%*s%-*s%*s%s\n", indent, "", column, term, gap, "", lines[0])
		for _, line := range lines[1:] {
			fmt.Fprintf(w, "%*s%s\n", indent+column+gap, "", line)
		}
	}
}

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
	m.text(description + " " + begin)
	m.text(studyHelp() + " A built-in study is written to firststep-NAME in the current folder.")
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
		if flag.Name != "help" && !flag.Hidden {
			m.item(flagName(flag), flag.Help)
		}
	}
	m.printf(".PP\nExample:\n.PP\n.in +4n\n.nf\n%s\n.fi\n.in\n", roff(lessonOf(node).example))
}

// roff escapes what has a meaning to the formatter.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "…", "...", "−", `\-`, "~", `\(ti`, "≈", `\(~=`, "≠", `\(!=`, "∞", `\(if`).Replace(text)
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	return text
}
