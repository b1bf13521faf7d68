package claim

import (
	"fmt"
	"math"

	"firststep/study"
	"firststep/study/evidence"
	"firststep/study/theory"
	"firststep/study/words"
)

// Border says which slope, Target, the border has in the map Subject of short
// trainings. Value is the measured one. A map without a border that has a slope
// says nothing, nor does one whose grid is not aligned.
var Border Kind = border{}

type border struct{ theoretical }

// BorderDecimals is how many decimals a measured slope is written with.
const BorderDecimals = 2

var (
	noBorder  = &silence{"no border", "the grid holds the border at fewer than two of its factors"}
	unaligned = &silence{"unaligned grid", "the rates of the grid do not lie the squares of its factors apart, so that its border is known to the spacing of the rates alone"}
)

func (border) judge(f *evidence.Findings) []Claim {
	var claims []Claim
	for _, b := range theory.Borders(f.Definition) {
		if !b.Claimed {
			continue
		}
		c := Claim{Subject: b.Map, Target: b.Slope, Threshold: b.Tolerance, Identity: true}
		c.judgeTarget(f, absolute, func(seed int64) (j Judgement, measured bool) {
			m, ok := measurement(f, study.StabilityKind, b.Map, seed)
			if !ok {
				return j, false
			}
			switch j.Value = float64(m.Stability.Slope); {
			case math.IsNaN(j.Value):
				j.silence = noBorder
			case !b.Aligned:
				j.silence = unaligned
			}
			return j, true
		})
		claims = append(claims, c)
	}
	return claims
}

// mapName is what a map is called in a sentence.
func mapName(subject string) string {
	if subject == study.GlobalMap {
		return "map of every rate"
	}
	return "map of the first layer's rate"
}

func (border) statement(c *Claim, _ Naming) string {
	return fmt.Sprintf("the border of the %s has the slope %s", mapName(c.Subject), words.Document.Decimal(c.Target, 0))
}

func (border) title(c *Claim, _ Naming) string { return "Slope of the border, " + mapName(c.Subject) }

func (border) predicted(c *Claim) string { return words.Document.Decimal(c.Target, 0) }

func (border) measured(_ *Claim, j *Judgement) string { return decimalOrNone(j.Value, BorderDecimals) }
