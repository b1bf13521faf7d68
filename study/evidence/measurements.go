package evidence

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/record"
)

// With returns the data with what was measured beside the runs, in order of
// kind, subject and seed. Measurements of a seed that the definition does not
// have are left out, as are curvatures and endings of a scenario that it does
// not have.
func (d Data) With(measurements []*record.Measurement) Data {
	d.Measurements = nil
	inOrder, ofEndings := places(d.Definition.Seeds), map[int64]int{}
	if e := d.Definition.Endings; e != nil {
		ofEndings = places(e.Seeds)
	}
	at := func(m *record.Measurement) (place int, known bool) {
		switch m.Kind {
		case study.EndingsKind:
			place, known = ofEndings[m.Seed]
			return place, known && m.Subject == d.Definition.Endings.Scenario
		case study.CurvatureKind:
			if _, known := d.Definition.Scenario(m.Subject); !known {
				return 0, false
			}
		}
		place, known = inOrder[m.Seed]
		return place, known
	}
	for _, m := range measurements {
		if _, known := at(m); known {
			d.Measurements = append(d.Measurements, m)
		}
	}
	slices.SortStableFunc(d.Measurements, func(a, b *record.Measurement) int {
		first, _ := at(a)
		second, _ := at(b)
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject), cmp.Compare(first, second))
	})
	inTheirOrder := d.Measurements
	d.measurementsListing = sync.OnceValue(func() []byte { return measurementsListing(inTheirOrder) })
	return d
}

// places are those of seeds in a list.
func places(seeds []int64) map[int64]int {
	at := map[int64]int{}
	for i, seed := range seeds {
		at[seed] = i
	}
	return at
}

// Measured returns the measurements of a kind and a subject, one a seed or one
// for every few, in the order of the seeds. The subject of curvature and of
// endings is a scenario, that of stability a map; the other kinds have none.
func (d Data) Measured(kind, subject string) []*record.Measurement {
	var some []*record.Measurement
	for _, m := range d.Measurements {
		if m.Kind == kind && m.Subject == subject {
			some = append(some, m)
		}
	}
	return some
}

// Diagnosed returns those of a scenario's results that have diagnostics, in
// the order of the seeds.
func (d Data) Diagnosed(scenario string) []Result {
	var some []Result
	for _, r := range d.Of(scenario) {
		if r.Run.Diagnostics != nil {
			some = append(some, r)
		}
	}
	return some
}

// CriticalRate is the rate above which a step of the first layer's weights
// does not lower the loss on its batch; not a number where none was found.
func CriticalRate(r Result) float64 {
	if d := r.Run.Diagnostics; d != nil && d.Line.CriticalRate != nil {
		return float64(*d.Line.CriticalRate)
	}
	return math.NaN()
}

// FirstGradient are the norms of the weights' gradients in the first step, by
// layer; none where they were not measured.
func FirstGradient(r Result) (norms []float64) {
	if r.Run.Diagnostics == nil {
		return nil
	}
	for _, of := range r.Run.Diagnostics.Course.Gradient {
		if len(of) > 0 {
			norms = append(norms, float64(of[0]))
		}
	}
	return norms
}

// BorderOf is the measured border of one seed's map: the rate Y over the factor
// X, at the factors that have one.
func BorderOf(s *record.Stability) Curve {
	var border Curve
	for i, b := range s.Border {
		if b != nil {
			border = append(border, Point{float64(s.Factors[i]), float64(*b)})
		}
	}
	return border
}

// Diagonals checks a map of the first layer's rate against theory, by which
// cells of one a²·rate, which lie on a diagonal, are the same training.
// trainings counts the different a²·rate; same reports whether all cells of one
// have the same loss, bit for bit, leaving aside what is not finite.
func Diagonals(s *record.Stability) (trainings int, same bool) {
	losses := map[float64]record.Float{}
	same = true
	for i, a := range s.Factors {
		for j, rate := range s.Rates {
			product, loss := float64(a*a*rate), s.Loss[i][j]
			if known, ok := losses[product]; ok && known != loss && known.IsFinite() && loss.IsFinite() {
				same = false
			}
			losses[product] = loss
		}
	}
	return len(losses), same
}

// BorderBracket are the rates on either side of one seed's border, the lowest and
// the highest of them all, each brought to a = 1 along a line of the given slope;
// zeros where the seed has no border.
func BorderBracket(s *record.Stability, slope float64) (low, high float64) {
	for _, at := range BorderOf(s) {
		for i, rate := range s.Rates[1:] {
			if below, above := float64(s.Rates[i]), float64(rate); below < at.Y && at.Y < above {
				scale := math.Pow(at.X, slope)
				if high = max(high, above/scale); low == 0 || below/scale < low {
					low = below / scale
				}
			}
		}
	}
	return low, high
}

// BorderHeight is the rate at a = 1 of a line of the given slope through the
// middle of one seed's border; not a number where the seed has no border.
func BorderHeight(s *record.Stability, slope float64) float64 {
	var heights []float64
	for _, at := range BorderOf(s) {
		heights = append(heights, at.Y/math.Pow(at.X, slope))
	}
	return compare.GeometricMean(heights)
}
