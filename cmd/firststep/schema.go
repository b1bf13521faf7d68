package main

import (
	"embed"
	"path"
	"strings"

	"firststep/study/console"
)

// The schemas are generated from the types that they describe, with the
// types' comments and those of the template: go test ./cmd/firststep -run
// TestSchemas -update.
//
//go:embed schemas/*.json
var schemas embed.FS

type schemaCommand struct {
	Of string `arg:"" enum:"definition,record,measurement,diff" help:"definition, record, measurement or diff."`
}

func (c *schemaCommand) Run(s *session) error {
	text, err := schema(c.Of)
	if err != nil {
		return err
	}
	s.print("%s", console.Shown(strings.TrimSuffix(string(text), "\n")))
	return nil
}

// schema returns a JSON Schema by the name of what it describes.
func schema(of string) ([]byte, error) { return schemas.ReadFile(path.Join("schemas", of+".json")) }
