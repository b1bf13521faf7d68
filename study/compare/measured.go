package compare

import (
	"bytes"

	"firststep/study/record"
)

// Measured is how far two sides agree in what they measured beside their runs,
// by name.
type Measured struct {
	Same   []string `json:"same"`   // in every bit
	Differ []string `json:"differ"` // in what was measured
	OnlyA  []string `json:"only_a"` // that one side alone has
	OnlyB  []string `json:"only_b"`
}

// Measurements compares those of two sides, in the order of A's.
func Measurements(a, b []*record.Measurement) Measured {
	m := Measured{Same: []string{}, Differ: []string{}, OnlyA: []string{}, OnlyB: []string{}}
	inB := map[string]*record.Measurement{}
	for _, r := range b {
		inB[r.Name()] = r
	}
	for _, r := range a {
		name := r.Name()
		other, ok := inB[name]
		delete(inB, name)
		switch {
		case !ok:
			m.OnlyA = append(m.OnlyA, name)
		case bytes.Equal(found(r), found(other)):
			m.Same = append(m.Same, name)
		default:
			m.Differ = append(m.Differ, name)
		}
	}
	for _, r := range b {
		if _, ok := inB[r.Name()]; ok {
			m.OnlyB = append(m.OnlyB, r.Name())
		}
	}
	return m
}

// found is a measurement without what it was made with, as measured is a run.
func found(m *record.Measurement) []byte {
	only := *m
	only.Key, only.Definition = "", nil
	return record.Encode(&only)
}

// Differs reports whether any measurement differs in a bit, or has none to be
// compared with.
func (m Measured) Differs() bool { return len(m.Differ)+len(m.OnlyA)+len(m.OnlyB) > 0 }
