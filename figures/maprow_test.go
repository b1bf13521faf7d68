package figures

import (
	"testing"

	"firststep/study"
	"firststep/study/record"
	"firststep/study/theory"
)

// The trainings of one a²η₁ are one place of the row, and one dot where they
// have one loss.
func TestTrainingsOfARow(t *testing.T) {
	for _, test := range []struct {
		name  string
		loss  [][]record.Float
		count int
	}{
		{"one a place", [][]record.Float{{1, 2, 3}, {2, 3, 4}}, 4},
		{"two at some", [][]record.Float{{1, 2, 3}, {2, 2.5, 4}}, 5},
	} {
		seed := &record.Stability{Untrained: 9, Dead: 8, Loss: test.loss}
		m := stabilityMap{border: theory.Border{Map: study.FirstLayerMap, Slope: -2}, factors: []float64{1, 2}, rates: []float64{1, 4, 16}, seeds: []*record.Stability{seed}}
		if got := len(m.trainings(seed)); got != test.count {
			t.Errorf("%s: %d different trainings, not %d", test.name, got, test.count)
		}
	}
}

func TestZeroHasAPlaceOfItsOwn(t *testing.T) {
	with := logAxis([]float64{1, 10}, 2, 5).zeroFor([]float64{1, 0})
	if first := with.ticks[0]; first.Label != "0" || first.Value != with.min || first.Value >= with.ticks[1].Value {
		t.Errorf("zero is at the tick %v of an axis from %v", first, with.min)
	}
	if without := logAxis([]float64{1, 10}, 2, 5).zeroFor([]float64{1, 10}); without.ticks[0].Label == "0" {
		t.Error("an axis has a place for zero where no value is")
	}
}
