package figures_test

import (
	"bytes"
	"testing"

	"firststep/figures"
	"firststep/study/evidence"
)

// A study whose traces are thinned is drawn to the same bytes as one whose
// traces are whole, and keeps its losses.
func TestThinnedIsDrawnTheSame(t *testing.T) {
	whole := of(40)
	var results []evidence.Result
	for _, r := range whole.Results {
		thin := r.Thin(whole.Definition)
		if !thin.IsThinned() || r.IsThinned() || len(thin.Trace.Loss) != len(r.Trace.Loss) || thin.Trace.Correct != nil {
			t.Fatalf("%d of %d losses, thinned %t from %t", len(thin.Trace.Loss), len(r.Trace.Loss), thin.IsThinned(), r.IsThinned())
		}
		results = append(results, thin)
	}
	thinned := figures.All(evidence.NewData(whole.Definition, whole.Dataset, results))
	for i, f := range figures.All(whole) {
		var a, b bytes.Buffer
		if err := figures.WriteSVG(&a, f); err != nil {
			t.Fatal(err)
		}
		if err := figures.WriteSVG(&b, thinned[i]); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s differs", f.Name)
		}
	}
}
