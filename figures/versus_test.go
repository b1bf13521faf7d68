package figures_test

import (
	"bytes"
	"strings"
	"testing"

	"firststep/figures"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/record"
)

// versus compares two scenarios of a fixture, on seeds that are given.
func versus(t *testing.T, scenarioA, scenarioB string, fromA, fromB, seeds int) figures.Versus {
	t.Helper()
	d := of(fromA + fromB + seeds)
	take := func(scenario string, from int) (results []evidence.Result, runs []compare.Run) {
		results = d.Of(scenario)[from : from+seeds]
		for _, r := range results {
			r.Run.Definition = record.Definition{{Name: "dataset.train", Value: "1600"}, {Name: "training.batch", Value: "16"}, {Name: "training.epochs", Value: "2"}}
			runs = append(runs, compare.Run{Record: r.Run, Trace: r.Trace})
		}
		return results, runs
	}
	a, runsA := take(scenarioA, fromA)
	b, runsB := take(scenarioB, fromB)
	comparison, err := compare.Scenarios(runsA, runsB, compare.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return figures.Versus{LabelA: d.Label(scenarioA), LabelB: d.Label(scenarioB), A: a, B: b, Comparison: comparison, Dataset: d.Dataset}
}

func TestVersusGolden(t *testing.T) {
	for _, test := range []struct {
		name string
		v    figures.Versus
	}{
		{"versus-paired", versus(t, "reference", "divided", 0, 0, 4)},
		{"versus-unpaired", versus(t, "reference", "reference", 0, 4, 4)},
		{"versus-many", versus(t, "reference", "adam-weights", 0, 0, 40)},
	} {
		drawn := test.v.Figures()
		if len(drawn) != 2 {
			t.Errorf("%s: %d figures, want curves and differences", test.name, len(drawn))
		}
		for _, f := range drawn {
			var svg bytes.Buffer
			if err := figures.WriteSVG(&svg, f); err != nil {
				t.Fatal(err)
			}
			golden(t, test.name+"-"+f.Name+".svg", svg.Bytes())
		}
	}
}

// Both sides have a curve over the whole training, with a band each.
func TestVersusCurves(t *testing.T) {
	curves := versus(t, "reference", "adam-weights", 0, 0, 4).Figures()[0]
	if n := strings.Count(curves.Alt, "mean training loss at the end"); n != 2 {
		t.Errorf("%d of two sides have a course: %s", n, curves.Alt)
	}
}

// Sides that agree in every bit have curves, and no differences to show.
func TestVersusIdentical(t *testing.T) {
	drawn := versus(t, "reference", "reference", 0, 0, 3).Figures()
	if len(drawn) != 1 || drawn[0].Name != "curves" {
		t.Errorf("%d figures", len(drawn))
	}
}

// Runs without traces, as large reports carry them, have no curves.
func TestVersusWithoutTraces(t *testing.T) {
	v := versus(t, "reference", "adam-weights", 0, 0, 3)
	for _, side := range [][]evidence.Result{v.A, v.B} {
		for i := range side {
			side[i].Trace = nil
		}
	}
	if drawn := v.Figures(); len(drawn) != 1 || drawn[0].Name != "differences" {
		t.Errorf("%d figures", len(drawn))
	}
}
