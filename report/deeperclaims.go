package report

import (
	"math"
	"slices"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/theory"
)

// judgeDeeper evaluates what theory claims of the deeper measurements, as far
// as the definition asks for them.
func (e *findings) judgeDeeper() []Claim {
	var claims []Claim
	for _, r := range theory.CriticalRates(e.Definition) {
		claims = append(claims, e.judgeCriticalRate(r))
	}
	for _, r := range theory.BlockEigenvalues(e.Definition) {
		claims = append(claims, e.judgeBlock(r))
	}
	for _, l := range theory.Laws(e.Definition) {
		if l.Expected != nil {
			claims = append(claims, e.judgeExponent(l))
		}
	}
	for _, b := range theory.Borders(e.Definition) {
		if b.Claimed {
			claims = append(claims, e.judgeBorder(b))
		}
	}
	if theory.RoundingControls(e.Definition) {
		for _, s := range e.Definition.Restored() {
			claims = append(claims, e.judgeRounding(s.Name))
		}
	}
	return claims
}

// eachSeed judges every seed that judge finds measured, and notes the others.
func (e *findings) eachSeed(c *Claim, judge func(seed int64) (j Judgement, measured bool)) {
	for _, seed := range e.Definition.SeedsOf(c.Scenario, c.Other) {
		j, measured := judge(seed)
		if !measured {
			c.Missing = append(c.Missing, seed)
			continue
		}
		j.Seed = seed
		c.add(j)
	}
}

// offTarget is how far a seed's value is from what is predicted: relative for
// multiples, absolute for powers and slopes.
func (c *Claim) offTarget(j Judgement) float64 {
	if c.Kind == Exponent || c.Kind == Border {
		return math.Abs(j.Value - c.Target)
	}
	return math.Abs(j.Value/c.Target - 1)
}

// judgeTarget judges every seed by how far it is from the target.
func (e *findings) judgeTarget(c Claim, value func(seed int64) (j Judgement, measured bool)) Claim {
	e.eachSeed(&c, func(seed int64) (Judgement, bool) {
		j, measured := value(seed)
		j.Holds = c.offTarget(j) <= c.tolerance(j)
		return j, measured
	})
	c.conclude(func(j Judgement) float64 { return c.offTarget(j) / c.tolerance(j) })
	return c
}

// judgeCriticalRate compares the critical rates of two scenarios. A seed in
// which neither has one says nothing, nor does one in which that of the one
// would be beyond the rates that are tried, going by that of the other.
func (e *findings) judgeCriticalRate(r theory.Ratio) Claim {
	c := Claim{Kind: CriticalRate, Scenario: r.Scenario, Other: r.Baseline, Target: r.Factor, Threshold: r.Tolerance}
	return e.judgeTarget(c, func(seed int64) (Judgement, bool) {
		a, okA := e.Find(r.Scenario, seed)
		b, okB := e.Find(r.Baseline, seed)
		if !okA || !okB || a.Run.Diagnostics == nil || b.Run.Diagnostics == nil {
			return Judgement{}, false
		}
		mine, other := evidence.CriticalRate(a), evidence.CriticalRate(b)
		j := Judgement{Value: mine / other, Flipped: flipped(a, b)}
		switch {
		case math.IsNaN(mine) && math.IsNaN(other):
			j.silence = noRate
		case math.IsNaN(mine) && e.outOfReach(a, other*c.Target), math.IsNaN(other) && e.outOfReach(b, mine/c.Target):
			j.silence = tooFar
		}
		return j, true
	})
}

// outOfReach reports whether a critical rate lies beyond the rates that the
// loss of a run was followed to.
func (e *findings) outOfReach(r evidence.Result, rate float64) bool {
	tried := r.Run.Diagnostics.Line.T
	if len(tried) == 0 {
		return true
	}
	multiple := rate / e.FirstLayerRate(r.Run.Scenario)
	return multiple < float64(tried[0]) || multiple > float64(tried[len(tried)-1])
}

// judgeBlock compares the largest eigenvalues of the first layer's blocks.
func (e *findings) judgeBlock(r theory.Ratio) Claim {
	c := Claim{Kind: BlockEigenvalue, Scenario: r.Scenario, Other: r.Baseline, Target: r.Factor, Threshold: r.Tolerance}
	return e.judgeTarget(c, func(seed int64) (Judgement, bool) {
		a, okA := e.measurement(study.CurvatureKind, r.Scenario, seed)
		b, okB := e.measurement(study.CurvatureKind, r.Baseline, seed)
		if !okA || !okB {
			return Judgement{}, false
		}
		mine, other := a.Curvature.Block.Value, b.Curvature.Block.Value
		j := Judgement{Value: float64(mine) / float64(other)}
		if mine == 0 && other == 0 {
			j.silence = noCurvature
		}
		if ra, rb, ok := e.bothRuns(r.Scenario, r.Baseline, seed); ok {
			j.Flipped = flipped(ra, rb)
		}
		return j, true
	})
}

func (e *findings) bothRuns(scenario, other string, seed int64) (a, b evidence.Result, ok bool) {
	a, okA := e.Find(scenario, seed)
	b, okB := e.Find(other, seed)
	return a, b, okA && okB
}

// measurement finds the one of a seed.
func (e *findings) measurement(kind, subject string, seed int64) (*record.Measurement, bool) {
	measured := e.Measured(kind, subject)
	i := slices.IndexFunc(measured, func(m *record.Measurement) bool { return m.Seed == seed })
	if i < 0 {
		return nil, false
	}
	return measured[i], true
}

// judgeExponent compares an optimizer's measured slope with the one that the
// definition expects.
func (e *findings) judgeExponent(l theory.Law) Claim {
	c := Claim{Kind: Exponent, Subject: l.Optimizer, Target: *l.Expected, Threshold: l.Tolerance}
	return e.judgeTarget(c, func(seed int64) (Judgement, bool) {
		m, ok := e.measurement(study.SweepKind, "", seed)
		if !ok {
			return Judgement{}, false
		}
		series, ok := seriesOf(m.Sweep, record.BothArm, l.Optimizer)
		j := Judgement{Value: float64(series.Slope)}
		if standsStill(series) {
			j.silence = noSlope
		}
		return j, ok
	})
}

// seriesOf finds one optimizer on one arm.
func seriesOf(s *record.Sweep, arm, optimizer string) (record.SweepSeries, bool) {
	i := slices.IndexFunc(s.Series, func(s record.SweepSeries) bool { return s.Arm == arm && s.Optimizer == optimizer })
	if i < 0 {
		return record.SweepSeries{}, false
	}
	return s.Series[i], true
}

// judgeBorder compares the slope of a map's border. A map without a border
// that has a slope says nothing.
func (e *findings) judgeBorder(b theory.Border) Claim {
	c := Claim{Kind: Border, Subject: b.Map, Target: b.Slope, Threshold: b.Tolerance}
	return e.judgeTarget(c, func(seed int64) (Judgement, bool) {
		m, ok := e.measurement(study.StabilityKind, b.Map, seed)
		if !ok {
			return Judgement{}, false
		}
		j := Judgement{Value: float64(m.Stability.Slope)}
		if math.IsNaN(j.Value) {
			j.silence = noBorder
		}
		return j, true
	})
}

// judgeRounding asks whether a scenario jumps away from the reference at a
// step that lies within the range of its controls' jumps. A seed in which
// nothing jumps says nothing.
func (e *findings) judgeRounding(scenario string) Claim {
	c := Claim{Kind: Rounding, Scenario: scenario, Other: e.Definition.Reference, steps: e.Steps()}
	e.eachSeed(&c, func(seed int64) (j Judgement, measured bool) {
		m, ok := e.measurement(study.ControlsKind, "", seed)
		if !ok || len(m.Controls.Controls) == 0 {
			return j, false
		}
		i := slices.IndexFunc(m.Controls.Restored, func(d record.Distance) bool { return d.Name == scenario })
		if i < 0 {
			return j, false
		}
		j.Step = m.Controls.Restored[i].JumpStep()
		j.Low, j.High = jumps(m.Controls)
		j.Holds = j.Low <= j.Step && j.Step <= j.High
		if min(j.Step, j.Low) > c.steps {
			j.silence = noDeparture
		}
		return j, true
	})
	c.conclude(func(j Judgement) float64 { return -float64(min(j.Step-j.Low, j.High-j.Step)) })
	return c
}

// jumps are the first and the last step at which a control jumps.
func jumps(c *record.Controls) (first, last int) {
	first, last = c.Controls[0].JumpStep(), c.Controls[0].JumpStep()
	for _, d := range c.Controls {
		first, last = min(first, d.JumpStep()), max(last, d.JumpStep())
	}
	return first, last
}

// deeperStatement is Claim.statement for the claims of this file.
func (c Claim) deeperStatement(name func(scenario string) string) string {
	switch c.Kind {
	case CriticalRate:
		return say("the critical rate of %s is %s times that of %s", name(c.Scenario), factor(c.Target), name(c.Other))
	case BlockEigenvalue:
		return say("the first layer's curvature in %s is %s times that in %s", name(c.Scenario), factor(c.Target), name(c.Other))
	case Exponent:
		return say("the first step grows with the power %s of the factor under %s", exact(c.Target), optimizerName(c.Subject))
	case Border:
		return say("the border of the %s has the slope %s", mapName(c.Subject), decimal(c.Target, 0))
	}
	return say("%s departs from %s when controls do", name(c.Scenario), name(c.Other))
}

// title is a claim in the first column of the table of verdicts.
func (c Claim) title(name func(scenario string) string) string {
	switch c.Kind {
	case FirstStep:
		return say("First step of %s", name(c.Scenario))
	case CriticalRate:
		return say("Critical rate of %s", name(c.Scenario))
	case BlockEigenvalue:
		return say("Curvature of the first layer, %s", name(c.Scenario))
	case Exponent:
		return say("Exponent of the first step, %s", optimizerName(c.Subject))
	case Border:
		return say("Slope of the border, %s", mapName(c.Subject))
	}
	return say("Departure of %s, step", name(c.Scenario))
}

// mapName is what a map is called in a sentence.
func mapName(subject string) string {
	if subject == study.GlobalMap {
		return "map of every rate"
	}
	return "map of the first layer's rate"
}

// deeperPrediction is Claim.predicted for the claims of this file.
func (c Claim) deeperPrediction() string {
	switch c.Kind {
	case Exponent:
		return exact(c.Target)
	case Border:
		return decimal(c.Target, 0)
	case Rounding:
		if worst := c.Against(); worst != nil {
			return "as controls, " + c.jumpSteps(worst.Low, worst.High)
		}
		return "as controls"
	}
	return factor(c.Target)
}

// deeperMeasured is Claim.measured for the claims of this file.
func (c Claim) deeperMeasured(j *Judgement) string {
	switch {
	case c.Kind == Rounding:
		return c.jumpSteps(j.Step, j.Step)
	case math.IsNaN(j.Value) || math.IsInf(j.Value, 0):
		return "none"
	case c.Kind == Exponent:
		return decimal(j.Value, exponentDecimals)
	case c.Kind == Border:
		return decimal(j.Value, borderDecimals)
	}
	return measuredFactor(j.Value, c.Target, multipleDigits)
}

// jumpSteps writes the first and the last step of jumps.
func (c Claim) jumpSteps(low, high int) string {
	switch {
	case low > c.steps:
		return say("none in %s", integer(c.steps))
	case high > c.steps:
		return say("%s to none", integer(low))
	}
	return integers(low, high)
}

// Decimals of measured powers and slopes, and digits of measured multiples,
// which are found to a few parts in a million.
const (
	exponentDecimals = 6
	borderDecimals   = 2
	multipleDigits   = 7
)

// group is which rows of the table of verdicts stand together.
func (k Kind) group() int {
	switch {
	case k.isExpectation():
		return 0
	case k == FirstStep:
		return 1
	}
	return 2
}
