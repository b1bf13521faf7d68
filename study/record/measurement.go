package record

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"firststep/study"
	"firststep/study/internal/numeric"
)

// A Measurement is what a study measures beside its runs: the content of
// measurements/<kind>[-<subject>]-seed<n>.json. Exactly one of the kinds is
// filled in.
type Measurement struct {
	Schema     int        `json:"schema"`
	Key        string     `json:"key"` // as of a run: over Definition
	Kind       string     `json:"kind"`
	Subject    string     `json:"subject"` // of curvature and endings the scenario, of stability the map; else empty
	Seed       int64      `json:"seed"`    // of endings the first
	Definition Definition `json:"definition"`
	Curvature  *Curvature `json:"curvature"`
	Sweep      *Sweep     `json:"sweep"`
	Stability  *Stability `json:"stability"`
	Controls   *Controls  `json:"controls"`
	Endings    *Endings   `json:"endings,omitempty"` // left out where it is null: it came later than the others
	Checksum   string     `json:"checksum"`
}

// Curvature is of the loss on the first batch, before the first update: the
// largest eigenvalue of its Hessian with respect to all parameters, and of
// the block of the first layer's weights (without its bias).
type Curvature struct {
	Whole Eigenvalue `json:"whole"`
	Block Eigenvalue `json:"block"`
}

// An Eigenvalue was found by Lanczos' method on exact products.
type Eigenvalue struct {
	Value      Float `json:"value"`
	Residual   Float `json:"residual" range:"0.."` // ‖Hv − λv‖/|λ| for the unit vector v found
	Iterations int   `json:"iterations" range:"0.."`
	Converged  bool  `json:"converged"` // the residual is below 10⁻⁶
}

// Arms of a sweep: what is multiplied by the factor a, beginning with the
// study's reference.
const (
	BothArm     = "features × a, weights / a" // the same function: the law is claimed of it
	FeaturesArm = "features × a"
	WeightsArm  = "weights / a"
)

// Sweep is first steps alone, on the first batch, over a list of factors.
type Sweep struct {
	Factors []Float       `json:"factors" range:">0"` // a
	Series  []SweepSeries `json:"series"`
}

// A SweepSeries is one optimizer on one arm.
type SweepSeries struct {
	Arm          string  `json:"arm"`
	Optimizer    string  `json:"optimizer"`
	LearningRate Float   `json:"learning_rate" range:">0"`
	XdWRMS       []Float `json:"xdw_rms" range:"0.."` // rms XΔW at each factor
	Slope        Float   `json:"slope"`               // of log rms XΔW against log a, by least squares; NaN with less than two different factors
}

// Stability is a map of short trainings over factors and rates: features
// times a and first-layer weights over a, beginning with the reference.
//
// A training ends with the mean loss of its last ten steps, or of all where
// there are fewer. It is broken if that is not finite, or if no rate of its
// factor ends below the loss of the untrained network on the same batches. Else
// a training at a rate above that of the factor's least loss is broken if it
// does not end below the untrained network, or if it died: it ends near the loss
// of guessing, not below Dead, where the least loss is below Dead. One at a lower
// rate has only not learned yet, and where none has learned none has died.
type Stability struct {
	Steps     int       `json:"steps" range:"1.."`
	Untrained Float     `json:"untrained"`          // mean loss of the untrained network on the batches of the last steps
	Dead      Float     `json:"dead" range:">0"`    // 95 % of the loss of guessing, ln(classes)
	Factors   []Float   `json:"factors" range:">0"` // a
	Rates     []Float   `json:"rates" range:">0"`   // increasing
	Loss      [][]Float `json:"loss"`               // by factor, then rate: mean loss of the last steps; NaN where the training overflowed

	// Border is, by factor, the geometric mean of the lowest broken rate above
	// that of the least loss and the rate before it; null where the grid holds
	// no border.
	Border []*Float `json:"border" range:">0"`
	Slope  Float    `json:"slope"` // of log border against log a, by least squares; NaN with less than two borders
}

// Broken reports whether a training of the map is broken.
func (s *Stability) Broken(factor, rate int) bool {
	row := s.Loss[factor]
	loss, best := row[rate], s.least(factor)
	switch {
	case !loss.IsFinite() || !(row[best] < s.Untrained):
		return true
	case rate <= best:
		return false
	}
	return !(loss < s.Untrained) || row[best] < s.Dead && !(loss < s.Dead)
}

// least returns the lowest rate of a factor's least loss.
func (s *Stability) least(factor int) int {
	row := s.Loss[factor]
	best := 0
	for rate, loss := range row {
		if loss < row[best] || !row[best].IsFinite() {
			best = rate
		}
	}
	return best
}

// Best returns the rate of a factor's least loss, the lowest of equal ones. If
// not even that is below Dead, none has learned, and it is -1; unless it is the
// highest rate: then all are too low.
func (s *Stability) Best(factor int) int {
	row, best := s.Loss[factor], s.least(factor)
	if best < len(row)-1 && !(row[best] < s.Dead) {
		return -1
	}
	return best
}

// Controls compare trainings that should be the same function as the study's
// reference: scenarios whose rates restore it, and controls, each the
// reference with every first-layer weight moved by one unit in the last place
// up or down.
type Controls struct {
	Reference string     `json:"reference"`
	Images    int        `json:"images" range:"0.."`    // of the probe set, which logits are compared on: the first ones
	Threshold Float      `json:"threshold" range:"0.."` // see Distance.Jump
	Restored  []Distance `json:"restored"`              // by scenario, compared to the end
	Controls  []Distance `json:"controls"`              // compared to a little after the jump
}

// A Distance is how far a training is from the reference's of the same seed,
// at steps of the trace, after their update. Rounded to six significant
// digits.
type Distance struct {
	Name  string  `json:"name"` // of the scenario, or the control's number, from 1
	Steps []int   `json:"steps" range:"1.."`
	Logit []Float `json:"logit" range:"0.."` // largest absolute difference of a logit
	Loss  []Float `json:"loss" range:"0.."`  // absolute difference of the step's loss, on its own batch before its update

	// Jump is the first of the steps at which the largest difference of a
	// logit exceeds Threshold times the reference's largest |logit|: there it
	// leaves the level of rounding, because the sign of some pre-activation
	// differs. Null where it never did, to the end of training: then it is
	// censored at the end.
	Jump *int `json:"jump" range:"1.."`
	End  int  `json:"end" range:"1.."` // last step of the reference's training
}

// JumpStep is Jump, and a step past the end where there was none.
func (d Distance) JumpStep() int {
	if d.Jump == nil {
		return d.End + 1
	}
	return *d.Jump
}

func (m Measurement) sealed() any {
	m.Schema, m.Checksum = Schema, ""
	return m
}

// check returns an error where readers would have to fear for an index, and
// where the results are not those of the definition.
func (m *Measurement) check() error {
	if err := m.checkResults(); err != nil {
		return err
	}
	return m.checkDefinition()
}

func (m *Measurement) checkResults() error {
	if !namePattern.MatchString(m.Name()) || len(m.Name()) > 300 || m.Seed < 0 {
		return fmt.Errorf("kind, subject, seed: %.60q is no name of a measurement", m.Name())
	}
	if !isSum(m.Key) {
		return fmt.Errorf("key: %.80q is no SHA-256 in hexadecimal", m.Key)
	}
	present := map[string]bool{
		study.CurvatureKind: m.Curvature != nil, study.SweepKind: m.Sweep != nil,
		study.StabilityKind: m.Stability != nil, study.ControlsKind: m.Controls != nil,
		study.EndingsKind: m.Endings != nil,
	}
	for kind, there := range present {
		if there != (kind == m.Kind) {
			return fmt.Errorf("kind: %.20q does not go with the results", m.Kind)
		}
	}
	switch {
	case !present[m.Kind]:
		return fmt.Errorf("kind: %.20q is no kind of measurement", m.Kind)
	case m.Sweep != nil:
		return m.Sweep.check()
	case m.Stability != nil:
		return m.Stability.check()
	case m.Controls != nil:
		return m.Controls.check()
	case m.Endings != nil:
		return m.Endings.check(m.Seed)
	}
	return nil
}

// Find returns the series of one optimizer on one arm.
func (s *Sweep) Find(arm, optimizer string) (SweepSeries, bool) {
	i := slices.IndexFunc(s.Series, func(s SweepSeries) bool { return s.Arm == arm && s.Optimizer == optimizer })
	if i < 0 {
		return SweepSeries{}, false
	}
	return s.Series[i], true
}

func (s *Sweep) check() error {
	if err := increasing("sweep.factors", s.Factors); err != nil {
		return err
	}
	for i, series := range s.Series {
		if len(series.XdWRMS) != len(s.Factors) {
			return fmt.Errorf("sweep.series[%d].xdw_rms: %d entries for %d factors", i, len(series.XdWRMS), len(s.Factors))
		}
		if err := checkSlope(series.Slope, s.Factors, series.XdWRMS); err != nil {
			return fmt.Errorf("sweep.series[%d].%w", i, err)
		}
	}
	return nil
}

func (s *Stability) check() error {
	if len(s.Factors) == 0 || len(s.Rates) == 0 {
		return errors.New("stability: there are no factors, or no rates")
	}
	if err := cmp.Or(increasing("stability.factors", s.Factors), increasing("stability.rates", s.Rates)); err != nil {
		return err
	}
	if len(s.Loss) != len(s.Factors) || len(s.Border) != len(s.Factors) {
		return fmt.Errorf("stability: losses and borders of %d and %d factors, where there are %d", len(s.Loss), len(s.Border), len(s.Factors))
	}
	var factors, borders []Float
	for i, row := range s.Loss {
		if len(row) != len(s.Rates) {
			return fmt.Errorf("stability.loss[%d]: %d entries for %d rates", i, len(row), len(s.Rates))
		}
		if b := s.Border[i]; b != nil {
			factors, borders = append(factors, s.Factors[i]), append(borders, *b)
		}
	}
	if err := checkSlope(s.Slope, factors, borders); err != nil {
		return fmt.Errorf("stability.%w", err)
	}
	return nil
}

// checkSlope returns an error where a slope is not that of its own points.
func checkSlope(stated Float, x, y []Float) error {
	const rounding = 1e-9
	of := func(list []Float) (values []float64) {
		for _, v := range list {
			values = append(values, float64(v))
		}
		return values
	}
	slope := numeric.LogSlope(of(x), of(y))
	if same := Float(slope); same == stated || math.IsNaN(slope) && math.IsNaN(float64(stated)) || math.Abs(slope-float64(stated)) <= rounding*(1+math.Abs(slope)) {
		return nil
	}
	return fmt.Errorf("slope: %v, where its own points have %v", stated, slope)
}

func (c *Controls) check() error {
	for _, d := range slices.Concat(c.Restored, c.Controls) {
		if err := increasing("controls: steps", d.Steps); err != nil {
			return err
		}
		if len(d.Logit) != len(d.Steps) || len(d.Loss) != len(d.Steps) {
			return fmt.Errorf("controls: %.60q has %d and %d differences at %d steps", d.Name, len(d.Logit), len(d.Loss), len(d.Steps))
		}
	}
	return nil
}
