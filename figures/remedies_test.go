package figures_test

import (
	"slices"
	"strings"
	"testing"

	"firststep/study/evidence"
)

// A study of remedies has in its answer every scenario that ran, in the order of
// the definition, and who overflowed.
func TestRemedies(t *testing.T) {
	d := of(3)
	altered := *d.Definition
	altered.Scenarios = slices.Clone(altered.Scenarios)
	altered.Scenarios[len(altered.Scenarios)-1].Standardise = true
	d = evidence.NewData(&altered, d.Dataset, d.Results)
	spoken := strings.NewReplacer("²", " squared", "×", "times", "η₁", "eta 1", "η", "eta")
	alt, from := figure(t, d, "answer").Alt, 0
	for _, name := range d.Ran() {
		at := strings.Index(alt[from:], spoken.Replace(d.Called(name))+": ")
		if at < 0 {
			t.Fatalf("%q is not in its place in %q", d.Called(name), alt)
		}
		from += at + 1
	}
	if !strings.Contains(alt, "overflow") {
		t.Errorf("no overflow is named in %q", alt)
	}
	svg(t, d, "answer")
}
