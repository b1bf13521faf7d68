package claim

import (
	"fmt"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/words"
)

// IdenticalTo says that per seed all losses and validation logits are equal in
// every bit, by their fingerprints. Step is that of the first loss that
// differs. Where theory has it so, because no factor rounds, it is an identity.
var IdenticalTo Kind = identical{}

type identical struct{}

func (identical) expects() study.ExpectationKind { return study.IdenticalTo }

func (identical) judge(f *evidence.Findings) []Claim {
	return expected(f, study.IdenticalTo, func(c *Claim) {
		p := f.Prediction(c.Scenario)
		c.Identity = p.Exact && p.Baseline == c.Other
		c.eachPair(f, func(a, b evidence.Result) Judgement {
			if Identical(a.Run, b.Run) {
				return Judgement{Holds: true}
			}
			return Judgement{Step: firstDifference(a.Trace.Loss, b.Trace.Loss)}
		})
		c.conclude(func(j Judgement) float64 { return -float64(j.Step) })
	})
}

// Identical reports whether two runs agree in every bit that IdenticalTo is
// about.
func Identical(a, b *record.Run) bool {
	return a.Print.Losses == b.Print.Losses && a.Print.ValidationLogits == b.Print.ValidationLogits
}

func (identical) statement(c *Claim, name Naming) string {
	return fmt.Sprintf("%s is identical to %s", name(c.Scenario), name(c.Other))
}

func (identical) predicted(*Claim) string { return "every bit" }

func (identical) measured(_ *Claim, j *Judgement) string {
	switch {
	case j.Holds:
		return "every bit"
	case j.Step > 0:
		return fmt.Sprintf("differs from step %s on", words.Integer(j.Step))
	}
	return "logits differ"
}

// firstDifference returns the first step, counted from 1, at which two
// courses differ in a bit, and 0 where they do not.
func firstDifference(a, b []float32) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] && !(a[i] != a[i] && b[i] != b[i]) {
			return i + 1
		}
	}
	if len(a) != len(b) {
		return min(len(a), len(b)) + 1
	}
	return 0
}
