package figures_test

import (
	"math"
	"strings"
	"testing"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
)

// That a pair never differs is said only where every bit of every seed agrees.
func TestZeroIsMeasured(t *testing.T) {
	const claim = "weights/256, eta 1/256 squared does not differ"
	d := deeper(of(2))
	if !strings.Contains(svg(t, d, "same"), claim) {
		t.Fatal("a pair that agrees in every bit is not at zero")
	}
	r, _ := d.Find("weights-256", 2)
	r.Run.Print.ValidationLogits = "another"
	if strings.Contains(svg(t, d, "same"), claim) {
		t.Error("a pair whose logits differ in one seed is drawn at zero")
	}
}

// A cell is broken exactly where its training is.
func TestBrokenCells(t *testing.T) {
	d := deeper(of(1))
	broken := 0
	s := d.Measured(study.StabilityKind, study.GlobalMap)[0].Stability
	for i := range s.Factors {
		for j := range s.Rates {
			if s.Broken(i, j) {
				broken++
			}
		}
	}
	const swatch = 1 // of the scale beside the maps
	if got := strings.Count(svg(t, d, "map"), `fill="#e8805f"`); got != broken+swatch {
		t.Errorf("%d areas have the colour of what is broken, want %d cells and %d swatch", got, broken, swatch)
	}
}

// Seeds whose borders lie at different factors are not averaged factor by
// factor: every dot is the border of some seed.
func TestBordersSeedBySeed(t *testing.T) {
	d := deeper(of(3))
	high, low := record.Float(0.4), record.Float(0.025)
	for i, m := range d.Measured(study.StabilityKind, study.GlobalMap) {
		m.Stability.Border = make([]*record.Float, len(m.Stability.Factors))
		m.Stability.Border[min(i, 1)], m.Stability.Border[min(i, 1)+1] = &high, &low
		if got, want := evidence.BorderHeight(m.Stability, -2), [...]float64{0.4, 6.4, 6.4}[i]; math.Abs(got/want-1) > 1e-12 {
			t.Errorf("the border of seed %d lies at %v, want %v", m.Seed, got, want)
		}
	}
	const dots = 2 + 2 + 6 // seeds 2 and 3 have the same border; a scenario on the row, its mark above and the four pieces of its name have the colour
	if got := strings.Count(svg(t, d, "map"), `fill="#6e1a10"`); got != dots {
		t.Errorf("%d dots on the border, want %d", got, dots)
	}
}

func TestNonFiniteEigenvalue(t *testing.T) {
	d := deeper(of(3))
	d.Measured(study.CurvatureKind, "divided")[1].Curvature.Block.Value = record.Float(math.NaN())
	if !strings.Contains(svg(t, d, "curvature"), "largest deviation not finite") {
		t.Error("the description does not say that an eigenvalue is not finite")
	}
}
