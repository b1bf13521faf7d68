package study

import (
	"bytes"

	"github.com/BurntSushi/toml"
)

// Encode writes the definition as TOML with every key that has a value, in a
// fixed order. Parse reads it back as the same definition.
func (d *Definition) Encode() []byte {
	var text bytes.Buffer
	encoder := toml.NewEncoder(&text)
	encoder.Indent = ""
	if err := encoder.Encode(d); err != nil {
		panic(err) // of the definition's types nothing can fail, nor can a write to memory
	}
	return text.Bytes()
}
