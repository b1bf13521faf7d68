package claim

import (
	"fmt"
	"math"

	"firststep/study"
	"firststep/study/compare"
	"firststep/study/evidence"
	"firststep/study/words"
)

// WorseThan says that a scenario trains worse than another: in every seed its
// training loss of the last epoch is larger, by Value, and the interval of the
// mean of these differences over seeds, Low to High, lies above zero. The claim
// fails in a seed whose loss is not larger. Where every seed's is, and the
// interval does not tell it from zero or there is none, as of a single seed, it
// is undecided.
//
// A training that overflows is worse than one that does not, without measure:
// it stands for itself, and the interval is that of the others. A seed in which
// both overflow says nothing.
var WorseThan Kind = worseThan{}

type worseThan struct{}

var (
	bothOverflow = &silence{"both overflow", "both overflow"}
	oneSeed      = &silence{"one seed", "a single seed has no interval"}
	withinZero   = &silence{"within its interval", "the interval of the mean difference over seeds does not exclude zero"}
)

func (worseThan) expects() study.ExpectationKind { return study.WorseThan }

func (worseThan) judge(f *evidence.Findings) []Claim {
	return expected(f, study.WorseThan, func(c *Claim) { c.judgeWorse(f) })
}

func (c *Claim) judgeWorse(f *evidence.Findings) {
	c.eachPair(f, func(a, b evidence.Result) (j Judgement) {
		switch {
		case a.Overflowed() && b.Overflowed():
			j.silence = bothOverflow
		case a.Overflowed():
			j.Value = math.Inf(1)
		case b.Overflowed():
			j.Value = math.Inf(-1)
		default:
			j.Value = evidence.LastTrainingLoss(a) - evidence.LastTrainingLoss(b)
		}
		j.Holds = j.Value > 0
		return j
	})
	c.conclude(func(j Judgement) float64 { return -j.Value })
	var measured []float64
	for _, j := range c.Seeds {
		if finite(j.Value) {
			measured = append(measured, j.Value)
		}
	}
	c.Low, c.High = compare.MeanInterval(measured)
	switch {
	case c.Verdict != Holds:
	case len(c.Seeds) == 1:
		c.Verdict, c.undecided = Undecided, oneSeed
	case len(measured) > 1 && !(c.Low > 0):
		c.Verdict, c.undecided = Undecided, withinZero
	}
}

func (worseThan) statement(c *Claim, name Naming) string {
	return fmt.Sprintf("%s is worse than %s", name(c.Scenario), name(c.Other))
}

func (worseThan) predicted(*Claim) string { return "above 0" }

// lossDecimals are those of differences of a loss.
const lossDecimals = 4

func (worseThan) measured(c *Claim, j *Judgement) string {
	switch {
	case math.IsInf(j.Value, 1):
		return "it alone overflows"
	case math.IsInf(j.Value, -1):
		return "the other alone overflows"
	case math.IsNaN(c.Low):
		return words.Document.Signed(j.Value, lossDecimals)
	}
	return fmt.Sprintf("%s; mean %s to %s", words.Document.Signed(j.Value, lossDecimals),
		words.Document.Signed(c.Low, lossDecimals), words.Document.Signed(c.High, lossDecimals))
}

func (k worseThan) found(c *Claim, j *Judgement) string {
	if !finite(j.Value) {
		return k.measured(c, j)
	}
	return "training loss less the other's: " + k.measured(c, j)
}
