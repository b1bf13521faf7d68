package evidence_test

import (
	"fmt"
	"testing"

	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
)

// byFactor are scenarios that differ from the reference by a factor of their
// own: one with divided weights, and one whose rate restores it.
func byFactor(a float64) (divided, restored string) {
	scenario := fmt.Sprintf("feature_divisor = %v\nweight_divisor = %v\n", 255/a, a)
	return fmt.Sprintf("[[scenario]]\nname = \"by-%v\"\n%s", a, scenario),
		fmt.Sprintf("[[scenario]]\nname = \"by-%v-restored\"\n%sfirst_layer_rate_divisor = %v\n", a, scenario, a*a)
}

// The story is of one factor, and so are all of its parts.
func TestRoles(t *testing.T) {
	by2, by2Restored := byFactor(2)
	by4, _ := byFactor(4)
	for name, test := range map[string]struct {
		scenarios string
		want      evidence.Roles
	}{
		"one factor": {fixture.Divided255 + fixture.Restored255 + fixture.EveryRate255 + fixture.Raised255,
			evidence.Roles{Broken: "divided", Restored: "restored", AllRates: "every-rate", Raised: "raised"}},
		"a milder one first": {by2 + fixture.Divided255 + fixture.Restored255,
			evidence.Roles{Broken: "divided", Restored: "restored"}},
		"the milder one restored": {fixture.Divided255 + by2 + by2Restored + fixture.EveryRate255 + fixture.Raised255,
			evidence.Roles{Broken: "by-2", Restored: "by-2-restored"}},
		"both restored, one collapses": {by2 + by2Restored + fixture.Divided255 + fixture.Restored255,
			evidence.Roles{Broken: "divided", Restored: "restored"}},
		"none restored, one collapses": {by4 + fixture.Divided255 + fixture.Raised255,
			evidence.Roles{Broken: "divided", Raised: "raised"}},
		"neither collapses": {by2 + by4, evidence.Roles{Broken: "by-4"}},
		"restored without its broken one": {by2 + fixture.Restored255 + fixture.EveryRate255,
			evidence.Roles{Broken: "by-2"}},
		"only raised": {fixture.Raised255, evidence.Roles{Raised: "raised"}},
	} {
		test.want.Reference = "reference"
		if got := fixture.New(fixture.Common + fixture.Reference + test.scenarios).Roles(); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}

// Of scenarios that have not been run, one that is expected to collapse counts
// as one that does.
func TestRolesBeforeTheRuns(t *testing.T) {
	by2, _ := byFactor(2)
	d := fixture.New(fixture.Common + fixture.Reference + fixture.Divided255 + by2 + "expect = \"collapses\"\n")
	d.Definition.Scenarios[1].Expect = ""
	if got := evidence.NewData(d.Definition, nil, nil).Roles().Broken; got != "by-2" {
		t.Errorf("the broken one is %q, want by-2", got)
	}
}
