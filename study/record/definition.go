package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"firststep/study"
)

// Value returns the value of the named field, and whether there is one.
func (d Definition) Value(name string) (string, bool) {
	return study.Fields(d).Value(name)
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
		seen[name.(string)] = true
		fields = append(fields, study.Field{Name: name.(string), Value: text})
	}
	*d = fields
	return nil
}
