// Command firststep writes a research report on what the first step of
// training does to scaled networks, from its own measurements.
//
// A subcommand is a file of its name: its flags, calls into the packages that do
// the work, and its messages; verify has a second one for PDFs, and man stands
// in help.go. Beside them stand what they share: the study that is meant, how
// much memory it may take, and what of it is up to date (study.go, memory.go,
// load.go, check.go), the terminal (session.go, progress.go), and what is said
// of all commands (help.go, completion.go). Results go to stdout, progress and
// messages to stderr.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"firststep/studies"
	"firststep/study/record"
)

// Exit codes, as diff and grep have them.
const (
	exitDone   = 0 // done; the same; every claim holds
	exitNo     = 1 // the answer is no: differs, stale, a claim fails
	exitFailed = 2 // it could not be done: usage, bad input, I/O
	exitAgain  = 3 // a time limit left some of the work: run again
)

// errNo makes a command exit with exitNo. The command has said why already.
var errNo = errors.New("the answer is no")

// errAgain makes a command exit with exitAgain, likewise.
var errAgain = errors.New("run again")

type cli struct {
	Report  reportCommand  `cmd:"" help:"Train what is missing, draw the figures, write the PDF."`
	Run     runCommand     `cmd:"" help:"Train what is missing."`
	Plan    planCommand    `cmd:"" help:"Say what would be trained and why, and what it costs."`
	Figures figuresCommand `cmd:"" help:"Redraw the figures from the records."`
	Show    showCommand    `cmd:"" help:"Print the headline table."`
	Diff    diffCommand    `cmd:"" help:"Compare two studies, revisions, scenarios, sets of seeds or runs."`
	CI      ciCommand      `cmd:"" name:"ci" help:"Check figures and report, and what differs from BASE."`
	Verify  verifyCommand  `cmd:"" help:"Train again and compare, bit for bit; or check a PDF."`
	Unpack  unpackCommand  `cmd:"" help:"Make the study's folder from the PDF of its report."`
	Merge   mergeCommand   `cmd:"" help:"Bring the records of shards and other machines together."`
	Clean   cleanCommand   `cmd:"" help:"Remove the records that belong to no run of the study."`
	Export  exportCommand  `cmd:"" help:"Write first-step tensors as .npz, traces and runs as CSV."`
	Data    dataCommand    `cmd:"" help:"Fetch or check the Fashion-MNIST files."`
	Schema  schemaCommand  `cmd:"" help:"Print a JSON Schema: of a definition, a record, JSON output."`
	New     newCommand     `cmd:"" help:"Write a commented study.toml to start from."`
	Version versionCommand `cmd:"" help:"Print the version."`

	Completion completionCommand `cmd:"" help:"Print what a shell completes by."`
	Man        manCommand        `cmd:"" help:"Print the manual page."`
	Help       helpCommand       `cmd:"" help:"Explain a command."`

	Quiet       bool        `short:"q" help:"No progress and no messages, errors alone."`
	ShowVersion versionFlag `name:"version" help:"Print the version."`
}

const (
	description = "Writes a PDF report on what the first step of training does to a network whose features or weights are scaled."
	begin       = "To begin: firststep report trains the small built-in study and writes its report; firststep new DIR makes a study of your own. help COMMAND explains a command."
	exitHelp    = "Exit codes: 0 done, same; 1 the answer is no; 2 could not be done; 3 run again."
)

// studyHelp says what STUDY is.
func studyHelp() string {
	return "STUDY: a folder, its study.toml, or built in: " + strings.Join(studies.Names(), ", ") + "."
}

func newParser(c *cli, stdout, stderr io.Writer, exit func(int)) *kong.Kong {
	parser := kong.Must(c,
		kong.Name("firststep"),
		kong.Description(description),
		kong.Vars{"schemas": strings.Join(schemaNames(), ","), "named_schemas": strings.Join(schemaNames(), ", ")},
		kong.Writers(stdout, stderr),
		kong.Help(printHelp),
		kong.Exit(exit),
	)
	for _, node := range parser.Model.Leaves(false) {
		hideMemoryLimit(node)
	}
	return parser
}

// hideMemoryLimit keeps the limit out of the help on commands that train
// nothing. They take it where a study is beyond the usual one.
func hideMemoryLimit(node *kong.Node) {
	trains := slices.ContainsFunc(node.Flags, func(f *kong.Flag) bool { return f.Name == "workers" })
	for _, flag := range node.Flags {
		if flag.Name == "memory-limit" {
			flag.Hidden = !trains
		}
	}
}

// patience is how long after a signal a command may take to end by itself.
const patience = 700 * time.Millisecond

// endSoon ends the process where a command that was told to stop does not do
// so: composing or drawing look for no signal. Files are replaced whole or not
// at all, so that any moment will do.
func endSoon(done <-chan struct{}, stderr io.Writer) {
	select {
	case <-done:
	case <-time.After(patience):
		record.RemoveInProgress()
		fmt.Fprintln(stderr, interrupted)
		os.Exit(exitFailed)
	}
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is the whole program but for the process around it.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	done := make(chan struct{})
	defer close(done)
	go func() {
		<-ctx.Done()
		stop() // a second signal ends the process at once
		endSoon(done, stderr)
	}()

	var c cli
	s := newSession(ctx, stdout, stderr)
	parser := newParser(&c, s.stdout, s.stderr, func(int) { panic(helped{}) }) // kong goes on where its exit returns
	if len(args) == 0 {
		args = []string{"--help"}
	}
	return s.exitCode(attempt(func() error {
		parsed, err := parser.Parse(args)
		if err != nil {
			return errors.Join(err, errors.New(`Run "firststep help" for the commands and their flags`))
		}
		s.quiet = c.Quiet
		return parsed.Run(s, parser)
	}))
}

// helped is thrown once help is written, by whatever was asked for it.
type helped struct{}

type helpCommand struct {
	Command []string `arg:"" optional:"" help:"The command to explain."`
}

func (c *helpCommand) Run(parser *kong.Kong) error {
	_, err := parser.Parse(append(c.Command, "--help"))
	return err
}
