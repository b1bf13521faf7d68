package record

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"
)

// TestScan: whatever is written is read in one pass, wherever lines break, and
// says the same.
func TestScan(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	number := func() Float {
		return []Float{0, 1, -2.5, Float(random.NormFloat64()), Float(random.ExpFloat64() * 1e-9), Float(math.Inf(-1)), Float(math.NaN())}[random.IntN(7)]
	}
	for range 300 {
		r := sampleRun()
		histogram := &r.FirstStep.PreActivation.XWHistogram
		histogram.Counts = make([]int, random.IntN(40))
		for i := range histogram.Counts {
			histogram.Counts[i] = random.IntN(1 << random.IntN(40))
		}
		cells := r.FirstStep.PreActivation.Joint.Cells[:random.IntN(30)]
		for i := range cells {
			cells[i] = [3]int{random.IntN(4000) - 2000, random.IntN(100), 1 + random.IntN(10_000)}
		}
		r.FirstStep.PreActivation.Joint.Cells = cells
		r.FirstStep.LossAfter, r.Start.Loss, r.Epochs[0].TrainingLoss = number(), number(), number()
		r.Definition[0].Value = string(bytes.Repeat([]byte("x"), random.IntN(120)))
		data := Encode(r)
		again := new(Run)
		if !scan(data, again) || !bytes.Equal(Encode(again), data) {
			t.Fatalf("not read as it was written:\n%s", data)
		}
	}
}

// TestScanRefuses: what is read in one pass is what encoding/json reads, in the
// only form that it may have.
func TestScanRefuses(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	whole := Encode(sampleRun())
	pieces := []string{" ", "\n", "\n  ", "  ", ",", ", ", "0", "-", "1", "e5", ".0", `"`, "null", "[", "]", "{", "}", "[]", "true"}
	for range 30_000 {
		at := random.IntN(len(whole))
		end := min(len(whole), at+random.IntN(4))
		data := append(append(bytes.Clone(whole[:at]), pieces[random.IntN(len(pieces))]...), whole[end:]...)
		checkScan(t, data)
	}
}

// checkScan fails where scan takes what is not in canonical form.
func checkScan(t *testing.T, data []byte) {
	t.Helper()
	r, other := new(Run), new(Run)
	if !scan(data, r) {
		return
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(other); err != nil || !bytes.Equal(canonical(*other), data) || !bytes.Equal(canonical(*r), data) {
		t.Fatalf("read in one pass, and not otherwise (%v):\n%s", err, data)
	}
}
