package figures

import (
	"math"
	"testing"

	"gonum.org/v1/plot/vg"
)

// What is left out of a line lies on what is left, but for less than is seen;
// of a second line that lies on a first nothing is left.
func TestNothingSeenIsLeftOut(t *testing.T) {
	var line []vg.Point
	for i := range 2000 {
		x := float64(i) / 20
		line = append(line, snapped(vg.Point{X: vg.Length(x), Y: vg.Length(40 + 30*math.Sin(x/7) + 2*math.Sin(x*5))}))
	}
	kept := simplified(line, unseen(1))
	if len(kept) > len(line)/3 {
		t.Errorf("%d of %d points are left", len(kept), len(line))
	}
	for _, at := range line {
		nearest := math.Inf(1)
		for i := range kept[1:] {
			nearest = math.Min(nearest, squareDistance(at, kept[i], kept[i+1]))
		}
		if math.Sqrt(nearest) > unseen(1) {
			t.Errorf("the line is %.3f pt away from %v", math.Sqrt(nearest), at)
		}
	}
	c := newCover(vg.Rectangle{Max: vg.Point{X: 100, Y: 80}})
	if parts := c.uncovered(kept); len(parts) != 1 || len(parts[0]) != len(kept) {
		t.Error("a first line is not drawn whole")
	}
	if parts := c.uncovered(kept); len(parts) != 0 {
		t.Errorf("a line on another is drawn in %d parts", len(parts))
	}
}
