package record

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"firststep/study"
)

func sampleEndings() *Measurement {
	nan := Float(math.NaN())
	step, zero := 10, 159
	return &Measurement{
		Key: Sum([]byte("key")), Kind: study.EndingsKind, Subject: "scaled-weights", Seed: 1,
		Definition: Definition{{Name: "endings.seeds", Value: "1,7"}, {Name: "endings.steps", Value: "400"}, {Name: "endings.float64_steps", Value: "200"}, {Name: "seed", Value: "1"}},
		Endings: &Endings{
			Steps: 400, Float64Steps: 200, Last: 100,
			Float32: ShortTrainings{[]int64{1, 7}, []*int{&step, nil}, []*int{nil, &zero}, []Float{9e30, 8100}, []Float{nan, 0.97}, []Float{nan, 2.3}, []Float{nan, 0.1}},
			Float64: ShortTrainings{[]int64{1}, []*int{nil}, []*int{&zero}, []Float{2.48e48}, []Float{1}, []Float{2.31}, []Float{0.1}},
		},
	}
}

// Endings come back as they were written; a measurement of another kind does
// not name them at all.
func TestEndings(t *testing.T) {
	data := Encode(sampleEndings())
	var scanned Measurement
	if !scan(data, &scanned) {
		t.Errorf("only the slow way reads\n%s", data)
	}
	back, err := Decode[Measurement](data)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(Encode(back), data) || *back.Endings.Float32.Overflow[0] != 10 {
		t.Error("the endings changed")
	}
	other := Encode(sampleStability())
	if strings.Contains(string(other), "endings") || !scan(other, new(Measurement)) {
		t.Errorf("of another kind: %s", other)
	}
}

func TestEndingsCheck(t *testing.T) {
	for name, change := range map[string]func(e *Endings){
		"a list too short":      func(e *Endings) { e.Float32.Accuracy = e.Float32.Accuracy[1:] },
		"a negative seed":       func(e *Endings) { e.Float32.Seeds[1] = -1 },
		"another first seed":    func(e *Endings) { e.Float32.Seeds[0] = 2 },
		"another second seed":   func(e *Endings) { e.Float32.Seeds[1] = 8 },
		"other steps":           func(e *Endings) { e.Steps = 300 },
		"other float64 steps":   func(e *Endings) { e.Float64Steps = 300 },
		"beyond the steps":      func(e *Endings) { *e.Float32.GradientZero[1] = 401 },
		"both endings":          func(e *Endings) { e.Float32.GradientZero[0] = e.Float32.Overflow[0] },
		"neither ending":        func(e *Endings) { e.Float32.Loss[1] = Float(math.NaN()) },
		"one that did not":      func(e *Endings) { e.Float64.Seeds[0] = 7 },
		"an accuracy above one": func(e *Endings) { e.Float32.Accuracy[1] = 2 },
		"no seeds":              func(e *Endings) { e.Float32, e.Float64 = ShortTrainings{}, ShortTrainings{} },
	} {
		m := sampleEndings()
		change(m.Endings)
		if _, err := Decode[Measurement](Encode(m)); !isCorrupt(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
