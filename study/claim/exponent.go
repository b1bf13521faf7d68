package claim

import (
	"fmt"
	"math"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/record"
	"firststep/study/theory"
	"firststep/study/words"
)

// Exponent says with which power of the factor, Target, the first step grows
// under the optimizer Subject. Value is the measured slope.
var Exponent Kind = exponent{}

type exponent struct{ theoretical }

// exponentDecimals is how many decimals a measured power is written with.
const exponentDecimals = 6

var noSlope = &silence{"no step", "the steps of the first layer are zero"}

func (exponent) judge(f *evidence.Findings) []Claim {
	var claims []Claim
	for _, l := range theory.Laws(f.Definition) {
		if l.Expected == nil {
			continue
		}
		c := Claim{Subject: l.Optimizer, Target: *l.Expected, Threshold: l.Tolerance, Identity: *l.Expected == l.Exponent, UpToEpsilon: l.Exponent == 1}
		c.judgeTarget(f, absolute, func(seed int64) (j Judgement, measured bool) {
			m, ok := measurement(f, study.SweepKind, "", seed)
			if !ok {
				return j, false
			}
			series, ok := m.Sweep.Find(record.BothArm, l.Optimizer)
			j.Value = float64(series.Slope)
			if standsStill(series) {
				j.silence = noSlope
			}
			return j, ok
		})
		claims = append(claims, c)
	}
	return claims
}

// standsStill reports whether the steps of a sweep have no power of the
// factor, being zero.
func standsStill(s record.SweepSeries) bool {
	for _, rms := range s.XdWRMS {
		if rms != 0 {
			return false
		}
	}
	return math.IsNaN(float64(s.Slope))
}

func (exponent) statement(c *Claim, _ Naming) string {
	return fmt.Sprintf("the first step grows with the power %s of the factor under %s", words.Document.Exact(c.Target), words.Optimizer(c.Subject))
}

func (exponent) title(c *Claim, _ Naming) string {
	return "Exponent of the first step, " + words.Optimizer(c.Subject)
}

func (exponent) predicted(c *Claim) string { return words.Document.Exact(c.Target) }

func (exponent) measured(_ *Claim, j *Judgement) string {
	return decimalOrNone(j.Value, exponentDecimals)
}

// decimalOrNone writes a power or a slope, or that there is none.
func decimalOrNone(x float64, decimals int) string {
	if !finite(x) {
		return "none"
	}
	return words.Document.Decimal(x, decimals)
}
