package figures_test

import (
	"slices"
	"testing"

	"firststep/study/evidence"
)

// A batch whose loss is beyond its panel is hidden by the median over steps: it
// has a tick over the panel, and the key says so.
func TestBatchesBeyondThePanel(t *testing.T) {
	d := of(2)
	results := slices.Clone(d.Results)
	i := slices.IndexFunc(results, func(r evidence.Result) bool { return r.Run.Scenario == d.Definition.Reference })
	trace := *results[i].Trace
	trace.Loss = slices.Clone(trace.Loss)
	trace.Loss[40] = 1e30
	results[i].Trace = &trace
	beyond := evidence.NewData(d.Definition, d.Dataset, results)
	for _, name := range []string{"courses", "rate"} {
		if svg(t, d, name) == svg(t, beyond, name) {
			t.Errorf("%s: nothing is drawn of a loss of 10³⁰", name)
		}
		if figure(t, beyond, name).Key == "" {
			t.Errorf("%s: the ticks are not explained", name)
		}
	}
}
