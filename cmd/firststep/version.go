package main

import (
	"fmt"
	"runtime/debug"

	"github.com/alecthomas/kong"

	"firststep/report"
	"firststep/study/console"
	"firststep/study/mlp"
	"firststep/study/record"
	"firststep/study/runner"
)

// version is that of the release which CHANGELOG.md describes first; its tag
// is v and the number.
const version = "0.1.0"

type versionCommand struct {
	JSON bool `help:"As JSON, with what environment.json says of the machine."`
}

// versions is what version --json prints.
type versions struct {
	Version     string  `json:"version"`
	Build       string  `json:"build,omitempty"` // what go build says of the revision, where it is no release
	Numerics    int     `json:"numerics"`        // of the training arithmetic
	Schema      int     `json:"schema"`          // of the record's shape
	Report      int     `json:"report"`          // of the report
	Environment machine `json:"environment"`
}

// machine is what environment.json says of the machine and the program.
type machine struct {
	System   string          `json:"system"` // "linux/amd64"
	CPU      string          `json:"cpu,omitempty"`
	Cores    int             `json:"cores"`
	Features []string        `json:"features"`
	Kernel   string          `json:"kernel"` // of the matrix products
	Go       string          `json:"go"`
	Modules  []record.Module `json:"modules"`
	Revision string          `json:"revision,omitempty"` // of the sources
	Modified bool            `json:"modified,omitempty"` // whether they differ from it
}

func theseVersions() versions {
	e := runner.Environment()
	return versions{version, build(), mlp.Numerics, record.Schema, report.Version,
		machine{e.System, e.CPU, e.Cores, append([]string{}, e.Features...), e.Kernel, e.Go, append([]record.Module{}, e.Modules...), e.Revision, e.Modified}}
}

func (c *versionCommand) Run(s *session) error {
	v := theseVersions()
	if c.JSON {
		return s.printJSON(v)
	}
	s.paragraph(console.Plain, v.String())
	return nil
}

// String says it in a line.
func (v versions) String() string {
	name := v.Version
	if v.Build != "" {
		name += " (" + v.Build + ")"
	}
	return fmt.Sprintf("firststep %s: numerics %d, records %d, report %d, kernel %s, %s, %s",
		name, v.Numerics, v.Schema, v.Report, v.Environment.Kernel, v.Environment.Go, v.Environment.System)
}

// versionFlag is --version, which does what the command does.
type versionFlag bool

// BeforeReset implements the hook of kong that runs before anything else is
// asked for.
func (versionFlag) BeforeReset(parser *kong.Kong) error {
	fmt.Fprintln(parser.Stdout, theseVersions())
	parser.Exit(exitDone)
	return nil
}

// build is what the go command noted of the sources, unless they are
// the release itself.
func build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "v"+version || info.Main.Version == "(devel)" {
		return ""
	}
	return info.Main.Version
}
