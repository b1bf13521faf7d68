package figures

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/plot/plotter"

	"firststep/study/record"
)

// With returns the data with what was measured beside the runs, in order of
// kind, subject and seed. Measurements of a seed that the definition does not
// have are left out, as are curvatures of a scenario that it does not have.
func (d Data) With(measurements []*record.Measurement) Data {
	d.Measurements = nil
	for _, m := range measurements {
		_, known := d.Definition.Scenario(m.Subject)
		if slices.Contains(d.Definition.Seeds, m.Seed) && (known || m.Kind != record.CurvatureKind) {
			d.Measurements = append(d.Measurements, m)
		}
	}
	slices.SortStableFunc(d.Measurements, func(a, b *record.Measurement) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Subject, b.Subject),
			cmp.Compare(slices.Index(d.Definition.Seeds, a.Seed), slices.Index(d.Definition.Seeds, b.Seed)))
	})
	return d
}

// Measured returns the measurements of a kind and a subject, one a seed, in
// the order of the seeds. The subject of curvature is a scenario, that of
// stability a map; the other kinds have none.
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

// diagnosedProtagonists are the scenarios that figures of diagnostics show.
func (d Data) diagnosedProtagonists() []string {
	var names []string
	for _, name := range d.protagonists() {
		if len(d.Diagnosed(name)) > 0 {
			names = append(names, name)
		}
	}
	return names
}

// FirstLayerRate is the learning rate of a scenario's first-layer weights.
func (d Data) FirstLayerRate(scenario string) float64 {
	s := d.Scenario(scenario)
	return s.LearningRate / divisor(s.LearningRateDivisor) / divisor(s.FirstLayerRateDivisor)
}

// CriticalRate is the rate above which a step of the first layer's weights
// does not lower the loss on its batch; not a number where none was found.
func CriticalRate(r Result) float64 {
	if d := r.Run.Diagnostics; d != nil && d.Line.CriticalRate != nil {
		return float64(*d.Line.CriticalRate)
	}
	return math.NaN()
}

// borderOf is the measured border of one seed's map, at the factors that have
// one.
func borderOf(s *record.Stability) plotter.XYs {
	var border plotter.XYs
	for i, b := range s.Border {
		if b != nil {
			border = append(border, plotter.XY{X: float64(s.Factors[i]), Y: float64(*b)})
		}
	}
	return border
}

// BorderHeight is the rate at a = 1 of a line of the given slope through the
// middle of one seed's border; not a number where the seed has no border.
func BorderHeight(s *record.Stability, slope float64) float64 {
	var heights []float64
	for _, at := range borderOf(s) {
		heights = append(heights, at.Y/math.Pow(at.X, slope))
	}
	return geometricMean(heights)
}

// geometricMean of the positive finite values; not a number if there are none.
func geometricMean(values []float64) float64 {
	sum, n := 0.0, 0
	for _, v := range values {
		if v > 0 && isFinite(v) {
			sum += math.Log(v)
			n++
		}
	}
	return math.Exp(sum / float64(n))
}

// floats are recorded numbers as plain ones.
func floats(recorded []record.Float) []float64 {
	out := make([]float64, len(recorded))
	for i, v := range recorded {
		out[i] = float64(v)
	}
	return out
}
