package evidence_test

import (
	"math"
	"testing"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/evidence/fixture"
	"firststep/study/record"
)

func TestNewDataOrders(t *testing.T) {
	d := fixture.New(fixture.Everything)
	reversed := make([]evidence.Result, 0, len(d.Results))
	for i := len(d.Results) - 1; i >= 0; i-- {
		reversed = append(reversed, d.Results[i])
	}
	stranger := evidence.Result{Run: &record.Run{Scenario: "unheard-of", Seed: 1}}
	again := evidence.NewData(d.Definition, d.Dataset, append(reversed, stranger))
	if len(again.Results) != len(d.Results) {
		t.Fatalf("%d results, want %d", len(again.Results), len(d.Results))
	}
	for i := range d.Results {
		if again.Results[i].Run != d.Results[i].Run {
			t.Errorf("result %d is %s", i, again.Results[i].Run.Name())
		}
	}
}

// A factor is paired by seed, and a value that is not finite stays visible.
func TestFactors(t *testing.T) {
	d := fixture.New(fixture.Everything, fixture.Without("reference", 1), fixture.Without("divided", 3))
	for _, r := range d.Of("divided") {
		r.Run.FirstStep.PreActivation.XdWRMS = record.Float(math.Inf(1))
	}
	factors := d.Factors("divided", evidence.XdWRMS)
	if len(factors) == 0 || len(factors) == len(d.Definition.Seeds) {
		t.Fatalf("%d factors of %d seeds, two of which lack a run", len(factors), len(d.Definition.Seeds))
	}
	for _, f := range factors {
		if _, ok := d.Find("reference", f.Seed); !ok {
			t.Errorf("seed %d has no baseline", f.Seed)
		}
		if !math.IsInf(f.Value, 1) {
			t.Errorf("seed %d: factor %v, want +Inf", f.Seed, f.Value)
		}
	}
}

// Measurements come into the order of the seeds, and what belongs to no seed
// or scenario of the definition is left out.
func TestWithOrders(t *testing.T) {
	d := fixture.Deeper(fixture.Everything + fixture.Tables)
	var reversed []*record.Measurement
	for i := len(d.Measurements) - 1; i >= 0; i-- {
		reversed = append(reversed, d.Measurements[i])
	}
	reversed = append(reversed,
		&record.Measurement{Kind: study.SweepKind, Seed: 99, Sweep: &record.Sweep{}},
		&record.Measurement{Kind: study.CurvatureKind, Subject: "unheard-of", Seed: 1, Curvature: &record.Curvature{}})
	again := d.With(reversed)
	if len(again.Measurements) != len(d.Measurements) {
		t.Errorf("%d measurements, want %d", len(again.Measurements), len(d.Measurements))
	}
	for i, m := range again.Measured(study.CurvatureKind, "divided") {
		if m.Seed != int64(i+1) {
			t.Errorf("measurement %d is of seed %d", i, m.Seed)
		}
	}
	if got := again.Measured(study.StabilityKind, study.GlobalMap); len(got) != 3 || got[0].Subject != study.GlobalMap {
		t.Errorf("%d maps of the global rate, want 3", len(got))
	}
}
