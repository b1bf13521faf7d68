package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"firststep/study"
)

// Value returns the value of the named field, and whether there is one.
func (d Definition) Value(name string) (string, bool) {
	return study.Fields(d).Value(name)
}

// maxFields bounds the values that a record says it was made with: some dozens,
// and a few for each scenario that restores the reference.
const maxFields = 10_000

// checkField refuses what could pass for another value in the lines that a key
// is the hash of, "name=value" each.
func checkField(name, value string) error {
	if strings.Contains(name, "=") || strings.ContainsFunc(name+value, unicode.IsControl) {
		return fmt.Errorf("definition: %.80q, of %.80q, holds what would end its line in the key", name, value)
	}
	return nil
}

// UnmarshalJSON implements [json.Unmarshaler]: an object of strings, whose
// order is kept.
func (d *Definition) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return errors.New("definition: not an object")
	}
	fields := Definition{}
	seen := map[string]bool{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return fmt.Errorf("definition: %w", err)
		}
		value, err := dec.Token()
		if err != nil {
			return fmt.Errorf("definition: %w", err)
		}
		text, ok := value.(string)
		if !ok {
			return fmt.Errorf("definition: the value of %q is not a string", name)
		}
		if seen[name.(string)] {
			return fmt.Errorf("definition: %q stands twice", name)
		}
		if err := checkField(name.(string), text); err != nil {
			return err
		}
		if len(fields) == maxFields {
			return fmt.Errorf("definition: more than %d values", maxFields)
		}
		seen[name.(string)] = true
		fields = append(fields, study.Field{Name: name.(string), Value: text})
	}
	*d = fields
	return nil
}
