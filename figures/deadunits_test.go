package figures_test

import (
	"strings"
	"testing"

	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
)

// A run that overflows between two points of its trace is followed to its
// end, where its record has the dead units.
func TestDeadUnitsFollowAnOverflow(t *testing.T) {
	d := fixture.New(fixture.Common+fixture.Reference, fixture.On("reference", 0, func(r *evidence.Result) {
		fixture.OverflowAt(6)(r)
		r.Trace.Points = r.Trace.Points[:1]
		r.Run.Ending.DeadUnits = []int{15, 0}
	}))
	f := figure(t, d, "dead-units")
	if !f.Crosses || !strings.Contains(f.Alt, "first step, 50") {
		t.Errorf("crosses %v: %s", f.Crosses, f.Alt)
	}
}
