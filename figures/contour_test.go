package figures

import (
	"testing"

	"gonum.org/v1/plot/plotter"

	"firststep/study/record"
)

// joint is a count in each of some cells.
func joint(cells ...[3]int) record.Joint {
	return record.Joint{BinsPerDecade: 10, Cells: cells}
}

// area is the signed area that a loop encloses on its logarithmic axes, in
// bins; what is higher lies on the left where it is positive.
func area(loop plotter.XYs) float64 {
	bins := func(v float64) float64 { // by bisection, since Log10 is not needed to be exact
		low, high := -400.0, 400.0
		for range 60 {
			if mid := (low + high) / 2; powerOfTenAt(int(mid*1000), 10000) < v {
				low = mid
			} else {
				high = mid
			}
		}
		return low
	}
	sum := 0.0
	for i := 1; i < len(loop); i++ {
		x0, y0, x1, y1 := bins(loop[i-1].X), bins(loop[i-1].Y), bins(loop[i].X), bins(loop[i].Y)
		sum += (x0*y1 - x1*y0) / 2
	}
	return sum
}

func TestContoursAreClosed(t *testing.T) {
	for name, test := range map[string]struct {
		joint record.Joint
		loops int
	}{
		"a peak":        {joint([3]int{0, 0, 100}), 1},
		"two peaks":     {joint([3]int{0, 0, 100}, [3]int{20, 5, 100}), 2},
		"touching":      {joint([3]int{0, 0, 100}, [3]int{4, 4, 100}), 2},
		"at the border": {joint([3]int{-400, 390, 1}), 1},
	} {
		l := survey([]record.Joint{test.joint})
		loops := l.contours(l.level(0.5))
		if len(loops) != test.loops {
			t.Errorf("%s: %d loops, want %d", name, len(loops), test.loops)
		}
		for _, loop := range loops {
			if loop[0] != loop[len(loop)-1] {
				t.Errorf("%s: a loop from %v ends at %v", name, loop[0], loop[len(loop)-1])
			}
			if a := area(loop); a <= 0 {
				t.Errorf("%s: area %v: what is higher is not on the left", name, a)
			}
		}
	}
}

// A ring has an inner contour, which goes the other way round.
func TestContourOfAHole(t *testing.T) {
	var cells [][3]int
	for x := -12; x <= 12; x++ {
		for y := -12; y <= 12; y++ {
			if r := x*x + y*y; r > 49 && r < 144 {
				cells = append(cells, [3]int{x, y, 10})
			}
		}
	}
	l := survey([]record.Joint{joint(cells...)})
	loops := l.contours(l.level(0.9))
	if len(loops) != 2 {
		t.Fatalf("%d loops, want 2", len(loops))
	}
	if a, b := area(loops[0]), area(loops[1]); a*b >= 0 {
		t.Errorf("areas %v and %v have the same sign", a, b)
	}
}

// The level of a share encloses that share, but for what is in its last cell.
func TestLevel(t *testing.T) {
	l := survey([]record.Joint{joint([3]int{0, 0, 1000}, [3]int{3, 1, 500}, [3]int{-2, 4, 250})})
	total, last := 0, 1e18
	for _, column := range l.heights {
		for _, h := range column {
			total += h
		}
	}
	for _, share := range []float64{0.25, 0.5, 0.75, 0.95, 1} {
		level, inside := l.level(share), 0
		for _, column := range l.heights {
			for _, h := range column {
				if float64(h) > level {
					inside += h
				}
			}
		}
		if float64(inside) < share*float64(total) {
			t.Errorf("level %v holds %d of %d, less than %v", level, inside, total, share)
		}
		if level >= last {
			t.Errorf("level %v of share %v is not below the one before", level, share)
		}
		last = level
	}
}
