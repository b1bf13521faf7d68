package report

import (
	"firststep/study/evidence"
)

// Tolerances of the claims: those of the definition's four words, and of the
// theory's predictions of the first step.
const (
	sameSteps    = 10   // steps over which the losses of "same as" are compared
	sameLoss     = 1e-5 // relative
	sameAccuracy = 0.01 // of the means over seeds, at the end
	lateFlips    = 20   // of so many seeds one may part by a sign behind the first batch

	// stepTolerance is far above a rounding of float32 and far below what
	// any other explanation than the law would give.
	stepTolerance = 1e-4
	// flippedTolerance judges a seed in which rounding changed the sign of a
	// hidden unit on some image of the first batch: the two networks then
	// start on different linear pieces.
	flippedTolerance = 1e-2
	// adamTolerance leaves room for Adam's ε, which shortens the steps of
	// small gradients and which the law leaves out.
	adamTolerance = 1e-2
)

// Thresholds of words in the narrative.
const (
	scaleFreeTolerance      = 1e-4 // of numbers that scale leaves alone, relative
	counterfactualTolerance = 1e-3 // of losses that should be one, relative

	float32Bits     = -24     // exponent of a rounding
	float32Rounding = 0x1p-24 // of a number, at most
	fewRoundings    = 16 * float32Rounding
	manyRoundings   = 1000 * float32Rounding
	manyTimes       = 10 // as large: no longer of the same size
	momentum        = 0.9
)

// Verdict is what the records say of a claim.
type Verdict int

// A claim some of whose runs are missing is not measured, whatever the others
// say. One of which all seeds were measured, and none says anything, is
// undecided.
const (
	NotMeasured Verdict = iota
	Undecided
	Fails
	Holds
)

// String returns the word that the report prints.
func (v Verdict) String() string {
	return [...]string{"not measured", "undecided", "fails", "holds"}[v]
}

// Kind is what a claim says of its scenario.
type Kind int

// The definition's expectations, the theory's prediction of the first step,
// and what is claimed of the deeper measurements.
const (
	Learns Kind = iota
	Collapses
	SameAs
	IdenticalTo
	FirstStep
	CriticalRate    // how much lower the rate is from which on a step of the first layer's weights does not lower the loss
	BlockEigenvalue // how much larger the largest eigenvalue of the first layer's block of the Hessian is
	Exponent        // with which power of the factor the first step grows under an optimizer
	Border          // the slope of the border in a map of short trainings
	Rounding        // the scenario departs from the reference when controls that differ from it by a rounding do
)

// isExpectation reports whether the definition itself says it of a scenario.
func (k Kind) isExpectation() bool { return k <= IdenticalTo }

// The quantities of the first layer's step of which factors are predicted.
const (
	normFactor     = iota // ‖ΔW‖
	relativeFactor        // ‖ΔW‖/‖W‖
	xdwFactor             // rms XΔW
	factors
)

// A Claim is a statement made before any run, with what the records say of it.
type Claim struct {
	Kind     Kind
	Scenario string
	Other    string // whom Scenario is compared with; empty for Learns and Collapses
	Subject  string // the optimizer of an Exponent, the map of a Border, which have no scenario
	Verdict  Verdict
	Seeds    []Judgement // of each seed that was measured and says something, in the definition's order
	Silent   []Judgement // of those that say nothing
	Missing  []int64     // seeds without the runs that the claim needs

	// Threshold is the accuracy that Learns demands and Collapses allows, and
	// the tolerance of the others.
	Threshold float64
	// Predicted holds, for FirstStep, what the first layer's step is as a
	// multiple of the other scenario's.
	Predicted [factors]float64
	// Target is what CriticalRate, BlockEigenvalue, Exponent and Border predict:
	// a multiple of the other scenario's, a power, a slope.
	Target float64
	// AccuracyGap is, for SameAs, the mean final accuracy less the other's.
	AccuracyGap float64

	against int // index into Seeds
	steps   int // that a run has, for Rounding: what jumps after them never does
}

// A Judgement is what one seed says of a claim.
type Judgement struct {
	Seed  int64
	Holds bool
	// Value is what was measured: the final accuracy for Learns and
	// Collapses, the largest relative difference of a loss for SameAs, the
	// largest relative error of the three factors for FirstStep, and what
	// Claim.Target is a prediction of.
	Value float64
	// Step is that of the overflow for Learns and Collapses, of the first loss
	// that differs for IdenticalTo, of the one at which a Flipped seed parts for
	// SameAs, and of the jump for Rounding; 0 where there is none.
	Step int
	// Low and High are the first and the last step of a jump of the controls,
	// for Rounding; what never jumps does so a step after the end.
	Low, High int
	// Factors are what was measured of Claim.Predicted.
	Factors [factors]float64
	// Rounding is what rounding the weights may do to a first step, relative to
	// it.
	Rounding float64
	// Flipped says that rounding changed the sign of a hidden unit, so that the
	// seed is judged more widely.
	Flipped bool

	silence *silence // why the seed says nothing; nil where it does
}

// Against returns the seed that speaks most against the claim, or nil where
// none says anything.
func (c *Claim) Against() *Judgement {
	if len(c.Seeds) == 0 {
		return nil
	}
	return &c.Seeds[c.against]
}

// Holding counts the seeds for which the claim holds.
func (c *Claim) Holding() int {
	n := 0
	for _, j := range c.Seeds {
		if j.Holds {
			n++
		}
	}
	return n
}

// Verdicts is what the records say of everything that the definition expects
// and the theory predicts, and how each run ended.
type Verdicts struct {
	Claims  []Claim
	Endings []evidence.Ending
}

// Judge evaluates every claim of a study against its records.
func Judge(d evidence.Data) Verdicts { return gather(d).judge() }

func (e *findings) judge() Verdicts {
	var v Verdicts
	for _, s := range e.Definition.Scenarios {
		if p := e.Prediction(s.Name); !p.IsBaseline() {
			v.Claims = append(v.Claims, e.judgeFirstStep(p))
		}
	}
	v.Claims = append(v.Claims, e.judgeDeeper()...)
	for _, s := range e.Definition.Scenarios {
		if c, ok := e.judgeExpectation(s); ok {
			v.Claims = append(v.Claims, c)
		}
	}
	v.Endings = e.Endings()
	return v
}

// Hold reports whether every claim that can be judged holds: none fails, and
// none is unmeasured.
func (v Verdicts) Hold() bool { return v.Count(Holds)+v.Count(Undecided) == len(v.Claims) }

// Count returns how many claims have the verdict.
func (v Verdicts) Count(of Verdict) int { return len(v.With(of)) }

// With returns the claims that have the verdict.
func (v Verdicts) With(of Verdict) []Claim {
	var some []Claim
	for _, c := range v.Claims {
		if c.Verdict == of {
			some = append(some, c)
		}
	}
	return some
}

// Expectation returns the claim that the definition makes of a scenario.
func (v Verdicts) Expectation(scenario string) (Claim, bool) {
	for _, c := range v.Claims {
		if c.Kind.isExpectation() && c.Scenario == scenario {
			return c, true
		}
	}
	return Claim{}, false
}

// Statement says what the claim says in plain text: "scaled-weights collapses".
func (c Claim) Statement() string {
	return c.statement(func(scenario string) string { return scenario })
}

// String says the claim and its verdict in a line of plain text:
// "scaled-weights collapses: fails (seed 3: 0.4310)", or why it is undecided.
func (c Claim) String() string {
	line := c.Statement() + ": " + c.Verdict.String()
	switch worst := c.Against(); {
	case c.Verdict == Fails && worst != nil:
		line += say(" (seed %s: %s)", seedName(worst.Seed), c.measured(worst))
	case c.Verdict == Undecided:
		line += say(" (%s)", c.why())
	}
	return line
}

// statement says what a claim says, as a clause, with scenarios as name
// writes them.
func (c Claim) statement(name func(scenario string) string) string {
	switch c.Kind {
	case Learns:
		return say("%s learns", name(c.Scenario))
	case Collapses:
		return say("%s collapses", name(c.Scenario))
	case SameAs:
		return say("%s is the same as %s", name(c.Scenario), name(c.Other))
	case IdenticalTo:
		return say("%s is identical to %s", name(c.Scenario), name(c.Other))
	case FirstStep:
		return say("the first step of %s is %s times that of %s", name(c.Scenario), factor(c.Predicted[xdwFactor]), name(c.Other))
	}
	return c.deeperStatement(name)
}

// add takes a seed's judgement, or that it says nothing.
func (c *Claim) add(j Judgement) {
	if j.silence != nil {
		c.Silent = append(c.Silent, j)
		return
	}
	c.Seeds = append(c.Seeds, j)
}

// conclude fills in the verdict of a claim whose seeds are judged, and which
// of them speaks most against it: the first of the largest weight.
func (c *Claim) conclude(weight func(Judgement) float64) {
	c.Verdict = Holds
	if len(c.Seeds) == 0 {
		c.Verdict = Undecided
	}
	for i, j := range c.Seeds {
		if !j.Holds {
			c.Verdict = Fails
		}
		if worse(j, c.Seeds[c.against], weight) {
			c.against = i
		}
	}
	if len(c.Missing) > 0 {
		c.Verdict = NotMeasured
	}
}

// worse reports whether a speaks more strongly against a claim than b. One
// in which rounding changed a sign and which holds speaks least, for it tells
// of that and not of the claim. A weight that is not a number is the strongest.
func worse(a, b Judgement, weight func(Judgement) float64) bool {
	switch {
	case a.Holds != b.Holds:
		return !a.Holds
	case a.Holds && a.Flipped != b.Flipped:
		return b.Flipped
	}
	wa, wb := weight(a), weight(b)
	if wa != wa || wb != wb {
		return wa != wa && wb == wb
	}
	return wa > wb
}

// claims returns the claims of a kind, in the order of the definition.
func (n *narrative) claims(kind Kind) []Claim {
	var some []Claim
	for _, c := range n.verdicts.Claims {
		if c.Kind == kind {
			some = append(some, c)
		}
	}
	return some
}

// claim returns what is claimed of a scenario; a claim without seeds where
// nothing is.
func (n *narrative) claim(kind Kind, scenario string) *Claim {
	for i, c := range n.verdicts.Claims {
		if c.Kind == kind && c.Scenario == scenario {
			return &n.verdicts.Claims[i]
		}
	}
	return &Claim{Kind: kind, Scenario: scenario}
}
