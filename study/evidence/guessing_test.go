package evidence_test

import (
	"math"
	"slices"
	"testing"

	"firststep/study/evidence/fixture"
)

// Labels that no image has are no classes to tell apart; those of validation
// images alone are.
func TestClassesAreLabelsThatOccur(t *testing.T) {
	d := fixture.New(fixture.Common + fixture.Reference)
	d.Dataset.Classes = []string{"0", "1", "2", "3"}
	d.Dataset.Counts, d.Dataset.ValidationCounts, d.Dataset.Validation = []int{0, 5, 0, 5}, []int{0, 3, 1, 0}, 4
	if absent := d.AbsentLabels(); !slices.Equal(absent, []string{"0"}) || d.Classes() != 3 {
		t.Errorf("%v are absent of %d classes", absent, d.Classes())
	}
	if d.Chance() != 0.75 || d.GuessingLoss() != math.Log(3) {
		t.Errorf("chance %v, loss of guessing %v", d.Chance(), d.GuessingLoss())
	}
}
