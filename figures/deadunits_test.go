package figures_test

import (
	"strings"
	"testing"

	"firststep/figures"
	"firststep/study/evidence"
)

// A run that overflows between two points of its trace is followed to its
// end, where its record has the dead units.
func TestDeadUnitsFollowAnOverflow(t *testing.T) {
	d := definition(1)
	var results []evidence.Result
	for _, s := range d.Scenarios {
		r := run(d, s, 1)
		if r.Overflowed() {
			r.Trace.Points = r.Trace.Points[:1]
			r.Run.Ending.DeadUnits = []int{d.Network.Hidden[0] / 2, 0}
		}
		results = append(results, r)
	}
	f, ok := figures.DeadUnits(evidence.NewData(d, dataset(), results))
	if !ok || !f.Crosses || !strings.Contains(f.Alt, "first step, 50") {
		t.Errorf("crosses %v: %s", f.Crosses, f.Alt)
	}
}
