// Package studies holds the built-in definitions. Each stands in a folder of
// its own, beside what it produced where that is kept.
package studies

import (
	"embed"
	"slices"
)

//go:embed quick/study.toml fashion-mnist/study.toml remedies/study.toml
var files embed.FS

// names lists the built-in studies, the default one first.
var names = []string{"quick", "fashion-mnist", "remedies"}

// Names lists the built-in studies, the default one first.
func Names() []string { return slices.Clone(names) }

// Definition returns the text of a built-in study's study.toml.
func Definition(name string) (text []byte, ok bool) {
	if !slices.Contains(names, name) {
		return nil, false
	}
	text, err := files.ReadFile(name + "/study.toml")
	return text, err == nil
}

// Template is the definition that a new study starts from: it runs as it is,
// without a network, and shows and explains every key.
func Template() []byte {
	text, _ := Definition("quick")
	return text
}
