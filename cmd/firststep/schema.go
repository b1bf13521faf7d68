package main

import (
	"embed"
	"path"
	"strings"

	"firststep/study/console"
)

// The schemas of what the program reads and writes are generated from the types
// that they describe, with the types' comments and those of the template:
// go test ./cmd/firststep -run TestSchemas -update.
//
//go:embed schemas/*.json
var schemas embed.FS

type schemaCommand struct {
	Of string `arg:"" name:"name" enum:"${schemas}" help:"One of ${named_schemas}: of a file, or of what a command prints with --json; files is what those print that have none of their name."`
}

func (c *schemaCommand) Run(s *session) error {
	text, err := schema(c.Of)
	if err != nil {
		return err
	}
	s.print("%s", console.Shown(strings.TrimSuffix(string(text), "\n")))
	return nil
}

// schemaNames are what there are schemas of.
func schemaNames() (names []string) {
	files, err := schemas.ReadDir("schemas")
	if err != nil {
		panic(err) // they are embedded
	}
	for _, file := range files {
		names = append(names, strings.TrimSuffix(file.Name(), ".json"))
	}
	return names
}

// schema returns a JSON Schema by the name of what it describes.
func schema(of string) ([]byte, error) { return schemas.ReadFile(path.Join("schemas", of+".json")) }
