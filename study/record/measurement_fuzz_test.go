package record

import (
	"bytes"
	"os"
	"testing"

	"firststep/study/testenv"
)

// FuzzMeasurement: whatever is accepted is what the program writes.
func FuzzMeasurement(f *testing.F) {
	golden, err := os.ReadFile("testdata/stability-first-layer-seed3.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(golden)
	for _, input := range testenv.Corpus(f, "testdata/FuzzMeasurement.txtar") {
		f.Add(input)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > sealLength {
			data = reseal(string(data))
		}
		m, err := Decode[Measurement](data)
		if err == nil && !bytes.Equal(Encode(m), data) {
			t.Error("accepted in another form")
		}
	})
}
