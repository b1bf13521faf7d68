package runner

import (
	"context"
	"math"

	"firststep/study"
	"firststep/study/dataset"
	"firststep/study/internal/numeric"
	"firststep/study/mlp"
	"firststep/study/record"
)

// deadShare is the share of the loss of guessing above which a training above
// the best rate counts as dead. A constant classifier that knows how frequent
// the classes are comes a little below the whole.
const deadShare = 0.95

// measureStability makes one map: short trainings over factors and rates.
func measureStability(ctx context.Context, set *dataset.Set, d *study.Definition, m study.Job, b bench) (*record.Measurement, error) {
	w := &stabilityMap{ctx: ctx, set: set, definition: d, measurement: m, progress: b.progress, diagonals: map[float64]diagonal{}}
	var err error
	if w.initial, err = mlp.DrawInitial(config(set, d, m)); err != nil {
		return nil, err
	}
	reference, err := w.network(1, 1)
	if err != nil {
		return nil, err
	}
	result := &record.Stability{Steps: d.Stability.Steps, Factors: record.Floats(d.Stability.Factors)}
	result.Untrained = record.Float(w.untrained(reference))
	result.Dead = record.Float(deadShare * numeric.Log(float64(len(set.Classes))))
	for _, factor := range d.Stability.RateFactors {
		result.Rates = append(result.Rates, record.Float(w.rate(factor)))
	}
	for _, a := range d.Stability.Factors {
		var row []record.Float
		for _, factor := range d.Stability.RateFactors {
			loss, err := w.loss(a, factor)
			if err != nil {
				return nil, err
			}
			row = append(row, record.Float(loss))
		}
		result.Loss = append(result.Loss, row)
	}
	addBorder(result)
	return &record.Measurement{Stability: result}, nil
}

// A stabilityMap is the work on one map.
type stabilityMap struct {
	ctx         context.Context
	set         *dataset.Set
	definition  *study.Definition
	measurement study.Job
	initial     *mlp.Initial
	progress    func(step int)
	cells       int

	diagonals map[float64]diagonal // by a²·factor
}

// A diagonal is the cells of a map that are the same training, and its loss.
type diagonal struct {
	from float64 // the least a
	loss float64
}

// scenario is that of a cell: the reference with features times a, weights
// over a, and the map's rate times factor.
func (w *stabilityMap) scenario(a, factor float64) study.Scenario {
	s := scaled(w.measurement.Scenario, a)
	s.FirstLayerTrustCoefficient = 0
	if w.measurement.Subject == study.GlobalMap {
		s.LearningRateDivisor /= factor
	} else {
		s.FirstLayerRateDivisor /= factor
	}
	return s
}

// rate is the rate that the map varies: of every parameter, or of the first
// layer's weights.
func (w *stabilityMap) rate(factor float64) float64 {
	rate, firstLayer := w.scenario(1, factor).Rates()
	if w.measurement.Subject == study.GlobalMap {
		return rate
	}
	return firstLayer
}

func (w *stabilityMap) network(a, factor float64) (*mlp.Network, error) {
	c := config(w.set, w.definition, study.Job{Scenario: w.scenario(a, factor), Seed: w.measurement.Seed})
	c.Initial = w.initial
	return mlp.New(c)
}

// last reports whether a step is one whose loss counts.
func (w *stabilityMap) last(step int) bool {
	return step > w.definition.Stability.Steps-study.MapLastSteps
}

// mean of losses that are added up over the last steps.
func (w *stabilityMap) mean(sum float64) float64 {
	return sum / float64(min(study.MapLastSteps, w.definition.Stability.Steps))
}

// untrained returns what a cell measures of a network that is not trained.
func (w *stabilityMap) untrained(network *mlp.Network) float64 {
	sum := 0.0
	for step, batch := range batches(w.ctx, w.set, w.definition, w.measurement.Seed, w.definition.Stability.Steps) {
		if w.last(step) {
			sum += network.BatchLoss(trainingImages(w.set), batch)
		}
	}
	return w.mean(sum)
}

// loss returns that of a cell. The cells along a diagonal of the first layer's
// map, those of one a²·factor, are one function; with powers of two they are
// one training bit for bit, as long as nothing comes near the ends of
// float32's range, and it is made once: 19 trainings instead of 99 by default,
// and those of a diagonal on which the loss explodes.
func (w *stabilityMap) loss(a, factor float64) (float64, error) {
	defer func() {
		w.cells++
		w.progress(w.cells * w.definition.Stability.Steps)
	}()
	known, ok := w.diagonals[a*a*factor]
	if ok && w.scaleOnly(a, factor) && known.from <= a && a <= mlp.MostScale*known.from {
		return known.loss, nil
	}
	loss, scaleFree, err := w.cell(a, factor)
	if scaleFree {
		w.diagonals[a*a*factor] = diagonal{a, loss}
	}
	return loss, err
}

// scaleOnly reports whether a cell differs from others of its diagonal in
// powers of two alone.
func (w *stabilityMap) scaleOnly(a, factor float64) bool {
	s := w.measurement.Scenario
	return w.measurement.Subject != study.GlobalMap && s.Optimizer == mlp.SGD && s.ClipNorm == 0 && s.WeightDecay == 0 &&
		isPowerOfTwo(a) && isPowerOfTwo(factor)
}

func isPowerOfTwo(x float64) bool {
	fraction, _ := math.Frexp(x) // x = fraction·2ⁿ, fraction from ½ to below 1
	return fraction == 0.5
}

// cell trains and returns the mean loss of the last steps, each on its own
// batch before its update; NaN where a loss was not finite. It says whether
// the other cells of its diagonal are the same training.
func (w *stabilityMap) cell(a, factor float64) (loss float64, scaleFree bool, err error) {
	network, err := w.network(a, factor)
	if err != nil {
		return 0, false, err
	}
	scaleFree = w.scaleOnly(a, factor) && network.ScaleFree()
	sum := 0.0
	for step, batch := range batches(w.ctx, w.set, w.definition, w.measurement.Seed, w.definition.Stability.Steps) {
		s := network.Step(trainingImages(w.set), batch)
		if !s.Updated {
			sum = math.NaN()
			break
		}
		scaleFree = scaleFree && network.ScaleFree()
		if w.last(step) {
			sum += s.Loss
		}
	}
	return w.mean(sum), scaleFree, context.Cause(w.ctx)
}

// addBorder finds by factor the rate above which trainings are broken, and the
// slope of the border.
func addBorder(s *record.Stability) {
	s.Border = make([]*record.Float, len(s.Factors))
	var factors, borders []float64
	for i, a := range s.Factors {
		best := s.Best(i)
		if best < 0 { // none learns
			continue
		}
		broken := best + 1 // the lowest rate that is
		for broken < len(s.Rates) && !s.Broken(i, broken) {
			broken++
		}
		if broken == len(s.Rates) { // none breaks
			continue
		}
		border := record.Float(math.Sqrt(float64(s.Rates[broken-1]) * float64(s.Rates[broken])))
		s.Border[i] = &border
		factors, borders = append(factors, float64(a)), append(borders, float64(border))
	}
	s.Slope = record.Float(numeric.LogSlope(factors, borders))
}
