// Package claim holds what was said of a study before any run against its
// records: what its definition expects of scenarios, and what theory predicts.
//
//  1. A [Kind] is one sort of claim, in a file of its own: what it states, what
//     it predicts and measures in words, and how records are judged by it.
//  2. [Judge] makes every [Claim] of a study, of all kinds, and judges each seed
//     ([Judgement]); from these the claim has its [Verdict].
//  3. A seed of which what is claimed could not come to pass is silent
//     ([Claim.Why]); one whose runs are missing is not measured.
//
// Words are markup as the report has it, which reads the same on a terminal;
// the scenarios in them are named as the caller names them.
package claim

import (
	"fmt"
	"slices"
	"strconv"

	"firststep/study"
	"firststep/study/evidence"
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

// A Kind is one sort of claim: one of the variables of this type. What a Claim
// and a Judgement hold for it is said there.
type Kind interface {
	// expects is the word of a definition by which a scenario claims it;
	// NoExpectation of what theory claims.
	expects() study.ExpectationKind

	// judge makes the claims of the kind that a study has, and judges them.
	judge(f *evidence.Findings) []Claim

	statement(c *Claim, name Naming) string // a clause
	predicted(c *Claim) string              // a word or a number
	measured(c *Claim, j *Judgement) string // the same of a seed
}

// titled is a kind whose claims are called otherwise than by their statement in a
// list that has beside it what is predicted and measured.
type titled interface {
	title(c *Claim, name Naming) string
}

// explained is a kind that says more of a seed than what was measured.
type explained interface {
	found(c *Claim, j *Judgement) string
}

// kinds are all there are, in the order in which theory's claims are listed;
// what definitions expect stands behind them, by scenario.
var kinds = []Kind{FirstStep, Clipped, CriticalRate, BlockEigenvalue, Exponent, Border, Rounding, Learns, Collapses, SameAs, IdenticalTo, WorseThan}

// Naming writes a scenario's name.
type Naming func(scenario string) string

// A Claim is a statement made before any run, with what the records say of it.
type Claim struct {
	Kind     Kind
	Scenario string
	Other    string // whom Scenario is compared with, if anybody
	Subject  string // the optimizer of an Exponent, the map of a Border, which have no scenario
	Verdict  Verdict
	Seeds    []Judgement // of each seed that was measured and says something, in the definition's order
	Silent   []Judgement // of those that say nothing
	Missing  []int64     // seeds without the runs that the claim needs

	// Identity says that the claim follows from the chain rule through the
	// factor: what could fail in it is the program, and not the theory. One under
	// Adam is so UpToEpsilon.
	Identity    bool
	UpToEpsilon bool

	Threshold float64   // the accuracy of Learns and Collapses, the tolerance of the others
	Predicted StepSizes // for FirstStep: its multiples of the other scenario's
	Target    float64   // the number predicted by Clipped, CriticalRate, BlockEigenvalue, Exponent and Border

	// AccuracyGap is, for SameAs, the mean final accuracy less the other's.
	AccuracyGap float64

	// Of WorseThan: the interval of the mean difference over seeds; not numbers
	// where there is none.
	Low, High float64

	// Of Rounding: the chance that a seed lies outside the controls' range, at
	// most, and how many may by that.
	Outside float64
	Allowed int

	against   int      // index into Seeds
	steps     int      // that a run has, for Rounding: what jumps after them never does
	undecided *silence // why seeds that say something do not decide
}

// A Judgement is what one seed says of a claim.
type Judgement struct {
	Seed  int64
	Holds bool
	Value float64 // what was measured, where that is one number
	Off   float64 // how far that is from what is claimed: relative, absolute for powers and slopes
	Step  int     // at which it happened, whatever the kind is about; 0 where it did not

	// Flipped says that rounding changed the sign of a hidden unit, so that the
	// seed is judged more widely.
	Flipped bool

	// Of FirstStep: what was measured of Claim.Predicted, and what rounding the
	// weights may do to a first step, relative to it.
	Factors  StepSizes
	Rounding float64

	Fate evidence.Fate // of Learns and Collapses: how the run ended, at Step unless it lived

	// Of Rounding: the first and the last step of a jump of the controls, and how
	// many of them jump before Step, at it and after it.
	Low, High            int
	Earlier, Ties, Later int

	silence *silence // why the seed says nothing; nil where it does
}

// Expected reports whether the definition itself says it of a scenario.
func (c Claim) Expected() bool { return c.Kind.expects() != study.NoExpectation }

// Against returns the seed that speaks most against the claim, or nil where
// none says anything.
func (c *Claim) Against() *Judgement {
	if len(c.Seeds) == 0 {
		return nil
	}
	return &c.Seeds[c.against]
}

// OfSeed returns the verdict of one seed alone.
func (c *Claim) OfSeed(seed int64) Verdict {
	for _, j := range c.Seeds {
		if j.Seed == seed && j.Holds {
			return Holds
		}
		if j.Seed == seed {
			return Fails
		}
	}
	if slices.ContainsFunc(c.Silent, func(j Judgement) bool { return j.Seed == seed }) {
		return Undecided
	}
	return NotMeasured
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

// Throughout reports whether a claim holds, and every seed says so.
func (c *Claim) Throughout() bool { return c.Verdict == Holds && len(c.Silent) == 0 }

// Statement says what a claim says, as a clause: "weights/255 collapses".
func (c *Claim) Statement(name Naming) string { return c.Kind.statement(c, name) }

// Title is what the claim is about, for a list that has beside it what is
// predicted and measured.
func (c *Claim) Title(name Naming) string {
	if k, ok := c.Kind.(titled); ok {
		return k.title(c, name)
	}
	return c.Statement(name)
}

// PredictedWords is what the claim predicts, in a word or a number.
func (c *Claim) PredictedWords() string { return c.Kind.predicted(c) }

// MeasuredWords is what was measured of the claim in a seed, in a word or a
// number.
func (c *Claim) MeasuredWords(j *Judgement) string { return c.Kind.measured(c, j) }

// found is what a seed says of the claim, with what its numbers are.
func (c *Claim) found(j *Judgement) string {
	if k, ok := c.Kind.(explained); ok {
		return k.found(c, j)
	}
	return "measured " + c.MeasuredWords(j)
}

// Plain is the statement with scenarios as the definition names them.
func (c *Claim) Plain() string {
	return c.Statement(func(scenario string) string { return scenario })
}

// String says the claim and its verdict in a line of plain text:
// "scaled-weights collapses: fails (seed 3: accuracy 0.4310, which is more than 0.2)", or why it is undecided.
func (c Claim) String() string {
	line := c.Plain() + ": " + c.Verdict.String()
	switch worst := c.Against(); {
	case c.Verdict == Fails && c.alike(c.found):
		line += fmt.Sprintf(" (%s)", c.found(worst))
	case c.Verdict == Fails && worst != nil:
		line += fmt.Sprintf(" (seed %s: %s)", strconv.FormatInt(worst.Seed, 10), c.found(worst))
	case c.Verdict == Undecided:
		line += fmt.Sprintf(" (%s)", c.Why())
	}
	return line
}

// Alike reports whether there are several seeds and their measured words are
// the same.
func (c *Claim) Alike() bool { return c.alike(c.MeasuredWords) }

func (c *Claim) alike(says func(j *Judgement) string) bool {
	for i := range c.Seeds {
		if says(&c.Seeds[i]) != says(&c.Seeds[0]) {
			return false
		}
	}
	return len(c.Seeds) > 1 && len(c.Silent) == 0
}

// add takes a seed's judgement, or that it says nothing.
func (c *Claim) add(seed int64, j Judgement) {
	j.Seed = seed
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

// furthest weighs a seed by how far it is from what is claimed.
func furthest(j Judgement) float64 { return j.Off }

// Worst returns the claim whose worst seed is furthest from what it says; nil
// where no seed says anything.
func Worst(claims []Claim) *Claim {
	var worst *Claim
	for i := range claims {
		if j := claims[i].Against(); j != nil && (worst == nil || worse(*j, *worst.Against(), furthest)) {
			worst = &claims[i]
		}
	}
	return worst
}

// Of returns the claims of a kind, in the order of the definition.
func Of(claims []Claim, kind Kind) []Claim {
	return slices.DeleteFunc(slices.Clone(claims), func(c Claim) bool { return c.Kind != kind })
}
