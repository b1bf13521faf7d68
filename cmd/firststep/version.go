package main

import (
	"runtime/debug"

	"firststep/report"
	"firststep/study/mlp"
	"firststep/study/record"
	"firststep/study/runner"
)

type versionCommand struct {
	JSON bool `help:"As JSON, with what environment.json says of the machine."`
}

// versions is what version --json prints.
type versions struct {
	Version     string              `json:"version"`
	Numerics    int                 `json:"numerics"` // of the training arithmetic
	Schema      int                 `json:"schema"`   // of the record's shape
	Report      int                 `json:"report"`   // of the report
	Environment *record.Environment `json:"environment"`
}

func (c *versionCommand) Run(s *session) error {
	v := versions{"devel", mlp.Numerics, record.Schema, report.Version, runner.Environment()}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		v.Version = info.Main.Version
	}
	if c.JSON {
		return s.printJSON(v)
	}
	s.print("firststep %s: numerics %d, records %d, report %d, kernel %s, %s, %s",
		v.Version, v.Numerics, v.Schema, v.Report, v.Environment.Kernel, v.Environment.Go, v.Environment.System)
	return nil
}
